"""What is left to plan when something becomes known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from logistics.planning.stage import LEAST_BOXES, Following
from logistics.results.freeze import ALWAYS, NEVER, Frozen
from logistics.results.model import Plan
from logistics.scenario import Instance
from logistics.timespace.leg_use import LegUse

STARTS = ["start_kind", "start_terminal", "start_gauge", "start_run_id", "start_seq"]


def next_instance(plan: Plan, known: Instance, frozen: Frozen) -> Following:
    """
    Return what is still to be planned at a moment.

    Parameters
    ----------
    plan : Plan
        The whole plan so far.
    known : Instance
        All consignments, with the tables and windows known now.
    frozen : Frozen
        The plan split at the moment.

    Returns
    -------
    Following
    """
    use = LegUse.of(known)
    consignments, pieces = remaining(plan, known, frozen)
    paths = plan.paths.set_index("path_id")[["consignment_id", "boxes"]]
    gone = paths[frozen.cuts["cut_min"].reindex(paths.index) != NEVER]
    fixed = use.of_legs(frozen.legs, gone)[["resource_id", "amount"]]
    committed = pd.concat([known.committed, fixed], ignore_index=True)
    instance = replace(
        known,
        consignments=consignments,
        not_before_min=frozen.at_min,
        committed=committed.groupby("resource_id", as_index=False, sort=True)["amount"].sum(),
    )
    return Following(instance, known, pieces, use)


def remaining(plan: Plan, known: Instance, frozen: Frozen) -> tuple[pd.DataFrame, pd.DataFrame]:
    """
    Return the consignments still to be planned, and which of them are boxes under way.

    Returns
    -------
    consignments : DataFrame
        Columns of ``known.consignments``.
    pieces : DataFrame
        Index ``consignment_id``; ``original``, ``prefix``.
    """
    paths = plan.paths.join(frozen.cuts, on="path_id")
    gone = paths[paths["cut_min"] != NEVER].groupby("consignment_id")["boxes"].sum()
    home = known.consignments.copy()
    left = home["boxes"] - home["consignment_id"].map(gone).fillna(0.0)
    home["boxes"] = left.clip(lower=0.0).astype(float)
    pieces = _pieces(paths[(paths["cut_min"] != NEVER) & (paths["cut_min"] != ALWAYS)], known)
    consignments = pd.concat(
        [home[home["boxes"] > LEAST_BOXES], pieces[list(known.consignments.columns)]], ignore_index=True
    )
    return consignments, pieces.set_index("consignment_id")[["original", "prefix"]]


def _pieces(under_way: pd.DataFrame, known: Instance) -> pd.DataFrame:
    """Return boxes under way as consignments that start where they are."""
    facts = known.consignments.drop(columns=["boxes", "ready_min", *STARTS])
    rows = under_way[["path_id", "consignment_id", "boxes", "cut_min", *STARTS]].merge(facts, on="consignment_id")
    rows = rows.rename(columns={"consignment_id": "original", "path_id": "prefix", "cut_min": "ready_min"})
    rows["consignment_id"] = rows["original"] + "~" + rows["prefix"].astype(str)
    rows["ready_min"] = rows["ready_min"].astype("int64")
    # boxes under way are carried on even when they will be late: giving them up costs the technical penalty
    penalty = known.network.parameter("penalty_usd_per_box")
    rows["outside_usd_per_box"] = np.maximum(rows["outside_usd_per_box"].astype(float), penalty)
    rows["due_min"] = np.maximum(rows["due_min"].astype("int64"), known.horizon.solved_end_min - 1)
    return rows
