"""
Operations done to arriving boxes: which arrivals each operation serves, and when.

Boxes are taken off when their train arrives. Trains that a closed link held all arrive at once when it opens, and those
whose next leg it cancels end where they are; trains that were on their way when a crane, or what it does in a day, was
shut or cut meet the backlog of those before them. All bring more than a crane does in a day: boxes may stay on
the standing train and be taken off in a later turn, whole days after the first that is possible.
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
LATER_TURNS, MOST_TURNS = 10, 60
"""
Days up to which boxes of a train that an event caught may be taken off it: after the first start that is possible, or
after the end of what cuts the operation; and at most.
"""
CUTS = ("close", "capacity", "limit")
"""Windows on an operation, its facility or its terminal that leave less room for what is on its way."""


@dataclass(frozen=True)
class Handled:
    """One operation for the arrivals of one direction; those that an event caught once more for every later turn."""

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
            times = operation_times(operation, board.arr_min[found], direction, windows)
            turns = _turns(operation, found, times, direction, board, windows)
            if turns.any():
                found, ready = in_turns(found, times.start, turns, board)
                times = operation_times(operation, ready, direction, windows)
            own = _distinct(found, times)
            yield Handled(operation, direction, found[own], times.rows(own))


def in_turns(
    arrival: NDArray[np.int64], start: NDArray[np.int64], turns: NDArray[np.int64], board: Board
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """
    Return arrivals with the later turns of those that an event caught.

    Parameters
    ----------
    arrival : int64[n]
        Arrivals of `board`.
    start : int64[n]
        First minute at which the operation can start on each.
    turns : int64[n]
        Later turns of each.
    board : Board

    Returns
    -------
    arrival, ready : int64[m], int64[m]
        Those given, then each once more a turn; the minute from which the boxes of each may be handled: the arrival,
        and k days after the first start in turn k = 1, 2, ...
    """
    turn = np.arange(int(turns.sum())) - np.repeat(np.cumsum(turns) - turns, turns) + 1
    later = np.repeat(start, turns) + turn * MIN_PER_DAY
    found = np.concatenate([arrival, np.repeat(arrival, turns)])
    return found, np.concatenate([board.arr_min[arrival], later])


def _turns(
    operation: Operation, arrival: NDArray[np.int64], times: OperationTimes, direction: str, board: Board,
    windows: WindowIndex,
) -> NDArray[np.int64]:  # fmt: skip
    """
    Return the later turns of each arrival: of those that a closed link caught, or a cut of the operation.

    A cut catches trains that had set out when it became known, if it lasts into the time from arrival to end of work.
    """
    caught, until = board.arr_held[arrival], np.zeros(arrival.size, np.int64)
    for kind in CUTS:
        for window in windows.on(kind, operation.targets, direction):
            met = window.meets(board.arr_min[arrival], times.done) & (board.arr_left[arrival] < window.known_from)
            caught, until = caught | met, np.where(met, np.maximum(until, window.end), until)
    longer = np.maximum(-((times.start - until) // MIN_PER_DAY), 0)
    return np.where(caught, np.minimum(LATER_TURNS + longer, MOST_TURNS), 0)


def _distinct(arrival: NDArray[np.int64], times: OperationTimes) -> NDArray[np.int64]:
    """Return the entries without turns that are handled when an earlier one of the same arrival is, in their order."""
    _, first = np.unique(np.column_stack([arrival, times.done]), axis=0, return_index=True)
    return np.sort(first)
