"""Boxes against what a plan leaves free."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np
import pytest

from logistics.errors import DataError
from logistics.planning.plan import build_problem
from logistics.routing import Query, Router
from logistics.routing.plan_use import free_capacity, plan_use, stray_runs
from logistics.scenario import build_instance
from logistics.timespace import expand
from logistics.units import from_min


def test_free_capacity_is_what_the_optimiser_left(tiny_scenario, tiny_plan):
    """Use worked out from the rows of the plan equals the flows of its paths over the arcs of the planned graph."""
    from logistics.planning import solve_timespace

    graph = expand(build_instance(tiny_scenario))
    solution = solve_timespace(graph)
    problem = build_problem(graph)
    assert np.isclose(solution.objective, tiny_plan.objective)
    free = free_capacity(graph, plan_use(graph, tiny_plan))
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


def test_the_gate_has_room_for_its_boxes_of_a_day(tiny_scenario):
    """A gate of 20 FEU a day loads 20 boxes and not 21; with 15 of them planned there, it loads 5."""
    days = {"start": date(2025, 9, 1), "end": date(2025, 9, 7)}
    router = Router.from_scenario(tiny_scenario, **days)
    query = Query("xian", "dostyk", "electronics", datetime(2025, 9, 1, tzinfo=UTC), boxes=20.0)
    asked = router.look_up(query)
    assert len(router.ground(asked).entries.node) == 1
    assert len(router.ground(replace(asked, query=replace(query, boxes=21.0))).entries.node) == 0
    use = {"throughput:xian_gate:2025-09-01": 15.0}
    busy = Router(router.graph, router.first_min, router.end_min, use)
    assert len(busy.ground(replace(asked, query=replace(query, boxes=5.0))).entries.node) == 1
    assert len(busy.ground(replace(asked, query=replace(query, boxes=6.0))).entries.node) == 0
    assert len(busy.ground(replace(asked, beside_plan=False)).entries.node) == 1


def test_a_window_uses_the_days_on_which_the_gate_has_room(tiny_scenario):
    """The last minute before the train is on a full day: boxes come the day before."""
    router = Router.from_scenario(tiny_scenario, start=date(2025, 9, 1), end=date(2025, 9, 7))
    monday = datetime(2025, 9, 1, tzinfo=UTC)
    query = Query("xian", "moscow", "electronics", monday, window_h=72.0)
    first = router.ground(router.look_up(query)).entries
    last = len(first.node) - 1
    day = from_min(int(first.handling[last])).date()
    busy = Router(router.graph, router.first_min, router.end_min, {f"throughput:xian_gate:{day}": 20.0})
    second = busy.ground(busy.look_up(query)).entries
    assert second.node[-1] == first.node[last]
    assert from_min(int(second.done[-1]) - 1).date() < day


def test_a_plan_in_the_way_is_named(tiny_scenario):
    """Where the plan takes all the room at the gate, the explanation says so."""
    days = {f"throughput:xian_gate:2025-09-{day:02d}": 20.0 for day in range(1, 31)}
    plain = Router.from_scenario(tiny_scenario, start=date(2025, 9, 1), end=date(2025, 9, 7))
    busy = Router(plain.graph, plain.first_min, plain.end_min, days)
    query = Query("xian", "moscow", "electronics", datetime(2025, 9, 1, tzinfo=UTC), window_h=48.0)
    front = busy.find_paths(query)
    assert len(front) == 0
    assert ["room beside the plan"] in [way["dropped"] for way in front.explanation["restrictions"]]
    assert len(plain.find_paths(query))


DAYS = {"start": date(2025, 9, 1), "end": date(2025, 9, 14)}


def with_runs(plan, pattern, other):
    """Return a plan on runs of other names."""
    return replace(plan, legs=plan.legs.assign(run_id=plan.legs["run_id"].str.replace(pattern, other, regex=True)))


def test_a_plan_on_its_own_timetable_has_no_stray_runs(tiny_scenario, tiny_plan):
    """Every ride is found by run, link and minute, so that nothing is to be told."""
    router = Router.from_scenario(tiny_scenario, **DAYS, plan=tiny_plan)
    assert stray_runs(router.graph, tiny_plan) == []
    front = router.find_paths(Query("xian", "moscow", "electronics", datetime(2025, 9, 1, tzinfo=UTC)))
    assert front.query["notes"] == []


def test_runs_that_the_timetable_has_not_are_told_with_their_number(tiny_scenario, tiny_plan):
    """Boxes on the trains of another scenario take no room here: said by scenario and number of runs."""
    other = with_runs(replace(tiny_plan, scenario=replace(tiny_plan.scenario, name="other")), "^exp_cn@", "gone@")
    gone = other.legs.loc[other.legs["run_id"].str.startswith("gone@"), "run_id"].nunique()
    router = Router.from_scenario(tiny_scenario, **DAYS, plan=other)
    (note,) = router.find_paths(Query("xian", "moscow", "electronics", datetime(2025, 9, 1, tzinfo=UTC))).query["notes"]
    runs = other.legs.loc[other.legs["run_id"] != "", "run_id"].nunique()
    assert note.startswith(f"plan of scenario 'other': {gone} of its {runs} train runs are not in the timetable")
    assert "scenario 'tiny'" in note


def test_runs_at_other_times_are_stray(tiny_scenario, tiny_plan):
    """A run of the same name that leaves an hour later is another train."""
    late = tiny_plan.legs["run_id"].str.startswith("exp_cn@")
    moved = tiny_plan.legs["start_utc"] + np.where(late, np.timedelta64(1, "h"), np.timedelta64(0, "h"))
    router = Router.from_scenario(tiny_scenario, **DAYS)
    stray = stray_runs(router.graph, replace(tiny_plan, legs=tiny_plan.legs.assign(start_utc=moved)))
    assert stray == sorted(set(tiny_plan.legs.loc[late, "run_id"]))


def test_runs_outside_the_days_of_the_graph_are_not_missed(tiny_scenario, tiny_plan):
    """A run of a year before says nothing about this timetable, and is no fault of the plan."""
    old = with_runs(tiny_plan, "^exp_cn@2025", "exp_cn@2024")
    assert stray_runs(Router.from_scenario(tiny_scenario, **DAYS).graph, old) == []


def test_a_plan_without_any_run_of_the_timetable_is_refused(tiny_scenario, tiny_plan):
    """All its boxes would be left out: an error, not a front beside an empty plan."""
    foreign = with_runs(tiny_plan, "^([a-z_]+)@", r"x_\1@")
    with pytest.raises(DataError, match=r"plan of scenario 'tiny': none of its \d+ train runs is in the timetable"):
        Router.from_scenario(tiny_scenario, **DAYS, plan=foreign)
