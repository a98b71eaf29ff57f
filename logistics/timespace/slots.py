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
from logistics.timetable.operations import Operation
from logistics.timetable.tables import rounded, row_of
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
) -> Iterator[Arcs]:
    """
    Yield SLOT arcs: from an arrival to the first departure of the paired service after the operation.

    A slot is kept for that one train: where its leg is cancelled, there is none.
    """
    service_row = row_of(services.service_id)
    minutes = timetable.call_dep.astype(np.int64)
    for item in found:
        operation = item.operation
        pair = service_row.get(services.paired[item.service], -1)
        waiting = _boarding_calls(timetable, pair, operation.terminal)
        ready = board.arr_min[item.arrival] + int(rounded((operation.handling_h + operation.queue_h) * MIN_PER_H))
        position = np.searchsorted(minutes[waiting], ready, side="left")
        ok = np.flatnonzero(position < waiting.size)
        departure = board.dep_of_call[waiting[position[ok]]]
        ok, departure = ok[departure >= 0], departure[departure >= 0]
        yield make_arcs(
            ArcKind.SLOT,
            nodes.arrive[item.arrival[ok]],
            nodes.onboard[departure],
            cargo_mask=operation.cargo_mask & int(services.cargo_mask[pair]),
            ref=operation.row,
            cost=operation.cost_usd_per_feu,
            operation=operation.row,
            run=timetable.call_run[board.arr_call[item.arrival[ok]]],
        )


def _boarding_calls(timetable: Timetable, service: int, terminal: int) -> NDArray[np.int64]:
    """Return the calls at a terminal where boxes can board runs of a service, by departure."""
    t = timetable
    calls = np.flatnonzero((t.run_service[t.call_run] == service) & (t.call_terminal == terminal) & t.call_stop)
    last = np.append(t.call_run[1:] != t.call_run[:-1], True)
    calls = calls[~last[calls]]
    found: NDArray[np.int64] = calls[np.lexsort((calls, t.call_dep[calls]))]
    return found
