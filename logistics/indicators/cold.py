"""What temperature does in a plan: boxes by unit, life left at arrival, lots at risk."""

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
    is about to: ``u > 0.9 u_0``. Both by commodity, and by commodity and destination (scope ``frozen_beef/xian``).
    """
    if "value_lost" not in plan.objective_terms or paths.empty:
        return []
    work = with_places(paths, consignments)
    rows: list[Row] = [
        ("boxes_by_unit", str(unit), "boxes", float(boxes))
        for unit, boxes in work.groupby("unit")["boxes"].sum().items()
    ]
    ages = {name: _ages(network, str(name)) for name in work["commodity_id"].unique()}
    aged = work[work["commodity_id"].map(ages)].copy()
    aged["left"] = (1.0 - aged["shelf_life_used"]) * aged["feu"]
    limit = {name: _risky_from(network, str(name)) for name in aged["commodity_id"].unique()}
    aged["risky"] = aged["shelf_life_used"] > aged["commodity_id"].map(limit)
    for key in ("commodity_id", "place"):
        for scope, lots in aged.groupby(key):
            feu = float(lots["feu"].sum())
            rows += [("shelf_life_left", str(scope), "share", float(lots["left"].sum()) / feu)] if feu > 0 else []
    for key in ("commodity_id", "place"):
        for scope, lots in aged.groupby(key):
            risky = lots[lots["risky"]]
            rows += [("at_risk_from", str(scope), "share", limit[scope])] if key == "commodity_id" else []
            rows += [
                ("lots_at_risk", str(scope), "lots", float(len(risky))),
                ("boxes_at_risk", str(scope), "boxes", float(risky["boxes"].sum())),
            ]
    return rows


def inspected_rows(plan: Plan, paths: pd.DataFrame, consignments: pd.DataFrame, network: Network) -> list[Row]:
    """Return the boxes inspected by goods and terminal (scope ``frozen_beef/khorgos_cn``)."""
    operations = network["operations"]
    place = operations[operations["transfer_class"] == "inspected"].set_index("operation_id")["terminal_id"]
    legs = plan.legs[plan.legs["path_id"].isin(set(paths["path_id"]))]
    legs = legs.assign(site=legs["operation_id"].map(place))
    legs = legs[legs["site"].notna()].merge(paths[["path_id", "consignment_id", "boxes"]], on="path_id")
    goods = consignments.set_index("consignment_id")["commodity_id"]
    scope = legs["consignment_id"].map(goods).astype(str) + "/" + legs["site"].astype(str)
    sums = legs.groupby(scope.to_numpy())["boxes"].sum()
    return [("boxes_inspected", str(name), "boxes", float(boxes)) for name, boxes in sums.items()]


def with_places(paths: pd.DataFrame, consignments: pd.DataFrame) -> pd.DataFrame:
    """Return paths with ``commodity_id``, ``destination`` and ``place`` (both in one word)."""
    facts = consignments.set_index("consignment_id")[["commodity_id", "destination"]]
    work = paths.join(facts, on="consignment_id")
    return work.assign(place=work["commodity_id"] + "/" + work["destination"])


def _ages(network: Network, commodity: str) -> bool:
    """Return whether goods have a shelf life that is used up; those with limits alone have not."""
    quality = commodity_quality(network, commodity)
    return quality is not None and quality.ages


def _risky_from(network: Network, commodity: str) -> float:
    """Return the share of the shelf life above which a lot is at risk."""
    quality = commodity_quality(network, commodity)
    return float("inf") if quality is None else RISKY_SHARE * min(quality.threshold, 1.0)
