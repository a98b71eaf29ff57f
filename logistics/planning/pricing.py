"""Compiled searches over the event graph: cheapest paths at given prices, loading in turn, and path totals."""

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
def _walk(
    src: int, last: int, slack: F64, latest: I64, place: NDArray[np.int16], kind: U8, time: I32, first_arc: I64,
    head: I32, weight: F64, dist: F64, pred: I32,
) -> None:  # fmt: skip
    """Label every node of a window; nodes that cannot lead to a useful path in time are not left."""
    dist[src:last] = INF
    dist[src] = 0.0
    for n in range(src, last):
        d = dist[n]
        if d == INF or d >= slack[place[n]] or time[n] > latest[place[n]] or kind[n] == OUT:
            continue
        for a in range(first_arc[n], first_arc[n + 1]):
            h = head[a]
            if h < last and d + weight[a] < dist[h]:
                dist[h] = d + weight[a]
                pred[h] = a


@njit(cache=True, nogil=True)
def _backtrack(node: int, src: int, pred: I32, tail: I32, path: I32) -> int:
    """Write the arcs from ``src`` to ``node`` into ``path``; return their number, or minus it when they do not fit."""
    n = 0
    at = node
    while at != src:
        n += 1
        at = tail[pred[at]]
    if n > len(path):
        return -n
    i = n
    at = node
    while at != src:
        i -= 1
        path[i] = pred[at]
        at = tail[pred[at]]
    return n


@njit(cache=True, nogil=True)
def sweep(
    groups: I64, source: I64, last_node: I64, ptr: I64, member: I64, sink: I64, due: I64, bound: F64, to_go: F64,
    to_go_min: I64, place: NDArray[np.int16], kind: U8, time: I32, first_arc: I64, head: I32, tail: I32, weight: F64,
    dist: F64, pred: I32, best: F64, count: I64, path: NDArray[np.int32],
) -> None:  # fmt: skip
    """
    Find the cheapest path of every member of some groups at the given arc weights.

    ``bound[k]`` [USD]: dearer paths are of no interest. ``to_go[t, u]``, ``to_go_min[t, u]``: least cost and minutes
    from terminal t to terminal u. Writes ``best[k]`` (infinity when none below the bound), ``count[k]`` arcs and the
    arcs in ``path[k]``; a negative count asks for a longer buffer.
    """
    places = to_go.shape[0]
    slack = np.empty(places)
    latest = np.empty(places, np.int64)
    chain = np.full(places, -1, np.int64)
    following = np.empty(len(member), np.int64)
    target = np.empty(len(member), np.int64)
    for i in range(len(groups)):
        g = groups[i]
        slack[:] = -INF
        latest[:] = -1
        for m in range(ptr[g], ptr[g + 1]):
            k = member[m]
            best[k] = INF
            count[k] = 0
            following[m] = chain[sink[k]]
            chain[sink[k]] = m
            for t in range(places):
                slack[t] = max(slack[t], bound[k] - to_go[t, sink[k]])
                latest[t] = max(latest[t], due[k] - to_go_min[t, sink[k]])
        _walk(source[g], last_node[g], slack, latest, place, kind, time, first_arc, head, weight, dist, pred)
        for n in range(source[g], last_node[g]):
            if kind[n] == OUT and dist[n] < INF:
                m = chain[place[n]]
                while m >= 0:
                    k = member[m]
                    if time[n] <= due[k] and dist[n] < best[k] and dist[n] < bound[k]:
                        best[k] = dist[n]
                        target[m] = n
                    m = following[m]
        for m in range(ptr[g], ptr[g + 1]):
            k = member[m]
            chain[sink[k]] = -1
            if best[k] < INF:
                count[k] = _backtrack(target[m], source[g], pred, tail, path[k])


