"""Energy, fuel and CO2e of the reefers of a plan, by commodity and destination."""

from __future__ import annotations

import pandas as pd

from logistics.indicators.cold import Row, with_places
from logistics.network.model import Network
from logistics.results.energy import path_boxes, reefer_use
from logistics.results.model import Plan
from logistics.results.unplugged import unplugged_of

NAMES = {
    "kwh": ("reefer_electricity", "kWh"),
    "litres": ("reefer_diesel", "l"),
    "by_plug": ("reefer_electricity_co2e", "kg"),
    "by_diesel": ("reefer_diesel_co2e", "kg"),
    "leaked": ("reefer_refrigerant_co2e", "kg"),
    "traction": ("reefer_traction_co2e", "kg"),
}
"""Indicator and unit of every sum."""


def energy_rows(plan: Plan, paths: pd.DataFrame, consignments: pd.DataFrame, network: Network) -> list[Row]:
    """
    Return what boxes with a running unit take and emit; none without such boxes.

    Scopes are ``all``, the commodity, and commodity and destination (``frozen_beef/xian``). The four emissions add up
    to ``co2e_kg`` of their legs: electricity, diesel, refrigerant, and the traction of the same boxes.

    Parameters
    ----------
    plan : Plan
    paths, consignments : DataFrame
        Those reported.
    network : Network
    """
    units = network["loading_units"].set_index("unit_id")["power"]
    running = paths[paths["unit"].map(units).ne("none")] if len(paths) else paths
    if running.empty:
        return []
    legs = plan.legs[plan.legs["path_id"].isin(set(running["path_id"]))]
    used = reefer_use(legs, path_boxes(running, consignments, unplugged_of(plan)), network)
    used["traction"] = legs["co2e_kg"] - used["reefer_co2e_kg"]
    sums = used.groupby(legs["path_id"]).sum().reindex(running["path_id"]).fillna(0.0)
    sums = sums.mul(running["boxes"].to_numpy(float), axis=0).reset_index(drop=True)
    work = with_places(running, consignments).reset_index(drop=True).assign(all="all")
    diesel = work["unit"].map(units).eq("diesel")
    energy = sums["reefer_co2e_kg"] - sums["leaked_kg"]
    work = work.assign(
        kwh=sums["kwh"], litres=sums["litres"], by_plug=energy.where(~diesel, 0.0),
        by_diesel=energy.where(diesel, 0.0), leaked=sums["leaked_kg"], traction=sums["traction"],
    )  # fmt: skip
    work = work[work["leaked"] + work["kwh"] + work["litres"] > 0]
    return [
        (*NAMES[name][:1], str(scope), NAMES[name][1], float(row[name]))
        for key in ("all", "commodity_id", "place")
        for scope, row in work.groupby(key)[list(NAMES)].sum().iterrows()
        for name in NAMES
    ]
