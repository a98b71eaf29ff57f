"""Column generation against other ways to solve the same problem: arc-flow LP, minimum-cost flow, brute force."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from arcflow import solve_arcflow
from generator import Size, synthetic_timespace
from graphs import Sketch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ortools.graph.python import min_cost_flow

from logistics.planning import solve_timespace
from logistics.timespace import NodeKind, ResourceKind

SMALL = Size(consignments=12, terminals=8, services=12, weeks=5, load=0.6)
QUIET = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)


@QUIET
@given(seed=st.integers(0, 10_000), load=st.sampled_from([0.2, 0.5, 1.0]))
def test_objective_equals_the_arc_flow_lp(seed, load):
    """Same arrays, one variable per consignment and arc, no prices: the same objective to 1e-6."""
    graph = synthetic_timespace(replace(SMALL, load=load), seed=seed)
    own, peer = solve_timespace(graph), solve_arcflow(graph)
    assert own.objective == pytest.approx(peer.objective, rel=1e-6)
    assert own.lower_bound <= peer.objective * (1 + 1e-9)


@QUIET
@given(seed=st.integers(0, 10_000))
def test_one_commodity_equals_minimum_cost_flow(seed):
    """One consignment, whole costs, train lengths only: OR-Tools' minimum-cost flow finds the same cost."""
    graph = synthetic_timespace(replace(SMALL, consignments=1), seed=seed)
    table = graph.instance.consignments.assign(
        boxes=40, time_usd_per_box_h=0.0, running_usd_per_box_h=0.0, outside_usd_per_box=9000.0, power="none",
        cargo_class="dry",
    )  # fmt: skip
    trains = graph.resources.kind == ResourceKind.TRAIN_FEU
    capacity = np.where(trains, 7.0, 1e6)
    graph = replace(
        graph,
        instance=replace(graph.instance, consignments=table),
        cost=np.round(graph.cost),
        resources=replace(graph.resources, capacity=capacity, segments_cost=graph.resources.segments_cost * 0),
    )
    assert solve_timespace(graph).objective == pytest.approx(_flow_cost(graph, trains), rel=1e-9)


def _flow_cost(graph, trains):
    """Return the cost of a minimum-cost flow of 40 boxes, staying behind included."""
    flow = min_cost_flow.SimpleMinCostFlow()
    sink, due = len(graph.node_min), int(graph.instance.consignments["due_min"].iloc[0])
    for a in range(len(graph.head)):
        rows = graph.use_row[graph.use_ptr[a] : graph.use_ptr[a + 1]]
        limit = 7 if trains[rows].any() else 40
        if graph.node_min[graph.head[a]] <= due:
            flow.add_arc_with_capacity_and_unit_cost(int(graph.tail[a]), int(graph.head[a]), limit, int(graph.cost[a]))
    for n in np.flatnonzero((graph.node_kind == NodeKind.OUT) & (graph.node_terminal == graph.sink_terminal[0])):
        flow.add_arc_with_capacity_and_unit_cost(int(n), sink, 40, 0)
    source = int(graph.source_node[0])
    flow.add_arc_with_capacity_and_unit_cost(source, sink, 40, 9000)
    flow.set_node_supply(source, 40)
    flow.set_node_supply(sink, -40)
    assert flow.solve() == flow.OPTIMAL
    return flow.optimal_cost()


@QUIET
@given(
    costs=st.tuples(*[st.integers(10, 90)] * 3),
    room=st.tuples(*[st.integers(0, 4)] * 3),
    boxes=st.tuples(*[st.integers(0, 4)] * 2),
    outside=st.tuples(*[st.integers(10, 120)] * 2),
)
def test_two_consignments_on_three_trains_equal_brute_force(costs, room, boxes, outside):
    """Every whole distribution of two consignments over three trains is tried."""
    sketch = Sketch()
    for i, (cost, free) in enumerate(zip(costs, room, strict=True)):
        sketch.resource(f"t{i}", float(free)).train(100 * (i + 1), float(cost), **{f"t{i}": 1.0})
    graph = sketch.graph(*({"boxes": b, "outside_usd_per_box": float(o)} for b, o in zip(boxes, outside, strict=True)))
    ways = [[w for w in product(range(5), repeat=3) if sum(w) <= b] for b in boxes]
    best = min(
        sum(c * (x + y) for c, x, y in zip(costs, first, second, strict=True))
        + outside[0] * (boxes[0] - sum(first))
        + outside[1] * (boxes[1] - sum(second))
        for first in ways[0]
        for second in ways[1]
        if all(x + y <= free for x, y, free in zip(first, second, room, strict=True))
    )
    assert solve_timespace(graph).objective == pytest.approx(best)
