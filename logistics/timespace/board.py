"""Arrivals, departures and yard events of a timetable: the raw material of nodes and arcs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from logistics.network.model import Network
from logistics.scenario.model import STANDING_MIN
from logistics.timetable.model import Timetable
from logistics.timetable.tables import cargo_mask, gauges, numbers, rounded, texts
from logistics.units import MIN_PER_H


@dataclass(frozen=True)
class Services:
    """Columns of ``services.csv`` that the graph needs, one entry per service row."""

    service_id: list[str]
    service_class: list[str]
    direction: list[str]
    gauge: NDArray[np.int64]
    cargo_mask: NDArray[np.int64]
    max_feu: NDArray[np.float64]
    max_gross_t: NDArray[np.float64]
    powered_slots: NDArray[np.float64]
    paired: list[str]


def read_services(network: Network) -> Services:
    """Return the columns of ``services.csv`` that the graph needs."""
    frame = network["services"]
    rail = np.array([mode == "rail" for mode in texts(frame, "mode")], dtype=np.bool_)
    return Services(
        service_id=texts(frame, "service_id"),
        service_class=texts(frame, "service_class"),
        direction=texts(frame, "direction"),
        gauge=np.where(rail, np.array(gauges(frame, "track_gauge_mm"), dtype=np.int64), 0),
        cargo_mask=np.array([cargo_mask(cell) for cell in texts(frame, "cargo_class")], dtype=np.int64),
        max_feu=numbers(frame, "max_feu"),
        max_gross_t=numbers(frame, "max_gross_t"),
        powered_slots=numbers(frame, "powered_slots"),
        paired=texts(frame, "paired_service_id"),
    )


@dataclass(frozen=True)
class Board:
    """
    Events of a timetable that are still possible; A arrivals, D departures, Y yard events.

    Attributes
    ----------
    arr_call, arr_min, arr_terminal, arr_service : int64[A]
        Calls at which a leg arrives, by call row.
    arr_left : int64[A]
        Minute at which the run of each left its first terminal.
    arr_held : bool[A]
        Whether a closed link held the run on its way there, or lets it go no farther.
    dep_call, dep_min, dep_leg, dep_service : int64[D]
        Calls from which a leg departs, by call row, and that leg.
    dep_yard : int64[D]
        Yard event each departure is loaded from.
    arr_of_call, dep_of_call : int64[C]
        Arrival and departure of each call, -1 when none.
    yard_min, yard_terminal, yard_gauge : int64[Y]
        Yard events, chain by chain (terminal and gauge side), ascending in time.
    chains : mapping of (terminal, gauge side) to (first, end)
        Yard events of each chain.
    """

    arr_call: NDArray[np.int64]
    arr_min: NDArray[np.int64]
    arr_terminal: NDArray[np.int64]
    arr_service: NDArray[np.int64]
    arr_left: NDArray[np.int64]
    arr_held: NDArray[np.bool_]
    dep_call: NDArray[np.int64]
    dep_min: NDArray[np.int64]
    dep_leg: NDArray[np.int64]
    dep_service: NDArray[np.int64]
    dep_yard: NDArray[np.int64]
    arr_of_call: NDArray[np.int64]
    dep_of_call: NDArray[np.int64]
    yard_min: NDArray[np.int64]
    yard_terminal: NDArray[np.int64]
    yard_gauge: NDArray[np.int64]
    chains: dict[tuple[int, int], tuple[int, int]]

    def next_yard(self, terminal: int, gauge: int, minutes: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the first yard event of a chain at or after each of ``minutes``, -1 when none."""
        first, end = self.chains.get((terminal, gauge), (0, 0))
        found = first + np.searchsorted(self.yard_min[first:end], minutes, side="left")
        return np.where(found < end, found, -1)


def read_board(timetable: Timetable, services: Services, cutoff_h: float, not_before_min: int) -> Board:
    """
    Return the events that are possible from ``not_before_min`` on.

    Departures before it are gone; what departed earlier is seen by its arrivals only: later ones, and those of the
    last two days, because boxes may still be aboard the standing train.
    """
    t = timetable
    leg_arr, leg_dep = t.leg_arr.astype(np.int64), t.leg_dep.astype(np.int64)
    arrives = np.flatnonzero(leg_arr >= not_before_min - STANDING_MIN)
    departs = np.flatnonzero(leg_dep >= not_before_min)
    arr_call, dep_call = (
        t.leg_to_call[arrives].astype(np.int64),
        t.leg_from_call[departs].astype(np.int64),
    )
    set_out = np.full(t.run_service.size, np.iinfo(np.int64).max)
    np.minimum.at(set_out, t.call_run, t.call_dep)
    dep_service = t.run_service[t.leg_run[departs]].astype(np.int64)
    terminal = t.call_terminal[dep_call].astype(np.int64)
    gauge = services.gauge[dep_service]
    event = leg_dep[departs] - int(rounded(cutoff_h * MIN_PER_H))
    yard, dep_yard = np.unique(np.column_stack([terminal, gauge, event]), axis=0, return_inverse=True)
    pairs, first = np.unique(yard[:, :2], axis=0, return_index=True)
    ends = np.append(first[1:], len(yard))
    return Board(
        arr_call=arr_call,
        arr_min=leg_arr[arrives],
        arr_terminal=t.call_terminal[arr_call].astype(np.int64),
        arr_service=t.run_service[t.leg_run[arrives]].astype(np.int64),
        arr_left=set_out[t.leg_run[arrives]],
        arr_held=t.call_held[arr_call] if t.call_held.size else np.zeros(arr_call.size, dtype=np.bool_),
        dep_call=dep_call,
        dep_min=leg_dep[departs],
        dep_leg=departs,
        dep_service=dep_service,
        dep_yard=dep_yard.ravel(),
        arr_of_call=_inverse(arr_call, t.call_run.size),
        dep_of_call=_inverse(dep_call, t.call_run.size),
        yard_min=yard[:, 2],
        yard_terminal=yard[:, 0],
        yard_gauge=yard[:, 1],
        chains={
            (int(place), int(side)): (int(a), int(b)) for (place, side), a, b in zip(pairs, first, ends, strict=True)
        },
    )


def _inverse(calls: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    found = np.full(size, -1, dtype=np.int64)
    found[calls] = np.arange(calls.size)
    return found
