"""Safe storage of wheat and other cereals (Fraser and Muir 1981)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from logistics.cargo.arrays import F64, Numbers, plain, together, within

DRIEST_PCT, WETTEST_PCT = 12.0, 19.0
COLDEST_C, WARMEST_C = -40.0, 50.0


@dataclass(frozen=True)
class SafeStorage:
    """
    Days until germination falls to 95 %, at a moisture.

    Attributes
    ----------
    moisture_wb_pct : float
        Water [% of wet mass].
    """

    moisture_wb_pct: float

    @property
    def kinks_c(self) -> tuple[float, ...]:
        """Nowhere: the formula is smooth."""
        return ()

    def life_d(self, temperature_c: F64) -> F64:
        """Return the safe days."""
        return np.asarray(_safe_d(np.asarray(self.moisture_wb_pct), temperature_c))


def safe_storage_d(moisture_wb_pct: ArrayLike, temperature_c: ArrayLike) -> Numbers:
    """
    Return the safe storage time of wheat and other cereals.

    Parameters
    ----------
    moisture_wb_pct : array_like of float
        Moisture [% wet basis], 12 to 19.
    temperature_c : array_like of float
        Temperature [°C], -40 to 50. The source states no range: its examples span 0 to 30 °C, and below
        freezing the result only means "longer than any journey".

    Returns
    -------
    float or array
        Days until germination has fallen to 95 %.

    Raises
    ------
    DataError
        If an argument is out of range.

    Notes
    -----
    ``10^(6.234 - 0.2118 M - 0.0527 T)`` (Fraser and Muir 1981, as on grain-aeration.com). A second
    branch for 19-24 % is only recalled, so wetter grain is refused. Against Karunakaran et al. (2001,
    germination 90 %) the formula is 1.2-1.7 times too long from 17 % and too short at 15-16 %: use a
    tolerance of a factor of two. Malting barley is stricter.

    Examples
    --------
    >>> round(safe_storage_d(14.5, 20))
    128
    """
    moisture, temperature = together(
        moisture_wb_pct=within(
            "moisture_wb_pct", moisture_wb_pct, DRIEST_PCT, WETTEST_PCT, "%", "It is per cent of the wet mass"
        ),
        temperature_c=within("temperature_c", temperature_c, COLDEST_C, WARMEST_C, "°C"),
    )
    return plain(_safe_d(moisture, temperature))


def _safe_d(moisture_wb_pct: F64, temperature_c: F64) -> F64:
    return np.power(10.0, 6.234 - 0.2118 * moisture_wb_pct - 0.0527 * temperature_c)
