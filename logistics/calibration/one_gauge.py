"""
Ways on the tracks of one gauge, for pairs that trains join only by leaving their gauge and coming back to it.

Freight between two places of one gauge stays on it: Samarkand - Novosibirsk does not go by China because the trains of
trade with China meet there.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import datetime, timedelta

import networkx as nx

from logistics.calibration.tracks import Track, tracks
from logistics.network.model import Network
from logistics.results.path import Leg
from logistics.units import from_min

_Ride = tuple[str, str, Track]
_CHANGES = frozenset({"gauge_change", "same_train"})


class OneGauge:
    """
    Tracks by gauge.

    Parameters
    ----------
    network : Network
    """

    def __init__(self, network: Network) -> None:
        self._gauges: dict[str, nx.Graph] = {}
        for track in tracks(network):
            for gauge in track.gauges if track.mode == "rail" else ():
                self._gauges.setdefault(gauge, nx.Graph()).add_edge(track.a, track.b, track=track, hours=track.hours)

    def ways(self, places: Sequence[str], starts_min: Sequence[int]) -> tuple[tuple[Leg, ...], ...]:
        """
        Return the fastest way from place to place on tracks of one gauge, once from each minute.

        Returns
        -------
        tuple of tuple of Leg
            Empty when no gauge joins the places. Legs have no train: waits of one direction do not act on them.
        """
        found = [way for graph in self._gauges.values() if (way := _joined(graph, places))]
        if not found:
            return ()
        rides = min(found, key=lambda way: sum(track.hours for _, _, track in way))
        return tuple(self._legs(rides, from_min(minute)) for minute in starts_min)

    def _legs(self, rides: Sequence[_Ride], start: datetime) -> tuple[Leg, ...]:
        legs, at = [], start
        for a, b, track in rides:
            end = at + timedelta(hours=track.ride_h)
            legs.append(Leg("ride", "", a, b, "", "", track.link, "", at, end, track.km, 0.0, 0.0))
            at = end
            if track.border_h:
                end = at + timedelta(hours=track.border_h)
                legs.append(Leg("wait", "yard", b, b, "", "", "", "", at, end, 0.0, 0.0, 0.0))
                at = end
        return tuple(legs)


def _joined(graph: nx.Graph, places: Sequence[str]) -> list[_Ride]:
    """Return the rides from place to place, none when some are not joined."""
    rides: list[_Ride] = []
    for a, b in itertools.pairwise(places):
        try:
            path = nx.dijkstra_path(graph, a, b, weight="hours")
        except (nx.NodeNotFound, nx.NetworkXNoPath):
            return []
        rides += [(x, y, graph.edges[x, y]["track"]) for x, y in itertools.pairwise(path)]
    return rides


def changes_gauge_twice(legs: Sequence[Leg]) -> bool:
    """Return whether a way leaves a gauge and comes back to one."""
    return sum(leg.activity in _CHANGES for leg in legs) >= 2
