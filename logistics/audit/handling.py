"""Operations on boxes: when they start, when they work, when they are done, what throughput they take."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from logistics.audit.runs import Block, rounded
from logistics.audit.tables import Book, Facility, Operation
from logistics.audit.windows import Minutes, Windows, admitted, total
from logistics.units import MIN_PER_DAY, day_of, iso_day, minutes_from_hours

LAST_TURN, MOST_TURNS = 10, 60
"""Days up to which boxes may be taken off a train that an event caught, after the first start or the end of a cut."""
CUTS = ("close", "capacity", "limit")
"""Disruptions that leave a crane less room than the trains on their way to it were sent for."""


@dataclass
class Handling:
    """Times of operations under the windows in force; remembers what it worked out."""

    book: Book
    windows: Windows
    _known: dict[tuple[str, int, str], tuple[int, int, int]] = field(default_factory=dict)

    def times(self, operation: Operation, arrival: Minutes, direction: str) -> tuple[Minutes, Minutes, Minutes]:
        """
        Return start, begin of work and end of an operation for boxes that arrive at some minutes.

        Parameters
        ----------
        operation : Operation
        arrival : int64[n]
            Arrival of the train, or readiness at the gate [min UTC].
        direction : str
            Direction of the arriving service; that of the operation for loading.

        Returns
        -------
        start, work, done : int64[n]
            Start after opening hours and closures; start plus queue; end of the work.
        """
        facility = self.book.facilities.get(operation.facility)
        targets = _targets(operation, facility)
        hours = facility.hours_local if facility else ""
        closures = self.windows.on("close", *targets, direction=direction)
        start = admitted(hours, self.book.zone[operation.terminal], closures, arrival)
        delays = self.windows.on("add_hours", *targets, direction=direction)
        work = start + rounded(operation.queue_h + total(delays, start))
        return start, work, work + minutes_from_hours(operation.handling_h)

    def at(self, operation: Operation, arrival: int, direction: str) -> tuple[int, int, int]:
        """Return start, begin of work and end for one arrival."""
        key = (operation.operation_id, arrival, direction)
        if key not in self._known:
            start, work, done = self.times(operation, np.array([arrival], np.int64), direction)
            self._known[key] = (int(start[0]), int(work[0]), int(done[0]))
        return self._known[key]

    def turns(self, operation: Operation, block: Block, stop: int) -> NDArray[np.int64]:
        """
        Count the later turns of each run for an operation at a stop, int64[n]: none where no event caught it.

        A closed link held it or cancels its next leg; or it had set out when a cut of the operation, its facility or
        its terminal became known that lasts into the time from its arrival to the end of the work. Turns go on for
        `LAST_TURN` days after the first start, or after the end of such a cut where that is later.
        """
        arrival, direction = block.arrival[stop], block.service.direction
        targets = _targets(operation, self.book.facilities.get(operation.facility))
        cuts = [cut for kind in CUTS for cut in self.windows.on(kind, *targets, direction=direction)]
        caught = block.held[stop].copy()
        if not cuts and not caught.any():
            return np.zeros(len(arrival), np.int64)
        start, _, done = self.times(operation, arrival, direction)
        over = start.copy()
        for cut in cuts:
            struck = (arrival < cut.end) & (done > cut.start) & (block.departure[0] < cut.known_from)
            caught |= struck
            over[struck] = np.maximum(over[struck], cut.end)
        days = LAST_TURN + np.ceil((over - start) / MIN_PER_DAY).astype(np.int64)
        return np.where(caught, np.minimum(days, MOST_TURNS), 0)

    def turn(self, operation: Operation, block: Block, stop: int, column: int, end: int) -> tuple[int, int]:
        """
        Return begin of work and end of an operation at a stop of a run that is said to end at a minute.

        Boxes of a train that an event caught may be taken off it in any of its `turns`; those of other trains at the
        arrival alone. Where no turn ends then, the times are those of the arrival.
        """
        arrival, direction = int(block.arrival[stop, column]), block.service.direction
        start, work, done = self.at(operation, arrival, direction)
        if done != end:
            for _, ready in later(np.array([start]), self.turns(operation, block, stop)[[column]]):
                _, after, over = self.at(operation, int(ready[0]), direction)
                if over == end:
                    return after, over
        return work, done


def later(start: Minutes, turns: NDArray[np.int64]) -> Iterator[tuple[NDArray[np.bool_], Minutes]]:
    """
    Yield which boxes have one more turn, and the minutes from which they can be handled: whole days after the start.

    Examples
    --------
    >>> [(which.tolist(), ready.tolist()) for which, ready in later(np.array([0, 5]), np.array([1, 2]))]
    [([True, True], [1440, 1445]), ([False, True], [2885])]
    """
    for day in range(1, int(turns.max(initial=0)) + 1):
        which = turns >= day
        yield which, start[which] + day * MIN_PER_DAY


def _targets(operation: Operation, facility: Facility | None) -> list[tuple[str, str]]:
    """Return what disruptions of an operation act on."""
    own = [("operation", operation.operation_id), ("terminal", operation.terminal)]
    return [*own, ("facility", operation.facility)] if facility else own


def by_day(start: int, end: int) -> list[tuple[str, float]]:
    """
    Split one unit of work over UTC days by overlap; without duration, all on its day.

    Examples
    --------
    >>> by_day(1380, 1500)
    [('1970-01-01', 0.5), ('1970-01-02', 0.5)]
    >>> by_day(60, 60)
    [('1970-01-01', 1.0)]
    """
    if end <= start:
        return [(iso_day(day_of(start)), 1.0)]
    return [
        (iso_day(day), (min(end, (day + 1) * MIN_PER_DAY) - max(start, day * MIN_PER_DAY)) / (end - start))
        for day in range(day_of(start), day_of(end - 1) + 1)
    ]


def valid_on_days(operation: Operation, when: Minutes) -> NDArray[np.bool_]:
    """Tell on which arrivals the row of an operation holds."""
    if operation.valid.always:
        return np.ones(len(when), np.bool_)
    return np.array([operation.valid.holds(day_of(int(minute))) for minute in when], np.bool_)
