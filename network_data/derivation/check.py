"""Report whether every demand row can be carried, and what the services offer at the crossings."""

from __future__ import annotations

import itertools
from collections import defaultdict

import networkx as nx
from routes import Place
from running import hours
from tables import Row, number, read_table, split

WEEK_H = 168.0
CROSSINGS = {
    "alashankou": ("alashankou-dostyk",),
    "khorgos_cn": ("khorgos_cn-altynkol", "khorgos_cn-khorgos_gateway"),
    "manzhouli": ("manzhouli-zabaikalsk",),
    "erenhot": ("erenhot-zamyn_uud",),
    "brest": ("brest-malaszewicze",),
    "caspian": ("aktau_port-alat-ferry", "kuryk_port-alat-ferry"),
}
Node = tuple[str, ...]


def departures_per_week(service: Row) -> int:
    """Return the departures a week of a service row."""
    return len(split(service["days"])) * len(split(service["departure_times"]))


def calls() -> dict[str, list[Row]]:
    """Return the stops of each service in order."""
    result: dict[str, list[Row]] = defaultdict(list)
    for row in read_table("stops"):
        result[row["service_id"]].append(row)
    return result


def contiguous(service: Row, rows: list[Row], links: dict[str, Row]) -> list[str]:
    """Return what is wrong with a route: ends of links that do not meet, or the wrong gauge."""
    faults = []
    gauge = service["track_gauge_mm"]
    for before, after in itertools.pairwise(rows):
        link = links[after["link_id"]]
        if {before["terminal_id"], after["terminal_id"]} != {link["from_terminal"], link["to_terminal"]}:
            faults.append(f"{service['service_id']}: {after['link_id']} does not join its stops")
        if gauge and gauge not in split(link["track_gauges"]):
            faults.append(f"{service['service_id']}: {after['link_id']} has no {gauge} mm track")
    return faults


def ride_edges(graph: nx.DiGraph, service: Row, rows: list[Row]) -> None:
    """Add the stops of one service as ride, stay and boarding edges with hours."""
    name, side = service["service_id"], service["track_gauge_mm"] or "0"
    wait = WEEK_H / departures_per_week(service) / 2.0
    stops = [index for index, row in enumerate(rows) if row["activity"] == "stop"]
    for first, last in itertools.pairwise(stops):
        part = rows[first : last + 1]
        places = [Place(row["terminal_id"], row["link_id"], row["activity"] == "stop") for row in part]
        ride = hours(places, side, service["service_class"], service["direction"], 0.0, service["speed_class"])
        graph.add_edge(("on", name, str(first)), ("at", name, str(last)), weight=ride)
        graph.add_edge(("at", name, str(last)), ("on", name, str(last)), weight=8.0)
        graph.add_edge(("yard", rows[first]["terminal_id"], side), ("on", name, str(first)), weight=wait)


def operation_edges(
    graph: nx.DiGraph, service: Row, rows: list[Row], operations: dict[str, list[Row]], cargo: str
) -> None:
    """Add the operations at the stops of one service for one cargo class."""
    side = service["track_gauge_mm"] or "0"
    for index, row in enumerate(rows):
        if index == 0 or row["activity"] != "stop":
            continue
        at = ("at", service["service_id"], str(index))
        for operation in operations[row["terminal_id"]]:
            classes, cargoes = split(operation["service_class"]), split(operation["cargo_class"])
            fits = (
                operation["from_gauge"] == side
                and operation["direction"] in (service["direction"], "both")
                and (not classes or service["service_class"] in classes)
                and (not cargoes or cargo in cargoes)
            )
            if not fits:
                continue
            weight = number(operation["handling_h"]) + number(operation["queue_h"])
            if operation["activity"] == "unload":
                graph.add_edge(at, ("out", row["terminal_id"]), weight=weight)
            elif operation["activity"] in ("transfer", "gauge_change"):
                graph.add_edge(at, ("yard", row["terminal_id"], operation["to_gauge"]), weight=weight)


def cargo_graph(cargo: str) -> nx.DiGraph:
    """Return the graph of yards and trains open to one cargo class, hours on the edges."""
    graph = nx.DiGraph()
    stops = calls()
    operations: dict[str, list[Row]] = defaultdict(list)
    for row in read_table("operations"):
        operations[row["terminal_id"]].append(row)
        cargoes = split(row["cargo_class"])
        if row["activity"] == "load" and (not cargoes or cargo in cargoes):
            graph.add_edge(("gate", row["terminal_id"]), ("yard", row["terminal_id"], row["to_gauge"]), weight=4.0)
    for service in read_table("services"):
        carried = split(service["cargo_class"])
        if carried and cargo not in carried:
            continue
        ride_edges(graph, service, stops[service["service_id"]])
        operation_edges(graph, service, stops[service["service_id"]], operations, cargo)
    return graph


def demand_faults() -> list[str]:
    """Return the demand that no chain of services reaches, or only after its latest day."""
    commodities = {row["commodity_id"]: row for row in read_table("commodities")}
    wanted: dict[str, dict[tuple[str, str], float]] = defaultdict(dict)
    for row in read_table("demand"):
        commodity = commodities[row["commodity_id"]]
        days = float(commodity["max_days"])
        pair = (row["origin"], row["destination"])
        known = wanted[commodity["cargo_class"]]
        known[pair] = min(known.get(pair, days), days)
    faults = []
    for cargo, pairs in sorted(wanted.items()):
        graph = cargo_graph(cargo)
        for origin in sorted({pair[0] for pair in pairs}):
            reached = (
                nx.single_source_dijkstra_path_length(graph, ("gate", origin)) if ("gate", origin) in graph else {}
            )
            for (start, end), days in sorted(pairs.items()):
                if start != origin:
                    continue
                took = reached.get(("out", end))
                if took is None:
                    faults.append(f"{cargo}: {start} to {end}: no chain of services")
                elif took / 24.0 > days:
                    faults.append(f"{cargo}: {start} to {end}: {took / 24.0:.0f} days, {days:.0f} allowed")
    return faults


def crossings() -> list[str]:
    """Return trains and FEU offered a week at each crossing."""
    stops = calls()
    offered: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0, 0.0])
    for service in read_table("services"):
        links = {row["link_id"] for row in stops[service["service_id"]]}
        for crossing, names in CROSSINGS.items():
            if links.intersection(names):
                trains = departures_per_week(service)
                offered[crossing, service["direction"]][0] += trains
                offered[crossing, service["direction"]][1] += trains * float(service["max_feu"])
    return [
        f"{name} {direction}: {trains:.0f} trains, {feu:.0f} FEU a week"
        for (name, direction), (trains, feu) in sorted(offered.items())
    ]


def main() -> int:
    """Print faults and offers; return 1 when there are faults."""
    links = {row["link_id"]: row for row in read_table("links")}
    stops = calls()
    faults = [
        fault
        for service in read_table("services")
        for fault in contiguous(service, stops[service["service_id"]], links)
    ]
    faults += demand_faults()
    for line in faults + crossings():
        print(line)
    print(len(faults), "faults")
    return int(bool(faults))


if __name__ == "__main__":
    raise SystemExit(main())
