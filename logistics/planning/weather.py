"""The outside on the way: every stretch cut into pieces of at most six hours, with the temperature of each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from logistics.cargo.climate import Climate
from logistics.network.model import Network
from logistics.timespace.model import ArcKind, TimeSpace

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]
PIECE_MIN = 360


@dataclass(frozen=True)
class Stretches:
    """
    Standing at a terminal or moving between two; E entries.

    Attributes
    ----------
    owner : int64[E]
        Arc or row it is a part of, ascending; parts in order of time.
    tail, head : int64[E]
        Terminal rows.
    start, end : int64[E]
        UTC minutes.
    """

    owner: I64
    tail: I64
    head: I64
    start: I64
    end: I64


@dataclass(frozen=True)
class Pieces:
    """
    Pieces of stretches between 00, 06, 12 and 18 UTC.

    Attributes
    ----------
    ptr : int64[owners + 1]
        Pieces of owner i are ``ptr[i]:ptr[i + 1]``.
    minutes : float64[P]
    outside : float64[len(spreads), P]
        Temperature at the middle of each piece [degC], linear between the ends of the stretch.
    """

    ptr: I64
    minutes: F64
    outside: F64


class Weather:
    """
    Monthly temperatures of terminals.

    Parameters
    ----------
    network : Network
    spreads : tuple of float
        Day-to-day standard deviations from the monthly mean; never beyond the design extremes.
    """

    def __init__(self, network: Network, spreads: tuple[float, ...]) -> None:
        climate = Climate.of(network)
        row = np.array([climate.row(name) for name in network["terminals"]["climate_place"]], np.int64)
        levels = [climate.mean_c + spread * climate.spread_k for spread in spreads]
        self.monthly = np.array([np.clip(level, climate.low_c, climate.high_c)[row] for level in levels])

    def at(self, terminal: I64, minute: I64) -> F64:
        """Return the temperatures [degC] at terminals in the months of UTC minutes, one row per spread."""
        month = minute.astype("datetime64[m]").astype("datetime64[M]").astype(np.int64) % 12 + 1
        return np.asarray(self.monthly[:, terminal, month], np.float64)

    def pieces(self, parts: Stretches, owners: int) -> Pieces:
        """Return stretches in pieces."""
        first, last = parts.start // PIECE_MIN, (parts.end - 1) // PIECE_MIN
        count = np.where(parts.end > parts.start, last - first + 1, 0)
        of = np.repeat(np.arange(len(count)), count)
        cell = first[of] + np.arange(len(of)) - np.repeat(np.cumsum(count) - count, count)
        begin = np.maximum(cell * PIECE_MIN, parts.start[of])
        end = np.minimum((cell + 1) * PIECE_MIN, parts.end[of])
        share = ((begin + end) / 2 - parts.start[of]) / (parts.end - parts.start)[of]
        here, there = self.at(parts.tail[of], begin), self.at(parts.head[of], begin)
        ptr = np.searchsorted(parts.owner[of], np.arange(owners + 1)).astype(np.int64)
        return Pieces(ptr, (end - begin).astype(np.float64), here + (there - here) * share)


def arc_stretches(graph: TimeSpace) -> Stretches:
    """Return what every arc is made of: trains pass link by link and may stand between; all else stands."""
    t = graph.timetable
    rides = np.flatnonzero(graph.kind == ArcKind.RIDE)
    ptr = np.searchsorted(t.pass_leg, np.arange(len(t.leg_run) + 1))
    leg = graph.ref[rides].astype(np.int64)
    count = ptr[leg + 1] - ptr[leg]
    at = np.repeat(np.arange(len(rides)), count)
    number = np.arange(len(at)) - np.repeat(np.cumsum(count) - count, count)
    q = ptr[leg[at]] + number
    call = t.pass_from_call[q].astype(np.int64)
    here, there = t.call_terminal[call].astype(np.int64), t.call_terminal[call + 1].astype(np.int64)
    start, end = t.pass_start[q].astype(np.int64), t.pass_end[q].astype(np.int64)
    left = np.where(number == 0, t.leg_dep[leg[at]], np.append(0, end[:-1])[: len(end)]).astype(np.int64)
    other = np.flatnonzero(graph.kind != ArcKind.RIDE)
    place = graph.node_terminal[graph.head[other]].astype(np.int64)
    times = graph.node_min.astype(np.int64)
    owner = np.concatenate([other, rides[at], rides[at]])
    order = np.lexsort((np.concatenate([np.zeros(len(other)), 2 * number, 2 * number + 1]), owner))
    columns = (
        (place, here, here), (place, here, there),
        (times[graph.tail[other]], left, start), (times[graph.head[other]], start, end),
    )  # fmt: skip
    return Stretches(owner[order], *(np.concatenate(parts)[order] for parts in columns))
