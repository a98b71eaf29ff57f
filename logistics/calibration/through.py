"""
Itineraries as published figures mean them: trains that are handed on, at the class that is asked for.

A published transit time describes a block train that runs through inland places and whose onward section
at a break of gauge is run for it; a box in the timetable changes trains at hubs and may wait days for a weekly
departure. And a fixed-timetable figure for a pair without such trains is answered by the ordinary ones, at
express speeds and with the priority operations.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from logistics.network.model import Network
from logistics.results.path import Leg
from logistics.routing.delay_table import RIDES
from logistics.timetable.speeds import Speeds
from logistics.timetable.tables import listed, numbers, texts


def retimed(legs: Sequence[Leg], hours: Sequence[float]) -> tuple[Leg, ...]:
    """Return legs that take other hours, one after the other from the same start."""
    found, moment = [], legs[0].start_utc
    for leg, length in zip(legs, hours, strict=True):
        end = moment + timedelta(hours=length)
        found.append(replace(leg, start_utc=moment, end_utc=end))
        moment = end
    return tuple(found)


def handed_on(legs: Sequence[Leg], longest_wait_h: float, stop_h: float) -> tuple[Leg, ...]:
    """
    Return the legs of a train that is handed on.

    Parameters
    ----------
    legs : sequence of Leg
    longest_wait_h : float
        The wait for each onward train is at most this [h].
    stop_h : float
        A change between two trains of one gauge is a stop of this length at most: one train runs through [h].
    """
    hours = [leg.hours for leg in legs]
    for dwell in _dwells(legs):
        if _runs_through(legs, dwell):
            total = sum(hours[i] for i in dwell)
            for i in dwell:
                hours[i] *= min(1.0, stop_h / total)
            continue
        left = longest_wait_h
        for i in dwell:
            if legs[i].kind == "wait" and legs[i].activity == "yard":
                hours[i] = min(hours[i], left)
                left -= hours[i]
    return retimed(legs, hours)


def _dwells(legs: Sequence[Leg]) -> Iterator[range]:
    """Yield the positions between one ride and the next, and those before the first and after the last."""
    rides = [-1, *(index for index, leg in enumerate(legs) if leg.kind in RIDES), len(legs)]
    for before, after in itertools.pairwise(rides):
        if after - before > 1:
            yield range(before + 1, after)


def _runs_through(legs: Sequence[Leg], dwell: range) -> bool:
    """Return whether boxes only change between two trains there: no ship, no break of gauge."""
    trains = (
        dwell.start > 0 and dwell.stop < len(legs) and legs[dwell.start - 1].kind == legs[dwell.stop].kind == "ride"
    )
    work = {legs[i].activity for i in dwell if legs[i].kind == "operate"}
    return trains and work == {"transfer"}


class ExpressHours:
    """
    Hours of legs as a fixed-timetable train takes them.

    Parameters
    ----------
    network : Network
    """

    def __init__(self, network: Network) -> None:
        services, links = network["services"], network["links"]
        self._speeds = Speeds(network)
        classes = zip(*(texts(services, name) for name in ("service_class", "speed_class")), strict=True)
        self._classes = dict(zip(texts(services, "service_id"), classes, strict=True))
        self._direction = dict(zip(texts(services, "service_id"), texts(services, "direction"), strict=True))
        self._operator = dict(zip(texts(links, "link_id"), texts(links, "operator"), strict=True))
        self._priority, self._standing = _operations(network)

    def apply(self, legs: Sequence[Leg]) -> tuple[Leg, ...]:
        """Return the legs at express speeds, with the priority operations and border stops."""
        return retimed(legs, [self._hours(leg) for leg in legs])

    def _hours(self, leg: Leg) -> float:
        operator = self._operator.get(leg.link_id, "")
        row = self._speeds.row(operator, *self._classes.get(leg.service_id, ("", "")))
        slow, fast = (self._speeds.kmh.get((operator, name)) for name in (row, "express"))
        if leg.kind in RIDES and slow and fast:
            return float(leg.hours * slow / fast)
        if leg.kind == "operate":
            return min(leg.hours, self._priority.get(leg.operation_id, leg.hours))
        if leg.kind == "wait" and leg.activity == "aboard":
            way = self._direction.get(leg.service_id, "")
            usual, quick = (self._standing[leg.to_terminal, way, c] for c in ("ordinary", "express"))
            return leg.hours - max(0.0, usual - quick) if leg.hours >= usual else leg.hours
        return leg.hours


def _operations(network: Network) -> tuple[dict[str, float], dict[tuple[str, str, str], float]]:
    """Return hours of the express counterpart of each operation, and of border stops by place, direction and class."""
    names = ("operation_id", "terminal_id", "activity", "from_gauge", "to_gauge", "direction", "service_class")
    table = network["operations"]
    rows = list(zip(*(table[name].astype(str).tolist() for name in names), strict=True))
    hours = (numbers(table, "handling_h") + numbers(table, "queue_h")).tolist()
    quick: dict[tuple[object, ...], float] = {}
    standing: dict[tuple[str, str, str], float] = defaultdict(float)
    for (_, place, activity, from_gauge, to_gauge, way, classes), length in zip(rows, hours, strict=True):
        served = listed(classes)
        if served == ("express",):
            quick.setdefault((place, activity, from_gauge, to_gauge, way), length)
        if activity == "pass":
            for direction in ("westbound", "eastbound") if way == "both" else (way,):
                for service_class in ("ordinary", "express"):
                    if not served or service_class in served:
                        standing[place, direction, service_class] += length
    priority = {
        name: quick[place, activity, from_gauge, to_gauge, way]
        for name, place, activity, from_gauge, to_gauge, way, _ in rows
        if (place, activity, from_gauge, to_gauge, way) in quick
    }
    return priority, standing