@njit(cache=True, nogil=True)
def path_totals(
    combo: I64, arc_ptr: I64, arcs: I32, cost: F64, reefer: F64, minutes: I32, feu: F64, powered: F64, usd_per_min: F64,
    use_ptr: I64, use_row: I32, use_coef: F64, measure: F64, row_ptr: I64, out_cost: F64, out_row: I32, out_amount: F64,
) -> None:  # fmt: skip
    """
    Sum cost and resource use of one box over paths.

    ``row_ptr`` is filled from 1 on; ``out_row`` and ``out_amount`` must hold as many entries as all the arcs' uses.
    """
    held = np.zeros(measure.shape[1])
    touched = np.empty(measure.shape[1], np.int64)
    z = 0
    for p in range(len(combo)):
        c = combo[p]
        total = 0.0
        n = 0
        for i in range(arc_ptr[p], arc_ptr[p + 1]):
            a = arcs[i]
            total += feu[c] * cost[a] + powered[c] * reefer[a] + usd_per_min[c] * minutes[a]
            for u in range(use_ptr[a], use_ptr[a + 1]):
                r = use_row[u]
                amount = use_coef[u] * measure[c, r]
                if amount > 0.0:
                    if held[r] == 0.0:
                        touched[n] = r
                        n += 1
                    held[r] += amount
        out_cost[p] = total
        rows = np.sort(touched[:n])
        for i in range(n):
            out_row[z] = rows[i]
            out_amount[z] = held[rows[i]]
            held[rows[i]] = 0.0
            z += 1
        row_ptr[p + 1] = z


@njit(cache=True, nogil=True)
def load_in_turn(
    order: I64, source: I64, last_node: I64, sink: I64, due: I64, bound: F64, boxes: F64, to_go: F64, to_go_min: I64,
    place: NDArray[np.int16], kind: U8, time: I32, first_arc: I64, head: I32, tail: I32, weight: F64, use_ptr: I64,
    use_row: I32, use_coef: F64, measure: F64, residual: F64, dist: F64, pred: I32, owner: I64, flow: F64, arc_ptr: I64,
    arcs: I32,
) -> int:  # fmt: skip
    """
    Load consignments one after the other on their cheapest paths with room; return the number of paths.

    ``residual`` (room left by row) is changed. Arcs with a full row are skipped. Stops early when ``owner`` or
    ``arcs`` is full.
    """
    places = to_go.shape[0]
    slack = np.empty(places)
    latest = np.empty(places, np.int64)
    need = np.zeros(len(residual))
    n_paths = 0
    for i in range(len(order)):
        k = order[i]
        left = boxes[k]
        for t in range(places):
            slack[t] = bound[k] - to_go[t, sink[k]]
            latest[t] = due[k] - to_go_min[t, sink[k]]
        for _ in range(20):
            if left <= 1e-9 or n_paths >= len(owner):
                break
            src, last = source[k], last_node[k]
            _walk(src, last, slack, latest, place, kind, time, first_arc, head, weight, dist, pred)
            node = -1
            value = bound[k]
            for n in range(src, last):
                if kind[n] == OUT and place[n] == sink[k] and time[n] <= due[k] and dist[n] < value:
                    value = dist[n]
                    node = n
            if node < 0:
                break
            length = _backtrack(node, src, pred, tail, arcs[arc_ptr[n_paths] :])
            if length < 0:
                return n_paths
            lo, hi = arc_ptr[n_paths], arc_ptr[n_paths] + length
            amount = _room(arcs[lo:hi], use_ptr, use_row, use_coef, measure, residual, need, left)
            _take(arcs[lo:hi], amount, use_ptr, use_row, use_coef, measure, residual, weight)
            if amount > 1e-6:
                owner[n_paths] = k
                flow[n_paths] = amount
                n_paths += 1
                arc_ptr[n_paths] = hi
                left -= amount
    return n_paths


@njit(cache=True, nogil=True)
def _room(
    path: I32, use_ptr: I64, use_row: I32, use_coef: F64, measure: F64, residual: F64, need: F64, left: float
) -> float:
    """Return how many boxes of ``left`` fit on a path; ``need`` is scratch, zero before and after."""
    for a in path:
        for u in range(use_ptr[a], use_ptr[a + 1]):
            need[use_row[u]] += use_coef[u] * measure[use_row[u]]
    amount = left
    for a in path:
        for u in range(use_ptr[a], use_ptr[a + 1]):
            r = use_row[u]
            if need[r] > 0.0:
                amount = min(amount, residual[r] / need[r])
                need[r] = 0.0
    return max(amount, 0.0)


@njit(cache=True, nogil=True)
def _take(
    path: I32, amount: float, use_ptr: I64, use_row: I32, use_coef: F64, measure: F64, residual: F64, weight: F64
) -> None:
    """Use up room; arcs of the path whose row is full are closed in ``weight``."""
    for a in path:
        for u in range(use_ptr[a], use_ptr[a + 1]):
            residual[use_row[u]] -= amount * use_coef[u] * measure[use_row[u]]
    for a in path:
        for u in range(use_ptr[a], use_ptr[a + 1]):
            r = use_row[u]
            if measure[r] * use_coef[u] > 0.0 and residual[r] <= 1e-7:
                weight[a] = INF
