"""Exact label setting with the temperature of the box in the label."""

# ruff: noqa: PLR0917  compiled kernels take flat arrays, one parameter each

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from logistics.routing.bounds import FAR
from logistics.routing.labels import _arrive, _beaten
from logistics.timespace.drift import walk

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]
I32 = NDArray[np.int32]
U8 = NDArray[np.uint8]


class Area(NamedTuple):
    """Where a search may look: nodes ``low:high`` of a graph, `bounds.to_go`, and `memory_bounds.tolerance`."""

    low: int
    high: int
    stages: int
    timed: int
    target: U8
    node_min: I32
    first_arc: I64
    head: I32
    shut: U8
    jump: U8
    cost: I64
    co2e: I64
    early: I64
    cheap: I64
    fresh: I64
    clean: I64
    most: F64
    safe: F64


class Gate(NamedTuple):
    """Entries by node, with the temperature and the strains (X, E) of the boxes there."""

    node: I64
    start: I64
    cost: I64
    life: I64
    temp: F64
    strain: F64


class Pool(NamedTuple):
    """Labels: values, temperature, strains (X, size), arc that led here (-1 - entry), label before, next of state."""

    start: I64
    cost: I64
    life: I64
    co2e: I64
    temp: F64
    strain: F64
    arc: I32
    parent: I32
    next: I32


@njit(cache=True, nogil=True)
def search(  # noqa: C901, PLR0912, PLR0915  one loop: a call per label would cost more than the label
    area: Any, gate: Any, course: Any, strain: Any, unit: float, slope: float, both: bool, seeds: int, f_time: I64,
    f_cost: I64, f_life: I64, f_co2e: I64, f_label: I64, first: I32, pool: Any,
) -> tuple[int, int]:  # fmt: skip
    """
    Find the front of all ways that keep the limits, as `labels.search` does without temperatures.

    Parameters
    ----------
    area, gate, course, strain, pool
        See there.
    unit : float
        Units per shelf life; 0 when it does not count.
    slope, both
        See `_as_good`.
    seeds, f_*, first
        As in `labels.search`.

    Returns
    -------
    labels, found : int
    """
    size, found, at, tracks = 0, seeds, 0, len(strain.most)
    carried = np.empty(tracks)
    stages, timed = area.stages, area.timed
    for n in range(area.low, area.high):
        while at < len(gate.node) and gate.node[at] == n:
            state = n * stages
            start = gate.start[at] * timed
            if area.early[state] != FAR and not _beaten(
                area.early[state] * timed - start, gate.cost[at] + area.cheap[state],
                gate.life[at] + area.fresh[state], area.clean[state], seeds, found, f_time, f_cost, f_life, f_co2e,
            ):  # fmt: skip
                bearable = True
                for x in range(tracks):
                    carried[x] = gate.strain[x, at]
                    bearable = bearable and carried[x] <= area.most[x, state]
                if bearable:
                    if size + 1 >= len(pool.cost):
                        return -1, found
                    size = _insert(
                        state, start, gate.cost[at], gate.life[at], 0, gate.temp[at], carried, -1 - at, -1, size,
                        first, pool, area.safe, slope, both,
                    )  # fmt: skip
            at += 1
        for s in range(stages):
            state = n * stages + s
            label = first[state]
            if label < 0:
                continue
            if area.target[n] and s == stages - 1:
                while label >= 0:
                    time = area.node_min[n] * timed - pool.start[label]
                    c, u, g = pool.cost[label], pool.life[label], pool.co2e[label]
                    if not _beaten(time, c, u, g, seeds, found, f_time, f_cost, f_life, f_co2e):
                        if found + 1 >= len(f_cost):
                            return -2, found
                        found = _arrive(
                            time, c, u, g, label, seeds, found, f_time, f_cost, f_life, f_co2e, f_label
                        )  # fmt: skip
                    label = pool.next[label]
                continue
            while label >= 0:
                start = pool.start[label]
                if not _beaten(
                    area.early[state] * timed - start, pool.cost[label] + area.cheap[state],
                    pool.life[label] + area.fresh[state], pool.co2e[label] + area.clean[state], seeds, found, f_time,
                    f_cost, f_life, f_co2e,
                ):  # fmt: skip
                    for a in range(area.first_arc[n], area.first_arc[n + 1]):
                        if area.head[a] >= area.high or area.shut[a]:
                            continue
                        h = area.head[a] * stages + (s if stages == 1 else area.jump[a * stages + s])
                        if area.early[h] == FAR:
                            continue
                        bearable = True
                        for x in range(tracks):
                            bearable = bearable and pool.strain[x, label] <= strain.most[x, a]
                            carried[x] = strain.keep[a] * pool.strain[x, label] + strain.push[x, a]
                            bearable = bearable and carried[x] <= area.most[x, h]
                        if not bearable:
                            continue
                        temp, used = walk(course, course.begin[a], course.stop[a], pool.temp[label])
                        c = pool.cost[label] + area.cost[a]
                        u = pool.life[label] + int(used * unit + 0.5)
                        g = pool.co2e[label] + area.co2e[a]
                        if _beaten(
                            area.early[h] * timed - start, c + area.cheap[h], u + area.fresh[h], g + area.clean[h],
                            seeds, found, f_time, f_cost, f_life, f_co2e,
                        ):  # fmt: skip
                            continue
                        if size + 1 >= len(pool.cost):
                            return -1, found
                        size = _insert(
                            h, start, c, u, g, temp, carried, a, label, size, first, pool, area.safe, slope, both
                        )  # fmt: skip
                label = pool.next[label]
    return size, found


