"""Kilometres on the shortest open tracks, whatever runs there."""

from __future__ import annotations

import itertools
import math
from collections.abc import Collection, Iterable

import networkx as nx

from logistics.network.model import Network

DETOUR = 1.35
"""A way longer than this many times the tracks is a detour that no shipper would make."""


class TrackKm:
    """
    Lengths of ways on the open links of a network.

    Parameters
    ----------
    network : Network
    without_links, without_terminals : collection of str, optional
        What may not be used.
    """

    def __init__(
        self, network: Network, without_links: Collection[str] = (), without_terminals: Collection[str] = ()
    ) -> None:
        links = network["links"]
        columns = (links[name].astype(str) for name in ("link_id", "from_terminal", "to_terminal", "status"))
        self._graph = nx.Graph()
        for link, a, b, status, km in zip(*columns, links["length_km"].tolist(), strict=True):
            known = self._graph.get_edge_data(a, b, {"km": math.inf})["km"]
            shut = link in without_links or a in without_terminals or b in without_terminals
            if status == "open" and not shut and km < known:
                self._graph.add_edge(a, b, km=km)

    def of(self, *places: str) -> float:
        """Return the kilometres from place to place; infinite when no tracks lead there."""
        try:
            legs = itertools.pairwise(places)
            return float(sum(nx.shortest_path_length(self._graph, a, b, weight="km") for a, b in legs))
        except (nx.NodeNotFound, nx.NetworkXNoPath):
            return math.inf

    def nearest(self, starts: Iterable[str], ends: Iterable[str]) -> tuple[str, str] | None:
        """Return the start and the end that lie nearest each other on the tracks; None when none are joined."""
        there = [place for place in starts if place in self._graph]
        if not there:
            return None
        km, ways = nx.multi_source_dijkstra(self._graph, there, weight="km")
        end = min((place for place in ends if place in km), key=lambda place: km[place], default=None)
        return None if end is None else (ways[end][0], end)
