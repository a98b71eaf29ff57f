"""Sweeps find the shortest paths that networkx finds."""

import networkx as nx
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from logistics.timespace.kernels import mark_reachable, node_bound, path_arcs, sweep, sweep_class


@st.composite
def graphs(draw):
    """Draw a topologically ordered graph: arcs sorted by tail, weights, masks."""
    nodes = draw(st.integers(2, 9))
    pairs = st.tuples(st.integers(0, nodes - 2), st.integers(1, nodes - 1), st.integers(-5, 9), st.integers(0, 3))
    arcs = sorted(arc for arc in draw(st.lists(pairs, max_size=25)) if arc[0] < arc[1])
    tail = np.array([arc[0] for arc in arcs], dtype=np.int32)
    head = np.array([arc[1] for arc in arcs], dtype=np.int32)
    weight = np.array([arc[2] for arc in arcs], dtype=np.float64)
    mask = np.array([arc[3] for arc in arcs], dtype=np.uint32)
    first = np.searchsorted(tail, np.arange(nodes + 1)).astype(np.int64)
    return nodes, tail, head, weight, mask, first


@settings(deadline=None)
@given(graphs(), st.integers(0, 1), st.data())
def test_sweeps_equal_networkx(drawn, bit, data):
    """Distances, predecessors, class masks and the last node looked at."""
    nodes, tail, head, weight, mask, first = drawn
    source = data.draw(st.integers(0, nodes - 1))
    end = data.draw(st.integers(source + 1, nodes))
    dist, pred = np.full(nodes, 7.0), np.full(nodes, 7, dtype=np.int32)
    reached = np.zeros(nodes, dtype=np.bool_)
    for classed in (False, True):
        graph = nx.MultiDiGraph()
        graph.add_nodes_from(range(end))
        for t, h, w, m in zip(tail.tolist(), head.tolist(), weight.tolist(), mask.tolist(), strict=True):
            if h < end and (not classed or m >> bit & 1):
                graph.add_edge(t, h, weight=w)
        if classed:
            sweep_class(first, head, weight, mask, bit, source, end, dist, pred)
            mark_reachable(first, head, mask, bit, source, end, reached)
        else:
            sweep(first, head, weight, source, end, dist, pred)
        expected = nx.single_source_bellman_ford_path_length(graph, source)
        for node in range(source, end):
            assert dist[node] == expected.get(node, np.inf)
            if classed:
                assert reached[node] == (node in expected)
            if node in expected:
                arcs = path_arcs(pred, tail, node)
                assert weight[arcs].sum() == dist[node]
        assert (dist[:source] == 7.0).all()
        assert (dist[end:] == 7.0).all()


def test_node_bound_includes_the_due_minute():
    """A path that ends in the due minute is in time."""
    times = np.array([0, 5, 5, 9], dtype=np.int32)
    assert [node_bound(times, due) for due in (-1, 0, 4, 5, 9)] == [0, 1, 1, 3, 4]
