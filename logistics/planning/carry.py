"""A plan in the event graph of another solve, so that planning again does not begin anew."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numba import njit
from numpy.typing import NDArray

from logistics.planning.options import options_of
from logistics.planning.permits import permits_of, permitted
from logistics.planning.pricer import PathSet
from logistics.planning.problem import build_problem
from logistics.planning.warm import Warm
from logistics.results.energy import minutes_of
from logistics.results.model import Plan
from logistics.timespace import ArcKind, NodeKind, TimeSpace

I64 = NDArray[np.int64]
I32 = NDArray[np.int32]
ENTER, LOAD, RIDE, WAIT = int(ArcKind.ENTER), int(ArcKind.LOAD), int(ArcKind.RIDE), int(ArcKind.WAIT)
STAY, SLOT, OUT, ARRIVE = int(ArcKind.STAY), int(ArcKind.SLOT), int(NodeKind.OUT), int(NodeKind.ARRIVE)
OPERATED = {
    "load": ENTER,
    "transfer": int(ArcKind.TRANSFER),
    "gauge_change": int(ArcKind.TRANSFER),
    "same_train": SLOT,
    "unload": int(ArcKind.UNLOAD),
}
MOST_ARCS = 1024


def carry_over(plan: Plan, graph: TimeSpace, paths: pd.DataFrame, legs: pd.DataFrame) -> Warm:
    """
    Return what of a plan can be followed in an event graph, with its prices.

    Parameters
    ----------
    plan : Plan
        For its prices.
    graph : TimeSpace
        Of the same tables, with other windows, consignments or first minute.
    paths : DataFrame
        ``path_id, consignment_id`` (as in `graph`), ``boxes``, and with the cold chain ``unit``.
    legs : DataFrame
        Their rows, from where the boxes of each consignment start (columns of ``legs.parquet``).

    Notes
    -----
    A path is followed train by train and operation by operation; waiting is whatever leads to the next train. Boxes
    of a train that an event caught are taken off it in the first turn that ends no earlier than their row.
    """
    table = graph.instance.consignments
    owner = pd.Index(table["consignment_id"]).get_indexer(pd.Index(paths["consignment_id"]))
    paths, owner = paths[owner >= 0], owner[owner >= 0].astype(np.int64)
    steps = _steps(graph, legs, pd.Index(paths["path_id"]))
    first = np.searchsorted(steps["path"], np.arange(len(paths) + 1)).astype(np.int64)
    last = np.searchsorted(graph.node_min, table["due_min"].to_numpy(np.int64), side="right")
    arcs, count = np.empty((len(paths), MOST_ARCS), np.int32), np.zeros(len(paths), np.int64)
    _replay(
        first, steps["kind"].to_numpy(np.int64), steps["ref"].to_numpy(np.int64), steps["end"].to_numpy(np.int64),
        graph.source_node[owner], last[owner], graph.sink_terminal[owner], graph.node_terminal, graph.node_kind,
        graph.first_arc, graph.head, graph.kind, graph.ref, _ends(graph), arcs, count,
    )  # fmt: skip
    found = np.flatnonzero(count > 0)
    scarce = plan.prices[plan.prices["kind"] != "demand"].set_index("resource_id")
    names = pd.Index(graph.resources.resource_id)
    option, share = _options(graph, owner, paths, [arcs[i, :n] for i, n in enumerate(count.tolist())])
    found = found[option[found] >= 0]
    found = found[np.argsort(option[found], kind="stable")]
    keep = np.arange(MOST_ARCS)[None, :] < count[found, None]
    return Warm(
        columns=PathSet(option[found], np.append(0, np.cumsum(count[found])).astype(np.int64), arcs[found][keep]),
        flow=(paths["boxes"].to_numpy(np.float64) * share)[found],
        resource_price=scarce["price_usd"].reindex(names).fillna(0.0).to_numpy(np.float64),
        resource_use=scarce["used"].reindex(names).fillna(0.0).to_numpy(np.float64),
    )


def _options(
    graph: TimeSpace, owner: I64, paths: pd.DataFrame, arcs: Sequence[I32]
) -> tuple[I64, NDArray[np.float64]]:  # fmt: skip
    """
    Return the option of each path, and its share: one of its ``unit`` whose permit shuts none of its arcs, else -1.

    Without the cold chain consignments go in their own units.
    """
    if graph.instance.cold_chain:
        problem = build_problem(graph)
        options, permits, units = problem.options, problem.permits, paths["unit"].tolist()
    else:
        permits, units = permits_of(graph), [""] * len(paths)
        options = permitted(options_of(graph.instance), permits)
    known: dict[tuple[int, str], list[int]] = {}
    of_unit = options.unit.tolist() if graph.instance.cold_chain else [""] * len(options.home)
    for o, key in enumerate(zip(options.home.tolist(), of_unit, strict=True)):
        known.setdefault(key, []).append(o)
    shut: dict[int, NDArray[np.bool_]] = {}
    for permit in np.unique(options.permit).tolist():
        shut[permit] = np.zeros(len(graph.head), np.bool_)
        shut[permit][permits.shut[permit]] = True
    option = np.full(len(owner), -1, np.int64)
    for i, key in enumerate(zip(owner.tolist(), units, strict=True)):
        fits = (o for o in known.get(key, ()) if not shut[int(options.permit[o])][arcs[i]].any())
        option[i] = next(fits, -1)
    return option, np.append(options.share, 1.0)[option]


def _steps(graph: TimeSpace, legs: pd.DataFrame, path_id: pd.Index) -> pd.DataFrame:
    """
    Return what paths do in order, waiting apart: ``path`` (position in `path_id`), ``kind`` of arc, ``ref`` as there.

    ``end`` is the minute at which an operation is over, -1 of anything else.

    Rides begin where a leg of the timetable does; before each stands what leads to it: boarding after a yard, staying
    aboard after a ride on the same run, nothing after a kept slot.
    """
    t = graph.timetable
    first = np.flatnonzero(np.append(True, t.pass_leg[1:] != t.pass_leg[:-1])) if len(t.pass_leg) else t.pass_leg
    leg = t.pass_leg[first]
    terminals, links = (graph.instance.network[name].iloc[:, 0].to_numpy(str) for name in ("terminals", "links"))
    begins = pd.DataFrame(
        {
            "run_id": np.array(t.run_id, dtype=object)[t.leg_run[leg]],
            "from": terminals[t.call_terminal[t.pass_from_call[first]]],
            "link_id": links[t.pass_link[first]],
            "leg": leg,
        }
    ).drop_duplicates(["run_id", "from", "link_id"])
    rows = legs.assign(path=path_id.get_indexer(pd.Index(legs["path_id"])))
    rows = rows[rows["path"] >= 0].sort_values(["path", "seq"], kind="stable")
    rows = rows.merge(begins, on=["run_id", "from", "link_id"], how="left")
    operation = pd.Index(graph.instance.network["operations"]["operation_id"])
    run = pd.Index(t.run_id)
    operated = rows["activity"].map(OPERATED).where(rows["kind"] == "operate")
    kind = np.where(rows["leg"].notna(), RIDE, operated.fillna(-1)).astype(np.int64)
    ref = np.where(kind == RIDE, rows["leg"].fillna(-1), operation.get_indexer(pd.Index(rows["operation_id"])))
    end = np.where(operated.notna(), minutes_of(rows["end_utc"]), -1)
    main = pd.DataFrame(
        {"path": rows["path"], "kind": kind, "ref": ref.astype(np.int64), "run_id": rows["run_id"], "end": end}
    )
    main = main[main["kind"] >= 0].reset_index(drop=True)
    before = main.shift(1, fill_value=-1)
    same = before["path"] == main["path"]
    stays = same & (before["kind"] == RIDE) & (before["run_id"] == main["run_id"])
    boards = (main["kind"] == RIDE) & ~(same & (before["kind"] == SLOT))
    lead = main[boards].assign(
        kind=np.where(stays[boards], STAY, LOAD), ref=run.get_indexer(pd.Index(main["run_id"][boards])), end=-1
    )
    return pd.concat([lead, main]).sort_index(kind="stable")


def _ends(graph: TimeSpace) -> I64:
    """Return the minute at which the operation of every arc is over that takes boxes off a train, -1 of the others."""
    end = np.full(len(graph.head), -1, np.int64)
    off, out = graph.kind == OPERATED["transfer"], graph.kind == OPERATED["unload"]
    end[off], end[out] = graph.yard_from[off], graph.node_min[graph.head[out]]
    return end


@njit(cache=True, nogil=True)
def _next_arc(
    begin: int, end: int, wanted: int, wanted_ref: int, over: int, kind: NDArray[np.uint8], ref: I32, ends: I64,
) -> int:  # fmt: skip
    """
    Return the arc of a kind and reference among those of a node; towards a train, that of waiting; else -1.

    Where there are several they are the turns of an operation, in order: the first not over before ``over``, or the
    last.
    """
    found = -1
    for a in range(begin, end):
        if kind[a] == wanted and ref[a] == wanted_ref:
            found = a
            if ends[a] < 0 or ends[a] >= over:
                break
        elif kind[a] == WAIT and wanted == LOAD:
            found = a
    return found


@njit(cache=True, nogil=True)
def _replay(  # noqa: PLR0917
    first: I64, step_kind: I64, step_ref: I64, step_end: I64, source: I32, last: I64, sink: NDArray[np.int16],
    place: NDArray[np.int16], node_kind: NDArray[np.uint8], first_arc: I64, head: I32, kind: NDArray[np.uint8],
    ref: I32, ends: I64, path: I32, count: I64,
) -> None:  # fmt: skip
    """Follow steps from a source; write the arcs of those that arrive in time, and their number."""
    for i in range(len(source)):
        node, n, step, end, stays = source[i], 0, first[i], first[i + 1], False
        if step >= end:
            continue
        if step_kind[step] != ENTER:  # boxes under way are where they are, without an operation
            path[i, 0] = _next_arc(first_arc[node], first_arc[node + 1], ENTER, -1, -1, kind, ref, ends)
            if path[i, 0] < 0:
                continue
            node, n = head[path[i, 0]], 1
            stays = step_kind[step] == LOAD and node_kind[node] == ARRIVE
        while step < end and n < path.shape[1]:
            wanted = STAY if stays else step_kind[step]
            begin, until, over = first_arc[node], first_arc[node + 1], step_end[step]
            arc = _next_arc(begin, until, wanted, step_ref[step], over, kind, ref, ends)
            if arc < 0:
                break
            if kind[arc] == wanted:
                step, stays = step + 1, False
            path[i, n] = arc
            node, n = head[arc], n + 1
        if step >= end and node_kind[node] == OUT and place[node] == sink[i] and node < last[i]:
            count[i] = n
