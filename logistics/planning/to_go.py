"""Compiled: the least cost from every node to a destination, for one destination or for several in one pass."""

# ruff: noqa: PLR0917  compiled kernels take flat arrays, one parameter each

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from logistics.timespace.model import NodeKind

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]
I32 = NDArray[np.int32]
U8 = NDArray[np.uint8]
OUT = int(NodeKind.OUT)
INF = np.inf
LANES = 4


@njit(cache=True, nogil=True)
def cost_to_go(
    low: int, high: int, sink: int, place: NDArray[np.int16], kind: U8, first_arc: I64, head: I32, weight: F64,
    to_go: F64, following: I32,
) -> None:  # fmt: skip
    """Fill the least cost from every node of a window to a delivery at ``sink`` inside it, and the next arc."""
    for n in range(high - 1, low - 1, -1):
        best = 0.0 if kind[n] == OUT and place[n] == sink else INF
        arc = -1
        for a in range(first_arc[n], first_arc[n + 1]):
            if head[a] < high:
                value = weight[a] + to_go[head[a]]
                if value < best:
                    best = value
                    arc = a
        to_go[n] = best
        following[n] = arc


@njit(cache=True, nogil=True)
def costs_to_go(
    low: I64, high: I64, sink: I64, place: NDArray[np.int16], kind: U8, first_arc: I64, head: I32, weight: F64,
    to_go: F64, following: I32,
) -> None:  # fmt: skip
    """
    Fill `cost_to_go` of ``LANES`` destinations, one per column, reading every arc once.

    A node at or after ``high[b]`` costs infinity in column b, as if the window ended there.
    """
    best, arc = np.empty(LANES), np.empty(LANES, np.int32)
    top = high.max()
    for n in range(top - 1, low.min() - 1, -1):
        for b in range(LANES):
            best[b] = INF
            arc[b] = -1
        if kind[n] == OUT:
            for b in range(LANES):
                if place[n] == sink[b] and n < high[b]:
                    best[b] = 0.0
        for a in range(first_arc[n], first_arc[n + 1]):
            h = head[a]
            if h < top and weight[a] < INF:
                for b in range(LANES):
                    value = weight[a] + to_go[h, b]
                    better = value < best[b]
                    best[b] = value if better else best[b]
                    arc[b] = a if better else arc[b]
        for b in range(LANES):
            to_go[n, b] = best[b]
            following[n, b] = arc[b]
