"""The peer of the plan: the same problem as one arc-flow LP, pruned to useful arcs and solved by HiGHS' simplex."""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
import scipy.sparse as sp
from numba import njit

from logistics.timespace.model import Measure, NodeKind, TimeSpace


@dataclass(frozen=True)
class ArcFlow:
    """Answer of the arc-flow LP: objective [USD], not a number when the time was over, and sizes."""

    objective: float
    commodities: int
    columns: int
    rows: int
    nonzeros: int

    @property
    def finished(self) -> bool:
        """Whether HiGHS proved an optimum in time."""
        return not np.isnan(self.objective)


@njit(cache=True)
def _useful(first_arc, head, open_arc, sources, last, goal, forward, backward):
    """Mark nodes that lie on a way from a source to a goal before ``last``."""
    first = sources.min()
    forward[:] = False
    backward[:] = False
    forward[sources] = True
    for n in range(first, last):
        if forward[n]:
            for a in range(first_arc[n], first_arc[n + 1]):
                if open_arc[a] and head[a] < last:
                    forward[head[a]] = True
    for n in range(last - 1, first - 1, -1):
        if goal[n]:
            backward[n] = True
            continue
        for a in range(first_arc[n], first_arc[n + 1]):
            if open_arc[a] and head[a] < last and backward[head[a]]:
                backward[n] = True
                break


def _commodities(graph):
    """Return consignments grouped where boxes are interchangeable: one destination, due time and kind of box."""
    kind = ["cargo_class", "power", "feu_per_box", "gross_t_per_box", "time_usd_per_box_h", "running_usd_per_box_h"]
    table = graph.instance.consignments[[*kind, "due_min", "boxes", "outside_usd_per_box"]].copy()
    table["sink"], table["source"] = graph.sink_terminal, graph.source_node
    return [group for _, group in table.groupby(["sink", "due_min", *kind], sort=True)]


def solve_arcflow(graph: TimeSpace, *, time_limit_s: float | None = None) -> ArcFlow:
    """
    Solve a planning problem with one variable per commodity and useful arc.

    Consignments of one destination, due time and kind of box are one commodity. Rows: balance of every node that can
    be reached in time from a source and from which the destination can be reached in time (boxes leave their source
    or stay behind at their outside option), and every resource with its queue segments. Knows nothing of paths,
    prices or column generation.
    """
    nodes = len(graph.node_min)
    forward, backward = np.zeros(nodes, np.bool_), np.zeros(nodes, np.bool_)
    columns = rows = 0
    balance, cost, upper, right, use = [], [], [], [], []
    groups = _commodities(graph)
    for group in groups:
        box = group.iloc[0]
        bit = graph.cargo_classes.index(box["cargo_class"])
        open_arc = ((graph.cargo_mask >> np.uint32(bit)) & 1).astype(np.bool_)
        goal = (graph.node_kind == NodeKind.OUT) & (graph.node_terminal == box["sink"])
        last = int(np.searchsorted(graph.node_min, box["due_min"], side="right"))
        sources = group["source"].to_numpy(np.int64)
        _useful(graph.first_arc, graph.head, open_arc, sources, last, goal, forward, backward)
        useful = forward & backward
        arcs = np.flatnonzero(open_arc & useful[graph.tail] & useful[graph.head])
        useful[sources] = True
        inner = np.flatnonzero(useful & ~goal)
        number = np.full(nodes, -1)
        number[inner] = rows + np.arange(len(inner))
        at = columns + np.arange(len(arcs))
        stays = columns + len(arcs) + np.arange(len(group))
        into = number[graph.head[arcs]] >= 0
        balance += [
            (number[graph.tail[arcs]], at, np.ones(len(arcs))),
            (number[graph.head[arcs[into]]], at[into], -np.ones(int(into.sum()))),
            (number[sources], stays, np.ones(len(group))),
        ]
        boxes = group["boxes"].to_numpy(np.float64)
        hours = (box["time_usd_per_box_h"] + box["running_usd_per_box_h"]) / 60.0
        powered = box["feu_per_box"] if box["power"] != "none" else 0.0
        cost += [
            box["feu_per_box"] * graph.cost[arcs] + powered * graph.reefer_cost[arcs] + hours * graph.minutes[arcs],
            group["outside_usd_per_box"].to_numpy(np.float64),
        ]
        upper += [np.full(len(arcs), np.inf), boxes]
        right.append(np.bincount(number[sources] - rows, boxes, len(inner)))
        use.append(_use(graph, arcs, at, box, bit))
        columns += len(arcs) + len(group)
        rows += len(inner)
    parts = (balance, use, np.concatenate(cost), np.concatenate(upper), np.concatenate(right))
    return _run(graph, len(groups), *parts, time_limit_s)


