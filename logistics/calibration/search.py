"""
The fastest way by train between two places, whether trains stop there or only pass.

A box does not turn back: trains of one direction are tried first, both together only when neither gives
a way. Places that a way must touch are touched in their order, a port by ship.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from logistics.calibration.calls import I64, Bools, Calls
from logistics.calibration.sweeping import sweep_via
from logistics.timespace import NodeKind, TimeSpace
from logistics.units import MIN_PER_DAY

LATEST_START_MIN = 15 * MIN_PER_DAY
LONGEST_MIN = 70 * MIN_PER_DAY
_PER_RIDE_MIN = 1.0
"""Minutes added per ride, so that of equal ways the one with fewer trains is taken."""
_DIRECTIONS = ("westbound", "eastbound")


@dataclass(frozen=True)
class Way:
    """Arcs of a way; ``first`` and ``last`` are (leg, call) where it begins or ends on a train that passes."""

    minutes: float
    arcs: tuple[int, ...]
    first: tuple[int, int] | None = None
    last: tuple[int, int] | None = None


@dataclass(frozen=True)
class _Ends:
    """Legs that pass a place and the calls there, with the node of each leg and the minutes beside the node's."""

    legs: I64
    calls: I64
    nodes: I64
    minutes: NDArray[np.float64]


