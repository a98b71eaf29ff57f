"""Border crossings: groups of links between two countries, and the routes that they make."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence

from logistics.network.model import Network
from logistics.results.path import Leg
from logistics.timetable.tables import texts

Route = tuple[str, ...]
"""Crossings in order of travel, each called by one of its links."""


class Crossings:
    """
    Links across borders; those of the same countries that share a terminal are one crossing (Khorgos has three).

    Parameters
    ----------
    network : Network

    Attributes
    ----------
    links : dict of str to list of str
        Links of each crossing, by its first link.
    """

    def __init__(self, network: Network) -> None:
        terminals, links = network["terminals"], network["links"]
        country = dict(zip(texts(terminals, "terminal_id"), texts(terminals, "country"), strict=True))
        names = texts(links, "link_id")
        ends = list(zip(texts(links, "from_terminal"), texts(links, "to_terminal"), strict=True))
        self.links: dict[str, list[str]] = {}
        self._of: dict[str, str] = {}
        self._words: dict[str, str] = {}
        places: dict[str, set[str]] = {}
        for name, (tail, head) in zip(names, ends, strict=True):
            if country[tail] == country[head]:
                continue
            own = {country[tail], country[head]}
            same = (
                first
                for first, known in places.items()
                if known & {tail, head} and {country[place] for place in known} == own
            )
            first = next(same, name)
            places.setdefault(first, set()).update((tail, head))
            self.links.setdefault(first, []).append(name)
            self._of[name] = first
            self._words.setdefault(first, f"{tail}/{head}")

    def of(self, legs: Sequence[Leg]) -> Route:
        """Return the crossings of a way, in order."""
        passed = [self._of[leg.link_id] for leg in legs if leg.link_id in self._of]
        return tuple(name for i, name in enumerate(passed) if i == 0 or name != passed[i - 1])

    def beside(self, route: Route) -> tuple[str, ...]:
        """Return the links of all other crossings: with them closed, only these are left."""
        return tuple(link for first, own in self.links.items() if first not in route for link in own)

    def words(self, route: Route) -> str:
        """Return a route in words: the terminals at each border."""
        return ", ".join(self._words[name] for name in route) or "no border"


def find_routes(best: Callable[[tuple[str, ...]], Sequence[Leg]], crossings: Crossings, most: int) -> list[Route]:
    """
    Return routes that differ in their crossings, better ones first.

    The best way without any closure gives the first; each crossing of a route found is closed in turn (on top of what
    was closed to find it) for the next ones.

    Parameters
    ----------
    best : callable
        Legs of the best way with some links closed; empty when there is none.
    crossings : Crossings
    most : int
        Routes wanted.
    """
    found: list[Route] = []
    todo: deque[tuple[str, ...]] = deque([()])
    seen: set[frozenset[str]] = {frozenset()}
    while todo and len(found) < most:
        closed = todo.popleft()
        legs = best(tuple(link for name in closed for link in crossings.links[name]))
        if not legs:
            continue
        route = crossings.of(legs)
        if route not in found:
            found.append(route)
        for name in route:
            more = (*closed, name)
            if frozenset(more) not in seen:
                seen.add(frozenset(more))
                todo.append(more)
    return found
