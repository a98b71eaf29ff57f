"""What is left to plan when something becomes known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from logistics.errors import ScenarioError
from logistics.planning.fleets import kept_for_them
from logistics.planning.lived import STATE, entered, live
from logistics.planning.stage import LEAST_BOXES, Following
from logistics.planning.stranded import off_of, stranded_rows, with_stranded
from logistics.planning.unplugged import ON, powers
from logistics.results.freeze import ALWAYS, NEVER, Frozen
from logistics.results.model import LEG_COLUMNS, Plan
from logistics.results.unplugged import since_of, unplugged_of
from logistics.scenario import Instance, Scenario
from logistics.scenario.boxes import facts_of
from logistics.timespace.leg_use import LegUse
from logistics.units import from_min

STARTS = ["start_kind", "start_terminal", "start_gauge", "start_run_id", "start_seq"]


def check_before(plan: Plan, scenario: Scenario) -> None:
    """
    Refuse a plan that is not what would have been planned before the events of a scenario became known.

    Raises
    ------
    ScenarioError
        If days, tables or changes known from the beginning differ.
    """
    base, horizon = plan.scenario, scenario.horizon
    known = [change for change in scenario.changes if change.is_known(horizon, horizon.solved_start_min)]
    differs = {
        "was made in stages": len(plan.stages) > 1,
        "has other days": base is None or base.horizon != horizon,
        "has other changes from its beginning": base is None or list(base.changes) != known,
        "was made with other tables": base is None
        or any(not table.equals(base.network.tables.get(name)) for name, table in scenario.network.tables.items()),
    }
    faults = [words for words, wrong in differs.items() if wrong]
    if faults:
        name = base.name if base else "without a scenario"
        raise ScenarioError(
            f"the plan '{name}' cannot stand for '{scenario.name}' before its events: it {' and '.join(faults)}; "
            "give the plan of the scenario that it extends, or none"
        )


def next_instance(plan: Plan, known: Instance, frozen: Frozen, stranded: Sequence[Mapping[str, Any]] = ()) -> Following:
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
    stranded : sequence of mapping
        Boxes under way that an earlier stage gave up (`logistics.planning.stranded`); they stay where they are.

    Returns
    -------
    Following
    """
    use = LegUse.of(known)
    given_up, their_legs = stranded_rows(stranded, known.consignments, known.network)
    consignments, pieces = remaining(plan, known, frozen, given_up)
    paths = plan.paths.set_index("path_id")[["consignment_id", "unit", "boxes"]]
    gone = paths[frozen.cuts["cut_min"].reindex(paths.index) != NEVER]
    gone = pd.concat([gone, given_up.set_index("path_id")[["consignment_id", "unit", "boxes"]]])
    gone["off_min"] = since_of(gone.index, {**unplugged_of(plan), **off_of(stranded)})
    fixed = use.of_legs(with_stranded(frozen.legs, their_legs), gone)[["resource_id", "amount"]]
    on_their_way = consignments[consignments["consignment_id"].isin(pieces.index)]
    fixed = kept_for_them(known, on_their_way[["unit_id", "boxes", "ready_min"]], fixed)
    committed = pd.concat([known.committed, fixed], ignore_index=True)
    instance = replace(
        known,
        consignments=consignments,
        under_way=_states(plan, known, frozen, consignments.set_index("consignment_id").loc[pieces.index].join(pieces)),
        not_before_min=frozen.at_min,
        committed=committed.groupby("resource_id", as_index=False, sort=True)["amount"].sum(),
    )
    return Following(instance, known, pieces, use)


def rest_of(plan: Plan, frozen: Frozen, following: Following) -> tuple[pd.DataFrame, pd.DataFrame]:
    """
    Return how the plan so far went on from the moment: paths by the consignments still to be planned, and their rows.

    Returns
    -------
    paths, legs : DataFrame
        ``path_id, consignment_id, unit, boxes``, and rows of ``plan.legs``.
    """
    kept = frozen.legs[frozen.legs["kind"] != "wait"].groupby("path_id").size()
    legs = plan.legs[plan.legs["kind"] != "wait"].sort_values(["path_id", "seq"], kind="stable")
    done = legs.groupby("path_id").cumcount()
    legs = legs[done >= legs["path_id"].map(kept).fillna(0)]
    paths = plan.paths[["path_id", "consignment_id", "unit", "boxes"]]
    paths = paths[(frozen.cuts["cut_min"].reindex(paths["path_id"]) != ALWAYS).to_numpy()]
    piece = dict(zip(following.pieces["prefix"], following.pieces.index, strict=True))
    own = zip(paths["path_id"], paths["consignment_id"], strict=True)
    return paths.assign(consignment_id=[piece.get(path_id, name) for path_id, name in own]), legs


