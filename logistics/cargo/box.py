"""The box on the way: one temperature that drifts towards the outside, or back to the set point."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from logistics.cargo.arrays import F64, numbers, positive, switches, together, within
from logistics.cargo.thermal import time_constant_h
from logistics.errors import DataError, did_you_mean
from logistics.network import Network


@dataclass(frozen=True)
class Box:
    """
    Thermal properties of a loaded box.

    Attributes
    ----------
    tau_h : float
        Time constant without power, ``m c / UA``.
    recovery_h : float
        Time constant of the return to the set point with power.
    ua_w_k : float
        Heat transfer of the walls.
    power : str
        ``none``, ``plug`` or ``diesel``.
    setpoint_c : float
        nan for goods without one.
    """

    tau_h: float
    recovery_h: float
    ua_w_k: float
    power: str = "none"
    setpoint_c: float = math.nan

    @classmethod
    def of(cls, network: Network, commodity_id: str, unit_id: str | None = None) -> Box:
        """
        Return the box of a commodity in a loading unit, by default its usual one.

        Raises
        ------
        DataError
            If a name is unknown, or a specific heat or UA is blank.
        """
        goods = _row(network, "commodities", "commodity_id", commodity_id)
        unit = _row(network, "loading_units", "unit_id", unit_id or goods["unit_id"])
        heat, ua = float(goods["specific_heat_kj_kgk"]), float(unit["ua_w_k"])
        for table, column, value in (("commodities", "specific_heat_kj_kgk", heat), ("loading_units", "ua_w_k", ua)):
            if math.isnan(value):
                raise DataError(
                    f"{table}.csv: {column}: blank found for {commodity_id!r}; its box has no time constant"
                )
        return cls(
            tau_h=float(np.asarray(time_constant_h(1000.0 * unit["payload_t"], heat, ua))),
            recovery_h=network.parameter("recovery_h"),
            ua_w_k=ua,
            power=unit["power"],
            setpoint_c=float(goods["set_point_c"]),
        )

    def pulls(self, ambient_c: ArrayLike, powered: ArrayLike) -> tuple[F64, F64]:
        """Return what each step pulls the cargo to [°C] and its time constant [h]: set point, or the outside."""
        ambient, on = together(ambient_c=numbers("ambient_c", ambient_c), powered=switches("powered", powered))
        if self.power == "none" or math.isnan(self.setpoint_c):
            on = np.zeros_like(on)
        return np.where(on > 0, self.setpoint_c, ambient), np.where(on > 0, self.recovery_h, self.tau_h)


def box_temperature_c(start_c: float, ambient_c: ArrayLike, duration_h: ArrayLike, tau_h: ArrayLike) -> F64:
    """
    Return the temperature of a box at the end of each step.

    Parameters
    ----------
    start_c : float
        Cargo temperature at the start [°C].
    ambient_c : array_like of float, shape (n,)
        Outside temperature, constant during each step [°C].
    duration_h : array_like of float
        Length of each step [h], at least 0.
    tau_h : array_like of float
        Time constant [h], above 0; one number or one per step.

    Returns
    -------
    float64[n]
        Exact at the end of every step: ``T = T_amb + (T_0 - T_amb) exp(-h/τ)``.

    Raises
    ------
    DataError
        If a duration is negative, a time constant not above zero, or the shapes do not fit.

    Examples
    --------
    >>> box_temperature_c(-18, [20, 20], [24, 24], 337).round(2).tolist()
    [-15.39, -12.96]
    """
    ambient, hours, tau = together(
        ambient_c=np.atleast_1d(numbers("ambient_c", ambient_c)),
        duration_h=np.atleast_1d(within("duration_h", duration_h, 0.0, unit="h")),
        tau_h=np.atleast_1d(positive("tau_h", tau_h, "h")),
    )
    if ambient.ndim != 1:
        raise DataError(f"ambient_c: shape {ambient.shape} found; give one number per step")
    kept = np.exp(-hours / tau)
    ends = np.empty(len(ambient))
    cargo = float(numbers("start_c", start_c))
    for step, (outside, share) in enumerate(zip(ambient, kept, strict=True)):
        cargo = outside + (cargo - outside) * share
        ends[step] = cargo
    return ends


def _row(network: Network, table: str, key: str, name: str) -> dict[str, Any]:
    """Return one row of a table as a mapping."""
    rows = network[table]
    found = rows[rows[key] == name]
    if found.empty:
        raise DataError(f"{table}.csv: {key}: {name!r} is not there{did_you_mean(name, rows[key])}")
    return dict(found.iloc[0])
