"""The box that is sent: size, mass, power and what it costs, read from goods and loading unit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from logistics.cargo import CARGO_CLASSES, Quality, commodity_quality
from logistics.network.model import Network
from logistics.routing.names import known
from logistics.scenario.instance import add_goods
from logistics.timetable.tables import texts


@dataclass(frozen=True)
class Box:
    """
    One loaded box.

    Attributes
    ----------
    commodity, unit : str
    class_bit : int
        Bit of the cargo class.
    feu, gross_t : float
        Size and gross mass.
    power : {'none', 'plug', 'diesel'}
    running_usd_per_h, time_usd_per_h : float
        Hire, electricity or diesel (money); value of time of the goods.
    set_point_c : float
        Temperature that a powered box holds; nan without power.
    max_days : float
        Longest transit that is looked for.
    quality : Quality or None
        Shelf life of the goods, None when they have none.
    """

    commodity: str
    unit: str
    class_bit: int
    feu: float
    gross_t: float
    power: str
    running_usd_per_h: float
    time_usd_per_h: float
    set_point_c: float
    max_days: float
    quality: Quality | None

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
    return Box(
        commodity=commodity,
        unit=name,
        class_bit=CARGO_CLASSES.index(str(values["cargo_class"])),
        feu=float(values["feu_per_box"]),
        gross_t=float(values["gross_t_per_box"]),
        power=str(values["power"]),
        running_usd_per_h=float(values["running_usd_per_box_h"]),
        time_usd_per_h=float(values["time_usd_per_box_h"]),
        set_point_c=float(row["set_point_c"]) if powered else np.nan,
        max_days=float(row["max_days"]),
        quality=commodity_quality(network, commodity),
    )
