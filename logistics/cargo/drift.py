"""Exact integrals along an exponential drift of temperature: mean, shelf life used, degree-hours beyond a limit."""

from __future__ import annotations

import math

import numpy as np

from logistics.cargo.arrays import F64
from logistics.cargo.quality import Quality
from logistics.cargo.thermal import hours_to_reach

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(12)
_TAUS = np.array([1.0, 2.0, 4.0, 8.0, 16.0])
"""Times of further cuts, in time constants: the long tail is smooth, but long."""
_PIECE_K = 4.0
"""Longest piece of the quadrature [K]: a life changes by less than a factor of two over it."""


def drift_mean_c(start_c: F64, pull_c: F64, hours: F64, tau_h: F64) -> F64:
    """
    Return the mean temperature of each step.

    Parameters
    ----------
    start_c, pull_c : float64[n]
        Temperature at the start of a step, and the one it drifts to [°C].
    hours, tau_h : float64[n]
        Length of a step, at least 0, and time constant, above 0 [h].

    Notes
    -----
    ``T(t) = P + (T_0 - P) exp(-t/τ)`` has the mean ``P + (T_0 - P) (1 - exp(-h/τ)) τ/h``; without time, T_0.
    """
    x = np.asarray(hours / tau_h)
    kept = np.divide(-np.expm1(-x), x, out=np.ones_like(x), where=x > 0)
    return np.asarray(pull_c + (start_c - pull_c) * kept)


def drift_life_used(quality: Quality, start_c: float, pull_c: float, hours: float, tau_h: float) -> float:
    """
    Return the share of the shelf life that one drift uses: ``∫ dt / (24 L(T(t)))``, never L at a mean.

    Infinite where a part of the drift, however short, lies outside the range of the model.

    Notes
    -----
    Gauss-Legendre with 12 nodes on pieces cut where the formula of the model changes, every 4 K, and ever
    more rarely in the tail.
    """
    if hours <= 0:
        return 0.0
    cuts = _cuts(quality, start_c, pull_c, hours, tau_h)
    half = np.diff(cuts) / 2.0
    at = cuts[:-1, None] + half[:, None] * (1.0 + _NODES)
    rate = quality.rate_per_h(pull_c + (start_c - pull_c) * np.exp(-at / tau_h))
    return float((rate @ _WEIGHTS) @ half)


def _cuts(quality: Quality, start_c: float, pull_c: float, hours: float, tau_h: float) -> F64:
    """Return the times [h] between which the rate is smooth, the ends included, without repeats."""
    end_c = pull_c + (start_c - pull_c) * math.exp(-hours / tau_h)
    pieces = max(1, math.ceil(abs(end_c - start_c) / _PIECE_K))
    evenly = np.linspace(start_c, end_c, pieces + 1)[1:-1]
    kinks = np.array([*quality.model.kinks_c, quality.coldest_c, quality.low_c, quality.high_c])
    levels = np.concatenate([evenly, kinks[np.isfinite(kinks)]])
    at = hours_to_reach(
        np.full(len(levels), tau_h), np.full(len(levels), pull_c), np.full(len(levels), start_c), levels
    )
    at = np.concatenate([at, tau_h * _TAUS])
    return np.unique(np.concatenate([[0.0], at[(at > 0) & (at < hours)], [hours]]))


def beyond(start_c: F64, pull_c: F64, hours: F64, tau_h: F64, limit_c: float, *, above: bool) -> tuple[F64, F64]:
    """
    Return hours and degree-hours that each step spends beyond a limit.

    Parameters
    ----------
    start_c, pull_c, hours, tau_h : float64[n]
        As in `drift_mean_c`.
    limit_c : float
        Limit [°C]; infinite where there is none.
    above : bool
        Whether beyond means warmer (else colder).

    Returns
    -------
    hours, degree_hours : float64[n]
        Both at least 0; exact.
    """
    if math.isinf(limit_c):
        return np.zeros(np.shape(hours)), np.zeros(np.shape(hours))
    sign = 1.0 if above else -1.0
    excess, pull = sign * (start_c - limit_c), sign * (pull_c - limit_c)
    cross = np.minimum(hours_to_reach(tau_h, pull, excess, np.zeros_like(excess)), hours)
    stays_inside = (excess <= 0) & (pull <= 0)
    first = np.where(excess > 0, 0.0, np.where(stays_inside, hours, cross))
    last = np.where(excess > 0, cross, hours)
    area = pull * (last - first) + (excess - pull) * tau_h * (np.exp(-first / tau_h) - np.exp(-last / tau_h))
    return last - first, np.maximum(area, 0.0)
