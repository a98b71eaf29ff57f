"""From an instance to its event graph."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

from logistics.cargo import CARGO_CLASSES
from logistics.network.model import Network
from logistics.scenario.model import Instance
from logistics.timespace.arcs import Arcs
from logistics.timespace.base import Base, read_base
from logistics.timespace.capacity import build_rows
from logistics.timespace.graph import build_graph
from logistics.timespace.model import TimeSpace
from logistics.timespace.nodes import Nodes
from logistics.timespace.rows import Segments, joined_rows, joined_uses
from logistics.timetable.constants import RouteConstants
from logistics.timetable.tables import numbers, texts
from logistics.units import MIN_PER_DAY


def expand(instance: Instance) -> TimeSpace:
    """
    Return the event graph of an instance.

    Nodes exist only where something happens: boxes become available, trains arrive and depart, yards
    are cleared for a departure, boxes are delivered. Arcs lead forward in time, in a canonical order,
    so the same instance gives the same arrays.

    Parameters
    ----------
    instance : Instance
        Tables with the windows known when the plan is made, consignments, and the minute before
        which nothing can be decided.

    Returns
    -------
    TimeSpace
        Arrays in topological order, with the resources that arcs use.

    Raises
    ------
    DataError
        If a speed, tariff or emission factor is missing.
    PlanningError
        If boxes are said to be aboard a run that does not arrive.
    """
    base = read_base(instance)
    nodes, arcs = build_graph(base)
    blocks = build_rows(base, instance, nodes, arcs)
    committed: dict[str, float] = defaultdict(float)
    added: dict[str, float] = defaultdict(float)
    for name, amount in zip(instance.committed["resource_id"], instance.committed["amount"], strict=True):
        if amount > 0:
            committed[str(name)] += float(amount)
        else:
            added[str(name)] -= float(amount)
    pointer, row, coef = joined_uses(blocks, arcs.tail.size)
    first_arc = np.searchsorted(arcs.tail, np.arange(nodes.minute.size + 1)).astype(np.int64)
    km, co2e, reefer = _of_rides(base, arcs)
    return TimeSpace(
        instance=instance,
        timetable=base.timetable,
        cargo_classes=CARGO_CLASSES,
        node_min=nodes.minute.astype(np.int32),
        node_terminal=nodes.terminal.astype(np.int16),
        node_kind=nodes.kind.astype(np.uint8),
        first_arc=first_arc,
        head=arcs.head.astype(np.int32),
        tail=arcs.tail.astype(np.int32),
        kind=arcs.kind.astype(np.uint8),
        minutes=(nodes.minute[arcs.head] - nodes.minute[arcs.tail]).astype(np.int32),
        cost=arcs.cost + _storage(base.network, arcs, nodes),
        reefer_cost=reefer,
        co2e=co2e.astype(np.float32),
        km=km.astype(np.float32),
        cargo_mask=arcs.cargo_mask.astype(np.uint32),
        ref=arcs.ref.astype(np.int32),
        use_ptr=pointer,
        use_row=row,
        use_coef=coef,
        resources=joined_rows(blocks, committed, added, queue_segments(base.network)),
        source_node=nodes.source[base.sources.of_consignment].astype(np.int32),
        sink_terminal=np.array(
            [base.terminal_row[name] for name in instance.consignments["destination"]], dtype=np.int16
        ),
        node_run=nodes.run.astype(np.int32),
        node_call=nodes.call.astype(np.int32),
        node_gauge=nodes.gauge.astype(np.int16),
        yard_from=arcs.yard_from.astype(np.int32),
        constant=_constants(base, arcs),
    )


def queue_segments(network: Network) -> Segments:
    """
    Return the queue segments of throughput (end as share of capacity, USD per FEU inside).

    Cost is the extra hours of ``congestion.csv`` at ``queue_usd_per_feu_h``.
    """
    frame = network["congestion"]
    own = frame[np.array(texts(frame, "kind")) == "throughput"]
    if not len(own):
        return np.ones(1), np.zeros(1)
    upto = numbers(own, "upto_share")
    order = np.argsort(upto, kind="stable")
    hours = numbers(own, "extra_h")
    return upto[order], hours[order] * network.parameter("queue_usd_per_feu_h")


def _storage(network: Network, arcs: Arcs, nodes: Nodes) -> NDArray[np.float64]:
    """Return USD per FEU for the time boxes stand in a yard."""
    standing = np.where(arcs.yard_from >= 0, nodes.minute[arcs.head] - arcs.yard_from, 0)
    return standing * (network.parameter("storage_usd_per_feu_day") / MIN_PER_DAY)


def _of_rides(base: Base, arcs: Arcs) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return km, CO2e and reefer cost of every arc, zero except on rides."""
    t, rides = base.timetable, arcs.leg >= 0
    columns = []
    for values in (t.leg_km, t.leg_co2e, t.leg_reefer_cost):
        column = np.zeros(arcs.leg.size)
        column[rides] = values[arcs.leg[rides]]
        columns.append(column)
    return columns[0], columns[1], columns[2]


def _constants(base: Base, arcs: Arcs) -> NDArray[np.float64]:
    """Return the route constants of every arc [USD per FEU]: those of its link passages; empty when none is active."""
    constants = RouteConstants.of_network(base.network)
    if not constants.rows:
        return np.zeros(0)
    t, rides = base.timetable, arcs.leg >= 0
    service = t.run_service[t.leg_run[t.pass_leg]].astype(np.int64)
    of_leg = np.bincount(t.pass_leg, constants.of(t.pass_link.astype(np.int64), service), len(t.leg_run))
    column = np.zeros(arcs.leg.size)
    column[rides] = of_leg[arcs.leg[rides]]
    return column
