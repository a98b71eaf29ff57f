"""Supply of facilities and links by period: capacities, seasons, windows and background traffic."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from logistics.network.model import Network
from logistics.timespace.periods import WINTER_MONTHS, month_of
from logistics.timetable.tables import day_bounds, numbers, row_of, texts
from logistics.timetable.windows import WindowIndex, factor_at
from logistics.units import MIN_PER_DAY

YARDS = ("yard", "powered_yard")
"""Kinds of facility where boxes stand."""


@dataclass(frozen=True)
class Supply:
    """
    Capacity of facilities and links, read once per instance.

    Attributes
    ----------
    facility_id, facility_kind : list of str
    facility_terminal : int64[F]
    link_id : list of str
    """

    facility_id: list[str]
    facility_kind: list[str]
    facility_terminal: NDArray[np.int64]
    link_id: list[str]
    _network: Network
    _windows: WindowIndex

    def facility(self, row: int, minutes: NDArray[np.int64]) -> NDArray[np.float64]:
        """
        Return the capacity of a facility at UTC minutes, in its own unit, winter and windows included.

        Parameters
        ----------
        row : int
            Row in ``facilities.csv``.
        minutes : int64[n]
            For a period, its start.
        """
        record = self._network["facilities"].iloc[row]
        day = minutes // MIN_PER_DAY
        winter = float(record["winter_factor"])
        capacity = np.full(minutes.shape, float(record["capacity"]))
        if not np.isnan(winter):
            capacity[np.isin(month_of(day), WINTER_MONTHS)] *= winter
        windows = self._windows.on("capacity", [("facility", self.facility_id[row])])
        capacity *= factor_at(windows, minutes)
        if self.facility_kind[row] in YARDS:  # elsewhere a closure makes boxes wait; here nobody may stand
            for window in self._windows.on("close", [("facility", self.facility_id[row])]):
                capacity[window.covers(minutes)] = 0.0
        first, last = day_bounds(record["valid_from"], record["valid_to"])
        capacity[(day < first) | (day > last)] = 0.0
        return capacity

    def facility_background(self, row: int, day: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return FEU per day of other traffic through a facility."""
        return self._background("facility_id", self.facility_id[row], "feu_per_day", "both", day)

    def link(self, row: int, direction: str, day: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return trains per day left on a link in a direction; infinity where no limit is known."""
        name = self.link_id[row]
        known = float(self._network["links"]["capacity_trains_per_day"].iloc[row])
        start = day * MIN_PER_DAY
        end = start + MIN_PER_DAY
        windows = self._windows.on("capacity", [("link", name)], direction)
        capacity = np.full(day.shape, np.inf if np.isnan(known) else known)
        capacity *= factor_at(windows, start)
        for window in self._windows.on("limit", [("link", name)], direction):
            if window.all_cargo and window.unit == "trains_per_day":
                met = window.meets(start, end)
                capacity[met] = np.minimum(capacity[met], window.value)
        background = self._background("link_id", name, "trains_per_day", direction, day)
        return np.maximum(capacity - background, 0.0)

    def _background(
        self, column: str, name: str, measure: str, direction: str, day: NDArray[np.int64]
    ) -> NDArray[np.float64]:
        frame = self._network["background"]
        frame = frame[frame[column] == name]
        total = np.zeros(day.shape, dtype=np.float64)
        month = month_of(day)
        cells = zip(
            texts(frame, "direction"),
            numbers(frame, "month"),
            np.nan_to_num(numbers(frame, measure)),
            frame["valid_from"],
            frame["valid_to"],
            strict=True,
        )
        for side, of_month, amount, valid_from, valid_to in cells:
            first, last = day_bounds(valid_from, valid_to)
            holds = (day >= first) & (day <= last) & (np.isnan(of_month) | (month == of_month))
            if direction == "both" or side in ("both", direction):
                total[holds] += amount
        return total


def read_supply(network: Network, windows: WindowIndex) -> Supply:
    """Return the supply of a network under its windows."""
    facilities = network["facilities"]
    terminal = row_of(texts(network["terminals"], "terminal_id"))
    return Supply(
        facility_id=texts(facilities, "facility_id"),
        facility_kind=texts(facilities, "kind"),
        facility_terminal=np.array([terminal[name] for name in texts(facilities, "terminal_id")], dtype=np.int64),
        link_id=texts(network["links"], "link_id"),
        _network=network,
        _windows=windows,
    )
