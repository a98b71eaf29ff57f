"""Resources of links by day, and of limits that a scenario sets; trains count as their share of a full one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from logistics.timespace.arcs import Arcs
from logistics.timespace.board import Services
from logistics.timespace.handled import DIRECTIONS
from logistics.timespace.model import ArcKind, Measure, ResourceKind
from logistics.timespace.periods import day_texts
from logistics.timespace.places import work_by_day
from logistics.timespace.rows import RowBlock, distinct
from logistics.timespace.supply import Supply
from logistics.timetable.model import Timetable
from logistics.timetable.operations import Operation
from logistics.timetable.windows import Window, WindowIndex
from logistics.units import MIN_PER_DAY


@dataclass(frozen=True)
class Passages:
    """
    Link passages of ridden legs; Q entries.

    Attributes
    ----------
    arc, link, start : int64[Q]
        RIDE arc, link row, UTC minute at which the link is entered.
    side : int64[Q]
        Position of the service's direction in ``DIRECTIONS``.
    trains : float64[Q]
        Trains per FEU: 1 / longest train of the service.
    """

    arc: NDArray[np.int64]
    link: NDArray[np.int64]
    start: NDArray[np.int64]
    side: NDArray[np.int64]
    trains: NDArray[np.float64]


def read_passages(timetable: Timetable, services: Services, arcs: Arcs) -> Passages:
    """Return the link passages of ridden legs."""
    rides = np.flatnonzero(arcs.kind == ArcKind.RIDE)
    arc_of_leg = np.full(timetable.leg_run.size, -1, dtype=np.int64)
    arc_of_leg[arcs.leg[rides]] = rides
    ridden = np.flatnonzero(arc_of_leg[timetable.pass_leg] >= 0)
    leg = timetable.pass_leg[ridden]
    service = timetable.run_service[timetable.leg_run[leg]]
    eastbound = np.array([name == DIRECTIONS[1] for name in services.direction], dtype=np.int64)
    return Passages(
        arc=arc_of_leg[leg],
        link=timetable.pass_link[ridden].astype(np.int64),
        start=timetable.pass_start[ridden].astype(np.int64),
        side=eastbound[service],
        trains=1.0 / services.max_feu[service],
    )


def link_rows(passages: Passages, supply: Supply) -> RowBlock:
    """Return trains per link, direction and UTC day, where a capacity or a limit is known."""
    key, day, row = distinct(passages.link * 2 + passages.side, passages.start // MIN_PER_DAY)
    capacity = np.full(key.size, np.inf)
    for k in np.unique(key):
        own = key == k
        capacity[own] = supply.link(int(k) // 2, DIRECTIONS[int(k) % 2], day[own])
    start = day * MIN_PER_DAY
    block = RowBlock(
        resource_id=[
            f"link:{supply.link_id[k // 2]}:{DIRECTIONS[k % 2]}:{text}"
            for k, text in zip(key.tolist(), day_texts(day), strict=True)
        ],
        kind=ResourceKind.LINK,
        measure=Measure.TRAIN,
        place=key // 2,
        start_min=start,
        end_min=start + MIN_PER_DAY,
        capacity=capacity,
        arc=passages.arc,
        row=row,
        coef=passages.trains,
    )
    return block.only(np.isfinite(capacity))


def limit_rows(
    windows: WindowIndex,
    passages: Passages,
    operations: list[Operation],
    services: Services,
    timetable: Timetable,
    supply: Supply,
    arcs: Arcs,
) -> Iterator[RowBlock]:
    """Yield the limits that have rows of their own: on one cargo class, in FEU, or on a facility."""
    for window in windows.all:
        if window.kind != "limit":
            continue
        target, name = window.target
        if target == "link":
            if window.all_cargo and window.unit == "trains_per_day":
                continue  # lowers the rows of the link itself
            link = supply.link_id.index(name)
            yield _limit(window, link, _on_link(window, link, passages), arcs)
        else:
            place, uses = _on_operations(window, operations, services, timetable, arcs)
            yield _limit(window, place, uses, arcs)


Uses = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]


def _on_link(window: Window, link: int, passages: Passages) -> Uses:
    sides = [window.concerns(direction) for direction in DIRECTIONS]
    own = (passages.link == link) & np.array(sides)[passages.side] & window.covers(passages.start)
    trains = passages.trains[own]
    amount = trains if window.unit == "trains_per_day" else np.ones(trains.size)
    return passages.arc[own], passages.start[own] // MIN_PER_DAY, amount


def _on_operations(
    window: Window,
    operations: list[Operation],
    services: Services,
    timetable: Timetable,
    arcs: Arcs,
) -> tuple[int, Uses]:
    concerned = [op for op in operations if window.target in op.targets]
    mine = np.zeros(len(operations) + 1, dtype=np.bool_)
    mine[[op.row for op in concerned]] = True
    arc = np.flatnonzero(mine[arcs.operation] & (arcs.work_start >= 0))
    run = arcs.run[arc]
    service = np.where(run >= 0, timetable.run_service[run] if timetable.run_id else -1, -1)
    direction = [
        services.direction[s] if s >= 0 else operations[o].direction
        for s, o in zip(service.tolist(), arcs.operation[arc].tolist(), strict=True)
    ]
    arc_ok = np.array([window.concerns(name) for name in direction], dtype=np.bool_)
    by_train = window.unit == "trains_per_day"
    if by_train:
        arc_ok &= service >= 0  # boxes from the gate come by no train
    arc, day, share = work_by_day(arcs, arc[arc_ok])
    if by_train:
        share = share / services.max_feu[timetable.run_service[arcs.run[arc]]]
    inside = window.meets(day * MIN_PER_DAY, (day + 1) * MIN_PER_DAY)
    place = concerned[0].terminal if concerned else -1
    return place, (arc[inside], day[inside], share[inside])


def _limit(window: Window, place: int, uses: Uses, arcs: Arcs) -> RowBlock:
    arc, day, amount = uses
    open_to = (arcs.cargo_mask[arc] & window.cargo_mask) != 0
    arc, day, amount = arc[open_to], day[open_to], amount[open_to]
    days, row = np.unique(day, return_inverse=True)
    return RowBlock(
        resource_id=[f"limit:{window.window_id}:{text}" for text in day_texts(days)],
        kind=ResourceKind.LIMIT,
        measure=Measure.TRAIN if window.unit == "trains_per_day" else Measure.FEU,
        place=np.full(days.size, place, dtype=np.int64),
        start_min=days * MIN_PER_DAY,
        end_min=(days + 1) * MIN_PER_DAY,
        capacity=np.full(days.size, window.value),
        arc=arc,
        row=row.ravel(),
        coef=amount,
        cargo_mask=window.cargo_mask,
    )
