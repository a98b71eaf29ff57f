"""Optima that can be worked out by head; every kind of constraint changes the answer when it is taken away."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from graphs import ALL_CARGO, Sketch

from logistics.cargo import CARGO_CLASSES
from logistics.planning import solve_timespace
from logistics.results import Status
from logistics.timespace import Measure, ResourceKind

GRAIN = 1 << CARGO_CLASSES.index("grain")


def two_trains(early: float = 6.0) -> Sketch:
    """Return a train at 100 USD with little room, and one at 130 USD with enough."""
    return Sketch().resource("early", early).resource("late", 20.0).train(100, 100.0, early=1).train(200, 130.0, late=1)


def test_cheaper_train_fills_first_and_its_price_is_the_difference():
    """10 boxes: 6 x 100 + 4 x 130 = 1,120; one more place on the early train saves 30."""
    solution = solve_timespace(two_trains().graph())
    assert solution.status is Status.OPTIMAL
    assert solution.objective == pytest.approx(1120.0)
    assert solution.lower_bound == pytest.approx(1120.0)
    assert solution.resource_price == pytest.approx([30.0, 0.0])
    assert solution.demand_price == pytest.approx([130.0])
    assert solution.resource_use == pytest.approx([6.0, 4.0])


def test_boxes_stay_behind_when_the_outside_option_is_cheaper():
    """Outside at 120 beats the train at 130: 6 x 100 + 4 x 120 = 1,080; a place saves 20."""
    solution = solve_timespace(two_trains().graph({"outside_usd_per_box": 120.0}))
    assert solution.objective == pytest.approx(1080.0)
    assert solution.served == pytest.approx([6.0])
    assert solution.resource_price == pytest.approx([20.0, 0.0])
    assert solution.objective_terms["outside"] == pytest.approx(480.0)


def test_due_time_excludes_the_late_train():
    """Due before the late train arrives: 6 x 100 + 4 x 500 = 2,600."""
    solution = solve_timespace(two_trains().graph({"due_min": 200}))
    assert solution.objective == pytest.approx(2600.0)
    solution = solve_timespace(two_trains().graph({"due_min": 260}))
    assert solution.objective == pytest.approx(1120.0)


def test_late_path_is_replaced_by_one_in_time():
    """The cheap train is too late: 10 x 130 = 1,300 by the dear one, although the free search prefers the cheap one."""
    sketch = Sketch().resource("a", 20).resource("b", 20).train(300, 50.0, a=1).train(100, 130.0, b=1)
    assert solve_timespace(sketch.graph({"due_min": 200})).objective == pytest.approx(1300.0)


def test_value_of_time_and_running_cost_count_from_readiness():
    """Early train: 160 min at 3 + 3 USD/h = 16; late: 260 min = 26. 6 x 116 + 4 x 156 = 1,320."""
    solution = solve_timespace(two_trains().graph({"time_usd_per_box_h": 3.0, "running_usd_per_box_h": 3.0}))
    assert solution.objective == pytest.approx(1320.0)
    # half of the hours' value each: 6 x 8 + 4 x 13 = 100
    assert solution.objective_terms["time"] == pytest.approx(100.0)
    assert solution.objective_terms["running"] == pytest.approx(100.0)


def test_two_consignments_share_a_train_by_what_they_save():
    """Places go to the boxes with the dearer way out: 6 x 100 + 4 x 100 + 2 x 130 + 8 x 130."""
    sketch = Sketch().resource("early", 10).train(100, 100.0, early=1)
    solution = solve_timespace(
        sketch.graph({"boxes": 6, "outside_usd_per_box": 300.0}, {"boxes": 10, "outside_usd_per_box": 200.0})
    )
    # 6 at 100, 4 of the second at 100, 6 of it outside at 200
    assert solution.objective == pytest.approx(600 + 400 + 1200)
    assert solution.served == pytest.approx([6.0, 4.0])
    assert solution.demand_price == pytest.approx([200.0, 200.0])


KINDS = [
    (ResourceKind.TRAIN_FEU, Measure.FEU, 6.0, 1.0, {}),
    (ResourceKind.TRAIN_GROSS, Measure.GROSS_T, 120.0, 1.0, {}),
    (ResourceKind.TRAIN_PLUG, Measure.PLUG, 6.0, 1.0, {"power": "plug"}),
    (ResourceKind.THROUGHPUT, Measure.FEU, 6.0, 1.0, {}),
    (ResourceKind.YARD, Measure.FEU, 36.0, 6.0, {}),
    (ResourceKind.POWERED_YARD, Measure.PLUG, 36.0, 6.0, {"power": "plug"}),
    (ResourceKind.LINK, Measure.FEU, 0.12, 1 / 50, {}),
    (ResourceKind.LIMIT, Measure.FEU, 6.0, 1.0, {"cargo_class": "grain"}),
    (ResourceKind.SLOT, Measure.FEU, 6.0, 1.0, {}),
]


@pytest.mark.parametrize(("kind", "measure", "capacity", "coef", "box"), KINDS, ids=lambda v: getattr(v, "name", None))
def test_every_kind_of_resource_binds(kind, measure, capacity, coef, box):
    """Each lets 6 of 10 boxes on the cheap train: 6 x 100 + 4 x 500 = 2,600; without the row 1,000."""
    mask = GRAIN if kind is ResourceKind.LIMIT else ALL_CARGO
    sketch = Sketch().resource("row", capacity, kind, measure, mask).train(100, 100.0, row=coef)
    graph = sketch.graph(box)
    solution = solve_timespace(graph)
    assert solution.objective == pytest.approx(2600.0)
    # one unit lets 1 / (coef x measure per box) boxes more go, each saving 400
    per_box = coef * {Measure.FEU: 1.0, Measure.GROSS_T: 20.0, Measure.PLUG: 1.0}[measure]
    assert solution.resource_price == pytest.approx([400.0 / per_box])
    without = replace(
        graph, use_ptr=np.zeros_like(graph.use_ptr), use_row=graph.use_row[:0], use_coef=graph.use_coef[:0]
    )
    assert solve_timespace(without).objective == pytest.approx(1000.0)


def test_plugs_are_taken_by_plugged_boxes_only():
    """Dry and diesel boxes need no plug: all 10 go at 100."""
    sketch = Sketch().resource("plug", 6.0, ResourceKind.TRAIN_PLUG, Measure.PLUG).train(100, 100.0, plug=1)
    for power in ("none", "diesel"):
        assert solve_timespace(sketch.graph({"power": power})).objective == pytest.approx(1000.0)


def test_limits_of_a_cargo_class_leave_others_alone():
    """A grain limit of zero closes the train to grain (10 x 500) and not to dry cargo (10 x 100)."""
    sketch = Sketch().resource("grain", 0.0, ResourceKind.LIMIT, Measure.FEU, GRAIN).train(100, 100.0, grain=1)
    assert solve_timespace(sketch.graph({"cargo_class": "grain"})).objective == pytest.approx(5000.0)
    assert solve_timespace(sketch.graph()).objective == pytest.approx(1000.0)


def test_trains_of_a_cargo_class_take_no_other():
    """Only grain may board: dry boxes stay behind, 10 x 500."""
    sketch = Sketch().train(100, 100.0, mask=GRAIN)
    assert solve_timespace(sketch.graph()).objective == pytest.approx(5000.0)
    assert solve_timespace(sketch.graph({"cargo_class": "grain"})).objective == pytest.approx(1000.0)


@pytest.mark.parametrize(
    ("outside", "objective", "price"),
    [
        (500.0, 10 * 100 + 3 * 20 + 2 * 50, 0.0),  # all go: 5 free, 3 at 20, 2 at 50
        (140.0, 8 * 100 + 3 * 20 + 2 * 140, 40.0),  # the third segment is dearer than staying: 50 > 140 - 100
        (110.0, 5 * 100 + 5 * 110, 10.0),  # only the free segment is worth it
    ],
)
def test_queue_segments_are_paid_in_order(outside, objective, price):
    """Throughput 10 in segments 5 at 0, 3 at 20, 2 at 50 USD/FEU."""
    sketch = Sketch(segments=((0.5, 0.8, 1.0), (0.0, 20.0, 50.0)))
    sketch.resource("gate", 10.0, ResourceKind.THROUGHPUT).train(100, 100.0, gate=1)
    solution = solve_timespace(sketch.graph({"outside_usd_per_box": outside}))
    assert solution.objective == pytest.approx(objective)
    assert solution.lower_bound == pytest.approx(objective)
    if price:
        assert solution.resource_price == pytest.approx([price])


def test_price_of_a_closed_resource_proves_the_bound():
    """No plug at all: the boxes stay behind, and a plug would save 500 - 100 each."""
    sketch = Sketch().resource("plug", 0.0, ResourceKind.TRAIN_PLUG, Measure.PLUG).train(100, 100.0, plug=1)
    solution = solve_timespace(sketch.graph({"power": "plug"}))
    assert solution.objective == pytest.approx(5000.0)
    assert solution.resource_price == pytest.approx([400.0])


def test_nothing_to_carry_is_a_plan():
    """A consignment of no boxes costs nothing."""
    solution = solve_timespace(two_trains().graph({"boxes": 0}))
    assert solution.objective == pytest.approx(0.0)
    assert solution.status is Status.OPTIMAL
