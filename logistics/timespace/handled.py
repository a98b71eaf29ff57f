"""
Operations done to arriving boxes: which arrivals each operation serves, and when.

Boxes are taken off when their train arrives. Trains that a closed link held all arrive at once when it opens, and those
whose next leg it cancels end where they are, with more boxes than a crane does in a day: these may stay on the standing
train and be taken off in a later turn, whole days after.
Whether an operation is offered is judged on the arrival. Waiting has no price of its own: time, hire and power run on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from logistics.timespace.board import Board, Services
from logistics.timetable.operations import Operation, OperationTimes, operation_times
from logistics.timetable.tables import joined
from logistics.timetable.windows import WindowIndex
from logistics.units import MIN_PER_DAY

DIRECTIONS = ("westbound", "eastbound")
LATER_TURNS = 10
"""Days after its arrival up to which boxes of a train that was held, or does not go on, may be taken off it."""


@dataclass(frozen=True)
class Handled:
    """One operation for the arrivals of one direction; those of held runs come once more for every later turn."""

    operation: Operation
    direction: str
    arrival: NDArray[np.int64]
    times: OperationTimes


class Arrivals:
    """Arrivals by terminal and service."""

    def __init__(self, board: Board, services: Services) -> None:
        self._board, self._services = board, services
        self._groups: dict[int, list[tuple[int, NDArray[np.int64]]]] = defaultdict(list)
        order = np.lexsort((np.arange(board.arr_min.size), board.arr_service, board.arr_terminal))
        keys = np.column_stack([board.arr_terminal[order], board.arr_service[order]])
        pairs, first = np.unique(keys, axis=0, return_index=True)
        for (terminal, service), group in zip(pairs, np.split(order, first[1:]), strict=False):
            self._groups[int(terminal)].append((int(service), group))

    def at(self, operation: Operation, direction: str) -> Iterator[tuple[int, NDArray[np.int64]]]:
        """Yield the services of a direction that an operation serves, with their arrivals."""
        for service, group in self._groups.get(operation.terminal, ()):
            gauge, name = int(self._services.gauge[service]), self._services.service_class[service]
            if self._services.direction[service] == direction and operation.serves(gauge, direction, name):
                valid = operation.valid_at(self._board.arr_min[group])
                if valid.any():
                    yield service, group[valid]


def handled(
    operations: Iterable[Operation], arrivals: Arrivals, board: Board, windows: WindowIndex
) -> Iterator[Handled]:
    """Yield operations with the arrivals they serve, by direction."""
    for operation in operations:
        for direction in DIRECTIONS:
            found = joined(group for _, group in arrivals.at(operation, direction))
            if not found.size:
                continue
            arrival, ready = in_turns(found, board)
            times = operation_times(operation, ready, direction, windows)
            first = _distinct(arrival, times)
            yield Handled(operation, direction, arrival[first], times.rows(first))


def in_turns(arrival: NDArray[np.int64], board: Board) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """
    Return arrivals with the later turns of those that were held.

    Parameters
    ----------
    arrival : int64[n]
        Arrivals of `board`.
    board : Board

    Returns
    -------
    arrival, ready : int64[m], int64[m]
        Those given, then those held once more a turn; the minute from which the boxes of each may be handled: the
        arrival, and k days after it in turn k = 1 ... `LATER_TURNS`.
    """
    held = arrival[board.arr_held[arrival]]
    found = np.concatenate([arrival, np.tile(held, LATER_TURNS)])
    turn = np.concatenate([np.zeros(arrival.size, np.int64), np.repeat(np.arange(1, LATER_TURNS + 1), held.size)])
    return found, board.arr_min[found] + turn * MIN_PER_DAY


def _distinct(arrival: NDArray[np.int64], times: OperationTimes) -> NDArray[np.int64]:
    """Return the entries without turns that are handled when an earlier one of the same arrival is, in their order."""
    _, first = np.unique(np.column_stack([arrival, times.done]), axis=0, return_index=True)
    return np.sort(first)
