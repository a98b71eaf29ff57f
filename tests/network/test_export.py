"""The network as a graph and as GeoDataFrames."""

import networkx as nx


def test_graph_has_every_terminal_and_link_with_its_columns(tiny_network):
    """Nodes are terminals, edges are links keyed by id."""
    graph = tiny_network.to_networkx()
    assert isinstance(graph, nx.MultiGraph)
    assert set(graph) == set(tiny_network["terminals"]["terminal_id"])
    assert {key for *_, key in graph.edges(keys=True)} == set(tiny_network["links"]["link_id"])
    assert graph.nodes["xian"]["timezone"] == "Asia/Shanghai"
    assert graph.edges["dostyk", "almaty", "dostyk-almaty"]["length_km"] == 600
    assert graph.edges["xian", "dostyk", "xian-dostyk"]["capacity_trains_per_day"] is None


def test_shortest_path_by_length_is_the_one_worked_out_by_hand(tiny_network):
    """Xian - Dostyk - Almaty is 3000 + 600 km."""
    graph = tiny_network.to_networkx()
    assert nx.shortest_path_length(graph, "xian", "almaty", weight="length_km") == 3600


def test_geodataframes_hold_points_and_lines_in_degrees(tiny_network):
    """Rows follow the tables; line ends lie at the terminals."""
    frames = tiny_network.to_geodataframes()
    terminals, links = frames["terminals"], frames["links"]
    assert terminals.crs == links.crs == "EPSG:4326"
    assert list(terminals["terminal_id"]) == list(tiny_network["terminals"]["terminal_id"])
    assert (terminals.geometry.iloc[0].x, terminals.geometry.iloc[0].y) == (109.0, 34.5)
    assert list(links["link_id"]) == list(tiny_network["links"]["link_id"])
    assert links.geometry.iloc[0].coords[0] == (109.0, 34.5)
    assert set(links.geometry.geom_type) == {"LineString"}
