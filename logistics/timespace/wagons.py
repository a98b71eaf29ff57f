"""The event graph as a wagon sees it: other amounts beyond the gauge break, and trains that do not take it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from logistics.scenario.wagons import Side, Wagon
from logistics.timespace.model import ArcKind, Measure, NodeKind, ResourceKind, TimeSpace
from logistics.timespace.money import arc_money
from logistics.timetable.tables import gauges, numbers, texts
from logistics.units import MIN_PER_H

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]
Bools = NDArray[np.bool_]
_YARDS = (ResourceKind.YARD, ResourceKind.POWERED_YARD)


@dataclass(frozen=True)
class Seen:
    """
    An event graph as one kind of unit sees it; M arcs.

    Attributes
    ----------
    graph : TimeSpace
        ``cost`` (hire included), ``constant`` and ``use_coef`` per FEU of the unit's own length, ``co2e`` per tonne of
        its own gross mass, whatever carries its load on the arc; ``cargo_mask`` is 0 where it may not go.
    money : dict of str to float64[M]
        Parts of ``cost``: transport, operations, storage.
    hire : float64[M]
        The rest of it.
    """

    graph: TimeSpace
    money: dict[str, F64]
    hire: F64


def as_it_is(ts: TimeSpace) -> Seen:
    """Return a graph as boxes see it."""
    return Seen(ts, arc_money(ts), np.zeros(len(ts.head)))


def seen_by(ts: TimeSpace, wagon: Wagon) -> Seen:
    """
    Return a graph as a wagon sees it.

    Notes
    -----
    An arc belongs to the gauge side where it begins; of a transfer across the break the standing in the yard, with its
    storage and its place, belongs to the side where it ends: the load is in its onward unit by then. Shut are trains
    and yards of a gauge on which neither the wagon nor its onward unit runs, trains of classes that do not take them,
    gates on another gauge, and slots that trains of boxes keep across the break.
    """
    tail, head = _gauges(ts)
    sides = (wagon.own, wagon.onward or wagon.own)
    begins, ends = (tail != wagon.gauge).astype(np.int64), (head != wagon.gauge).astype(np.int64)
    crosses = (ts.kind == ArcKind.TRANSFER) & (tail != head)

    def at(name: str, side: I64, per: float) -> F64:
        return np.array([getattr(one, name) for one in sides])[side] / per

    own = wagon.own
    parts, stands = arc_money(ts), _standing(ts)
    length, after = at("feu", begins, own.feu), at("feu", ends, own.feu)
    money = {
        "transport": parts["transport"] * at("freight_feu", begins, own.feu),
        "operations": parts["operations"] * np.where(crosses, at("transload_feu", begins, own.feu), length),
        "storage": parts["storage"] * after,
    }
    hours = ((ts.minutes - stands) / MIN_PER_H, stands / MIN_PER_H)
    hire = hours[0] * at("hire_usd_h", begins, own.feu) + hours[1] * at("hire_usd_h", ends, own.feu)
    shut = _shut(ts, wagon, (tail, head))
    graph = replace(
        ts,
        cost=money["transport"] + money["operations"] + money["storage"] + hire,
        co2e=(ts.co2e * at("gross_t", begins, own.gross_t)).astype(np.float32),
        constant=ts.constant * length if ts.constant.size else ts.constant,
        cargo_mask=np.where(shut, np.uint32(0), ts.cargo_mask),
        use_coef=_uses(ts, begins, ends, sides),
    )
    return Seen(graph, money, hire)


def _gauges(ts: TimeSpace) -> tuple[I64, I64]:
    """Return the track gauges on which every arc begins and ends; 0 on ships and roads."""
    services = ts.instance.network["services"]
    rail = np.array(texts(services, "mode")) == "rail"
    of_service = np.append(np.where(rail, np.array(gauges(services, "track_gauge_mm"), np.int64), 0), -1)
    of_run = np.append(of_service[ts.timetable.run_service.astype(np.int64)], -1)
    of_node = np.where(ts.node_gauge >= 0, ts.node_gauge, of_run[ts.node_run])
    tail, head = of_node[ts.tail].astype(np.int64), of_node[ts.head].astype(np.int64)
    tail = np.where(ts.node_kind[ts.tail] == NodeKind.SOURCE, head, tail)
    return tail, np.where(ts.node_kind[ts.head] == NodeKind.OUT, tail, head)


def _standing(ts: TimeSpace) -> I64:
    """Return the minutes that every arc stands in a yard after an operation."""
    return np.where(ts.yard_from >= 0, ts.node_min[ts.head].astype(np.int64) - ts.yard_from, 0)


def _shut(ts: TimeSpace, wagon: Wagon, ends: tuple[I64, I64]) -> Bools:
    """Return where the wagon, or beyond the break its onward unit, may not go."""
    shut = ts.kind == ArcKind.SLOT
    anywhere = wagon.onward is not None and wagon.onward.gauge == 0
    known = {wagon.gauge} | ({wagon.onward.gauge} if wagon.onward else set())
    for gauge in () if anywhere else ends:
        shut |= ~np.isin(gauge, list(known))
    gate = (ts.kind == ArcKind.ENTER) & (ts.ref >= 0)
    shut |= gate & (ends[1] != wagon.gauge)
    rides = np.flatnonzero(ts.kind == ArcKind.RIDE)
    t, services = ts.timetable, ts.instance.network["services"]
    service = t.run_service[t.leg_run[ts.ref[rides]]]
    classes = np.array(texts(services, "service_class"), object)[service]
    own = ends[0][rides] == wagon.gauge
    taken = np.where(own, _takes(wagon.own, classes), wagon.onward is not None and _takes(wagon.onward, classes))
    shut[rides] |= ~taken.astype(np.bool_)
    return np.asarray(shut, np.bool_)


def _takes(side: Side, classes: NDArray[np.object_]) -> Bools:
    """Return which service classes take a unit."""
    everywhere = np.ones(len(classes), np.bool_)
    return np.asarray(np.isin(classes.astype(str), side.classes), np.bool_) if side.classes else everywhere


def _uses(ts: TimeSpace, begins: I64, ends: I64, sides: tuple[Side, Side]) -> F64:
    """Return what arcs use of resources per unit of the wagon's own measure."""
    own, beyond = sides
    more = np.ones(len(Measure))
    more[Measure.FEU] = more[Measure.PLUG] = beyond.feu / own.feu
    more[Measure.GROSS_T] = beyond.gross_t / own.gross_t
    arc = np.repeat(np.arange(len(ts.head)), np.diff(ts.use_ptr))
    measure = ts.resources.measure[ts.use_row]
    yard = np.isin(ts.resources.kind[ts.use_row], _YARDS)
    side = np.where(yard, ends[arc], begins[arc])
    times = np.where(side > 0, more[measure], 1.0)
    trains = np.flatnonzero(measure == Measure.TRAIN)
    times[trains] = _of_trains(ts, arc[trains], side[trains], sides)
    return ts.use_coef * times


def _of_trains(ts: TimeSpace, arc: I64, side: I64, sides: tuple[Side, Side]) -> F64:
    """Return the FEU of the train of every arc, or the one it leaves, over those of the wagon's own length."""
    services = ts.instance.network["services"]
    limits = zip(numbers(services, "max_feu").tolist(), numbers(services, "max_gross_t").tolist(), strict=True)
    feu = np.array([[side.train_feu(*limit) for side in sides] for limit in limits])
    run = ts.node_run[ts.tail[arc]]
    service = ts.timetable.run_service[run].astype(np.int64)
    plain = np.array([one.feu for one in sides])[side]
    return np.where(run >= 0, feu[service, side], plain) / sides[0].feu
