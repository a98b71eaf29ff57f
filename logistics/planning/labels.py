"""Compiled: the cheapest path of a box without power, by labels of cost, temperature and life used."""

# ruff: noqa: PLR0917  compiled kernels take flat arrays, one parameter each

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from logistics.planning.drifting import F64, I32, I64, INF, U8, Keeping, drift, value_lost
from logistics.planning.to_go import OUT

MOST_LABELS = 400_000


class Pool(NamedTuple):
    """
    Room for labels; ``first[n]`` is the first label of a node (-1: none), ``next`` the one after it.

    Of each label: node, arc it came by, label before, cost [USD per box], temperatures [degC], life used.
    """

    first: I32
    next: I32
    node: I32
    arc: I32
    before: I32
    cost: F64
    warm: F64
    cold: F64
    used: F64


def new_pool(nodes: int, most: int = MOST_LABELS) -> Pool:
    """Return room for labels of a graph."""
    a, b, c, d = (np.empty(most, np.int32) for _ in range(4))
    e, f, g, h = (np.empty(most) for _ in range(4))
    return Pool(np.full(nodes, -1, np.int32), a, b, c, d, e, f, g, h)


@njit(cache=True, nogil=True)
def _add(
    size: int, node: int, arc: int, before: int, cost: float, warm: float, cold: float, used: float, pool: Pool
) -> int:
    """
    Put a label at a node unless another is at least as good in all; drop those that it is as good as.

    A label is as good as another when it costs no more, is no warmer on warm days, no colder on cold days and has
    used no more life: drifting keeps the order of temperatures and life is used faster when warmer, so whatever the
    other can still do, it can too.
    """
    previous, at = -1, pool.first[node]
    while at >= 0:
        following = pool.next[at]
        if pool.cost[at] <= cost and pool.warm[at] <= warm and pool.cold[at] >= cold and pool.used[at] <= used:
            return size
        if cost <= pool.cost[at] and warm <= pool.warm[at] and cold >= pool.cold[at] and used <= pool.used[at]:
            if previous < 0:
                pool.first[node] = following
            else:
                pool.next[previous] = following
        else:
            previous = at
        at = following
    if size < len(pool.node):
        pool.node[size], pool.arc[size], pool.before[size] = node, arc, before
        pool.cost[size], pool.warm[size], pool.cold[size], pool.used[size] = cost, warm, cold, used
        pool.next[size] = pool.first[node]
        pool.first[node] = size
    return size + 1


@njit(cache=True, nogil=True)
def _spread(
    at: int, size: int, option: int, last: int, best: float, first_arc: I64, head: I32, weight: F64, to_go: F64,
    keep: Keeping, pool: Pool,
) -> int:  # fmt: skip
    """Extend a label over arcs as far as limits and the best cost allow; return the number of labels."""
    box, n = keep.box[option], pool.node[at]
    bounded, follow = keep.floor[box] > -INF, keep.lasting[box] == 0
    for a in range(first_arc[n], first_arc[n + 1]):
        h = head[a]
        cost = pool.cost[at] + weight[a]
        if h >= last or cost + to_go[h] >= best:
            continue
        cold = pool.cold[at] if bounded else INF
        warm, cold, used, inside = drift(a, box, pool.warm[at], cold, pool.used[at], follow, keep)
        if inside and cost + to_go[h] + value_lost(option, used, keep) < best:
            size = _add(size, h, a, at, cost, warm, cold if bounded else 0.0, used, pool)
    return size


@njit(cache=True, nogil=True)
def _write(target: int, pool: Pool, path: I32) -> int:
    """Write the arcs that lead to a label, if they fit; return their number."""
    n, at = 0, target
    while pool.before[at] >= 0:
        n, at = n + 1, pool.before[at]
    if n <= len(path):
        i, at = n, target
        while pool.before[at] >= 0:
            i -= 1
            path[i] = pool.arc[at]
            at = pool.before[at]
    return n


@njit(cache=True, nogil=True)
def label(
    option: int, source: int, last: int, sink: int, bound: float, place: NDArray[np.int16], kind: U8, first_arc: I64,
    head: I32, weight: F64, to_go: F64, keep: Keeping, pool: Pool, path: I32,
) -> tuple[float, int]:  # fmt: skip
    """
    Find the cheapest path below ``bound`` that keeps inside the limits, value lost included.

    ``to_go`` is the least cost without limits and guides the search. Returns the cost (infinity when there is none)
    and the number of arcs, which are in ``path`` if they fit; -1 when there was no room for all labels: then the
    cost is a lower bound only.
    """
    box, room = keep.box[option], len(pool.node)
    if keep.warm[option] > keep.ceiling[box] or keep.cold[option] < keep.floor[box]:
        return INF, 0
    best, target = bound, -1
    size = _add(0, source, -1, -1, 0.0, keep.warm[option], keep.cold[option], 0.0, pool)
    for n in range(source, last):
        at = pool.first[n]
        while at >= 0 and size <= room:
            if kind[n] == OUT:
                whole = pool.cost[at] + value_lost(option, pool.used[at], keep)
                if place[n] == sink and whole < best:
                    best, target = whole, at
            elif pool.cost[at] + to_go[n] < best:
                size = _spread(at, size, option, last, best, first_arc, head, weight, to_go, keep, pool)
            at = pool.next[at]
    for at in range(min(size, room)):
        pool.first[pool.node[at]] = -1
    if size > room:
        return to_go[source], -1
    if target < 0:
        return INF, 0
    return best, _write(target, pool, path)
