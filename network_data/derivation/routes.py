"""Shortest routes on the tracks a train of one gauge may use; knows links, not services."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import cache

import networkx as nx
from tables import read_table, split


@dataclass(frozen=True)
class Place:
    """
    One place on a route.

    Attributes
    ----------
    terminal_id : str
    link_id : str
        Link used to reach the place; blank at the first.
    stop : bool
        Whether boxes may be exchanged here.
    """

    terminal_id: str
    link_id: str
    stop: bool


@cache
def track_graph(mode: str, gauge_mm: int) -> nx.Graph:
    """
    Return the open links one kind of service may use.

    Parameters
    ----------
    mode : str
        ``rail``, ``ferry``, ``sea`` or ``road``.
    gauge_mm : int
        Track gauge [mm]; 0 when not rail.
    """
    graph = nx.Graph()
    for row in read_table("links"):
        if row["mode"] != mode or row["status"] != "open":
            continue
        if mode == "rail" and str(gauge_mm) not in split(row["track_gauges"]):
            continue
        graph.add_edge(
            row["from_terminal"],
            row["to_terminal"],
            link_id=row["link_id"],
            km=float(row["length_km"]),
        )
    return graph


def route(points: str, mode: str, gauge_mm: int) -> list[Place]:
    """
    Return every place passed between the given points, by the shortest tracks.

    Parameters
    ----------
    points : str
        Terminal ids separated by blanks; ``~`` in front of an id makes it a place to pass through.
    mode : str
        Mode of the service.
    gauge_mm : int
        Track gauge [mm]; 0 when not rail.

    Returns
    -------
    list of Place
        First place without a link, then one place per link.
    """
    graph = track_graph(mode, gauge_mm)
    marks = points.split()
    places = [Place(marks[0].lstrip("~"), "", stop=True)]
    for mark in marks[1:]:
        target = mark.lstrip("~")
        try:
            path: list[str] = nx.shortest_path(graph, places[-1].terminal_id, target, weight="km")
        except (nx.NodeNotFound, nx.NetworkXNoPath) as error:
            message = f"no open {mode} track of {gauge_mm} mm from {places[-1].terminal_id} to {target} ({points})"
            raise SystemExit(message) from error
        for before, after in itertools.pairwise(path):
            link_id = graph.edges[before, after]["link_id"]
            places.append(Place(after, link_id, stop=after == target and not mark.startswith("~")))
    return places
