"""What a plan leaves free of every resource."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from logistics.errors import DataError
from logistics.results.energy import minutes_of
from logistics.results.freeze import MOVES
from logistics.results.model import Plan
from logistics.results.unplugged import since_of, unplugged_of
from logistics.scenario.boxes import facts_of
from logistics.timespace.leg_use import LegUse
from logistics.timespace.model import ArcKind, Measure, ResourceKind, TimeSpace
from logistics.timespace.wagon_rows import leg_amounts
from logistics.timetable.tables import row_of, texts
from logistics.units import from_min, to_min

F64 = NDArray[np.float64]
_TRAIN = (ResourceKind.TRAIN_FEU, ResourceKind.TRAIN_GROSS, ResourceKind.TRAIN_PLUG)


def plan_use(graph: TimeSpace, plan: Plan) -> dict[str, float]:
    """
    Return what a plan uses, by resource id.

    Trains that left before the first ones of the graph are not counted: they are home before boxes leave.

    Parameters
    ----------
    graph : TimeSpace
        Of the scenario that was planned, or of a change to it.
    plan : Plan
    """
    boxes = plan.paths.set_index("path_id")[["consignment_id", "unit", "boxes"]]
    boxes["off_min"] = since_of(boxes.index, unplugged_of(plan))
    legs = plan.legs[~plan.legs["kind"].isin(MOVES) | plan.legs["run_id"].isin(set(graph.timetable.run_id))]
    instance = replace(graph.instance, consignments=plan.consignments)
    use = LegUse.of(instance).of_legs(legs, boxes).groupby("resource_id")["amount"].sum()
    trains = _on_trains(graph, plan, boxes, legs)
    names = graph.resources.resource_id
    return {**use.to_dict(), **{names[r]: float(trains[r]) for r in np.flatnonzero(trains).tolist()}}


def free_capacity(graph: TimeSpace, use: Mapping[str, float]) -> F64:
    """Return the capacity of every resource of a graph that is left beside a use; never negative."""
    used = np.array([use.get(name, 0.0) for name in graph.resources.resource_id]) if use else 0.0
    return np.asarray(np.maximum(graph.resources.capacity - used, 0.0), np.float64)


def stray_runs(graph: TimeSpace, plan: Plan) -> list[str]:
    """
    Return the runs of a plan that the timetable of a graph has not, or at other times or on other links.

    Parameters
    ----------
    graph : TimeSpace
    plan : Plan

    Raises
    ------
    DataError
        If the plan moves boxes and none of its runs is there: it says nothing about this timetable.
    """
    t, horizon = graph.timetable, graph.instance.horizon
    moves = plan.legs[plan.legs["kind"].isin(MOVES)]
    minutes = (moves["start_utc"].astype("int64") // _per_minute(moves["start_utc"])).tolist()
    asked = set(zip(moves["run_id"], moves["link_id"], minutes, strict=True))
    links = texts(graph.instance.network["links"], "link_id")
    runs = t.leg_run[t.pass_leg].tolist()
    passes = zip(runs, t.pass_link.tolist(), t.pass_start.tolist(), strict=True)
    asked -= {(t.run_id[run], links[link], minute) for run, link, minute in passes}
    missing = sorted({run for run, _, _ in asked if horizon.solved_start_min <= _leaves(run) < horizon.solved_end_min})
    known = set(moves["run_id"]) & set(t.run_id)
    if len(moves) and known <= set(missing):
        raise DataError(
            f"plan{_of(plan)}: none of its {moves['run_id'].nunique():,} train runs is in the timetable asked for "
            f"({from_min(horizon.solved_start_min):%Y-%m-%d} to {from_min(horizon.solved_end_min - 1):%Y-%m-%d}); "
            "give a plan of this scenario and these days, or leave it out"
        )
    return missing


def stray_note(graph: TimeSpace, plan: Plan, scenario: str) -> list[str]:
    """Return one sentence on the runs of a plan that are not in the timetable of a scenario, if there are any."""
    missing = stray_runs(graph, plan)
    if not missing:
        return []
    planned = plan.legs.loc[plan.legs["kind"].isin(MOVES), "run_id"].nunique()
    text = (
        f"plan{_of(plan)}: {len(missing):,} of its {planned:,} train runs are not in the timetable of scenario "
        f"{scenario!r} (first: {missing[0]}); the boxes on them take no room here"
    )
    return [text]


def _of(plan: Plan) -> str:
    """Return the words that name the scenario of a plan."""
    return f" of scenario {plan.scenario.name!r}" if plan.scenario else ""


def _leaves(run: str) -> int:
    """Return the planned departure in the id of a run [min]."""
    return to_min(datetime.fromisoformat(run.rpartition("@")[2]))


def _on_trains(graph: TimeSpace, plan: Plan, boxes: pd.DataFrame, legs: pd.DataFrame) -> F64:
    """Return the use of trains: every ride is found again by its run, its link and its minute."""
    t, rows = graph.timetable, graph.resources
    own = facts_of(boxes.reset_index(), plan.consignments, graph.instance.network)
    legs = legs.sort_values(["path_id", "seq"], kind="stable")
    rides = legs["kind"].isin(MOVES).to_numpy(bool)
    moves, there = legs[rides], leg_amounts(legs, own["unit_id"], graph.instance.network)
    facts = own.loc[moves["path_id"]]
    feu, count = facts["feu_per_box"].to_numpy(float), boxes["boxes"].loc[moves["path_id"]].to_numpy(float)
    feu = feu * there.feu[rides]
    measure = np.zeros((len(Measure), len(moves)))
    measure[Measure.FEU] = count * feu
    measure[Measure.GROSS_T] = count * facts["gross_t_per_box"].to_numpy(float) * there.gross[rides]
    measure[Measure.PLUG] = count * np.where(facts["power"].to_numpy(str) == "plug", feu, 0.0)
    measure[Measure.PLUG] *= minutes_of(moves["end_utc"]) <= boxes["off_min"].loc[moves["path_id"]].to_numpy(float)
    first = np.append(True, t.pass_leg[1:] != t.pass_leg[:-1]) if len(t.pass_leg) else np.zeros(0, np.bool_)
    passes = np.flatnonzero(first)
    key = zip(t.leg_run[t.pass_leg[passes]].tolist(), t.pass_link[passes].tolist(), strict=True)
    starts = zip(key, t.pass_start[passes].tolist(), strict=True)
    leg_of = dict(zip(starts, t.pass_leg[passes].tolist(), strict=True))
    run, link = row_of(t.run_id), row_of(texts(graph.instance.network["links"], "link_id"))
    minute = (moves["start_utc"].astype("int64") // _per_minute(moves["start_utc"])).to_numpy()
    words = zip(moves["run_id"].map(run), moves["link_id"].map(link), minute.tolist(), strict=True)
    leg = np.array([leg_of.get(((r, k), m), -1) for r, k, m in words], dtype=np.int64)
    ride = np.flatnonzero(graph.kind == ArcKind.RIDE)
    arc_of = np.full(len(t.leg_run) + 1, -1, dtype=np.int64)
    arc_of[graph.ref[ride]] = ride
    used = np.zeros(len(rows.capacity))
    for number in np.flatnonzero(arc_of[leg] >= 0).tolist():
        arc = arc_of[leg[number]]
        for r in graph.use_row[graph.use_ptr[arc] : graph.use_ptr[arc + 1]].tolist():
            if rows.kind[r] in _TRAIN:
                used[r] += measure[rows.measure[r], number]
    return used


def _per_minute(moments: pd.Series) -> int:
    """Return the ticks of a minute in the unit of timestamps."""
    return int(pd.Timedelta(minutes=1) / pd.Timedelta(1, unit=str(moments.dt.unit)))
