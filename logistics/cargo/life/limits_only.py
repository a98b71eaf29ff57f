"""Goods with limits but without a published life (flour)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from logistics.cargo.arrays import F64


@dataclass(frozen=True)
class LimitsOnly:
    """No validated constants exist: nothing is counted as lost; only limits bind."""

    @property
    def kinks_c(self) -> tuple[float, ...]:
        """Nowhere: the formula is smooth."""
        return ()

    def life_d(self, temperature_c: F64) -> F64:
        """Return infinity."""
        return np.full_like(temperature_c, np.inf)
