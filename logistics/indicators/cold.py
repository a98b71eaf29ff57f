"""What temperature does in a plan: boxes by unit, life left at arrival, lots at risk, energy and its emissions."""

from __future__ import annotations

import pandas as pd

from logistics.cargo import commodity_quality
from logistics.network.model import Network
from logistics.results.model import Plan

RISKY_SHARE = 0.9
"""A lot is at risk when it arrives with more than this share of what the buyer accepts used."""
Row = tuple[str, str, str, float]


def cold_rows(plan: Plan, paths: pd.DataFrame, consignments: pd.DataFrame, network: Network) -> list[Row]:
    """
    Return the indicators of the cold chain; none where temperature is not followed.

    Parameters
    ----------
    plan : Plan
        Tells by its objective whether temperature was followed.
    paths, consignments : DataFrame
        Those reported.
    network : Network

    Notes
    -----
    Remaining shelf life is ``1 - u``, weighted by FEU. A lot (a path) is at risk when its value has begun to fall, or
    is about to: ``u > 0.9 u_0``. Energy is the mean of the unit (``power_kw``, ``fuel_l_per_h``) times the hours.
    """
    if "value_lost" not in plan.objective_terms or paths.empty:
        return []
    facts = consignments.set_index("consignment_id")[["commodity_id", "destination"]]
    work = paths.join(facts, on="consignment_id").join(
        network["loading_units"].set_index("unit_id")[["power_kw", "fuel_l_per_h"]], on="unit"
    )
    work["kwh"] = work["boxes"] * work["transit_h"] * work["power_kw"]
    work["litres"] = work["boxes"] * work["transit_h"] * work["fuel_l_per_h"]
    rows: list[Row] = [
        ("boxes_by_unit", str(unit), "boxes", float(boxes))
        for unit, boxes in work.groupby("unit")["boxes"].sum().items()
    ]
    aged = work[work["shelf_life_used"].notna()].copy()
    aged["left"] = (1.0 - aged["shelf_life_used"]) * aged["feu"]
    aged["place"] = aged["commodity_id"] + "/" + aged["destination"]
    for key in ("commodity_id", "place"):
        sums = aged.groupby(key)[["left", "feu"]].sum()
        rows += [
            ("shelf_life_left", str(scope), "share", float(row["left"] / row["feu"]))
            for scope, row in sums.iterrows()
            if row["feu"] > 0
        ]
    rows += _at_risk(aged, network)
    return rows + _energy(work)


def _at_risk(aged: pd.DataFrame, network: Network) -> list[Row]:
    """Return lots at risk and their boxes, by commodity."""
    rows: list[Row] = []
    for name, lots in aged.groupby("commodity_id"):
        quality = commodity_quality(network, str(name))
        if quality is not None:
            risky = lots[lots["shelf_life_used"] > RISKY_SHARE * min(quality.threshold, 1.0)]
            rows += [
                ("lots_at_risk", str(name), "lots", float(len(risky))),
                ("boxes_at_risk", str(name), "boxes", float(risky["boxes"].sum())),
            ]
    return rows


def _energy(work: pd.DataFrame) -> list[Row]:
    """Return electricity and diesel of running units, by commodity and destination."""
    running = work[(work["kwh"] > 0) | (work["litres"] > 0)].copy()
    running["all"] = "all"
    running["place"] = running["commodity_id"] + "/" + running["destination"]
    rows: list[Row] = []
    for key in ("all", "commodity_id", "place"):
        for scope, row in running.groupby(key)[["kwh", "litres"]].sum().iterrows():
            rows += [
                ("reefer_electricity", str(scope), "kWh", float(row["kwh"])),
                ("reefer_diesel", str(scope), "l", float(row["litres"])),
            ]
    return rows
