"""Equilibrium moisture of grain (ASAE/ASABE D245): modified Henderson and Chung-Pfost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike

from logistics.cargo.arrays import F64, Numbers, plain, together, within
from logistics.errors import DataError, did_you_mean

COLDEST_C, WARMEST_C = -2.0, 50.0
DRIEST_RH, DAMPEST_RH = 0.10, 0.90
FRACTION = "Relative humidity is a fraction: write 0.65 for 65 %"


class Isotherm(Protocol):
    """Relation of moisture [% dry basis], temperature [°C] and relative humidity [fraction]."""

    def moisture(self, temperature_c: F64, rh: F64) -> F64:
        """Return the moisture [% dry basis]."""
        ...

    def rh(self, temperature_c: F64, moisture: F64) -> F64:
        """Return the relative humidity [fraction]."""
        ...


@dataclass(frozen=True)
class Henderson:
    """``1 - RH = exp(-K (T + C) M^N)``, M in % dry basis."""

    k: float
    n: float
    c: float

    def moisture(self, temperature_c: F64, rh: F64) -> F64:
        """Return the moisture [% dry basis]."""
        return np.asarray((-np.log1p(-rh) / (self.k * (temperature_c + self.c))) ** (1.0 / self.n))

    def rh(self, temperature_c: F64, moisture: F64) -> F64:
        """Return the relative humidity [fraction]."""
        return np.asarray(-np.expm1(-self.k * (temperature_c + self.c) * moisture**self.n))


@dataclass(frozen=True)
class ChungPfost:
    """``RH = exp(-A/(T + C) exp(-B M))``; `scale` is 100 where B wants M as a decimal, 1 where in %."""

    a: float
    b: float
    c: float
    scale: float = 100.0

    def moisture(self, temperature_c: F64, rh: F64) -> F64:
        """Return the moisture [% dry basis]."""
        return np.asarray(-self.scale / self.b * np.log(-(temperature_c + self.c) * np.log(rh) / self.a))

    def rh(self, temperature_c: F64, moisture: F64) -> F64:
        """Return the relative humidity [fraction]."""
        return np.asarray(np.exp(-self.a / (temperature_c + self.c) * np.exp(-self.b * moisture / self.scale)))


_WHEAT_PERCENT = ChungPfost(610.34, 0.15526, 93.213, 1.0)
_ISOTHERMS: dict[str, dict[str, Isotherm]] = {
    "henderson": {
        "maize": Henderson(8.6541e-5, 1.8634, 49.810),
        "wheat_soft": Henderson(1.2299e-5, 2.5558, 64.346),
        "wheat_hard": Henderson(2.3007e-5, 2.2857, 55.815),
        "wheat_durum": Henderson(2.5738e-5, 2.2110, 70.318),
        "barley": Henderson(2.2919e-5, 2.0123, 195.267),
    },
    "chung_pfost": {
        "maize": ChungPfost(312.40, 16.958, 30.205),
        "wheat_soft": ChungPfost(726.49, 23.607, 35.662),
        "wheat_hard": ChungPfost(529.43, 17.609, 50.998),
        "wheat_durum": ChungPfost(921.65, 18.077, 112.350),
        "barley": ChungPfost(761.66, 19.889, 91.323),
    },
    "chung_pfost_percent": {
        "wheat_soft": _WHEAT_PERCENT,
        "wheat_hard": _WHEAT_PERCENT,
        "wheat_durum": _WHEAT_PERCENT,
        "barley": ChungPfost(457.12, 0.14843, 71.996, 1.0),
        "rye": ChungPfost(461.023, 0.184, 38.741, 1.0),
    },
}


def equilibrium_moisture_db_pct(
    grain: str, temperature_c: ArrayLike, rh: ArrayLike, model: str = "henderson"
) -> Numbers:
    """
    Return the moisture that grain takes in air of a temperature and humidity.

    Parameters
    ----------
    grain : str
        ``maize``, ``wheat_soft``, ``wheat_hard``, ``wheat_durum`` or ``barley``.
    temperature_c : array_like of float
        Temperature [°C], -2 to 50. The standard says 0 to 50; a published point at -1.1 °C agrees
        within 0.3 % moisture.
    rh : array_like of float
        Relative humidity of the air as a fraction, 0.10 to 0.90.
    model : str
        ``henderson``, ``chung_pfost`` (D245), or ``chung_pfost_percent`` (newer constants; one set for wheat).

    Returns
    -------
    float or array
        Equilibrium moisture [% dry basis].

    Raises
    ------
    DataError
        If a name is unknown or a number out of range, such as a humidity in per cent.

    Notes
    -----
    Modified Henderson ``M = (-ln(1-RH) / (K (T+C)))^(1/N)``; Chung-Pfost ``M = -ln(-(T+C) ln(RH) / A) / B``.
    Maize constants were read twice, those of wheat and barley are recalled from ASAE D245: carry ±1 %
    moisture. Drying and wetting differ (hysteresis). Known miss: maize at 15.6 °C and 0.80 has 16.1 %
    wet basis in print against 17.2 (Henderson) and 16.8 (Chung-Pfost).

    Examples
    --------
    >>> round(equilibrium_moisture_db_pct("wheat_hard", 25, 0.70), 2)
    16.98
    """
    temperature, humidity = together(
        temperature_c=within("temperature_c", temperature_c, COLDEST_C, WARMEST_C, "°C"),
        rh=within("rh", rh, DRIEST_RH, DAMPEST_RH, "", FRACTION),
    )
    return plain(isotherm(grain, model).moisture(temperature, humidity))


def equilibrium_rh(
    grain: str, temperature_c: ArrayLike, moisture_db_pct: ArrayLike, model: str = "henderson"
) -> Numbers:
    """
    Return the relative humidity [fraction] of the air between kernels; the inverse of the moisture.

    Parameters
    ----------
    grain, model : str
        As in `equilibrium_moisture_db_pct`.
    temperature_c : array_like of float
        Temperature [°C], -2 to 50.
    moisture_db_pct : array_like of float
        Moisture [% dry basis], 4 to 35.

    Examples
    --------
    >>> round(equilibrium_rh("wheat_hard", 25, dry_basis_pct(14)), 3)
    0.665
    """
    temperature, moisture = together(
        temperature_c=within("temperature_c", temperature_c, COLDEST_C, WARMEST_C, "°C"),
        moisture_db_pct=within("moisture_db_pct", moisture_db_pct, 4.0, 35.0, "%"),
    )
    return plain(isotherm(grain, model).rh(temperature, moisture))


def isotherm(grain: str, model: str = "henderson") -> Isotherm:
    """
    Return the isotherm of a grain.

    Raises
    ------
    DataError
        If the model or the grain is unknown.
    """
    letters = "".join(c for c in model.lower() if c.isalpha()).removeprefix("modified")
    by_grain = next((found for name, found in _ISOTHERMS.items() if name.replace("_", "") == letters), None)
    if by_grain is None:
        raise DataError(f"model: {model!r} found; allowed: {', '.join(_ISOTHERMS)}{did_you_mean(model, _ISOTHERMS)}")
    if grain not in by_grain:
        raise DataError(f"grain: {grain!r} found; allowed: {', '.join(by_grain)}{did_you_mean(grain, by_grain)}")
    return by_grain[grain]


def dry_basis_pct(moisture_wb_pct: ArrayLike) -> Numbers:
    """
    Return moisture on dry basis [%] from wet basis: ``M / (1 - M)``.

    Examples
    --------
    >>> dry_basis_pct(20)
    25.0
    """
    wet = within("moisture_wb_pct", moisture_wb_pct, 0.0, 99.0, "%")
    return plain(100.0 * wet / (100.0 - wet))


def wet_basis_pct(moisture_db_pct: ArrayLike) -> Numbers:
    """
    Return moisture on wet basis [%] from dry basis: ``M / (1 + M)``.

    Examples
    --------
    >>> wet_basis_pct(25)
    20.0
    """
    dry = within("moisture_db_pct", moisture_db_pct, 0.0, unit="%")
    return plain(100.0 * dry / (100.0 + dry))