def _use(graph, arcs, at, box, bit):
    """Return resource rows, columns and amounts of the arcs of one consignment."""
    counts = np.diff(graph.use_ptr)[arcs]
    first = np.repeat(graph.use_ptr[arcs] - (np.cumsum(counts) - counts), counts)
    entry = first + np.arange(len(first))
    row = graph.use_row[entry]
    feu = box["feu_per_box"]
    size = np.zeros(len(Measure))
    size[[Measure.FEU, Measure.GROSS_T, Measure.TRAIN]] = feu, box["gross_t_per_box"], feu
    size[Measure.PLUG] = feu if box["power"] == "plug" else 0.0
    amount = graph.use_coef[entry] * size[graph.resources.measure[row]]
    amount = amount * ((graph.resources.cargo_mask[row] >> np.uint32(bit)) & 1)
    keep = amount > 0
    return row[keep], np.repeat(at, counts)[keep], amount[keep]


def _run(graph, commodities, balance, use, cost, upper, right, time_limit_s):
    """Hand the LP to HiGHS in one piece and return its answer."""
    resources, flows = graph.resources, len(cost)
    used = np.unique(np.concatenate([row for row, _, _ in use]))
    place = np.full(len(resources.capacity), -1)
    place[used] = len(right) + np.arange(len(used))
    upto = np.column_stack([np.zeros(len(used)), resources.segments_upto[used]])
    width = np.diff(upto, axis=1) * resources.capacity[used][:, None]
    segments = np.repeat(place[used], width.shape[1]), flows + np.arange(width.size), -np.ones(width.size)
    entries = [*balance, *((place[r], c, v) for r, c, v in use), segments]
    row, column, value = (np.concatenate(part) for part in zip(*entries, strict=True))
    matrix = sp.csc_matrix((value, (row, column)), shape=(len(right) + len(used), flows + width.size))
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = matrix.shape[1], matrix.shape[0]
    lp.col_cost_ = np.concatenate([cost, resources.segments_cost[used].ravel()])
    lp.col_lower_ = np.zeros(matrix.shape[1])
    lp.col_upper_ = np.concatenate([upper, width.ravel()])
    lp.row_lower_ = np.concatenate([right, np.full(len(used), -np.inf)])
    lp.row_upper_ = np.concatenate([right, np.zeros(len(used))])
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = matrix.indptr, matrix.indices, matrix.data
    solver = highspy.Highs()
    for name, option in (("output_flag", False), ("solver", "simplex"), ("presolve", "on"), ("threads", 1)):
        solver.setOptionValue(name, option)
    if time_limit_s is not None:
        solver.setOptionValue("time_limit", time_limit_s)
    solver.passModel(lp)
    solver.run()
    status = solver.getModelStatus()
    if status not in {highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kTimeLimit}:
        raise RuntimeError(f"HiGHS ended with {status}")
    optimal = status == highspy.HighsModelStatus.kOptimal
    objective = solver.getInfo().objective_function_value if optimal else float("nan")
    return ArcFlow(objective, commodities, matrix.shape[1], matrix.shape[0], matrix.nnz)
