"""Shelf life of a commodity at a temperature, and the share of it that a journey uses."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from logistics.cargo.arrays import Numbers, numbers, plain, together, within
from logistics.cargo.builtin import quality_named
from logistics.cargo.quality import H_PER_D, Quality
from logistics.errors import DataError


def shelf_life_d(commodity: str | Quality, temperature_c: ArrayLike) -> Numbers:
    """
    Return the shelf life of a commodity kept at a temperature.

    Parameters
    ----------
    commodity : str or Quality
        Name of a built-in commodity or shelf life (see `quality_named`), or a Quality.
    temperature_c : array_like of float
        Constant temperature of the cargo [°C], inside the range of its model: frozen meat up to -8 °C (constant
        outside its published points), chilled meat -1.5 to 8 °C, hides up to 41 °C, grain up to 50 °C.

    Returns
    -------
    float or array
        Life [d].

    Raises
    ------
    DataError
        If the commodity is unknown or has limits only, or a temperature lies outside the range.

    Notes
    -----
    Model, parameters, source and range stand in ``shelf_lives.csv``; formulas in `logistics.cargo.life`.

    Examples
    --------
    >>> round(shelf_life_d("frozen_beef", -18), 1)
    456.6
    >>> shelf_life_d("chilled beef", [-1.5, 2.0]).round(1).tolist()
    [160.0, 77.4]
    """
    return plain(_countable(commodity).life_d(temperature_c))


def shelf_life_used(commodity: str | Quality, temperature_c: ArrayLike, duration_h: ArrayLike) -> Numbers:
    """
    Return the share of the shelf life that a temperature trace uses.

    Parameters
    ----------
    commodity : str or Quality
        As in `shelf_life_d`.
    temperature_c : array_like of float
        Cargo temperature held during each interval [°C]; the last axis is time.
    duration_h : array_like of float
        Length of each interval [h], at least 0; broadcast against `temperature_c`.

    Returns
    -------
    float or array
        Share used [-], one per trace: 0 fresh, 1 spent, above 1 lost. Never clipped.

    Raises
    ------
    DataError
        If the commodity is unknown or has limits only, a temperature lies outside the range, a
        duration is negative, or the shapes do not fit.

    Notes
    -----
    ``u = Σ h_i / (24 L(T_i))``: additive over intervals (time-temperature integration, Charm et al. 1972;
    McMeekin et al. 1988; the rule of practical storage life for frozen food is the same sum).

    Examples
    --------
    >>> round(shelf_life_used("frozen_beef", [-18, -12], [480, 72]), 4)
    0.0561
    """
    quality = _countable(commodity)
    hours = within("duration_h", duration_h, 0.0, unit="h")
    cargo, hours = together(temperature_c=numbers("temperature_c", temperature_c), duration_h=hours)
    used = hours / (H_PER_D * quality.life_d(cargo))
    return plain(used) if np.ndim(used) == 0 else plain(used.sum(axis=-1))


def _countable(commodity: str | Quality) -> Quality:
    """Return a quality whose life is known."""
    quality = quality_named(commodity)
    if not quality.ages:
        raise DataError(f"commodity: '{quality.name}' has limits only; no shelf life is published for it")
    return quality
