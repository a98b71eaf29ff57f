"""Goods in boxes without power: time constant, limits and life by temperature, one row per commodity and unit."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from logistics.cargo.box import Box
from logistics.cargo.catalogue import commodity_quality
from logistics.cargo.quality import Quality
from logistics.errors import PlanningError
from logistics.network.model import Network

F64 = NDArray[np.float64]
COLDEST_C, STEP_K, CELLS = -60.0, 0.01, 12_001
"""Temperatures of the table of rates."""


@dataclass(frozen=True)
class Life:
    """
    How goods keep in one kind of box.

    Attributes
    ----------
    quality : Quality or None
        None for goods that nothing happens to.
    value_usd_per_t : float
    set_point_c : float
        nan for goods without one.
    powered : bool
    tau_min : float
        Time constant without power.
    start_c : float
        Temperature at loading without power; nan: that of the outside.
    """

    quality: Quality | None
    value_usd_per_t: float
    set_point_c: float
    powered: bool
    tau_min: float = math.nan
    start_c: float = math.nan

    @property
    def has_memory(self) -> bool:
        """Whether its temperature must be followed."""
        if self.quality is None or self.powered:
            return False
        bound = math.isfinite(self.quality.limits.min_c) or math.isfinite(self.quality.limits.max_c)
        return bound or bool(rates(self.quality).any())

    @property
    def ceiling_c(self) -> float:
        """Highest temperature allowed, by law or by the range of the model."""
        assert self.quality is not None
        return min(self.quality.limits.max_c, self.quality.high_c)

    @property
    def floor_c(self) -> float:
        """Lowest temperature allowed; none where the model holds below its range."""
        assert self.quality is not None
        coldest = -math.inf if self.quality.holds_below else self.quality.low_c
        return max(self.quality.limits.min_c, coldest)

    @property
    def most(self) -> float:
        """Share of the shelf life beyond which nothing can be sold."""
        assert self.quality is not None
        return max(1.0, self.quality.threshold)


def life_of(network: Network, commodity: str, unit: str) -> Life:
    """Return how a commodity keeps in a loading unit."""
    goods = network["commodities"].set_index("commodity_id").loc[commodity]
    quality = commodity_quality(network, commodity)
    powered = network["loading_units"].set_index("unit_id").loc[unit, "power"] != "none"
    life = Life(quality, float(goods["value_usd_per_t"]), float(goods["set_point_c"]), bool(powered))
    if not life.has_memory:
        return life
    table = network["commodity_units"]
    row = table[(table["commodity_id"] == commodity) & (table["unit_id"] == unit)]
    start = float(row["start_c"].iloc[0]) if len(row) else math.nan
    return Life(
        quality, life.value_usd_per_t, life.set_point_c, powered=False,
        tau_min=60.0 * Box.of(network, commodity, unit).tau_h, start_c=life.set_point_c if math.isnan(start) else start,
    )  # fmt: skip


def rates(quality: Quality) -> F64:
    """
    Return the share of the shelf life per minute at the temperatures of the table, held at the ends of the range.

    Raises
    ------
    PlanningError
        If goods keep longer when warmer: then no path with warmer goods could be left out.
    """
    at = COLDEST_C + STEP_K * np.arange(CELLS)
    table: F64 = quality.rate_per_h(np.clip(at, quality.low_c, quality.high_c)) / 60.0
    if (np.diff(table) < -1e-15).any():
        raise PlanningError(f"'{quality.name}' keeps longer when warmer; the plan cannot follow such goods.")
    return table
