"""
The robust, regularised fit of the free figures, and what it gives for rows it has not seen.

minimise  sum_i w_i H(ln(h_i / r_i) / s) + 1/2 sum_k ((x_k - prior_k) / sd_k)^2

h_i: the model's hours (`Parts.hours`), r_i: the reference, s = 0.13 (scatter of published figures of one
kind for one pair and year), H: Huber's function with its knee at one s, w_i: `weights`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from logistics.calibration.observations import Observation
from logistics.calibration.parameters import Parameter
from logistics.calibration.parts import Parts

F64 = NDArray[np.float64]
SCATTER = 0.13
SINGLE_RUN_WEIGHT = 0.5
DERIVED_SCATTER = 0.2
"""Added for rows whose ends are typical terminals of a country or region: what such pairs of one country differ by."""
DERIVED_WEIGHT = SCATTER**2 / (SCATTER**2 + DERIVED_SCATTER**2)
_SINGLE_RUN = re.compile(r"\bfirst\b|\brecord\b|single run|\d000th train", re.IGNORECASE)
"""Words of a note that mark one run instead of a level of service: first trains, records, jubilee trains."""


def weights(observations: Sequence[Observation]) -> F64:
    """
    Return the weight of each observation, by what the evidence says about it and never by its residual.

    Half for a single run (the words of its note); `DERIVED_WEIGHT` (0.30, the ratio of variances) where its quality
    is ``derived``: "China to Germany", shown by typical terminals, says less about a pair than a figure for that pair.
    """
    found = np.ones(len(observations))
    for i, row in enumerate(observations):
        found[i] *= SINGLE_RUN_WEIGHT if _SINGLE_RUN.search(row.note) else 1.0
        found[i] *= DERIVED_WEIGHT if row.quality == "derived" else 1.0
    return found


def fit(parts: Parts, parameters: Sequence[Parameter], reference_h: F64, weight: F64) -> F64:
    """
    Return the fitted values.

    Parameters
    ----------
    parts : Parts
    parameters : sequence of Parameter
        Of kind speed, delay and offer.
    reference_h : float64[n]
    weight : float64[n]
        0 leaves a row out.

    Notes
    -----
    Speeds and offers are fitted as logarithms. Solved by Levenberg-Marquardt steps of a trust region (SciPy
    ``least_squares``), from the priors: the same input gives the same values.
    """
    from scipy.optimize import least_squares  # noqa: PLC0415  slow to load

    factor = np.array([p.is_factor for p in parameters])
    prior = np.array([p.prior for p in parameters])
    start = np.where(factor, np.log(np.where(factor, prior, 1.0)), prior)
    sd = np.array([p.prior_sd for p in parameters])

    def values(x: F64) -> F64:
        return np.where(factor, np.exp(np.where(factor, x, 0.0)), x)

    def residuals(x: F64) -> F64:
        hours = np.maximum(parts.hours(parameters, values(x)), 1.0)
        error = np.log(hours / reference_h) / SCATTER
        return np.concatenate([np.sqrt(weight) * huber_root(error), (x - start) / sd])

    solution: F64 = least_squares(residuals, start, method="trf", xtol=1e-12, ftol=1e-12, gtol=1e-12).x
    return values(solution)


def huber_root(error: F64) -> F64:
    """
    Return the signed root of twice Huber's function (knee 1): squares of it are Huber's loss.

    Examples
    --------
    >>> huber_root(np.array([0.5, -2.5])).tolist()
    [0.5, -2.0]
    """
    size = np.abs(error)
    root: F64 = np.where(size <= 1.0, error, np.sign(error) * np.sqrt(np.maximum(2.0 * size - 1.0, 0.0)))
    return root


def left_out(groups: Sequence[object], predict_without: Callable[[F64], F64]) -> F64:
    """
    Return predictions of each row by a fit without its group.

    Parameters
    ----------
    groups : sequence, length n
        Rows of one group are left out together.
    predict_without : callable
        From the rows kept (1) or left out (0), float64[n], to predictions of all rows.
    """
    found = np.zeros(len(groups))
    for group in dict.fromkeys(groups):
        out = np.array([other == group for other in groups])
        found[out] = predict_without(np.where(out, 0.0, 1.0))[out]
    return found
