"""Temperature in the plan: followed by labels, checked by the audit, compared with every path tried one by one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from logistics.audit import audit_plan
from logistics.indicators import evaluate
from logistics.planning import PlanningProblem, keeping, solve, solve_scenario, solve_timespace, to_plan
from logistics.planning.carry import carry_over
from logistics.planning.pricer import PathSet, Pricer
from logistics.planning.problem import build_problem
from logistics.report.called import Called
from logistics.report.cold_summary import cold_section
from logistics.report.given_up import given_up_text
from logistics.scenario import Change, build_instance
from logistics.timespace import NodeKind, expand

ON = Change("cold_chain", "cold_chain", {"active": True})
QUIET = settings(
    max_examples=15, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)  # fmt: skip


def scenario(tiny_scenario, *, colder=0.0, boxes=1.0, goods=None, limits=None, beef=False):
    """Return the tiny scenario with the cold chain: a colder climate, more boxes, other limits of beef, only beef."""
    network = tiny_scenario.network
    if beef:
        network = network.with_tables(demand=network["demand"].assign(commodity_id="beef"))
    climate = network["climate"].assign(tmean_c=network["climate"]["tmean_c"] - colder)
    table = network["commodities"].copy()
    for name, value in (limits or {}).items():
        table.loc[table["commodity_id"] == "beef", name] = value
    network = network.with_tables(**{"climate": climate, "commodities": table, **(goods or {})})
    more = Change("more", "demand", {"factor": boxes})
    return replace(tiny_scenario, network=network, changes=(ON, more))


def brute_force(problem, price):
    """Return the least cost of every option over all paths that keep to the limits, one by one."""
    ts, pricer = problem.ts, Pricer(problem)
    best = np.full(len(problem.source), np.inf)
    for o in range(len(best)):
        found, todo = [], [(int(problem.source[o]), [])]
        weight = pricer.weights(int(problem.combo_of[o]), price)
        while todo:
            node, arcs = todo.pop()
            if ts.node_kind[node] == NodeKind.OUT:
                if ts.node_terminal[node] == problem.sink[o]:
                    found.append(arcs)
                continue
            leaving = range(int(ts.first_arc[node]), int(ts.first_arc[node + 1]))
            allowed = [a for a in leaving if ts.head[a] < problem.last[o] and np.isfinite(weight[a])]
            todo += [(int(ts.head[a]), [*arcs, a]) for a in allowed]
        if found:
            length = np.array([len(arcs) for arcs in found])
            paths = PathSet(
                np.full(len(found), o), np.append(0, np.cumsum(length)), np.concatenate(found).astype(np.int32)
            )
            lost, _, fits = pricer.follow(paths)
            cost = np.array([weight[arcs].sum() for arcs in found]) + lost
            best[o] = cost[fits].min(initial=np.inf)
    return best


@QUIET
@given(
    colder=st.sampled_from([30.0, 33.0, 35.0, 43.0]),
    ceiling=st.sampled_from([-14.0, -12.0, -10.0]),
    floor=st.sampled_from([np.nan, -18.2, -19.0]),
    threshold=st.sampled_from([0.01, 0.02, 0.04]),
    seed=st.integers(0, 100),
)
def test_labels_equal_brute_force(tiny_scenario, colder, ceiling, floor, threshold, seed):
    """Over all paths, units and power modes, at any prices: the search with labels is exact."""
    limits = {"limit_max_c": ceiling, "limit_min_c": floor, "loss_from_share": threshold}
    problem = build_problem(expand(build_instance(scenario(tiny_scenario, colder=colder, limits=limits, beef=True))))
    rng = np.random.default_rng(seed)
    rows = len(problem.rows.capacity)
    price = np.where(rng.random(rows) < 0.3, rng.random(rows) * 900.0, 0.0)
    found, paths = Pricer(problem).search(price, np.full(len(problem.source), np.inf))
    assert problem.best(found) == pytest.approx(problem.best(brute_force(problem, price)), rel=1e-9)
    assert Pricer(problem).follow(paths)[2].all()


@pytest.mark.parametrize("colder", [0.0, 31.0, 33.5, 43.0])
@pytest.mark.parametrize("limits", [{}, {"limit_min_c": -18.4, "loss_from_share": 0.02}], ids=["plain", "two-sided"])
@pytest.mark.parametrize("boxes", [1.0, 5.0])
def test_plans_with_temperature_pass_the_audit(tiny_scenario, colder, limits, boxes):
    """Every temperature, limit and life is recomputed, and no allowed path is cheaper than the prices say."""
    plan = solve_scenario(scenario(tiny_scenario, colder=colder, boxes=boxes, limits=limits, beef=True))
    report = audit_plan(plan)
    assert report.passed, str(report)
    assert {"leg_temperature", "temperature_limit", "shelf_life"} <= {check.name for check in report.checks}


def test_cold_weather_saves_the_power(tiny_scenario):
    """At -22 outside beef stays frozen without power, which saves electricity; at +15 it must be plugged in."""
    units = {
        colder: set(solve_scenario(scenario(tiny_scenario, colder=colder, boxes=4.0)).paths["unit"])
        for colder in (0.0, 36.0)
    }
    assert "thermos40" in units[36.0]
    assert "thermos40" not in units[0.0]
    assert "reefer40" in units[0.0]


def test_where_the_cheapest_way_is_too_warm_labels_find_another(tiny_scenario):
    """At -11 in warm sun some boxes may not take their cheapest way without power: labels find another."""
    plan = solve_scenario(scenario(tiny_scenario, colder=33.5, boxes=5.0, beef=True))
    assert plan.counts["labelled"] >= 5
    assert plan.counts["in_another_unit"] >= 5


def test_a_limit_costs_nothing_where_it_is_not_reached_and_more_the_tighter_it_is(tiny_scenario):
    """The objective never falls when the ceiling does, and rises somewhere."""
    costs = [
        solve_scenario(scenario(tiny_scenario, colder=30.0, limits={"limit_max_c": ceiling}, beef=True)).objective
        for ceiling in (-8.0, -10.0, -12.0, -14.0)
    ]
    assert costs == sorted(costs)
    assert costs[-1] > costs[0]


def test_options_that_cannot_arrive_are_dropped_once(tiny_scenario):
    """In September no way keeps beef frozen without power: the option is not searched for at all."""
    problem = build_problem(expand(build_instance(scenario(tiny_scenario))))
    assert len(problem.dropped) == 1
    assert "thermos40" not in set(problem.options.unit)


@pytest.mark.parametrize("boxes", [2.0, 12.0])
def test_more_plugs_never_cost_more(tiny_scenario, boxes):
    """One more plug on every train is a choice, not a duty."""
    instance = build_instance(scenario(tiny_scenario, boxes=boxes))
    services = instance.network["services"]
    more = replace(
        instance,
        network=instance.network.with_tables(services=services.assign(powered_slots=services["powered_slots"] + 1)),
    )
    assert solve_timespace(expand(more)).objective <= solve_timespace(expand(instance)).objective * (1 + 1e-9)


def test_units_share_the_demand(tiny_scenario):
    """A liner as short as the usual one holds 26 t instead of 24: 26/24 boxes of demand each, all counted in it."""
    goods, units = (tiny_scenario.network[name].copy() for name in ("outside_options", "loading_units"))
    units.loc[units["unit_id"] == "liner40", "feu"] = 0.5
    dear = goods.assign(cost_usd_per_feu=goods["cost_usd_per_feu"] * 20.0)
    plan = solve_scenario(scenario(tiny_scenario, goods={"outside_options": dear, "loading_units": units}))
    wheat = plan.paths[plan.paths["consignment_id"].str.startswith("d5/")]
    assert set(wheat["unit"]) == {"liner40"}
    assert wheat["boxes"].sum() == pytest.approx(6 * 24 / 26)
    assert wheat["feu"].sum() == pytest.approx(6 * 24 / 26 / 2)
    assert wheat["gross_t"].sum() == pytest.approx(6 * 24 / 26 * 30)
    assert audit_plan(plan).passed


def test_goods_that_age_lose_value_by_arriving_late(tiny_scenario):
    """Beef at its set point uses 1/400 a day: with a threshold of 1 % each day beyond the fourth costs its share."""
    plan = solve_scenario(scenario(tiny_scenario, limits={"loss_from_share": 0.01}))
    beef = plan.paths[plan.paths["consignment_id"].str.startswith("d4/")].iloc[0]
    used = beef["transit_h"] / 24 / 400
    assert beef["shelf_life_used"] == pytest.approx(used)
    lost = 5000 * 24 * (used - 0.01) / 0.99
    assert plan.objective_terms["value_lost"] == pytest.approx(beef["boxes"] * lost)
    assert audit_plan(plan).passed


def test_without_the_switch_nothing_is_followed(tiny_scenario):
    """The plan has no shelf life, no term for value lost, and the usual units only."""
    plan = solve_scenario(tiny_scenario)
    assert plan.paths["shelf_life_used"].isna().all()
    assert "value_lost" not in plan.objective_terms
    assert "labelled" not in plan.counts


def event(kind, days, **fields):
    """Return a change on days of September 2025 that is not foreseen."""
    return Change("event", kind, fields, *(date(2025, 9, day) for day in days))


STAGES = {
    "closure": [event("close", (4, 8), link="dostyk-almaty")],
    "no plugs": [event("close", (5, 12), facility="dostyk_power")],
    "no crane": [event("capacity", (6, 12), facility="dostyk_crane_e", factor=0.2)],
    "longer queues": [event("add_hours", (4, 12), terminal="dostyk", hours=8.0)],
    "slow trains": [event("speed", (4, 16), operator="KTZ", factor=0.5)],
    "longer unloading": [event("add_hours", (6, 22), terminal="xian", hours=8.0)],
    "twice": [
        event("close", (4, 6), link="dostyk-almaty"),
        replace(event("add_hours", (9, 12), terminal="dostyk", hours=8.0), change_id="later"),
    ],
}  # fmt: skip


@pytest.mark.parametrize("colder", [0.0, 30.0, 40.0])
@pytest.mark.parametrize("limits", [{}, {"limit_min_c": -18.4, "loss_from_share": 0.01}], ids=["plain", "two-sided"])
@pytest.mark.parametrize("name", STAGES)
def test_plans_with_temperature_made_in_stages_pass_the_audit(tiny_scenario, name, limits, colder):
    """Boxes under way go on in their unit with the temperature and the life that they have; the audit agrees."""
    made = scenario(tiny_scenario, colder=colder, boxes=5.0, limits=limits, beef=True)
    plan = solve(PlanningProblem(replace(made, changes=(*made.changes, *STAGES[name]))))
    assert len(plan.stages) > 1
    report = audit_plan(plan)
    assert report.passed, str(report)


@pytest.mark.parametrize(("facility", "units"), [("dostyk_power", {"reefer40"}), ("dostyk_yard", None)])
def test_nobody_stands_in_a_closed_yard(tiny_scenario, facility, units):
    """Without plugs no plug-in box waits at Dostyk; with the whole yard shut no box does."""
    made = scenario(tiny_scenario, boxes=3.0, beef=True)
    shut = event("close", (1, 20), facility=facility)
    free, plan = (solve_scenario(replace(made, changes=(*made.changes, *more))) for more in ((), (shut,)))
    assert audit_plan(plan).passed

    def standing(found):
        own = found.paths if units is None else found.paths[found.paths["unit"].isin(units)]
        legs = found.legs[found.legs["path_id"].isin(own["path_id"]) & (found.legs["activity"] == "yard")]
        inside = (legs["start_utc"] >= "2025-09-01") & (legs["end_utc"] <= "2025-09-21")
        return int(((legs["from"] == "dostyk") & inside & (legs["start_utc"] < legs["end_utc"])).sum())

    assert standing(free) > 0
    assert standing(plan) == 0


def test_what_lies_behind_counts_when_boxes_are_planned_again(tiny_scenario, monkeypatch):
    """A held train: the life used goes on from what was used before; forgetting it fails the audit."""
    made = scenario(tiny_scenario, colder=36.0, boxes=5.0, limits={"loss_from_share": 0.001}, beef=True)
    problem = PlanningProblem(replace(made, changes=(*made.changes, *STAGES["closure"])))
    plan = solve(problem)
    assert plan.objective_terms["value_lost"] > 0.0
    assert set(plan.paths["unit"]) & {"thermos40"}
    monkeypatch.setattr(keeping, "_before", lambda ts, home: {
        name: np.full(len(home), np.nan) for name in ("gate_min", "mean", "warm", "cold", "used")
    })  # fmt: skip
    assert not audit_plan(solve(problem)).passed


def test_boxes_whose_goods_cannot_be_saved_are_given_up(tiny_scenario):
    """A link closed for weeks: beef under way without power would get too warm; it is in no path, and is told."""
    made = scenario(tiny_scenario, colder=30.0, boxes=5.0, limits={"limit_max_c": -13.0}, beef=True)
    closed = event("close", (5, 29), link="dostyk-almaty")
    plan = solve(PlanningProblem(replace(made, changes=(*made.changes, closed))))
    report = audit_plan(plan)
    assert report.passed, str(report)
    assert [(entry["unit"], entry["boxes"]) for entry in plan.stages[-1]["stranded"]] == [("thermos40", 4.0)]
    told = given_up_text(plan, Called(plan.scenario.network))
    assert "| Frozen-beef | 40-foot-reefer-not-running | Dostyk | 4.0 | – |" in told


def test_a_box_that_carries_more_counts_for_more_when_planned_again(tiny_scenario):
    """Without power 26 t go in a box for 24 t in the usual one: what set out, stays or is given up adds up."""
    units = tiny_scenario.network["loading_units"].copy()
    units.loc[units["unit_id"] == "thermos40", "payload_t"] = 26.0
    made = scenario(
        tiny_scenario,
        colder=30.0,
        boxes=5.0,
        limits={"limit_max_c": -13.0},
        beef=True,
        goods={"loading_units": units},
    )
    plan = solve(PlanningProblem(replace(made, changes=(*made.changes, event("close", (5, 29), link="dostyk-almaty")))))
    report = audit_plan(plan)
    assert report.passed, str(report)
    given_up = plan.stages[-1]["stranded"]
    carried = plan.paths["boxes"] * np.where(plan.paths["unit"] == "thermos40", 26 / 24, 1.0)
    assert (plan.paths["unit"] == "thermos40").any()
    assert carried.sum() + plan.unserved["boxes"].sum() == pytest.approx(plan.consignments["boxes"].sum())
    lost = plan.unserved.set_index("consignment_id").loc[given_up[0]["consignment_id"]]
    assert lost["boxes"] >= given_up[0]["boxes"] * 26 / 24 - 1e-6
    assert lost["feu"] == pytest.approx(lost["boxes"])


def test_a_unit_listed_after_the_usual_one_is_no_other_plan_when_off(tiny_scenario):
    """The table alone changes nothing: the same plan with and without it."""
    plain = build_instance(tiny_scenario)
    without = plain.network["commodity_units"].iloc[:0]
    graphs = [expand(plain), expand(replace(plain, network=plain.network.with_tables(commodity_units=without)))]
    one, other = (to_plan(graph, solve_timespace(graph)) for graph in graphs)
    assert one.objective == other.objective
    assert one.paths.equals(other.paths)


def test_a_plan_may_be_the_start_of_another(tiny_scenario):
    """Paths are taken over with their units: the same plan again, without a worse step on the way."""
    sc = scenario(tiny_scenario, colder=30.0, boxes=5.0, beef=True)
    graph = expand(build_instance(sc))
    first = solve_timespace(graph)
    plan = to_plan(graph, first)
    warm = carry_over(plan, graph, plan.paths, plan.legs)
    home = build_problem(graph).options.home
    carried = np.bincount(home[warm.columns.owner], warm.flow, len(first.served))
    assert carried == pytest.approx(first.served)
    assert solve_timespace(graph, warm=warm).objective == pytest.approx(first.objective, rel=1e-6)


def test_indicators_and_summary_tell_what_temperature_did(tiny_scenario):
    """Boxes by unit add up, life left is one less what is used, the section is there; off, nothing of it."""
    plan = solve_scenario(scenario(tiny_scenario, colder=30.0, boxes=5.0, beef=True))
    found = evaluate(plan, plan.scenario.network)
    units = found[found["indicator"] == "boxes_by_unit"].set_index("scope")["value"]
    paths = plan.paths[
        plan.paths["consignment_id"].isin(plan.consignments.loc[plan.consignments["reported"], "consignment_id"])
    ]
    assert units.to_dict() == pytest.approx(paths.groupby("unit")["boxes"].sum().to_dict())
    left = found[(found["indicator"] == "shelf_life_left") & (found["scope"] == "beef")]["value"].iloc[0]
    assert left == pytest.approx(1 - (paths["shelf_life_used"] * paths["feu"]).sum() / paths["feu"].sum())
    text = cold_section(found, plan.counts, Called(plan.scenario.network))
    assert text[0] == "## The cold chain\n"
    assert "| 40-foot-reefer-not-running |" in text[1]
    assert f"{plan.counts['in_another_unit']} consignments go in another unit" in text[1]
    tonnes = found[found["indicator"] == "tonnes_by_unit"].set_index("scope")["value"]
    assert tonnes["beef/thermos40"] == pytest.approx(24.0 * units["thermos40"])
    assert f"| Frozen-beef | 40-foot-reefer-not-running | {tonnes['beef/thermos40']:,.0f} |" in text[1]
    assert "| Frozen-beef | Moscow |" in text[1] or "| Frozen-beef | Xian |" in text[1]
    rows = [line for line in text[1].splitlines() if line.startswith("|")]
    assert max(line.count("|") for line in rows) <= 9, "a table wider than a page"
    assert not [line for line in rows if line.count("–") > 4], "rows of dashes"
    off = evaluate(solve_scenario(tiny_scenario), tiny_scenario.network)
    assert "boxes_by_unit" not in set(off["indicator"])
    assert cold_section(off, {}, Called(tiny_scenario.network)) == []


def test_energy_and_emissions_of_reefers_add_up(tiny_scenario):
    """By destination as in all; electricity, diesel, refrigerant and traction are the CO2e of their legs; by hand."""
    plan = solve_scenario(scenario(tiny_scenario, boxes=5.0, beef=True))
    found = evaluate(plan, plan.scenario.network)
    value = found.set_index(["indicator", "scope"])["value"]
    reported = plan.consignments.loc[plan.consignments["reported"], "consignment_id"]
    paths = plan.paths[plan.paths["consignment_id"].isin(reported) & plan.paths["unit"].isin(["reefer40", "diesel40"])]
    legs = plan.legs.merge(paths[["path_id", "boxes", "unit"]], on="path_id")
    whole = (legs["co2e_kg"] * legs["boxes"]).sum()
    names = [f"reefer_{part}_co2e" for part in ("electricity", "diesel", "refrigerant", "traction")]
    assert sum(value[name, "all"] for name in names) == pytest.approx(whole)
    assert value["reefer_refrigerant_co2e", "all"] == pytest.approx(0.05 * (paths["boxes"] * paths["transit_h"]).sum())
    assert value["reefer_diesel_co2e", "all"] == pytest.approx(3.0 * value["reefer_diesel", "all"])
    for name in (*names, "reefer_electricity", "reefer_diesel"):
        parts = [v for (n, scope), v in value.items() if n == name and "/" in scope]
        assert sum(parts) == pytest.approx(value[name, "all"])
        assert value[name, "beef"] == pytest.approx(value[name, "all"])
    assert value["co2e", "all"] * 1000 >= whole
    risk = [v for (n, scope), v in value.items() if n == "lots_at_risk" and "/" in scope]
    assert sum(risk) == value["lots_at_risk", "beef"]


def test_a_tank_that_an_event_empties_is_told_and_no_fault(tiny_scenario):
    """Who sets out with too small a tank is at fault; boxes that were on their way when something came are noted."""
    units = tiny_scenario.network["loading_units"].copy()
    units.loc[units["unit_id"] == "diesel40", "tank_l"] = 60.0
    made = scenario(tiny_scenario, boxes=5.0, beef=True, goods={"loading_units": units})
    report = audit_plan(solve_scenario(made))
    assert "tank" in report.failed()
    assert not [note for note in report.notes if "run dry" in note]
    plan = solve(PlanningProblem(replace(made, changes=(*made.changes, event("close", (5, 8), link="dostyk-almaty")))))
    report = audit_plan(plan)
    (note,) = [note for note in report.notes if "run dry" in note]
    name = note.partition("path ")[2].split()[0]
    rides = plan.legs[(plan.legs["path_id"] == name) & (plan.legs["link_id"] != "")]
    assert rides["start_utc"].min() < pd.Timestamp("2025-09-05", tz="UTC")
    assert not [text for text in report.findings if text.startswith("tank") and name in text]


@pytest.mark.parametrize(
    ("colder", "units_at"), [(0.0, {"dry40"}), (16.0, {"dry40", "thermos40"}), (30.0, {"thermos40"})]
)
def test_goods_without_a_life_keep_to_the_range_of_their_model(tiny_scenario, colder, units_at):
    """Drinks that freeze below -2 go in dry boxes while these stay warmer, else insulated; the audit follows both."""
    goods, lives, units = (
        tiny_scenario.network[name].copy() for name in ("commodities", "shelf_lives", "commodity_units")
    )
    drinks = lives.iloc[[0]].assign(
        shelf_life_id="drinks", model="limits_only", low_c=-2.0, high_c=60.0, colder="refuse"
    )
    of_electronics = goods["commodity_id"] == "electronics"
    goods.loc[of_electronics, ["shelf_life_id", "set_point_c", "specific_heat_kj_kgk"]] = ["drinks", 8.0, 3.4]
    more = units.iloc[[0, 0]].assign(commodity_id="electronics", unit_id=["dry40", "thermos40"], start_c=np.nan)
    boxes = tiny_scenario.network["loading_units"]
    tables = {
        "loading_units": boxes.assign(payload_t=boxes["payload_t"].where(boxes["unit_id"] != "thermos40", 20.0)),
        "commodities": goods,
        "shelf_lives": pd.concat([lives, drinks], ignore_index=True),
        "commodity_units": pd.concat([units, more], ignore_index=True),
    }
    made = scenario(tiny_scenario, colder=colder, goods=tables)
    plan = solve_scenario(made)
    report = audit_plan(plan)
    assert report.passed, str(report)
    mine = plan.paths[plan.paths["consignment_id"].str.match("d[12367]/")]
    cargo = plan.legs.set_index("path_id")["cargo_c"].loc[mine["path_id"]]
    assert cargo.notna().all()
    assert cargo.min() >= -2.0
    assert set(mine["unit"]) == units_at
    tables["shelf_lives"] = pd.concat([lives, drinks.assign(low_c=cargo.min() + 0.1)], ignore_index=True)
    tender = replace(made, network=made.network.with_tables(**tables))
    assert "temperature_limit" in audit_plan(replace(plan, scenario=tender)).failed()
