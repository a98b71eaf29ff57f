"""Electric power of a reefer and the diesel of its generator."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from logistics.cargo.arrays import F64, Numbers, plain, positive, together, within
from logistics.cargo.thermal import heat_leak_w

UA_40FT_W_K = 45.0
MOST_KW = 15.0
"""Plug limit of a reefer (ISO 1496-2); also the largest load of a generator on one box."""
CHILLED_FROM_C = -10.0
"""Set points above it are chilled: evaporator fans run all the time."""
CHILLED_FANS_KW, FROZEN_FANS_KW = 1.1, 0.35
_COP_SET_C, _COP_AMBIENT_C = (-18.0, 2.0), (20.0, 35.0)
_COP = np.array([[1.3, 0.9], [2.2, 1.6]])  # by set point, by ambient


def reefer_power_kw(
    outside_c: ArrayLike,
    setpoint_c: ArrayLike,
    ua_w_k: ArrayLike = UA_40FT_W_K,
    *,
    solar_k: ArrayLike = 0.0,
    fans_kw: ArrayLike | None = None,
) -> Numbers:
    """
    Return the mean electric power of a reefer that holds its set point, cooling or heating.

    Parameters
    ----------
    outside_c : array_like of float
        Air temperature outside [°C], -60 to 60.
    setpoint_c : array_like of float
        Set point [°C], -30 to 30.
    ua_w_k : array_like of float
        Heat transfer of the box [W/K], above 0.
    solar_k : array_like of float
        Sunshine as a warmer outside [K], 3-8 on sunny days (assumed).
    fans_kw : array_like of float, optional
        Evaporator fans; by default 1.1 kW chilled (set point above -10 °C), 0.35 kW frozen.

    Returns
    -------
    float or array
        Power [kW], at most the 15 kW of a plug.

    Raises
    ------
    DataError
        If an argument is out of range.

    Notes
    -----
    Cooling: ``P = (Q_leak + P_fans) / COP + P_fans``, the heat of the fans included. Heating: electric, so
    what the fans do not give: ``P = max(-Q_leak - P_fans, 0) + P_fans``. COP (assumed) 2.2 and 1.6 at +2 °C
    inside and 20 and 35 °C outside, 1.3 and 0.9 at -18 °C inside, linear between, constant beyond; fans
    0.6-1.6 kW chilled and 0.2-0.5 kW frozen (assumed). Chilled boxes use more than frozen ones at mild temperatures.
    At sea 40 ft boxes were found to take 5.4 kW on average, 2.2 to 8.6 (Fitzgerald et al. 2011).

    Examples
    --------
    >>> round(reefer_power_kw(30, -18), 2), round(reefer_power_kw(-30, 2), 2)
    (2.78, 1.44)
    """
    outside, setpoint, ua, solar = together(
        outside_c=within("outside_c", outside_c, -60.0, 60.0, "°C"),
        setpoint_c=within("setpoint_c", setpoint_c, -30.0, 30.0, "°C"),
        ua_w_k=positive("ua_w_k", ua_w_k, "W/K"),
        solar_k=within("solar_k", solar_k, 0.0, 30.0, "K"),
    )
    usual = np.where(setpoint > CHILLED_FROM_C, CHILLED_FANS_KW, FROZEN_FANS_KW)
    fans = usual if fans_kw is None else within("fans_kw", fans_kw, 0.0, MOST_KW, "kW")
    load = np.asarray(heat_leak_w(ua, outside + solar, setpoint)) / 1000.0 + fans
    power = np.where(load > 0, load / _cop(outside, setpoint), -load) + fans
    return plain(np.minimum(power, MOST_KW))


def _cop(outside_c: F64, setpoint_c: F64) -> F64:
    """Return the coefficient of performance, bilinear and constant beyond its corners."""
    warm = np.clip((outside_c - _COP_AMBIENT_C[0]) / (_COP_AMBIENT_C[1] - _COP_AMBIENT_C[0]), 0.0, 1.0)
    chilled = np.clip((setpoint_c - _COP_SET_C[0]) / (_COP_SET_C[1] - _COP_SET_C[0]), 0.0, 1.0)
    frozen_cop = _COP[0, 0] + warm * (_COP[0, 1] - _COP[0, 0])
    chilled_cop = _COP[1, 0] + warm * (_COP[1, 1] - _COP[1, 0])
    return np.asarray(frozen_cop + chilled * (chilled_cop - frozen_cop))


def genset_litres_h(power_kw: ArrayLike) -> Numbers:
    """
    Return the diesel that the generator set of one reefer burns.

    Parameters
    ----------
    power_kw : array_like of float
        Electric power [kW], at least 0; above 15 kW it counts as 15, the most such a set gives.

    Returns
    -------
    float or array
        Diesel [l/h].

    Raises
    ------
    DataError
        If the power is negative or not finite.

    Notes
    -----
    ``0.6 + 0.30 P`` (assumed; reported sets burn 2-4 l/h, transport units 1.5-4.2 l/h).

    Examples
    --------
    >>> genset_litres_h(5)
    2.1
    """
    return plain(0.6 + 0.30 * np.minimum(within("power_kw", power_kw, 0.0, unit="kW"), MOST_KW))


def autonomy_h(tank_l: ArrayLike, litres_h: ArrayLike) -> Numbers:
    """
    Return how long a tank lasts [h].

    Examples
    --------
    >>> autonomy_h(500, 2.5)
    200.0
    """
    tank, rate = together(
        tank_l=within("tank_l", tank_l, 0.0, unit="l"), litres_h=positive("litres_h", litres_h, "l/h")
    )
    return plain(tank / rate)


def refuellings(duration_h: ArrayLike, autonomy: ArrayLike) -> Numbers:
    """
    Return how often a tank that was full at departure must be filled on a journey.

    Parameters
    ----------
    duration_h : array_like of float
        Hours that the set runs, at least 0.
    autonomy : array_like of float
        Hours that one tank lasts, above 0.

    Examples
    --------
    >>> refuellings([0, 200, 201], 200).tolist()
    [0.0, 0.0, 1.0]
    """
    hours, tank = together(
        duration_h=within("duration_h", duration_h, 0.0, unit="h"),
        autonomy=positive("autonomy", autonomy, "h"),
    )
    return plain(np.maximum(np.ceil(hours / tank) - 1.0, 0.0))
