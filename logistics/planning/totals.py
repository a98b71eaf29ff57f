"""Compiled: cost and resource use of paths, and prices of closed resources."""

# ruff: noqa: PLR0917  compiled kernels take flat arrays, one parameter each

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from logistics.planning.to_go import F64, I32, I64, INF, U8, cost_to_go


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
def lift(
    targets: I64, low: I64, high: I64, ptr: I64, member: I64, source: I64, sink: I64, last: I64, demand: F64,
    place: NDArray[np.int16], kind: U8, first_arc: I64, head: I32, weight: F64, closed: U8, use_ptr: I64, use_row: I32,
    use_coef: F64, measure: F64, arc_ptr: I64, row_arc: I32, row_coef: F64, price: F64, to_go: F64, following: I32,
    dist: F64,
) -> None:  # fmt: skip
    """
    Raise prices of closed rows until no path over them costs less than ``demand[k]``, in one pass per consignment.

    ``weight`` (at ``price``, closed rows open) and ``price`` are changed. Only the first closed row of a path is
    raised: opening a later one alone would bring nothing.
    """
    for i in range(len(targets)):
        t = targets[i]
        to = sink[member[ptr[t]]]
        cost_to_go(low[t], high[t], to, place, kind, first_arc, head, weight, to_go, following)
        for m in range(ptr[t], ptr[t + 1]):
            k = member[m]
            limit = demand[k] * (1.0 - 1e-12)
            if to_go[source[k]] >= limit:
                continue
            dist[source[k] : last[k]] = INF
            dist[source[k]] = 0.0
            for n in range(source[k], last[k]):
                d = dist[n]
                if d == INF or d + to_go[n] >= limit:
                    continue
                for a in range(first_arc[n], first_arc[n + 1]):
                    h = head[a]
                    if h >= last[k]:
                        continue
                    short = limit - (d + weight[a] + to_go[h])
                    if short > 0.0:
                        _raise_price(a, short, closed, use_ptr, use_row, use_coef, measure, arc_ptr, row_arc, row_coef,
                                     price, weight)  # fmt: skip
                    dist[h] = min(dist[h], d + weight[a])


@njit(cache=True, nogil=True)
def _raise_price(
    arc: int, short: float, closed: U8, use_ptr: I64, use_row: I32, use_coef: F64, measure: F64, arc_ptr: I64,
    row_arc: I32, row_coef: F64, price: F64, weight: F64,
) -> None:  # fmt: skip
    """Make an arc dearer by ``short`` through the price of the first closed row that it uses, if it uses one."""
    for u in range(use_ptr[arc], use_ptr[arc + 1]):
        r = use_row[u]
        if closed[r] and use_coef[u] * measure[r] > 0.0:
            rise = short / (use_coef[u] * measure[r])
            price[r] += rise
            for z in range(arc_ptr[r], arc_ptr[r + 1]):
                weight[row_arc[z]] += rise * measure[r] * row_coef[z]
            return
