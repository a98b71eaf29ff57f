"""A loaded box without power: how fast it follows the outside, what its goods bear, and how fast they age."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from logistics.cargo.arrays import F64
from logistics.cargo.box import Box
from logistics.cargo.catalogue import commodity_quality
from logistics.cargo.quality import Limits, Quality
from logistics.network import Network

LOWEST_C, CELLS_PER_K, CELLS = -70.0, 40, 6400
"""Grid of tabulated rates: from -70 to 90 degC every 0.025 K."""
_MIN_PER_H = 60.0


@dataclass(frozen=True)
class Unpowered:
    """
    One kind of box without power, loaded with one kind of goods.

    Attributes
    ----------
    tau_min : float
        Time constant, ``m c / UA`` [min].
    start_c : float
        Temperature at loading: ``start_c`` of ``commodity_units.csv``, else the set point [degC]; nan: that of the
        place.
    floor_c, ceiling_c : float
        Lowest and highest temperature that goods bear: by law, or in the range of their shelf-life model; infinite
        where there is none.
    quality : Quality or None
        Shelf life of the goods, None when they have none.
    """

    tau_min: float
    start_c: float
    floor_c: float
    ceiling_c: float
    quality: Quality | None

    @classmethod
    def of(cls, network: Network, commodity: str, unit: str) -> Unpowered:
        """
        Return a commodity in a unit.

        Raises
        ------
        DataError
            If a name is unknown, or a specific heat or UA is blank.
        """
        quality = commodity_quality(network, commodity)
        limits, (low, high) = quality.limits if quality else Limits(), range_c(quality)
        return cls(
            tau_min=Box.of(network, commodity, unit).tau_h * _MIN_PER_H,
            start_c=start_c(network, commodity, unit),
            floor_c=max(limits.min_c, low),
            ceiling_c=min(limits.max_c, high),
            quality=quality,
        )

    def rates(self) -> F64:
        """Return the share of the shelf life per minute on the grid; outside the range of the model that of its end."""
        at = grid_c()
        if self.quality is None:
            return np.zeros_like(at)
        inside = np.clip(at, self.quality.low_c, self.quality.high_c)
        return np.asarray(self.quality.rate_per_h(inside) / _MIN_PER_H, np.float64)


def grid_c() -> F64:
    """Return the temperatures at which rates are tabulated [degC]."""
    return LOWEST_C + np.arange(CELLS + 1) / CELLS_PER_K


def range_c(quality: Quality | None) -> tuple[float, float]:
    """Return between which temperatures a shelf-life model holds [degC]; infinite where it holds beyond."""
    if quality is None:
        return -math.inf, math.inf
    return -math.inf if quality.holds_below else quality.low_c, quality.high_c


def start_c(network: Network, commodity: str, unit: str) -> float:
    """Return the temperature at which goods are loaded into a unit without power [degC]; nan: that of the place."""
    table, goods = network["commodity_units"], network["commodities"]
    row = table[(table["commodity_id"] == commodity) & (table["unit_id"] == unit)]
    own = float(row["start_c"].iloc[0]) if len(row) else math.nan
    return float(goods.loc[goods["commodity_id"] == commodity, "set_point_c"].iloc[0]) if math.isnan(own) else own
