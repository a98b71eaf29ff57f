"""Compiled: the temperature of a box without power along arcs, and what its goods lose."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]
I32 = NDArray[np.int32]
U8 = NDArray[np.uint8]
FREE, LATE, MEMORY = 0, 1, 2
COLDEST_C, CELLS_PER_K = -60.0, 100.0
INF = np.inf


class Keeping(NamedTuple):
    """
    Arrays of how goods keep; O options, B kinds of box without power, M arcs, P pieces.

    Attributes
    ----------
    kind : uint8[O]
        FREE: nothing to follow; LATE: a set point is held, only the arrival counts; MEMORY: temperature is followed.
    usd : float64[O]
        Value of the goods in one box of the consignment.
    free_min, usd_per_min : float64[O]
        LATE: arrival from which value is lost, and how much.
    ready, rate : float64[O]
        LATE: minute of readiness, and share of the shelf life per minute.
    box : int64[O]
        MEMORY: kind of box.
    warm, cold : float64[O]
        MEMORY: cargo temperature at the start on warm and on cold days [degC].
    tau_min, ceiling, floor, threshold, most : float64[B]
        Time constant; highest temperature on warm days, lowest on cold ones; share of the shelf life up to which
        nothing is lost, and beyond which goods cannot be sold.
    lasting : uint8[B]
        Whether so little of the shelf life is used on any path that nothing is lost.
    rates : float64[B, CELLS]
        Share of the shelf life per minute by temperature.
    ptr, minutes, warm_c, cold_c : int64[M + 1], float64[P]
        Pieces of arcs; the outside on warm and on cold days.
    """

    kind: U8
    usd: F64
    free_min: F64
    usd_per_min: F64
    ready: F64
    rate: F64
    box: I64
    warm: F64
    cold: F64
    tau_min: F64
    ceiling: F64
    floor: F64
    threshold: F64
    most: F64
    lasting: U8
    rates: F64
    ptr: I64
    minutes: F64
    warm_c: F64
    cold_c: F64


@njit(cache=True, nogil=True)
def _rate(rates: F64, temperature: float) -> float:
    """Return the rate at a temperature, linear between the cells of a table."""
    x = min(max((temperature - COLDEST_C) * CELLS_PER_K, 0.0), len(rates) - 1.001)
    cell = int(x)
    value: float = rates[cell] + (rates[cell + 1] - rates[cell]) * (x - cell)
    return value


@njit(cache=True, nogil=True)
def drift(
    arc: int, box: int, warm: float, cold: float, used: float, follow: bool, keep: Keeping
) -> tuple[float, float, float, bool]:
    """
    Return the temperatures and the life used after an arc, and whether all stayed inside the limits.

    In each piece ``T = A + (T_0 - A) exp(-t / tau)``, so limits are passed first at an end of a piece; the life used
    is integrated by Simpson's rule, if asked to ``follow`` it.
    """
    tau, ceiling, floor, rates = keep.tau_min[box], keep.ceiling[box], keep.floor[box], keep.rates[box]
    for p in range(keep.ptr[arc], keep.ptr[arc + 1]):
        half = np.exp(-0.5 * keep.minutes[p] / tau)
        outside = keep.warm_c[p]
        middle = outside + (warm - outside) * half
        after = outside + (warm - outside) * half * half
        if follow:
            used += keep.minutes[p] * (_rate(rates, warm) + 4.0 * _rate(rates, middle) + _rate(rates, after)) / 6.0
        warm = after
        cold = keep.cold_c[p] + (cold - keep.cold_c[p]) * half * half
        if warm > ceiling or cold < floor:
            return warm, cold, used, False
    return warm, cold, used, used <= keep.most[box]


@njit(cache=True, nogil=True)
def value_lost(option: int, used: float, keep: Keeping) -> float:
    """Return the value lost [USD per box]: none up to the threshold, then linear, all of it when spent."""
    threshold = keep.threshold[keep.box[option]]
    if used <= threshold or threshold >= 1.0:
        return 0.0
    lost: float = keep.usd[option] * min((used - threshold) / (1.0 - threshold), 1.0)
    return lost


@njit(cache=True, nogil=True)
def lost_late(option: int, arrival: float, keep: Keeping) -> float:
    """Return the value that a box at its set point loses by arriving at a minute [USD per box]."""
    lost: float = max(arrival - keep.free_min[option], 0.0) * keep.usd_per_min[option]
    return lost


@njit(cache=True, nogil=True)
def walk(option: int, path: I32, n: int, keep: Keeping) -> tuple[float, float, bool]:
    """Return the value lost and life used by a box without power along a path, and whether it keeps to the limits."""
    box = keep.box[option]
    warm, cold, used = keep.warm[option], keep.cold[option], 0.0
    fits = warm <= keep.ceiling[box] and cold >= keep.floor[box]
    for i in range(n):
        warm, cold, used, inside = drift(path[i], box, warm, cold, used, True, keep)
        fits &= inside
        if not fits:
            break
    return value_lost(option, used, keep), used, fits


@njit(cache=True, nogil=True)
def follow_paths(
    owner: I64, ptr: I64, arc: I32, head: I32, node_min: I32, keep: Keeping, lost: F64, used: F64, fits: U8
) -> None:
    """Fill value lost [USD per box], life used (nan where none is known) and whether limits are kept, path by path."""
    for p in range(len(owner)):
        o = owner[p]
        lost[p], used[p], fits[p] = 0.0, np.nan, 1
        if keep.kind[o] == LATE:
            arrival = float(node_min[head[arc[ptr[p + 1] - 1]]])
            lost[p] = lost_late(o, arrival, keep)
            used[p] = (arrival - keep.ready[o]) * keep.rate[o]
        elif keep.kind[o] == MEMORY:
            lost[p], used[p], inside = walk(o, arc[ptr[p] : ptr[p + 1]], ptr[p + 1] - ptr[p], keep)
            fits[p] = 1 if inside else 0


@njit(cache=True, nogil=True)
def coldest_arrivals(  # noqa: PLR0917  compiled kernels take flat arrays, one parameter each
    option: int, source: int, last: int, class_bit: int, first_arc: I64, head: I32, mask: NDArray[np.uint32],
    place: NDArray[np.int16], out: U8, keep: Keeping, coldest: F64, arrive: I64,
) -> None:  # fmt: skip
    """
    Fill, for every terminal, the first exit node that a box can be brought to below its ceiling at any cost.

    Of all ways to a node the one that arrives coldest decides: where that is too warm, all are. ``coldest`` is scratch.
    """
    box = keep.box[option]
    arrive[:] = last
    coldest[source:last] = INF
    if keep.warm[option] <= keep.ceiling[box]:
        coldest[source] = keep.warm[option]
    for n in range(source, last):
        if coldest[n] == INF:
            continue
        if out[n]:
            arrive[place[n]] = min(arrive[place[n]], n)
            continue
        for a in range(first_arc[n], first_arc[n + 1]):
            if head[a] < last and (mask[a] >> class_bit) & 1:
                warm, _, _, inside = drift(a, box, coldest[n], INF, 0.0, False, keep)
                if inside:
                    coldest[head[a]] = min(coldest[head[a]], warm)
