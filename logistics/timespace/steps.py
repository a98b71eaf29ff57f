"""Arcs of paths put end to end, with what their rows need: the raw material of itineraries."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from logistics.timespace.model import NodeKind, TimeSpace

I64 = NDArray[np.int64]


@dataclass(frozen=True)
class Steps:
    """
    Movements of several paths, path by path in order of travel; S entries.

    Attributes
    ----------
    path, position : int64[S]
        Number of the path, and place of the step in it.
    kind, ref, yard_from : int64[S]
        As in `TimeSpace`.
    start, end : int64[S]
        UTC minutes of its events.
    tail_terminal, head_terminal : int64[S]
        Terminal rows of its events.
    boards : bool[S]
        Whether it leads to an arrival without a ride (boxes that start aboard).
    """

    path: I64
    position: I64
    kind: I64
    ref: I64
    yard_from: I64
    start: I64
    end: I64
    tail_terminal: I64
    head_terminal: I64
    boards: NDArray[np.bool_]

    def rows(self, which: NDArray[np.bool_] | I64) -> Steps:
        """Return some of the steps."""
        return Steps(*(getattr(self, name)[which] for name in _COLUMNS))


_COLUMNS = tuple(column.name for column in fields(Steps))


def arc_steps(graph: TimeSpace, ptr: I64, arc: NDArray[np.int32]) -> Steps:
    """Return the steps of paths: path p has the arcs ``arc[ptr[p]:ptr[p + 1]]``."""
    length = np.diff(ptr)
    path = np.repeat(np.arange(len(length)), length)
    tail, head = graph.tail[arc], graph.head[arc]
    return Steps(
        path=path,
        position=np.arange(len(path)) - np.repeat(ptr[:-1], length),
        kind=graph.kind[arc].astype(np.int64),
        ref=graph.ref[arc].astype(np.int64),
        yard_from=graph.yard_from[arc].astype(np.int64),
        start=graph.node_min[tail].astype(np.int64),
        end=graph.node_min[head].astype(np.int64),
        tail_terminal=graph.node_terminal[tail].astype(np.int64),
        head_terminal=graph.node_terminal[head].astype(np.int64),
        boards=graph.node_kind[head] == NodeKind.ARRIVE,
    )
