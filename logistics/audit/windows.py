"""Dated disruptions, looked up by kind and target; and local opening hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from logistics.audit.tables import words
from logistics.units import from_min, to_min

Minutes = NDArray[np.int64]


@dataclass(frozen=True)
class Window:
    """One disruption; minutes are UTC, the end is exclusive."""

    window_id: str
    kind: str
    target_kind: str
    target_id: str
    direction: str
    cargo: tuple[str, ...]
    start: int
    end: int
    value: float
    unit: str
    known_from: int

    def covers(self, when: Minutes) -> NDArray[np.bool_]:
        """Tell which minutes lie in the window."""
        return (when >= self.start) & (when < self.end)

    def concerns(self, direction: str) -> bool:
        """
        Tell whether services of a direction are concerned.

        Loading at the gate has no train: as ``both`` it is concerned by windows of either direction.
        """
        return direction == "both" or self.direction in ("", "both", direction)


class Windows:
    """Windows of a scenario, by kind and target."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self.all: list[Window] = []
        self._by: dict[tuple[str, str, str], list[Window]] = {}
        for row in frame.to_dict("records"):
            window = Window(
                str(row["window_id"]), str(row["kind"]), str(row["target_kind"]), str(row["target_id"]),
                str(row["direction"]), words(row["cargo_class"]), int(row["start_min"]), int(row["end_min"]),
                float(row["value"]), str(row["unit"]), int(row["known_from_min"]),
            )  # fmt: skip
            self.all.append(window)
            self._by.setdefault((window.kind, window.target_kind, window.target_id), []).append(window)

    def on(self, kind: str, *targets: tuple[str, str], direction: str | None = None) -> list[Window]:
        """Return the windows of a kind on some ``(target_kind, target_id)``."""
        found = [window for target in targets for window in self._by.get((kind, *target), [])]
        return found if direction is None else [window for window in found if window.concerns(direction)]


def factor(windows: list[Window], when: Minutes) -> NDArray[np.float64]:
    """Return the product of the values of the windows in force."""
    product = np.ones(len(when))
    for window in windows:
        product[window.covers(when)] *= window.value
    return product


def total(windows: list[Window], when: Minutes) -> NDArray[np.float64]:
    """Return the sum of the values of the windows in force."""
    added = np.zeros(len(when))
    for window in windows:
        added[window.covers(when)] += window.value
    return added


def after_closure(windows: list[Window], when: Minutes) -> Minutes:
    """Return the first minutes at or after the given ones that no window covers."""
    moved = when.copy()
    for window in sorted(windows, key=lambda window: window.start):
        moved = np.where(window.covers(moved), window.end, moved)
    return moved


def admitted(hours: str, zone: str, closures: list[Window], when: Minutes) -> Minutes:
    """Return the first minutes at or after the given ones that are in opening hours and not closed."""
    while True:
        moved = after_closure(closures, next_open(hours, zone, when))
        if (moved == when).all():
            return moved
        when = moved


@lru_cache(maxsize=200_000)
def _next_open(hours: str, zone: str, minute: int) -> int:
    moment = from_min(minute)
    local_day = moment.astimezone(ZoneInfo(zone)).date()
    best: int | None = None
    for span in words(hours):
        opens, closes = (tuple(int(part) for part in end.split(":")) for end in span.split("-"))
        for shift in (-1, 0, 1, 2):
            begin = _local(local_day + timedelta(days=shift), opens, zone)
            end = _local(local_day + timedelta(days=shift + (closes <= opens)), closes, zone)
            if minute < end:
                best = max(begin, minute) if best is None else min(best, max(begin, minute))
    return minute if best is None else best


def _local(day: object, clock: tuple[int, ...], zone: str) -> int:
    hour, minute = clock
    midnight = datetime.fromisoformat(f"{day}")
    return to_min((midnight + timedelta(hours=hour, minutes=minute)).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC))


def next_open(hours: str, zone: str, when: Minutes) -> Minutes:
    """
    Return the first opening minute at or after each minute.

    Examples
    --------
    >>> import numpy as np
    >>> next_open("00:00-05:00", "UTC", np.array([60, 301])).tolist()
    [60, 1440]
    """
    if not hours:
        return when
    return np.array([_next_open(hours, zone, int(minute)) for minute in when], dtype=np.int64)
