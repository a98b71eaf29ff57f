"""What a running reefer takes on the arcs of a graph: CO2e, and the diesel of rides against its tank."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from logistics.cargo.energy import Energy, Feed, Unit
from logistics.timespace.model import ArcKind, TimeSpace

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]
_ABOARD = [ArcKind.STAY, ArcKind.SLOT]


def arc_use(graph: TimeSpace, unit: Unit) -> tuple[F64, F64]:
    """
    Return kg CO2e and litres of diesel of a reefer on every arc, float64[M] each, per box.

    Arcs are cut as the rows of itineraries are: trains link by link, a kept slot into its operation and standing
    aboard. The way through the gate before the first yard event is no arc.
    """
    energy, network = Energy(graph.instance.network), graph.instance.network
    ride = np.flatnonzero(graph.kind == ArcKind.RIDE)
    co2e, litres = np.zeros(len(graph.head)), np.zeros(len(graph.head))
    co2e[ride], litres[ride] = (part[graph.ref[ride]] for part in _of_legs(graph, energy, unit))
    other = np.flatnonzero(graph.kind != ArcKind.RIDE)
    place = graph.node_terminal[graph.head[other]].astype(np.int64)
    start, end = (graph.node_min[node[other]].astype(np.int64) for node in (graph.tail, graph.head))
    kind, row = graph.kind[other], graph.ref[other].astype(np.int64)
    operations = network["operations"]
    work = ((operations["handling_h"] + operations["queue_h"]).to_numpy(float) * 60 + 0.5).astype(np.int64)
    slot = (kind == ArcKind.SLOT) & (row >= 0)
    done = start.copy()
    done[slot] = np.minimum(start[slot] + work[row[slot]], end[slot])
    done[~np.isin(kind, _ABOARD)] = end[~np.isin(kind, _ABOARD)]
    for first, last, feed in ((start, done, Feed.YARD), (done, end, Feed.TRAIN)):
        used = energy.use(unit, place, place, first, last, np.full(len(place), feed, np.int8))
        co2e[other] += used.co2e_kg
        litres[other] += used.litres
    return co2e, litres


def beyond_tank(graph: TimeSpace, unit: Unit, litres: F64) -> I64:
    """
    Return the rides on which a tank that is full at departure runs dry.

    Diesel sets are filled at every stop where boxes may be handled, so a tank has to last from one to the next.
    """
    return np.flatnonzero((graph.kind == ArcKind.RIDE) & (litres > unit.tank_l)).astype(np.int64)


def _of_legs(graph: TimeSpace, energy: Energy, unit: Unit) -> tuple[F64, F64]:
    """Return kg CO2e and litres by leg of the timetable: its links, and standing before each."""
    t = graph.timetable
    legs = len(t.leg_run)
    if not len(t.pass_leg):
        return np.zeros(legs), np.zeros(legs)
    call = t.pass_from_call.astype(np.int64)
    tail, head = t.call_terminal[call].astype(np.int64), t.call_terminal[call + 1].astype(np.int64)
    start, end = t.pass_start.astype(np.int64), t.pass_end.astype(np.int64)
    first = np.append(True, t.pass_leg[1:] != t.pass_leg[:-1])
    ready = np.where(first, t.leg_dep[t.pass_leg], np.append(0, end[:-1])).astype(np.int64)
    ships = np.isin(graph.instance.network["services"]["mode"].to_numpy(object), ["ferry", "sea"])
    afloat = ships[t.run_service[t.leg_run[t.pass_leg]]]
    moving = energy.use(unit, tail, head, start, end, np.where(afloat, Feed.SHIP, Feed.TRAIN).astype(np.int8))
    standing = energy.use(unit, tail, tail, ready, start, np.full(len(tail), Feed.TRAIN, np.int8))

    def by_leg(name: str) -> F64:
        both = getattr(moving, name) + getattr(standing, name)
        return np.asarray(np.bincount(t.pass_leg, both, legs), np.float64)

    return by_leg("co2e_kg"), by_leg("litres")
