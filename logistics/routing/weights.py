"""What each arc costs one kind of box: whole numbers, so that sums do not depend on the order of the arcs."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from logistics.routing.box import Box
from logistics.routing.climate import Climate, Exposure
from logistics.routing.entry import Entries
from logistics.timespace.model import ArcKind, Measure, ResourceKind, TimeSpace
from logistics.timespace.periods import BUCKET_MIN
from logistics.units import MIN_PER_DAY, MIN_PER_H

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]
U8 = NDArray[np.uint8]
ROUNDING = 1.0 - 1e-9
USD, LIFE, KG = 1e8, 1e12, 1e6
"""Units per USD, per shelf life and per kg CO2e."""
_YARDS = (ResourceKind.YARD, ResourceKind.POWERED_YARD)


@dataclass(frozen=True)
class Weights:
    """
    Criteria of every arc for one kind of box; M arcs.

    Attributes
    ----------
    box : Box
    exposure : Exposure or None
        None for goods without shelf life.
    cost, life, co2e : int64[M]
        Per box, in 1 / `USD`, 1 / `LIFE`, 1 / `KG`; `life` is empty for goods without shelf life.
    room : float64[M]
        Boxes that find room on the arc; 0 where boxes of this kind may not go, or their goods would be lost.
    spoils : bool
        Whether there are arcs on which the goods would be lost.
    storage, running : int
        Cost of a minute in a yard and of any minute.
    """

    box: Box
    exposure: Exposure | None
    cost: I64
    life: I64
    co2e: I64
    room: F64
    spoils: bool
    storage: int
    running: int
    _shut: dict[float, U8] = field(default_factory=dict, repr=False, compare=False)

    def shut(self, boxes: float) -> U8:
        """Return which arcs have no room for some boxes; not to be changed."""
        if boxes not in self._shut:
            self._shut[boxes] = (self.room < boxes * ROUNDING).view(np.uint8)
        return self._shut[boxes]

    @property
    def life_varies(self) -> bool:
        """Whether shelf life used is more than a multiple of the time."""
        return self.exposure is not None and self.exposure.fixed is None

    def of_entries(self, graph: TimeSpace, entries: Entries, terminal: int) -> tuple[I64, I64]:
        """Return cost and shelf life used from the gate of a terminal to its yard events."""
        until = graph.node_min[entries.node].astype(np.int64)
        cost = whole(self.box.feu * entries.fee, USD)
        cost += (until - entries.done) * self.storage + (until - entries.start) * self.running
        place = np.full(len(until), terminal)
        life = np.zeros(len(until)) if self.exposure is None else self.exposure.standing(place, entries.start, until)
        return cost, whole(life, LIFE)

    def unspoilt(self, graph: TimeSpace, entries: Entries, terminal: int) -> NDArray[np.bool_]:
        """Return on which ways through a gate the goods are not lost."""
        if not self.spoils or self.exposure is None:
            return np.ones(len(entries.node), dtype=np.bool_)
        place = np.full(len(entries.node), terminal)
        life = self.exposure.standing(place, entries.start, graph.node_min[entries.node].astype(np.int64))
        return np.isfinite(life)


def whole(values: F64, unit: float) -> I64:
    """Return values in whole units."""
    return np.rint(np.asarray(values) * unit).astype(np.int64)


def read_weights(graph: TimeSpace, box: Box, climate: Climate, free: F64) -> Weights:
    """
    Return the criteria of every arc for one kind of box.

    Parameters
    ----------
    graph : TimeSpace
    box : Box
    climate : Climate
    free : float64[R]
        Capacity left of every resource.
    """
    rate = graph.instance.network.parameter("storage_usd_per_feu_day") / MIN_PER_DAY
    storage = int(whole(np.array(box.feu * rate), USD))
    running = int(whole(np.array(box.running_usd_per_h / MIN_PER_H), USD))
    minutes = graph.minutes.astype(np.int64)
    standing = np.where(graph.yard_from >= 0, graph.node_min[graph.head] - graph.yard_from, 0).astype(np.int64)
    money = box.feu * (graph.cost - standing * rate) + (box.feu if box.powered else 0.0) * graph.reefer_cost
    exposure = None if box.quality is None else Exposure(climate, box.quality, box.set_point_c)
    used = np.zeros(0) if exposure is None else _exposed(graph, exposure)
    lost = np.isinf(used)
    room = _room(graph, box, free)
    if lost.any():
        used[lost] = room[lost] = 0.0
    return Weights(
        box=box,
        exposure=exposure,
        cost=whole(money, USD) + standing * storage + minutes * running,
        life=whole(used, LIFE),
        co2e=whole(box.gross_t * graph.co2e.astype(np.float64), KG),
        room=room,
        spoils=bool(lost.any()),
        storage=storage,
        running=running,
    )


def _exposed(graph: TimeSpace, exposure: Exposure) -> F64:
    """Return the shelf life used on every arc."""
    start, end = (graph.node_min[node].astype(np.int64) for node in (graph.tail, graph.head))
    if exposure.fixed is not None:
        return np.asarray(exposure.fixed * (end - start), np.float64)
    used = exposure.standing(graph.node_terminal[graph.tail].astype(np.int64), start, end)
    ride = np.flatnonzero(graph.kind == ArcKind.RIDE)
    of_leg = _of_legs(graph, exposure)
    used[ride] = of_leg[graph.ref[ride]]
    return used


def _of_legs(graph: TimeSpace, exposure: Exposure) -> F64:
    """Return the shelf life used on every leg of the timetable: link by link, and standing before each link."""
    t = graph.timetable
    tail = t.call_terminal[t.pass_from_call].astype(np.int64)
    head = t.call_terminal[t.pass_from_call + 1].astype(np.int64)
    start, end = t.pass_start.astype(np.int64), t.pass_end.astype(np.int64)
    first = np.append(True, t.pass_leg[1:] != t.pass_leg[:-1])
    ready = np.where(first, t.leg_dep[t.pass_leg], np.append(0, end[:-1])).astype(np.int64)
    used = exposure.moving(tail, head, start, end) + exposure.standing(tail, ready, start)
    return np.asarray(np.bincount(t.pass_leg, used, len(t.leg_run)), np.float64)


def _room(graph: TimeSpace, box: Box, free: F64) -> F64:
    """
    Return the boxes that find room on every arc: the tightest of the resources it uses.

    Yards are counted in places: the FEU-hours left in a six-hour bucket, over its length, whatever the stay.
    """
    rows = graph.resources
    measure = np.zeros(len(Measure))
    measure[Measure.FEU], measure[Measure.GROSS_T] = box.feu, box.gross_t
    measure[Measure.PLUG] = box.feu if box.power == "plug" else 0.0
    each = measure[rows.measure] * ((rows.cargo_mask >> np.uint32(box.class_bit)) & 1)
    yard = np.isin(rows.kind, _YARDS)
    held = each[graph.use_row] * np.where(yard[graph.use_row], BUCKET_MIN / MIN_PER_H, graph.use_coef)
    with np.errstate(divide="ignore", invalid="ignore"):
        boxes = np.where(held > 0, free[graph.use_row] / held, np.inf)
    room = np.full(len(graph.head), np.inf)
    used = np.flatnonzero(np.diff(graph.use_ptr))
    if len(used):
        room[used] = np.minimum.reduceat(boxes, graph.use_ptr[used])
    allowed = (graph.cargo_mask >> np.uint32(box.class_bit)) & 1
    return np.asarray(np.where(allowed == 1, room, 0.0), np.float64)
