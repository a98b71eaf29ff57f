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
    """Answer of the arc-flow LP: objective [USD], sizes, and the share of train legs that bind."""

    objective: float
    columns: int
    rows: int


@njit(cache=True)
def _useful(first_arc, head, tail, open_arc, source, last, goal, forward, backward):
    """Mark nodes that lie on a way from the source to a goal before ``last``."""
    forward[:] = False
    backward[:] = False
    forward[source] = True
    for n in range(source, last):
        if forward[n]:
            for a in range(first_arc[n], first_arc[n + 1]):
                if open_arc[a] and head[a] < last:
                    forward[head[a]] = True
    for n in range(last - 1, source - 1, -1):
        if goal[n]:
            backward[n] = True
            continue
        for a in range(first_arc[n], first_arc[n + 1]):
            if open_arc[a] and head[a] < last and backward[head[a]]:
                backward[n] = True
                break


def solve_arcflow(graph: TimeSpace, *, time_limit_s: float | None = None) -> ArcFlow:
    """
    Solve a planning problem with one variable per consignment and useful arc.

    Rows: balance of every useful node and consignment (its boxes leave the source or stay behind at the outside
    option), and every resource with its queue segments. Knows nothing of paths, prices or column generation.
    """
    table = graph.instance.consignments
    nodes, resources = len(graph.node_min), graph.resources
    forward, backward = np.zeros(nodes, np.bool_), np.zeros(nodes, np.bool_)
    columns, balance = [], []
    column_count = row_count = 0
    cost_parts, rhs_parts, use_parts = [], [], []
    for k, box in enumerate(table.to_dict("records")):
        bit = graph.cargo_classes.index(box["cargo_class"])
        open_arc = ((graph.cargo_mask >> np.uint32(bit)) & 1).astype(np.bool_)
        goal = (graph.node_kind == NodeKind.OUT) & (graph.node_terminal == graph.sink_terminal[k])
        last = int(np.searchsorted(graph.node_min, box["due_min"], side="right"))
        source = int(graph.source_node[k])
        _useful(graph.first_arc, graph.head, graph.tail, open_arc, source, last, goal, forward, backward)
        useful = forward & backward
        arcs = np.flatnonzero(open_arc & useful[graph.tail] & useful[graph.head])
        number = np.full(nodes, -1)
        inner = np.flatnonzero(useful & ~goal)
        number[inner] = row_count + np.arange(len(inner))
        at = column_count + np.arange(len(arcs))
        into = number[graph.head[arcs]] >= 0
        balance += [
            (number[graph.tail[arcs]], at, np.ones(len(arcs))),
            (number[graph.head[arcs[into]]], at[into], -np.ones(int(into.sum()))),
        ]
        rhs = np.zeros(len(inner))
        hours = (box["time_usd_per_box_h"] + box["running_usd_per_box_h"]) / 60.0
        powered = box["feu_per_box"] if box["power"] != "none" else 0.0
        cost_parts.append(
            box["feu_per_box"] * graph.cost[arcs] + powered * graph.reefer_cost[arcs] + hours * graph.minutes[arcs]
        )
        # the boxes that stay behind leave the source by a column of their own
        stays = column_count + len(arcs)
        if useful[source]:
            rhs[number[source] - row_count] = box["boxes"]
            balance.append((np.array([number[source]]), np.array([stays]), np.ones(1)))
        else:
            rhs = np.append(rhs, box["boxes"])
            balance.append((np.array([row_count + len(inner)]), np.array([stays]), np.ones(1)))
        cost_parts.append(np.array([box["outside_usd_per_box"]]))
        rhs_parts.append(rhs)
        use_parts.append(_use(graph, arcs, at, box, bit))
        column_count = stays + 1
        row_count += len(rhs)
        columns.append(len(arcs))
    return _run(graph, cost_parts, rhs_parts, balance, use_parts, row_count, column_count, resources, time_limit_s)


def _use(graph, arcs, at, box, bit):
    """Return resource rows, columns and amounts of the arcs of one consignment."""
    counts = np.diff(graph.use_ptr)[arcs]
    first = np.repeat(graph.use_ptr[arcs] - (np.cumsum(counts) - counts), counts)
    entry = first + np.arange(len(first))
    row = graph.use_row[entry]
    size = np.array([box["feu_per_box"], box["gross_t_per_box"], box["feu_per_box"] if box["power"] == "plug" else 0.0])
    assert (Measure.FEU, Measure.GROSS_T, Measure.PLUG) == (0, 1, 2)
    amount = graph.use_coef[entry] * size[graph.resources.measure[row]]
    amount = amount * ((graph.resources.cargo_mask[row] >> np.uint32(bit)) & 1)
    keep = amount > 0
    return row[keep], np.repeat(at, counts)[keep], amount[keep]


def _run(graph, cost_parts, rhs_parts, balance, use_parts, row_count, column_count, resources, time_limit_s):
    """Hand the LP to HiGHS in one piece and return its answer."""
    used = np.unique(np.concatenate([row for row, _, _ in use_parts]))
    place = np.full(len(resources.capacity), -1)
    place[used] = row_count + np.arange(len(used))
    upto = np.column_stack([np.zeros(len(used)), resources.segments_upto[used]])
    width = np.diff(upto, axis=1) * resources.capacity[used][:, None]
    segments = width.size
    rows = [r for r, _, _ in balance] + [place[r] for r, _, _ in use_parts]
    columns = [c for _, c, _ in balance] + [c for _, c, _ in use_parts]
    values = [v for _, _, v in balance] + [v for _, _, v in use_parts]
    rows.append(np.repeat(place[used], width.shape[1]))
    columns.append(column_count + np.arange(segments))
    values.append(-np.ones(segments))
    matrix = sp.csc_matrix(
        (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns))),
        shape=(row_count + len(used), column_count + segments),
    )
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = matrix.shape[1], matrix.shape[0]
    lp.col_cost_ = np.concatenate([*cost_parts, resources.segments_cost[used].ravel()])
    lp.col_lower_ = np.zeros(matrix.shape[1])
    lp.col_upper_ = np.concatenate([np.full(column_count, np.inf), width.ravel()])
    right = np.concatenate(rhs_parts)
    lp.row_lower_ = np.concatenate([right, np.full(len(used), -np.inf)])
    lp.row_upper_ = np.concatenate([right, np.zeros(len(used))])
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = matrix.indptr, matrix.indices, matrix.data
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("solver", "simplex")
    solver.setOptionValue("presolve", "on")
    solver.setOptionValue("threads", 1)
    if time_limit_s is not None:
        solver.setOptionValue("time_limit", time_limit_s)
    solver.passModel(lp)
    solver.run()
    status = solver.getModelStatus()
    if status != highspy.HighsModelStatus.kOptimal:
        raise RuntimeError(f"HiGHS ended with {status}")
    return ArcFlow(solver.getInfo().objective_function_value, matrix.shape[1], matrix.shape[0])
