"""Square-root model of microbial spoilage (Ratkowsky): chilled meat and fish."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from logistics.cargo.arrays import F64, Numbers, numbers, plain, positive, together
from logistics.errors import DataError


@dataclass(frozen=True)
class SquareRoot:
    """
    Life by the square-root model.

    Attributes
    ----------
    life_ref_d : float
        Life at `t_ref_c`.
    t_ref_c, t_min_c : float
        Reference temperature and notional temperature without growth.
    """

    life_ref_d: float
    t_ref_c: float
    t_min_c: float

    @property
    def kinks_c(self) -> tuple[float, ...]:
        """Nowhere: the formula is smooth."""
        return ()

    def life_d(self, temperature_c: F64) -> F64:
        """Return the life [d]; infinite at and below `t_min_c`."""
        above = np.maximum(temperature_c - self.t_min_c, 0.0)
        with np.errstate(divide="ignore"):
            return np.asarray(self.life_ref_d * ((self.t_ref_c - self.t_min_c) / above) ** 2)


def square_root_life_d(life_ref_d: ArrayLike, t_ref_c: ArrayLike, t_c: ArrayLike, t_min_c: ArrayLike) -> Numbers:
    """
    Return the shelf life at a temperature by the square-root model.

    Parameters
    ----------
    life_ref_d : array_like of float
        Life at the reference temperature [d], above 0.
    t_ref_c, t_c : array_like of float
        Reference temperature and temperature asked for [°C], both above `t_min_c`.
    t_min_c : array_like of float
        Notional temperature at which growth stops [°C].

    Returns
    -------
    float or array
        Life at `t_c` [d].

    Raises
    ------
    DataError
        If a temperature is not above `t_min_c`, or a life not above zero.

    Notes
    -----
    ``sqrt(rate) = b (T - Tmin)``, so ``L(T) = L_ref ((T_ref - Tmin) / (T - Tmin))²``. Relative rate of
    spoilage of fresh fish: Tmin = -10 °C, T_ref = 0 °C, ``(1 + 0.1 T)²`` (SSSP help, RRS generic).
    Valid inside the fitted range of one spoilage mechanism only, never across freezing.

    Examples
    --------
    >>> round(square_root_life_d(21, 5, 0, -10), 2)
    47.25
    """
    life, ref, at, least = together(
        life_ref_d=positive("life_ref_d", life_ref_d, "d"),
        t_ref_c=numbers("t_ref_c", t_ref_c),
        t_c=numbers("t_c", t_c),
        t_min_c=numbers("t_min_c", t_min_c),
    )
    for name, value in (("t_ref_c", ref), ("t_c", at)):
        if (value <= least).any():
            low = value <= least
            raise DataError(
                f"{name}: {value[low].flat[0]:g} °C found; the square-root model holds above "
                f"t_min_c = {least[low].flat[0]:g} °C only"
            )
    return plain(life * ((ref - least) / (at - least)) ** 2)
