"""Fleets of boxes as the audit reads them: how many box-days a week has, what boxes take of them, and what they pay."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from logistics.audit.tables import Book, rows, text
from logistics.units import MIN_PER_DAY, from_min

WEEK = 7 * MIN_PER_DAY
MONDAY = 4 * MIN_PER_DAY  # 5 January 1970
Amounts = NDArray[np.float64]
Held = tuple[str, int, int]
"""Fleet of boxes, and the minutes between which they are out."""


class Fleet(NamedTuple):
    """A fleet: its boxes, and minutes from unloading until one of them can be loaded again."""

    fleet_id: str
    boxes: float
    turn: int


def fleets_of(book: Book) -> dict[str, Fleet]:
    """Return the fleets by id."""
    table = rows(book.network, "fleets") if "fleets" in book.network.tables else []
    return {
        str(row["fleet_id"]): Fleet(
            str(row["fleet_id"]), float(row["boxes"]), round(float(row["turn_days"]) * MIN_PER_DAY)
        )
        for row in table
    }


def fleets_by_unit(book: Book) -> dict[str, Fleet]:
    """Return the fleet of every loading unit that has one."""
    known = fleets_of(book)
    units = rows(book.network, "loading_units") if known else []
    return {str(row["unit_id"]): known[text(row["fleet_id"])] for row in units if text(row["fleet_id"])}


def week_capacity(book: Book, rest: str) -> float | None:
    """Return the box-days of ``<fleet>:<monday>``, None where there is no such fleet or no such Monday."""
    fleet_id, _, day = rest.rpartition(":")
    fleet = fleets_of(book).get(fleet_id)
    try:
        start = int(np.datetime64(day, "m").astype(np.int64))
    except ValueError:
        return None
    return None if fleet is None or (start - MONDAY) % WEEK else fleet.boxes * 7


def weeks_of(fleet: str, start: int, end: int) -> Iterator[tuple[str, float]]:
    """
    Yield the weeks, Monday to Sunday, of a box that is out between two minutes, and days in each.

    Examples
    --------
    >>> list(weeks_of("f", 3 * 1440, 5 * 1440))
    [('fleet:f:1969-12-29', 1.0), ('fleet:f:1970-01-05', 1.0)]
    """
    monday = MONDAY + (start - MONDAY) // WEEK * WEEK
    while monday < end:
        days = (min(end, monday + WEEK) - max(start, monday)) / MIN_PER_DAY
        yield f"fleet:{fleet}:{from_min(monday):%Y-%m-%d}", days
        monday += WEEK


def needs(parts: Iterable[tuple[str, int, float]], until: int) -> dict[str, float]:
    """
    Return the box-days that boxes under way may need at most, week by week.

    Parameters
    ----------
    parts : iterable of (fleet, minute, boxes)
        Boxes under way, from when they are planned again; no fleet: not counted.
    until : int
        Last minute of interest.
    """
    found: dict[str, float] = {}
    for fleet, minute, boxes in parts:
        if fleet:
            for name, days in weeks_of(fleet, minute, max(until, minute)):
                found[name] = found.get(name, 0.0) + boxes * days
    return found


@dataclass
class Rents:
    """
    What a box pays for being out, from prices by resource id [USD per box-day].

    Notes
    -----
    A box is out without a break, so it pays the difference of a running total between two moments.
    """

    prices: Mapping[str, float]
    _totals: dict[str, tuple[Amounts, Amounts]] = field(default_factory=dict)
    _done: dict[str, Amounts] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Lay the prices out as running totals."""
        weeks: dict[str, dict[int, float]] = {}
        for resource_id, price in self.prices.items():
            if resource_id.startswith("fleet:"):
                fleet, _, day = resource_id.removeprefix("fleet:").rpartition(":")
                weeks.setdefault(fleet, {})[int(np.datetime64(day, "m").astype(np.int64))] = price
        for fleet, priced in weeks.items():
            first, last = min(priced), max(priced)
            mondays = np.arange(first, last + 2 * WEEK, WEEK)
            each = np.array([priced.get(int(monday), 0.0) * 7 for monday in mondays[:-1]])
            self._totals[fleet] = mondays.astype(np.float64), np.append(0.0, np.cumsum(each))

    def total(self, fleet: str, until: Amounts) -> Amounts:
        """Return what a box pays up to some minutes."""
        grid, paid = self._totals[fleet]
        return np.asarray(np.interp(until, grid, paid), np.float64)

    def added(self, fleet: str, turn: int, begin: int, done: NDArray[np.int64], price: Amounts) -> Amounts:
        """Return prices of unloadings at some minutes, with what boxes that are out since ``begin`` pay."""
        if fleet not in self._totals:
            return price
        if fleet not in self._done:
            self._done[fleet] = self.total(fleet, (done + turn).astype(np.float64))
        return price + (self._done[fleet] - float(self.total(fleet, np.array([float(begin)]))[0]))
