"""One chronological scan over all events: the cheapest way from a start to every destination and due time."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]


@njit(cache=True)
def _deliver(  # noqa: PLR0917  compiled: arrays are passed one by one
    leg: int, cost: float, place: int, ptr: I64, done: I64, price: F64, target_ptr: I64, due: I64, rate: F64,
    fresh: F64, loss: F64, ready: int, best: F64,
) -> None:  # fmt: skip
    """Offer an arrival to the targets of its terminal."""
    for u in range(ptr[leg], ptr[leg + 1]):
        paid = cost + price[u]
        for t in range(target_ptr[place], target_ptr[place + 1]):
            if done[u] <= due[t]:
                whole = paid + rate[t] * (done[u] - ready) / 60.0 + loss[t] * max(done[u] - fresh[t], 0.0)
                best[t] = min(best[t], whole)


@njit(cache=True)
def scan(  # noqa: PLR0917  compiled: arrays are passed one by one
    start: int, kind: I64, time: I64, first: I64, second: I64, cost: F64, previous: I64, place: I64, ptr: I64,
    done: I64, price: F64, seed_time: I64, seed_chain: I64, seed_cost: F64, seed_leg: int, target_ptr: I64, due: I64,
    rate: F64, fresh: F64, loss: F64, ready: int, best: F64, yard: F64, aboard: F64, arrived: F64,
) -> None:  # fmt: skip
    """
    Fill ``best`` with the cheapest cost of each target; other arrays are scratch.

    Notes
    -----
    Costs of standing in a yard are differences of a running total, so that one number per yard suffices: entering
    subtracts the total at that time, leaving adds it. Ties in time: into the yard, boarding, kept slots, departures.
    """
    yard[:] = np.inf
    aboard[:] = np.inf
    arrived[:] = np.inf
    last = due.max()
    if seed_leg >= 0:
        arrived[seed_leg] = 0.0
        _deliver(seed_leg, 0.0, place[seed_leg], ptr, done, price, target_ptr, due, rate, fresh, loss, ready, best)
    sown = 0
    for e in range(start, len(time)):
        if time[e] > last:
            break
        while sown < len(seed_time) and seed_time[sown] <= time[e]:
            yard[seed_chain[sown]] = min(yard[seed_chain[sown]], seed_cost[sown])
            sown += 1
        a, b = first[e], second[e]
        if kind[e] == 0:
            yard[b] = min(yard[b], arrived[a] + cost[e])
        elif kind[e] == 1:
            aboard[a] = yard[b] + cost[e]
        elif kind[e] == 2:
            aboard[b] = min(aboard[b], arrived[a] + cost[e])
        else:
            value = aboard[a]
            if previous[a] >= 0:
                value = min(value, arrived[previous[a]])
            if value < np.inf and a != seed_leg:
                value += cost[e]
                arrived[a] = value
                _deliver(a, value, place[a], ptr, done, price, target_ptr, due, rate, fresh, loss, ready, best)
