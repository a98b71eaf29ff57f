"""Boxes against what a plan leaves free."""

from __future__ import annotations

import re
from datetime import date, datetime

import numpy as np

from logistics.planning.plan import build_problem
from logistics.routing import Query, Router
from logistics.routing.plan_use import free_capacity
from logistics.scenario import build_instance
from logistics.timespace import expand


def test_free_capacity_is_what_the_optimiser_left(tiny_scenario, tiny_plan):
    """Use worked out from the rows of the plan equals the flows of its paths over the arcs of the planned graph."""
    from logistics.planning import solve_timespace

    graph = expand(build_instance(tiny_scenario))
    solution = solve_timespace(graph)
    problem = build_problem(graph)
    assert np.isclose(solution.objective, tiny_plan.objective)
    free = free_capacity(graph, tiny_plan)
    used = problem.rows.capacity - free
    assert (solution.resource_use > 1e-6).sum() > 50
    np.testing.assert_allclose(used, solution.resource_use, atol=1e-6)


def test_a_full_train_takes_no_more_boxes(tiny_scenario, tiny_plan):
    """What a plan fills is closed to one who asks with the plan, and open to one who asks without."""
    legs = tiny_plan.legs[tiny_plan.legs["service_id"] == "exp_cn"]
    run = legs["run_id"].iloc[0]
    start, end = date(2025, 9, 1), date(2025, 9, 21)
    alone = Router.from_scenario(tiny_scenario, start=start, end=end)
    beside = Router.from_scenario(tiny_scenario, start=start, end=end, plan=tiny_plan)
    row = next(r for r, name in enumerate(alone.graph.resources.resource_id) if re.match(f"train:{run}:.*:feu", name))
    assert beside.free[row] < alone.free[row]
    depart = datetime.fromisoformat(re.search("@(.*)", run)[1])
    query = Query("xian", "moscow", "electronics", depart.replace(day=depart.day - 1), boxes=alone.free[row])
    taken = [leg.run_id for path in alone.find_paths(query) for leg in path.legs]
    left = [leg.run_id for path in beside.find_paths(query) for leg in path.legs]
    assert run in taken
    assert run not in left
