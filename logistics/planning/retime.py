"""Trains under way that new windows hold or slow down: the fixed rows of their paths get new times and prices."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from logistics.results.ambient import ambient_at
from logistics.results.energy import path_boxes, reefer_use
from logistics.results.freeze import MOVES, Frozen
from logistics.results.model import LEG_COLUMNS, Plan
from logistics.results.unplugged import unplugged_of
from logistics.scenario import Instance
from logistics.scenario.boxes import facts_of
from logistics.timespace.wagon_rows import leg_amounts, leg_hire
from logistics.timetable import Timetable, build_timetable
from logistics.units import from_min

F64 = NDArray[np.float64]


def retime(frozen: Frozen, plan: Plan, known: Instance) -> Frozen:
    """
    Return a frozen plan in which boxes aboard a train arrive when the train now arrives.

    A leg that has begun is never given up, but a closure ahead holds its train, and a new speed or new hours change
    its times; a new price holds for links not yet entered. The rows of that leg are written again with the times and
    prices of the timetable of `known`.

    Parameters
    ----------
    frozen : Frozen
    plan : Plan
        What was frozen, for the size of its boxes.
    known : Instance
        With the windows known at the moment of the split.

    Returns
    -------
    Frozen
        Reefers have run for the new hours.
    """
    aboard = frozen.cuts[frozen.cuts["start_kind"] == "onboard"]
    if aboard.empty:
        return frozen
    horizon = known.horizon
    timetable = build_timetable(known.network, horizon.solved_start_min, horizon.solved_end_min, frozen.at_min)
    legs = _Legs(timetable)
    found = {name: legs.leading_to(str(row.start_run_id), int(row.start_seq)) for name, row in _rows(aboard)}
    arrival = {name: int(timetable.leg_arr[leg]) for name, leg in found.items() if leg >= 0}
    changed = {name for name, minute in arrival.items() if minute > frozen.at_min}
    if not changed:
        return frozen
    boxes = _boxes(plan, known)
    cuts = frozen.cuts.copy()
    cuts.loc[list(arrival), "cut_min"] = pd.Series(arrival)
    touched = frozen.legs["path_id"].isin(changed)
    units = path_boxes(plan.paths[plan.paths["path_id"].isin(changed)], plan.consignments, unplugged_of(plan))
    old = frozen.legs[touched].sort_values(["path_id", "seq"], kind="stable")
    unit, network = plan.paths.set_index("path_id")["unit"], known.network
    boxes = _by_train(boxes, old, leg_amounts(old, unit, network).paid)
    old = old.assign(cost_usd=old["cost_usd"] - leg_hire(old, unit, network))
    old = old.assign(co2e_kg=old["co2e_kg"] - reefer_use(old, units, known.network)["reefer_co2e_kg"])
    rewritten = [
        _rewritten(part.sort_values("seq").to_dict("records"), found[str(name)], timetable, boxes[str(name)])
        for name, part in old.groupby("path_id", sort=True)
    ]
    new = pd.DataFrame([row for rows in rewritten for row in rows], columns=list(LEG_COLUMNS))
    new = new.astype({name: frozen.legs[name].dtype for name in LEG_COLUMNS})
    new["ambient_c"] = ambient_at(new["from"], new["start_utc"], network)
    new["co2e_kg"] += reefer_use(new, units, known.network)["reefer_co2e_kg"]
    new["cost_usd"] += leg_hire(new, unit, network)
    return replace(frozen, cuts=cuts, legs=pd.concat([frozen.legs[~touched], new], ignore_index=True))


def _rows(frame: pd.DataFrame) -> list[tuple[str, Any]]:
    """Return index and row of every row."""
    return [(str(name), row) for name, row in zip(frame.index, frame.itertuples(index=False), strict=True)]


class _Legs:
    """Legs of a timetable by the call they lead to."""

    def __init__(self, timetable: Timetable) -> None:
        run = {name: number for number, name in enumerate(timetable.run_id)}
        self._run = run
        seq = timetable.call_seq[timetable.leg_to_call].tolist()
        self._leg = {key: leg for leg, key in enumerate(zip(timetable.leg_run.tolist(), seq, strict=True))}

    def leading_to(self, run_id: str, seq: int) -> int:
        """Return the leg of a run that ends at a call, -1 when there is none."""
        return self._leg.get((self._run.get(run_id, -1), seq), -1)


def _boxes(plan: Plan, known: Instance) -> dict[str, tuple[float, float]]:
    """Return FEU per box of every path, and the FEU of it that are powered."""
    facts = facts_of(plan.paths, plan.consignments, known.network)
    feu = facts["feu_per_box"].to_numpy(float)
    powered = feu * (facts["power"].to_numpy(str) != "none")
    return dict(zip(plan.paths["path_id"], zip(feu.tolist(), powered.tolist(), strict=True), strict=True))


def _by_train(boxes: dict[str, tuple[float, float]], legs: pd.DataFrame, paid: F64) -> dict[str, tuple[float, float]]:
    """Return the FEU that boxes pay for on their train: those of a wagon depend on its gauge."""
    if (paid == 1.0).all():
        return boxes
    moves = legs["kind"].isin(MOVES).to_numpy(bool)
    last = dict(zip(legs["path_id"][moves].astype(str), paid[moves].tolist(), strict=True))
    return {name: (feu * last.get(name, 1.0), powered) for name, (feu, powered) in boxes.items()}


def _rewritten(
    rows: list[dict[str, object]], leg: int, timetable: Timetable, box: tuple[float, float]
) -> list[dict[str, object]]:
    """Return the rows of one path with its last leg at the new times and prices."""
    passages = (timetable.pass_leg == leg).nonzero()[0].tolist()
    moves = [position for position, row in enumerate(rows) if row["kind"] in MOVES][-len(passages) :]
    first = moves[0]
    # standing aboard before the first link belongs to the leg and is written anew
    departs = pd.Timestamp(from_min(int(timetable.leg_dep[leg])))
    head = [row for row in rows[:first] if not (row["kind"] == "wait" and row["start_utc"] >= departs)]
    out = list(head)
    now = departs
    for passage, position in zip(passages, moves, strict=True):
        start = pd.Timestamp(from_min(int(timetable.pass_start[passage])))
        end = pd.Timestamp(from_min(int(timetable.pass_end[passage])))
        ride = rows[position]
        if start > now:
            stand = {"kind": "wait", "activity": "aboard", "to": ride["from"], "link_id": "", "operation_id": ""}
            amounts = {"distance_km": 0.0, "cost_usd": 0.0, "co2e_kg": 0.0}
            out.append({**ride, **stand, **amounts, "start_utc": now, "end_utc": start})
        money = box[0] * timetable.pass_cost[passage] + box[1] * timetable.pass_reefer_cost[passage]
        out.append({**ride, "start_utc": start, "end_utc": end, "cost_usd": float(money)})
        now = end
    return [{**row, "seq": number} for number, row in enumerate(out)]
