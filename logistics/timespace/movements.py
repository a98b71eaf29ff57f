"""Arcs of trains and yards: load, ride, stay aboard, wait; and of boxes that change trains or leave."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from logistics.timespace.arcs import Arcs, make_arcs
from logistics.timespace.board import Board, Services
from logistics.timespace.handled import Handled
from logistics.timespace.model import ArcKind
from logistics.timespace.nodes import Nodes
from logistics.timetable.model import Timetable


def train_arcs(timetable: Timetable, services: Services, board: Board, nodes: Nodes) -> Iterator[Arcs]:
    """Yield LOAD, RIDE and STAY arcs."""
    mask = services.cargo_mask[board.dep_service]
    run = timetable.call_run.astype(np.int64)
    yield make_arcs(
        ArcKind.LOAD,
        nodes.yard[board.dep_yard],
        nodes.onboard,
        cargo_mask=mask,
        ref=run[board.dep_call],
        yard_from=board.yard_min[board.dep_yard],
    )
    arrival = board.arr_of_call[timetable.leg_to_call[board.dep_leg]]
    yield make_arcs(
        ArcKind.RIDE,
        nodes.onboard,
        nodes.arrive[arrival],
        cargo_mask=mask,
        ref=board.dep_leg,
        cost=timetable.leg_cost[board.dep_leg],
        leg=board.dep_leg,
    )
    departure = board.dep_of_call[board.arr_call]
    stays = np.flatnonzero(departure >= 0)
    yield make_arcs(
        ArcKind.STAY,
        nodes.arrive[stays],
        nodes.onboard[departure[stays]],
        cargo_mask=mask[departure[stays]],
        ref=run[board.arr_call[stays]],
    )


def wait_arcs(board: Board, nodes: Nodes) -> Arcs:
    """Return WAIT arcs between consecutive yard events of each chain."""
    same = (np.diff(board.yard_terminal) == 0) & (np.diff(board.yard_gauge) == 0)
    first = np.flatnonzero(same)
    return make_arcs(ArcKind.WAIT, nodes.yard[first], nodes.yard[first + 1], yard_from=board.yard_min[first])


def transfer_arcs(found: Iterable[Handled], timetable: Timetable, board: Board, nodes: Nodes) -> Iterator[Arcs]:
    """Yield TRANSFER arcs: from an arrival to the first yard event after the operation, one for every turn."""
    for item in found:
        operation, times = item.operation, item.times
        yard = board.next_yard(operation.terminal, operation.to_gauge, times.done)
        ok = yard >= 0
        yield make_arcs(
            ArcKind.TRANSFER,
            nodes.arrive[item.arrival[ok]],
            nodes.yard[yard[ok]],
            cargo_mask=item.operation.cargo_mask,
            ref=operation.row,
            cost=operation.cost_usd_per_feu,
            operation=operation.row,
            run=timetable.call_run[board.arr_call[item.arrival[ok]]],
            work_start=times.handling[ok],
            work_end=times.done[ok],
            yard_from=times.done[ok],
        )


def unload_arcs(
    found: Iterable[tuple[Handled, NDArray[np.int64]]], timetable: Timetable, board: Board, nodes: Nodes
) -> Iterator[Arcs]:
    """Yield UNLOAD arcs; each operation comes with the exit of every arrival and turn."""
    for item, exits in found:
        yield make_arcs(
            ArcKind.UNLOAD,
            nodes.arrive[item.arrival],
            nodes.out[exits],
            cargo_mask=item.operation.cargo_mask,
            ref=item.operation.row,
            cost=item.operation.cost_usd_per_feu,
            operation=item.operation.row,
            run=timetable.call_run[board.arr_call[item.arrival]],
            work_start=item.times.handling,
            work_end=item.times.done,
        )
