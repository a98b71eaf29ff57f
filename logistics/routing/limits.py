"""What a question shuts: arcs that may not be used."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from logistics.network.model import Network
from logistics.routing.asked import Asked
from logistics.routing.passing import read_passages
from logistics.routing.weights import Weights
from logistics.timespace.model import ArcKind, TimeSpace
from logistics.timetable.tables import numbers, texts

U8 = NDArray[np.uint8]
I64 = NDArray[np.int64]


class Limits:
    """
    Where the rides of a graph lead, for restrictions of single questions.

    Parameters
    ----------
    graph : TimeSpace

    Attributes
    ----------
    passages : Passages
    """

    def __init__(self, graph: TimeSpace) -> None:
        t, network = graph.timetable, graph.instance.network
        self._graph = graph
        ride = np.flatnonzero(graph.kind == ArcKind.RIDE)
        services = network["services"]
        express = np.array([name == "express" for name in texts(services, "service_class")])
        rail = np.array([mode == "rail" for mode in texts(services, "mode")])
        of_ride = t.run_service[t.leg_run[graph.ref[ride]]]
        self._express, self._slow = ride[(express & rail)[of_ride]], ride[(~express & rail)[of_ride]]
        self._country = np.array(texts(network["terminals"], "country"), dtype=object)
        self._link_countries = _link_countries(network)
        self.passages = read_passages(graph)
        self._in_country: dict[str, I64] = {}
        self._into: dict[str, I64] = {}
        self._leaving: dict[int, I64] = {}
        self._standing = graph.node_terminal[graph.tail].astype(np.int64)

    def shut(self, asked: Asked, weights: Weights, forbidden: I64) -> U8:
        """Return which arcs a question does not allow, those that rules forbid included."""
        shut = weights.shut(asked.query.boxes)
        blocked = np.concatenate([self.blocked(asked), forbidden])
        if len(blocked):
            shut = shut.copy()
            shut[blocked] = 1
        return shut

    def blocked(self, asked: Asked) -> I64:
        """Return the arcs shut by service class, avoid and close."""
        parts = [np.zeros(0, np.int64)]
        if asked.query.service_class == "express":
            parts.append(self._slow)
        elif asked.query.service_class == "ordinary":
            parts.append(self._express)
        if asked.terminals_shut:
            parts.append(self.at_terminals(asked.terminals_shut))
        parts += [self.in_country(country) for country in asked.avoid_countries]
        parts += [self.on_links([row]) for row in asked.close_links]
        return np.concatenate(parts)

    def on_links(self, links: Sequence[int]) -> I64:
        """Return the rides over links."""
        return self._rides(np.isin(self.passages.link, links))

    def at_terminals(self, terminals: Sequence[int]) -> I64:
        """Return the arcs that stand at terminals, and the rides that touch them."""
        marked = np.zeros(len(self._country), dtype=np.bool_)
        marked[list(terminals)] = True
        standing = np.flatnonzero(marked[self._standing])
        return np.concatenate([standing, self._rides(marked[self.passages.tail] | marked[self.passages.head])])

    def in_country(self, country: str) -> I64:
        """Return the arcs with a terminal or a kilometre in a country."""
        if country not in self._in_country:
            terminals = np.flatnonzero(self._country == country)
            links = [row for row, countries in enumerate(self._link_countries) if country in countries]
            arcs = np.unique(np.concatenate([self.at_terminals(terminals.tolist()), self.on_links(links)]))
            self._in_country[country] = arcs
        return self._in_country[country]

    def into(self, country: str) -> I64:
        """Return the rides into or through a country from outside, non-stop or not."""
        if country not in self._into:
            arcs = self.in_country(country)  # those that stand there, and rides
            self._into[country] = arcs[self._country[self._standing[arcs]] != country]
        return self._into[country]

    def entered(self, run_id: str, seq: int) -> frozenset[str]:
        """Return the countries that a run comes into, or passes, on its way to a stop from the one before."""
        t = self._graph.timetable
        legs = np.flatnonzero(t.call_seq[t.leg_to_call] == seq)
        legs = legs[[t.run_id[run] == run_id for run in t.leg_run[legs]]]
        passages = np.isin(t.pass_leg, legs)
        ends = np.concatenate([self.passages.tail[passages], self.passages.head[passages]])
        found = {str(land) for land in self._country[ends]}
        found |= {land for link in t.pass_link[passages] for land in self._link_countries[link]}
        return frozenset(found - {self._country[t.call_terminal[t.leg_from_call[leg]]] for leg in legs})

    def leaving(self, terminal: int) -> I64:
        """Return the arcs by which boxes board trains at a terminal."""
        if terminal not in self._leaving:
            boards = (self._graph.kind == ArcKind.LOAD) & (self._standing == terminal)
            self._leaving[terminal] = np.flatnonzero(boards)
        return self._leaving[terminal]

    def _rides(self, passages: NDArray[np.bool_]) -> I64:
        """Return the rides of link passages."""
        arcs = np.unique(self.passages.arc[passages])
        return arcs[arcs >= 0]


def _link_countries(network: Network) -> list[set[str]]:
    """Return the countries with a kilometre of each link."""
    links, terminals = network["links"], network["terminals"]
    country = dict(zip(texts(terminals, "terminal_id"), texts(terminals, "country"), strict=True))
    found = []
    cells = zip(texts(links, "from_terminal"), texts(links, "to_terminal"), numbers(links, "from_share"), strict=True)
    for tail, head, share in cells:
        own = {country[tail]} if share > 0 else set()
        found.append(own | ({country[head]} if share < 1 else set()))
    return found
