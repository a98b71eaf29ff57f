"""Express trains that keep their slot across a gauge break: arcs, and the capacity set aside for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from logistics.timespace.arcs import Arcs, make_arcs
from logistics.timespace.board import Board, Services
from logistics.timespace.handled import DIRECTIONS, Arrivals
from logistics.timespace.model import ArcKind
from logistics.timespace.nodes import Nodes
from logistics.timetable.model import Timetable
from logistics.timetable.operations import Operation, cargo_groups, operation_times
from logistics.timetable.tables import rounded, row_of
from logistics.timetable.windows import WindowIndex
from logistics.units import MIN_PER_H


@dataclass(frozen=True)
class SlotArrivals:
    """Arrivals of one paired service at its last call, and an operation that keeps its slot."""

    operation: Operation
    direction: str
    service: int
    arrival: NDArray[np.int64]


def slot_arrivals(
    operations: list[Operation],
    arrivals: Arrivals,
    board: Board,
    services: Services,
    timetable: Timetable,
) -> Iterator[SlotArrivals]:
    """Yield the arrivals that may continue by a slot."""
    last_call = np.append(timetable.call_run[1:] != timetable.call_run[:-1], True)
    for operation in operations:
        if operation.activity != "same_train":
            continue
        for direction in DIRECTIONS:
            for service, group in arrivals.at(operation, direction):
                ends = group[last_call[board.arr_call[group]]]
                if services.paired[service] and ends.size:
                    yield SlotArrivals(operation, direction, service, ends)


def slot_arcs(
    found: Iterable[SlotArrivals],
    board: Board,
    services: Services,
    timetable: Timetable,
    nodes: Nodes,
    windows: WindowIndex,
) -> Iterator[Arcs]:
    """Yield SLOT arcs: from an arrival to the first departure of the paired service after the operation."""
    service_row = row_of(services.service_id)
    departures = _departures(board, timetable)
    for item in found:
        operation = item.operation
        pair = service_row.get(services.paired[item.service], -1)
        waiting = departures.get((operation.terminal, pair))
        if waiting is None or services.gauge[pair] != operation.to_gauge:
            continue
        ready = board.arr_min[item.arrival]
        for mask in cargo_groups(operation, item.direction, windows):
            times = operation_times(operation, ready, item.direction, windows, mask)
            queue = times.handling - times.start
            queue_h = operation.queue_h + operation.handling_h
            extra = queue - int(rounded(operation.queue_h * MIN_PER_H))
            done = times.start + int(rounded(queue_h * MIN_PER_H)) + extra
            position = np.searchsorted(board.dep_min[waiting], done, side="left")
            ok = np.flatnonzero(position < waiting.size)
            departure = waiting[position[ok]]
            yield make_arcs(
                ArcKind.SLOT,
                nodes.arrive[item.arrival[ok]],
                nodes.onboard[departure],
                cargo_mask=mask & services.cargo_mask[pair],
                ref=operation.row,
                cost=operation.cost_usd_per_feu,
                operation=operation.row,
                run=timetable.call_run[board.arr_call[item.arrival[ok]]],
            )


def _departures(board: Board, timetable: Timetable) -> dict[tuple[int, int], NDArray[np.int64]]:
    """Return the departures of each (terminal, service), ascending in time."""
    terminal = timetable.call_terminal[board.dep_call].astype(np.int64)
    order = np.lexsort((board.dep_call, board.dep_min, board.dep_service, terminal))
    keys = np.column_stack([terminal[order], board.dep_service[order]])
    pairs, first = np.unique(keys, axis=0, return_index=True)
    groups = np.split(order, first[1:])
    return {(int(t), int(s)): group for (t, s), group in zip(pairs, groups, strict=False)}
