"""Operations at terminals as values, and when they start and end for boxes or trains that arrive."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from logistics.network.model import Network
from logistics.timetable.opening import next_open
from logistics.timetable.tables import (
    cargo_mask,
    day_bounds,
    gauges,
    listed,
    numbers,
    rounded,
    row_of,
    texts,
)
from logistics.timetable.windows import Target, Window, WindowIndex, added_min, hours_at, open_from
from logistics.units import MIN_PER_DAY, MIN_PER_H

_MAX_MOVES = 1000


@dataclass(frozen=True)
class Operation:
    """
    One row of ``operations.csv``.

    ``row``, ``terminal`` and ``facility`` are table rows (facility -1 when none); gauges are mm,
    0 the ship or road side, -1 blank; ``valid`` is the first and last UTC day number.
    """

    row: int
    operation_id: str
    terminal: int
    activity: str
    from_gauge: int
    to_gauge: int
    direction: str
    service_classes: tuple[str, ...]
    cargo_mask: int
    handling_h: float
    queue_h: float
    cost_usd_per_feu: float
    facility: int
    facility_kind: str
    hours_local: str
    zone: str
    valid: tuple[int, int]
    targets: tuple[Target, ...]

    def serves(self, gauge: int, direction: str, service_class: str) -> bool:
        """Return whether it serves trains of a gauge side, direction and class."""
        return (
            self.from_gauge == gauge
            and self.direction in ("both", direction)
            and (not self.service_classes or service_class in self.service_classes)
        )

    def valid_at(self, minutes: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Return at which UTC minutes the row holds, by UTC day."""
        days = minutes // MIN_PER_DAY
        return (days >= self.valid[0]) & (days <= self.valid[1])


@dataclass(frozen=True)
class OperationTimes:
    """Start of an operation, start of its handling, and its end: UTC minutes, one per arrival or turn."""

    start: NDArray[np.int64]
    handling: NDArray[np.int64]
    done: NDArray[np.int64]

    def rows(self, which: NDArray[np.int64]) -> OperationTimes:
        """Return some of the entries."""
        return OperationTimes(self.start[which], self.handling[which], self.done[which])


def read_operations(network: Network) -> list[Operation]:
    """Return the rows of ``operations.csv`` as values, in file order."""
    frame, facilities, terminals = network["operations"], network["facilities"], network["terminals"]
    facility_row = row_of(texts(facilities, "facility_id"))
    kinds, hours = texts(facilities, "kind"), texts(facilities, "hours_local")
    terminal_row = row_of(texts(terminals, "terminal_id"))
    zones = texts(terminals, "timezone")
    cells = {
        name: texts(frame, name)
        for name in (
            "operation_id", "terminal_id", "activity", "direction", "service_class", "cargo_class", "facility_id",
        )
    }  # fmt: skip
    from_gauge, to_gauge = gauges(frame, "from_gauge"), gauges(frame, "to_gauge")
    handling, queue = numbers(frame, "handling_h"), numbers(frame, "queue_h")
    cost = numbers(frame, "cost_usd_per_feu")
    bounds = [day_bounds(*pair) for pair in zip(frame["valid_from"], frame["valid_to"], strict=True)]
    found = []
    for row, operation_id in enumerate(cells["operation_id"]):
        facility_id, terminal_id = cells["facility_id"][row], cells["terminal_id"][row]
        facility = facility_row.get(facility_id, -1)
        found.append(
            Operation(
                row=row,
                operation_id=operation_id,
                terminal=terminal_row[terminal_id],
                activity=cells["activity"][row],
                from_gauge=from_gauge[row],
                to_gauge=to_gauge[row],
                direction=cells["direction"][row],
                service_classes=listed(cells["service_class"][row]),
                cargo_mask=cargo_mask(cells["cargo_class"][row]),
                handling_h=float(handling[row]),
                queue_h=float(queue[row]),
                cost_usd_per_feu=float(cost[row]),
                facility=facility,
                facility_kind=kinds[facility] if facility >= 0 else "",
                hours_local=hours[facility] if facility >= 0 else "",
                zone=zones[terminal_row[terminal_id]],
                valid=bounds[row],
                targets=(
                    ("operation", operation_id),
                    ("facility", facility_id),
                    ("terminal", terminal_id),
                ),
            )
        )
    return found


def by_terminal(operations: list[Operation], *activities: str) -> dict[int, list[Operation]]:
    """Return operations of some activities by terminal row, in file order."""
    found: dict[int, list[Operation]] = defaultdict(list)
    for operation in operations:
        if operation.activity in activities:
            found[operation.terminal].append(operation)
    return dict(found)


def operation_times(
    operation: Operation, ready: NDArray[np.int64], direction: str, windows: WindowIndex
) -> OperationTimes:
    """
    Return when an operation starts, is handled and is done for boxes there from ``ready``.

    The start is ``ready`` moved to the next opening minute and past closures of the operation, its
    facility or its terminal; the queue (with the hours added at the start) comes before the handling.
    """
    start = opened(operation, ready, windows.on("close", operation.targets, direction))
    added = windows.on("add_hours", operation.targets, direction)
    handling = start + rounded((operation.queue_h + hours_at(added, start)) * MIN_PER_H)
    return OperationTimes(start, handling, handling + int(operation.handling_h * MIN_PER_H + 0.5))


def opened(operation: Operation, ready: NDArray[np.int64], closes: list[Window]) -> NDArray[np.int64]:
    """Return each minute moved to the first one at which the operation is open and not closed."""
    start = ready
    for _ in range(_MAX_MOVES):
        moved = open_from(closes, next_open(start, operation.hours_local, operation.zone))
        if np.array_equal(moved, start):
            break
        start = moved
    return start


def pass_end(operation: Operation, ready: NDArray[np.int64], direction: str, windows: WindowIndex) -> NDArray[np.int64]:
    """
    Return when a border operation is over for trains that stay on their gauge and arrive at ``ready``.

    Closures of the terminal act on its links, not here.
    """
    start = opened(operation, ready, windows.on("close", operation.targets[:2], direction))
    hours = operation.handling_h + operation.queue_h
    added = added_min(windows.on("add_hours", operation.targets, direction), start)
    return start + int(hours * MIN_PER_H + 0.5) + added
