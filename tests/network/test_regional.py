"""Trade that has nothing to do with China has trains of its own in the tables of the product."""

from __future__ import annotations

import itertools

import networkx as nx

from logistics.network import load_network, packaged_data
from logistics.timetable.tables import texts

REGION = (
    "almaty", "shymkent", "kyzylorda", "astana", "karaganda", "kostanay", "pavlodar", "semey", "aktobe", "uralsk",
    "atyrau", "aktau_port", "tashkent", "moscow", "yekaterinburg", "samara", "novosibirsk", "minsk", "incheh_borun",
    "tehran", "baku", "malaszewicze", "duisburg",
)  # fmt: skip


def test_no_region_is_reached_by_way_of_china_only():
    """Between any two places west of the border there are trains that stop in no place of China."""
    network = load_network(packaged_data("network_data"))
    country = dict(zip(*(texts(network["terminals"], name) for name in ("terminal_id", "country")), strict=True))
    stops = network["stops"]
    stops = stops[stops["activity"] == "stop"].sort_values(["service_id", "seq"])
    graph = nx.DiGraph()
    for _, calls in stops.groupby("service_id"):
        places = [place for place in calls["terminal_id"] if country[place] != "CN"]
        graph.add_edges_from(itertools.pairwise(places))
    lost = [pair for pair in itertools.permutations(REGION, 2) if not nx.has_path(graph, *pair)]
    assert lost == []