@njit(cache=True, nogil=True)
def _as_good(
    state: int, start: int, cost: int, life: int, co2e: int, temp: float, carried: F64, other: int, pool: Any,
    safe: F64, slope: float, both: bool, wins: bool,
) -> bool:  # fmt: skip
    """
    Return whether values are as good as a label (``wins``), or the label as good as they are.

    A box that is warmer by d uses at most ``slope d`` more of its shelf life on any way from here, a colder one no
    more (where rates fall with temperature somewhere, ``both`` counts colder ones too): it is as good if it has used
    that much less so far. A limit counts only as long as it can still be passed.
    """
    d = temp - pool.temp[other] if wins else pool.temp[other] - temp
    margin = slope * (abs(d) if both else max(d, 0.0))
    if wins:
        good = start >= pool.start[other] and cost <= pool.cost[other] and co2e <= pool.co2e[other]
        good = good and life + margin <= pool.life[other]
    else:
        good = start <= pool.start[other] and cost >= pool.cost[other] and co2e >= pool.co2e[other]
        good = good and pool.life[other] + margin <= life
    for x in range(len(carried)):
        mine, its = carried[x], pool.strain[x, other]
        if wins:
            good = good and (mine <= its or mine <= safe[x, state])
        else:
            good = good and (its <= mine or its <= safe[x, state])
    return bool(good)


@njit(cache=True, nogil=True)
def _insert(
    state: int, start: int, cost: int, life: int, co2e: int, temp: float, carried: F64, arc: int, parent: int,
    size: int, first: I32, pool: Any, safe: F64, slope: float, both: bool,
) -> int:  # fmt: skip
    """Put a label into the list of its state unless one there is as good; return the new number of labels."""
    before = -1
    at = first[state]
    while at >= 0 and pool.cost[at] <= cost:
        if _as_good(state, start, cost, life, co2e, temp, carried, at, pool, safe, slope, both, False):
            return size
        if pool.cost[at] == cost and _as_good(
            state, start, cost, life, co2e, temp, carried, at, pool, safe, slope, both, True
        ):  # fmt: skip
            break
        before = at
        at = pool.next[at]
    pool.start[size], pool.cost[size], pool.life[size], pool.co2e[size] = start, cost, life, co2e
    pool.temp[size], pool.arc[size], pool.parent[size] = temp, arc, parent
    for x in range(len(carried)):
        pool.strain[x, size] = carried[x]
    if before < 0:
        first[state] = size
    else:
        pool.next[before] = size
    last = size
    while at >= 0:
        if _as_good(state, start, cost, life, co2e, temp, carried, at, pool, safe, slope, both, True):
            at = pool.next[at]
            continue
        pool.next[last] = at
        last = at
        at = pool.next[at]
    pool.next[last] = -1
    return size + 1
