"""Capacity that the fixed parts of an earlier optimisation use, and what their queues cost."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from logistics.planning.problem import Problem, build_problem, measure_table
from logistics.planning.stage import LEAST_BOXES, Stage
from logistics.results.freeze import NEVER, Frozen
from logistics.results.model import Plan
from logistics.timespace import ArcKind, ResourceKind

F64 = NDArray[np.float64]
_TRAINS = (ResourceKind.TRAIN_FEU, ResourceKind.TRAIN_GROSS, ResourceKind.TRAIN_PLUG)
_YARDS = (ResourceKind.YARD, ResourceKind.POWERED_YARD)


def committed_use(stage: Stage) -> F64:
    """Return the use that was fixed before a stage, by resource row of its graph, shape (R,)."""
    before = stage.graph.instance.committed
    sums = before[before["amount"] > 0].groupby("resource_id")["amount"].sum()
    amount = pd.Series(stage.graph.resources.resource_id).map(sums).fillna(0.0)
    return np.asarray(amount, dtype=np.float64)


def still_used(stage: Stage, use: F64) -> pd.DataFrame:
    """Return ``resource_id, amount`` of everything but departed trains that is used, earlier stages included."""
    resources = stage.graph.resources
    rows = np.flatnonzero((use > 0) & ~np.isin(resources.kind, _TRAINS))
    now = pd.DataFrame({"resource_id": [resources.resource_id[r] for r in rows], "amount": use[rows]})
    before = stage.graph.instance.committed
    return pd.concat([before[before["amount"] > 0], now], ignore_index=True)


def queue_by_resource(stage: Stage, use: F64) -> dict[str, float]:
    """Return the queue cost [USD] of each throughput row at a use by the stage's own flows, by resource id."""
    cost = full_queue(build_problem(stage.graph), use, committed_use(stage))
    rows = np.flatnonzero(cost > 0)
    return {**stage.past_queue, **{stage.graph.resources.resource_id[r]: float(cost[r]) for r in rows}}


def full_queue(problem: Problem, use: F64, committed: F64) -> F64:
    """Return the queue cost of every row [USD] for all its use, on its capacity before committed use."""
    rows = problem.rows
    whole = rows.capacity + committed
    share = np.divide(whole, rows.capacity, out=np.ones_like(whole), where=rows.capacity > 0)
    width = rows.width * share[:, None]
    before = np.concatenate([np.zeros((len(use), 1)), np.cumsum(width, axis=1)[:, :-1]], axis=1)
    filled = np.clip((use + committed)[:, None] - before, 0.0, width)
    return np.asarray((filled * rows.cost).sum(axis=1), dtype=np.float64)


def fixed_use(stage: Stage, frozen: Frozen, plan: Plan) -> F64:
    """
    Return the use of every resource of a stage by the parts of its paths that are fixed, shape (R,).

    An arc is fixed when it begins before the cut of its path; of a transfer that is cut short, the handling is fixed
    and the waiting after it is not.
    """
    graph, solution = stage.graph, stage.solution
    columns, flow = solution.columns, solution.flow
    owner = np.repeat(np.arange(len(flow)), np.diff(columns.ptr))
    limit = _cuts(stage, frozen, plan)[owner]
    fixed = graph.node_min[graph.tail[columns.arc]].astype(np.int64) < limit
    arc, column, limit = columns.arc[fixed], owner[fixed], limit[fixed]
    problem = build_problem(graph)
    combo = problem.combo_of[columns.owner[column]]
    waits_on = (graph.kind[arc] == ArcKind.TRANSFER) & (graph.node_min[graph.head[arc]].astype(np.int64) > limit)
    counts = np.diff(graph.use_ptr)[arc]
    first = np.repeat(graph.use_ptr[arc] - (np.cumsum(counts) - counts), counts)
    entry = first + np.arange(len(first))
    row = graph.use_row[entry]
    measure = measure_table(graph.resources, problem.combos)
    amount = np.repeat(flow[column], counts) * graph.use_coef[entry] * measure[np.repeat(combo, counts), row]
    amount[np.repeat(waits_on, counts) & np.isin(graph.resources.kind[row], _YARDS)] = 0.0
    return np.bincount(row, amount, len(graph.resources.resource_id)).astype(np.float64)


def _cuts(stage: Stage, frozen: Frozen, plan: Plan) -> NDArray[np.int64]:
    """Return the cut of each column [UTC minutes]; columns without boxes are never fixed."""
    flow = stage.solution.flow
    carried = np.flatnonzero(flow > LEAST_BOXES)
    names = stage.plan.paths["path_id"].tolist()
    if len(names) != len(carried):
        raise AssertionError(f"a stage has {len(names)} paths but {len(carried)} columns with boxes")
    own = plan.paths["stage_path_id"] if "stage_path_id" in plan.paths else plan.paths["path_id"]
    cut = dict(zip(own, plan.paths["path_id"].map(frozen.cuts["cut_min"]), strict=True))
    limit = np.full(len(flow), NEVER, dtype=np.int64)
    limit[carried] = [int(cut.get(name, NEVER)) for name in names]
    return limit
