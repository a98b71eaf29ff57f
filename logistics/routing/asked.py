"""A query with its words looked up: rows, minutes and a box; everything that cannot be asked is refused here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from logistics.errors import DataError, did_you_mean
from logistics.routing.box import Box, Boxes, loaded_at
from logistics.routing.names import Names, known
from logistics.routing.query import CRITERIA, SERVICE_CLASSES, Query
from logistics.units import MIN_PER_DAY, MIN_PER_H, iso_minute, to_min

MOST_WINDOW_H = 24.0 * 31
MOST_CUT_H = 24.0 * 31
MIN_START_C, MAX_START_C = -40.0, 50.0
"""Coldest and warmest cargo that is handed in."""


@dataclass(frozen=True)
class Asked:
    """
    A query in rows and minutes.

    Attributes
    ----------
    query : Query
        With terminals by id and times in UTC.
    box : Box
    origin, destination : int
        Terminal rows.
    first_min, last_min : int
        First and last minute at the gate.
    due_min : int
        Latest arrival; ``limited`` says that it was asked for and is not just the longest transit of the goods.
    limited : bool
    via, avoid_terminals, close_terminals, close_links : tuple of int
        Rows.
    avoid_countries : tuple of str
    beside_plan : bool
        Whether the use of the router's plan counts.
    power_cut : tuple of str, int and float, optional
        ``terminal`` or ``link``, its row, and hours.
    """

    query: Query
    box: Box
    origin: int
    destination: int
    first_min: int
    last_min: int
    due_min: int
    limited: bool
    via: tuple[int, ...] = ()
    avoid_terminals: tuple[int, ...] = ()
    avoid_countries: tuple[str, ...] = ()
    close_terminals: tuple[int, ...] = ()
    close_links: tuple[int, ...] = ()
    beside_plan: bool = True
    power_cut: tuple[str, int, float] | None = None

    @property
    def terminals_shut(self) -> tuple[int, ...]:
        """Terminals that may not be touched."""
        return (*self.avoid_terminals, *self.close_terminals)


def look_up(query: Query, names: Names, boxes: Boxes) -> Asked:
    """
    Return a query in rows and minutes.

    Raises
    ------
    DataError
        If a word is unknown, or the question contradicts itself.
    """
    query = replace(query, criteria=_tuple(query.criteria))
    known(query.service_class, SERVICE_CLASSES, "service class", "the service classes of a query")
    for word in query.criteria:
        known(word, CRITERIA, "criteria", "the criteria of a query")
    for word in _tuple(query.ignore_rules):
        known(word, names.rules, "ignore_rules", "rules.csv")
    if not query.criteria:
        raise DataError(f"criteria: none given; name at least one of {', '.join(CRITERIA)}")
    origin = names.terminal(query.origin, "origin")
    destination = names.terminal(query.destination, "destination")
    check_numbers(query)
    if origin == destination:
        raise DataError(f"origin and destination are both {names.terminals[origin]!r}; name two different terminals")
    box = boxes.of(query.commodity, query.unit)
    box = loaded_at(box, query.start_c)
    first = to_min(query.depart)
    last = first + int(query.window_h * MIN_PER_H + 0.5)
    due = last + int(np.floor(box.max_days * MIN_PER_DAY + 0.5))
    if query.arrive_by is not None:
        due = to_min(query.arrive_by)
        if due <= first:
            raise DataError(f"arrive_by {iso_minute(due)} is not after depart {iso_minute(first)}; move it later")
    asked = Asked(
        query=replace(
            query,
            origin=names.terminals[origin],
            destination=names.terminals[destination],
            unit=box.unit,
            via=_tuple(query.via),
            avoid=_tuple(query.avoid),
            close=_tuple(query.close),
            ignore_rules=_tuple(query.ignore_rules),
        ),
        box=box,
        origin=origin,
        destination=destination,
        first_min=first,
        last_min=min(last, due),
        due_min=due,
        limited=query.arrive_by is not None,
        power_cut=None if query.power_cut is None else _power_cut(query.power_cut, names),
    )
    return _restricted(asked, names)


def _power_cut(word: str, names: Names) -> tuple[str, int, float]:
    """Return the place and hours of a power cut."""
    place, colon, number = str(word).rpartition(":")
    try:
        hours = float(number)
    except ValueError:
        hours = np.nan
    if not (colon and place and 0.0 < hours <= MOST_CUT_H):
        raise DataError(
            f"power_cut: {word!r} found; write a terminal or link, a colon and hours up to {MOST_CUT_H:.0f}, such as "
            "dostyk:36"
        )
    link = names.find_link(place)
    if link is not None:
        return "link", link, hours
    terminal = names.find_terminal(place, "power_cut")
    if terminal is None:
        hint = did_you_mean(place, [*names.links, *names.terminals]) or "."
        raise DataError(f"power_cut: no link or terminal is called {place!r}{hint} See links.csv and terminals.csv")
    return "terminal", terminal, hours


def check_numbers(query: Query) -> None:
    """Refuse moments that are none, and numbers outside what can be answered."""
    for name in ("depart", "arrive_by"):
        moment = getattr(query, name)
        if not isinstance(moment, date) and (name == "depart" or moment is not None):
            raise DataError(f"{name} is {moment!r}; give a datetime (without a zone it is UTC) or a date")
    if not 0.0 <= query.window_h <= MOST_WINDOW_H:
        raise DataError(f"window_h is {query.window_h}; it must lie between 0 and {MOST_WINDOW_H:.0f} hours")
    if not 0.0 < query.boxes < np.inf:
        raise DataError(f"boxes is {query.boxes}; it must be above 0")
    if query.start_c is not None and not MIN_START_C <= query.start_c <= MAX_START_C:
        raise DataError(f"start_c is {query.start_c}; it must lie between {MIN_START_C:g} and {MAX_START_C:g} °C")
    if query.alternatives is not None and query.alternatives < 1:
        raise DataError(f"alternatives is {query.alternatives}; ask for 1 or more, or for all by leaving it out")


def _tuple(words: tuple[str, ...] | str) -> tuple[str, ...]:
    return (words,) if isinstance(words, str) else tuple(words)


def _restricted(asked: Asked, names: Names) -> Asked:
    """Look up via, avoid and close."""
    query = asked.query
    via = tuple(names.terminal(word, "via") for word in query.via)
    for row, word in zip(via, query.via, strict=True):
        if row in (asked.origin, asked.destination):
            raise DataError(f"via: {word!r} is the origin or the destination, so it restricts nothing; leave it out")
    if len(set(via)) < len(via):
        raise DataError(f"via: {', '.join(query.via)} names a terminal twice; name each once, in the order of travel")
    countries, avoided = _avoided(query, names)
    links, terminals = [], []
    for word in query.close:
        link = names.find_link(word)
        if link is None:
            terminals.append(_closed_terminal(word, names))
        else:
            links.append(link)
    for row, what in ((asked.origin, "origin"), (asked.destination, "destination"), *((row, "via") for row in via)):
        for words, rows in (("avoid", avoided), ("close", terminals)):
            if row in rows:
                raise DataError(
                    f"{words}: {names.terminals[row]!r} is also the {what}, so nothing could be sent; take one out"
                )
    return replace(
        asked,
        via=via,
        avoid_terminals=tuple(dict.fromkeys(avoided)),
        avoid_countries=tuple(dict.fromkeys(countries)),
        close_terminals=tuple(dict.fromkeys(terminals)),
        close_links=tuple(dict.fromkeys(links)),
    )


def _avoided(query: Query, names: Names) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """Return the countries and the terminals to be avoided."""
    countries, terminals = [], []
    for word in query.avoid:
        row = names.find_terminal(word, "avoid")
        if row is not None:
            terminals.append(row)
        elif (country := names.find_country(word)) is not None:
            countries.append(country)
        else:
            named = [name for name, code in names.country_codes().items() if code in names.countries]
            hint = did_you_mean(word.casefold(), [*named, *names.terminals]) or "."
            raise DataError(
                f"avoid: no terminal or country is called {word!r}{hint} Countries of the network: "
                f"{', '.join(sorted(names.countries))}"
            )
    return tuple(countries), tuple(terminals)


def _closed_terminal(word: str, names: Names) -> int:
    """Return the row of a terminal to be closed; the word is no link."""
    row = names.find_terminal(word, "close")
    if row is None:
        hint = did_you_mean(word, [*names.links, *names.terminals]) or "."
        raise DataError(f"close: no link or terminal is called {word!r}{hint} See links.csv and terminals.csv")
    return row
