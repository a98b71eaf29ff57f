"""Trade that has nothing to do with China has trains of its own in the tables of the product."""

from __future__ import annotations

import itertools

import networkx as nx
import pytest

from logistics.network import load_network, packaged_data
from logistics.network.track_km import DETOUR, TrackKm
from logistics.timetable.tables import texts

LINES = (
    ("almaty", "moscow"), ("tashkent", "moscow"), ("novosibirsk", "tashkent"), ("tashkent", "kostanay"),
    ("kostanay", "moscow"), ("semey", "astana"), ("almaty", "uralsk"), ("aktobe", "atyrau"), ("almaty", "incheh_borun"),
    ("kostanay", "incheh_borun"), ("novosibirsk", "kostanay"), ("bishkek", "samara"), ("tashkent", "sarakhs"),
    ("sarakhs", "tehran"), ("moscow", "brest"), ("st_petersburg", "moscow"), ("novosibirsk", "samara"),
    ("uralsk", "moscow"),
)  # fmt: skip


@pytest.fixture(scope="module")
def network():
    """Return the tables of the product."""
    return load_network(packaged_data("network_data"))


@pytest.fixture(scope="module")
def rides(network):
    """Return the kilometres by trains from stop to stop, without trains that stop in China."""
    country = dict(zip(*(texts(network["terminals"], name) for name in ("terminal_id", "country")), strict=True))
    km = network["links"].set_index("link_id")["length_km"].to_dict()
    graph = nx.DiGraph()
    for _, calls in network["stops"].sort_values(["service_id", "seq"]).groupby("service_id"):
        at, length = "", 0.0
        for place, activity, link in zip(calls["terminal_id"], calls["activity"], calls["link_id"], strict=True):
            length += km.get(link, 0.0)
            if activity != "stop":
                continue
            if at and "CN" not in {country[at], country[place]}:
                known = graph.get_edge_data(at, place, {"km": length})["km"]
                graph.add_edge(at, place, km=min(known, length))
            at, length = place, 0.0
    return graph


@pytest.mark.parametrize("ends", [pair for line in LINES for pair in (line, line[::-1])])
def test_every_line_runs_both_ways_on_short_tracks(network, rides, ends):
    """The way by trains is no detour."""
    km = nx.shortest_path_length(rides, *ends, weight="km")
    assert km <= DETOUR * TrackKm(network).of(*ends)


def test_no_region_is_reached_by_way_of_china_only(rides):
    """From Kazakhstan and beyond there are trains to each other, to the Caspian, Iran and Europe."""
    places = {place for line in LINES for place in line} | {"aktau_port", "baku", "minsk", "malaszewicze", "duisburg"}
    assert [pair for pair in itertools.permutations(places, 2) if not nx.has_path(rides, *pair)] == []
