"""Goods that travel in more than one loading unit: tonnes, prices and days by unit."""

from __future__ import annotations

import pandas as pd

from logistics.indicators.cold import Row, with_places
from logistics.network.model import Network
from logistics.scenario.wagons import wagons_of
from logistics.units import H_PER_DAY


def unit_rows(paths: pd.DataFrame, consignments: pd.DataFrame, network: Network) -> list[Row]:
    """
    Return tonnes, money per tonne and days by goods and unit (scope ``wheat/hopper``).

    Parameters
    ----------
    paths, consignments : DataFrame
        Those reported.
    network : Network

    Notes
    -----
    Only of goods that travel in more than one unit, or in a wagon.
    """
    if paths.empty:
        return []
    payload = network["loading_units"].set_index("unit_id")["payload_t"]
    work = with_places(paths, consignments)
    work = work.assign(t=work["boxes"] * work["unit"].map(payload).astype(float))
    work = work.assign(hours=work["t"] * work["transit_h"], wagon=work["unit"].isin(set(wagons_of(network))))
    goods = work.groupby("commodity_id").agg(units=("unit", "nunique"), wagon=("wagon", "any"))
    told = goods.index[(goods["units"] > 1) | goods["wagon"]]
    sums = work[work["commodity_id"].isin(told)].groupby(["commodity_id", "unit"])[["t", "cost_usd", "hours"]].sum()
    rows: list[Row] = []
    for (commodity, unit), total in sums[sums["t"] > 0.0].iterrows():
        scope = f"{commodity}/{unit}"
        rows += [
            ("tonnes_by_unit", scope, "t", float(total["t"])),
            ("usd_per_t_by_unit", scope, "USD/t", float(total["cost_usd"] / total["t"])),
            ("days_by_unit", scope, "days", float(total["hours"] / total["t"] / H_PER_DAY)),
        ]
    return rows
