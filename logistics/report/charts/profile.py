"""A path as a profile: hours and cost over cumulative kilometres, its stops, and the countries it passes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import groupby

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from logistics.network.model import Network
from logistics.report.wording import BREAKS, MOVES
from logistics.results.path import Leg, Path

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Stop:
    """
    Time spent at one terminal: consecutive operations and waits.

    Attributes
    ----------
    terminal : str
    km : float
        Cumulative distance.
    hours, cost : tuple of float
        Elapsed hours, and USD per FEU spent, before and after.
    gauge_break : bool
        Whether the track gauge changes here.
    """

    terminal: str
    km: float
    hours: tuple[float, float]
    cost: tuple[float, float]
    gauge_break: bool


@dataclass(frozen=True)
class Stretch:
    """Kilometres in one country (ISO code), without a gap to the next one."""

    country: str
    start_km: float
    end_km: float


@dataclass(frozen=True)
class Profile:
    """
    Cumulative values at the start and at the end of each leg.

    Attributes
    ----------
    km, hours, cost : float64[L + 1]
        Kilometres, hours since departure, USD per FEU.
    low_h, median_h, high_h : float64[L + 1]
        P10, P50 and P90 of the hours elapsed; empty where unknown.
    stops : tuple of Stop
    stretches : tuple of Stretch
    """

    km: Floats
    hours: Floats
    cost: Floats
    low_h: Floats
    median_h: Floats
    high_h: Floats
    stops: tuple[Stop, ...]
    stretches: tuple[Stretch, ...]

    @property
    def leaves_its_band(self) -> bool:
        """Whether the timetable lies outside the range from P10 to P90 at the end, as waits come on top of it."""
        return bool(self.low_h.size) and not self.low_h[-1] <= self.hours[-1] <= self.high_h[-1]


def profile(path: Path, network: Network) -> Profile:
    """Return the profile of a path."""
    km = _running([leg.distance_km for leg in path.legs])
    hours = _running([leg.hours for leg in path.legs])
    cost = _running([leg.cost_usd for leg in path.legs])
    quantiles = (path.p10_h, path.p50_h, path.p90_h)
    known = all(len(values) == len(path.legs) for values in quantiles)
    low, median, high = (np.array([0.0, *values] if known else [], float) for values in quantiles)
    return Profile(km, hours, cost, low, median, high, _stops(path, km, hours, cost), stretches(path, network))


def _running(values: list[float]) -> Floats:
    """Return sums from zero."""
    return np.concatenate([[0.0], np.cumsum(np.array(values, float))])


def _stops(path: Path, km: Floats, hours: Floats, cost: Floats) -> tuple[Stop, ...]:
    """Return one stop per run of legs that do not move."""
    found = []
    for (moving, terminal), group in groupby(
        enumerate(path.legs), lambda item: (item[1].kind in MOVES, item[1].to_terminal)
    ):
        rows = list(group)
        if moving:
            continue
        first, last = rows[0][0], rows[-1][0] + 1
        found.append(
            Stop(
                terminal,
                float(km[first]),
                (float(hours[first]), float(hours[last])),
                (float(cost[first]), float(cost[last])),
                any(leg.activity in BREAKS for _, leg in rows),
            )
        )
    return tuple(found)


def stretches(path: Path, network: Network) -> tuple[Stretch, ...]:
    """
    Return the countries along a path; a link across a border is cut at its ``from_share``.

    Returns
    -------
    tuple of Stretch
        In order of travel; empty for a path that does not move.
    """
    country = network["terminals"].set_index("terminal_id")["country"]
    links = network["links"].set_index("link_id")
    pieces: list[tuple[str, float]] = []
    for leg in path.legs:
        if leg.kind not in MOVES:
            continue
        start, end = str(country.get(leg.from_terminal, "")), str(country.get(leg.to_terminal, ""))
        if start == end:
            pieces.append((start, leg.distance_km))
            continue
        share = _share(leg, links)
        pieces += [(start, leg.distance_km * share), (end, leg.distance_km * (1 - share))]
    found: list[Stretch] = []
    at = 0.0
    for name, group in groupby((piece for piece in pieces if piece[1] > 0), lambda piece: piece[0]):
        end_km = at + sum(length for _, length in group)
        found.append(Stretch(name, at, end_km))
        at = end_km
    return tuple(found)


def _share(leg: Leg, links: pd.DataFrame) -> float:
    """Return the share of a leg that lies in the country it starts in; half where unknown."""
    if leg.link_id not in links.index:
        return 0.5
    row = links.loc[leg.link_id]
    share = float(row["from_share"])
    if math.isnan(share):
        return 0.5
    return share if row["from_terminal"] == leg.from_terminal else 1 - share
