"""Kilometres on the shortest open tracks, whatever runs there."""

from __future__ import annotations

import itertools
import math

import networkx as nx

from logistics.network.model import Network


class TrackKm:
    """
    Lengths of ways on the open links of a network.

    Parameters
    ----------
    network : Network
    """

    def __init__(self, network: Network) -> None:
        links = network["links"]
        columns = ("from_terminal", "to_terminal", "status", "length_km")
        self._graph = nx.Graph()
        for a, b, status, km in zip(*(links[name] for name in columns), strict=True):
            known = self._graph.get_edge_data(a, b, {"km": math.inf})["km"]
            if status == "open" and km < known:
                self._graph.add_edge(str(a), str(b), km=float(km))

    def of(self, *places: str) -> float:
        """Return the kilometres from place to place; infinite when no tracks lead there."""
        try:
            legs = itertools.pairwise(places)
            return float(sum(nx.shortest_path_length(self._graph, a, b, weight="km") for a, b in legs))
        except (nx.NodeNotFound, nx.NetworkXNoPath):
            return math.inf
