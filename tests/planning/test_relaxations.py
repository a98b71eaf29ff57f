"""Reasons for boxes left behind, and that their cheapest relaxation serves them."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from generator import Size, synthetic_timespace
from graphs import Sketch

from logistics.cargo import CARGO_CLASSES
from logistics.planning import solve_timespace
from logistics.planning.pricer import Pricer
from logistics.planning.problem import build_problem
from logistics.planning.reasons import units_to_add, unserved_rows
from logistics.planning.verify import with_capacity, with_outside
from logistics.timespace import Measure, ResourceKind


def rows_of(graph):
    """Return problem, answer and rows of boxes left behind."""
    problem = build_problem(graph)
    solution = solve_timespace(graph)
    return solution, unserved_rows(problem, Pricer(problem), solution)


def relaxed(graph, consignment_id, text):
    """Return the graph with a relaxation applied to its arrays."""
    what = json.loads(text)
    table = graph.instance.consignments
    outside = table["outside_usd_per_box"] + what["premium_usd_per_box"] * (table["consignment_id"] == consignment_id)
    at = {name: row for row, name in enumerate(graph.resources.resource_id)}
    return with_capacity(with_outside(graph, outside), {at[name]: amount for name, amount in what.get("add", [])})


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5])
def test_cheapest_relaxation_serves_twenty_rows_drawn_at_random(seed):
    """Each relaxation alone, solved again: the consignment is carried in full."""
    graph = synthetic_timespace(Size(consignments=80, terminals=14, services=24, weeks=6, load=0.4), seed=seed)
    solution, rows = rows_of(graph)
    rows = rows[rows["reason"].isin(["capacity", "outside_cheaper"])]
    assert len(rows) >= 10
    drawn = rows.sample(min(20, len(rows)), random_state=seed)
    ids = list(graph.instance.consignments["consignment_id"])
    for name, text in zip(drawn["consignment_id"], drawn["cheapest_relaxation"], strict=True):
        again = solve_timespace(relaxed(graph, name, text), gap=1e-9, warm=solution)
        k = ids.index(name)
        assert again.served[k] == pytest.approx(graph.instance.consignments["boxes"].iloc[k], abs=1e-5), text


def test_capacity_is_the_reason_when_a_priced_resource_is_on_the_best_path():
    """4 of 10 boxes find no place at 100; outside costs 500."""
    graph = Sketch().resource("early", 6.0).train(100, 100.0, early=1).graph()
    _, rows = rows_of(graph)
    assert rows["reason"].tolist() == ["capacity"]
    assert rows["resource_id"].tolist() == ["early"]
    assert rows["boxes"].to_numpy() == pytest.approx([4.0])
    assert json.loads(rows["cheapest_relaxation"].iloc[0])["add"] == [["early", 4.0]]


def test_closed_resource_is_named_as_the_capacity_that_binds():
    """No plugs on the only train."""
    sketch = Sketch().resource("plug", 0.0, ResourceKind.TRAIN_PLUG, Measure.PLUG).train(100, 100.0, plug=1)
    _, rows = rows_of(sketch.graph({"power": "plug"}))
    assert rows["reason"].tolist() == ["capacity"]
    assert rows["resource_id"].tolist() == ["plug"]


def test_outside_option_cheaper_than_the_cheapest_path():
    """The train costs 100, the outside option 90."""
    _, rows = rows_of(Sketch().train(100, 100.0).graph({"outside_usd_per_box": 90.0}))
    assert rows["reason"].tolist() == ["outside_cheaper"]
    assert json.loads(rows["cheapest_relaxation"].iloc[0])["premium_usd_per_box"] > 10.0


def test_too_late_names_the_hours_missing():
    """The only train arrives at minute 160; due at 100 is an hour short."""
    _, rows = rows_of(Sketch().train(100, 100.0).graph({"due_min": 100}))
    assert rows["reason"].tolist() == ["too_late"]
    assert json.loads(rows["cheapest_relaxation"].iloc[0]) == {"due_h": 1.0}


def test_no_path_when_no_train_takes_the_cargo():
    """A train for no cargo at all."""
    _, rows = rows_of(Sketch().train(100, 100.0, mask=0).graph())
    assert rows["reason"].tolist() == ["no_path"]
    assert "service" in json.loads(rows["cheapest_relaxation"].iloc[0])


def test_no_path_when_the_solved_days_end_before_the_goods_are_due():
    """No service is missing: weeks more would show the trains that may still bring them."""
    graph = Sketch().train(100, 100.0, mask=0).graph()
    end = graph.instance.horizon.solved_end_min
    for late, weeks in ((1, 1), (7 * 1440, 1), (7 * 1440 + 1, 2)):
        table = graph.instance.consignments.assign(due_min=end + late)
        _, rows = rows_of(replace(graph, instance=replace(graph.instance, consignments=table)))
        assert rows["reason"].tolist() == ["no_path"]
        assert json.loads(rows["cheapest_relaxation"].iloc[0]) == {"runout_weeks": weeks}


def test_boxes_carried_in_full_have_no_row():
    """Nothing left behind, nothing to explain."""
    solution, rows = rows_of(Sketch().train(100, 100.0).graph())
    assert solution.served == pytest.approx(np.array([10.0]))
    assert rows.empty


def test_added_capacity_keeps_the_price_of_a_queue():
    """80 of 100 used, segments at 70 and 100 %: at the price of the second, 8 more need a tenth of the whole."""
    resources = Sketch(segments=((0.7, 1.0), (0.0, 5.0))).resource("gate", 100.0, ResourceKind.THROUGHPUT).graph()
    rows, one = np.array([0]), np.ones(1)
    more = units_to_add(resources.resources, rows, 5.0 * one, 80.0 * one, 8.0 * one)
    assert more == pytest.approx([10.0])
    free = units_to_add(resources.resources, rows, 0.0 * one, 66.0 * one, 11.0 * one)
    assert free == pytest.approx([10.0])
    assert units_to_add(resources.resources, rows, 0.0 * one, 60.0 * one, 5.0 * one) == pytest.approx([0.0])
    full = units_to_add(resources.resources, rows, 9.0 * one, 100.0 * one, 8.0 * one)
    assert full == pytest.approx([8.0])


@pytest.mark.parametrize(
    ("cost", "price", "use", "more", "units"),
    [
        (0.0, 5.0 - 5.5e-6, 80.0, 8.0, 10.0), (0.0, 5.0 + 5.5e-6, 80.0, 8.0, 10.0),  # a solver's rounding
        (0.0, 9.0, 99.9, 8.0, 7.9), (0.0, 9.0, 50.0, 8.0, 0.0),  # beyond the dearest segment all is filled
        (2.0, 0.0, 60.0, 11.0, 71.0 / 0.7 - 100.0),  # below the price of the first, it is the one
        (0.0, 3.0, 70.0, 7.0, 10.0),  # between two segments
    ],
)  # fmt: skip
def test_added_capacity_ends_in_the_segment_of_the_price(cost, price, use, more, units):
    """Segments to 70 and 100 % of 100; the second costs 5."""
    graph = Sketch(segments=((0.7, 1.0), (cost, 5.0))).resource("gate", 100.0, ResourceKind.THROUGHPUT).graph()
    values = (np.array([value]) for value in (price, use, more))
    assert units_to_add(graph.resources, np.array([0]), *values) == pytest.approx([units], abs=1e-3)


def test_every_consignment_is_given_what_its_own_way_needs():
    """Two kinds of goods on a train each."""
    sketch = Sketch().resource("dry", 6.0).resource("cold", 7.0)
    for minute, goods, name in ((100, "dry", "dry"), (200, "frozen", "cold")):
        sketch.train(minute, 100.0, mask=1 << CARGO_CLASSES.index(goods), **{name: 1})
    _, rows = rows_of(sketch.graph({"cargo_class": "dry"}, {"cargo_class": "frozen"}))
    assert rows["resource_id"].tolist() == ["dry", "cold"]
    assert [json.loads(text)["add"] for text in rows["cheapest_relaxation"]] == [[["dry", 4.0]], [["cold", 3.0]]]


def test_relaxation_serves_where_the_queue_would_grow():
    """A gate with a queue and a full train: after the relaxation nothing is left, in every optimal plan."""
    sketch = Sketch(segments=((0.5, 1.0), (0.0, 300.0))).resource("gate", 10.0, ResourceKind.THROUGHPUT)
    graph = sketch.train(100, 100.0, gate=1).graph({"boxes": 20, "outside_usd_per_box": 350.0})
    solution, rows = rows_of(graph)
    assert solution.served == pytest.approx([5.0])
    again = solve_timespace(relaxed(graph, "C0", rows["cheapest_relaxation"].iloc[0]), gap=1e-12)
    assert again.served == pytest.approx([20.0])
