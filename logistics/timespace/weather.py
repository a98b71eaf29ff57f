"""
The outside of a box on its way: one definition for routing and planning.

By terminal (its ``climate_place``) and UTC month there are three kinds of weather:

mean
    ``tmean_c`` of ``climate.csv``: what is expected. Shelf life is spent at the cargo temperature that follows it.
warm
    The mean and ``limit_spreads`` day-to-day spreads, never above the design maximum, and sunshine on top: the ceiling
    of the goods must hold in it. Sunshine is a warmer outside (sol-air temperature, ``evidence/coldchain_models.md``
    4.1: 3 to 8 K on sunny days, nothing at night), averaged over day and night because a loaded box forgets in days;
    the design maximum is one of the air, so it does not cap the sun.
cold
    As many spreads below the mean without sunshine, never below the design minimum (the coldest day of 0.92 assurance,
    ``climate_extremes.csv``, else a share of the annual range): the floor must hold in it.

Spreads and extremes are those of `logistics.cargo.Climate`. Between two terminals all three are linear in the way.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from logistics.cargo.climate import Climate, sunshine_k
from logistics.network.model import Network
from logistics.timespace.model import ArcKind, TimeSpace
from logistics.timespace.periods import BUCKET_MIN, split_periods

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]
MONTHS = 12


@dataclass(frozen=True)
class Pieces:
    """
    Intervals cut into pieces of constant outside temperature; Z pieces, in order of the intervals.

    Attributes
    ----------
    begin, stop : int64[n]
        Pieces of interval i are ``begin[i]:stop[i]``.
    row : int64[Z]
        Interval of each piece.
    minutes : int16[Z]
        At most `BUCKET_MIN`.
    mean, warm, cold : float64[Z]
        The three kinds of weather [degC].
    """

    begin: I64
    stop: I64
    row: I64
    minutes: NDArray[np.int16]
    mean: F64
    warm: F64
    cold: F64


class Weather:
    """
    The three kinds of weather at terminals, by month.

    Parameters
    ----------
    network : Network
    first_min, last_min : int
        UTC minutes between which boxes are under way.

    Attributes
    ----------
    mean, warm, cold : float64[T, 13]
        By terminal and month; column 0 is unused [degC].
    lowest, highest : float
        Extremes of the mean in the months of the span [degC].
    coldest, warmest : float
        Extremes of cold and of warm weather in those months [degC].
    """

    def __init__(self, network: Network, first_min: int, last_min: int) -> None:
        climate, margin = Climate.of(network), network.parameter("limit_spreads")
        row = np.array([climate.row(name) for name in network["terminals"]["climate_place"]], np.int64)
        sun = np.array([0.0, *(sunshine_k(network, month) for month in range(1, MONTHS + 1))])
        swing = margin * climate.spread_k
        self.mean: F64 = climate.mean_c[row]
        self.warm: F64 = np.minimum(climate.mean_c + swing, climate.high_c)[row] + sun
        self.cold: F64 = np.maximum(climate.mean_c - swing, climate.low_c)[row]
        first, last = (np.datetime64(int(minute), "m").astype("datetime64[M]") for minute in (first_min, last_min))
        months = np.unique(np.arange(first, last + 1).astype(np.int64) % MONTHS + 1)
        self.lowest, self.highest = (float(f(self.mean[:, months])) for f in (np.nanmin, np.nanmax))
        self.coldest, self.warmest = float(np.nanmin(self.cold[:, months])), float(np.nanmax(self.warm[:, months]))

    def at(self, terminal: I64, minute: I64) -> F64:
        """Return the monthly mean at terminals [degC]."""
        return np.asarray(self.mean[terminal, month_at(minute)], np.float64)

    def spell(self, terminal: I64, minute: I64) -> tuple[F64, F64]:
        """Return warm and cold weather at terminals [degC]."""
        cell = terminal, month_at(minute)
        return np.asarray(self.warm[cell], np.float64), np.asarray(self.cold[cell], np.float64)

    def pieces(self, tail: I64, head: I64, start: I64, end: I64) -> Pieces:
        """
        Return the pieces of intervals spent at a terminal, or between two.

        They end at 00, 06, 12 and 18 UTC and so with every month; between two terminals the temperature is linear and
        taken in the middle of each piece.
        """
        row, bucket, overlap = split_periods(start, end, BUCKET_MIN)
        row, bucket, overlap = (values[overlap > 0] for values in (row, bucket, overlap))
        begin = np.maximum(start[row], bucket * BUCKET_MIN)
        share = (begin + overlap / 2.0 - start[row]) / (end - start)[row]
        month, here, there = month_at(begin), tail[row], head[row]

        def between(table: F64) -> F64:
            near = table[here, month]
            return np.asarray(near + (table[there, month] - near) * share)

        edge = np.searchsorted(row, np.arange(len(start) + 1)).astype(np.int64)
        minutes = overlap.astype(np.int16)
        return Pieces(
            edge[:-1], edge[1:], row, minutes, between(self.mean), between(self.warm), between(self.cold)
        )  # fmt: skip


def month_at(minute: I64) -> I64:
    """Return the month, 1 to 12, of UTC minutes."""
    months: I64 = np.asarray(minute, np.int64).astype("datetime64[m]").astype("datetime64[M]").astype(np.int64)
    return np.asarray(months % MONTHS + 1, np.int64)


@dataclass(frozen=True)
class ArcPieces:
    """Pieces of the arcs of a graph, the same for every kind of box: arc a has ``begin[a]:stop[a]``."""

    begin: I64
    stop: I64
    pieces: Pieces


def arc_pieces(graph: TimeSpace, weather: Weather) -> ArcPieces:
    """
    Return the pieces of all arcs; rides have those of their leg: links, and standing before each link.

    Of boxes under way what lies before `Instance.followed_from_min` is known: their first arcs begin there.
    """
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
    at_gate = (graph.kind == ArcKind.ENTER) & (graph.ref >= 0)
    since = np.where(at_gate[stands], moments[0], np.maximum(moments[0], graph.instance.followed_from_min))
    moments[0] = np.minimum(since, moments[1])
    pieces = weather.pieces(
        np.concatenate([np.column_stack([tail, tail]).ravel(), place]),
        np.concatenate([np.column_stack([tail, head]).ravel(), place]),
        np.concatenate([np.column_stack([ready, start]).ravel(), moments[0]]),
        np.concatenate([np.column_stack([start, end]).ravel(), moments[1]]),
    )
    of_leg = np.searchsorted(t.pass_leg, np.arange(len(t.leg_run) + 1))
    edge = np.append(pieces.begin, len(pieces.row))
    arc_begin, arc_stop = np.empty(len(ride), np.int64), np.empty(len(ride), np.int64)
    arc_begin[stands], arc_stop[stands] = pieces.begin[2 * len(start) :], pieces.stop[2 * len(start) :]
    leg = graph.ref[ride]
    arc_begin[ride], arc_stop[ride] = edge[2 * of_leg[leg]], edge[2 * of_leg[leg + 1]]
    return ArcPieces(arc_begin, arc_stop, pieces)
