"""The parts of the objective, from paths and flows."""

from __future__ import annotations

import numpy as np

from logistics.planning.bound import queue_cost
from logistics.planning.pricer import PathSet
from logistics.planning.problem import F64, Problem
from logistics.timespace.model import ArcKind, TimeSpace

TERMS = ("transport", "operations", "storage", "running", "time", "queue", "constants", "outside")
BY_OPERATION = (ArcKind.ENTER, ArcKind.TRANSFER, ArcKind.SLOT, ArcKind.UNLOAD)


def operation_cost(ts: TimeSpace) -> F64:
    """Return the price of the operation of every arc [USD per FEU], 0 where there is none."""
    table = ts.instance.network["operations"]["cost_usd_per_feu"].to_numpy(np.float64)
    out = np.zeros(len(ts.head))
    by_operation = np.isin(ts.kind, BY_OPERATION) & (ts.ref >= 0)
    out[by_operation] = np.minimum(table[ts.ref[by_operation]], ts.cost[by_operation])
    return out


def arc_money(ts: TimeSpace) -> dict[str, F64]:
    """Return transport, operations and storage of every arc [USD per FEU], powered extras apart."""
    operations = operation_cost(ts)
    moving = np.isin(ts.kind, (ArcKind.RIDE, ArcKind.STAY))
    transport = np.where(moving, ts.cost, 0.0)
    return {"transport": transport, "operations": operations, "storage": ts.cost - transport - operations}


def objective_terms(
    problem: Problem, columns: PathSet, flow: F64, served: F64, use: F64, lost: F64
) -> dict[str, float]:
    """
    Return the parts of the objective [USD] in the order of `TERMS`, ``value_lost`` last if goods are followed.

    ``lost`` is the value lost on every column [USD per box].
    """
    ts, combos = problem.ts, problem.combos
    of = np.repeat(columns.owner, np.diff(columns.ptr))
    options = problem.options
    boxes = np.repeat(flow, np.diff(columns.ptr))
    feu = boxes * combos.measure[problem.combo_of[of], 0]
    powered = boxes * combos.powered[problem.combo_of[of]]
    money = {name: float(feu @ value[columns.arc]) for name, value in arc_money(ts).items()}
    money["transport"] += float(powered @ ts.reefer_cost[columns.arc])
    hours = boxes * ts.minutes[columns.arc] / 60.0
    value_lost = {"value_lost": float(flow @ lost)} if problem.ts.instance.cold_chain else {}
    return {
        **money,
        "running": float(hours @ (options.running_usd_h / options.share)[of]),
        "time": float(hours @ (options.time_usd_h / options.share)[of]),
        "queue": float(queue_cost(problem, use).sum()),
        "constants": float(feu @ problem.constant[columns.arc]),
        "outside": float(problem.outside @ np.maximum(problem.boxes - served, 0.0)),
        **value_lost,
    }
