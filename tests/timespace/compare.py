"""Turn an event graph into the plain form of the reference, to compare them arc by arc."""

from __future__ import annotations

from logistics.timespace import ArcKind, NodeKind

KEY = ("ready_min", "start_kind", "start_terminal", "start_gauge", "start_run_id", "start_seq")


def node_keys(graph):
    """Return the name of every node, as the reference names it."""
    table = graph.timetable
    terminals = list(graph.instance.network["terminals"]["terminal_id"])
    sources = dict(zip(graph.source_node.tolist(), graph.instance.consignments.to_dict("records"), strict=True))
    keys = []
    for n in range(len(graph.node_min)):
        kind, place, minute = (
            graph.node_kind[n],
            terminals[graph.node_terminal[n]],
            int(graph.node_min[n]),
        )
        if kind == NodeKind.SOURCE:
            keys.append(("source", *(sources[n][key] for key in KEY)))
        elif kind == NodeKind.YARD:
            keys.append(("yard", place, int(graph.node_gauge[n]), minute))
        elif kind == NodeKind.OUT:
            keys.append(("out", place, minute))
        else:
            word = "onboard" if kind == NodeKind.ONBOARD else "arrive"
            keys.append((word, table.run_id[graph.node_run[n]], int(table.call_seq[graph.node_call[n]])))
    return keys


def plain_arcs(graph):
    """Return arcs as a dictionary like ``Reference.arcs``."""
    keys, table = node_keys(graph), graph.timetable
    operations = list(graph.instance.network["operations"]["operation_id"])
    found = {}
    for a in range(len(graph.head)):
        kind, ref = ArcKind(graph.kind[a]), int(graph.ref[a])
        name = ""
        if kind in (ArcKind.LOAD, ArcKind.STAY):
            name = table.run_id[ref]
        elif kind == ArcKind.RIDE:
            name = table.run_id[table.leg_run[ref]]
        elif ref >= 0:
            name = operations[ref]
        if kind == ArcKind.TRANSFER:  # turns of one operation may lead to the same event of the yard
            name += f" until {graph.yard_from[a]}"
        uses = range(graph.use_ptr[a], graph.use_ptr[a + 1])
        found[kind.name, keys[graph.tail[a]], keys[graph.head[a]], name] = {
            "cost": float(graph.cost[a]),
            "mask": int(graph.cargo_mask[a]),
            "reefer": float(graph.reefer_cost[a]),
            "km": float(graph.km[a]),
            "co2e": float(graph.co2e[a]),
            "use": {graph.resources.resource_id[graph.use_row[u]]: float(graph.use_coef[u]) for u in uses},
        }
    return found


def differences(graph, reference):
    """Return what differs between a graph and the reference, as texts."""
    own, other = plain_arcs(graph), reference.arcs
    found = [f"only in the graph: {key}" for key in own.keys() - other.keys()]
    found += [f"only in the reference: {key}" for key in other.keys() - own.keys()]
    for key in own.keys() & other.keys():
        for name in ("cost", "mask", "reefer", "km", "co2e"):
            if abs(own[key][name] - other[key][name]) > 1e-6 * max(1.0, abs(other[key][name])):
                found.append(f"{key}: {name} {own[key][name]} is not {other[key][name]}")
        found += _amounts(str(key), own[key]["use"], other[key]["use"])
    capacity = dict(zip(graph.resources.resource_id, graph.resources.capacity.astype(float).tolist(), strict=True))
    return found + _amounts("capacity", capacity, reference.capacity)


def _amounts(where, own, other):
    names = own.keys() | other.keys()
    return [
        f"{where}: {name} {own.get(name)} is not {other.get(name)}"
        for name in names
        if name not in own or name not in other or abs(own[name] - other[name]) > 1e-6
    ]
