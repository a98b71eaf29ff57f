"""Every number of a plan with temperatures is checked: one corruption, one named check."""

from __future__ import annotations

from dataclasses import replace

import pytest

from logistics.audit import audit_plan
from logistics.planning import solve_timespace, to_plan
from logistics.scenario import Change, build_instance
from logistics.timespace import expand

COLDER = 30.0


def made(tiny_scenario, colder=COLDER):
    """Return an instance of beef alone in a cold September."""
    network = tiny_scenario.network
    climate = network["climate"].assign(tmean_c=network["climate"]["tmean_c"] - colder)
    network = network.with_tables(climate=climate, demand=network["demand"].assign(commodity_id="beef"))
    changes = (Change("cold_chain", "cold_chain", {"active": True}), Change("more", "demand", {"factor": 5.0}))
    return build_instance(replace(tiny_scenario, network=network, changes=changes))


def planned(instance):
    """Return the plan of an instance."""
    graph = expand(instance)
    return to_plan(graph, solve_timespace(graph))


@pytest.fixture(scope="module")
def good(tiny_scenario):
    """Return an instance and its plan: boxes with and without power."""
    instance = made(tiny_scenario)
    return planned(instance), instance


def of(network, table, key, value, /, **cells):
    """Return a network with cells of some rows of a table replaced."""
    frame = network[table].copy()
    for column, cell in cells.items():
        frame.loc[frame[key] == value, column] = cell
    return network.with_tables(**{table: frame})


def tables(table, key, value, /, **cells):
    """Return a change of the tables that the plan does not know of."""
    return lambda plan, instance: (plan, replace(instance, network=of(instance.network, table, key, value, **cells)))


def first(plan, unit):
    """Return the first path in a unit."""
    return plan.paths.loc[plan.paths["unit"] == unit, "path_id"].iloc[0]


def path(unit, /, **cells):
    """Return a corruption of the first path in a unit."""

    def change(plan, instance):
        frame = plan.paths.copy()
        for column, cell in cells.items():
            rows = frame["path_id"] == first(plan, unit)
            frame.loc[rows, column] = cell(frame.loc[rows, column]) if callable(cell) else cell
        return replace(plan, paths=frame), instance

    return change


def warmed(unit):
    """Return a corruption of the cargo temperature of one row."""

    def change(plan, instance):
        legs = plan.legs.copy()
        row = legs.index[legs["path_id"] == first(plan, unit)][2]
        legs.loc[row, "cargo_c"] += 0.01
        return replace(plan, legs=legs), instance

    return change


def without_unit(plan, instance):
    """Return tables in which beef may not travel without power."""
    units = instance.network["commodity_units"]
    left = instance.network.with_tables(commodity_units=units[units["unit_id"] != "thermos40"])
    return plan, replace(instance, network=left)


CASES = {
    "temperature without power": (warmed("thermos40"), "leg_temperature"),
    "temperature with power": (warmed("reefer40"), "leg_temperature"),
    "climate": (lambda p, i: (p, replace(i, network=i.network.with_tables(
        climate=i.network["climate"].assign(tmean_c=i.network["climate"]["tmean_c"] + 0.5)))), "leg_temperature"),
    "walls": (tables("loading_units", "unit_id", "thermos40", ua_w_k=60.0), "leg_temperature"),
    "heat": (tables("commodities", "commodity_id", "beef", specific_heat_kj_kgk=1.5), "leg_temperature"),
    "loaded warmer": (tables("commodity_units", "unit_id", "thermos40", start_c=-13.0), "leg_temperature"),
    "ceiling by law": (tables("commodities", "commodity_id", "beef", limit_max_c=-17.0), "temperature_limit"),
    "floor by law": (tables("commodities", "commodity_id", "beef", limit_min_c=-17.9), "temperature_limit"),
    "ceiling of the model": (tables("shelf_lives", "shelf_life_id", "beef", high_c=-15.0), "temperature_limit"),
    "warmer days": (tables("parameters", "parameter_id", "limit_spreads", value=4.0), "temperature_limit"),
    "life written": (path("thermos40", shelf_life_used=lambda u: u + 0.001), "shelf_life"),
    "life at the set point": (path("reefer40", shelf_life_used=lambda u: u + 0.001), "shelf_life"),
    "shorter life": (tables("shelf_lives", "shelf_life_id", "beef", points="-24:8;-18:4;-12:2"), "shelf_life"),
    "value lost forgotten": (tables("commodities", "commodity_id", "beef", loss_from_share=0.01), "path_generalised"),
    "value lost not in the objective": (
        tables("commodities", "commodity_id", "beef", loss_from_share=0.01), "objective_terms"),
    "unit not allowed": (without_unit, "sizes"),
    "another unit written": (path("thermos40", unit="diesel40"), "sizes"),
    "payload": (tables("loading_units", "unit_id", "thermos40", payload_t=20.0), "demand"),
    "tank too small": (tables("loading_units", "unit_id", "diesel40", tank_l=20.0), "tank"),
    "diesel factor": (tables("emission_factors", "factor_id", "fuel_diesel", value=3300.0), "leg_co2e"),
    "hire": (tables("loading_units", "unit_id", "thermos40", hire_usd_per_day=48.0), "path_cost"),
}  # fmt: skip


def test_the_plan_passes(good):
    """Some boxes are plugged in, some have diesel, some go without: the audit agrees with all."""
    plan, instance = good
    assert {"reefer40", "thermos40"} <= set(plan.paths["unit"])
    report = audit_plan(plan, instance)
    assert report.passed, str(report)
    assert any(note.startswith("diesel reefers: at most ") and "of a tank of 500 l" in note for note in report.notes)


@pytest.mark.parametrize("name", CASES)
def test_corruption_fails_with_its_own_check(good, name):
    """One corruption, one named check."""
    corrupt, check = CASES[name]
    report = audit_plan(*corrupt(*good))
    assert check in report.failed(), f"{report.failed()}\n{report}"


@pytest.mark.parametrize(
    ("colder", "blind"),
    [(COLDER, {"limit_max_c": -15.0}), (40.0, {"limit_min_c": -18.3}), (COLDER, {"loss_from_share": 0.005})],
    ids=["ceiling", "floor", "value"],
)
def test_a_plan_that_is_too_careful_is_noticed(tiny_scenario, colder, blind):
    """Made with a tighter limit it is feasible, but the audit finds cheaper ways: its own labels prove the bound."""
    instance = made(tiny_scenario, colder)
    network = of(instance.network, "commodities", "commodity_id", "beef", **blind)
    plan = planned(replace(instance, network=network))
    failed = set(audit_plan(plan, instance).failed())
    assert {"bound", "demand_prices"} & failed


def test_overlooking_a_unit_is_noticed(good):
    """A plan made without boxes that go without power is feasible, but its proof does not hold with them."""
    _, instance = good
    _, blind = without_unit(None, instance)
    failed = set(audit_plan(planned(blind), instance).failed())
    assert {"bound", "demand_prices", "proven_gap"} <= failed
