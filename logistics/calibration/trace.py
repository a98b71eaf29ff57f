"""A way as legs: rides link by link, operations and waits. Money and emissions are left out: only hours count here."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import numpy as np

from logistics.calibration.search import Way
from logistics.results.path import Leg
from logistics.timespace import ArcKind, TimeSpace
from logistics.timetable.tables import numbers, texts
from logistics.units import MIN_PER_H, from_min

_MODES = {"rail": "ride", "ferry": "ferry", "sea": "sea", "road": "road"}


class Tracer:
    """
    Writes ways out as legs.

    Parameters
    ----------
    graph : TimeSpace
    """

    def __init__(self, graph: TimeSpace) -> None:
        network, self._graph = graph.instance.network, graph
        timetable = graph.timetable
        self._terminals = texts(network["terminals"], "terminal_id")
        self._services = texts(network["services"], "service_id")
        self._modes = [_MODES[mode] for mode in texts(network["services"], "mode")]
        self._links, self._km = texts(network["links"], "link_id"), numbers(network["links"], "length_km")
        operations = network["operations"]
        self._operations, self._activities = texts(operations, "operation_id"), texts(operations, "activity")
        hours = numbers(operations, "handling_h") + numbers(operations, "queue_h")
        self._work_min = (hours * MIN_PER_H + 0.5).astype(np.int64)
        self._first_pass = np.searchsorted(timetable.pass_leg, np.arange(timetable.leg_run.size + 1))

    def legs(self, way: Way) -> tuple[Leg, ...]:
        """Return the legs of a way from its first departure (or pass) to its last arrival (or pass)."""
        timetable = self._graph.timetable
        if way.first and way.last and not way.arcs and way.first[0] == way.last[0]:
            return tuple(self._ride(way.first[0], way.first[1], way.last[1]))
        found: list[Leg] = []
        if way.first:
            found += self._ride(way.first[0], way.first[1], int(timetable.leg_to_call[way.first[0]]))
        for arc in way.arcs:
            if found or self._graph.kind[arc] == int(ArcKind.RIDE):
                found += self._step(arc)
        if way.last:
            found += self._ride(way.last[0], int(timetable.leg_from_call[way.last[0]]), way.last[1])
        while found and found[-1].kind == "wait" and not way.last:
            found.pop()
        return tuple(found)

    def _step(self, arc: int) -> Iterator[Leg]:
        graph = self._graph
        kind, ref = int(graph.kind[arc]), int(graph.ref[arc])
        start, end = int(graph.node_min[graph.tail[arc]]), int(graph.node_min[graph.head[arc]])
        place = self._terminals[graph.node_terminal[graph.tail[arc]]]
        if kind == int(ArcKind.RIDE):
            timetable = graph.timetable
            yield from self._ride(ref, int(timetable.leg_from_call[ref]), int(timetable.leg_to_call[ref]))
        elif kind in {int(ArcKind.TRANSFER), int(ArcKind.SLOT)}:
            done = min(start + int(self._work_min[ref]), end)
            yield _leg("operate", self._activities[ref], place, start, done, operation=self._operations[ref])
            yield from _wait("yard" if kind == int(ArcKind.TRANSFER) else "aboard", place, done, end)
        else:
            yield from _wait("aboard" if kind == int(ArcKind.STAY) else "yard", place, start, end)

    def _ride(self, leg: int, first_call: int, last_call: int) -> Iterator[Leg]:
        """Yield the links of a ride between two calls, and the standing at the calls between."""
        timetable = self._graph.timetable
        service = int(timetable.run_service[timetable.leg_run[leg]])
        before = -1
        for q in range(int(self._first_pass[leg]), int(self._first_pass[leg + 1])):
            call = int(timetable.pass_from_call[q])
            if not first_call <= call < last_call:
                continue
            ends = [self._terminals[timetable.call_terminal[c]] for c in (call, call + 1)]
            start, end, link = int(timetable.pass_start[q]), int(timetable.pass_end[q]), int(timetable.pass_link[q])
            if before >= 0:
                yield from _wait("aboard", ends[0], before, start, self._services[service])
            yield Leg(
                self._modes[service], "", ends[0], ends[1], self._services[service],
                timetable.run_id[timetable.leg_run[leg]], self._links[link], "", from_min(start), from_min(end),
                float(self._km[link]), 0.0, 0.0,
            )  # fmt: skip
            before = end


def _wait(activity: str, place: str, start: int, end: int, service: str = "") -> Iterator[Leg]:
    """Yield a wait that takes time."""
    if end > start:
        yield _leg("wait", activity, place, start, end, service=service)


def _leg(kind: str, activity: str, place: str, start: int, end: int, *, service: str = "", operation: str = "") -> Leg:
    moments: tuple[datetime, datetime] = (from_min(start), from_min(end))
    return Leg(kind, activity, place, place, service, "", "", operation, *moments, 0.0, 0.0, 0.0)