class Search:
    """
    Earliest arrivals on one graph.

    Parameters
    ----------
    graph : TimeSpace
    """

    def __init__(self, graph: TimeSpace) -> None:
        self.graph, self.calls = graph, Calls(graph)
        self._minutes = graph.minutes + _PER_RIDE_MIN * self.calls.rides
        self._dist, self._pred = np.empty((0, 0)), np.empty((0, 0), dtype=np.int64)

    def best(
        self,
        origin: str,
        destination: str,
        service_class: str,
        vias: tuple[str, ...],
        release_min: int,
        *,
        stops: bool = False,
    ) -> Way | None:
        """
        Return the fastest way that begins after a minute, None when there is none.

        Parameters
        ----------
        origin, destination : str
            Terminals.
        service_class : str
            ordinary, express or any (see `Calls.open_arcs`).
        vias : tuple of str
            Terminals to touch, in order of travel.
        release_min : int
        stops : bool
            Where trains of the class and direction stop at an end, none that passes is joined or left there.
        """
        found = None
        for direction in _DIRECTIONS:
            open_arc = self.calls.open_arcs(service_class, direction)
            way = self._fastest(origin, destination, open_arc, vias, release_min, stops=stops)
            if way is not None and (found is None or way.minutes < found.minutes):
                found = way
        if found is None:
            open_arc = self.calls.open_arcs(service_class, "")
            return self._fastest(origin, destination, open_arc, vias, release_min, stops=stops)
        return found

    def _fastest(
        self, origin: str, destination: str, open_arc: Bools, vias: tuple[str, ...], release_min: int, *, stops: bool
    ) -> Way | None:
        graph = self.graph
        if len(self._dist) != len(vias) + 1:
            self._dist = np.full((len(vias) + 1, graph.node_min.size), np.inf)
            self._pred = np.full(self._dist.shape, -1, dtype=np.int64)
        moments = np.array([0, LATEST_START_MIN, LONGEST_MIN]) + release_min
        lo, latest, hi = np.searchsorted(graph.node_min, moments.astype(graph.node_min.dtype)).tolist()
        yards = _inside(self.calls.nodes(NodeKind.YARD, origin), lo, latest)
        starts = self._starts(origin, open_arc, release_min, stops=stops)
        sources = np.concatenate([yards, starts.nodes])
        if not sources.size:
            return None
        at_once = self._touched(starts.legs, starts.calls, graph.timetable.leg_to_call[starts.legs], vias)
        layer = np.concatenate([np.zeros(yards.size, np.int64), at_once])
        sweep_via(
            graph.first_arc, graph.head, self._minutes, open_arc, self.calls.touching_rows(vias), sources, layer,
            (graph.node_min[sources] - release_min).astype(np.float64), lo, hi, self._dist, self._pred,
        )  # fmt: skip
        arrivals = _inside(self.calls.nodes(NodeKind.ARRIVE, destination), lo, hi)
        ends = self._ends(destination, open_arc, lo, hi, stops=stops)
        return self._earliest(starts, arrivals, ends, vias, release_min)

    def _touched(
        self, legs: I64, first: I64, last: I64 | NDArray[np.int32], vias: tuple[str, ...], done: int = 0
    ) -> I64:
        """Return how many of the places are touched, ``done`` of them before, on each leg from a call to a call."""
        count, arcs = np.full(legs.size, done, np.int64), self.calls.arc_of_leg[legs]
        for position, via in enumerate(vias):
            ahead = self.calls.between(via, first, last) & self.calls.touching(via)[arcs]
            count += ahead & (count == position)
        return count

    def _earliest(self, starts: _Ends, stops: I64, ends: _Ends, vias: tuple[str, ...], release_min: int) -> Way | None:
        """Return the way to the stop or pass of the destination that is reached first, all places touched."""
        goal = len(vias)
        found: list[tuple[float, int, int, tuple[int, int] | None]] = []
        if stops.size:
            k = int(np.argmin(self._dist[goal, stops]))
            found.append((float(self._dist[goal, stops[k]]), int(stops[k]), goal, None))
        for done in range(goal + 1) if ends.legs.size else ():
            first = self.graph.timetable.leg_from_call[ends.legs].astype(np.int64)
            whole = self._touched(ends.legs, first, ends.calls, vias, done) == goal
            minutes = np.where(whole, self._dist[done, ends.nodes] + ends.minutes, np.inf)
            k = int(np.argmin(minutes))
            found.append((float(minutes[k]), int(ends.nodes[k]), done, (int(ends.legs[k]), int(ends.calls[k]))))
        if (direct := self._direct(starts, ends, vias, release_min)) is not None:
            return direct
        found = [entry for entry in found if entry[0] < np.inf]
        if not found:
            return None
        minutes_best, node, layer, last = min(found, key=lambda entry: entry[0])
        arcs, node = self._trace(node, layer)
        at = np.flatnonzero(starts.nodes == node)
        return Way(minutes_best, arcs, (int(starts.legs[at[0]]), int(starts.calls[at[0]])) if at.size else None, last)

    def _direct(self, starts: _Ends, ends: _Ends, vias: tuple[str, ...], release_min: int) -> Way | None:
        """Return the first train that passes the origin, all places and then the destination without a stop between."""
        _, a, b = np.intersect1d(starts.legs, ends.legs, return_indices=True)
        on = starts.calls[a] < ends.calls[b]
        on &= self._touched(starts.legs[a], starts.calls[a], ends.calls[b], vias) == len(vias)
        if not on.any():
            return None
        a, b = a[on], b[on]
        arrival = self.graph.timetable.call_arr[ends.calls[b]]
        k = int(np.argmin(arrival))
        leg = int(starts.legs[a[k]])
        return Way(float(arrival[k] - release_min), (), (leg, int(starts.calls[a[k]])), (leg, int(ends.calls[b[k]])))

    def _passing(self, terminal: str, open_arc: Bools, ends: NDArray[np.int32], *, stops: bool) -> tuple[I64, I64]:
        """Return the legs that pass an end and may be used, and the calls there."""
        legs, calls = self.calls.passing(terminal)
        none = stops and self.calls.stop(terminal, open_arc, ends)
        return (legs[:0], calls[:0]) if none else (legs, calls)

    def _starts(self, origin: str, open_arc: Bools, release_min: int, *, stops: bool) -> _Ends:
        """Return where a way may begin on a passing train: at the end of the leg."""
        legs, calls = self._passing(origin, open_arc, self.graph.timetable.leg_from_call, stops=stops)
        minute = self.graph.timetable.call_dep[calls]
        arcs = self.calls.arc_of_leg[legs]
        keep = (minute >= release_min) & (minute < release_min + LATEST_START_MIN) & open_arc[arcs]
        nodes = self.graph.head[arcs[keep]].astype(np.int64)
        return _Ends(legs[keep], calls[keep], nodes, np.zeros(nodes.size))

    def _ends(self, destination: str, open_arc: Bools, lo: int, hi: int, *, stops: bool) -> _Ends:
        """Return where a way may end on a passing train: before the leg, with the minutes to the call."""
        timetable = self.graph.timetable
        legs, calls = self._passing(destination, open_arc, timetable.leg_to_call, stops=stops)
        arcs = self.calls.arc_of_leg[legs]
        tails = self.graph.tail[arcs].astype(np.int64)
        keep = (tails >= lo) & (tails < hi) & open_arc[arcs]
        legs, calls = legs[keep], calls[keep]
        return _Ends(legs, calls, tails[keep], (timetable.call_arr[calls] - timetable.leg_dep[legs]).astype(float))

    def _trace(self, node: int, layer: int) -> tuple[tuple[int, ...], int]:
        """Return the arcs to a node, and the node where they begin."""
        arcs = []
        while self._pred[layer, node] >= 0:
            arc, layer = divmod(int(self._pred[layer, node]), len(self._pred))
            arcs.append(arc)
            node = int(self.graph.tail[arc])
        return tuple(arcs[::-1]), node


def _inside(nodes: I64, lo: int, hi: int) -> I64:
    """Return the nodes in ``lo:hi``."""
    return nodes[(nodes >= lo) & (nodes < hi)]
