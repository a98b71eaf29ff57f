"""Boxes without power remember their temperature: what the search needs to carry it from arc to arc."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from logistics.routing.box import Box
from logistics.routing.climate import Climate, Pieces
from logistics.routing.drift import CELLS_PER_K, Course, compose, grid_c, kept_shares
from logistics.timespace.model import ArcKind, TimeSpace
from logistics.units import MIN_PER_H

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]
LIFE = 1e12
"""Units per shelf life."""


class Strain(NamedTuple):
    """
    Limits as numbers that must not be passed; X tracks: the warm spell, and minus the cold one.

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
    An unpowered kind of box on a graph.

    Attributes
    ----------
    course : Course
    strain : Strain
    sign : tuple of float
        Of each track: 1 warm, -1 cold.
    limit : tuple of float
        Of each track, as strain.
    steady : float
        Share of the shelf life per minute where it is the same at every temperature that the box can have and no limit
        can be passed: then the hours are enough and no label carries a temperature. Else nan.
    slope : float
        `LIFE` units that one kelvin more can cost at most until it is forgotten: ``τ max |dr/dT|``.
    monotone : bool
        Whether a warmer box never uses less.
    """

    climate: Climate
    course: Course
    strain: Strain
    sign: tuple[float, ...]
    limit: tuple[float, ...]
    steady: float
    slope: float
    monotone: bool

    def starts(self, box: Box, terminal: int, minute: I64) -> tuple[F64, F64]:
        """Return temperature and strains (X, n) of boxes that are brought to a gate."""
        place = np.full(len(minute), terminal)
        if not math.isnan(box.start_c):
            same = np.full(len(minute), box.start_c)
            return same, np.array([sign * same for sign in self.sign]).reshape(len(self.sign), len(minute))
        warm, cold = self.climate.spell(place, minute)
        strains = [warm if sign > 0 else -cold for sign in self.sign]
        return self.climate.at(place, minute), np.array(strains).reshape(len(self.sign), len(minute))

    def over(self, pieces: Pieces, rows: int) -> tuple[Course, list[F64]]:
        """Return the course of other pieces, by ``rows`` intervals, and what each track has outside."""
        begin, stop = _bounds(pieces, rows)
        course = Course(begin, stop, pieces.minutes, pieces.mean, self.course.kept, self.course.rate)
        return course, [_outside(pieces, sign) for sign in self.sign]


@dataclass(frozen=True)
class ArcPieces:
    """Pieces of the arcs of a graph, the same for every kind of box: arc a has ``begin[a]:stop[a]``."""

    begin: I64
    stop: I64
    pieces: Pieces


def arc_pieces(graph: TimeSpace, climate: Climate) -> ArcPieces:
    """Return the pieces of all arcs; rides have those of their leg: links, and standing before each link."""
    t = graph.timetable
    tail = t.call_terminal[t.pass_from_call].astype(np.int64)
    head = t.call_terminal[t.pass_from_call + 1].astype(np.int64)
    start, end = t.pass_start.astype(np.int64), t.pass_end.astype(np.int64)
    first = np.append(True, t.pass_leg[1:] != t.pass_leg[:-1])[: len(start)]
    ready = np.where(first, t.leg_dep[t.pass_leg], np.append(0, end[:-1])[: len(start)]).astype(np.int64)
    ride = graph.kind == ArcKind.RIDE
    stands = np.flatnonzero(~ride)
    place = graph.node_terminal[graph.tail[stands]].astype(np.int64)
    moments = [graph.node_min[node[stands]].astype(np.int64) for node in (graph.tail, graph.head)]
    pieces = climate.pieces(
        np.concatenate([np.column_stack([tail, tail]).ravel(), place]),
        np.concatenate([np.column_stack([tail, head]).ravel(), place]),
        np.concatenate([np.column_stack([ready, start]).ravel(), moments[0]]),
        np.concatenate([np.column_stack([start, end]).ravel(), moments[1]]),
    )
    count = 2 * len(start) + len(stands)
    begin, stop = _bounds(pieces, count)
    of_leg = np.searchsorted(t.pass_leg, np.arange(len(t.leg_run) + 1))
    edge = np.append(begin[: 2 * len(start)], begin[2 * len(start)] if len(stands) else len(pieces.row))
    arc_begin, arc_stop = np.empty(len(ride), np.int64), np.empty(len(ride), np.int64)
    arc_begin[stands], arc_stop[stands] = begin[2 * len(start) :], stop[2 * len(start) :]
    leg = graph.ref[ride]
    arc_begin[ride], arc_stop[ride] = edge[2 * of_leg[leg]], edge[2 * of_leg[leg + 1]]
    return ArcPieces(arc_begin, arc_stop, pieces)


def read_memory(arcs: ArcPieces, box: Box, climate: Climate) -> Memory:
    """Return the memory of a kind of box."""
    start = [] if math.isnan(box.start_c) else [box.start_c]
    lowest, highest = (float(f([f(climate.mean), *start])) for f in (np.nanmin, np.nanmax))
    rate = _rates(box)
    reach = slice(*np.searchsorted(grid_c(), [lowest - 1.0, highest + 1.0]).tolist())
    step = np.diff(rate[reach])
    limits = ((1.0, box.warmest_c, climate.warm), (-1.0, box.coldest_c, -climate.cold))
    active = [
        (sign, sign * limit)
        for sign, limit, outside in limits
        if math.isfinite(limit) and max([float(np.nanmax(outside)), *(sign * value for value in start)]) > sign * limit
    ]
    constant = not active and np.ptp(rate[reach]) == 0.0
    tau_min = box.tau_h * MIN_PER_H
    pieces, kept = arcs.pieces, kept_shares(tau_min)
    steps = [
        compose(arcs.begin, arcs.stop, pieces.minutes, _outside(pieces, sign), kept, limit) for sign, limit in active
    ]
    none = np.zeros((0, len(arcs.begin)))
    return Memory(
        climate=climate,
        course=Course(arcs.begin, arcs.stop, pieces.minutes, pieces.mean, kept, rate),
        strain=Strain(
            keep=steps[0][0] if steps else np.zeros(0),
            push=np.array([step[1] for step in steps]) if steps else none,
            most=np.array([step[2] for step in steps]) if steps else none,
        ),
        sign=tuple(sign for sign, _ in active),
        limit=tuple(limit for _, limit in active),
        steady=float(rate[reach][0]) if constant else math.nan,
        slope=float(np.abs(step).max()) * CELLS_PER_K * tau_min * LIFE,
        monotone=bool((step >= 0).all()),
    )


def _rates(box: Box) -> F64:
    """Return the rate per minute on the grid; outside the range of the model that of its end (a limit, see Box)."""
    if box.quality is None:
        return np.zeros_like(grid_c())
    inside = np.clip(grid_c(), box.quality.coldest_c, box.quality.high_c)
    return np.asarray(box.quality.rate_per_h(inside) / MIN_PER_H, np.float64)


def _outside(pieces: Pieces, sign: float) -> F64:
    return pieces.warm if sign > 0 else -pieces.cold


def _bounds(pieces: Pieces, rows: int) -> tuple[I64, I64]:
    edge = np.searchsorted(pieces.row, np.arange(rows + 1))
    return edge[:-1].astype(np.int64), edge[1:].astype(np.int64)
