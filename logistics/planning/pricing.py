"""Compiled searches over the event graph: cheapest paths at given prices."""

# ruff: noqa: PLR0917  compiled kernels take flat arrays, one parameter each

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from logistics.planning.drifting import LATE, MEMORY, Keeping, lost_late, walk
from logistics.planning.labels import Pool, label
from logistics.planning.to_go import F64, I32, I64, INF, LANES, OUT, U8, costs_to_go


@njit(cache=True, nogil=True)
def base_weights(
    cost: F64, reefer: F64, minutes: I32, arc_mask: NDArray[np.uint32], class_bit: int, feu: float, powered: float,
    usd_per_min: float, use_ptr: I64, use_row: I32, use_coef: F64, closed: U8, out: F64,
) -> None:  # fmt: skip
    """Fill ``out`` with USD per box of every arc without prices; infinity where the box may not go."""
    for a in range(len(out)):
        if not (arc_mask[a] >> class_bit) & 1:
            out[a] = INF
            continue
        out[a] = feu * cost[a] + powered * reefer[a] + usd_per_min * minutes[a]
        for z in range(use_ptr[a], use_ptr[a + 1]):
            if closed[use_row[z]] and use_coef[z] > 0.0:
                out[a] = INF
                break


@njit(cache=True, nogil=True)
def add_prices(rows: I64, price: F64, measure: F64, arc_ptr: I64, arc: I32, coef: F64, weight: F64) -> None:
    """Add price times use of one box to the weights of the arcs that use the given rows."""
    for i in range(len(rows)):
        r = rows[i]
        value = price[r] * measure[r]
        if value > 0.0:
            for z in range(arc_ptr[r], arc_ptr[r + 1]):
                weight[arc[z]] += value * coef[z]


@njit(cache=True, nogil=True)
def _follow(source: int, following: I32, head: I32, path: I32) -> tuple[int, int]:
    """Write the arcs of the path from ``source`` into ``path``; return its last node and the number of arcs."""
    node, n = source, 0
    while following[node] >= 0:
        if n < len(path):
            path[n] = following[node]
        n += 1
        node = head[following[node]]
    return node, n


@njit(cache=True, nogil=True)
def _in_time(
    k: int, source: int, last: int, sink: int, bound: float, place: NDArray[np.int16], kind: U8, first_arc: I64,
    head: I32, tail: I32, weight: F64, to_go: F64, dist: F64, previous: I32, path: I32, node_min: I32, keep: Keeping,
) -> tuple[float, int]:  # fmt: skip
    """
    Find the cheapest path that is delivered before node ``last``, forward, guided by costs without due time.

    What goods at their set point lose depends on the arrival alone, so it is a cost of the exit.

    Returns its cost (infinity when none is below the bound) and number of arcs; the arcs are in ``path`` if they fit.
    """
    dist[source:last] = INF
    dist[source] = 0.0
    best, target = bound, -1
    for n in range(source, last):
        d = dist[n]
        if d == INF or d + to_go[n] >= best:
            continue
        if kind[n] == OUT:
            if place[n] == sink:
                d += lost_late(k, float(node_min[n]), keep) if keep.kind[k] == LATE else 0.0
                if d < best:
                    best, target = d, n
            continue
        for a in range(first_arc[n], first_arc[n + 1]):
            h = head[a]
            if h < last and d + weight[a] < dist[h]:
                dist[h] = d + weight[a]
                previous[h] = a
    if target < 0:
        return INF, 0
    n = 0
    at = target
    while at != source:
        n += 1
        at = tail[previous[at]]
    if n <= len(path):
        i = n
        at = target
        while at != source:
            i -= 1
            path[i] = previous[at]
            at = tail[previous[at]]
    return best, n


@njit(cache=True, nogil=True)
def _deviate(
    n: int, last: int, limit: float, first_arc: I64, head: I32, tail: I32, weight: F64, to_go: F64, following: I32,
    path: I32, others: NDArray[np.int32], count: I64, cost: F64, spot: I64, turn: I64,
) -> None:  # fmt: skip
    """
    Write the cheapest paths that leave ``path`` once and then follow the best way, below ``limit``.

    One path per row of ``others``; ``count`` holds their lengths, 0 where there is none.
    """
    room = len(others)
    found = 0
    d = 0.0
    for i in range(n):
        node = tail[path[i]]
        for a in range(first_arc[node], first_arc[node + 1]):
            value = d + weight[a] + to_go[head[a]] if head[a] < last else INF
            if a == path[i] or value >= limit or (found == room and value >= cost[room - 1]):
                continue
            j = min(found, room - 1)
            while j > 0 and cost[j - 1] > value:
                cost[j], spot[j], turn[j] = cost[j - 1], spot[j - 1], turn[j - 1]
                j -= 1
            cost[j], spot[j], turn[j] = value, i, a
            found = min(found + 1, room)
        d += weight[path[i]]
    for e in range(found):
        i, a = spot[e], turn[e]
        if i + 1 >= others.shape[1]:
            continue
        others[e, :i] = path[:i]
        others[e, i] = a
        end, more = _follow(head[a], following, head, others[e, i + 1 :])
        if end < last and i + 1 + more <= others.shape[1]:
            count[e] = i + 1 + more


