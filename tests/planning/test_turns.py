"""Boxes of trains that a closed link held wait for the crane, and are taken off on the days after."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date

import numpy as np
import pytest
from held import BOXES, CRANE, by_head, crowd

from logistics.audit import audit_plan
from logistics.audit.runs import derive_runs
from logistics.audit.tables import read_book
from logistics.audit.windows import Windows
from logistics.planning import PlanningProblem, solve, solve_timespace
from logistics.planning.carry import carry_over
from logistics.planning.replan import next_instance, rest_of
from logistics.results.freeze import freeze
from logistics.scenario import Change, build_instance
from logistics.timespace import TimeSpace, expand, handled
from logistics.timespace.leg_use import LegUse
from logistics.units import to_min


@pytest.fixture(scope="module")
def crowded(tiny_scenario):
    """Return the scenario of three held trains before one crane, and its plan."""
    scenario = crowd(tiny_scenario)
    return scenario, solve(PlanningProblem(scenario))


def crane_ends(plan):
    """Return boxes by the day of September and hour at which the crane is done with them."""
    rows = plan.legs[plan.legs["activity"] == "gauge_change"]
    boxes = rows["path_id"].map(plan.paths.set_index("path_id")["boxes"])
    return boxes.groupby(rows["end_utc"].dt.strftime("%d %H:%M")).sum().to_dict()


def crane_use(use):
    """Return FEU handled by the crane, by day."""
    mine = use[use["resource_id"].str.startswith(f"throughput:{CRANE}:")]
    return dict(zip(mine["resource_id"].str[-2:], mine["amount"], strict=True))


def test_boxes_beyond_a_day_of_the_crane_wait_and_none_is_given_up(crowded):
    """Twelve arrive at one minute, four a day are handled: all go on, at the cost worked out by head."""
    _, plan = crowded
    assert "stranded" not in plan.stages[-1]
    assert plan.paths["boxes"].sum() == pytest.approx(BOXES)
    assert plan.objective == pytest.approx(by_head())
    assert plan.lower_bound == pytest.approx(by_head())
    assert crane_ends(plan) == pytest.approx({"11 00:00": 4.0, "12 00:00": 4.0, "13 00:00": 4.0})
    report = audit_plan(plan)
    assert report.passed, str(report)


CUT = {
    "close": ({"facility": CRANE}, [8.0, 8.0], {"13 12:00": 4.0, "14 12:00": 4.0, "15 12:00": 4.0}),
    "capacity": ({"facility": CRANE, "factor": 0.25}, [8.0, 9.0], {}),
    "limit": ({"facility": CRANE, "per_day": 1.0, "unit": "feu_per_day"}, [8.0, 9.0], {}),
}


@pytest.mark.parametrize("kind", CUT)
def test_boxes_on_their_way_to_a_crane_that_is_cut_wait_for_it(tiny_scenario, kind, monkeypatch):
    """
    Twelve are on their way when it is closed (or does one a day) from 4 to 12 September; four a day are handled after.

    Without turns all meet the crane on the day that it opens, or on the days of their arrival: most are given up.
    """
    target, lost, ends = CUT[kind]
    event = Change("c", kind, target, date(2025, 9, 4), date(2025, 9, 12))
    scenario = crowd(tiny_scenario, events=(event,))
    plan = solve(PlanningProblem(scenario))
    assert "stranded" not in plan.stages[-1]
    assert plan.paths["boxes"].sum() == pytest.approx(BOXES)
    assert plan.gap < 1e-6
    report = audit_plan(plan)
    assert report.passed, str(report)
    if ends:
        assert crane_ends(plan) == pytest.approx(ends)
    monkeypatch.setattr(handled, "MOST_TURNS", 0)
    without = solve(PlanningProblem(scenario))
    assert lost[0] <= sum(entry["boxes"] for entry in without.stages[-1]["stranded"]) <= lost[1]


SECOND = {
    "hours elsewhere": Change(
        "d", "add_hours", {"terminal": "almaty", "hours": 1.0}, date(2025, 9, 14), date(2025, 9, 14)
    ),
    "shut again": Change("d", "close", {"facility": CRANE}, date(2025, 9, 14), date(2025, 9, 16)),
    "shut as it opens": Change("d", "close", {"facility": CRANE}, date(2025, 9, 13), date(2025, 9, 15)),
    "longer hours": Change("d", "add_hours", {"facility": CRANE, "hours": 5.0}, date(2025, 9, 14), date(2025, 9, 20)),
}


@pytest.mark.parametrize("name", SECOND)
@pytest.mark.parametrize("kind", CUT)
def test_boxes_that_wait_for_a_crane_keep_their_turn_when_more_becomes_known(tiny_scenario, kind, name):
    """Planner and audit agree on when they are handled after a second event, and none is given up."""
    first = Change("c", kind, CUT[kind][0], date(2025, 9, 4), date(2025, 9, 12))
    plan = solve(PlanningProblem(crowd(tiny_scenario, events=(first, SECOND[name]))))
    assert all("stranded" not in stage for stage in plan.stages)
    assert plan.paths["boxes"].sum() == pytest.approx(BOXES)
    report = audit_plan(plan)
    assert report.passed, str(report)
    if (kind, name) == ("close", "shut as it opens"):
        assert crane_ends(plan) == pytest.approx({"16 12:00": 4.0, "17 12:00": 4.0, "18 12:00": 4.0})


LONG = {
    "capacity": {"facility": CRANE, "factor": 0.0},
    "close": {"facility": CRANE},
    "limit": {"facility": CRANE, "per_day": 0.0, "unit": "feu_per_day"},
}


@pytest.mark.parametrize("kind", LONG)
def test_turns_go_on_after_the_end_of_a_long_cut(tiny_scenario, kind):
    """Nothing is handled for two weeks: the twelve on their way are handled in the days after."""
    event = Change("c", kind, LONG[kind], date(2025, 9, 4), date(2025, 9, 18))
    plan = solve(PlanningProblem(crowd(tiny_scenario, events=(event,))))
    assert "stranded" not in plan.stages[-1]
    ends = crane_ends(plan)
    assert sum(ends.values()) == pytest.approx(BOXES)
    assert min(ends) >= "19 00:00"
    report = audit_plan(plan)
    assert report.passed, str(report)


def test_of_several_cuts_the_last_to_end_counts(tiny_scenario):
    """Nothing is handled for two weeks; that one box a day was the limit of the first days shortens no turn."""
    events = tuple(
        Change(kind, kind, fields, date(2025, 9, 4), date(2025, 9, last))
        for kind, fields, last in (("capacity", LONG["capacity"], 18), ("limit", CUT["limit"][0], 6))
    )
    plan = solve(PlanningProblem(crowd(tiny_scenario, events=events)))
    assert "stranded" not in plan.stages[-1]
    report = audit_plan(plan)
    assert report.passed, str(report)


def test_a_train_that_stops_on_its_way_after_the_event_is_caught_too(tiny_scenario):
    """Boxes that cannot leave it in Almaty, where it stops on the 4th, were on their way all the same."""
    scenario = crowd(
        tiny_scenario, events=(Change("c", "close", {"facility": CRANE}, date(2025, 9, 4), date(2025, 9, 12)),)
    )
    stops, operations = scenario.network["stops"].copy(), scenario.network["operations"]
    stops.loc[(stops["service_id"] == "kz_e") & (stops["seq"] == 1), "activity"] = "stop"
    here = (operations["terminal_id"] == "almaty") & operations["activity"].isin(["transfer", "unload", "load"])
    network = scenario.network.with_tables(stops=stops, operations=operations[~here])
    plan = solve(PlanningProblem(replace(scenario, network=network)))
    assert "stranded" not in plan.stages[-1]
    assert plan.paths["boxes"].sum() == pytest.approx(BOXES)
    report = audit_plan(plan)
    assert report.passed, str(report)


def test_without_turns_two_trains_of_boxes_are_given_up(tiny_scenario, monkeypatch):
    """Handled at their arrival alone, eight of twelve find no crane, and its price is that of a box given up."""
    monkeypatch.setattr(handled, "MOST_TURNS", 0)
    plan = solve(PlanningProblem(crowd(tiny_scenario)))
    assert sum(entry["boxes"] for entry in plan.stages[-1]["stranded"]) == pytest.approx(8.0)
    assert plan.prices.loc[plan.prices["kind"] == "throughput", "price_usd"].max() > 900_000.0


def test_what_rows_use_of_the_crane_is_that_of_their_turn(crowded):
    """Work of 2 h before the end of the row: one train of boxes each day, not all on the day of the arrival."""
    scenario, plan = crowded
    known = build_instance(scenario, known_at_min=to_min(date(2025, 9, 4)))
    boxes = plan.paths.set_index("path_id")[["consignment_id", "unit", "boxes"]]
    use = LegUse.of(known).of_legs(plan.legs, boxes)
    assert crane_use(use) == pytest.approx({"10": 4.0, "11": 4.0, "12": 4.0})


def test_a_plan_carried_over_keeps_its_turns(crowded):
    """Nothing happens on the day after: every path is followed through its own turn, which is the optimum at once."""
    scenario, plan = crowded
    moment = to_min(date(2025, 9, 5))
    known = build_instance(scenario, known_at_min=moment)
    frozen = freeze(plan, known.network, moment)
    following = next_instance(plan, known, frozen)
    graph = expand(following.instance)
    warm = carry_over(plan, graph, *rest_of(plan, frozen, following))
    assert warm.flow.sum() == pytest.approx(BOXES)
    use = np.zeros(len(graph.resources.resource_id))
    for p, flow in enumerate(warm.flow.tolist()):
        for arc in warm.columns.arc[warm.columns.ptr[p] : warm.columns.ptr[p + 1]]:
            mine = slice(graph.use_ptr[arc], graph.use_ptr[arc + 1])
            np.add.at(use, graph.use_row[mine], flow * graph.use_coef[mine])
    crane = [
        amount for name, amount in zip(graph.resources.resource_id, use.tolist(), strict=True)
        if name.startswith(f"throughput:{CRANE}:") and amount > 0
    ]  # fmt: skip
    assert crane == pytest.approx([4.0, 4.0, 4.0])
    states = []
    solve_timespace(graph, warm=warm, progress=states.append)
    assert len(states) == 1


LATER = {
    "crane shut": (
        Change("d", "close", {"operation": "dostyk_change_e"}, date(2025, 9, 12), date(2025, 9, 13)),
        {"11 00:00": 4.0, "12 00:00": 4.0, "14 12:00": 4.0},
    ),
    "longer hours": (
        Change("d", "add_hours", {"terminal": "dostyk", "hours": 6.0}, date(2025, 9, 12), date(2025, 9, 13)),
        {"11 00:00": 4.0, "12 00:00": 4.0, "13 06:00": 4.0},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LATER)
def test_a_later_event_meets_the_turn_that_boxes_wait_for(tiny_scenario, name):
    """Boxes that wait for the 12th keep their turn, which ends when it now ends; the audit finds the same."""
    change, ends = LATER[name]
    plan = solve(PlanningProblem(crowd(tiny_scenario, change)))
    assert len(plan.stages) == 3
    assert crane_ends(plan) == pytest.approx(ends)
    report = audit_plan(plan)
    assert report.passed, str(report)


def test_trains_that_end_early_may_be_unloaded_later_too(tiny_scenario):
    """Planner and audit find the same stops: late after a closed link, or before a cancelled leg."""
    closed = Change("c", "close", {"link": "dostyk-almaty"}, date(2025, 9, 4), date(2025, 9, 9))
    instance = build_instance(replace(tiny_scenario, changes=(closed,)))
    timetable = expand(instance).timetable
    blocks = derive_runs(read_book(instance.network), Windows(instance.network.windows), instance.horizon)
    order = {name: number for number, name in enumerate(timetable.run_id)}
    told = {
        (order[name], stop.seq) for block in blocks.values() for column, name in enumerate(block.run_ids)
        for row, stop in enumerate(block.stops) if name in order and block.held[row, column]
    }  # fmt: skip
    calls = zip(timetable.call_run.tolist(), timetable.call_seq.tolist(), timetable.call_held.tolist(), strict=True)
    assert told == {(run, seq) for run, seq, held in calls if held}
    ended = [block for block in blocks.values() if block.cancelled.any()]
    assert ended
    for block in ended:
        for (first, _), lost in zip(block.ends, block.cancelled, strict=True):
            assert block.held[first][lost].all()


def test_where_no_train_is_caught_nothing_changes(tiny_scenario, monkeypatch):
    """Without an event, and with one that is known before any train leaves: the graph is the same without turns."""
    shut = Change("c", "close", {"facility": "xian_gate"}, date(2025, 9, 4), date(2025, 9, 9), date(2025, 8, 1))
    instances = [build_instance(tiny_scenario), build_instance(replace(tiny_scenario, changes=(shut,)))]
    graphs = [expand(instance) for instance in instances]
    monkeypatch.setattr(handled, "MOST_TURNS", 0)
    for graph, instance in zip(graphs, instances, strict=True):
        plain = expand(instance)
        assert not graph.timetable.call_held.any()
        for column in fields(TimeSpace):
            own, other = getattr(graph, column.name), getattr(plain, column.name)
            if isinstance(own, np.ndarray):
                assert np.array_equal(own, other), column.name
