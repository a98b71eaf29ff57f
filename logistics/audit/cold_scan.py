"""One chronological scan that carries temperatures: the cheapest way of boxes without power, limits kept."""

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


class Ways(NamedTuple):
    """
    Events, legs and exits.

    Attributes
    ----------
    kind, time, first, second, cost : arrays of events in time order
        0: from arrived leg ``first`` into yard ``second``; 1: from yard ``second`` aboard leg ``first``; 2: from
        arrived leg ``first`` aboard leg ``second``; 3: leg ``first`` departs.
    previous, place, leaves, arrives : int64[legs]
        Leg before on the same run; terminal at its end; times.
    begins : int64[legs]
        Terminal at its start.
    yard_place : int64[chains]
    piece_ptr, piece_min, piece_mean, piece_warm, piece_cold : arrays by leg
        Parts of the way and the outside in a usual month, on warm and on cold days.
    exit_ptr, exit_done, exit_price : arrays by leg
    """

    kind: I64
    time: I64
    first: I64
    second: I64
    cost: F64
    previous: I64
    place: I64
    leaves: I64
    arrives: I64
    yard_place: I64
    piece_ptr: I64
    piece_min: F64
    piece_mean: F64
    piece_warm: F64
    piece_cold: F64
    exit_ptr: I64
    exit_done: I64
    exit_price: F64


