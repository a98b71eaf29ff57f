"""Compiled sweeps before a search with box temperatures: the least that arcs can use, and what limits allow."""

# ruff: noqa: PLR0917  compiled kernels take flat arrays, one parameter each

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from logistics.routing.bounds import FAR
from logistics.timespace.drift import walk

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]
I32 = NDArray[np.int32]
U8 = NDArray[np.uint8]


@njit(cache=True, nogil=True)
def least_used(
    low: int, high: int, stages: int, entry_node: I64, entry_temp: F64, first_arc: I64, head: I32, shut: U8,
    reached: U8, course: Any, unit: float, monotone: bool, coldest: F64, life: I64,
) -> None:  # fmt: skip
    """
    Fill the least shelf life that every reached arc of ``low:high`` can use, in whole units.

    The coldest box that can stand at a node uses least on its arcs, because a colder box stays colder; rates that
    fall with temperature somewhere give no such bound, and zero is filled.
    """
    for n in range(low, high):
        coldest[n] = np.inf
    for e in range(len(entry_node)):
        if entry_node[e] < high:
            coldest[entry_node[e]] = min(coldest[entry_node[e]], entry_temp[e])
    for n in range(low, high):
        there = False
        for s in range(stages):
            there = there or reached[n * stages + s] != 0
        if not there:
            continue
        for a in range(first_arc[n], first_arc[n + 1]):
            if head[a] < high and not shut[a]:
                end, used = walk(course, course.begin[a], course.stop[a], coldest[n])
                life[a] = int(used * unit + 0.5) if monotone else 0
                coldest[head[a]] = min(coldest[head[a]], end)


@njit(cache=True, nogil=True)
def tolerance(
    low: int, high: int, stages: int, track: int, target: U8, first_arc: I64, head: I32, shut: U8, jump: U8, early: I64,
    strain: Any, most: F64, safe: F64,
) -> None:  # fmt: skip
    """
    Fill what a limit allows at every state that leads to a target.

    With a strain above ``most`` no way to a target keeps the limit; at or below ``safe`` all do, so there the strain
    no longer matters.
    """
    for n in range(high - 1, low - 1, -1):
        for s in range(stages):
            state = n * stages + s
            most[state], safe[state] = -np.inf, np.inf
            if early[state] == FAR:
                continue
            if target[n] and s == stages - 1:
                most[state] = np.inf
                continue
            for a in range(first_arc[n], first_arc[n + 1]):
                if head[a] >= high or shut[a]:
                    continue
                h = head[a] * stages + (s if stages == 1 else jump[a * stages + s])
                if early[h] == FAR:
                    continue
                bear, keep, push = strain.most[track, a], strain.keep[a], strain.push[track, a]
                most[state] = max(most[state], min(bear, (most[h] - push) / keep))
                safe[state] = min(safe[state], bear, (safe[h] - push) / keep)


@njit(cache=True, nogil=True)
def first_break(strain: Any, track: int, start: float, arcs: I32) -> int:
    """Return the place of the first arc of a way on which a limit is passed, -1 when none is."""
    for i in range(len(arcs)):
        if start > strain.most[track, arcs[i]]:
            return i
        start = strain.keep[arcs[i]] * start + strain.push[track, arcs[i]]
    return -1
