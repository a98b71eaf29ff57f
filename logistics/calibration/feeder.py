"""
The way between a place without a regular train and the nearest one that has trains, on the tracks.

It is said in the row: better an honest guess than no answer for a terminal that the timetable does not serve.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Sequence

import networkx as nx

from logistics.calibration.tracks import tracks
from logistics.network.model import Network
from logistics.network.track_km import TrackKm
from logistics.timetable.tables import texts

_REACH_H, _MOST = 60.0, 3


class Feeders:
    """
    Hours on the open tracks.

    Parameters
    ----------
    network : Network
    """

    def __init__(self, network: Network) -> None:
        terminals = network["terminals"]
        self._country = dict(zip(texts(terminals, "terminal_id"), texts(terminals, "country"), strict=True))
        self._graph = nx.Graph()
        for track in tracks(network):
            a, b, hours = track.a, track.b, track.hours
            if not self._graph.has_edge(a, b) or hours < self._graph.edges[a, b]["hours"]:
                self._graph.add_edge(a, b, hours=hours)
        self._km = TrackKm(network)

    def nearest(self, terminal: str, served: Collection[str]) -> tuple[str, float] | None:
        """Return the served place that is nearest by hours, and the hours; None when no track leads to one."""
        return next(iter(self._by_hours(terminal, served)), None)

    def around(self, terminal: str, served: Collection[str]) -> list[tuple[str, float]]:
        """Return a few served places of the same country within `_REACH_H`, nearest first, with the hours."""
        near = [
            (name, hours)
            for name, hours in self._by_hours(terminal, served)
            if 0 < hours <= _REACH_H and self._country[name] == self._country[terminal]
        ]
        return near[:_MOST]

    def km(self, *places: str) -> float:
        """Return the kilometres on the shortest tracks from place to place; infinite when there are none."""
        return self._km.of(*places)

    def in_order(self, origin: str, places: Sequence[str], destination: str) -> tuple[str, ...]:
        """Return places in the order in which the tracks from the origin to the destination are shortest."""
        kept = tuple(dict.fromkeys(places))
        km = {pair: self.km(*pair) for pair in itertools.permutations((origin, *kept, destination), 2)}
        return min(
            itertools.permutations(kept),
            key=lambda order: sum(km[pair] for pair in itertools.pairwise((origin, *order, destination))),
        )

    def _by_hours(self, terminal: str, served: Collection[str]) -> list[tuple[str, float]]:
        if terminal not in self._graph:
            return []
        hours = nx.single_source_dijkstra_path_length(self._graph, terminal, weight="hours")
        return [(name, float(length)) for name, length in hours.items() if name in served]
