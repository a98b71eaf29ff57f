"""Weather outside a box: monthly means at places, their day-to-day spread, extremes, and the way between."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from logistics.cargo.arrays import F64, Numbers, numbers, plain, within
from logistics.errors import DataError, did_you_mean
from logistics.network import Network

STATIONS = {
    "astana": "Astana",
    "aktobe": "Aktobe",
    "almaty": "Almaty",
    "khorgos": "Zharkent (Khorgos KZ side)",
}
"""Climate places with a published coldest day in ``climate_extremes.csv``."""
_COLDEST_DAY = "coldest_day_p92"


@dataclass(frozen=True)
class Climate:
    """
    Temperatures by climate place and month.

    Attributes
    ----------
    place : mapping of str to int
        Row of each climate place.
    mean_c, spread_k, low_c, high_c : float64[places, 13]
        Monthly mean, standard deviation of the daily mean, design minimum (coldest day of 0.92
        assurance) and design maximum; column 0 is unused so that a month is its own column.
    """

    place: Mapping[str, int]
    mean_c: F64
    spread_k: F64
    low_c: F64
    high_c: F64

    @classmethod
    def of(cls, network: Network) -> Climate:
        """
        Return the climate of a network.

        Notes
        -----
        Spread and extremes scale with the annual range R (July less January) of the place:
        ``spread = s R w``, ``low = mean - d R w``, ``high = mean + d R r``, with the seasonal weight
        ``w`` from 1 in January to the summer ratio r in July (cosine). Where the coldest day is
        published it replaces ``d R``.
        """
        table = network["climate"]
        place = {name: row for row, name in enumerate(table["place_id"].unique())}
        mean = np.full((len(place), 13), np.nan)
        mean[table["place_id"].map(place).to_numpy(), table["month"].to_numpy(int)] = table["tmean_c"]
        span = np.nanmax(mean, axis=1) - np.nanmin(mean, axis=1)
        depth = network.parameter("design_depth_share") * span
        for name, value in _published(network).items():
            if name in place:
                depth[place[name]] = mean[place[name], 1] - value
        ratio = network.parameter("summer_spread_ratio")
        season = np.array([ratio + (1 - ratio) * winter_share(month) for month in range(13)])
        return cls(
            place=place,
            mean_c=mean,
            spread_k=np.outer(network.parameter("spread_share_of_range") * span, season),
            low_c=mean - np.outer(depth, season),
            high_c=mean + np.outer(depth * ratio, np.ones(13)),
        )

    def row(self, place: str) -> int:
        """
        Return the row of a climate place.

        Raises
        ------
        DataError
            If the place is unknown.
        """
        if place not in self.place:
            raise DataError(f"climate.csv: place_id: {place!r} is not there{did_you_mean(place, self.place)}")
        return self.place[place]

    def at(self, place: str, month: int, spreads: float = 0.0) -> float:
        """
        Return the temperature of a month [°C], some spreads warmer (or colder, if negative) than its mean.

        It never passes the design extremes.
        """
        row = self.row(place)
        value = self.mean_c[row, month] + spreads * self.spread_k[row, month]
        return float(np.clip(value, self.low_c[row, month], self.high_c[row, month]))

    def along(
        self, places: Sequence[str], km: Sequence[float], at_km: ArrayLike, month: int, spreads: float = 0.0
    ) -> Numbers:
        """
        Return temperatures along a line, interpolated by kilometres between its places [°C].

        Parameters
        ----------
        places : sequence of str
            Climate places of the terminals passed.
        km : sequence of float
            Kilometre of each place, ascending.
        at_km : array_like of float
            Where the temperature is asked for, between the first and the last.
        month : int
        spreads : float
            Standard deviations from the mean.

        Raises
        ------
        DataError
            If the kilometres do not ascend, or `at_km` lies off the line.
        """
        way = numbers("km", km)
        if len(way) != len(places) or (np.diff(way) < 0).any():
            raise DataError(f"km: {list(km)} found; give one ascending kilometre for each of {len(places)} places")
        where = within("at_km", at_km, float(way[0]), float(way[-1]), "km")
        return plain(np.asarray(np.interp(where, way, [self.at(place, month, spreads) for place in places])))


def winter_share(month: float) -> float:
    """
    Return 1 in January, 0 in July, a cosine between.

    Examples
    --------
    >>> winter_share(1), winter_share(4), winter_share(7)
    (1.0, 0.5, 0.0)
    """
    return round((1.0 + math.cos(2.0 * math.pi * (month - 1.0) / 12.0)) / 2.0, 12)


def sunshine_k(network: Network, month: int, daylight_share: float = 0.5) -> float:
    """
    Return the allowance for sunshine as a warmer outside [K], over day and night.

    Parameters
    ----------
    network : Network
        Whose parameters ``sunshine_january_k`` and ``sunshine_july_k`` are read (sunny days).
    month : int
    daylight_share : float
        Share of the time with sunshine, 0 to 1; 0 in a shed or at night.

    Raises
    ------
    DataError
        If the month is none of 1 to 12, or the share no share.
    """
    within("month", month, 1, 12)
    within("daylight_share", daylight_share, 0.0, 1.0)
    january, july = network.parameter("sunshine_january_k"), network.parameter("sunshine_july_k")
    return daylight_share * (july + (january - july) * winter_share(month))


def _published(network: Network) -> dict[str, float]:
    """Return the published coldest day by climate place."""
    table = network["climate_extremes"]
    rows = table[table["measure"] == _COLDEST_DAY].set_index("place")["value_c"]
    return {place: float(rows[name]) for place, name in STATIONS.items() if name in rows.index}
