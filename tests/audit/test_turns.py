"""The audit knows the turns in which boxes may leave trains that a closed link held, and no others."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np
import pandas as pd
import pytest
from hand import instance
from held import CRANE, GOODS, crowd

from logistics.audit import audit_plan, events, handling
from logistics.audit.handling import LAST_TURN, MOST_TURNS, Handling
from logistics.audit.runs import derive_runs
from logistics.audit.tables import read_book
from logistics.audit.windows import Windows
from logistics.planning import PlanningProblem, solve
from logistics.scenario import Change, build_instance
from logistics.timespace import handled
from logistics.units import MIN_PER_DAY, from_min, to_min

COLD = Change("cold", "cold_chain", {"active": True})
ARRIVAL = 29_290_000


@pytest.fixture(scope="module")
def plan(tiny_scenario):
    """
    Return the plan of three held trains before one crane: electronics, and wheat that may wait.

    An hour of electronics is worth more, so that the crane's price on the first day is too high for wheat.
    """
    return solve(PlanningProblem(crowd(tiny_scenario, goods={"electronics": 8, "wheat": 8})))


def test_planner_and_audit_know_as_many_turns():
    """They share no code, but the rule is one."""
    assert (handled.LATER_TURNS, handled.MOST_TURNS, handled.CUTS) == (LAST_TURN, MOST_TURNS, handling.CUTS)


@pytest.mark.parametrize(("left", "day", "right"), [
    ("01", 0, True), ("01", 1, True), ("01", LAST_TURN, True), ("01", LAST_TURN + 1, False),
    ("10", 0, True), ("10", 1, False),
])  # fmt: skip
def test_an_operation_ends_in_an_allowed_turn(plan, left, day, right):
    """12 h after the arrival or whole days later, up to the last turn of a held train; no other end is taken."""
    works, block, column = at_dostyk(plan.scenario, left)
    operation, arrival = works.book.operations["dostyk_change_e"], int(block.arrival[2, column])
    end = arrival + 720 + day * MIN_PER_DAY
    work, done = works.turn(operation, block, 2, column, end)
    assert (done == end) is right
    assert work == done - 120
    assert works.turn(operation, block, 2, column, end + 1)[1] == arrival + 720


def at_dostyk(scenario, left):
    """Return handling, and block and column of the train that left Moscow on a day of September."""
    known = build_instance(scenario, known_at_min=to_min(date(2025, 9, 4)))
    book, windows = read_book(known.network), Windows(known.network.windows)
    block = derive_runs(book, windows, known.horizon)["kz_e"]
    return Handling(book, windows), block, block.column[f"kz_e@2025-09-{left}T00:00"]


CUT = {
    "close": {"facility": CRANE},
    "capacity": {"facility": CRANE, "factor": 0.5},
    "limit": {"facility": CRANE, "per_day": 2.0, "unit": "feu_per_day"},
}


@pytest.mark.parametrize("kind", CUT)
@pytest.mark.parametrize(("left", "caught"), [("01", True), ("03", True), ("04", False), ("05", False)])
def test_an_event_at_the_crane_catches_what_had_left(tiny_scenario, kind, left, caught):
    """Of the trains that meet a cut of 4 to 12 September, known on the 4th, those of 1 to 3 September had left."""
    works, block, column = at_dostyk(cut(tiny_scenario, kind), left)
    operation = works.book.operations["dostyk_change_e"]
    assert (works.turns(operation, block, 2)[column] > 0) == caught
    assert not works.turns(works.book.operations["xian_unload"], block, 2).any()


def test_a_cut_that_is_over_or_comes_after_the_work_catches_nothing(tiny_scenario):
    """The train of 1 September is in Dostyk on the 4th at 23:00, and its boxes are handled until the 5th at 11:00."""
    crane = {"facility": CRANE, "factor": 0.5}
    _, block, column = at_dostyk(crowd(tiny_scenario, events=()), "01")
    arrival, hour = int(block.arrival[2, column]), 60
    found = {}
    for name, start, end in (
        ("over", -40 * hour, 0), ("just not over", -40 * hour, 1), ("after", 12 * hour, 40 * hour),
        ("just before the end", 12 * hour - 1, 40 * hour),
    ):  # fmt: skip
        moments = (from_min(arrival + shift) for shift in (start, end))
        change = Change("c", "capacity", crane, *moments, known_from=datetime(2025, 9, 4, tzinfo=UTC))
        works, block, column = at_dostyk(crowd(tiny_scenario, events=(change,)), "01")
        found[name] = bool(works.turns(works.book.operations["dostyk_change_e"], block, 2)[column])
    assert found == {"over": False, "just not over": True, "after": False, "just before the end": True}


@pytest.mark.parametrize(("way", "caught"), [("eastbound", True), ("westbound", False), ("both", True)])
def test_a_cut_of_the_other_direction_catches_nothing(tiny_scenario, way, caught):
    """Boxes from Moscow go east."""
    works, block, column = at_dostyk(cut(tiny_scenario, "close", direction=way), "01")
    assert (works.turns(works.book.operations["dostyk_change_e"], block, 2)[column] > 0) == caught


@pytest.mark.parametrize("kind", CUT)
def test_the_bound_counts_the_turns_at_a_crane_that_is_cut(tiny_scenario, kind, monkeypatch):
    """Wheat waits for dearer goods: without its later turns neither its price nor the bound is proven."""
    plan = solve(PlanningProblem(cut(tiny_scenario, kind, goods={"electronics": 8, "wheat": 8})))
    report = audit_plan(plan)
    assert report.passed, str(report)
    monkeypatch.setattr(events, "later", lambda start, turns: iter(()))
    assert {"bound", "demand_prices"} & set(audit_plan(plan).failed())


def cut(scenario, kind, *, goods=GOODS, **fields):
    """Return the crowd scenario with an event at the crane instead of the closed line."""
    event = Change("c", kind, {**CUT[kind], **fields}, date(2025, 9, 4), date(2025, 9, 12))
    return crowd(scenario, goods=goods, events=(event,))


def test_a_row_beyond_the_last_turn_is_a_fault(plan, monkeypatch):
    """One train of boxes is taken off two days after its arrival."""
    assert audit_plan(plan).passed
    monkeypatch.setattr(handling, "LAST_TURN", 1)
    assert "times" in audit_plan(plan).failed()


def test_boxes_of_a_train_on_time_wait_for_no_turn(hand_plan):
    """The beef stays three days in the yard of Dostyk: handling it a day later is found out."""
    legs = hand_plan.legs.copy()
    change = (legs["path_id"] == "B/1") & (legs["activity"] == "gauge_change")
    rows = legs.index[change][0], legs.index[change][0] + 1
    day = pd.Timedelta(days=1)
    legs.loc[rows[0], "end_utc"] += day
    legs.loc[rows[1], "start_utc"] += day
    assert audit_plan(hand_plan, instance()).passed
    assert "times" in audit_plan(replace(hand_plan, legs=legs), instance()).failed()


def test_the_bound_counts_the_turns(plan, monkeypatch):
    """A search that knows no turns finds no way for the boxes that wait: their price and the bound are not proven."""
    monkeypatch.setattr(events, "later", lambda start, turns: iter(()))
    assert {"bound", "demand_prices"} <= set(audit_plan(plan).failed())


def test_the_bound_counts_the_turns_of_boxes_without_power(tiny_scenario, monkeypatch):
    """Frozen beef in boxes without power, in frost: followed by its temperature through every turn."""
    scenario = crowd(tiny_scenario, COLD, goods={"electronics": 8, "beef": 4})
    climate = scenario.network["climate"]
    climate = climate.assign(tmean_c=climate["tmean_c"] - 40.0)
    plan = solve(PlanningProblem(replace(scenario, network=scenario.network.with_tables(climate=climate))))
    rows = plan.legs[plan.legs["activity"] == "gauge_change"]
    late = set(rows.loc[rows["end_utc"] - rows["start_utc"] > pd.Timedelta(hours=12), "path_id"])
    units = plan.paths.loc[plan.paths["path_id"].isin(late), "unit"]
    powered = scenario.network["loading_units"].set_index("unit_id")["power"]
    assert (powered[units] == "none").any()
    report = audit_plan(plan)
    assert report.passed, str(report)
    monkeypatch.setattr(events, "later", lambda start, turns: iter(()))
    assert "demand_prices" in audit_plan(plan).failed()


def test_held_is_every_call_after_the_closed_link(plan):
    """Trains of 1 to 3 September are late in Dostyk, and nowhere else; no other train arrives late, or ends early."""
    known = build_instance(plan.scenario, known_at_min=to_min(date(2025, 9, 4)))
    blocks = derive_runs(read_book(known.network), Windows(known.network.windows), known.horizon)
    held = {name: np.argwhere(block.held[1:]).tolist() for name, block in blocks.items() if block.held[1:].any()}
    columns = [blocks["kz_e"].column[f"kz_e@2025-09-0{day}T00:00"] for day in (1, 2, 3)]
    assert held == {"kz_e": [[1, column] for column in columns]}
