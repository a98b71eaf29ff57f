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
    for state in range(low * stages, high * stages):
        reached[state] = 0
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

    Targets are nodes at their last stage; where none can be reached the arrival is `FAR` and the rest left alone.
    """
    for n in range(high - 1, low - 1, -1):
        for s in range(stages):
            state = n * stages + s
            early[state] = FAR
            if not reached[state]:
                continue
            if target[n] and s == stages - 1:
                early[state] = node_min[n]
                cheap[state] = 0
                fresh[state] = 0
                clean[state] = 0
                continue
            soonest, least_cost, least_life, least_co2e = FAR, FAR, FAR, FAR
            for a in range(first_arc[n], first_arc[n + 1]):
                if head[a] >= high or shut[a]:
                    continue
                after = s if stages == 1 else jump[a * stages + s]
                h = head[a] * stages + after
                if early[h] == FAR:
                    continue
                soonest = min(soonest, early[h])
                least_cost = min(least_cost, cost[a] + cheap[h])
                least_life = min(least_life, life[a] + fresh[h])
                least_co2e = min(least_co2e, co2e[a] + clean[h])
            if soonest != FAR:
                early[state] = soonest
                cheap[state] = least_cost
                fresh[state] = least_life
                clean[state] = least_co2e


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
