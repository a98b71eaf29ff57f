"""Compiled: the temperatures of a box without power along arcs, and what its goods lose."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from logistics.timespace.drift import Course
from logistics.timespace.drift import walk as walk_pieces

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]
I32 = NDArray[np.int32]
U8 = NDArray[np.uint8]
FREE, LATE, MEMORY = 0, 1, 2
INF = np.inf


class Keeping(NamedTuple):
    """
    Arrays of how goods keep; O options, B kinds of box without power, X tracks (see `Memory`), M arcs, Z pieces.

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
    mean, warm, cold : float64[O]
        MEMORY: cargo temperature at the start in mean, warm and cold weather [degC]; ``cold <= mean <= warm``.
    used : float64[O]
        MEMORY: share of the shelf life used before the start.
    ceiling, floor, threshold, most : float64[B]
        Highest temperature in warm weather, lowest in cold; share of the shelf life up to which nothing is lost, and
        beyond which goods cannot be sold.
    lasting : uint8[B]
        Whether so little of the shelf life is used on any path that nothing is lost.
    slope : float64[B]
        Share of the shelf life that one kelvin more can cost at most.
    hot, icy : int64[B]
        Track of the ceiling and of the floor; -1 where it cannot be passed.
    share, push, bear : float64[X, M]
        After arc a the strain is ``share x + push``; it must be at most ``bear`` before. The strain is the temperature
        in warm weather, and minus that in cold weather.
    kept, rates : float64[B, 4, BUCKET_MIN + 1], float64[B, CELLS + 1]
        See `Course`.
    begin, stop, minutes, outside : int64[M], int64[M], int16[Z], float64[Z]
        Pieces of arcs and mean weather, see `Course`.
    """

    kind: U8
    usd: F64
    free_min: F64
    usd_per_min: F64
    ready: F64
    rate: F64
    box: I64
    mean: F64
    warm: F64
    cold: F64
    used: F64
    ceiling: F64
    floor: F64
    threshold: F64
    most: F64
    lasting: U8
    slope: F64
    hot: I64
    icy: I64
    share: F64
    push: F64
    bear: F64
    kept: F64
    rates: F64
    begin: I64
    stop: I64
    minutes: NDArray[np.int16]
    outside: F64


@njit(cache=True, nogil=True)
def course_of(box: int, keep: Keeping) -> Course:
    """Return what boxes of a kind meet in mean weather."""
    return Course(keep.begin, keep.stop, keep.minutes, keep.outside, keep.kept[box], keep.rates[box])


@njit(cache=True, nogil=True)
def hold(arc: int, box: int, warm: float, cold: float, keep: Keeping) -> tuple[float, float, bool]:
    """Return the temperatures in warm and in cold weather after an arc, and whether the limits were kept on it."""
    hot, icy = keep.hot[box], keep.icy[box]
    if hot >= 0:
        if warm > keep.bear[hot, arc]:
            return warm, cold, False
        warm = keep.share[hot, arc] * warm + keep.push[hot, arc]
    if icy >= 0:
        if -cold > keep.bear[icy, arc]:
            return warm, cold, False
        cold = keep.share[icy, arc] * cold - keep.push[icy, arc]
    return warm, cold, True


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
def fits_at_start(option: int, keep: Keeping) -> bool:
    """Return whether a box without power is inside its limits before it goes anywhere."""
    box = keep.box[option]
    return bool(
        keep.warm[option] <= keep.ceiling[box]
        and keep.cold[option] >= keep.floor[box]
        and keep.used[option] <= keep.most[box]
    )


@njit(cache=True, nogil=True)
def walk(option: int, path: I32, n: int, keep: Keeping) -> tuple[float, float, bool]:
    """Return the value lost and life used by a box without power along a path, and whether it keeps to the limits."""
    box = keep.box[option]
    course = course_of(box, keep)
    mean, warm, cold, used = keep.mean[option], keep.warm[option], keep.cold[option], keep.used[option]
    fits = fits_at_start(option, keep)
    for i in range(n):
        if not fits:
            break
        a = path[i]
        warm, cold, fits = hold(a, box, warm, cold, keep)
        mean, more = walk_pieces(course, course.begin[a], course.stop[a], mean)
        used += more
        fits &= used <= keep.most[box]
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

    Of all ways to a node the one that arrives coldest in warm weather decides: where that is too warm, all are.
    ``coldest`` is scratch; the ceiling must have a track.
    """
    hot = keep.hot[keep.box[option]]
    arrive[:] = last
    coldest[source:last] = INF
    if keep.warm[option] <= keep.ceiling[keep.box[option]]:
        coldest[source] = keep.warm[option]
    for n in range(source, last):
        if coldest[n] == INF:
            continue
        if out[n]:
            arrive[place[n]] = min(arrive[place[n]], n)
            continue
        for a in range(first_arc[n], first_arc[n + 1]):
            if (mask[a] >> class_bit) & 1 and coldest[n] <= keep.bear[hot, a]:
                warm = keep.share[hot, a] * coldest[n] + keep.push[hot, a]
                coldest[head[a]] = min(coldest[head[a]], warm)