class Goods(NamedTuple):
    """Goods in a box: time constant [min], limits [degC], life table [1/min], whether life matters, monthly outside."""

    tau: float
    ceiling: float
    floor: float
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
def _part(state: State, minutes: float, mean_c: float, warm_c: float, cold_c: float, goods: Goods) -> State:
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
def _stand(state: State, place: int, until: int, goods: Goods) -> State:
    """Let a box stand at a terminal until a minute."""
    now = state.minute
    while now < until and state.good:
        end = min(until, (now // QUARTER + 1) * QUARTER)
        month = goods.month[now // 1440 - goods.first_day]
        outside = goods.mean[place, month], goods.warm[place, month], goods.cold[place, month]
        state = _part(state, float(end - now), *outside, goods)
        now = end
    return State(state.cost, until, state.mean, state.warm, state.cold, state.used, state.good)


@njit(cache=True)
def _ride(state: State, leg: int, ways: Ways, goods: Goods) -> State:
    for p in range(ways.piece_ptr[leg], ways.piece_ptr[leg + 1]):
        if state.good:
            state = _part(state, ways.piece_min[p], ways.piece_mean[p], ways.piece_warm[p], ways.piece_cold[p], goods)
    return State(state.cost, ways.arrives[leg], state.mean, state.warm, state.cold, state.used, state.good)


@njit(cache=True)
def _lost(used: float, goods: Goods) -> float:
    if used <= goods.threshold or goods.threshold >= 1.0:
        return 0.0
    return goods.usd * min(1.0, (used - goods.threshold) / (1.0 - goods.threshold))


@njit(cache=True)
def _read(at: int, table: F64) -> State:
    return State(table[at, 0], int(table[at, 1]), table[at, 2], table[at, 3], table[at, 4], table[at, 5], True)


@njit(cache=True)
def _put(heads: I64, slot: int, state: State, size: int, following: I64, table: F64, floor: float) -> int:
    """Add a state to a list unless one there is as good in every way; drop those that it beats. All at one minute."""
    before, at = -1, heads[slot]
    while at >= 0:
        after = following[at]
        colder = floor > -np.inf
        if (
            table[at, 0] <= state.cost and table[at, 2] <= state.mean and table[at, 3] <= state.warm
            and table[at, 5] <= state.used and (not colder or table[at, 4] >= state.cold)
        ):  # fmt: skip
            return size
        if (
            state.cost <= table[at, 0] and state.mean <= table[at, 2] and state.warm <= table[at, 3]
            and state.used <= table[at, 5] and (not colder or state.cold >= table[at, 4])
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


@njit(cache=True)
def _deliver(
    leg: int, state: State, ways: Ways, goods: Goods, target_ptr: I64, due: I64, rate: F64, ready: int, best: F64,
) -> None:  # fmt: skip
    """Offer an arrival to the targets of its terminal."""
    for u in range(ways.exit_ptr[leg], ways.exit_ptr[leg + 1]):
        place = ways.place[leg]
        if target_ptr[place] == target_ptr[place + 1] or ways.exit_price[u] == np.inf:
            continue
        out = _stand(state, place, ways.exit_done[u], goods)
        if not out.good:
            continue
        paid = state.cost + ways.exit_price[u] + _lost(out.used, goods)
        for t in range(target_ptr[place], target_ptr[place + 1]):
            if ways.exit_done[u] <= due[t]:
                best[t] = min(best[t], paid + rate[t] * (ways.exit_done[u] - ready) / 60.0)


@njit(cache=True)
def _put_in_yard(
    yard: I64, chain: int, state: State, size: int, following: I64, table: F64, ways: Ways, goods: Goods
) -> int:
    """Bring all boxes in a yard to the minute of one more, drop the spoilt, and add it."""
    before, at = -1, yard[chain]
    while at >= 0:
        after = following[at]
        now = _stand(_read(at, table), ways.yard_place[chain], state.minute, goods)
        if now.good:
            table[at, 1], table[at, 2] = now.minute, now.mean
            table[at, 3], table[at, 4], table[at, 5] = now.warm, now.cold, now.used
            before = at
        elif before < 0:
            yard[chain] = after
        else:
            following[before] = after
        at = after
    return _put(yard, chain, state, size, following, table, goods.floor)


@njit(cache=True)
def _into_yard(
    e: int, most: float, size: int, arrived: I64, yard: I64, following: I64, table: F64, ways: Ways, goods: Goods,
) -> int:  # fmt: skip
    """Take boxes off an arrived train."""
    leg, now, at = ways.first[e], ways.time[e], arrived[ways.first[e]]
    while at >= 0 and size <= len(table):
        state = _read(at, table)
        if state.cost < most:
            state = _stand(state, ways.place[leg], now, goods)
            if state.good:
                state = State(state.cost + ways.cost[e], now, state.mean, state.warm, state.cold, state.used, True)
                size = _put_in_yard(yard, ways.second[e], state, size, following, table, ways, goods)
        at = following[at]
    return size


@njit(cache=True)
def _on_board(  # noqa: PLR0917  compiled
    e: int, most: float, size: int, arrived: I64, yard: I64, aboard: I64, following: I64, table: F64, ways: Ways,
    goods: Goods,
) -> int:  # fmt: skip
    """Put boxes on a train: from a yard, or by a kept slot from the train before the gauge break."""
    boards = ways.kind[e] == 1
    leg = ways.first[e] if boards else ways.second[e]
    at = yard[ways.second[e]] if boards else arrived[ways.first[e]]
    place = ways.yard_place[ways.second[e]] if boards else ways.place[ways.first[e]]
    while at >= 0 and size <= len(table):
        state = _stand(_read(at, table), place, ways.leaves[leg], goods)
        cost = state.cost + ways.cost[e]
        if state.good and cost < most:
            state = State(cost, state.minute, state.mean, state.warm, state.cold, state.used, True)
            size = _put(aboard, leg, state, size, following, table, goods.floor)
        at = following[at]
    return size


@njit(cache=True)
def _depart(
    e: int, first: int, most: float, size: int, arrived: I64, following: I64, table: F64, ways: Ways, goods: Goods,
) -> int:  # fmt: skip
    """Ride a leg with the boxes of a list."""
    leg, at = ways.first[e], first
    before = ways.previous[leg]
    while at >= 0 and size <= len(table):
        state = _read(at, table)
        if before >= 0:
            state = _stand(state, ways.place[before], ways.leaves[leg], goods)
        state = _ride(state, leg, ways, goods)
        cost = state.cost + ways.cost[e]
        if state.good and cost < most:
            state = State(cost, state.minute, state.mean, state.warm, state.cold, state.used, True)
            size = _put(arrived, leg, state, size, following, table, goods.floor)
        at = following[at]
    return size


@njit(cache=True)
def cold_scan(  # noqa: PLR0917  compiled
    start: int, ways: Ways, goods: Goods, seeds: F64, chains: I64, target_ptr: I64, due: I64, rate: F64, ready: int,
    best: F64, yard: I64, aboard: I64, arrived: I64, following: I64, table: F64,
) -> int:  # fmt: skip
    """
    Lower ``best`` to the cheapest cost of each target that keeps to the limits; return the number of states.

    ``seeds`` are states that enter yard ``chains`` (cost, minute, mean, warm, cold, used). More states than ``table`` has
    rows mean that the answer is incomplete.
    """
    yard[:], aboard[:], arrived[:] = -1, -1, -1
    size, sown, last, cheapest = 0, 0, due.max(), rate.min()
    for e in range(start, len(ways.time)):
        now = ways.time[e]
        if now > last or size > len(table):
            break
        while sown < len(chains) and seeds[sown, 1] <= now:
            size = _put_in_yard(yard, chains[sown], _read(sown, seeds), size, following, table, ways, goods)
            sown += 1
        most = best.max() - cheapest * (now - ready) / 60.0
        if ways.cost[e] == np.inf:
            continue
        if ways.kind[e] == 0:
            size = _into_yard(e, most, size, arrived, yard, following, table, ways, goods)
        elif ways.kind[e] < 3:
            size = _on_board(e, most, size, arrived, yard, aboard, following, table, ways, goods)
        else:
            leg = ways.first[e]
            before = ways.previous[leg]
            size = _depart(e, aboard[leg], most, size, arrived, following, table, ways, goods)
            if before >= 0:
                size = _depart(e, arrived[before], most, size, arrived, following, table, ways, goods)
            at = arrived[leg]
            while at >= 0 and size <= len(table):
                _deliver(leg, _read(at, table), ways, goods, target_ptr, due, rate, ready, best)
                at = following[at]
    return size
