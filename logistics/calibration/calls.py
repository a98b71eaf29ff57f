"""Where trains of a graph stop and pass, by terminal; which rides a class may use and which touch a place."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from logistics.timespace import ArcKind, NodeKind, TimeSpace
from logistics.timetable.tables import row_of, texts

I64 = NDArray[np.int64]
Bools = NDArray[np.bool_]
_PORTS = ("ferry_port", "seaport")
_CLOSED = {"ordinary": ["grain", "express"], "express": ["grain", "ordinary", "feeder"], "any": ["grain"]}
_NONE = np.zeros(0, np.int64)


class Calls:
    """
    Look-ups on one graph.

    Parameters
    ----------
    graph : TimeSpace
    """

    def __init__(self, graph: TimeSpace) -> None:
        self.graph = graph
        network, timetable = graph.instance.network, graph.timetable
        self._row = row_of(texts(network["terminals"], "terminal_id"))
        self._kind = texts(network["terminals"], "kind")
        service = timetable.run_service[timetable.leg_run]
        classes, ways = (np.array(texts(network["services"], name)) for name in ("service_class", "direction"))
        self.leg_class, self._leg_direction = classes[service], ways[service]
        self.rides = graph.kind == int(ArcKind.RIDE)
        self.arc_of_leg = np.full(timetable.leg_run.size, -1, dtype=np.int64)
        self.arc_of_leg[graph.ref[self.rides]] = np.flatnonzero(self.rides)
        self._calls_before: dict[str, I64] = {}
        self._open: dict[tuple[str, str], Bools] = {}
        self._touching: dict[str, Bools] = {}
        self._rows: dict[tuple[str, ...], Bools] = {}

    def open_arcs(self, service_class: str, direction: str) -> Bools:
        """
        Return the arcs open to a class.

        Parameters
        ----------
        service_class : str
            ordinary: no express and no grain trains; express: express trains only (and ships); any: all but grain.
        direction : str
            westbound or eastbound; blank for both.
        """
        key = (service_class, direction)
        if key not in self._open:
            closed = np.isin(self.leg_class, _CLOSED[service_class])
            if direction:
                closed |= self._leg_direction != direction
            self._open[key] = self._of_rides(~closed, others=True)
        return self._open[key]

    def touching(self, via: str) -> Bools:
        """Return the rides that touch a place; of a port only sailings, so that it is crossed by ship."""
        if via not in self._touching:
            timetable = self.graph.timetable
            touched = self.between(via, timetable.leg_from_call, timetable.leg_to_call)
            if self._kind[self._row[via]] in _PORTS:
                touched &= np.isin(self.leg_class, ["ferry", "sea"])
            self._touching[via] = self._of_rides(touched, others=False)
        return self._touching[via]

    def touching_rows(self, vias: tuple[str, ...]) -> Bools:
        """Return the rides that touch each of some places, bool[V, M]."""
        if vias not in self._rows:
            self._rows[vias] = np.array([self.touching(via) for via in vias], dtype=np.bool_).reshape(
                len(vias), self.rides.size
            )
        return self._rows[vias]

    def between(self, via: str, first: NDArray[np.int32] | I64, last: NDArray[np.int32] | I64) -> Bools:
        """Return whether a place is among the calls from ``first`` to ``last``, both included."""
        if via not in self._calls_before:
            here = self.graph.timetable.call_terminal == self._row[via]
            self._calls_before[via] = np.concatenate([[0], np.cumsum(here)])
        before = self._calls_before[via]
        found: Bools = before[last + 1] > before[first]
        return found

    def nodes(self, kind: NodeKind, terminal: str) -> I64:
        """Return yard or arrival nodes at a terminal, in order of time."""
        return self._by_place.get((int(kind), self._row[terminal]), _NONE)

    def passing(self, terminal: str) -> tuple[I64, I64]:
        """Return the legs that pass a terminal without a stop, and the calls there."""
        return self._passes.get(self._row[terminal], (_NONE, _NONE))

    def stop(self, terminal: str, open_arc: Bools, ends: NDArray[np.int32]) -> bool:
        """Return whether trains of some arcs stop at a terminal: ``ends`` are the calls where legs begin, or end."""
        arcs = self.arc_of_leg[self.graph.timetable.call_terminal[ends] == self._row[terminal]]
        return bool(open_arc[arcs[arcs >= 0]].any())

    def _of_rides(self, legs: Bools, *, others: bool) -> Bools:
        arcs = np.full(self.rides.size, others)
        arcs[self.rides] = legs[self.graph.ref[self.rides]]
        return arcs

    @cached_property
    def _by_place(self) -> dict[tuple[int, int], I64]:
        graph = self.graph
        found = {}
        for kind in (NodeKind.YARD, NodeKind.ARRIVE):
            nodes = np.flatnonzero(graph.node_kind == int(kind))
            found.update({(int(kind), row): part for row, part in _grouped(graph.node_terminal[nodes], nodes)})
        return found

    @cached_property
    def _passes(self) -> dict[int, tuple[I64, I64]]:
        timetable = self.graph.timetable
        count = (timetable.leg_to_call - timetable.leg_from_call - 1).astype(np.int64)
        legs = np.repeat(np.arange(count.size), count)
        calls = np.arange(legs.size) - np.repeat(np.cumsum(count) - count, count) + timetable.leg_from_call[legs] + 1
        runs = self.arc_of_leg[legs] >= 0
        legs, calls = legs[runs], calls[runs]
        places = timetable.call_terminal[calls]
        at = zip(_grouped(places, legs), _grouped(places, calls), strict=True)
        return {row: (leg, call) for (row, leg), (_, call) in at}


def _grouped(keys: NDArray[np.generic], values: I64) -> list[tuple[int, I64]]:
    """Return the values of each key, keys ascending."""
    if not keys.size:
        return []
    order = np.argsort(keys, kind="stable")
    rows, start = np.unique(keys[order], return_index=True)
    return [(int(row), part) for row, part in zip(rows, np.split(values[order], start[1:]), strict=True)]
