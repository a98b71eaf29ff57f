"""The plan of both parts: what was fixed, and what was planned again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from logistics.network.model import Network
from logistics.planning.constants import path_constants
from logistics.planning.stage import Following, Stage
from logistics.results.freeze import ALWAYS, MOVES, Frozen
from logistics.results.model import LEG_COLUMNS, PLAN_COLUMNS, UNSERVED_COLUMNS, Plan
from logistics.scenario import Instance
from logistics.units import MIN_PER_DAY

_TAKEN_OFF = ("transfer", "gauge_change", "unload")


@dataclass(frozen=True)
class Continued:
    """
    A plan made again.

    Attributes
    ----------
    plan : Plan
    left_standing : list of str
        Paths of boxes that stood aboard a train at the moment and were then taken off it. The operation has the times
        of the train's arrival, so the rows do not tell that it was chosen at the moment.
    given_up : mapping of str to float
        What boxes used that were under way and could not be carried on, by resource id. Their paths are in no table
        any more, but the capacity was gone when the last stage was planned.
    """

    plan: Plan
    left_standing: list[str]
    given_up: Mapping[str, float]


def continue_plan(plan: Plan, frozen: Frozen, following: Following, again: Stage) -> Continued:
    """
    Return the plan of both parts: what was fixed, and what was planned again.

    Parameters
    ----------
    plan : Plan
        The whole plan so far.
    frozen : Frozen
    following : Following
    again : Stage
        The new optimisation.

    Returns
    -------
    Continued
        With all consignments as now known; the bound is that of the last optimisation plus what is fixed.
    """
    done = plan.paths[plan.paths["path_id"].map(frozen.cuts["cut_min"]) == ALWAYS]
    whole, legs = _joined(plan, frozen, following, again.plan)
    standing = _left_standing(whole, again.plan.legs, frozen)
    paths = pd.concat([done, whole], ignore_index=True)[list(PLAN_COLUMNS)]
    all_legs = pd.concat([frozen.legs[frozen.legs["path_id"].isin(set(done["path_id"]))], legs], ignore_index=True)
    renamed = {old: f"P{number:06d}" for number, old in enumerate(paths["path_id"], start=1)}
    paths["path_id"] = paths["path_id"].map(renamed)
    all_legs["path_id"] = all_legs["path_id"].map(renamed)
    return Continued(
        _assemble(following, again, paths, all_legs),
        [renamed[path_id] for path_id in standing],
        _given_up(frozen, following, again),
    )


def _left_standing(paths: pd.DataFrame, legs: pd.DataFrame, frozen: Frozen) -> list[str]:
    """Return the joined paths that begin anew with taking boxes off a train that stood at the moment."""
    cuts = frozen.cuts
    stood = cuts.index[(cuts["start_kind"] == "onboard") & (cuts["cut_min"] <= frozen.at_min)]
    first = legs[legs["seq"] == 0]
    off = "new:" + first.loc[first["activity"].isin(_TAKEN_OFF), "path_id"].astype(str)
    found = paths.loc[paths["prefix"].isin(set(stood)) & paths["path_id"].isin(set(off)), "path_id"]
    return [str(name) for name in found]


def _joined(plan: Plan, frozen: Frozen, following: Following, new: Plan) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the new paths with what was fixed put before them."""
    pieces = following.pieces
    paths = new.paths.copy()
    paths["prefix"] = paths["consignment_id"].map(pieces["prefix"])
    paths["consignment_id"] = paths["consignment_id"].map(pieces["original"]).fillna(paths["consignment_id"])
    paths["path_id"] = "new:" + paths["path_id"].astype(str)
    legs = new.legs.assign(path_id="new:" + new.legs["path_id"].astype(str))
    fixed = paths[paths["prefix"].notna()]
    before = _before(plan, frozen, fixed["prefix"].unique(), following.known.network)
    if len(fixed):
        head = frozen.legs.rename(columns={"path_id": "prefix"})
        head = fixed[["path_id", "prefix"]].merge(head, on="prefix")
        count = head.groupby("path_id")["seq"].max()
        legs["seq"] = legs["seq"] + legs["path_id"].map(count + 1).fillna(0).astype("int64")
        legs = pd.concat([head[list(LEG_COLUMNS)], legs[list(LEG_COLUMNS)]], ignore_index=True)
    legs = legs.sort_values(["path_id", "seq"], kind="stable", ignore_index=True)
    add = paths["prefix"].map(before["cost_usd"]).fillna(0.0)
    paths["cost_usd"] += add * paths["boxes"]
    paths["generalised_usd"] += paths["prefix"].map(before["generalised_usd"]).fillna(0.0) * paths["boxes"]
    paths["transit_h"] += paths["prefix"].map(before["hours"]).fillna(0.0)
    return paths, legs


