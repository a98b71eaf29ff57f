"""Numbers of the events, in an order in which every movement leads forward."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from logistics.timespace.board import Board
from logistics.timespace.model import NodeKind
from logistics.timetable.model import Timetable

# Movements that take no time lead from a smaller to a larger rank: source, arrive, out, yard, onboard.
_RANK = np.zeros(len(NodeKind), dtype=np.int64)
_RANK[[NodeKind.SOURCE, NodeKind.ARRIVE, NodeKind.OUT, NodeKind.YARD, NodeKind.ONBOARD]] = range(5)


@dataclass(frozen=True)
class Nodes:
    """
    All events in topological order, and the number of each event by kind.

    Attributes
    ----------
    minute, terminal, kind, run, call, gauge : int64[N]
        As in `TimeSpace`.
    source, arrive, out, yard, onboard : int64
        Node of each source, arrival, exit, yard event and departure.
    """

    minute: NDArray[np.int64]
    terminal: NDArray[np.int64]
    kind: NDArray[np.int64]
    run: NDArray[np.int64]
    call: NDArray[np.int64]
    gauge: NDArray[np.int64]
    source: NDArray[np.int64]
    arrive: NDArray[np.int64]
    out: NDArray[np.int64]
    yard: NDArray[np.int64]
    onboard: NDArray[np.int64]


def number_nodes(
    timetable: Timetable,
    board: Board,
    sources: tuple[NDArray[np.int64], NDArray[np.int64]],
    exits: tuple[NDArray[np.int64], NDArray[np.int64]],
) -> Nodes:
    """
    Return the events sorted by time, rank of kind, terminal and place in their own list.

    Parameters
    ----------
    timetable : Timetable
        Runs and calls.
    board : Board
        Arrivals, departures and yard events.
    sources, exits : (int64[n], int64[n])
        Minutes and terminal rows of the sources and of the exits.
    """
    call_terminal = timetable.call_terminal.astype(np.int64)
    parts = [
        (NodeKind.SOURCE, *sources),
        (NodeKind.ARRIVE, board.arr_min, board.arr_terminal),
        (NodeKind.OUT, *exits),
        (NodeKind.YARD, board.yard_min, board.yard_terminal),
        (NodeKind.ONBOARD, board.dep_min, call_terminal[board.dep_call]),
    ]
    minute = np.concatenate([part[1] for part in parts])
    terminal = np.concatenate([part[2] for part in parts])
    kind = np.concatenate([np.full(part[1].size, part[0], dtype=np.int64) for part in parts])
    own = np.concatenate([np.arange(part[1].size) for part in parts])
    order = np.lexsort((own, terminal, _RANK[kind], minute))
    number = np.empty_like(order)
    number[order] = np.arange(order.size)
    ends = np.cumsum([part[1].size for part in parts])
    source, arrive, out, yard, onboard = np.split(number, ends[:-1])
    call = np.full(order.size, -1, dtype=np.int64)
    call[arrive], call[onboard] = board.arr_call, board.dep_call
    gauge = np.full(order.size, -1, dtype=np.int64)
    gauge[yard] = board.yard_gauge
    run = np.where(call >= 0, timetable.call_run.astype(np.int64)[call], -1) if call.size else call
    return Nodes(minute[order], terminal[order], kind[order], run, call, gauge, source, arrive, out, yard, onboard)
