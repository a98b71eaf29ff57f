"""Arrhenius law, and the mean kinetic temperature that follows from it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from logistics.cargo.arrays import F64, Numbers, plain, positive, together, within
from logistics.errors import DataError

GAS_J_MOL_K = 8.314
"""Gas constant as the sources round it; 83.144 kJ/mol then gives the 10,000 K of the pharmacopoeia."""
ZERO_C_K = 273.15
HOTTEST_C = 1000.0


@dataclass(frozen=True)
class Arrhenius:
    """
    Life by the Arrhenius law.

    Attributes
    ----------
    life_ref_d : float
        Life at `t_ref_c`.
    t_ref_c : float
    ea_kj_mol : float
        Activation energy.
    """

    life_ref_d: float
    t_ref_c: float
    ea_kj_mol: float

    @property
    def kinks_c(self) -> tuple[float, ...]:
        """Nowhere: the formula is smooth."""
        return ()

    def life_d(self, temperature_c: F64) -> F64:
        """Return the life [d]."""
        inverse = 1.0 / (temperature_c + ZERO_C_K) - 1.0 / (self.t_ref_c + ZERO_C_K)
        return np.asarray(self.life_ref_d * np.exp(self.ea_kj_mol * 1000.0 / GAS_J_MOL_K * inverse))


def arrhenius_life_d(life_ref_d: ArrayLike, t_ref_c: ArrayLike, t_c: ArrayLike, ea_kj_mol: ArrayLike) -> Numbers:
    """
    Return the shelf life at a temperature by the Arrhenius law.

    Parameters
    ----------
    life_ref_d : array_like of float
        Life at the reference temperature [d], above 0.
    t_ref_c, t_c : array_like of float
        Reference temperature and temperature asked for [°C], above absolute zero.
    ea_kj_mol : array_like of float
        Activation energy [kJ/mol], at least 0.

    Returns
    -------
    float or array
        Life at `t_c` [d].

    Raises
    ------
    DataError
        If an argument is out of range.

    Notes
    -----
    ``L(T) = L_ref exp(Ea/R (1/T_K - 1/Tref_K))`` with R = 8.314 J/(mol K) and kelvins inside.
    Valid inside the fitted range of one spoilage mechanism only, never across freezing (about
    -1.7 °C for lean meat); the caller knows that range. Worked example: SSSP help, 21 d at 5 °C.

    Examples
    --------
    >>> round(arrhenius_life_d(21, 5, 0, 100), 2)
    46.34
    """
    life, ref, at, energy = together(
        life_ref_d=positive("life_ref_d", life_ref_d, "d"),
        t_ref_c=_above_zero("t_ref_c", t_ref_c),
        t_c=_above_zero("t_c", t_c),
        ea_kj_mol=within("ea_kj_mol", ea_kj_mol, 0.0, unit="kJ/mol"),
    )
    inverse = 1.0 / (at + ZERO_C_K) - 1.0 / (ref + ZERO_C_K)
    return plain(life * np.exp(energy * 1000.0 / GAS_J_MOL_K * inverse))


def mean_kinetic_temperature_c(
    temperature_c: ArrayLike, duration_h: ArrayLike, ea_kj_mol: ArrayLike = 83.144
) -> Numbers:
    """
    Return the constant temperature that does the same harm as a trace, by the Arrhenius law.

    A reporting index: never decide about the safety of meat with it.

    Parameters
    ----------
    temperature_c : array_like of float
        Temperature held during each interval [°C]; the last axis is time.
    duration_h : array_like of float
        Length of each interval [h], at least 0 and not all 0.
    ea_kj_mol : float
        Activation energy [kJ/mol], above 0; 83.144 gives ΔH/R = 10,000 K (USP), usual 60-100.

    Returns
    -------
    float or array
        Mean kinetic temperature [°C], one per trace.

    Raises
    ------
    DataError
        If an argument is out of range or all durations are zero.

    Notes
    -----
    ``T_K = (ΔH/R) / -ln(Σ t_i exp(-ΔH/(R T_i)) / Σ t_i)``.

    Examples
    --------
    >>> round(mean_kinetic_temperature_c([20, 25, 30], 8), 2)
    25.86
    """
    energy = positive("ea_kj_mol", ea_kj_mol, "kJ/mol") * 1000.0 / GAS_J_MOL_K
    temperature = _above_zero("temperature_c", temperature_c)
    hours = within("duration_h", duration_h, 0.0, unit="h")
    temperature, hours = together(temperature_c=np.atleast_1d(temperature), duration_h=np.atleast_1d(hours))
    total = hours.sum(axis=-1)
    if (total <= 0).any():
        raise DataError("duration_h: all durations are 0; a mean needs time")
    warmest = (temperature + ZERO_C_K).max(axis=-1, keepdims=True)
    relative = np.exp(-np.asarray(energy)[..., None] * (1.0 / (temperature + ZERO_C_K) - 1.0 / warmest))
    share = (hours * relative).sum(axis=-1) / total
    return plain(1.0 / (1.0 / warmest[..., 0] - np.log(share) / energy) - ZERO_C_K)


def _above_zero(name: str, value: ArrayLike) -> F64:
    """Return temperatures above absolute zero."""
    found = within(name, value, -ZERO_C_K, HOTTEST_C, "°C")
    if (found <= -ZERO_C_K).any():
        raise DataError(f"{name}: {-ZERO_C_K} °C found; it must be above absolute zero")
    return found
