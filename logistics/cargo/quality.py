"""Quality of one commodity: a shelf-life model with its range, legal limits, and when value starts to fall."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from logistics.cargo.arrays import F64, numbers, within
from logistics.cargo.life import LifeModel, LimitsOnly

H_PER_D = 24.0
COLDEST_C = -60.0
"""No place on the corridors is colder."""


@dataclass(frozen=True)
class Limits:
    """
    Legal temperature limits of the cargo; they bind apart from quality.

    Attributes
    ----------
    min_c, max_c : float
        Lowest and highest temperature allowed [°C]; infinite where there is none.
    """

    min_c: float = -math.inf
    max_c: float = math.inf

    def excess_c(self, temperature_c: ArrayLike) -> F64:
        """Return by how much the limits are violated [K]: above the ceiling positive, below the floor negative."""
        cargo = np.asarray(temperature_c, dtype=np.float64)
        return np.maximum(cargo - self.max_c, 0.0) + np.minimum(cargo - self.min_c, 0.0)


@dataclass(frozen=True)
class Quality:
    """
    How a commodity keeps.

    Attributes
    ----------
    name : str
    model : LifeModel
        Life at constant temperature.
    low_c, high_c : float
        Range in which the model holds [°C].
    holds_below : bool
        Whether the life at `low_c` also counts below it (shorter than the true one, so on the safe
        side); otherwise colder is outside the range, as for chilled meat, which would freeze.
    limits : Limits
    threshold : float
        Share of the shelf life up to which the buyer pays in full.
    """

    name: str
    model: LifeModel
    low_c: float
    high_c: float
    holds_below: bool = False
    limits: Limits = Limits()
    threshold: float = 1.0

    @property
    def ages(self) -> bool:
        """Whether a shelf life is known that may be used up."""
        return not isinstance(self.model, LimitsOnly)

    @property
    def coldest_c(self) -> float:
        """Lowest temperature accepted [°C]."""
        return min(COLDEST_C, self.low_c) if self.holds_below else self.low_c

    def life_d(self, temperature_c: ArrayLike) -> F64:
        """
        Return the life at constant temperature [d].

        Raises
        ------
        DataError
            If a temperature lies outside the range.
        """
        hint = f"'{self.name}' is not extrapolated: see low_c, high_c in shelf_lives.csv"
        cargo = within("temperature_c", temperature_c, self.coldest_c, self.high_c, "°C", hint)
        return self.model.life_d(np.maximum(cargo, self.low_c))

    def value_lost(self, life_used: ArrayLike) -> F64:
        """
        Return the share of the value lost at arrival: nothing up to the buyer's threshold, all when spent.

        Notes
        -----
        ``V(u) = min(max((u - u0) / (1 - u0), 0), 1)``; with a threshold u0 of 1 or more all is lost beyond it.
        """
        used = np.asarray(life_used, dtype=np.float64)
        if self.threshold >= 1:
            return np.where(used > self.threshold, 1.0, 0.0)
        return np.clip((used - self.threshold) / (1.0 - self.threshold), 0.0, 1.0)

    def rate_per_h(self, temperature_c: ArrayLike) -> F64:
        """
        Return the share of the shelf life spent per hour, ``1 / (24 L(T))``.

        For optimisers: outside the range the goods count as lost and the rate is infinite, so check
        for hours > 0 before multiplying; `life_d` refuses such a temperature instead.
        """
        cargo = numbers("temperature_c", temperature_c)
        inside = (cargo >= self.coldest_c) & (cargo <= self.high_c)
        life = self.model.life_d(np.clip(cargo, self.low_c, self.high_c))
        return np.where(inside, 1.0 / (H_PER_D * life), np.inf)
