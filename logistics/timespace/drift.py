"""Compiled walk of a box temperature through pieces of constant outside temperature, with the shelf life it uses."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from logistics.cargo.unpowered import CELLS, CELLS_PER_K, LOWEST_C
from logistics.timespace.periods import BUCKET_MIN

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(3)
FIRST, MIDDLE, LAST = (float(node + 1.0) / 2.0 for node in _NODES)
OUTER, INNER = float(_WEIGHTS[0]) / 2.0, float(_WEIGHTS[1]) / 2.0


class Course(NamedTuple):
    """
    What boxes of one kind meet on every arc; M arcs, Z pieces (shared by arcs of one leg).

    Attributes
    ----------
    begin, stop : int64[M]
        Pieces of arc a are ``begin[a]:stop[a]``.
    minutes : int16[Z]
    outside : float64[Z]
        Temperature outside [degC].
    kept : float64[4, BUCKET_MIN + 1]
        By minutes of a piece: share of the difference to the outside that is left at its end, and at the three
        points of its quadrature.
    rate : float64[CELLS + 1]
        Share of the shelf life per minute, by temperature.
    """

    begin: I64
    stop: I64
    minutes: NDArray[np.int16]
    outside: F64
    kept: F64
    rate: F64


def kept_shares(tau_min: float) -> F64:
    """Return what is left of a difference to the outside, ``exp(-t/τ)``, by minutes and point of a piece."""
    minutes = np.arange(BUCKET_MIN + 1)
    return np.exp(-np.outer([1.0, FIRST, MIDDLE, LAST], minutes) / tau_min)


@njit(cache=True, nogil=True, inline="always")
def rate_at(rate: F64, temperature: float) -> float:
    """Return a tabulated rate, linear between the points of the grid and constant beyond."""
    cell = (temperature - LOWEST_C) * CELLS_PER_K
    if cell <= 0.0:
        return float(rate[0])
    if cell >= CELLS:
        return float(rate[CELLS])
    at = int(cell)
    return float(rate[at] + (cell - at) * (rate[at + 1] - rate[at]))


@njit(cache=True, nogil=True)
def walk(course: Any, begin: int, stop: int, temperature: float) -> tuple[float, float]:
    """
    Return the temperature after some pieces and the share of the shelf life used.

    Notes
    -----
    ``T(t) = A + (T_0 - A) exp(-t/τ)`` is exact; the rate is integrated along it at three points per piece
    (Gauss-Legendre), so in a warmer box never less is used where the rate grows with temperature.
    """
    used = 0.0
    for i in range(begin, stop):
        outside, minutes = course.outside[i], course.minutes[i]
        away = temperature - outside
        mean = INNER * rate_at(course.rate, outside + away * course.kept[2, minutes])
        mean += OUTER * (
            rate_at(course.rate, outside + away * course.kept[1, minutes])
            + rate_at(course.rate, outside + away * course.kept[3, minutes])
        )
        used += mean * minutes
        temperature = outside + away * course.kept[0, minutes]
    return temperature, used


@njit(cache=True, nogil=True)
def walk_each(course: Any, begin: I64, stop: I64, start: F64) -> tuple[F64, F64]:
    """Walk several lists of pieces; return temperatures at their ends and shares used."""
    end, used = np.empty(len(begin)), np.empty(len(begin))
    for k in range(len(begin)):
        end[k], used[k] = walk(course, begin[k], stop[k], start[k])
    return end, used


@njit(cache=True, nogil=True)
def walk_on(course: Any, begin: I64, stop: I64, start: F64) -> tuple[F64, F64]:
    """
    Walk lists of pieces one after the other; return temperatures at their ends and shares used.

    A finite start begins a new box; nan goes on with the one before.
    """
    end, used = np.empty(len(begin)), np.empty(len(begin))
    temperature = np.nan
    for k in range(len(begin)):
        if not np.isnan(start[k]):
            temperature = start[k]
        temperature, used[k] = walk(course, begin[k], stop[k], temperature)
        end[k] = temperature
    return end, used


@njit(cache=True, nogil=True)
def compose(
    begin: I64, stop: I64, minutes: NDArray[np.int16], outside: F64, kept: F64, limit: float
) -> tuple[F64, F64, F64]:
    """
    Return every arc as one step ``keep T + push``, and the warmest start that stays at or below a limit all along.

    Between the ends of a piece the temperature lies between them, so the ends are enough.
    """
    keep, push, most = np.ones(len(begin)), np.zeros(len(begin)), np.full(len(begin), np.inf)
    for a in range(len(begin)):
        for i in range(begin[a], stop[a]):
            share = kept[0, minutes[i]]
            keep[a] *= share
            push[a] = outside[i] * (1.0 - share) + push[a] * share
            most[a] = min(most[a], (limit - push[a]) / keep[a])
    return keep, push, most


@njit(cache=True, nogil=True)
def walk_way(course: Any, arcs: NDArray[np.int32], temperature: float, unit: float) -> int:
    """Return the shelf life used on the arcs of a way, in whole units arc by arc."""
    total = 0
    for a in arcs:
        temperature, used = walk(course, course.begin[a], course.stop[a], temperature)
        total += int(used * unit + 0.5)
    return total
