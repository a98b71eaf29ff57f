"""One chronological scan that carries temperatures: the cheapest way of boxes without power, limits kept."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from logistics.audit.cold_state import Goods, State, lost, part, put, read_state, stand

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]


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


@njit(cache=True)
def _ride(state: State, leg: int, ways: Ways, goods: Goods) -> State:
    for p in range(ways.piece_ptr[leg], ways.piece_ptr[leg + 1]):
        if state.good:
            state = part(state, ways.piece_min[p], ways.piece_mean[p], ways.piece_warm[p], ways.piece_cold[p], goods)
    return State(state.cost, ways.arrives[leg], state.mean, state.warm, state.cold, state.used, state.good)


@njit(cache=True)
def _deliver(
    leg: int, state: State, ways: Ways, goods: Goods, target_ptr: I64, due: I64, rate: F64, ready: int, best: F64,
) -> None:  # fmt: skip
    """Offer an arrival to the targets of its terminal."""
    for u in range(ways.exit_ptr[leg], ways.exit_ptr[leg + 1]):
        place = ways.place[leg]
        if target_ptr[place] == target_ptr[place + 1] or ways.exit_price[u] == np.inf:
            continue
        out = stand(state, place, ways.exit_done[u], goods)
        if not out.good:
            continue
        paid = state.cost + ways.exit_price[u] + lost(out.used, goods)
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
        now = stand(read_state(at, table), ways.yard_place[chain], state.minute, goods)
        if now.good:
            table[at, 1], table[at, 2] = now.minute, now.mean
            table[at, 3], table[at, 4], table[at, 5] = now.warm, now.cold, now.used
            before = at
        elif before < 0:
            yard[chain] = after
        else:
            following[before] = after
        at = after
    return put(yard, chain, state, size, following, table, goods)


@njit(cache=True)
def _into_yard(
    e: int, most: float, size: int, arrived: I64, yard: I64, following: I64, table: F64, ways: Ways, goods: Goods,
) -> int:  # fmt: skip
    """Take boxes off an arrived train."""
    leg, now, at = ways.first[e], ways.time[e], arrived[ways.first[e]]
    while at >= 0 and size <= len(table):
        state = read_state(at, table)
        if state.cost < most:
            state = stand(state, ways.place[leg], now, goods)
            if state.good:
                state = State(
                    state.cost + ways.cost[e], state.minute, state.mean, state.warm, state.cold, state.used, True
                )
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
        state = stand(read_state(at, table), place, ways.leaves[leg], goods)
        cost = state.cost + ways.cost[e]
        if state.good and cost < most:
            state = State(cost, state.minute, state.mean, state.warm, state.cold, state.used, True)
            size = put(aboard, leg, state, size, following, table, goods)
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
        state = read_state(at, table)
        if before >= 0:
            state = stand(state, ways.place[before], ways.leaves[leg], goods)
        state = _ride(state, leg, ways, goods)
        cost = state.cost + ways.cost[e]
        if state.good and cost < most:
            state = State(cost, state.minute, state.mean, state.warm, state.cold, state.used, True)
            size = put(arrived, leg, state, size, following, table, goods)
        at = following[at]
    return size


@njit(cache=True)
def cold_scan(  # noqa: PLR0917  compiled
    start: int, ways: Ways, goods: Goods, seeds: F64, chains: I64, seed_leg: int, target_ptr: I64, due: I64, rate: F64,
    ready: int, best: F64, yard: I64, aboard: I64, arrived: I64, following: I64, table: F64,
) -> int:  # fmt: skip
    """
    Lower ``best`` to the cheapest cost of each target that keeps to the limits; return the number of states.

    ``seeds`` are states that enter yard ``chains`` (cost, minute, mean, warm, cold, used), or the one that arrives on
    ``seed_leg``. More states than ``table`` has rows mean that the answer is incomplete.
    """
    yard[:], aboard[:], arrived[:] = -1, -1, -1
    size, sown, last, cheapest = 0, 0, due.max(), rate.min()
    if seed_leg >= 0:
        state = read_state(0, seeds)
        size = put(arrived, seed_leg, state, size, following, table, goods)
        _deliver(seed_leg, state, ways, goods, target_ptr, due, rate, ready, best)
    for e in range(start, len(ways.time)):
        now = ways.time[e]
        if now > last or size > len(table):
            break
        while sown < len(chains) and seeds[sown, 1] <= now:
            size = _put_in_yard(yard, chains[sown], read_state(sown, seeds), size, following, table, ways, goods)
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
                _deliver(leg, read_state(at, table), ways, goods, target_ptr, due, rate, ready, best)
                at = following[at]
    return size
