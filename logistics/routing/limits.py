"""What a question shuts: arcs that may not be used, and the stages of terminals to be visited in order."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from logistics.network.model import Network
from logistics.routing.asked import Asked
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
    """

    def __init__(self, graph: TimeSpace) -> None:
        t, network = graph.timetable, graph.instance.network
        self._graph = graph
        self._ride = np.flatnonzero(graph.kind == ArcKind.RIDE)
        self._arc_of_leg = np.full(len(t.leg_run), -1, dtype=np.int64)
        self._arc_of_leg[graph.ref[self._ride]] = self._ride
        services = network["services"]
        express = np.array([name == "express" for name in texts(services, "service_class")])
        rail = np.array([mode == "rail" for mode in texts(services, "mode")])
        of_ride = t.run_service[t.leg_run[graph.ref[self._ride]]]
        self._express, self._slow = self._ride[(express & rail)[of_ride]], self._ride[(~express & rail)[of_ride]]
        self._country = np.array(texts(network["terminals"], "country"), dtype=object)
        self._link_countries = _link_countries(network)
        tail = t.call_terminal[t.pass_from_call].astype(np.int64)
        head = t.call_terminal[t.pass_from_call + 1].astype(np.int64)
        self._tail, self._head = tail, head
        self._unmoved: dict[int, U8] = {}
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
        return self._rides(np.isin(self._graph.timetable.pass_link, links))

    def at_terminals(self, terminals: Sequence[int]) -> I64:
        """Return the arcs that stand at terminals, and the rides that touch them."""
        marked = np.zeros(len(self._country), dtype=np.bool_)
        marked[list(terminals)] = True
        standing = np.flatnonzero(marked[self._standing])
        return np.concatenate([standing, self._rides(marked[self._tail] | marked[self._head])])

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
        found = {str(land) for ends in (self._tail, self._head) for land in self._country[ends[passages]]}
        found |= {land for link in t.pass_link[passages] for land in self._link_countries[link]}
        return frozenset(found - {self._country[t.call_terminal[t.leg_from_call[leg]]] for leg in legs})

    def leaving(self, terminal: int) -> I64:
        """Return the arcs by which boxes board trains at a terminal."""
        if terminal not in self._leaving:
            boards = (self._graph.kind == ArcKind.LOAD) & (self._standing == terminal)
            self._leaving[terminal] = np.flatnonzero(boards)
        return self._leaving[terminal]

    def stages(self, via: tuple[int, ...]) -> tuple[int, U8]:
        """
        Return the number of stages and, by arc and stage, the stage after the arc.

        A ride advances by every terminal of the list that it touches, in the order of the list.
        """
        count = len(via) + 1
        if count == 1:
            return 1, np.zeros(0, dtype=np.uint8)
        touches = [np.flatnonzero((self._tail == terminal) | (self._head == terminal)) for terminal in via]
        arcs = [self._arc_of_leg[self._graph.timetable.pass_leg[passages]] for passages in touches]
        touched = np.unique(np.concatenate(arcs))
        place = np.full((len(touched), len(via)), -1, dtype=np.int64)
        for number, terminal in enumerate(via):
            visit = 2 * touches[number] + (self._head[touches[number]] == terminal)
            place[np.searchsorted(touched, arcs[number]), number] = visit
        after = np.tile(np.arange(count, dtype=np.uint8), (len(touched), 1))
        for stage in range(count - 1):
            reached = np.full(len(touched), -1, dtype=np.int64)
            for number in range(stage, count - 1):
                on = (after[:, stage] == number) & (place[:, number] > reached)
                after[on, stage] = number + 1
                reached[on] = place[on, number]
        if count not in self._unmoved:
            self._unmoved[count] = np.tile(np.arange(count, dtype=np.uint8), len(self._graph.head))
        jump = self._unmoved[count].copy()
        jump.reshape(-1, count)[touched[touched >= 0]] = after[touched >= 0]
        return count, jump

    def _rides(self, passages: NDArray[np.bool_]) -> I64:
        """Return the rides of link passages."""
        arcs = self._arc_of_leg[np.unique(self._graph.timetable.pass_leg[passages])]
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
