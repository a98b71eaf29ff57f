"""What each arc costs one kind of box: whole numbers, so that sums do not depend on the order of the arcs."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from logistics.routing.box import Box
from logistics.routing.entry import Entries
from logistics.routing.reefer import arc_use, beyond_tank
from logistics.timespace.memory import Memory
from logistics.timespace.model import Measure, ResourceKind, TimeSpace
from logistics.timespace.periods import BUCKET_MIN
from logistics.units import MIN_PER_DAY, MIN_PER_H

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]
U8 = NDArray[np.uint8]
ROUNDING = 1.0 - 1e-9
USD, KG, LIFE = 1e8, 1e6, 1e12
"""Units per USD, per kg CO2e and per shelf life."""
_YARDS = (ResourceKind.YARD, ResourceKind.POWERED_YARD)


@dataclass(frozen=True)
class Weights:
    """
    Criteria of every arc for one kind of box; M arcs.

    Attributes
    ----------
    box : Box
    cost, life, co2e : int64[M]
        Per box, in 1 / `USD`, 1 / `LIFE`, 1 / `KG`; `life` is empty where it is not a matter of the arc alone (see
        `memory`), or goods have none. `co2e` has traction and, from the first yard event on, a running reefer.
    room : float64[M]
        Boxes that find room on the arc; 0 where boxes of this kind may not go, or a diesel tank runs dry.
    storage, running : int
        Cost of a minute in a yard and of any minute at the gate.
    rate_per_min : float
        Share of the shelf life used per minute, whatever the weather; nan otherwise.
    memory : Memory or None
        Temperature of boxes without power, where it matters.
    """

    box: Box
    cost: I64
    life: I64
    co2e: I64
    room: F64
    storage: int
    running: int
    rate_per_min: float
    memory: Memory | None
    _shut: dict[float, U8] = field(default_factory=dict, repr=False, compare=False)

    def shut(self, boxes: float) -> U8:
        """Return which arcs have no room for some boxes; not to be changed."""
        if boxes not in self._shut:
            self._shut[boxes] = (self.room < boxes * ROUNDING).view(np.uint8)
        return self._shut[boxes]

    @property
    def ages(self) -> bool:
        """Whether the goods have a shelf life that is used up."""
        return self.box.quality is not None and self.box.quality.ages

    @property
    def life_varies(self) -> bool:
        """Whether shelf life used is more than a multiple of the time."""
        return self.ages and self.remembers

    @property
    def remembers(self) -> bool:
        """Whether a search must carry the temperature of the box along."""
        return self.memory is not None and bool(np.isnan(self.memory.steady))

    def of_entries(self, graph: TimeSpace, entries: Entries) -> tuple[I64, I64]:
        """Return cost and, where a rate says it, shelf life used from the gate to the yard events."""
        until = graph.node_min[entries.node].astype(np.int64)
        cost = whole(self.box.feu * entries.fee, USD)
        cost += (until - entries.done) * self.storage + (until - entries.start) * self.running
        rate = 0.0 if np.isnan(self.rate_per_min) else self.rate_per_min
        return cost, whole(np.asarray(rate * (until - entries.start), np.float64), LIFE)


def whole(values: F64, unit: float) -> I64:
    """Return values in whole units."""
    return np.rint(np.asarray(values) * unit).astype(np.int64)


def read_weights(graph: TimeSpace, box: Box, free: F64, memory: Memory | None = None) -> Weights:
    """
    Return the criteria of every arc for one kind of box.

    Parameters
    ----------
    graph : TimeSpace
        As the box sees it (`logistics.timespace.wagons`).
    box : Box
    free : float64[R]
        Capacity left of every resource.
    memory : Memory, optional
        Of boxes without power.
    """
    rate = graph.instance.network.parameter("storage_usd_per_feu_day") / MIN_PER_DAY
    storage = int(whole(np.array(box.feu * rate), USD))
    running = int(whole(np.array(box.running_usd_per_h / MIN_PER_H), USD))
    minutes = graph.minutes.astype(np.int64)
    standing = np.where(graph.yard_from >= 0, graph.node_min[graph.head] - graph.yard_from, 0).astype(np.int64)
    money = box.feu * (graph.cost - standing * rate) + (box.feu if box.powered else 0.0) * graph.reefer_cost
    steady = _set_point_rate(box) if memory is None else memory.steady
    used = np.asarray(steady * _elapsed(graph), np.float64)
    emitted, room = box.gross_t * graph.co2e.astype(np.float64), _room(graph, box, free)
    if box.runs.runs:
        reefer, litres = arc_use(graph, box.runs)
        emitted += reefer
        room[beyond_tank(graph, box.runs, litres)] = 0.0
    return Weights(
        box=box,
        cost=whole(money, USD) + standing * storage + minutes * running,
        life=np.zeros(0, np.int64) if np.isnan(steady) else whole(used, LIFE),
        co2e=whole(emitted, KG),
        room=room,
        storage=storage,
        running=running + _hire(box),
        rate_per_min=steady,
        memory=memory,
    )


def _hire(box: Box) -> int:
    """Return what a minute at the gate costs in hire of a wagon; on arcs it is part of the money."""
    return 0 if box.wagon is None else int(whole(np.array(box.wagon.own.hire_usd_h / MIN_PER_H), USD))


def _set_point_rate(box: Box) -> float:
    """Return the share of the shelf life per minute at the set point; nan for goods without one."""
    if box.quality is None or not box.powered:
        return np.nan
    return float(box.quality.rate_per_h(np.array([box.set_point_c]))[0]) / MIN_PER_H


def _elapsed(graph: TimeSpace) -> I64:
    """Return the minutes between the events of every arc."""
    return np.asarray(graph.node_min[graph.head].astype(np.int64) - graph.node_min[graph.tail], np.int64)


def _room(graph: TimeSpace, box: Box, free: F64) -> F64:
    """
    Return the boxes that find room on every arc: the tightest of the resources it uses.

    Yards are counted in places: the FEU-hours left in a six-hour bucket, over its length, whatever the stay.
    """
    rows = graph.resources
    measure = np.zeros(len(Measure))
    measure[Measure.FEU], measure[Measure.GROSS_T], measure[Measure.TRAIN] = box.feu, box.gross_t, box.feu
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
