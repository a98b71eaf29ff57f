"""
Wagons: units that keep to one track gauge, and what their load is beyond a gauge break.

Knows rows of ``loading_units.csv``; knows no graph. Every amount is for the load of one wagon, also where that load
goes on in another unit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from logistics.network.checks.rule import listed
from logistics.network.model import Network
from logistics.units import H_PER_DAY


@dataclass(frozen=True)
class Side:
    """
    The load of one wagon on one side of a gauge break.

    Attributes
    ----------
    unit : str
        The unit that carries it.
    gauge : int
        Track gauge it keeps to [mm]; 0 for boxes, which go everywhere.
    classes : tuple of str
        Service classes that take it; () for all.
    feu, gross_t : float
        Length, and mass that limits of trains count.
    freight_feu, empty_feu : float
        FEU whose freight per km it pays, that of the empty run back included, and that of the empty run alone.
    transload_feu : float
        FEU whose price at a gauge change it pays.
    hire_usd_h : float
        Hire, electricity and diesel [USD/h]; hire is paid for the days there and back where there is an empty run.
    """

    unit: str
    gauge: int
    classes: tuple[str, ...]
    feu: float
    gross_t: float
    freight_feu: float
    empty_feu: float
    transload_feu: float
    hire_usd_h: float

    def train_feu(self, max_feu: float, max_gross_t: float) -> float:
        """
        Return the FEU of a train of some length and mass limit (nan: none) that it takes.

        Where links or limits count trains, a wagon counts its share by mass or by length, whichever is larger; boxes
        count by length.
        """
        if self.gauge == 0 or pd.isna(max_gross_t):
            return self.feu
        return max(self.feu, self.gross_t / max_gross_t * max_feu)

    def rides(self, gauge: int, service_class: str) -> bool:
        """Return whether trains of a gauge and class take it."""
        return self.gauge in (0, gauge) and (not self.classes or service_class in self.classes)


@dataclass(frozen=True)
class Wagon:
    """
    A unit that keeps to one track gauge.

    Attributes
    ----------
    own : Side
        On its own gauge.
    onward : Side or None
        Beyond it; None: its load cannot pass a gauge break.
    payload_t : float
    """

    own: Side
    onward: Side | None
    payload_t: float

    @property
    def unit(self) -> str:
        """Its loading unit."""
        return self.own.unit

    @property
    def gauge(self) -> int:
        """Its track gauge [mm]."""
        return self.own.gauge


def wagons_of(network: Network) -> dict[str, Wagon]:
    """Return the wagons of a network by unit; units without a track gauge are none."""
    if "loading_units" not in network.tables or "track_gauge_mm" not in network["loading_units"]:
        return {}
    rows = {str(row["unit_id"]): row for row in network["loading_units"].to_dict("records")}
    return {unit: _wagon(network, row, rows) for unit, row in rows.items() if not pd.isna(row["track_gauge_mm"])}


def _wagon(network: Network, row: Mapping[Any, Any], rows: Mapping[str, Mapping[Any, Any]]) -> Wagon:
    """Return a unit with what its load is beyond the break."""
    onward = row["onward_unit_id"]
    beyond = None
    if not pd.isna(onward) and onward != "":
        other = rows[str(onward)]
        beyond = _side(network, other, float(row["payload_t"]) / float(other["payload_t"]))
    return Wagon(_side(network, row, 1.0), beyond, float(row["payload_t"]))


def _side(network: Network, row: Mapping[Any, Any], units: float) -> Side:
    """Return what so many units are on their gauge."""
    feu, empty = float(row["feu"]), _or(row["empty_feu"], 0.0)
    hire = float(row["hire_usd_per_day"]) / H_PER_DAY * (2.0 if empty > 0.0 else 1.0)
    plug = float(row["power_kw"]) * network.parameter("electricity_usd_per_kwh")
    fuel = float(row["fuel_l_per_h"]) * network.parameter("diesel_usd_per_l")
    classes = row["service_class"]
    return Side(
        unit=str(row["unit_id"]),
        gauge=int(_or(row["track_gauge_mm"], 0)),
        classes=() if pd.isna(classes) else listed(str(classes)),
        feu=units * feu,
        gross_t=units * (float(row["payload_t"]) + float(row["tare_t"]) - platform_t(network, row)),
        freight_feu=units * (_or(row["freight_feu"], feu) + empty),
        empty_feu=units * empty,
        transload_feu=units * _or(row["transload_feu"], feu),
        hire_usd_h=units * (hire + plug + fuel),
    )


def platform_t(network: Network, row: Mapping[Any, Any]) -> float:
    """Return the mass of the platforms that a wagon needs not, and boxes of its length would [t]; 0 for a box."""
    if pd.isna(row["track_gauge_mm"]):
        return 0.0
    return float(row["feu"]) * network.parameter("platform_t_per_feu")


def _or(value: Any, blank: float) -> float:
    """Return a number, or what a blank means."""
    return blank if pd.isna(value) else float(value)
