"""
Ways on the tracks of one gauge, for pairs that trains join only by leaving their gauge and coming back to it.

Freight between two places of one gauge stays on it: Samarkand - Novosibirsk does not go by China because the trains of
trade with China meet there.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import networkx as nx

from logistics.calibration.feeder import BORDER_H
from logistics.network.model import Network
from logistics.results.path import Leg
from logistics.timetable.tables import listed, numbers, texts
from logistics.units import from_min

_Ride = tuple[str, str, dict[str, Any]]
_CHANGES = frozenset({"gauge_change", "same_train"})
CLASS = "feeder"
"""Whose speeds hold: trains of no timetable."""


class OneGauge:
    """
    Tracks by gauge.

    Parameters
    ----------
    network : Network
    """

    def __init__(self, network: Network) -> None:
        links, speeds = network["links"], network["speeds"]
        keys = zip(texts(speeds, "operator"), texts(speeds, "service_class"), strict=True)
        speed = dict(zip(keys, numbers(speeds, "speed_kmh").tolist(), strict=True))
        terminals = network["terminals"]
        self._country = dict(zip(texts(terminals, "terminal_id"), texts(terminals, "country"), strict=True))
        self._tracks: dict[str, nx.Graph] = {}
        columns = ("link_id", "from_terminal", "to_terminal", "mode", "operator", "status", "track_gauges")
        cells = zip(*(texts(links, name) for name in columns), strict=True)
        for (link, a, b, mode, operator, status, gauges), km in zip(
            cells, numbers(links, "length_km").tolist(), strict=True
        ):
            kmh = speed.get((operator, CLASS))
            if mode != "rail" or status != "open" or kmh is None:
                continue
            for gauge in listed(gauges):
                tracks = self._tracks.setdefault(gauge, nx.Graph())
                tracks.add_edge(a, b, link=link, km=km, hours=km / kmh, cost=km / kmh + self._border_h(a, b))

    def ways(self, places: Sequence[str], starts_min: Sequence[int]) -> tuple[tuple[Leg, ...], ...]:
        """
        Return the fastest way from place to place on tracks of one gauge, once from each minute.

        Returns
        -------
        tuple of tuple of Leg
            None when no gauge joins the places. Legs have no train: waits of one direction do not act on them.
        """
        found = [way for tracks in self._tracks.values() if (way := _joined(tracks, places))]
        if not found:
            return ()
        rides = min(found, key=lambda way: sum(edge["cost"] for _, _, edge in way))
        return tuple(self._legs(rides, from_min(minute)) for minute in starts_min)

    def _legs(self, rides: Sequence[_Ride], start: datetime) -> tuple[Leg, ...]:
        legs, at = [], start
        for a, b, edge in rides:
            end = at + timedelta(hours=edge["hours"])
            legs.append(Leg("ride", "", a, b, "", "", edge["link"], "", at, end, edge["km"], 0.0, 0.0))
            at = end
            if border_h := self._border_h(a, b):
                end = at + timedelta(hours=border_h)
                legs.append(Leg("wait", "yard", b, b, "", "", "", "", at, end, 0.0, 0.0, 0.0))
                at = end
        return tuple(legs)

    def _border_h(self, a: str, b: str) -> float:
        return BORDER_H if self._country[a] != self._country[b] else 0.0


def _joined(tracks: nx.Graph, places: Sequence[str]) -> list[_Ride]:
    """Return the rides from place to place, none when some are not joined."""
    rides: list[_Ride] = []
    for a, b in itertools.pairwise(places):
        try:
            path = nx.dijkstra_path(tracks, a, b, weight="cost")
        except (nx.NodeNotFound, nx.NetworkXNoPath):
            return []
        rides += [(x, y, tracks.edges[x, y]) for x, y in itertools.pairwise(path)]
    return rides


def changes_gauge_twice(legs: Sequence[Leg]) -> bool:
    """Return whether a way leaves a gauge and comes back to one."""
    return sum(leg.activity in _CHANGES for leg in legs) >= 2
