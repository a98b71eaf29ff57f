"""Plans of the optimiser pass the audit, made at once or in stages; a plan that overlooked a train does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from logistics.audit import audit_plan, cold_search
from logistics.errors import ScenarioError
from logistics.planning import PlanningProblem, solve, solve_timespace, to_plan
from logistics.scenario import Change, build_instance
from logistics.timespace import expand


def change(name, kind, days, **fields):
    """Return a change on some days of September 2025, known from its start."""
    return Change(name, kind, fields, date(2025, 9, days[0]), date(2025, 9, days[1]))


def scaled(instance, factor):
    """Return an instance with more boxes."""
    table = instance.consignments
    return replace(instance, consignments=table.assign(boxes=table["boxes"] * factor))


def planned(instance):
    """Return the plan of an instance."""
    graph = expand(instance)
    return to_plan(graph, solve_timespace(graph))


@pytest.mark.parametrize("factor", [1, 4, 20])
def test_optimal_plans_pass(tiny_scenario, factor):
    """From free flow to heavy congestion, every number of the plan is confirmed."""
    instance = scaled(build_instance(tiny_scenario), factor)
    report = audit_plan(planned(instance), instance)
    assert report.passed, str(report)


def test_overlooking_a_train_is_noticed(tiny_scenario):
    """A plan made without one express train is feasible, but its proof does not hold with the train."""
    instance = scaled(build_instance(tiny_scenario), 4)
    services = instance.network["services"].copy()
    services.loc[services["service_id"] == "exp_cn", "valid_from"] = pd.Timestamp("2025-09-03")
    blind = replace(instance, network=instance.network.with_tables(services=services))
    report = audit_plan(planned(blind), instance)
    assert {"bound", "demand_prices", "proven_gap"} <= set(report.failed())


STAGES = {
    "closure": [change("c", "close", (4, 8), link="dostyk-almaty")],
    "no crane": [change("c", "capacity", (6, 12), facility="dostyk_crane_w", factor=0.2)],
    "longer queues": [change("c", "add_hours", (6, 12), terminal="dostyk", hours=8.0)],
    "few trains": [change("c", "limit", (4, 16), link="dostyk-almaty", per_day=0.5)],
    "slow trains": [change("c", "speed", (4, 16), operator="KTZ", factor=0.5)],
    "twice": [
        change("c", "close", (4, 6), link="dostyk-almaty"),
        change("d", "add_hours", (9, 12), terminal="dostyk", hours=8.0),
    ],
    "longer unloading": [change("c", "add_hours", (14, 22), terminal="xian", hours=8.0)],
}  # fmt: skip
NEVER_AGAIN = Change("c", "close", {"link": "almaty-moscow"}, date(2025, 9, 6), date(2025, 12, 31))


@pytest.mark.parametrize("factor", [1.0, 10.0])
@pytest.mark.parametrize("name", STAGES)
def test_plans_made_in_stages_pass(tiny_scenario, name, factor):
    """What was fixed is checked on the whole plan; the bound is that of the last stage."""
    more = Change("more", "demand", {"factor": factor})
    plan = solve(PlanningProblem(replace(tiny_scenario, changes=(more, *STAGES[name]))))
    assert len(plan.stages) > 1
    report = audit_plan(plan)
    assert report.passed, str(report)


@pytest.mark.parametrize("later", [[], [change("d", "close", (9, 11), link="dostyk-almaty")]], ids=["last", "before"])
def test_boxes_that_cannot_be_carried_on_stay_in_the_plan(tiny_scenario, later):
    """A link never opens again: boxes before it are not carried, but their trains, use and money stay in the plan."""
    more = Change("more", "demand", {"factor": 10.0})
    plan = solve(PlanningProblem(replace(tiny_scenario, changes=(more, NEVER_AGAIN, *later))))
    stranded = plan.stages[-1]["stranded"]
    assert stranded
    report = audit_plan(plan)
    assert report.passed, str(report)
    without = [{**entry, "legs": entry["legs"][:-1]} for entry in stranded]
    spoilt = replace(plan, stages=(*plan.stages[:-1], {**plan.stages[-1], "stranded": without}))
    assert not audit_plan(spoilt).passed
    forgotten = {name: value for name, value in plan.stages[-1].items() if name != "stranded"}
    assert not audit_plan(replace(plan, stages=(*plan.stages[:-1], forgotten))).passed


def test_a_plan_made_before_stands_for_the_first_stage(tiny_scenario):
    """Given the plan of the scenario without its events, the answer is the same; another plan is refused."""
    event = replace(tiny_scenario, name="event", changes=tuple(STAGES["closure"]))
    base = solve(PlanningProblem(tiny_scenario))
    plan, again = solve(PlanningProblem(event)), solve(PlanningProblem(event), before=base)
    assert again.objective == pytest.approx(plan.objective, rel=1e-9)
    assert audit_plan(again).passed
    with pytest.raises(ScenarioError, match="'event' cannot stand for 'tiny' before its events: it was made in stages"):
        solve(PlanningProblem(tiny_scenario), before=plan)


def test_a_wrong_stage_is_noticed(tiny_scenario):
    """The objective and bound of the last stage cannot be made up."""
    plan = solve(PlanningProblem(replace(tiny_scenario, changes=tuple(STAGES["closure"]))))
    for name, check in (("objective", "stages"), ("lower_bound", "bound")):
        last = {**plan.stages[-1], name: float(str(plan.stages[-1][name])) + 50.0}
        assert check in audit_plan(replace(plan, stages=(*plan.stages[:-1], last))).failed()


def test_the_cold_search_makes_room_for_its_states(tiny_scenario, monkeypatch):
    """With room for three states at first the proof is the same; with no more allowed nothing is proven."""
    cold = Change("cold", "cold_chain", {"active": True})
    network = tiny_scenario.network
    climate = network["climate"].assign(tmean_c=network["climate"]["tmean_c"] - 30.0)
    network = network.with_tables(climate=climate, demand=network["demand"].assign(commodity_id="beef"))
    plan = solve(PlanningProblem(replace(tiny_scenario, network=network, changes=(cold,))))
    monkeypatch.setattr(cold_search, "FIRST_STATES", 3)
    assert audit_plan(plan).passed
    monkeypatch.setattr(cold_search, "MOST_STATES", 3)
    assert "bound" in audit_plan(plan).failed()
