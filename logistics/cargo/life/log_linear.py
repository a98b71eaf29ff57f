"""Lives published at a few temperatures, joined by straight lines of their logarithm (frozen meat, hides)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from logistics.cargo.arrays import F64


@dataclass(frozen=True)
class LogLinear:
    """
    Log-linear interpolation of published lives; constant beyond the first and last.

    ``ln L(T)`` is linear in T between the points. For frozen meat the points are practical storage
    lives (time-temperature-tolerance, International Institute of Refrigeration 1986/2006; recalled).
    A single Q10 does not fit them: beef carcass has 2.19 from -24 to -18 and 2.85 from -18 to -12 °C.

    Attributes
    ----------
    temperature_c, life_at_d : tuple of float
        The points, temperatures ascending.
    """

    temperature_c: tuple[float, ...]
    life_at_d: tuple[float, ...]

    @property
    def kinks_c(self) -> tuple[float, ...]:
        """Temperatures at which the slope changes [°C]."""
        return self.temperature_c

    def life_d(self, temperature_c: F64) -> F64:
        """Return the life [d]."""
        return np.exp(np.interp(temperature_c, self.temperature_c, np.log(self.life_at_d)))
