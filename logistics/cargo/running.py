"""Power, diesel and refuelling of a reefer along its steps."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from logistics.cargo.arrays import F64, numbers, positive, switches, together, within
from logistics.cargo.box import Box
from logistics.cargo.power import autonomy_h, genset_litres_h, reefer_power_kw
from logistics.errors import DataError


@dataclass(frozen=True)
class Running:
    """
    Energy of a journey.

    Attributes
    ----------
    kwh : float64[n]
        Electricity of each step.
    litres : float64[n]
        Diesel of each step, 0 unless the box has its own generator.
    """

    kwh: F64
    litres: F64


def run_reefer(box: Box, ambient_c: ArrayLike, duration_h: ArrayLike, *, powered: ArrayLike = True) -> Running:
    """
    Return the energy that a reefer takes on each step.

    Parameters
    ----------
    box : Box
        With power ``plug`` or ``diesel``; others take nothing.
    ambient_c : array_like of float
        Outside temperature of each step, sunshine included [°C].
    duration_h : array_like of float
        Length of each step [h], at least 0.
    powered : array_like of bool
        Whether the unit runs.
    """
    ambient, hours, on = together(
        ambient_c=np.atleast_1d(numbers("ambient_c", ambient_c)),
        duration_h=np.atleast_1d(within("duration_h", duration_h, 0.0, unit="h")),
        powered=np.atleast_1d(switches("powered", powered)),
    )
    if box.power == "none" or np.isnan(box.setpoint_c):
        return Running(np.zeros(len(hours)), np.zeros(len(hours)))
    power = np.asarray(reefer_power_kw(ambient, box.setpoint_c, box.ua_w_k))
    run = np.where(on > 0, hours, 0.0)
    litres = np.asarray(genset_litres_h(power)) * run if box.power == "diesel" else np.zeros(len(hours))
    return Running(power * run, litres)


def tank_level_l(tank_l: float, litres: ArrayLike, refuel_before: ArrayLike = False) -> F64:
    """
    Return what is left in the tank after each step [l]; below zero the set has stopped on the way.

    Parameters
    ----------
    tank_l : float
        Size of the tank, full at departure [l].
    litres : array_like of float
        Diesel of each step [l], at least 0.
    refuel_before : array_like of bool
        Whether the tank is filled before the step.

    Examples
    --------
    >>> tank_level_l(400, [250, 250, 250], [False, False, True]).tolist()
    [150.0, -100.0, 150.0]
    """
    size = float(positive("tank_l", tank_l, "l"))
    use, filled = together(
        litres=np.atleast_1d(within("litres", litres, 0.0, unit="l")),
        refuel_before=np.atleast_1d(np.asarray(refuel_before, dtype=np.float64)),
    )
    levels, level = np.empty(len(use)), size
    for step, (litre, full) in enumerate(zip(use, filled, strict=True)):
        level = (size if full else level) - litre
        levels[step] = level
    return levels


def endurance_h(box: Box, tank_l: ArrayLike, ambient_c: ArrayLike) -> float | F64:
    """
    Return how long one tank keeps a diesel reefer running at an outside temperature [h].

    Raises
    ------
    DataError
        If the box has no generator set of its own.
    """
    if box.power != "diesel":
        raise DataError(f"power: {box.power!r} found; only a diesel reefer has a tank")
    return autonomy_h(tank_l, genset_litres_h(reefer_power_kw(ambient_c, box.setpoint_c, box.ua_w_k)))
