"""The outside at terminals and between them, from the climate table, hour by hour of the way."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from logistics.audit.costs import Amounts
from logistics.audit.tables import rows
from logistics.cargo import Climate
from logistics.network.model import Network
from logistics.units import MIN_PER_DAY

QUARTER = MIN_PER_DAY // 4
DAYLIGHT = 0.5
"""Share of the time with sunshine."""


@dataclass(frozen=True)
class Spell:
    """
    What a box without power feels on a stretch of its way, cut at 00, 06, 12 and 18 UTC.

    Attributes
    ----------
    minutes : float64[n]
    mean, warm, cold : float64[n]
        Outside [degC] half-way through each part: in a usual month, in warm and sunny weather, and in cold weather.
    """

    minutes: Amounts
    mean: Amounts
    warm: Amounts
    cold: Amounts


class Air:
    """
    Temperatures of terminals by month.

    Parameters
    ----------
    network : Network
        Of whose climate table, extremes and parameters ``limit_spreads``, ``sunshine_january_k`` and
        ``sunshine_july_k`` use is made.

    Notes
    -----
    Warm air is some spreads above the mean, at most the design maximum; sunshine is added for half of the day, between
    its January and July values by a cosine of the month. Cold air is as much below, at least the design minimum.
    """

    def __init__(self, network: Network) -> None:
        climate, margin = Climate.of(network), network.parameter("limit_spreads")
        self.row = {
            str(row["terminal_id"]): climate.row(str(row["climate_place"])) for row in rows(network, "terminals")
        }
        self.mean: Amounts = climate.mean_c
        up, down = climate.mean_c + margin * climate.spread_k, climate.mean_c - margin * climate.spread_k
        winter = 0.5 + 0.5 * np.cos(2 * np.pi * (np.arange(13) - 1) / 12)
        sunny = winter * network.parameter("sunshine_january_k") + (1 - winter) * network.parameter("sunshine_july_k")
        self.warm: Amounts = np.minimum(up, climate.high_c) + DAYLIGHT * sunny
        self.cold: Amounts = np.maximum(down, climate.low_c)

    def at(self, terminal: str, minute: int) -> tuple[float, float, float]:
        """Return the mean, the warm and the cold outside of a terminal in the month of a UTC minute."""
        where = self.row[terminal], _month(np.array([minute]))[0]
        return float(self.mean[where]), float(self.warm[where]), float(self.cold[where])

    def spell(self, origin: str, destination: str, start: int, end: int) -> Spell:
        """Return what is felt from one terminal to another (or the same) between UTC minutes."""
        inner = np.arange(start // QUARTER + 1, (end - 1) // QUARTER + 1) * QUARTER if end > start else np.zeros(0)
        cuts = np.concatenate([[start], inner, [end]]).astype(np.int64)
        begin, finish = cuts[:-1], cuts[1:]
        keep = finish > begin
        begin, finish = begin[keep], finish[keep]
        month = _month(begin)
        gone = ((begin + finish) / 2 - start) / max(end - start, 1)
        here, there = self.row[origin], self.row[destination]
        felt = [
            table[here, month] * (1 - gone) + table[there, month] * gone for table in (self.mean, self.warm, self.cold)
        ]
        return Spell((finish - begin).astype(np.float64), *felt)


def _month(minutes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return months, 1 to 12."""
    whole = minutes.astype("datetime64[m]").astype("datetime64[M]").astype(np.int64)
    return whole % 12 + 1
