"""The parts of the objective, from paths and flows."""

from __future__ import annotations

import numpy as np

from logistics.planning.bound import queue_cost
from logistics.planning.pricer import PathSet
from logistics.planning.problem import F64, Problem
from logistics.planning.views import along

TERMS = ("transport", "operations", "storage", "running", "time", "queue", "constants", "outside")


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
    view = combos.view[problem.combo_of[of]]
    money = {
        name: float(feu @ along(problem.views, view, columns.arc, lambda one, name=name: one.seen.money[name]))  # type: ignore[misc]
        for name in problem.views[0].seen.money
    }
    hire = float(feu @ along(problem.views, view, columns.arc, lambda one: one.seen.hire))
    money["transport"] += float(powered @ ts.reefer_cost[columns.arc])
    hours = boxes * ts.minutes[columns.arc] / 60.0
    value_lost = {"value_lost": float(flow @ lost)} if problem.ts.instance.cold_chain else {}
    return {
        **money,
        "running": float(hours @ (options.running_usd_h / options.share)[of]) + hire,
        "time": float(hours @ (options.time_usd_h / options.share)[of]),
        "queue": float(queue_cost(problem, use).sum()),
        "constants": float(feu @ along(problem.views, view, columns.arc, lambda one: one.constant)),
        "outside": float(problem.outside @ np.maximum(problem.boxes - served, 0.0)),
        **value_lost,
    }