def _before(plan: Plan, frozen: Frozen, prefixes: np.ndarray, network: Network) -> pd.DataFrame:
    """Return what the fixed part of each path cost per box: ``cost_usd, generalised_usd, hours``."""
    if not len(prefixes):
        return pd.DataFrame({name: pd.Series(dtype=float) for name in ("cost_usd", "generalised_usd", "hours")})
    facts = plan.consignments.set_index("consignment_id")
    paths = plan.paths.set_index("path_id").loc[list(prefixes)]
    cut = frozen.cuts.loc[list(prefixes), "cut_min"]
    owner = paths["consignment_id"]
    hours = (cut - owner.map(facts["ready_min"]).astype("int64")) / 60.0
    legs = frozen.legs[frozen.legs["path_id"].isin(set(prefixes))]
    money = legs.groupby("path_id")["cost_usd"].sum().reindex(paths.index).fillna(0.0)
    constants = path_constants(legs, network).reindex(paths.index).fillna(0.0)
    weighed = constants * owner.map(facts["feu_per_box"]).astype(float)
    running = owner.map(facts["running_usd_per_box_h"]).astype(float) * hours
    worth = owner.map(facts["time_usd_per_box_h"]).astype(float) * hours
    return pd.DataFrame(
        {"cost_usd": money + running, "generalised_usd": money + running + worth + weighed, "hours": hours}
    )


def _assemble(following: Following, again: Stage, paths: pd.DataFrame, legs: pd.DataFrame) -> Plan:
    """Return the whole plan with its objective and bound."""
    known = following.known
    unserved = again.plan.unserved.copy()
    unserved["consignment_id"] = (
        unserved["consignment_id"].map(following.pieces["original"]).fillna(unserved["consignment_id"])
    )
    unserved = _one_row_each(unserved)
    own = known.consignments.set_index("consignment_id")["outside_usd_per_box"]
    unserved["outside_usd_per_box"] = unserved["consignment_id"].map(own).astype(float)
    queue = following.use.queue_cost(following.use.of_legs(legs, paths.set_index("path_id")))
    terms = whole_terms(paths, legs, unserved, known, queue)
    objective = float(sum(terms.values()))
    lower = objective - (again.plan.objective - again.plan.lower_bound)
    return replace(
        again.plan,
        objective=objective,
        lower_bound=lower,
        gap=(objective - lower) / max(abs(objective), 1e-9),
        objective_terms=terms,
        paths=paths,
        legs=legs,
        unserved=unserved,
        consignments=known.consignments,
        counts=whole_counts(again.plan, paths, legs, known),
    )


def _given_up(frozen: Frozen, following: Following, again: Stage) -> dict[str, float]:
    """Return what boxes used that were under way and could not be carried on, by resource id."""
    left = again.plan.unserved
    left = left[left["consignment_id"].isin(following.pieces.index)]
    if not len(left):
        return {}
    pieces = following.pieces.loc[left["consignment_id"]]
    boxes = pd.DataFrame(
        {"consignment_id": pieces["original"].to_numpy(), "boxes": left["boxes"].to_numpy()}, index=pieces["prefix"]
    )
    use = following.use.of_legs(frozen.legs, boxes)
    return {str(name): float(amount) for name, amount in zip(use["resource_id"], use["amount"], strict=True)}


def _one_row_each(unserved: pd.DataFrame) -> pd.DataFrame:
    """Sum the rows of each consignment; the reason is that of its largest part."""
    order = unserved.sort_values(["consignment_id", "boxes"], ascending=[True, False], kind="stable")
    sums = order.groupby("consignment_id", sort=True)[["boxes", "feu"]].sum()
    first = order.drop_duplicates("consignment_id").set_index("consignment_id")
    first[["boxes", "feu"]] = sums
    return first.reset_index()[list(UNSERVED_COLUMNS)]


def whole_terms(
    paths: pd.DataFrame, legs: pd.DataFrame, unserved: pd.DataFrame, known: Instance, queue: float
) -> dict[str, float]:
    """Return the parts of the objective of a plan made in stages [USD]."""
    facts = known.consignments.set_index("consignment_id")
    boxes = paths.set_index("path_id")["boxes"]
    money = legs["cost_usd"] * legs["path_id"].map(boxes)
    kind = np.where(legs["kind"].isin(MOVES), "transport", np.where(legs["kind"] == "operate", "operations", "storage"))
    sums = money.groupby(kind).sum()
    hours = paths["boxes"] * paths["transit_h"]
    owner = paths["consignment_id"]
    outside = unserved["boxes"] * unserved["consignment_id"].map(facts["outside_usd_per_box"])
    constants = path_constants(legs, known.network)
    return {
        "transport": float(sums.get("transport", 0.0)),
        "operations": float(sums.get("operations", 0.0)),
        "storage": float(sums.get("storage", 0.0)),
        "running": float((hours * owner.map(facts["running_usd_per_box_h"])).sum()),
        "time": float((hours * owner.map(facts["time_usd_per_box_h"])).sum()),
        "queue": queue,
        "constants": float((paths["feu"] * paths["path_id"].map(constants).fillna(0.0)).sum()),
        "outside": float(outside.sum()),
    }


def whole_counts(last: Plan, paths: pd.DataFrame, legs: pd.DataFrame, known: Instance) -> dict[str, int]:
    """Return the counts of a plan made in stages."""
    counts = dict(last.counts)
    counts["consignments"] = len(known.consignments)
    counts["paths"] = len(paths)
    keys = known.consignments.assign(day=known.consignments["ready_min"] // MIN_PER_DAY)
    counts["distinct_od_commodity_day"] = len(keys.drop_duplicates(["origin", "destination", "commodity_id", "day"]))
    counts["trains"] = int(legs.loc[legs["kind"].isin(MOVES), "run_id"].nunique())
    return counts
