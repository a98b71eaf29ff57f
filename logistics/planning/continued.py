"""The plan of both parts: what was fixed, and what was planned again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from logistics.network.model import Network
from logistics.planning.constants import path_constants
from logistics.planning.lived import live, lost_of
from logistics.planning.stage import Following, Stage
from logistics.planning.stranded import off_of, stranded_now, stranded_rows, with_stranded
from logistics.planning.unplugged import told_apart
from logistics.planning.whole import whole_counts, whole_terms
from logistics.results.freeze import ALWAYS, Frozen
from logistics.results.model import LEG_COLUMNS, PLAN_COLUMNS, UNSERVED_COLUMNS, Plan
from logistics.results.unplugged import since_of, unplugged_of
from logistics.scenario import Instance
from logistics.scenario.boxes import facts_of
from logistics.timespace.wagon_rows import leg_hire

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
    stranded : list of dict
        Boxes under way that could not be carried on, with the rows of their paths so far (see
        `logistics.planning.stranded`). They are in no table of paths, but what they used and paid was spent.
    unplugged : dict of str to int
        Minute from which boxes of paths have no power any more.
    """

    plan: Plan
    left_standing: list[str]
    stranded: list[dict[str, object]]
    unplugged: dict[str, int]


def continue_plan(
    plan: Plan,
    frozen: Frozen,
    following: Following,
    again: Stage,
    stranded: Sequence[dict[str, object]] = (),
) -> Continued:
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
    stranded : sequence of dict
        What earlier stages gave up.

    Returns
    -------
    Continued
        With all consignments as now known; the bound is that of the last optimisation plus what is fixed.
    """
    done = _delivered(plan, frozen, following.known.network)
    before = unplugged_of(plan)
    whole, legs, off = _joined(plan, frozen, following, again.plan)
    off |= {name: minute for name, minute in before.items() if name in set(done["path_id"])}
    standing = _left_standing(whole, again.plan.legs, frozen)
    paths = pd.concat([done, whole], ignore_index=True)[list(PLAN_COLUMNS)]
    all_legs = pd.concat([frozen.legs[frozen.legs["path_id"].isin(set(done["path_id"]))], legs], ignore_index=True)
    if following.known.cold_chain:
        paths, all_legs = _lived(following.known, paths, all_legs, len(done), off)
    renamed = {old: f"P{number:06d}" for number, old in enumerate(paths["path_id"], start=1)}
    paths["path_id"] = paths["path_id"].map(renamed)
    all_legs["path_id"] = all_legs["path_id"].map(renamed)
    off = {renamed[name]: minute for name, minute in off.items()}
    given_up = [*stranded, *stranded_now(frozen, following, again, before)]
    return Continued(
        _assemble(plan, following, again, (paths, all_legs), given_up, off),
        [renamed[path_id] for path_id in standing],
        given_up,
        off,
    )


def _lived(
    known: Instance, paths: pd.DataFrame, legs: pd.DataFrame, delivered: int, off: Mapping[str, int]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """
    Return paths and rows with the temperatures and shelf life of their whole way.

    The first ``delivered`` paths were planned before: what their goods lose counts as it is now.
    """
    lived = live(known, paths, legs, off)
    legs = legs.assign(cargo_c=lived.cargo_c.reindex(legs.index).to_numpy(float))
    before = lost_of(known, paths)
    lost = lived.ends["lost"].to_numpy(float)
    more = np.where(np.arange(len(paths)) < delivered, lost - before, 0.0)
    generalised = paths["generalised_usd"] + more * paths["boxes"].to_numpy(float)
    used = lived.ends["used"].to_numpy(float)
    return paths.assign(shelf_life_used=used, generalised_usd=generalised), legs


def _delivered(plan: Plan, frozen: Frozen, network: Network) -> pd.DataFrame:
    """Return the paths that stay as they are; an unloading not over at the moment may end later than planned."""
    done = plan.paths[plan.paths["path_id"].map(frozen.cuts["cut_min"]) == ALWAYS]
    ends = [legs.groupby("path_id")["end_utc"].max().reindex(done["path_id"]) for legs in (plan.legs, frozen.legs)]
    hours = ((ends[1] - ends[0]).dt.total_seconds() / 3600.0).to_numpy(float)
    facts = facts_of(done, plan.consignments, network)
    running, worth = (facts[f"{name}_usd_per_box_h"].to_numpy(float) * hours for name in ("running", "time"))
    running = running + _more_hire(done, plan.legs, frozen.legs, network)
    return done.assign(
        transit_h=done["transit_h"] + hours,
        cost_usd=done["cost_usd"] + running * done["boxes"],
        generalised_usd=done["generalised_usd"] + (running + worth) * done["boxes"],
    )


def _more_hire(done: pd.DataFrame, before: pd.DataFrame, after: pd.DataFrame, network: Network) -> np.ndarray:
    """Return by how much the hire of wagons on paths that stay has grown [USD per wagon]."""
    unit = done.set_index("path_id")["unit"]
    sums = []
    for legs in (before, after):
        mine = legs[legs["path_id"].isin(set(done["path_id"]))].sort_values(["path_id", "seq"], kind="stable")
        hire = pd.Series(leg_hire(mine, unit, network), index=mine["path_id"].to_numpy(object))
        sums.append(hire.groupby(level=0).sum().reindex(done["path_id"]).fillna(0.0).to_numpy(float))
    return np.asarray(sums[1] - sums[0], np.float64)


def _left_standing(paths: pd.DataFrame, legs: pd.DataFrame, frozen: Frozen) -> list[str]:
    """Return the joined paths that begin anew with taking boxes off a train that stood at the moment."""
    cuts = frozen.cuts
    stood = cuts.index[(cuts["start_kind"] == "onboard") & (cuts["cut_min"] <= frozen.at_min)]
    first = legs[legs["seq"] == 0]
    off = "new:" + first.loc[first["activity"].isin(_TAKEN_OFF), "path_id"].astype(str)
    found = paths.loc[paths["prefix"].isin(set(stood)) & paths["path_id"].isin(set(off)), "path_id"]
    return [str(name) for name in found]


def _joined(
    plan: Plan, frozen: Frozen, following: Following, new: Plan
) -> tuple[pd.DataFrame, pd.DataFrame, dict[str, int]]:
    """Return the new paths with what was fixed put before them, and from when some have no power."""
    pieces = following.pieces
    paths = new.paths.copy()
    paths["prefix"] = paths["consignment_id"].map(pieces["prefix"])
    paths["piece"] = paths["consignment_id"].where(paths["prefix"].notna())
    original = dict(zip(pieces.index, pieces["original"], strict=True))
    paths["consignment_id"] = [original.get(name, name) for name in paths["consignment_id"]]
    paths["path_id"] = "new:" + paths["path_id"].astype(str)
    legs = new.legs.assign(path_id="new:" + new.legs["path_id"].astype(str))
    paths, off = told_apart(paths, following.instance, pieces["prefix"].map(unplugged_of(plan)).dropna().to_dict())
    fixed = paths[paths["prefix"].notna()]
    before = _before(plan, frozen, fixed["prefix"].unique(), following.known.network)
    if len(fixed):
        head = frozen.legs.rename(columns={"path_id": "prefix"})
        head = fixed[["path_id", "prefix"]].merge(head, on="prefix")
        count = head.groupby("path_id")["seq"].max()
        legs["seq"] = legs["seq"] + legs["path_id"].map(count + 1).fillna(0).astype("int64")
        legs = pd.concat([head[list(LEG_COLUMNS)], legs[list(LEG_COLUMNS)]], ignore_index=True)
    legs = legs.sort_values(["path_id", "seq"], kind="stable", ignore_index=True)
    add = paths["prefix"].map(before["cost_usd"]).astype(float).fillna(0.0)
    paths["cost_usd"] += add * paths["boxes"]
    paths["generalised_usd"] += (
        paths["prefix"].map(before["generalised_usd"]).astype(float).fillna(0.0) * paths["boxes"]
    )
    paths["transit_h"] += paths["prefix"].map(before["hours"]).astype(float).fillna(0.0)
    return paths, legs, off


def _before(plan: Plan, frozen: Frozen, prefixes: np.ndarray, network: Network) -> pd.DataFrame:
    """Return what the fixed part of each path cost per box: ``cost_usd, generalised_usd, hours``."""
    if not len(prefixes):
        return pd.DataFrame({name: pd.Series(dtype=float) for name in ("cost_usd", "generalised_usd", "hours")})
    paths = plan.paths.set_index("path_id").loc[list(prefixes)]
    facts = facts_of(paths.reset_index(), plan.consignments, network)
    cut = frozen.cuts.loc[list(prefixes), "cut_min"]
    hours = (cut - facts["ready_min"].astype("int64")) / 60.0
    legs = frozen.legs[frozen.legs["path_id"].isin(set(prefixes))]
    money = legs.groupby("path_id")["cost_usd"].sum().reindex(paths.index).fillna(0.0)
    constants = path_constants(legs, network, paths["unit"]).reindex(paths.index).fillna(0.0)
    weighed = constants * facts["feu_per_box"].astype(float)
    running = facts["running_usd_per_box_h"].astype(float) * hours
    worth = facts["time_usd_per_box_h"].astype(float) * hours
    return pd.DataFrame(
        {"cost_usd": money + running, "generalised_usd": money + running + worth + weighed, "hours": hours}
    )


def _assemble(
    plan: Plan,
    following: Following,
    again: Stage,
    rows: tuple[pd.DataFrame, pd.DataFrame],
    stranded: Sequence[Mapping[str, Any]],
    off: Mapping[str, int],
) -> Plan:
    """Return the whole plan with its objective and bound."""
    known, (paths, legs) = following.known, rows
    home = again.plan.unserved[~again.plan.unserved["consignment_id"].isin(following.pieces.index)]
    given_up, their_legs = stranded_rows(stranded, known.consignments, known.network)
    unserved = _one_row_each(pd.concat([home, _left_behind(plan, following, again, given_up)], ignore_index=True))
    own = known.consignments.set_index("consignment_id")["outside_usd_per_box"]
    unserved["outside_usd_per_box"] = unserved["consignment_id"].map(own).astype(float)
    all_paths = pd.concat([paths, given_up], ignore_index=True) if len(given_up) else paths
    all_legs = with_stranded(legs, their_legs)
    of_paths = all_paths.assign(off_min=since_of(all_paths["path_id"], {**off, **off_of(stranded)}))
    queue = following.use.queue_cost(following.use.of_legs(all_legs, of_paths.set_index("path_id")))
    terms = whole_terms(all_paths, all_legs, unserved, known, queue)
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
        counts=whole_counts(again.plan, paths, all_legs, known),
    )


def _left_behind(plan: Plan, following: Following, again: Stage, given_up: pd.DataFrame) -> pd.DataFrame:
    """Return the boxes given up under way as rows of what is not carried, with the reason found when they were."""
    now = again.plan.unserved
    now = now[now["consignment_id"].isin(following.pieces.index)]
    now = now.assign(consignment_id=now["consignment_id"].map(following.pieces["original"]))
    found = pd.concat([now, plan.unserved], ignore_index=True).drop_duplicates("consignment_id")
    facts = facts_of(given_up, following.known.consignments, following.known.network)
    usual = given_up["consignment_id"].map(plan.consignments.set_index("consignment_id")["feu_per_box"]).astype(float)
    boxes = given_up["boxes"].to_numpy(float) * facts["share"].to_numpy(float)
    given_up = given_up.assign(boxes=boxes, feu=boxes * usual)
    sums = given_up.groupby("consignment_id", as_index=False)[["boxes", "feu"]].sum()
    return found.drop(columns=["boxes", "feu"]).merge(sums, on="consignment_id")[list(UNSERVED_COLUMNS)]


def _one_row_each(unserved: pd.DataFrame) -> pd.DataFrame:
    """Sum the rows of each consignment; the reason is that of the first, of boxes that had not departed."""
    order = unserved.sort_values("consignment_id", kind="stable")
    sums = order.groupby("consignment_id", sort=True)[["boxes", "feu"]].sum()
    first = order.drop_duplicates("consignment_id").set_index("consignment_id")
    first[["boxes", "feu"]] = sums
    return first.reset_index()[list(UNSERVED_COLUMNS)]
