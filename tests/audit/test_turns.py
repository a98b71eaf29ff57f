"""The audit knows the turns in which boxes may leave trains that a closed link held, and no others."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hand import instance
from held import crowd

from logistics.audit import audit_plan, events, handling
from logistics.audit.handling import LAST_TURN, Handling, turns
from logistics.audit.runs import derive_runs
from logistics.audit.tables import read_book
from logistics.audit.windows import Windows
from logistics.planning import PlanningProblem, solve
from logistics.scenario import Change, build_instance
from logistics.timespace.handled import LATER_TURNS
from logistics.units import MIN_PER_DAY, to_min

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
    assert LATER_TURNS == LAST_TURN


@pytest.mark.parametrize(("held", "day", "right"), [
    (True, 0, True), (True, 1, True), (True, LAST_TURN, True), (True, LAST_TURN + 1, False),
    (False, 0, True), (False, 1, False),
])  # fmt: skip
def test_an_operation_ends_in_an_allowed_turn(tiny_network, held, day, right):
    """12 h after the arrival or whole days later, up to the last turn of a held train; no other end is taken."""
    book = read_book(tiny_network)
    works = Handling(book, Windows(tiny_network.windows))
    operation, end = book.operations["dostyk_change_e"], ARRIVAL + 720 + day * MIN_PER_DAY
    work, done = works.turn(operation, ARRIVAL, "eastbound", end, held=held)
    assert (done == end) is right
    assert work == done - 120
    assert works.turn(operation, ARRIVAL, "eastbound", end + 1, held=held)[1] == ARRIVAL + 720


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
    monkeypatch.setattr(events, "turns", lambda arrival, *, held: turns(arrival, held=held)[:1])
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
    monkeypatch.setattr(events, "turns", lambda arrival, *, held: turns(arrival, held=held)[:1])
    assert "demand_prices" in audit_plan(plan).failed()


def test_held_is_every_call_after_the_closed_link(plan):
    """Trains of 1 to 3 September are late in Dostyk, and nowhere else; no other train arrives late, or ends early."""
    known = build_instance(plan.scenario, known_at_min=to_min(date(2025, 9, 4)))
    blocks = derive_runs(read_book(known.network), Windows(known.network.windows), known.horizon)
    held = {name: np.argwhere(block.held[1:]).tolist() for name, block in blocks.items() if block.held[1:].any()}
    columns = [blocks["kz_e"].column[f"kz_e@2025-09-0{day}T00:00"] for day in (1, 2, 3)]
    assert held == {"kz_e": [[1, column] for column in columns]}
