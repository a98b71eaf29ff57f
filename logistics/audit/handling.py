"""Operations on boxes: when they start, when they work, when they are done, what throughput they take."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from logistics.audit.runs import rounded
from logistics.audit.tables import Book, Operation
from logistics.audit.windows import Minutes, Windows, admitted, total
from logistics.units import MIN_PER_DAY, day_of, iso_day, minutes_from_hours

LAST_TURN = 10
"""Days after its arrival up to which boxes may be taken off a train that a closed link held or ended there."""


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
        targets = [("operation", operation.operation_id), ("terminal", operation.terminal)]
        if facility:
            targets.append(("facility", operation.facility))
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

    def turn(self, operation: Operation, arrival: int, direction: str, end: int, *, held: bool) -> tuple[int, int]:
        """
        Return begin of work and end of an operation that is said to end at a minute.

        Boxes of a train that was ``held`` may be taken off it in the turn of any day up to `LAST_TURN`; those of
        other trains at the arrival alone. Where no turn ends then, the times are those of the arrival.
        """
        for ready in turns(np.array([arrival], np.int64), held=held):
            _, work, done = self.at(operation, int(ready[0]), direction)
            if done == end:
                return work, done
        _, work, done = self.at(operation, arrival, direction)
        return work, done


def turns(arrival: Minutes, *, held: bool) -> list[Minutes]:
    """
    Return the minutes from which boxes of arrived trains can be handled, turn by turn: whole days after the arrival.

    Examples
    --------
    >>> len(turns(np.array([0]), held=False)), turns(np.array([5]), held=True)[1].tolist()
    (1, [1445])
    """
    return [arrival + day * MIN_PER_DAY for day in range(LAST_TURN + 1 if held else 1)]


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
