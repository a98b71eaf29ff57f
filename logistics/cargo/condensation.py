"""Dew point, and container rain over grain."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from logistics.cargo.arrays import F64, Numbers, numbers, plain, together, within
from logistics.cargo.moisture import COLDEST_C, FRACTION, WARMEST_C, dry_basis_pct, isotherm
from logistics.errors import DataError

_A, _B_C = 17.625, 243.04


def dew_point_c(temperature_c: ArrayLike, rh: ArrayLike) -> Numbers:
    """
    Return the dew point of air, over water.

    Parameters
    ----------
    temperature_c : array_like of float
        Air temperature [°C], -40 to 50.
    rh : array_like of float
        Relative humidity as a fraction, above 0 and at most 1.

    Returns
    -------
    float or array
        Dew point [°C], also below 0 °C over water (the frost point is a little higher).

    Raises
    ------
    DataError
        If an argument is out of range, such as a humidity in per cent.

    Notes
    -----
    Magnus: ``g = ln(RH) + a T / (b + T)``, ``Tdew = b g / (a - g)``, a = 17.625, b = 243.04 °C
    (Alduchov and Eskridge 1996).

    Examples
    --------
    >>> round(dew_point_c(20, 0.60), 1)
    12.0
    """
    temperature, humidity = together(
        temperature_c=within("temperature_c", temperature_c, -40.0, 50.0, "°C"),
        rh=within("rh", rh, 0.0, 1.0, "", FRACTION),
    )
    if (humidity == 0).any():
        raise DataError(f"rh: 0 found; it must be above 0. {FRACTION}")
    return plain(_dew_point(temperature, humidity))


def _dew_point(temperature_c: F64, rh: F64) -> F64:
    gamma = np.log(rh) + _A * temperature_c / (_B_C + temperature_c)
    return np.asarray(_B_C * gamma / (_A - gamma))


@dataclass(frozen=True)
class ContainerRain:
    """
    Answer of `container_rain_risk`; true where water condenses.

    Attributes
    ----------
    rh : float or array
        Relative humidity of the air above the grain [fraction].
    dew_point_c : float or array
        Its dew point [°C].
    margin_k : float or array
        Roof temperature less dew point [K]; negative where water condenses.
    """

    rh: Numbers
    dew_point_c: Numbers
    margin_k: Numbers

    @property
    def condenses(self) -> bool | np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
        """Whether water condenses at the roof."""
        wet = np.asarray(self.margin_k) < 0
        return bool(wet) if wet.ndim == 0 else wet

    def __bool__(self) -> bool:
        return bool(np.any(self.condenses))


def container_rain_risk(
    grain: str, moisture_wb_pct: ArrayLike, cargo_c: ArrayLike, roof_c: ArrayLike, model: str = "henderson"
) -> ContainerRain:
    """
    Return whether water condenses at the roof of a closed box of grain (container rain).

    Parameters
    ----------
    grain, model : str
        As in `equilibrium_moisture_db_pct`.
    moisture_wb_pct : array_like of float
        Moisture of the grain [% wet basis], 5 to 25.
    cargo_c : array_like of float
        Temperature of the grain [°C], -2 to 50.
    roof_c : array_like of float
        Temperature of the roof [°C]: the outside air at night; a clear sky makes it 3-5 K colder still.

    Returns
    -------
    ContainerRain
        True where the roof is colder than the dew point of the air above the grain.

    Raises
    ------
    DataError
        If a name is unknown or a number out of range.

    Notes
    -----
    The air takes the equilibrium humidity of the grain at its temperature; its dew point follows from
    Magnus (`dew_point_c`). From warm to cold is the dangerous way; up to a humidity of 0.65 (soft wheat
    of 13 %) grain is loaded safely, moulds grow from 0.75 (containerhandbuch.de 10.2.8, 13.2.1).

    Examples
    --------
    >>> rain = container_rain_risk("wheat_hard", 14, 25, 10)
    >>> round(rain.rh, 3), round(rain.dew_point_c, 1), bool(rain)
    (0.665, 18.3, True)
    """
    moisture, cargo, roof = together(
        moisture_wb_pct=within("moisture_wb_pct", moisture_wb_pct, 5.0, 25.0, "%", "It is per cent of the wet mass"),
        cargo_c=within("cargo_c", cargo_c, COLDEST_C, WARMEST_C, "°C"),
        roof_c=numbers("roof_c", roof_c),
    )
    rh = isotherm(grain, model).rh(cargo, np.asarray(dry_basis_pct(moisture)))
    dew = _dew_point(cargo, rh)
    return ContainerRain(plain(rh), plain(dew), plain(roof - dew))


def container_rain_h(
    grain: str,
    moisture_wb_pct: float,
    cargo_c: ArrayLike,
    outside_c: ArrayLike,
    duration_h: ArrayLike,
    clear_sky_k: float = 4.0,
) -> F64:
    """
    Return the hours of each step in which water condenses over grain.

    Parameters
    ----------
    grain, moisture_wb_pct
        As in `container_rain_risk`.
    cargo_c, outside_c : array_like of float
        Grain and air outside [°C].
    duration_h : array_like of float
        Length of each step [h], at least 0.
    clear_sky_k : float
        How much colder than the air the roof gets [K].

    Notes
    -----
    Grain below -2 °C gives off too little vapour to drip (frost at most): such steps count as dry.
    """
    cargo, outside, hours = together(
        cargo_c=np.atleast_1d(numbers("cargo_c", cargo_c)),
        outside_c=np.atleast_1d(numbers("outside_c", outside_c)),
        duration_h=np.atleast_1d(within("duration_h", duration_h, 0.0, unit="h")),
    )
    warm = cargo >= COLDEST_C
    rain = container_rain_risk(grain, moisture_wb_pct, np.where(warm, cargo, 0.0), outside - clear_sky_k)
    return np.where(warm & (np.asarray(rain.margin_k) < 0), hours, 0.0)
