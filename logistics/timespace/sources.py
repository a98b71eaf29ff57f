"""Where boxes start: at a gate, in a yard or aboard a run, and the arcs that lead from there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from logistics.errors import PlanningError
from logistics.timespace.arcs import Arcs, make_arcs
from logistics.timespace.board import Board
from logistics.timespace.model import ArcKind
from logistics.timespace.nodes import Nodes
from logistics.timetable.model import Timetable
from logistics.timetable.operations import Operation, operation_times
from logistics.timetable.windows import WindowIndex
from logistics.units import iso_minute

_KEY = ["ready_min", "start_kind", "start_terminal", "start_gauge", "start_run_id", "start_seq"]


@dataclass(frozen=True)
class Sources:
    """
    Distinct starts of consignments.

    Attributes
    ----------
    ready_min, terminal, gauge : int64[S]
        Minute, terminal row and gauge side (yard starts).
    start_kind : list of str
        ``gate``, ``yard`` or ``onboard``.
    call : int64[S]
        Call row of onboard starts, -1 elsewhere.
    of_consignment : int64[K]
        Source of each consignment.
    """

    ready_min: NDArray[np.int64]
    terminal: NDArray[np.int64]
    gauge: NDArray[np.int64]
    start_kind: list[str]
    call: NDArray[np.int64]
    of_consignment: NDArray[np.int64]


def read_sources(consignments: pd.DataFrame, terminal_row: dict[str, int], timetable: Timetable) -> Sources:
    """Return the distinct starts of consignments, sorted by time, kind and place."""
    groups = consignments.groupby(_KEY, sort=True, dropna=False)
    keys = [dict(zip(_KEY, key, strict=True)) for key in groups.groups] if len(consignments) else []
    runs = {key["start_run_id"] for key in keys} - {""}
    run_row = {name: row for row, name in enumerate(timetable.run_id) if name in runs}
    return Sources(
        ready_min=np.array([int(key["ready_min"]) for key in keys], dtype=np.int64),
        terminal=np.array([terminal_row[key["start_terminal"]] for key in keys], dtype=np.int64),
        gauge=np.array([int(key["start_gauge"]) for key in keys], dtype=np.int64),
        start_kind=[str(key["start_kind"]) for key in keys],
        call=np.array([_call(key, run_row, timetable) for key in keys], dtype=np.int64),
        of_consignment=groups.ngroup().to_numpy(dtype=np.int64),
    )


def _call(key: dict[str, object], run_row: dict[str, int], timetable: Timetable) -> int:
    """Return the call row at which boxes aboard a run arrive next."""
    if key["start_kind"] != "onboard":
        return -1
    run = run_row.get(str(key["start_run_id"]), -1)
    first, end = np.searchsorted(timetable.call_run, [run, run + 1])
    found = first + np.flatnonzero(timetable.call_seq[first:end] == key["start_seq"])
    if run < 0 or not found.size:
        raise PlanningError(
            f"boxes are said to be aboard run {key['start_run_id']!r} before its call {key['start_seq']}, "
            "but the timetable has no such run or call; build it from the same tables and windows"
        )
    return int(found[0])


def enter_arcs(
    sources: Sources, operations: list[Operation], board: Board, nodes: Nodes, windows: WindowIndex
) -> Iterator[Arcs]:
    """
    Yield arcs from the sources.

    Through the gate: by each load operation to the first yard event after it; from a yard: to its next
    event; aboard: to the arrival of the run at its next stop.
    """
    kind = np.array(sources.start_kind, dtype=object)
    for operation in operations:
        here = np.flatnonzero((kind == "gate") & (sources.terminal == operation.terminal))
        here = here[operation.valid_at(sources.ready_min[here])]
        if operation.activity == "load" and here.size:
            yield _through_gate(operation, here, sources, board, nodes, windows)
    yield _from_yards(np.flatnonzero(kind == "yard"), sources, board, nodes)
    yield _aboard(np.flatnonzero(kind == "onboard"), sources, board, nodes)


def _through_gate(
    operation: Operation,
    here: NDArray[np.int64],
    sources: Sources,
    board: Board,
    nodes: Nodes,
    windows: WindowIndex,
) -> Arcs:
    times = operation_times(operation, sources.ready_min[here], operation.direction, windows)
    yard = board.next_yard(operation.terminal, operation.to_gauge, times.done)
    ok = yard >= 0
    return make_arcs(
        ArcKind.ENTER,
        nodes.source[here[ok]],
        nodes.yard[yard[ok]],
        cargo_mask=operation.cargo_mask,
        ref=operation.row,
        cost=operation.cost_usd_per_feu,
        operation=operation.row,
        work_start=times.handling[ok],
        work_end=times.done[ok],
        yard_from=times.done[ok],
    )


def _from_yards(here: NDArray[np.int64], sources: Sources, board: Board, nodes: Nodes) -> Arcs:
    places = np.column_stack([sources.terminal[here], sources.gauge[here]])
    yard = np.full(here.size, -1, dtype=np.int64)
    for terminal, gauge in np.unique(places, axis=0):
        own = (places[:, 0] == terminal) & (places[:, 1] == gauge)
        yard[own] = board.next_yard(int(terminal), int(gauge), sources.ready_min[here[own]])
    ok = yard >= 0
    return make_arcs(
        ArcKind.ENTER,
        nodes.source[here[ok]],
        nodes.yard[yard[ok]],
        yard_from=sources.ready_min[here[ok]],
    )


def _aboard(here: NDArray[np.int64], sources: Sources, board: Board, nodes: Nodes) -> Arcs:
    arrival = board.arr_of_call[sources.call[here]]
    minute = np.where(arrival >= 0, board.arr_min[arrival] if board.arr_min.size else -1, -1)
    for i in np.flatnonzero((arrival < 0) | (minute < sources.ready_min[here])):
        raise PlanningError(
            f"boxes are said to be aboard at {iso_minute(int(sources.ready_min[here[i]]))}, but their run "
            f"does not arrive later at call row {int(sources.call[here[i]])}; its leg is cancelled or over"
        )
    return make_arcs(ArcKind.ENTER, nodes.source[here], nodes.arrive[arrival])