def remaining(plan: Plan, known: Instance, frozen: Frozen, given_up: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """
    Return the consignments still to be planned, and which of them are boxes under way.

    Returns
    -------
    consignments : DataFrame
        Columns of ``known.consignments``; boxes under way are counted in the unit that they travel in.
    pieces : DataFrame
        Index ``consignment_id``; ``original``, ``prefix``.
    """
    paths = plan.paths.join(frozen.cuts, on="path_id")
    departed = pd.concat([paths[paths["cut_min"] != NEVER], given_up], ignore_index=True)
    share = facts_of(departed, known.consignments, known.network)["share"].to_numpy(float)
    gone = departed.assign(boxes=departed["boxes"] * share).groupby("consignment_id")["boxes"].sum()
    home = known.consignments.copy()
    left = home["boxes"] - home["consignment_id"].map(gone).fillna(0.0)
    home["boxes"] = left.clip(lower=0.0).astype(float)
    pieces = _pieces(paths[(paths["cut_min"] != NEVER) & (paths["cut_min"] != ALWAYS)], known)
    consignments = pd.concat(
        [home[home["boxes"] > LEAST_BOXES], pieces[list(known.consignments.columns)]], ignore_index=True
    )
    return consignments, pieces.set_index("consignment_id")[["original", "prefix"]]


def _states(plan: Plan, known: Instance, frozen: Frozen, pieces: pd.DataFrame) -> pd.DataFrame:
    """
    Return what boxes under way have been through (``Instance.under_way``).

    ``pieces`` has the columns of consignments, ``original`` and ``prefix``.
    """
    prefix = pd.Index(pieces["prefix"])
    paths = plan.paths[plan.paths["path_id"].isin(set(prefix))]
    legs = frozen.legs[frozen.legs["path_id"].isin(set(prefix))]
    ready = known.consignments.set_index("consignment_id")["ready_min"]
    states = pd.DataFrame(
        {
            "gate_min": ready.reindex(pieces["original"]).to_numpy(np.int64),
            "entered": entered(known.network, legs).reindex(prefix).fillna("").to_numpy(object),
        },
        index=pieces.index,
    )
    if not known.cold_chain:
        return states
    off = unplugged_of(plan)
    ends = live(known, paths, _until_now(legs, frozen, known), off).ends.reindex(prefix)
    states = states.assign(**{name: ends[name].to_numpy(float) for name in STATE})
    begun = np.maximum(pieces["ready_min"].to_numpy(float), frozen.at_min - _cutoff_min(known))
    gone = pd.Series(since_of(prefix, off) < begun, index=pieces.index)
    states["power"] = powers(known.network, pieces["commodity_id"], pieces["unit_id"], gone)
    at_point = (states["power"] == ON).to_numpy()
    point = pieces["commodity_id"].map(known.network["commodities"].set_index("commodity_id")["set_point_c"])
    for name in ("mean_c", "warm_c", "cold_c"):
        states[name] = np.where(at_point, point.to_numpy(float), states[name].to_numpy(float))
    return states


def _cutoff_min(known: Instance) -> int:
    """Return the minutes before a departure by which boxes must be in the yard."""
    return int(known.network.parameter("cutoff_h") * 60)


def _until_now(legs: pd.DataFrame, frozen: Frozen, known: Instance) -> pd.DataFrame:
    """Return fixed rows with the time that boxes have stood since, up to where they are followed from."""
    now = pd.Timestamp(from_min(frozen.at_min - _cutoff_min(known)))
    last = legs.sort_values(["path_id", "seq"], kind="stable").drop_duplicates("path_id", keep="last")
    stood = last[last["end_utc"] < now]
    if stood.empty:
        return legs
    stands = {"from": stood["to"], "start_utc": stood["end_utc"], "seq": stood["seq"] + 1, "kind": "wait"}
    rows = stood.assign(**stands, end_utc=now, activity="yard", operation_id="", link_id="")
    return pd.concat([legs, rows[list(LEG_COLUMNS)].astype(legs.dtypes)], ignore_index=True)


def _pieces(under_way: pd.DataFrame, known: Instance) -> pd.DataFrame:
    """Return boxes under way as consignments that start where they are."""
    facts = facts_of(under_way, known.consignments, known.network)
    facts = facts.drop(columns=["boxes", "ready_min", *STARTS]).reset_index(drop=True)
    own = under_way[["path_id", "consignment_id", "boxes", "cut_min", *STARTS]].reset_index(drop=True)
    rows = pd.concat([own, facts], axis=1)
    rows = rows.rename(columns={"consignment_id": "original", "path_id": "prefix", "cut_min": "ready_min"})
    rows["consignment_id"] = rows["original"] + "~" + rows["prefix"].astype(str)
    rows["ready_min"] = rows["ready_min"].astype("int64")
    # boxes under way are carried on even when they will be late: giving them up costs the technical penalty
    penalty = known.network.parameter("penalty_usd_per_box")
    rows["outside_usd_per_box"] = np.maximum(rows["outside_usd_per_box"].astype(float) * rows["share"], penalty)
    rows["due_min"] = np.maximum(rows["due_min"].astype("int64"), known.horizon.solved_end_min - 1)
    return rows
