"""Temperature, shelf life and violations of a cargo along its steps, with the memory of the box."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from logistics.cargo.arrays import F64, numbers, switches, together, within
from logistics.cargo.box import Box, box_temperature_c
from logistics.cargo.drift import beyond, drift_life_used, drift_mean_c
from logistics.cargo.quality import Limits, Quality
from logistics.errors import DataError


@dataclass(frozen=True)
class Trace:
    """
    What happened to a cargo on each step of a journey.

    Attributes
    ----------
    start_c, mean_c, end_c : float64[n]
        Cargo temperature at the start, on average and at the end of each step [°C].
    life_used : float64[n]
        Share of the shelf life; nan for goods without one, infinite outside the range of the model.
    hours_above, degree_hours_above : float64[n]
        Time above the legal ceiling, and by how much: frozen goods thaw.
    hours_below, degree_hours_below : float64[n]
        Time below the legal floor, and by how much: chilled goods freeze.
    """

    start_c: F64
    mean_c: F64
    end_c: F64
    life_used: F64
    hours_above: F64
    degree_hours_above: F64
    hours_below: F64
    degree_hours_below: F64

    @property
    def too_warm(self) -> bool:
        """Whether the legal ceiling was passed."""
        return bool(self.hours_above.sum() > 0)

    @property
    def too_cold(self) -> bool:
        """Whether the legal floor was passed."""
        return bool(self.hours_below.sum() > 0)

    @property
    def total_life_used(self) -> float:
        """Share of the shelf life used by all steps."""
        return float(self.life_used.sum())


def travel(
    box: Box,
    quality: Quality | None,
    ambient_c: ArrayLike,
    duration_h: ArrayLike,
    *,
    powered: ArrayLike = True,
    start_c: float | None = None,
) -> Trace:
    """
    Follow a cargo through the steps of a journey.

    Parameters
    ----------
    box : Box
        Time constants and set point.
    quality : Quality or None
        Shelf life and legal limits; None for goods without.
    ambient_c : array_like of float, shape (n,)
        Outside temperature of each step, sunshine included [°C].
    duration_h : array_like of float
        Length of each step [h], at least 0.
    powered : array_like of bool
        Whether the box has power during the step; means nothing for boxes without a unit.
    start_c : float, optional
        Cargo temperature when loaded; by default the set point, else the first outside temperature.

    Returns
    -------
    Trace

    Raises
    ------
    DataError
        If there is no step, lengths do not fit, hours are below 0, ``powered`` is not yes or no, or a number is not
        finite or no temperature of this Earth.

    Notes
    -----
    With power the cargo returns to the set point with the time constant ``recovery_h``, without it
    drifts to the outside with ``m c / UA``; integrals are exact along these exponentials.
    """
    hours, ambient, on = together(
        duration_h=np.atleast_1d(within("duration_h", duration_h, 0.0, unit="h")),
        ambient_c=np.atleast_1d(numbers("ambient_c", ambient_c)),
        powered=np.atleast_1d(switches("powered", powered)),
    )
    if not len(hours):
        raise DataError("duration_h: no step found; give at least one")
    pull, tau = box.pulls(ambient, on)
    begin = box.setpoint_c if start_c is None else float(within("start_c", start_c, -60.0, 60.0, "°C"))
    begin = float(ambient[0]) if np.isnan(begin) else float(begin)
    end = box_temperature_c(begin, pull, hours, tau)
    start = np.concatenate([[begin], end[:-1]])
    limits = quality.limits if quality else Limits()
    steps = zip(start, pull, hours, tau, strict=True)
    used = np.array([drift_life_used(quality, *step) if quality else np.nan for step in steps])
    hot = beyond(start, pull, hours, tau, limits.max_c, above=True)
    cold = beyond(start, pull, hours, tau, limits.min_c, above=False)
    return Trace(start, drift_mean_c(start, pull, hours, tau), end, used, *hot, *cold)
