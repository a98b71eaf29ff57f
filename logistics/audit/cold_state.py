"""States of a box without power in the audit's own search: what time does to them, and which of them can be dropped."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]
QUARTER = 360
LOW_C, PER_K = -60.0, 100.0
POINTS = (0.5 - 0.15**0.5, 0.5, 0.5 + 0.15**0.5)
WEIGHTS = (5 / 18, 8 / 18, 5 / 18)
"""Where in a part the life used is looked at, and what each point counts."""


class Goods(NamedTuple):
    """
    Goods in a box.

    Attributes
    ----------
    tau : float
        Time constant [min].
    ceiling, floor : float
        Limits [degC].
    capped, floored : bool
        Whether ceiling and floor can be passed at all.
    threshold, most, usd : float
        Life used up to which nothing is lost, beyond which nothing can be sold, and value in a box.
    counts : bool
        Whether life used matters.
    rates : float64[...]
        Share of the life per minute by temperature.
    mean, warm, cold : float64[terminals, 13]
        Outside by month.
    month, first_day : int64[days], int
        Month of each day, and the first of them.
    """

    tau: float
    ceiling: float
    floor: float
    capped: bool
    floored: bool
    threshold: float
    most: float
    usd: float
    counts: bool
    rates: F64
    mean: F64
    warm: F64
    cold: F64
    month: I64
    first_day: int


class State(NamedTuple):
    """A box: cost [USD], minute, temperatures in a usual month, on warm and on cold days, life used, whether good."""

    cost: float
    minute: int
    mean: float
    warm: float
    cold: float
    used: float
    good: bool


@njit(cache=True)
def _rate(rates: F64, celsius: float) -> float:
    x = min(max((celsius - LOW_C) * PER_K, 0.0), len(rates) - 1.001)
    value: float = rates[int(x)] * (1.0 - x + int(x)) + rates[int(x) + 1] * (x - int(x))
    return value


@njit(cache=True)
def part(state: State, minutes: float, mean_c: float, warm_c: float, cold_c: float, goods: Goods) -> State:
    """Let a box stand in one outside temperature."""
    share = np.exp(-minutes / goods.tau)
    warm = warm_c + (state.warm - warm_c) * share
    cold = cold_c + (state.cold - cold_c) * share
    mean, used = state.mean, state.used
    if goods.counts:
        for point in range(3):
            left = np.exp(-POINTS[point] * minutes / goods.tau)
            used += minutes * WEIGHTS[point] * _rate(goods.rates, mean_c + (state.mean - mean_c) * left)
        mean = mean_c + (state.mean - mean_c) * share
    good = state.good and warm <= goods.ceiling and cold >= goods.floor and used <= goods.most
    return State(state.cost, state.minute, mean, warm, cold, used, good)


@njit(cache=True)
def stand(state: State, place: int, until: int, goods: Goods) -> State:
    """Let a box stand at a terminal until a minute; what it has been through already is not undone."""
    now = state.minute
    while now < until and state.good:
        end = min(until, (now // QUARTER + 1) * QUARTER)
        month = goods.month[now // 1440 - goods.first_day]
        outside = goods.mean[place, month], goods.warm[place, month], goods.cold[place, month]
        state = part(state, float(end - now), *outside, goods)
        now = end
    return State(state.cost, max(until, state.minute), state.mean, state.warm, state.cold, state.used, state.good)


@njit(cache=True)
def lost(used: float, goods: Goods) -> float:
    """Return the value lost [USD per box] when a share of the shelf life is used."""
    if used <= goods.threshold or goods.threshold >= 1.0:
        return 0.0
    return goods.usd * min(1.0, (used - goods.threshold) / (1.0 - goods.threshold))


@njit(cache=True)
def read_state(at: int, table: F64) -> State:
    """Return a row of a table of states."""
    return State(table[at, 0], int(table[at, 1]), table[at, 2], table[at, 3], table[at, 4], table[at, 5], True)


@njit(cache=True)
def put(heads: I64, slot: int, state: State, size: int, following: I64, table: F64, goods: Goods) -> int:
    """Add a state to a list unless one there is as good in every way; drop those that it beats. All at one minute."""
    before, at = -1, heads[slot]
    while at >= 0:
        after = following[at]
        if (
            table[at, 0] <= state.cost and table[at, 2] <= state.mean and table[at, 5] <= state.used
            and (not goods.capped or table[at, 3] <= state.warm) and (not goods.floored or table[at, 4] >= state.cold)
        ):  # fmt: skip
            return size
        if (
            state.cost <= table[at, 0] and state.mean <= table[at, 2] and state.used <= table[at, 5]
            and (not goods.capped or state.warm <= table[at, 3]) and (not goods.floored or state.cold >= table[at, 4])
        ):  # fmt: skip
            if before < 0:
                heads[slot] = after
            else:
                following[before] = after
        else:
            before = at
        at = after
    if size < len(table):
        table[size, 0], table[size, 1], table[size, 2] = state.cost, state.minute, state.mean
        table[size, 3], table[size, 4], table[size, 5] = state.warm, state.cold, state.used
        following[size] = heads[slot]
        heads[slot] = size
    return size + 1
