"""Resources of places: throughput by day, yards and powered yards by six-hour bucket."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from logistics.timespace.arcs import Arcs
from logistics.timespace.board import Board
from logistics.timespace.model import Measure, ResourceKind
from logistics.timespace.nodes import Nodes
from logistics.timespace.periods import BUCKET_MIN, bucket_texts, day_texts, split_periods
from logistics.timespace.rows import RowBlock, distinct
from logistics.timespace.slots import SlotArrivals
from logistics.timespace.supply import Supply
from logistics.timespace.trains import slot_capacity
from logistics.timetable.operations import Operation
from logistics.units import MIN_PER_DAY, MIN_PER_H


def work_by_day(arcs: Arcs, arc: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """
    Return the share of handling of operation arcs on each UTC day (arc, day, share).

    Handling that takes no time is all on its day.
    """
    start, end = arcs.work_start[arc], arcs.work_end[arc]
    row, day, overlap = split_periods(start, end, MIN_PER_DAY)
    minutes = (end - start)[row]
    share = np.where(minutes > 0, overlap / np.maximum(minutes, 1), 1.0)
    return arc[row], day, share


def throughput_rows(
    operations: list[Operation],
    supply: Supply,
    arcs: Arcs,
    reserved: dict[tuple[int, int], float],
) -> RowBlock:
    """
    Return FEU handled per facility and UTC day.

    ``reserved`` gives the slots set aside for express trains by (facility row, day).
    """
    facility = np.array(
        [op.facility if op.facility_kind == "throughput" else -1 for op in operations] + [-1], dtype=np.int64
    )
    arc = np.flatnonzero((facility[arcs.operation] >= 0) & (arcs.work_start >= 0))
    arc, day, share = work_by_day(arcs, arc)
    place, period, row = distinct(facility[arcs.operation[arc]], day)
    capacity = np.zeros(place.size)
    for f in np.unique(place):
        own = place == f
        capacity[own] = supply.facility(int(f), period[own] * MIN_PER_DAY)
        capacity[own] -= supply.facility_background(int(f), period[own])
    kept = [reserved.get(key, 0.0) for key in zip(place.tolist(), period.tolist(), strict=True)]
    start = period * MIN_PER_DAY
    return RowBlock(
        resource_id=[
            f"throughput:{supply.facility_id[f]}:{text}"
            for f, text in zip(place.tolist(), day_texts(period), strict=True)
        ],
        kind=ResourceKind.THROUGHPUT,
        measure=Measure.FEU,
        place=supply.facility_terminal[place],
        start_min=start,
        end_min=start + MIN_PER_DAY,
        capacity=np.maximum(capacity - np.array(kept), 0.0),
        arc=arc,
        row=row,
        coef=share,
    )


def reserved_slots(
    operations: list[Operation], found: Iterable[SlotArrivals], board: Board, supply: Supply
) -> dict[tuple[int, int], float]:
    """
    Return FEU taken from gauge-change facilities by express slots, by (facility row, UTC day).

    Every arrival of a paired express run takes its slots from the facilities of the gauge changes at
    the same terminal and direction.
    """
    taken: dict[tuple[int, int], float] = {}
    for item in found:
        arrived = board.arr_min[item.arrival]
        rows = np.full(arrived.size, item.operation.row, dtype=np.int64)
        capacity = slot_capacity(operations, supply, rows, arrived)
        facilities = {
            op.facility
            for op in operations
            if op.activity == "gauge_change"
            and op.terminal == item.operation.terminal
            and op.direction in ("both", item.direction)
            and op.facility_kind == "throughput"
        }
        for day, feu in zip((arrived // MIN_PER_DAY).tolist(), capacity.tolist(), strict=True):
            for facility in facilities:
                taken[facility, day] = taken.get((facility, day), 0.0) + feu
    return taken


def yard_rows(supply: Supply, arcs: Arcs, nodes: Nodes) -> Iterator[RowBlock]:
    """Yield FEU-hours standing in yards, and of plugged boxes in powered yards, by six-hour bucket."""
    terminal = nodes.terminal[arcs.tail]
    kinds = (
        ("yard", ResourceKind.YARD, Measure.FEU, "yard"),
        ("powered_yard", ResourceKind.POWERED_YARD, Measure.PLUG, "powered"),
    )
    for name, kind, measure, prefix in kinds:
        facility = np.full(int(terminal.max(initial=0)) + 2, -1, dtype=np.int64)
        for row, own in enumerate(supply.facility_kind):
            if own == name and supply.facility_terminal[row] < facility.size:
                facility[supply.facility_terminal[row]] = row
        arc = np.flatnonzero((facility[terminal] >= 0) & (arcs.yard_from >= 0))
        minute = nodes.minute[arcs.head[arc]]
        entry, bucket, overlap = split_periods(arcs.yard_from[arc], minute, BUCKET_MIN)
        entry, bucket, overlap = (column[overlap > 0] for column in (entry, bucket, overlap))
        place, period, row_of_use = distinct(facility[terminal[arc[entry]]], bucket)
        yield RowBlock(
            resource_id=[
                f"{prefix}:{supply.facility_id[f]}:{text}"
                for f, text in zip(place.tolist(), bucket_texts(period), strict=True)
            ],
            kind=kind,
            measure=measure,
            place=supply.facility_terminal[place],
            start_min=period * BUCKET_MIN,
            end_min=(period + 1) * BUCKET_MIN,
            capacity=_yard_capacity(supply, place, period),
            arc=arc[entry],
            row=row_of_use,
            coef=overlap / MIN_PER_H,
        )


def _yard_capacity(supply: Supply, place: NDArray[np.int64], period: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return FEU-hours per bucket."""
    capacity = np.zeros(place.size)
    for f in np.unique(place):
        own = place == f
        capacity[own] = supply.facility(int(f), period[own] * BUCKET_MIN)
    return capacity * (BUCKET_MIN // MIN_PER_H)
