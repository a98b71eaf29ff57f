"""How goods keep in a loading unit, and what a box without power lives through on rows of its way."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from logistics.audit.air import Air, Spell
from logistics.audit.costs import Amounts
from logistics.cargo import Quality, commodity_quality
from logistics.network.model import Network

NEAR_K = 1e-6
GAUSS = ((0.5 - math.sqrt(0.15), 5 / 18), (0.5, 8 / 18), (0.5 + math.sqrt(0.15), 5 / 18))
"""Points of a part, as shares of its length, and their weights."""


@dataclass(frozen=True)
class Keeps:
    """
    Goods in a loading unit.

    Attributes
    ----------
    quality : Quality
    held : bool
        Whether power holds the set point; else the temperature follows the outside.
    set_point, start : float
        degC; nan where there is none (then goods start at the temperature outside).
    tau_min : float
        Time constant without power, ``m c / UA``.
    usd : float
        Value of the goods in one box.
    """

    quality: Quality
    held: bool
    set_point: float
    start: float
    tau_min: float
    usd: float

    @property
    def threshold(self) -> float:
        """Share of the shelf life up to which nothing is lost."""
        return self.quality.threshold

    @property
    def most(self) -> float:
        """Share of the shelf life beyond which nothing can be sold."""
        return max(1.0, self.quality.threshold)

    @property
    def ceiling(self) -> float:
        """Highest temperature allowed [degC]."""
        return min(self.quality.limits.max_c, self.quality.high_c)

    @property
    def floor(self) -> float:
        """Lowest temperature allowed [degC]."""
        return max(self.quality.limits.min_c, -math.inf if self.quality.holds_below else self.quality.low_c)

    def rate_at(self, celsius: Any) -> Any:
        """Return the share of the shelf life used per minute; at the ends of the range beyond it."""
        inside = np.minimum(np.maximum(celsius, self.quality.low_c), self.quality.high_c)
        return self.quality.rate_per_h(inside) / 60

    def lost(self, used: float) -> float:
        """Return the value lost [USD per box] when a share of the shelf life is used."""
        beyond = used - self.threshold
        if beyond <= 0 or self.threshold >= 1:
            return 0.0
        return self.usd * min(1.0, beyond / (1 - self.threshold))


@dataclass(frozen=True)
class Lived:
    """
    What a box lived through.

    Attributes
    ----------
    ends : list of float
        Temperature at the end of each row in a usual month [degC].
    warmest, coldest : float
        On warm days and on cold days [degC].
    mean, warm, cold : float
        At the end, in a usual month, on warm and on cold days [degC].
    used : float
        Share of the shelf life, in a usual month.
    """

    ends: list[float]
    warmest: float
    coldest: float
    mean: float
    warm: float
    cold: float
    used: float


def keeps_of(network: Network, goods: Mapping[str, Any], unit: Mapping[str, Any]) -> Keeps | None:
    """Return how goods keep in a unit, None where nothing happens to them."""
    quality = commodity_quality(network, str(goods["commodity_id"]))
    if quality is None:
        return None
    held, payload = str(unit["power"]) != "none", float(unit["payload_t"])
    point = float(goods["set_point_c"])
    table = network["commodity_units"]
    row = table[(table["commodity_id"] == goods["commodity_id"]) & (table["unit_id"] == unit["unit_id"])]
    start = [value for value in row["start_c"].astype(float) if not math.isnan(value)]
    heat = 1000.0 * payload * float(goods["specific_heat_kj_kgk"])  # kJ/K
    return Keeps(
        quality, held, point, start[0] if start else point,
        math.nan if held else heat / (float(unit["ua_w_k"]) * 1e-3) / 60, float(goods["value_usd_per_t"]) * payload,
    )  # fmt: skip


def live(
    keeps: Keeps, air: Air, ready: tuple[str, int], way: Sequence[tuple[str, str, int, int]], begin: float = math.nan
) -> Lived:  # fmt: skip
    """
    Follow a box without power along rows of its way (from, to, start, end).

    It begins at ``begin`` [degC], else as it was loaded, else as warm as the place where it was ready.

    Notes
    -----
    In each part the cargo closes in on the outside by ``exp(-t / tau)``; the life used is integrated by the rule of
    Gauss with three points in each part.
    """
    first = keeps.start if math.isnan(begin) else begin
    mean, warm, cold = air.at(*ready) if math.isnan(first) else (first,) * 3
    ends, warms, colds = [], [warm], [cold]
    used = 0.0
    for origin, destination, start, end in way:
        spell = air.spell(origin, destination, start, end)
        usual = _close_in(mean, spell, spell.mean, keeps.tau_min)
        used += _used(keeps, usual, spell)
        warms += _close_in(warm, spell, spell.warm, keeps.tau_min)
        colds += _close_in(cold, spell, spell.cold, keeps.tau_min)
        mean, warm, cold = usual[-1], warms[-1], colds[-1]
        ends.append(mean)
    return Lived(ends, max(warms), min(colds), mean, warm, cold, used)


def _close_in(cargo: float, spell: Spell, outside: Amounts, tau: float) -> list[float]:
    """Return the temperature at the start and at the end of each part."""
    found = [cargo]
    for minutes, pull in zip(spell.minutes.tolist(), outside.tolist(), strict=True):
        found.append(pull + (found[-1] - pull) * math.exp(-minutes / tau))
    return found


def _used(keeps: Keeps, usual: list[float], spell: Spell) -> float:
    """Return the share of the shelf life used on a spell."""
    away = np.array(usual[:-1]) - spell.mean
    total = 0.0
    for point, weight in GAUSS:
        rate = keeps.rate_at(spell.mean + away * np.exp(-point * spell.minutes / keeps.tau_min))
        total += weight * float((rate * spell.minutes).sum())
    return total
