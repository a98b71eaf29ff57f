"""Compiled sweeps before a search: what a start can reach, and bounds on what is left to the destination."""

# ruff: noqa: PLR0917  compiled kernels take flat arrays, one parameter each

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

I64 = NDArray[np.int64]
I32 = NDArray[np.int32]
U8 = NDArray[np.uint8]
FAR = 1 << 60
"""Larger than any sum of weights: there is no way."""


@njit(cache=True, nogil=True)
def reach(
    low: int, high: int, stages: int, entry_node: I64, entry_stage: I64, first_arc: I64, head: I32, shut: U8,
    jump: U8, reached: U8,
) -> int:  # fmt: skip
    """
    Mark the states of nodes ``low:high`` that entries lead to; return one more than the last node reached.

    A state is a node and the number of stages passed: ``node * stages + stage``. ``jump[a * stages + stage]`` is the
    stage after arc a (empty with a single stage).
    """
    reached[low * stages : high * stages] = 0
    for e in range(len(entry_node)):
        if entry_node[e] < high:
            reached[entry_node[e] * stages + entry_stage[e]] = 1
    last = low
    for n in range(low, high):
        for s in range(stages):
            if not reached[n * stages + s]:
                continue
            last = n + 1
            for a in range(first_arc[n], first_arc[n + 1]):
                if head[a] < high and not shut[a]:
                    after = s if stages == 1 else jump[a * stages + s]
                    reached[head[a] * stages + after] = 1
    return last


@njit(cache=True, nogil=True)
def to_go(
    low: int, high: int, stages: int, target: U8, node_min: I32, first_arc: I64, head: I32, shut: U8, jump: U8,
    reached: U8, cost: I64, life: I64, co2e: I64, early: I64, cheap: I64, fresh: I64, clean: I64,
) -> None:  # fmt: skip
    """
    Fill the least arrival [min], cost, shelf life and CO2e from every reached state to a target of ``low:high``.

    Targets are nodes at their last stage; `FAR` where none can be reached.
    """
    for n in range(high - 1, low - 1, -1):
        for s in range(stages):
            state = n * stages + s
            early[state] = FAR
            cheap[state] = FAR
            fresh[state] = FAR
            clean[state] = FAR
            if not reached[state]:
                continue
            if target[n] and s == stages - 1:
                early[state] = node_min[n]
                cheap[state] = 0
                fresh[state] = 0
                clean[state] = 0
                continue
            for a in range(first_arc[n], first_arc[n + 1]):
                if head[a] >= high or shut[a]:
                    continue
                after = s if stages == 1 else jump[a * stages + s]
                h = head[a] * stages + after
                if early[h] == FAR:
                    continue
                early[state] = min(early[state], early[h])
                cheap[state] = min(cheap[state], cost[a] + cheap[h])
                fresh[state] = min(fresh[state], life[a] + fresh[h])
                clean[state] = min(clean[state], co2e[a] + clean[h])


@njit(cache=True, nogil=True)
def least(
    low: int, high: int, stages: int, target: U8, first_arc: I64, head: I32, minutes: I32, shut: U8, jump: U8,
    cost: I64, per_min: int, best: I64, following: I32,
) -> None:  # fmt: skip
    """Fill the least of cost plus ``per_min`` times minutes from every state to a target, and the arc that follows."""
    for n in range(high - 1, low - 1, -1):
        for s in range(stages):
            state = n * stages + s
            best[state] = FAR
            following[state] = -1
            if target[n] and s == stages - 1:
                best[state] = 0
                continue
            for a in range(first_arc[n], first_arc[n + 1]):
                if head[a] >= high or shut[a]:
                    continue
                after = s if stages == 1 else jump[a * stages + s]
                value = best[head[a] * stages + after]
                if value < FAR and value + cost[a] + per_min * minutes[a] < best[state]:
                    best[state] = value + cost[a] + per_min * minutes[a]
                    following[state] = a


@njit(cache=True, nogil=True)
def follow(node: int, stage: int, stages: int, following: I32, head: I32, jump: U8, path: I32) -> int:
    """Write the arcs that follow a state into ``path``; return their number."""
    n = 0
    while following[node * stages + stage] >= 0:
        arc = following[node * stages + stage]
        path[n] = arc
        n += 1
        node = head[arc]
        stage = stage if stages == 1 else jump[arc * stages + stage]
    return n