@njit(cache=True, nogil=True)
def search(
    targets: I64, low: I64, high: I64, ptr: I64, member: I64, source: I64, sink: I64, last: I64, bound: F64,
    place: NDArray[np.int16], kind: U8, first_arc: I64, head: I32, tail: I32, weight: F64, to_go: F64, following: I32,
    dist: F64, previous: I32, best: F64, count: I64, path: NDArray[np.int32], nearly: float,
    others: NDArray[np.int32], other_count: NDArray[np.int64], node_min: I32, keep: Keeping, pool: Pool, labelled: U8,
) -> None:  # fmt: skip
    """
    Find the cheapest path of every member of some targets at the given arc weights.

    The search looks at costs alone first; where the goods would lose value on the path found, or not be sold, the
    member is searched for again with what happens to them, and marked in ``labelled`` if that takes labels.

    ``bound[k]`` [USD]: dearer paths are of no interest. Writes ``best[k]`` (infinity when none is below the bound),
    ``count[k]`` arcs and the arcs in ``path[k]``; a count above its length asks for a longer buffer. ``others[k]``
    receives paths that leave the best one once and cost less than ``nearly`` times the bound, ``other_count[k]`` arcs.
    """
    wanted = np.empty(len(targets), np.int64)
    size = 0
    for t in targets:
        some = False
        for m in range(ptr[t], ptr[t + 1]):
            best[member[m]] = INF
            count[member[m]] = 0
            some |= bound[member[m]] > 0.0
        if some:
            wanted[size] = t
            size += 1
    lane = np.empty(LANES, np.int64)
    for first in range(0, size, LANES):
        for b in range(LANES):
            lane[b] = wanted[min(first + b, size - 1)]
        costs_to_go(
            low[lane], high[lane], sink[member[ptr[lane]]], place, kind, first_arc, head, weight, to_go, following
        )  # fmt: skip
        for b in range(min(LANES, size - first)):
            _answer(
                lane[b], ptr, member, source, sink, last, bound, place, kind, first_arc, head, tail, weight,
                to_go[:, b], following[:, b], dist, previous, best, count, path, nearly, others, other_count, node_min,
                keep, pool, labelled,
            )  # fmt: skip


@njit(cache=True, nogil=True)
def _answer(
    t: int, ptr: I64, member: I64, source: I64, sink: I64, last: I64, bound: F64, place: NDArray[np.int16], kind: U8,
    first_arc: I64, head: I32, tail: I32, weight: F64, to_go: F64, following: I32, dist: F64, previous: I32, best: F64,
    count: I64, path: NDArray[np.int32], nearly: float, others: NDArray[np.int32], other_count: NDArray[np.int64],
    node_min: I32, keep: Keeping, pool: Pool, labelled: U8,
) -> None:  # fmt: skip
    """Write the paths of the members of target ``t`` from its costs to go."""
    most = others.shape[1]
    cost, spot, turn = np.empty(most), np.empty(most, np.int64), np.empty(most, np.int64)
    for m in range(ptr[t], ptr[t + 1]):
        k = member[m]
        other_count[k] = 0
        value = to_go[source[k]]
        if value >= bound[k]:
            continue
        end, n = _follow(source[k], following, head, path[k])
        if end >= last[k] or (keep.kind[k] == LATE and lost_late(k, float(node_min[end]), keep) > 0.0):
            value, n = _in_time(
                k, source[k], last[k], sink[k], bound[k], place, kind, first_arc, head, tail, weight, to_go, dist,
                previous, path[k], node_min, keep,
            )  # fmt: skip
        if keep.kind[k] == MEMORY and 0 < n <= path.shape[1]:
            lost, _, fits = walk(k, path[k], n, keep)
            if lost > 0.0 or not fits:
                labelled[k] = 1
                value, n = label(
                    k, source[k], last[k], sink[k], bound[k], place, kind, first_arc, head, weight, to_go, keep, pool,
                    path[k],
                )  # fmt: skip
        best[k] = value
        count[k] = n
        if most > 0 and 0 < n <= path.shape[1]:
            _deviate(
                n, last[k], nearly * bound[k], first_arc, head, tail, weight, to_go, following, path[k], others[k],
                other_count[k], cost, spot, turn,
            )  # fmt: skip
