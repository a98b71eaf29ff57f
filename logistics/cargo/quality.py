"""Stand-in for shelf lives: a rate of use at a temperature; replaced by the tables of the cold chain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

_H_PER_DAY = 24.0
_PSL_DAYS = {"beef": (243.5, 456.6, 730.6), "mutton": (547.9, 730.6, 913.0), "pork": (182.6, 304.4, 456.6)}


@dataclass(frozen=True)
class Quality:
    """
    Shelf life at constant temperatures: the logarithm of the days is linear in between, constant outside.

    Attributes
    ----------
    temperature_c, days : tuple of float
        Ascending temperatures [degC] and the life at them [d].
    """

    temperature_c: tuple[float, ...]
    days: tuple[float, ...]

    def rate_per_h(self, temperature_c: ArrayLike) -> NDArray[np.float64]:
        """Return the share of the shelf life used per hour at temperatures [degC]."""
        logs = np.interp(np.asarray(temperature_c, dtype=np.float64), self.temperature_c, np.log(self.days))
        return np.asarray(np.exp(-logs) / _H_PER_DAY, dtype=np.float64)


def commodity_quality(network: Any, commodity_id: str) -> Quality | None:
    """Return the shelf life of a commodity of a network, None when none is known."""
    table = network["commodities"].set_index("commodity_id")
    cargo_class = str(table.loc[commodity_id, "cargo_class"])
    if cargo_class == "frozen":
        kind = next((name for name in _PSL_DAYS if name in commodity_id), "beef")
        return Quality((-24.0, -18.0, -12.0), _PSL_DAYS[kind][::-1])
    if cargo_class == "hides":
        return Quality((15.0, 20.0, 41.0), (180.0, 75.0, 42.0))
    if cargo_class == "produce":
        return Quality((-2.0, 0.0, 10.0, 30.0), (20.0, 60.0, 20.0, 5.0))
    return None
