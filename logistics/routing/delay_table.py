"""``delays.csv`` as values: which rows act on a path, where and in which year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd

from logistics.network.model import Network
from logistics.results.path import Leg
from logistics.timetable.tables import listed, numbers, texts

RIDES = frozenset({"ride", "ferry", "sea", "road"})
BORDER = "gauge_change"


@dataclass(frozen=True)
class Delay:
    """
    One row of ``delays.csv``.

    Attributes
    ----------
    delay_id : str
    queue : bool
        Whether it is the wait of ``queue_h`` that varies; else hours on top of the timetable.
    terminals, activities, service_classes : frozenset of str
    trade : frozenset of str
        Countries of which one holds an end of the way; empty: all ways.
    direction : str
    months : frozenset of int
        Empty: all.
    first, last : date
        First and last day of the episode.
    typical_h, p90_h : float
        Median and P90 of the hours beyond the timetable.
    """

    delay_id: str
    queue: bool
    terminals: frozenset[str]
    activities: frozenset[str]
    service_classes: frozenset[str]
    trade: frozenset[str]
    direction: str
    months: frozenset[int]
    first: date
    last: date
    typical_h: float
    p90_h: float

    @property
    def is_episode(self) -> bool:
        """Whether it began and ended on some day and is not of a season."""
        return self.first > date.min and self.last < date.max and not self.months

    @property
    def stands(self) -> bool:
        """Whether it comes on top at all seasons and has no end, so that those who plan reckon with it."""
        return not self.queue and not self.months and self.last == date.max

    def share(self, direction: str, service_class: str, day: date, express_share: float) -> float:
        """Return the part of its hours that a train of a direction and class suffers on a day."""
        if self.direction not in {"both", direction} or not self.first <= day <= self.last:
            return 0.0
        if self.months and day.month not in self.months:
            return 0.0
        usual = not self.service_classes or service_class in {"", *self.service_classes}
        return 1.0 if usual else express_share


@dataclass(frozen=True)
class Event:
    """A delay on a path: ``share`` of a row acts from leg ``leg`` on; ``queue_h`` of the timetable vary with it."""

    delay: Delay
    leg: int
    share: float
    queue_h: float

    @property
    def hours(self) -> tuple[float, float]:
        """What acts of its median and P90 [h]."""
        return self.share * self.delay.typical_h, self.share * self.delay.p90_h


def read_delays(network: Network) -> tuple[Delay, ...]:
    """Return the rows of ``delays.csv`` in file order."""
    table = network["delays"]
    lists = {name: [frozenset(listed(cell)) for cell in texts(table, name)] for name in _LISTS}
    days = [
        (_day(first, date.min), _day(last, date.max))
        for first, last in zip(table["valid_from"], table["valid_to"], strict=True)
    ]
    rows = zip(
        texts(table, "delay_id"), texts(table, "part"), lists["terminals"], lists["activities"],
        lists["service_class"], lists["trade"], texts(table, "direction"), lists["months"], days,
        numbers(table, "typical_h").tolist(), numbers(table, "p90_h").tolist(), strict=True,
    )  # fmt: skip
    return tuple(
        Delay(
            name, part == "queue", places, acts, classes, trade, way,
            frozenset(map(int, months)), first, last, typical, p90,
        )
        for name, part, places, acts, classes, trade, way, months, (first, last), typical, p90 in rows
    )  # fmt: skip


_LISTS = ("terminals", "activities", "service_class", "trade", "months")


def _day(cell: pd.Timestamp, blank: date) -> date:
    """Return the day of a cell."""
    return blank if pd.isna(cell) else cell.date()


def in_year(moment: datetime, year: int | None) -> date:
    """
    Return the day of a moment, moved to a year.

    Examples
    --------
    >>> in_year(datetime(2026, 6, 30, 12), 2024)
    datetime.date(2024, 6, 30)
    """
    return moment.date() if year is None else date(year, moment.month, min(moment.day, 28 if moment.month == 2 else 31))


class DelayTable:
    """
    The delays of a network, read once.

    Parameters
    ----------
    network : Network
    """

    def __init__(self, network: Network) -> None:
        services, operations, terminals = network["services"], network["operations"], network["terminals"]
        self._country = dict(zip(texts(terminals, "terminal_id"), texts(terminals, "country"), strict=True))
        self.delays = read_delays(network)
        places = {place for delay in self.delays for place in delay.terminals}
        self._at = {place: tuple(d for d in self.delays if place in d.terminals) for place in places}
        self._direction = dict(zip(texts(services, "service_id"), texts(services, "direction"), strict=True))
        self._class = dict(zip(texts(services, "service_id"), texts(services, "service_class"), strict=True))
        queue = numbers(operations, "queue_h").tolist()
        self._queue_h = dict(zip(texts(operations, "operation_id"), queue, strict=True))
        share = network["parameters"].set_index("parameter_id")["value"]
        self._express_share = float(share.get("express_delay_share", 1.0))

    def events(
        self,
        legs: Sequence[Leg],
        *,
        year: int | None = None,
        planned: bool = False,
        express: bool = False,
        episode_share: float = 1.0,
    ) -> list[Event]:
        """
        Return the delays on a path: each row once, at its first operation there.

        A path that ends at a border place without the operation has stood in the queue before it. Of several rows
        of extra hours at one operation the longest counts: it is one queue.

        Parameters
        ----------
        legs : sequence of Leg
        year : int, optional
            Year whose episodes act, on the days and months of the legs; None: the dates of the legs.
        planned : bool
            Only what a plan reckons with (see `Delay.stands`).
        express : bool
            Treat every train as a fixed-timetable one.
        episode_share : float
            Part of the hours of episodes that counts.
        """
        found: dict[str, Event] = {}
        rides = [index for index, leg in enumerate(legs) if leg.kind in RIDES]
        end = rides[-1] if rides else -1
        last = {leg.activity for leg in legs[end + 1 :]}
        ends = {self._country.get(place, "") for place in (legs[0].from_terminal, legs[-1].to_terminal)}
        for index, direction, service_class in self._operations(legs, end):
            leg = legs[index]
            day = in_year(leg.start_utc, year)
            for delay in self._at.get(leg.to_terminal, ()):
                if delay.delay_id in found or (planned and not delay.stands):
                    continue
                if delay.trade and not delay.trade & ends:
                    continue
                stood = index == end and BORDER in delay.activities and not delay.activities & last
                if leg.activity not in delay.activities and not stood:
                    continue
                share = delay.share(direction, "express" if express else service_class, day, self._express_share)
                share *= episode_share if delay.is_episode else 1.0
                if share > 0:
                    queue_h = self._queue_h.get(leg.operation_id, 0.0) if delay.queue else 0.0
                    found[delay.delay_id] = Event(delay, index, share, queue_h)
        return _one_queue(list(found.values()))

    def _operations(self, legs: Sequence[Leg], end: int) -> Iterator[tuple[int, str, str]]:
        """Yield operations and the last ride, with direction and class of the train before (or after) them."""
        service = next((leg.service_id for leg in legs if leg.service_id), "")
        for index, leg in enumerate(legs):
            service = leg.service_id or service
            if leg.kind == "operate" or index == end:
                yield index, self._direction.get(service, ""), self._class.get(service, "")


def _one_queue(events: Sequence[Event]) -> list[Event]:
    """Return events without the extra hours of an operation that a longer row of extra hours covers."""
    longest: dict[int, Event] = {}
    for event in events:
        other = longest.get(event.leg)
        if not event.delay.queue and (other is None or event.hours > other.hours):
            longest[event.leg] = event
    return [event for event in events if event.delay.queue or longest[event.leg] is event]
