"""Fleets in a plan: boxes out in the busiest week, of how many, and what one more is worth."""

from __future__ import annotations

import pandas as pd

from logistics.cargo.fleets import read_fleets
from logistics.indicators.cold import Row
from logistics.network.model import Network
from logistics.results.model import Plan
from logistics.timespace.fleets import WEEK_DAYS, fleet_days
from logistics.units import MIN_PER_H

NAMES = ("fleet_boxes", "fleet_boxes_out", "fleet_box_worth")


def fleet_rows(plan: Plan, network: Network) -> list[Row]:
    """
    Return the indicators of every fleet that boxes are out of; none where temperature is not followed.

    Parameters
    ----------
    plan : Plan
    network : Network

    Notes
    -----
    Boxes out are the box-days of the busiest of all solved weeks over seven. A box more has seven box-days in every
    week, so it is worth at most seven times the sum of the prices of all weeks.
    """
    if "value_lost" not in plan.objective_terms or plan.paths.empty:
        return []
    ready = plan.consignments.set_index("consignment_id")["ready_min"]
    start = plan.paths["consignment_id"].map(ready).astype("int64")
    end = start + (plan.paths["transit_h"] * MIN_PER_H).round().astype("int64")
    held = plan.paths[["unit", "boxes"]].assign(start=start, end=end, unloaded=True)
    used = fleet_days(network, held)
    prices = plan.prices[plan.prices["kind"] == "fleet"].set_index("resource_id")["price_usd"]
    rows: list[Row] = []
    for number, fleet in enumerate(read_fleets(network)):
        mine = used[used["fleet"] == number]
        if mine.empty:
            continue
        worth = WEEK_DAYS * float(prices[prices.index.str.startswith(f"fleet:{fleet.fleet_id}:")].sum())
        values = (fleet.boxes, float(mine["amount"].max()) / WEEK_DAYS, worth)
        units = ("boxes", "boxes", "USD")
        rows += [(name, fleet.fleet_id, unit, value) for name, unit, value in zip(NAMES, units, values, strict=True)]
    return rows


def fleet_names(network: Network) -> pd.Series:
    """Return the names of fleets by id."""
    return pd.Series({fleet.fleet_id: fleet.name for fleet in read_fleets(network)}, dtype=object)
