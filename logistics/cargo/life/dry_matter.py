"""Dry-matter loss of shelled maize (ASABE D535: Saul and Steele 1966, Thompson 1972)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from logistics.cargo.arrays import F64, Numbers, plain, together, within

DRIEST_PCT, WETTEST_PCT = 13.0, 35.0
COLDEST_C, WARMEST_C = 0.0, 50.0
_HOURS, _SPLIT_C = 230.0, 15.6


@dataclass(frozen=True)
class DryMatterLoss:
    """
    Days until maize has lost 0.5 % of its dry matter.

    Attributes
    ----------
    moisture_wb_pct : float
        Water [% of wet mass].
    damage_pct : float
        Mechanically damaged kernels [%].
    """

    moisture_wb_pct: float
    damage_pct: float = 30.0

    @property
    def kinks_c(self) -> tuple[float, ...]:
        """Temperature at which the formula changes [°C]."""
        return (_SPLIT_C,)

    def life_d(self, temperature_c: F64) -> F64:
        """Return the days to 0.5 % dry-matter loss."""
        moisture, damage = np.full_like(temperature_c, self.moisture_wb_pct), np.asarray(self.damage_pct)
        return np.asarray(_time_d(moisture, temperature_c, damage))


def maize_dml_time_d(moisture_wb_pct: ArrayLike, temperature_c: ArrayLike, damage_pct: ArrayLike = 30) -> Numbers:
    """
    Return the days until shelled maize has lost 0.5 % of its dry matter.

    Parameters
    ----------
    moisture_wb_pct : array_like of float
        Moisture [% wet basis], 13 to 35.
    temperature_c : array_like of float
        Temperature [°C], 0 to 50.
    damage_pct : array_like of float
        Mechanically damaged kernels [%], 0 to 100.

    Returns
    -------
    float or array
        Days to 0.5 % dry-matter loss (about 7.35 g CO2 per kg dry matter).

    Raises
    ------
    DataError
        If an argument is out of range.

    Notes
    -----
    ``t = 230 h M_M M_T M_D`` with moisture d = 100 M/(100 - M) in per cent of dry mass and F the temperature in
    Fahrenheit: ``M_M = 0.103 (exp(455/d^1.53) - 0.00845 d + 1.558)``; below 15.6 °C
    ``M_T = 128.76 exp(-4.86 F/60)``, else ``32.3 exp(-3.48 F/60)`` plus, above 19 % moisture,
    ``(min(M, 28) - 19)/100 exp(0.61 (F - 60)/60)``; ``M_D = 2.08 exp(-0.0239 D)``.
    Known bias: 9 % against published cells at 16-28 %, but 1.25-1.64 times too long at 15 % and
    1.27-1.65 at 13-14 % below 10 °C: there the published table is the safe side.

    Examples
    --------
    >>> round(maize_dml_time_d(20, 15.6))
    29
    """
    moisture, temperature, damage = together(
        moisture_wb_pct=within(
            "moisture_wb_pct", moisture_wb_pct, DRIEST_PCT, WETTEST_PCT, "%", "It is per cent of the wet mass"
        ),
        temperature_c=within("temperature_c", temperature_c, COLDEST_C, WARMEST_C, "°C"),
        damage_pct=within("damage_pct", damage_pct, 0.0, 100.0, "%"),
    )
    return plain(_time_d(moisture, temperature, damage))


def _time_d(moisture: F64, temperature_c: F64, damage_pct: F64) -> F64:
    dry = 100.0 * moisture / (100.0 - moisture)
    fahrenheit = 1.8 * temperature_c + 32.0
    by_moisture = 0.103 * (np.exp(455.0 / dry**1.53) - 0.00845 * dry + 1.558)
    cool = 128.76 * np.exp(-4.86 * fahrenheit / 60.0)
    wet = (np.clip(moisture, 19.0, 28.0) - 19.0) / 100.0 * np.exp(0.61 * (fahrenheit - 60.0) / 60.0)
    warm = 32.3 * np.exp(-3.48 * fahrenheit / 60.0) + wet
    by_temperature = np.where(temperature_c < _SPLIT_C, cool, warm)
    by_damage = 2.08 * np.exp(-0.0239 * damage_pct)
    return np.asarray(_HOURS * by_moisture * by_temperature * by_damage / 24.0)


def maize_co2_g_per_kg(duration_h: ArrayLike) -> Numbers:
    """
    Return the carbon dioxide given off by maize [g per kg dry matter] after equivalent hours.

    Notes
    -----
    ``Y = 1.3 (exp(0.006 t) - 1) + 0.015 t``; 14.7 g are 1 % dry-matter loss (ASABE D535).

    Examples
    --------
    >>> round(maize_co2_g_per_kg(230), 2)
    7.32
    """
    hours = within("duration_h", duration_h, 0.0, 10_000.0, "h")
    return plain(1.3 * np.expm1(0.006 * hours) + 0.015 * hours)


def respiration_heat_kj_per_kg(dry_matter_lost_g_per_kg: ArrayLike) -> Numbers:
    """
    Return the heat of respiration [kJ per kg dry matter]: 15.64 kJ per gram burnt.

    Examples
    --------
    >>> round(respiration_heat_kj_per_kg(5), 1)
    78.2
    """
    return plain(15.64 * within("dry_matter_lost_g_per_kg", dry_matter_lost_g_per_kg, 0.0, 1000.0, "g/kg"))
