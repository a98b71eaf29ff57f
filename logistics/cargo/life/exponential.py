"""Exponential model (constant Q10): lightly preserved seafood, or a product whose Q10 is known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from logistics.cargo.arrays import F64, Numbers, numbers, plain, positive, together


@dataclass(frozen=True)
class Exponential:
    """
    Life that falls by the same factor per kelvin.

    Attributes
    ----------
    life_ref_d : float
        Life at `t_ref_c`.
    t_ref_c : float
    slope_per_k : float
        ``ln(Q10) / 10``.
    """

    life_ref_d: float
    t_ref_c: float
    slope_per_k: float

    @property
    def kinks_c(self) -> tuple[float, ...]:
        """Nowhere: the formula is smooth."""
        return ()

    def life_d(self, temperature_c: F64) -> F64:
        """Return the life [d]."""
        return np.asarray(self.life_ref_d * np.exp(self.slope_per_k * (self.t_ref_c - temperature_c)))


def exponential_life_d(life_ref_d: ArrayLike, t_ref_c: ArrayLike, t_c: ArrayLike, slope_per_k: ArrayLike) -> Numbers:
    """
    Return the shelf life at a temperature by the exponential model.

    Parameters
    ----------
    life_ref_d : array_like of float
        Life at the reference temperature [d], above 0.
    t_ref_c, t_c : array_like of float
        Reference temperature and temperature asked for [°C].
    slope_per_k : array_like of float
        Slope [1/K]; ``ln(Q10) / 10``.

    Notes
    -----
    ``L(T) = L_ref exp(a (T_ref - T))``; a = 0.089 per kelvin for cold-smoked salmon, 0-25 °C (FSSP help, RRS-CSS).

    Examples
    --------
    >>> round(exponential_life_d(36, 5, 15, 0.089), 1)
    14.8
    """
    life, ref, at, slope = together(
        life_ref_d=positive("life_ref_d", life_ref_d, "d"),
        t_ref_c=numbers("t_ref_c", t_ref_c),
        t_c=numbers("t_c", t_c),
        slope_per_k=numbers("slope_per_k", slope_per_k),
    )
    return plain(life * np.exp(slope * (ref - at)))
