"""
Objective, Lagrangian bound and repair: the arithmetic that turns prices and flows into a proof.

For prices μ >= 0 the bound is ``Σ_k q_k min(o_k, cheapest path at μ) - Σ_r Σ_s width_rs max(0, μ_r - c_rs)``; a row
without queue segments has one segment of its capacity at cost 0, and then the second sum is ``μ_r capacity_r``.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from logistics.planning.problem import F64, I32, I64, Problem


def lagrangian(problem: Problem, price: F64, cheapest: F64, searched: F64) -> float:
    """
    Return the lower bound [USD] that resource prices prove.

    Parameters
    ----------
    problem : Problem
    price : float64[R]
    cheapest : float64[O]
        Cheapest path per box of every option at ``price``; infinity where none is below ``searched``.
    searched : float64[K]
        Bound used in the search.
    """
    per_box = np.minimum(np.minimum(problem.best(cheapest), searched), problem.outside)
    rows = problem.rows
    rent = rows.width * np.maximum(price[:, None] - rows.cost, 0.0)
    return float(problem.boxes @ per_box - rent.sum())


def queue_cost(problem: Problem, use: F64) -> F64:
    """Return the cost of queues of every row [USD] at given use: segments fill from the cheapest."""
    rows = problem.rows
    before = np.concatenate([np.zeros((len(use), 1)), np.cumsum(rows.width, axis=1)[:, :-1]], axis=1)
    filled = np.clip(use[:, None] - before, 0.0, rows.width)
    total: F64 = (filled * rows.cost).sum(axis=1)
    return total


@njit(cache=True, nogil=True)
def fit(order: I64, owner: I64, ptr: I64, row: I32, amount: F64, flow: F64, room: F64, left: F64) -> None:
    """Cut flows, column by column in the given order, to what rooms of rows and boxes of owners allow."""
    for i in range(len(order)):
        p = order[i]
        x = min(flow[p], left[owner[p]])
        for z in range(ptr[p], ptr[p + 1]):
            x = min(x, room[row[z]] / amount[z])
        x = max(x, 0.0)
        flow[p] = x
        left[owner[p]] -= x
        for z in range(ptr[p], ptr[p + 1]):
            room[row[z]] -= x * amount[z]
