"""
Itineraries as published figures mean them: trains that are handed on, at the class that is asked for.

A published transit time describes a block train whose onward section is run for it; a box in the
timetable may wait days for a weekly departure. And a fixed-timetable figure for a pair without such
trains is answered by the ordinary ones, at express speeds and with the priority operations.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from logistics.network.model import Network
from logistics.results.path import Leg
from logistics.routing.delay_table import RIDES
from logistics.timetable.tables import listed, numbers, texts


def retimed(legs: Sequence[Leg], hours: Sequence[float]) -> tuple[Leg, ...]:
    """Return legs that take other hours, one after the other from the same start."""
    found, moment = [], legs[0].start_utc
    for leg, length in zip(legs, hours, strict=True):
        end = moment + timedelta(hours=length)
        found.append(replace(leg, start_utc=moment, end_utc=end))
        moment = end
    return tuple(found)


def handed_on(legs: Sequence[Leg], longest_wait_h: float) -> tuple[Leg, ...]:
    """Return legs in which the wait for each onward train is at most some hours."""
    hours, left = [], longest_wait_h
    for leg in legs:
        length = leg.hours
        if leg.kind in RIDES:
            left = longest_wait_h
        elif leg.kind == "wait" and leg.activity == "yard":
            length = min(length, left)
            left -= length
        hours.append(length)
    return retimed(legs, hours)


class ExpressHours:
    """
    Hours of legs as a fixed-timetable train takes them.

    Parameters
    ----------
    network : Network
    """

    def __init__(self, network: Network) -> None:
        speeds, services, links = network["speeds"], network["services"], network["links"]
        keys = zip(texts(speeds, "operator"), texts(speeds, "service_class"), strict=True)
        self._speed = dict(zip(keys, numbers(speeds, "speed_kmh").tolist(), strict=True))
        self._class = dict(zip(texts(services, "service_id"), texts(services, "service_class"), strict=True))
        self._direction = dict(zip(texts(services, "service_id"), texts(services, "direction"), strict=True))
        self._operator = dict(zip(texts(links, "link_id"), texts(links, "operator"), strict=True))
        self._priority, self._standing = _operations(network)

    def apply(self, legs: Sequence[Leg]) -> tuple[Leg, ...]:
        """Return the legs at express speeds, with the priority operations and border stops."""
        return retimed(legs, [self._hours(leg) for leg in legs])

    def _hours(self, leg: Leg) -> float:
        operator = self._operator.get(leg.link_id, "")
        slow = self._speed.get((operator, self._class.get(leg.service_id, "")))
        fast = self._speed.get((operator, "express"))
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
