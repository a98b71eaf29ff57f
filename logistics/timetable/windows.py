"""Dated windows that a scenario puts on the network, looked up by what they act on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from logistics.errors import DataError
from logistics.timetable.tables import ALL_CARGO, cargo_mask, rounded
from logistics.units import MIN_PER_H

Target = tuple[str, str]

_ACTS_ON = {
    "close": ("link", "terminal", "service", "facility", "operation"),
    "limit": ("link", "facility"),
    "add_hours": ("link", "terminal", "facility", "operation"),
    "speed": ("link", "operator"),
    "price": ("link", "operator"),
    "capacity": ("link", "facility"),
}


@dataclass(frozen=True)
class Window:
    """One row of ``Network.windows``; times in UTC minutes, ``value`` as its ``kind`` defines it."""

    window_id: str
    kind: str
    target: Target
    direction: str
    cargo_mask: int
    start: int
    end: int
    value: float
    unit: str
    known_from: int

    @property
    def all_cargo(self) -> bool:
        """Whether it acts on every cargo class."""
        return self.cargo_mask == ALL_CARGO

    def concerns(self, direction: str) -> bool:
        """Return whether it acts on a direction of travel."""
        return self.direction == "both" or direction in ("both", self.direction)

    def covers(self, minutes: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Return which minutes lie inside."""
        return (minutes >= self.start) & (minutes < self.end)

    def meets(self, start: NDArray[np.int64], end: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Return which intervals ``[start, end)`` overlap it."""
        return (start < self.end) & (end > self.start)


class WindowIndex:
    """Windows by kind and target, in file order."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self._by_key: dict[tuple[str, Target], list[tuple[int, Window]]] = defaultdict(list)
        self.all: list[Window] = []
        for row, record in enumerate(frame.to_dict("records")):
            target = (str(record["target_kind"]), str(record["target_id"]))
            _check(str(record["window_id"]), str(record["kind"]), target[0])
            window = Window(
                window_id=str(record["window_id"]),
                kind=str(record["kind"]),
                target=target,
                direction=str(record["direction"]) or "both",
                cargo_mask=cargo_mask(record["cargo_class"] or ""),
                start=int(record["start_min"]),
                end=int(record["end_min"]),
                value=float(record["value"]),
                unit=str(record["unit"]),
                known_from=int(record["known_from_min"]),
            )
            self.all.append(window)
            self._by_key[window.kind, target].append((row, window))

    def on(self, kind: str, targets: Iterable[Target], direction: str = "both") -> list[Window]:
        """Return the windows of a kind on any of the targets that concern a direction, in file order."""
        found = {row: w for target in targets for row, w in self._by_key.get((kind, target), ())}
        return [found[row] for row in sorted(found) if found[row].concerns(direction)]


def _check(window_id: str, kind: str, target_kind: str) -> None:
    allowed = _ACTS_ON.get(kind, ())
    if target_kind not in allowed:
        raise DataError(
            f"window {window_id!r}: {kind!r} has no effect on a {target_kind!r}; "
            f"allowed: {', '.join(allowed) or ', '.join(_ACTS_ON)}"
        )


def factor_at(windows: Iterable[Window], minutes: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the product of the values in force at each minute (1 without a window)."""
    factor = np.ones(minutes.shape, dtype=np.float64)
    for window in windows:
        factor[window.covers(minutes)] *= window.value
    return factor


def hours_at(windows: Iterable[Window], minutes: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the sum of the values in force at each minute [h]."""
    hours = np.zeros(minutes.shape, dtype=np.float64)
    for window in windows:
        hours[window.covers(minutes)] += window.value
    return hours


def added_min(windows: Iterable[Window], minutes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the hours in force at each minute as whole minutes."""
    return rounded(hours_at(windows, minutes) * MIN_PER_H)


def open_from(windows: Iterable[Window], minutes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return each minute moved to the end of the windows that cover it."""
    moved = minutes
    for window in sorted(windows, key=lambda w: (w.start, w.end)):
        moved = np.where(window.covers(moved), window.end, moved)
    return moved
