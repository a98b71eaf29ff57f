"""Reefers on plugs when these fail: they go on without power while their goods keep, and are given up else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from test_cold_chain import ON, brute_force

from logistics.audit import audit_plan
from logistics.cargo import Climate
from logistics.cargo.fleets import unplugged_unit
from logistics.planning import PlanningProblem, solve
from logistics.planning.plan import to_plan
from logistics.planning.pricer import Pricer
from logistics.planning.problem import build_problem
from logistics.planning.replan import next_instance
from logistics.planning.retime import retime
from logistics.planning.solve import solve_timespace
from logistics.planning.unplugged import OFF
from logistics.report.called import Called
from logistics.report.given_up import given_up_text, unplugged_text
from logistics.results.energy import path_boxes, reefer_use
from logistics.results.freeze import freeze
from logistics.results.unplugged import unplugged_of
from logistics.scenario import Change, build_instance
from logistics.timespace import ArcKind, expand
from logistics.timespace.leg_use import LegUse
from logistics.timespace.weather import Weather, arc_pieces
from logistics.units import from_min, to_min

QUIET = settings(
    max_examples=4, deadline=None, derandomize=True, phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)  # fmt: skip
TAU_H = 24_000 * 2_000 / 50 / 3600  # 24 t at 2 kJ/(kg K) behind 50 W/K


def event(kind, first, last, change_id="event", **fields):
    """Return a change on days of September 2025 that is not foreseen."""
    return Change(change_id, kind, fields, date(2025, 9, first), date(2025, 9, last))


MOMENT = to_min(date(2025, 9, 5))
NO_PLUGS = event("close", 5, 28, facility="dostyk_power")


def scenario(tiny_scenario, *changes, colder=0.0, limits=None):
    """Return beef on all relations; without power it may not set out, but a reefer without power is the same box."""
    network, units = tiny_scenario.network, tiny_scenario.network["commodity_units"]
    climate = network["climate"].assign(tmean_c=network["climate"]["tmean_c"] - colder)
    goods = network["commodities"].copy()
    for name, value in (limits or {}).items():
        goods.loc[goods["commodity_id"] == "beef", name] = value
    network = network.with_tables(
        climate=climate, commodities=goods, demand=network["demand"].assign(commodity_id="beef"),
        commodity_units=units[units["unit_id"] != "thermos40"],
    )  # fmt: skip
    more = Change("more", "demand", {"factor": 5.0})
    return replace(tiny_scenario, network=network, changes=(ON, more, *changes))


def planned(*args, **fields):
    """Return the plan of a scenario."""
    return solve(PlanningProblem(scenario(*args, **fields)))


@pytest.fixture(scope="module")
def dark(tiny_scenario):
    """Return a plan 30 K colder: of four boxes caught at Dostyk all go on."""
    return planned(tiny_scenario, NO_PLUGS, colder=30.0)


def told(plan):
    """Return the boxes that went on without power, and those given up."""
    boxes = plan.paths.set_index("path_id")["boxes"]
    given_up = [entry["boxes"] for entry in plan.stages[-1].get("stranded", [])]
    return boxes[list(unplugged_of(plan))].sum(), sum(given_up)


@pytest.mark.parametrize(("colder", "going_on", "given_up"), [(0.0, 0.0, 4.0), (25.0, 2.0, 2.0), (30.0, 4.0, 0.0)])
def test_boxes_go_on_while_their_goods_keep(tiny_scenario, colder, going_on, given_up):
    """Four boxes are caught at Dostyk: in a usual September none keeps, 25 K colder two do, 30 K colder all."""
    plan = planned(tiny_scenario, NO_PLUGS, colder=colder)
    assert told(plan) == pytest.approx((going_on, given_up))
    report = audit_plan(plan)
    assert report.passed, str(report)
    called = Called(plan.scenario.network)
    assert ("Went on without power" in unplugged_text(plan, called)) == (going_on > 0)
    assert ("| Frozen-beef | 40-foot-reefer | Dostyk |" in given_up_text(plan, called)) == (given_up > 0)
    if given_up:
        hours = given_up_text(plan, called).strip().splitlines()[-1].split("|")[-2].strip()
        assert hours.endswith(" h")
        assert float(hours[:-2]) > 0.0


@pytest.mark.parametrize(("ceiling", "going_on"), [(-12.0, 4.0), (-16.3, 2.0), (-17.9, 0.0)])
def test_the_limit_decides(tiny_scenario, ceiling, going_on):
    """The same boxes in the same frost: the tighter the ceiling, the fewer go on."""
    plan = planned(tiny_scenario, NO_PLUGS, colder=30.0, limits={"limit_max_c": ceiling})
    assert told(plan) == pytest.approx((going_on, 4.0 - going_on))
    assert audit_plan(plan).passed


def test_the_temperature_of_the_first_stand_is_the_closed_form(tiny_scenario, dark):
    """From the set point when the power fails: ``A + (T - A) exp(-t / tau)`` until the train leaves; before, -18."""
    climate = Climate.of(dark.scenario.network)
    for path_id, since in unplugged_of(dark).items():
        legs = dark.legs[dark.legs["path_id"] == path_id].sort_values("seq")
        off = pd.Timestamp(from_min(since))
        assert (legs.loc[legs["end_utc"] <= off, "cargo_c"] == -18.0).all()
        stand = legs[(legs["end_utc"] > off) & (legs["kind"] == "wait")].iloc[0]
        assert (stand["from"], stand["to"]) == ("dostyk", "dostyk")
        hours = (stand["end_utc"] - max(off, stand["start_utc"])).total_seconds() / 3600
        before = legs[(legs["end_utc"] > off) & (legs["seq"] < stand["seq"])]
        hours += ((before["end_utc"] - before["start_utc"]).dt.total_seconds() / 3600).sum()
        place = dark.scenario.network["terminals"].set_index("terminal_id").loc["dostyk", "climate_place"]
        outside = climate.mean_c[climate.row(place), 9]
        assert stand["cargo_c"] == pytest.approx(outside + (-18.0 - outside) * np.exp(-hours / TAU_H), abs=1e-6)


def test_power_fails_a_cut_off_before_the_moment_or_where_the_train_arrives(dark):
    """Boxes in the yard lose it at the moment, less the hours in which a yard is cleared; others as they arrive."""
    moment = MOMENT
    for path_id, since in unplugged_of(dark).items():
        legs = dark.legs[dark.legs["path_id"] == path_id].sort_values("seq")
        ends = legs.loc[legs["to"] == "dostyk", "end_utc"]
        assert since >= moment - 6 * 60
        assert since == moment - 6 * 60 or pd.Timestamp(from_min(since)) in set(ends)


def test_a_box_without_power_takes_no_plug_and_no_current(dark):
    """Along its rows: plugs of yards until the power fails, none after; CO2e of traction alone."""
    network, off = dark.scenario.network, unplugged_of(dark)
    paths = dark.paths[dark.paths["path_id"].isin(off)].assign(boxes=1.0).set_index("path_id")
    legs = dark.legs[dark.legs["path_id"].isin(off)]
    use = LegUse.of(build_instance(dark.scenario))
    rows = [use.of_legs(legs, paths.assign(off_min=values)) for values in (np.inf, paths.index.map(off).astype(float))]
    powered = [found.loc[found["kind"] == "powered_yard", "amount"].sum() for found in rows]
    assert powered[0] > powered[1] == 0.0
    assert rows[0].loc[rows[0]["kind"] == "fleet", "amount"].sum() == pytest.approx(
        rows[1].loc[rows[1]["kind"] == "fleet", "amount"].sum()
    )
    ran = reefer_use(legs, path_boxes(dark.paths, dark.consignments, off), network)["reefer_co2e_kg"]
    after = (legs["end_utc"] > legs["path_id"].map({k: pd.Timestamp(from_min(v)) for k, v in off.items()})).to_numpy()
    assert (ran[after] == 0.0).all()
    assert (ran[~after] > 0.0).all()
    still = legs["kind"].isin(["wait", "operate"]).to_numpy()
    assert legs.loc[after & still, "co2e_kg"].abs().max() < 1e-9


def test_nothing_is_saved_by_unplugging(dark):
    """Hire, current and surcharge are paid as for a reefer that runs: 24 USD and 4 kW a day, and the rows."""
    rate = 24.0 / 24 + 4 * dark.scenario.network.parameter("electricity_usd_per_kwh")
    for row in dark.paths[dark.paths["path_id"].isin(unplugged_of(dark))].itertuples():
        assert row.unit == "reefer40"
        money = dark.legs.loc[dark.legs["path_id"] == row.path_id, "cost_usd"].sum()
        assert row.cost_usd == pytest.approx(row.boxes * (money + rate * row.transit_h))


def stage(scenario_, plan, moment=MOMENT):
    """Return what is planned again at the moment of the event."""
    known = build_instance(scenario_, known_at_min=moment)
    return next_instance(plan, known, retime(freeze(plan, known.network, moment), plan, known))


@QUIET
@given(
    colder=st.sampled_from([25.0, 30.0, 40.0]), ceiling=st.sampled_from([-12.0, -14.0, -16.0]),
    floor=st.sampled_from([np.nan, -18.2]), seed=st.integers(0, 100),
)  # fmt: skip
def test_what_boxes_under_way_may_do_equals_brute_force(tiny_scenario, colder, ceiling, floor, seed):
    """With power and without, over all paths from where they are, at any prices."""
    made = scenario(tiny_scenario, NO_PLUGS, colder=colder, limits={"limit_max_c": ceiling, "limit_min_c": floor})
    instance = build_instance(made, known_at_min=made.horizon.solved_start_min)
    graph = expand(instance)
    following = stage(made, to_plan(graph, solve_timespace(graph)))
    problem = build_problem(expand(following.instance))
    rng = np.random.default_rng(seed)
    rows = len(problem.rows.capacity)
    price = np.where(rng.random(rows) < 0.3, rng.random(rows) * 900.0, 0.0)
    found, _ = Pricer(problem).search(price, np.full(len(problem.source), np.inf))
    pieces = following.instance.consignments["start_kind"].to_numpy() != "gate"
    assert problem.best(found)[pieces] == pytest.approx(problem.best(brute_force(problem, price))[pieces], rel=1e-9)


TWICE = {
    "longer queues": event("add_hours", 7, 14, "later", terminal="dostyk", hours=8.0),
    "no way on": event("close", 8, 29, "later", link="xian-dostyk"),
    "longer unloading": event("add_hours", 9, 20, "later", terminal="xian", hours=12.0),
    "plugs again": event("close", 6, 7, "later", facility="dostyk_power"),
}  # fmt: skip


@pytest.mark.parametrize("colder", [25.0, 30.0])
@pytest.mark.parametrize("name", TWICE)
def test_boxes_without_power_are_planned_again_like_that(tiny_scenario, name, colder):
    """A second event finds them with the temperature they have; who is given up then keeps the minute of the first."""
    plan = planned(tiny_scenario, NO_PLUGS, TWICE[name], colder=colder)
    assert len(plan.stages) == 3
    report = audit_plan(plan)
    assert report.passed, str(report)
    assert sum(told(plan)) == pytest.approx(4.0)


def marked(plan, entries):
    """Return a plan that tells something else of its boxes without power."""
    return replace(plan, stages=(*plan.stages[:-1], {**plan.stages[-1], "unplugged": entries}))


def test_the_audit_notices_who_has_no_power(dark):
    """A mark left out, moved, put on another path or on a box that has its own set: each is noticed."""
    entries = dark.stages[-1]["unplugged"]
    assert "leg_temperature" in audit_plan(marked(dark, entries[1:])).failed()
    assert "powered_yard" in audit_plan(marked(dark, [])).failed()
    later = [{**entries[0], "from_utc": "2025-09-05T12:00"}, *entries[1:]]
    assert "unplugged" in audit_plan(marked(dark, later)).failed()
    for unit in ("reefer40", "diesel40"):
        free = dark.paths[(dark.paths["unit"] == unit) & ~dark.paths["path_id"].isin(unplugged_of(dark))]
        other = [*entries, {**entries[0], "path_id": free["path_id"].iloc[0]}]
        assert "unplugged" in audit_plan(marked(dark, other)).failed()


@pytest.mark.parametrize("limits", [{"limit_max_c": -17.5}, {"limit_min_c": -17.99}], ids=["ceiling", "floor"])
def test_the_audit_checks_the_limits_without_power(dark, limits):
    """What the tables allow now, not what the plan believed."""
    goods = dark.scenario.network["commodities"].copy()
    for name, value in limits.items():
        goods.loc[goods["commodity_id"] == "beef", name] = value
    instance = build_instance(dark.scenario)
    other = replace(instance, network=instance.network.with_tables(commodities=goods))
    assert "temperature_limit" in audit_plan(dark, other).failed()


@pytest.mark.parametrize(
    ("unit", "cells", "expected"),
    [
        ("reefer40", {}, "thermos40"),
        ("diesel40", {}, ""),
        ("thermos40", {}, ""),
        ("reefer40", {"payload_t": 25.0}, ""),
        ("reefer40", {"tare_t": 5.0}, ""),
        ("reefer40", {"feu": 0.5}, ""),
        ("reefer40", {"ua_w_k": 60.0}, ""),
        ("reefer40", {"power": "diesel"}, ""),
        ("reefer40", {"fleet_id": ""}, ""),
    ],
)
def test_the_same_box_without_power(tiny_network, unit, cells, expected):
    """Of the same fleet, with the length, payload, tare and walls of the plug-in reefer."""
    units = tiny_network["loading_units"].copy()
    for column, value in cells.items():
        units.loc[units["unit_id"] == "thermos40", column] = value
    assert unplugged_unit(tiny_network.with_tables(loading_units=units), unit) == expected


@pytest.mark.parametrize("cell", ["specific_heat_kj_kgk", "shelf_life_id"])
def test_goods_whose_temperature_cannot_be_followed_are_not_unplugged(tiny_scenario, cell):
    """Without heat capacity, or without anything known of how they keep, boxes are given up as before."""
    blank = {cell: np.nan} if cell == "specific_heat_kj_kgk" else {cell: "", "limit_max_c": np.nan}
    plan = planned(tiny_scenario, NO_PLUGS, colder=30.0, limits=blank)
    assert not unplugged_of(plan)
    assert audit_plan(plan).passed


def test_only_boxes_under_way_are_unplugged(tiny_scenario):
    """At the gate goods choose among the units they may take."""
    made = scenario(tiny_scenario, NO_PLUGS, colder=30.0)
    instance = build_instance(made, known_at_min=made.horizon.solved_start_min)
    graph = expand(instance)
    first = build_problem(graph)
    assert OFF not in set(first.options.power)
    following = stage(made, to_plan(graph, solve_timespace(graph)))
    again = build_problem(expand(following.instance))
    dark_ = again.options.home[again.options.power == OFF]
    table = following.instance.consignments.iloc[dark_]
    assert len(table) > 0
    assert (table["start_kind"] != "gate").all()
    assert set(table["unit_id"]) == {"reefer40"}


def test_what_boxes_went_through_before_the_moment_is_not_followed_again(tiny_scenario):
    """Boxes that stand in the yard since Friday noon are followed from six hours before Saturday on, others whole."""
    made = scenario(tiny_scenario, event("close", 6, 28, facility="dostyk_power"), colder=30.0)
    graph = expand(build_instance(made, known_at_min=made.horizon.solved_start_min))
    moment = to_min(date(2025, 9, 6))
    ts = expand(stage(made, to_plan(graph, solve_timespace(graph)), moment).instance)
    arcs = arc_pieces(ts, Weather(made.network, int(ts.node_min.min()), int(ts.node_min.max())))
    minutes = np.array([arcs.pieces.minutes[a:b].sum() for a, b in zip(arcs.begin, arcs.stop, strict=True)])
    tail, head = (ts.node_min[nodes].astype(int) for nodes in (ts.tail, ts.head))
    enters = ts.kind == ArcKind.ENTER
    under_way = enters & (ts.ref < 0)
    assert (tail[under_way] < moment - 360).any()
    expected = np.maximum(head - np.maximum(tail, moment - 360), 0)
    assert minutes[under_way].tolist() == expected[under_way].tolist()
    assert minutes[enters & ~under_way].tolist() == (head - tail)[enters & ~under_way].tolist()
    assert audit_plan(solve(PlanningProblem(made))).passed
