"""The box that is sent: size, mass, power and what it costs, read from goods and loading unit."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from logistics.cargo import CARGO_CLASSES, Quality, commodity_quality
from logistics.cargo import Box as Walls
from logistics.cargo.energy import Unit
from logistics.cargo.unpowered import Unpowered, range_c, start_c
from logistics.errors import DataError
from logistics.network.model import Network
from logistics.routing.names import known
from logistics.scenario.instance import add_goods
from logistics.scenario.wagons import Wagon, wagons_of
from logistics.timetable.tables import texts
from logistics.units import MIN_PER_H

_STANDS = Unit("none")


@dataclass(frozen=True)
class Box:
    """
    One loaded box.

    Attributes
    ----------
    commodity, unit : str
    class_bit : int
        Bit of the cargo class.
    feu, payload_t, gross_t : float
        Size, mass of the goods and gross mass.
    power : {'none', 'plug', 'diesel'}
    running_usd_per_h, time_usd_per_h : float
        Hire, electricity or diesel (money); value of time of the goods.
    set_point_c : float
        Temperature that a powered box holds; nan without power.
    max_days : float
        Longest transit that is looked for.
    quality : Quality or None
        Shelf life of the goods, None when they have none.
    floor_c, ceiling_c : float
        Legal limits of the cargo; infinite where there is none.
    tau_h : float
        Time constant without power; nan where it is unknown, or goods have neither shelf life, limit nor power.
    start_c : float
        Cargo temperature at the gate, see `Unpowered`; nan: that of the place.
    runs : Unit
        What it takes to hold the set point.
    wagon : Wagon or None
        Where the unit keeps to one track gauge; `feu` and `gross_t` are those on it.
    """

    commodity: str
    unit: str
    class_bit: int
    feu: float
    payload_t: float
    gross_t: float
    power: str
    running_usd_per_h: float
    time_usd_per_h: float
    set_point_c: float
    max_days: float
    quality: Quality | None
    floor_c: float = -math.inf
    ceiling_c: float = math.inf
    tau_h: float = math.nan
    start_c: float = math.nan
    runs: Unit = _STANDS
    wagon: Wagon | None = None

    @property
    def coldest_c(self) -> float:
        """Lowest temperature that goods bear: by law, or in the range of their shelf-life model."""
        return max(self.floor_c, range_c(self.quality)[0])

    @property
    def warmest_c(self) -> float:
        """Highest temperature that goods bear."""
        return min(self.ceiling_c, range_c(self.quality)[1])

    @property
    def remembers(self) -> bool:
        """Whether what becomes of the goods depends on a temperature that no unit holds."""
        limited = math.isfinite(self.floor_c) or math.isfinite(self.ceiling_c)
        return not self.powered and (limited or self.quality is not None)

    @property
    def unpowered(self) -> Unpowered:
        """What a memory of its temperature starts from."""
        return Unpowered(self.tau_h * MIN_PER_H, self.start_c, self.coldest_c, self.warmest_c, self.quality)

    @property
    def powered(self) -> bool:
        """Whether it holds a set point."""
        return self.power != "none"


class Boxes:
    """
    Boxes of a network, each read once.

    Parameters
    ----------
    network : Network
    """

    def __init__(self, network: Network) -> None:
        self._network = network
        self._known: dict[tuple[str, str | None], Box] = {}

    def of(self, commodity: str, unit: str | None) -> Box:
        """Return a loaded box (see `read_box`)."""
        key = (commodity, unit)
        if key not in self._known:
            self._known[key] = read_box(self._network, commodity, unit)
        return self._known[key]


def read_box(network: Network, commodity: str, unit: str | None) -> Box:
    """
    Return a loaded box.

    Raises
    ------
    DataError
        If the commodity or the unit is unknown, or goods without a set point are put into a powered box.
    """
    goods = network["commodities"]
    known(commodity, texts(goods, "commodity_id"), "commodity", "commodities.csv")
    row = goods[goods["commodity_id"] == commodity].iloc[0]
    name = known(unit or str(row["unit_id"]), texts(network["loading_units"], "unit_id"), "unit", "loading_units.csv")
    frame = pd.DataFrame({"commodity_id": [commodity], "unit_id": [name], "ready_min": [0]})
    values = add_goods(frame, network).iloc[0]
    powered = values["power"] != "none"
    if powered and np.isnan(float(row["set_point_c"])):
        raise DataError(
            f"unit: {name!r} holds a temperature, but {commodity!r} has no set_point_c in commodities.csv; choose a "
            "unit without power"
        )
    box = Box(
        commodity=commodity,
        unit=name,
        class_bit=CARGO_CLASSES.index(str(values["cargo_class"])),
        feu=float(values["feu_per_box"]),
        payload_t=float(values["tonnes_per_box"]),
        gross_t=float(values["gross_t_per_box"]),
        power=str(values["power"]),
        running_usd_per_h=float(values["running_usd_per_box_h"]),
        time_usd_per_h=float(values["time_usd_per_box_h"]),
        set_point_c=float(row["set_point_c"]) if powered else np.nan,
        max_days=float(row["max_days"]),
        quality=commodity_quality(network, commodity),
        floor_c=_or(row["limit_min_c"], -math.inf),
        ceiling_c=_or(row["limit_max_c"], math.inf),
        start_c=start_c(network, commodity, name),
        runs=Unit.of(network, commodity, name),
        wagon=wagons_of(network).get(name),
    )
    _check_set_point(box)
    follows = box.powered and not (np.isnan(row["specific_heat_kj_kgk"]) or np.isnan(_unit(network, name)["ua_w_k"]))
    return replace(box, tau_h=Walls.of(network, commodity, name).tau_h) if box.remembers or follows else box


def loaded_at(box: Box, gate_c: float | None) -> Box:
    """Return a box whose goods come to the gate at a temperature [°C]; as it is where nothing depends on that."""
    return box if gate_c is None or not box.remembers else replace(box, start_c=float(gate_c))


def listed_units(network: Network, commodity: str) -> list[str]:
    """Return the loading units on offer for goods, in the order of ``commodity_units.csv``; empty where it has none."""
    table = network["commodity_units"]
    table = table[~table["optional"]]
    return texts(table[table["commodity_id"] == commodity], "unit_id")


def _unit(network: Network, name: str) -> Any:
    """Return the row of a loading unit."""
    units = network["loading_units"]
    return units[units["unit_id"] == name].iloc[0]


def _check_set_point(box: Box) -> None:
    """Refuse a set point beyond what the goods bear."""
    if box.powered and not box.coldest_c <= box.set_point_c <= box.warmest_c:
        raise DataError(
            f"commodities.csv: set_point_c of {box.commodity!r} is {box.set_point_c:g} °C; its limits and its "
            f"shelf-life model allow {box.coldest_c:g} to {box.warmest_c:g} °C"
        )


def _or(value: Any, blank: float) -> float:
    """Return a number, or what a blank means."""
    return blank if math.isnan(value) else float(value)
