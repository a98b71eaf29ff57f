"""What every shelf-life model offers."""

from __future__ import annotations

from typing import Protocol

from logistics.cargo.arrays import F64


class LifeModel(Protocol):
    """Life at constant temperature; knows its formula, not where the formula holds (see `Quality`)."""

    @property
    def kinks_c(self) -> tuple[float, ...]:
        """Temperatures [°C] at which the formula or its slope changes, for exact integration."""
        ...

    def life_d(self, temperature_c: F64) -> F64:
        """Return the life [d] at each temperature [°C]; infinite where nothing is lost."""
        ...
