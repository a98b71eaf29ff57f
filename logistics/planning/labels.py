"""Compiled: the cheapest path of a box without power, by labels of cost, temperature and life used."""

# ruff: noqa: PLR0917  compiled kernels take flat arrays, one parameter each

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from logistics.planning.drifting import F64, I32, I64, INF, U8, Keeping, course_of, fits_at_start, hold, value_lost
from logistics.planning.to_go import OUT
from logistics.timespace.drift import Course
from logistics.timespace.drift import walk as walk_pieces

MOST_LABELS = 400_000


class Pool(NamedTuple):
    """
    Room for labels; ``first[n]`` is the first label of a node (-1: none), ``next`` the one after it.

    Of each label: node, arc it came by, label before, cost [USD per box], temperatures in mean, warm and cold weather
    [degC], life used.
    """

    first: I32
    next: I32
    node: I32
    arc: I32
    before: I32
    cost: F64
    mean: F64
    warm: F64
    cold: F64
    used: F64


def new_pool(nodes: int, most: int = MOST_LABELS) -> Pool:
    """Return room for labels of a graph."""
    a, b, c, d = (np.empty(most, np.int32) for _ in range(4))
    e, f, g, h, i = (np.empty(most) for _ in range(5))
    return Pool(np.full(nodes, -1, np.int32), a, b, c, d, e, f, g, h, i)


@njit(cache=True, nogil=True)
def _add(
    size: int, node: int, arc: int, before: int, cost: float, mean: float, warm: float, cold: float, used: float,
    slope: float, pool: Pool,
) -> int:  # fmt: skip
    """
    Put a label at a node unless another is at least as good in all; drop those that it is as good as.

    A label is as good as another when it costs no more, is no warmer in warm weather, no colder in cold weather, and
    has used so much less life that this makes up for what it may be warmer in mean weather: ``slope`` a kelvin, see
    `Memory`. Drifting keeps the order of temperatures, so whatever the other can still do, it can too.
    """
    previous, at = -1, pool.first[node]
    while at >= 0:
        following = pool.next[at]
        margin = slope * (pool.mean[at] - mean)
        if (
            pool.cost[at] <= cost and pool.warm[at] <= warm and pool.cold[at] >= cold
            and pool.used[at] + max(margin, 0.0) <= used
        ):  # fmt: skip
            return size
        if (
            cost <= pool.cost[at] and warm <= pool.warm[at] and cold >= pool.cold[at]
            and used + max(-margin, 0.0) <= pool.used[at]
        ):  # fmt: skip
            if previous < 0:
                pool.first[node] = following
            else:
                pool.next[previous] = following
        else:
            previous = at
        at = following
    if size < len(pool.node):
        pool.node[size], pool.arc[size], pool.before[size], pool.cost[size] = node, arc, before, cost
        pool.mean[size], pool.warm[size], pool.cold[size], pool.used[size] = mean, warm, cold, used
        pool.next[size] = pool.first[node]
        pool.first[node] = size
    return size + 1


@njit(cache=True, nogil=True)
def _spread(
    at: int, size: int, option: int, last: int, best: float, first_arc: I64, head: I32, weight: F64, to_go: F64,
    course: Course, keep: Keeping, pool: Pool,
) -> int:  # fmt: skip
    """
    Extend a label over arcs as far as limits and the best cost allow; return the number of labels.

    What cannot matter stays as it was at the start, the same in all labels: a temperature whose limit cannot be passed,
    and where goods last anyway, that in mean weather and the life used.
    """
    box, n = keep.box[option], pool.node[at]
    for a in range(first_arc[n], first_arc[n + 1]):
        h = head[a]
        cost = pool.cost[at] + weight[a]
        if h >= last or cost + to_go[h] >= best:
            continue
        warm, cold, inside = hold(a, box, pool.warm[at], pool.cold[at], keep)
        if not inside:
            continue
        mean, used = pool.mean[at], pool.used[at]
        if keep.lasting[box] == 0:
            mean, more = walk_pieces(course, course.begin[a], course.stop[a], mean)
            used += more
        if used <= keep.most[box] and cost + to_go[h] + value_lost(option, used, keep) < best:
            size = _add(size, h, a, at, cost, mean, warm, cold, used, keep.slope[box], pool)
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
    if not fits_at_start(option, keep):
        return INF, 0
    course = course_of(box, keep)
    best, target = bound, -1
    size = _add(
        0, source, -1, -1, 0.0, keep.mean[option], keep.warm[option], keep.cold[option], keep.used[option],
        keep.slope[box], pool,
    )  # fmt: skip
    for n in range(source, last):
        at = pool.first[n]
        while at >= 0 and size <= room:
            if kind[n] == OUT:
                whole = pool.cost[at] + value_lost(option, pool.used[at], keep)
                if place[n] == sink and whole < best:
                    best, target = whole, at
            elif pool.cost[at] + to_go[n] < best:
                size = _spread(at, size, option, last, best, first_arc, head, weight, to_go, course, keep, pool)
            at = pool.next[at]
    for at in range(min(size, room)):
        pool.first[pool.node[at]] = -1
    if size > room:
        return to_go[source], -1
    if target < 0:
        return INF, 0
    return best, _write(target, pool, path)
