"""
Ways on the tracks of one gauge, for pairs that trains join only by leaving their gauge and coming back to it.

Freight between two places of one gauge stays on it: Samarkand - Novosibirsk does not go by China because the trains of
trade with China meet there.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import timedelta

import networkx as nx

from logistics.calibration.feeder import BORDER_H
from logistics.network.model import Network
from logistics.results.path import Leg
from logistics.timetable.tables import listed, numbers, texts
from logistics.units import from_min

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

    def legs(self, origin: str, destination: str, start_min: int) -> tuple[Leg, ...]:
        """Return the fastest way on tracks of one gauge, from a minute on; no legs when there is none."""
        found: list[tuple[float, str, list[str]]] = []
        for gauge, tracks in self._tracks.items():
            try:
                cost, places = nx.single_source_dijkstra(tracks, origin, destination, weight="cost")
            except (nx.NodeNotFound, nx.NetworkXNoPath):
                continue
            found.append((cost, gauge, places))
        if not found:
            return ()
        _, gauge, places = min(found)
        legs, at = [], from_min(start_min)
        for a, b in itertools.pairwise(places):
            edge = self._tracks[gauge].edges[a, b]
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


def changes_gauge_twice(legs: Sequence[Leg]) -> bool:
    """Return whether a way leaves a gauge and comes back to one."""
    return sum(leg.activity in _CHANGES for leg in legs) >= 2
