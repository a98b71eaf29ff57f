"""Operations done to arriving boxes: which arrivals each operation serves, and when."""

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

DIRECTIONS = ("westbound", "eastbound")


@dataclass(frozen=True)
class Handled:
    """One operation for the arrivals of one direction."""

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
            yield Handled(operation, direction, found, times)
