"""Nodes and arcs of an instance."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from logistics.timespace.arcs import Arcs, sorted_arcs
from logistics.timespace.base import Base
from logistics.timespace.handled import Arrivals, Handled, handled
from logistics.timespace.movements import train_arcs, transfer_arcs, unload_arcs, wait_arcs
from logistics.timespace.nodes import Nodes, number_nodes
from logistics.timespace.rows import distinct
from logistics.timespace.slots import slot_arcs, slot_arrivals
from logistics.timespace.sources import enter_arcs
from logistics.timetable.tables import joined


def build_graph(base: Base) -> tuple[Nodes, Arcs]:
    """Return the events in topological order and the movements between them in canonical order."""
    board, timetable, services, windows = base.board, base.timetable, base.services, base.windows
    arrivals = Arrivals(board, services)
    unloaded = list(handled(base.doing("unload"), arrivals, board, windows))
    exits, exit_of = _exits(unloaded)
    nodes = number_nodes(timetable, board, (base.sources.ready_min, base.sources.terminal), exits)
    moved = handled(base.doing("transfer", "gauge_change"), arrivals, board, windows)
    slots = slot_arrivals(base.operations, arrivals, board, services, timetable)
    arcs = sorted_arcs(
        [
            *train_arcs(timetable, services, board, nodes),
            wait_arcs(board, nodes),
            *transfer_arcs(moved, timetable, board, nodes),
            *unload_arcs(zip(unloaded, exit_of, strict=True), timetable, board, nodes),
            *slot_arcs(slots, board, services, timetable, nodes),
            *enter_arcs(base.sources, base.operations, board, nodes, windows),
        ]
    )
    if not (arcs.tail < arcs.head).all():
        raise AssertionError("an arc of the event graph leads backwards")
    return nodes, arcs


def _exits(
    unloaded: list[Handled],
) -> tuple[tuple[NDArray[np.int64], NDArray[np.int64]], list[NDArray[np.int64]]]:
    """Return minutes and terminals of the distinct exits, and the exit of every unloading in every turn."""
    sizes = [item.arrival.size for item in unloaded]
    terminal = np.repeat([item.operation.terminal for item in unloaded], sizes).astype(np.int64)
    place, minute, row = distinct(terminal, joined(item.times.done for item in unloaded))
    return (minute, place), np.split(row, np.cumsum(sizes)[:-1]) if sizes else []
