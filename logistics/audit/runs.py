"""Timetable derived again from kilometres, speeds, border operations and windows; one block per service."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from logistics.audit.tables import Book, Link, Operation, Service, Stop
from logistics.audit.windows import Minutes, Window, Windows, admitted, factor, total
from logistics.scenario.horizon import Horizon
from logistics.units import day_of, from_min, iso_minute, minutes_from_hours, to_min

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def rounded(hours: NDArray[np.float64]) -> Minutes:
    """Return whole minutes for hours, half up."""
    return np.floor(hours * 60 + 0.5).astype(np.int64)


@dataclass(frozen=True)
class Block:
    """
    All runs of one service: S stops (passes too), n runs.

    Attributes
    ----------
    service, stops
    run_ids : list of str, length n
    arrival, departure : int64[S, n]
    enter, leave : int64[S, n]
        Start and end of the passage over the link that leads to each stop (row 0 unused).
    ends : list of (int, int)
        Legs as positions of consecutive stops where boxes may be exchanged.
    cancelled : bool[len(ends), n]
    """

    service: Service
    stops: list[Stop]
    run_ids: list[str]
    arrival: Minutes
    departure: Minutes
    enter: Minutes
    leave: Minutes
    ends: list[tuple[int, int]]
    cancelled: NDArray[np.bool_]

    @cached_property
    def column(self) -> dict[str, int]:
        """Column of each run id."""
        return {run_id: column for column, run_id in enumerate(self.run_ids)}

    @cached_property
    def held(self) -> NDArray[np.bool_]:
        """Whether a closed link made each run late at each stop, or cancels its next leg, bool[S, n]."""
        late = self.enter > np.roll(self.departure, 1, axis=0)
        late[0] = False
        found: NDArray[np.bool_] = np.cumsum(late, axis=0) > 0
        for (first, _), lost in zip(self.ends, self.cancelled, strict=True):
            found[first] |= lost
        return found

    def links(self, leg: int) -> list[str]:
        """Return the links of a leg in order."""
        first, last = self.ends[leg]
        return [stop.link_id for stop in self.stops[first + 1 : last + 1]]

    def leg_departure(self, leg: int) -> Minutes:
        """Return when each run leaves on a leg."""
        left: Minutes = self.departure[self.ends[leg][0]]
        return left

    def leg_arrival(self, leg: int) -> Minutes:
        """Return when each run arrives at the end of a leg."""
        there: Minutes = self.arrival[self.ends[leg][1]]
        return there


def derive_runs(book: Book, windows: Windows, horizon: Horizon) -> dict[str, Block]:
    """
    Return the runs of every service whose first departure lies in the solved days.

    Parameters
    ----------
    book : Book
    windows : Windows
        Windows in force.
    horizon : Horizon

    Returns
    -------
    dict of str to Block
        By service id; services without a run are absent.
    """
    blocks = {}
    for service in book.services.values():
        stops = book.stops.get(service.service_id, [])
        planned = _departures(service, book.zone[stops[0].terminal], horizon) if stops else []
        planned = _existing(planned, windows.on("close", ("service", service.service_id)))
        if planned:
            blocks[service.service_id] = _Follower(book, windows, service, stops).follow(planned)
    return blocks


def _departures(service: Service, zone: str, horizon: Horizon) -> list[int]:
    info = ZoneInfo(zone)
    first, last = horizon.solved_start_min, horizon.solved_end_min
    day = from_min(first).date() - timedelta(days=2)
    found = []
    while to_min(day) < last + 2 * 1440:
        if _WEEKDAYS[day.weekday()] in service.days and service.valid.holds(day_of(to_min(day))):
            for clock in service.times:
                hour, minute = (int(part) for part in clock.split(":"))
                local = datetime(day.year, day.month, day.day, hour, minute, tzinfo=info)
                found.append(to_min(local.astimezone(UTC)))
        day += timedelta(days=1)
    return sorted(when for when in found if first <= when < last)


def _existing(planned: list[int], closures: Sequence[Window]) -> list[int]:
    return [
        when
        for when in planned
        if not any(window.start <= when < window.end and when >= window.known_from for window in closures)
    ]


class _Follower:
    """Drives all runs of one service along its stops at once."""

    def __init__(self, book: Book, windows: Windows, service: Service, stops: list[Stop]) -> None:
        self.book = book
        self.windows = windows
        self.service = service
        self.stops = stops

    def follow(self, planned: list[int]) -> Block:
        """Return the block of runs with the planned first departures."""
        size, count = len(self.stops), len(planned)
        arrival, departure = np.zeros((size, count), np.int64), np.zeros((size, count), np.int64)
        enter, leave = np.zeros((size, count), np.int64), np.zeros((size, count), np.int64)
        arrival[0] = departure[0] = np.array(planned, np.int64)
        left = departure[0]
        marks = [0]
        lost = np.zeros(count, np.bool_)
        cancelled = []
        for i in range(1, size):
            enter[i], leave[i], hit = self._passage(self.book.links[self.stops[i].link_id], departure[i - 1], left)
            lost = lost | hit
            arrival[i] = leave[i]
            departure[i] = arrival[i] if i == size - 1 else self._departure(self.stops[i], arrival[i])
            if self.stops[i].stops or i == size - 1:
                cancelled.append(lost)
                marks.append(i)
                lost = np.zeros(count, np.bool_)
                left = departure[i]
        return Block(
            self.service, self.stops, [f"{self.service.service_id}@{iso_minute(when)}" for when in planned],
            arrival, departure, enter, leave, list(pairwise(marks)),
            np.array(cancelled, np.bool_).reshape(len(marks) - 1, count),
        )  # fmt: skip

    def _minutes(self, link: Link, start: Minutes) -> Minutes:
        """Return the running time over a link entered at each minute."""
        direction = self.service.direction
        targets = (("link", link.link_id), ("operator", link.operator), ("service", self.service.service_id))
        classes = (self.service.speed_class, self.service.service_class)
        usual = next(
            self.book.speed[link.operator, name] for name in classes if (link.operator, name) in self.book.speed
        )
        speed = usual * factor(self.windows.on("speed", *targets, direction=direction), start)
        delays = self.windows.on("add_hours", targets[0], targets[2], direction=direction)
        return rounded(link.km / speed) + rounded(total(delays, start))

    def _passage(self, link: Link, ready: Minutes, left: Minutes) -> tuple[Minutes, Minutes, NDArray[np.bool_]]:
        """Return start and end of the passage, and whether a closure cancels the leg."""
        start = ready.copy()
        lost = np.zeros(len(start), np.bool_)
        ends = [("terminal", terminal) for terminal in link.ends]
        closures = self.windows.on("close", ("link", link.link_id), *ends, direction=self.service.direction)
        for window in sorted(closures, key=lambda window: window.start):
            meets = (start < window.end) & (start + self._minutes(link, start) > window.start)
            meets &= start >= window.known_from  # already on the link when it became known: it goes on
            held = meets & (left < window.known_from)
            lost |= meets & ~held
            start = np.where(held, window.end, start)
        if link.status != "open" or not link.valid.always:
            lost |= np.array([link.status != "open" or not link.valid.holds(day_of(int(when))) for when in start])
        return start, start + self._minutes(link, start), lost

    def _departure(self, stop: Stop, arrival: Minutes) -> Minutes:
        """Return the departure from an intermediate call: dwell and border processing."""
        when = arrival + minutes_from_hours(stop.dwell_h)
        if self.service.mode != "rail":
            return when
        for operation in self.book.operations_at(stop.terminal, "pass"):
            if operation.serves(self.service):
                when = when + self._processing(operation, arrival)
        return when

    def _processing(self, operation: Operation, arrival: Minutes) -> Minutes:
        """Return the minutes a train spends in the border processing of its gauge."""
        facility = self.book.facilities.get(operation.facility)
        hours = facility.hours_local if facility else ""
        direction = self.service.direction
        own = [("operation", operation.operation_id)]
        own += [("facility", operation.facility)] if operation.facility else []
        closures = self.windows.on("close", *own, direction=direction)
        start = admitted(hours, self.book.zone[operation.terminal], closures, arrival)
        delays = self.windows.on("add_hours", *own, ("terminal", operation.terminal), direction=direction)
        worked = minutes_from_hours(operation.handling_h + operation.queue_h) + rounded(total(delays, start))
        if operation.valid.always:
            return start - arrival + worked
        holds = np.array([operation.valid.holds(day_of(int(when))) for when in arrival])
        return np.where(holds, start - arrival + worked, 0)
