"""What a plan says of wagons is found again from the tables: one corruption, one named check."""

from __future__ import annotations

from dataclasses import replace

import pytest
from wagoned import wagoned

from logistics.audit import audit_plan
from logistics.planning import solve_timespace, to_plan
from logistics.scenario import build_instance
from logistics.timespace import expand


@pytest.fixture(scope="module")
def good(tiny_scenario):
    """Return an instance with wheat in hoppers, and its plan."""
    scenario = wagoned(tiny_scenario).with_change("price", outside_mode="all", factor=5.0)
    instance = build_instance(scenario)
    return planned(instance, scenario), instance


def planned(instance, scenario):
    """Return the plan of an instance."""
    graph = expand(instance)
    return replace(to_plan(graph, solve_timespace(graph)), scenario=scenario)


def failed(plan, instance):
    """Return the names of the checks that fail."""
    return {check.name for check in audit_plan(plan, instance).checks if not check.passed}


def test_the_plan_passes_as_it_is(good):
    """Nothing to fault."""
    assert failed(*good) == set()
    assert "hopper" in set(good[0].paths["unit"])


ROWS = ["operate/load/almaty", "wait/yard/almaty", "ride//almaty", "operate/gauge_change/dostyk", "wait/yard/dostyk"]


@pytest.mark.parametrize("row", ROWS)
@pytest.mark.parametrize("column", ["cost_usd", "co2e_kg"])
def test_a_row_of_a_wagon_that_was_tampered_with_is_noticed(good, row, column):
    """One per cent (and a kilogram) less money or emissions."""
    plan, instance = good
    path = plan.paths.loc[plan.paths["unit"] == "hopper", "path_id"].iloc[0]
    legs = plan.legs.copy()
    name = legs["kind"] + "/" + legs["activity"] + "/" + legs["from"]
    at = (legs["path_id"] == path) & (name == row)
    assert at.sum() == 1
    legs.loc[at, column] = legs.loc[at, column] * 0.99 - 1.0
    assert {"cost_usd": "leg_cost", "co2e_kg": "leg_co2e"}[column] in failed(replace(plan, legs=legs), instance)


@pytest.mark.parametrize(
    ("unit", "cell", "value", "check"),
    [
        ("hopper", "freight_feu", 0.7, "leg_cost"),
        ("hopper", "empty_feu", 0.2, "leg_cost"),
        ("hopper", "empty_feu", 0.0, "leg_cost"),
        ("hopper", "hire_usd_per_day", 25.0, "leg_cost"),
        ("hopper", "transload_feu", 1.9, "leg_cost"),
        ("hopper", "tare_t", 23.0, "sizes"),
        ("hopper", "feu", 0.9, "sizes"),
        ("hopper", "service_class", "express", "runs"),
        ("hopper", "track_gauge_mm", 1435, "operations"),
        ("hopper", "onward_unit_id", "", "runs"),
        ("covered35", "freight_feu", 0.8, "leg_cost"),
        ("covered35", "hire_usd_per_day", 10.0, "leg_cost"),
        ("covered35", "tare_t", 24.0, "leg_co2e"),
        ("covered35", "tare_t", 28.0, "train_gross"),
        ("covered35", "feu", 1.9, "leg_cost"),
        ("covered35", "service_class", "grain", "runs"),
        ("covered35", "track_gauge_mm", 1668, "runs"),
    ],
)
def test_other_tables_than_the_plan_was_made_with_are_noticed(good, unit, cell, value, check):
    """Each cell of a wagon counts somewhere in the audit."""
    plan, instance = good
    units = instance.network["loading_units"].copy()
    units.loc[units["unit_id"] == unit, cell] = value
    other = replace(instance, network=instance.network.with_tables(loading_units=units))
    assert check in failed(plan, other)


def test_the_bound_knows_ways_in_wagons_that_the_plan_has_not(good):
    """A plan in boxes alone claims to be optimal: the audit finds the hopper's cheaper way."""
    plan, instance = good
    table = instance.network["commodity_units"]
    boxes = replace(instance, network=instance.network.with_tables(commodity_units=table[table["unit_id"] != "hopper"]))
    other = planned(boxes, plan.scenario)
    assert failed(other, boxes) == set()
    assert "demand_prices" in failed(other, instance)
    assert plan.objective < other.objective
