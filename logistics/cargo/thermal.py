"""Heat through the walls of a box, and how long it holds when power fails."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from logistics.cargo.arrays import F64, Numbers, numbers, plain, positive, together

WATT_PER_KCAL_H = 1.163
"""One kilocalorie per hour in watts."""
_KJ_PER_WH = 3.6


def heat_leak_w(ua_w_k: ArrayLike, outside_c: ArrayLike, inside_c: ArrayLike) -> Numbers:
    """
    Return the heat that flows into a box.

    Parameters
    ----------
    ua_w_k : array_like of float
        Heat transfer of the whole box [W/K], above 0: 40 ft reefer about 45 new, 3-5 % more a year.
    outside_c, inside_c : array_like of float
        Temperatures [°C].

    Returns
    -------
    float or array
        Heat [W]: positive into the box, negative out of it.

    Notes
    -----
    ``Q = UA (T_out - T_in)``. A 40 ft high cube reefer was measured at 38.13 kcal/(h K) = 44.35 W/K;
    44.8 W/K at -18 inside and +38 outside are 2,507 W (cinstech inspection note).

    Examples
    --------
    >>> round(heat_leak_w(44.8, 38, -18))
    2509
    """
    ua, outside, inside = together(
        ua_w_k=positive("ua_w_k", ua_w_k, "W/K"),
        outside_c=numbers("outside_c", outside_c),
        inside_c=numbers("inside_c", inside_c),
    )
    return plain(ua * (outside - inside))


def time_constant_h(mass_kg: ArrayLike, specific_heat_kj_kgk: ArrayLike, ua_w_k: ArrayLike) -> Numbers:
    """
    Return the time constant of a box, ``m c / UA`` [h].

    Parameters
    ----------
    mass_kg : array_like of float
        Mass of the cargo [kg], above 0.
    specific_heat_kj_kgk : array_like of float
        Specific heat [kJ/(kg K)], above 0: frozen meat 1.9-2.1, chilled meat 3.4.
    ua_w_k : array_like of float
        Heat transfer of the box [W/K], above 0.

    Examples
    --------
    >>> round(time_constant_h(26_000, 2.1, 45), 1)
    337.0
    """
    mass, heat, ua = together(
        mass_kg=positive("mass_kg", mass_kg, "kg"),
        specific_heat_kj_kgk=positive("specific_heat_kj_kgk", specific_heat_kj_kgk, "kJ/(kg K)"),
        ua_w_k=positive("ua_w_k", ua_w_k, "W/K"),
    )
    return plain(mass * heat / (ua * _KJ_PER_WH))


def holdover_h(
    mass_kg: ArrayLike,
    specific_heat_kj_kgk: ArrayLike,
    ua_w_k: ArrayLike,
    ambient_c: ArrayLike,
    start_c: ArrayLike,
    limit_c: ArrayLike,
) -> Numbers:
    """
    Return how long a box without power takes from one temperature to another.

    Parameters
    ----------
    mass_kg, specific_heat_kj_kgk, ua_w_k : array_like of float
        As in `time_constant_h`.
    ambient_c : array_like of float
        Constant temperature outside [°C].
    start_c, limit_c : array_like of float
        Temperature at the start and the one that must not be passed [°C]: above the start for warming,
        below it for cooling (chilled goods freeze in winter).

    Returns
    -------
    float or array
        Hours; 0 where the box is at the limit already; infinite where the temperature drifts towards
        the outside without ever reaching the limit.

    Raises
    ------
    DataError
        If an argument is not finite, or a mass, heat or UA not above zero.

    Notes
    -----
    ``T(t) = T_amb + (T_0 - T_amb) exp(-t/τ)``, so ``t = τ ln((T_amb - T_0) / (T_amb - T_lim))``, τ = m c / UA.
    One temperature for the whole cargo: outer cartons and corners move 2-4 times faster, so divide by
    two for rules about surfaces. One phase: latent heat near -1.7 °C is left out, so no limit should
    lie beyond freezing or thawing.

    Examples
    --------
    >>> round(holdover_h(26_000, 2.1, 45, 30, -18, -12))
    45
    >>> holdover_h(26_000, 2.1, 45, -15, -18, -12)
    inf
    """
    tau, ambient, start, limit = together(
        tau=np.asarray(time_constant_h(mass_kg, specific_heat_kj_kgk, ua_w_k)),
        ambient_c=numbers("ambient_c", ambient_c),
        start_c=numbers("start_c", start_c),
        limit_c=numbers("limit_c", limit_c),
    )
    return plain(hours_to_reach(tau, ambient, start, limit))


def hours_to_reach(tau_h: F64, ambient_c: F64, start_c: F64, limit_c: F64) -> F64:
    """Return the hours from start to limit for a time constant; see `holdover_h`."""
    whole, part = ambient_c - start_c, limit_c - start_c
    reached = (part == 0) | ((np.sign(part) == np.sign(whole)) & (np.abs(part) < np.abs(whole)))
    share = np.divide(part, whole, out=np.zeros(np.shape(part)), where=reached & (part != 0))
    return np.where(reached, -tau_h * np.log1p(-share), np.inf) + 0.0
