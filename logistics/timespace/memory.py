"""Boxes without power remember their temperature: what a search needs to carry it from arc to arc."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from logistics.cargo.unpowered import CELLS_PER_K, Unpowered, grid_c
from logistics.timespace.drift import Course, compose, kept_shares
from logistics.timespace.weather import ArcPieces, Pieces, Weather

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]


class Strain(NamedTuple):
    """
    Limits as numbers that must not be passed; X tracks: warm weather, and minus the cold one.

    A track is active only if the outside, or the start, can pass its limit at all.

    Attributes
    ----------
    keep : float64[M]
    push, most : float64[X, M]
        After arc a the strain is ``keep x + push``; it must be at most ``most`` before.
    """

    keep: F64
    push: F64
    most: F64


@dataclass(frozen=True)
class Memory:
    """
    An unpowered kind of box on a graph. Its state is three temperatures, in mean, warm and cold weather, and life used.

    Attributes
    ----------
    weather : Weather
    start_c : float
        Temperature at loading; nan: that of the place.
    course : Course
        Mean weather: life is spent in it.
    strain : Strain
    sign : tuple of float
        Of each track: 1 warm, -1 cold.
    limit : tuple of float
        Of each track, as strain.
    steady : float
        Share of the shelf life per minute where it is the same at every temperature that the box can have and no limit
        can be passed: then the hours are enough and no label carries a temperature. Else nan.
    fastest : float
        Most of the shelf life that a minute can use while the ceiling holds.
    slope : float
        Share of the shelf life that one kelvin more can cost at most until it is forgotten: ``τ max |dr/dT|``.
    monotone : bool
        Whether a warmer box never uses less.
    """

    weather: Weather
    start_c: float
    course: Course
    strain: Strain
    sign: tuple[float, ...]
    limit: tuple[float, ...]
    steady: float
    fastest: float
    slope: float
    monotone: bool

    def starts(self, terminal: I64, minute: I64) -> tuple[F64, F64, F64]:
        """Return the temperatures in mean, warm and cold weather of boxes loaded at terminals."""
        return starts(self.start_c, self.weather, terminal, minute)

    def strains(self, warm: F64, cold: F64) -> F64:
        """Return the strains (X, n) of boxes at temperatures in warm and cold weather."""
        tracks = [warm if sign > 0 else -cold for sign in self.sign]
        return np.array(tracks, np.float64).reshape(len(self.sign), len(warm))

    def over(self, pieces: Pieces) -> tuple[Course, list[F64]]:
        """Return the course of other pieces, and what each track has outside."""
        course = course_of(pieces.begin, pieces.stop, pieces, self.course.kept, self.course.rate)
        return course, [_outside(pieces, sign) for sign in self.sign]


def starts(start_c: float, weather: Weather, terminal: I64, minute: I64) -> tuple[F64, F64, F64]:
    """Return the temperatures in mean, warm and cold weather of boxes at loading; nan: those of the place."""
    if not math.isnan(start_c):
        same = np.full(len(minute), start_c)
        return same, same, same
    return weather.at(terminal, minute), *weather.spell(terminal, minute)


def course_of(begin: I64, stop: I64, pieces: Pieces, kept: F64, rate: F64) -> Course:
    """Return what boxes of one kind meet in mean weather."""
    return Course(begin, stop, pieces.minutes, pieces.mean, kept, rate)


def read_memory(arcs: ArcPieces, box: Unpowered, weather: Weather, others: Sequence[float] = ()) -> Memory:
    """
    Return the memory of a kind of box.

    Parameters
    ----------
    arcs : ArcPieces
    box : Unpowered
    weather : Weather
    others : sequence of float
        Further temperatures that such boxes start with [degC].
    """
    begin = [value for value in (box.start_c, *others) if not math.isnan(value)]
    lowest, highest = min([weather.lowest, *begin]), max([weather.highest, *begin])
    rate = box.rates()
    reach = slice(*np.searchsorted(grid_c(), [lowest - 1.0, highest + 1.0]).tolist())
    step = np.diff(rate[reach])
    limits = ((1.0, box.ceiling_c, weather.warmest), (-1.0, box.floor_c, -weather.coldest))
    active = [
        (sign, sign * limit)
        for sign, limit, outside in limits
        if max([outside, *(sign * value for value in begin)]) > sign * limit
    ]
    constant = not active and np.ptp(rate[reach]) == 0.0
    pieces, kept = arcs.pieces, kept_shares(box.tau_min)
    steps = [
        compose(arcs.begin, arcs.stop, pieces.minutes, _outside(pieces, sign), kept, limit) for sign, limit in active
    ]
    none = np.zeros((0, len(arcs.begin)))
    return Memory(
        weather=weather,
        start_c=box.start_c,
        course=course_of(arcs.begin, arcs.stop, pieces, kept, rate),
        strain=Strain(
            keep=steps[0][0] if steps else np.zeros(0),
            push=np.array([step[1] for step in steps]) if steps else none,
            most=np.array([step[2] for step in steps]) if steps else none,
        ),
        sign=tuple(sign for sign, _ in active),
        limit=tuple(limit for _, limit in active),
        steady=float(rate[reach][0]) if constant else math.nan,
        fastest=float(rate[grid_c() <= max(lowest, min(highest, box.ceiling_c)) + 1.0 / CELLS_PER_K].max()),
        slope=float(np.abs(step).max()) * CELLS_PER_K * box.tau_min,
        monotone=bool((step >= 0).all()),
    )


def _outside(pieces: Pieces, sign: float) -> F64:
    return pieces.warm if sign > 0 else -pieces.cold
