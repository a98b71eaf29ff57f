"""Loading units that a season is shown for."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from logistics.routing.box import listed_units
from logistics.routing.router import Router
from logistics.timetable.tables import texts


def season_units(router: Router, commodity: str, units: Sequence[str] = ()) -> list[str]:
    """
    Return the loading units of a question, checked.

    By default those that ``commodity_units.csv`` lists for the goods, the usual one first. Goods without a row there
    get their usual one; if they have a set point, also the powered unit of the other kind of power and the unpowered
    one that is best insulated, each of the largest payload.

    Raises
    ------
    DataError
        If a unit is unknown, or goods without a set point are put into a powered one.
    """
    if units:
        return list(dict.fromkeys(router.boxes.of(commodity, unit).unit for unit in units))
    usual = router.boxes.of(commodity, None)
    if listed := listed_units(router.network, commodity):
        return list(dict.fromkeys([usual.unit, *listed]))
    goods = router.network["commodities"].set_index("commodity_id").loc[commodity]
    found = [usual.unit]
    if not math.isnan(float(goods["set_point_c"])):
        table = router.network["loading_units"]
        for power in ("plug", "diesel"):
            own = table[table["power"] == power]
            if power != usual.power and not own.empty:
                found.append(_largest(own))
        passive = table[(table["power"] == "none") & table["ua_w_k"].notna()]
        if not passive.empty and usual.power != "none":
            found.append(_largest(passive[passive["ua_w_k"] == passive["ua_w_k"].min()]))
    return list(dict.fromkeys(found))


def _largest(units: pd.DataFrame) -> str:
    return texts(units.sort_values("payload_t", ascending=False, kind="stable"), "unit_id")[0]
