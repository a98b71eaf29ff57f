"""Wagons in plans: what they pay and weigh on either side of the break, where they may go, and the choice they are."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog
from wagoned import COVERED35, HOPPER, PLATFORM_T, wagoned

from logistics.audit import audit_plan
from logistics.indicators import evaluate
from logistics.planning import solve_scenario
from logistics.planning.pricer import Pricer
from logistics.planning.problem import build_problem
from logistics.report.called import Called
from logistics.report.cold_summary import cold_section
from logistics.routing.plan_use import plan_use
from logistics.scenario import build_instance
from logistics.scenario.wagons import wagons_of
from logistics.timespace import ArcKind, NodeKind, ResourceKind, expand
from logistics.timespace.wagons import seen_by

CHEAP = {"hopper": {"freight_feu": 0.4}}  # so cheap that all go in hoppers
SHARE = HOPPER["payload_t"] / 24.0


def sold(scenario, factor=5.0):
    """Return a scenario in which wheat pays to go by rail."""
    return scenario.with_change("price", outside_mode="all", factor=factor)


@pytest.fixture(scope="module")
def plan(tiny_scenario):
    """Return the plan of one week of wheat that may go in hoppers."""
    return solve_scenario(sold(wagoned(tiny_scenario)))


def rows_of(plan, unit="hopper"):
    """Return the rows of the first path in a unit, by activity and first place, with their hours."""
    path = plan.paths.loc[plan.paths["unit"] == unit, "path_id"].iloc[0]
    legs = plan.legs[plan.legs["path_id"] == path]
    hours = (legs["end_utc"] - legs["start_utc"]).dt.total_seconds() / 3600.0
    names = [
        f"{kind}/{what}/{place}" for kind, what, place in zip(legs["kind"], legs["activity"], legs["from"], strict=True)
    ]
    return legs.assign(hours=hours.to_numpy(), name=names).set_index("name")


def test_a_hopper_pays_its_empty_run_and_hire_there_and_back(plan):
    """600 km at 0.5 x (0.8 loaded + 0.3 empty) FEU, and 24 USD a day twice over until its load has left it."""
    rows = rows_of(plan)
    twice = 2 * HOPPER["hire_usd_per_day"] / 24
    assert rows.loc["ride//almaty", "cost_usd"] == pytest.approx(600 * 0.5 * (0.8 + 0.3) + 12 * twice)
    assert rows.loc["operate/load/almaty", "cost_usd"] == pytest.approx(50 + 6 * twice)
    hours = rows.loc["wait/yard/almaty", "hours"]
    assert rows.loc["wait/yard/almaty", "cost_usd"] == pytest.approx(hours * (1.0 + twice))


def test_its_load_is_reloaded_by_mass_and_goes_on_in_the_onward_unit(plan):
    """2 FEU at the change of gauge; then 2/3 of a covered wagon: 1.2 FEU of yard, 0.6 of freight, hire once."""
    rows = rows_of(plan)
    once = 2 / 3 * COVERED35["hire_usd_per_day"] / 24
    assert rows.loc["operate/gauge_change/dostyk", "cost_usd"] == pytest.approx(150 * 2.0 + 12 * 2.0)
    hours = rows.loc["wait/yard/dostyk", "hours"]
    assert rows.loc["wait/yard/dostyk", "cost_usd"] == pytest.approx(hours * (1.2 + once))
    ride = rows.loc["ride//dostyk"]
    assert ride["cost_usd"] == pytest.approx(3000 * 0.5 * 0.6 + ride["hours"] * once)
    assert rows.loc["operate/unload/xian", "cost_usd"] == pytest.approx(50 * 1.2 + 6 * once)


def test_emissions_follow_the_mass_on_either_side(plan, tiny_scenario):
    """48 + 22 t less 10 t of platform before the break, two thirds of 72 + 25 less 18 t beyond."""
    rows = rows_of(plan)
    box = rows_of(plan, "liner20")
    per_t = {at: box.loc[f"ride//{at}", "co2e_kg"] / 26.4 for at in ("almaty", "dostyk")}
    assert rows.loc["ride//almaty", "co2e_kg"] == pytest.approx(60.0 * per_t["almaty"])
    assert rows.loc["ride//dostyk", "co2e_kg"] == pytest.approx(2 / 3 * 79.0 * per_t["dostyk"])


def test_a_path_pays_what_its_rows_say(plan):
    """Hire is in the rows and in no running cost of the path; the term of the objective has it."""
    paid = plan.legs.groupby("path_id")["cost_usd"].sum()
    mine = plan.paths[plan.paths["unit"] == "hopper"].set_index("path_id")
    assert (mine["cost_usd"] / mine["boxes"]).to_numpy() == pytest.approx(paid[mine.index].to_numpy())
    assert sum(plan.objective_terms.values()) == pytest.approx(plan.objective)
    rows = rows_of(plan)
    beyond = rows.index.isin(["wait/yard/dostyk", "ride//dostyk", "operate/unload/xian"])
    hire = (rows["hours"] * np.where(beyond, 1 / 3, 2.0)).sum() * mine["boxes"].sum()
    boxes = plan.paths[plan.paths["unit"] == "liner20"]
    of_boxes = (boxes["boxes"] * boxes["transit_h"]).sum() * 0.1  # 2.4 USD a day
    assert plan.objective_terms["running"] == pytest.approx(hire + of_boxes)


def test_plans_with_wagons_pass_the_audit(plan):
    """Every row, use, price and the bound are found again without the optimiser's code."""
    report = audit_plan(plan)
    assert report.passed, str(report)
    assert plan.gap < 1e-9
    assert set(plan.paths["unit"]) == {"hopper", "liner20"}


@pytest.mark.parametrize("boxes", [2.0, 6.0])
def test_plans_with_more_wheat_and_other_goods_pass_the_audit(tiny_scenario, boxes):
    """Wagons beside boxes on the same trains."""
    report = audit_plan(solve_scenario(sold(wagoned(tiny_scenario, boxes=boxes, only_wheat=False))))
    assert report.passed, str(report)


def used(plan, run, measure):
    """Return what a train carries by its price row: use and capacity."""
    row = plan.prices[
        plan.prices["resource_id"].str.startswith(f"train:{run}") & plan.prices["resource_id"].str.endswith(measure)
    ]
    return (row["used"].max(), row["capacity"].max()) if len(row) else (0.0, 0.0)


def test_mass_of_wagons_binds_on_their_own_train(tiny_scenario):
    """110 t of grain_e are 110 / 60 hoppers, although 4 would find room by length."""
    plan = solve_scenario(sold(wagoned(tiny_scenario, boxes=2.0, **CHEAP)))
    assert used(plan, "grain_e", "gross") == (pytest.approx(110.0), pytest.approx(110.0))
    hoppers = plan.paths[plan.paths["unit"] == "hopper"]
    assert hoppers["boxes"].max() <= 110 / 60 + 1e-6
    free = wagoned(
        tiny_scenario, boxes=2.0, limits={"grain_e": {"max_gross_t": 1e4}, "cn_e": {"max_gross_t": 1e4}}, **CHEAP
    )
    assert solve_scenario(sold(free)).paths["boxes"].max() > 110 / 60


def test_length_of_wagons_binds_on_their_own_train(tiny_scenario):
    """1.5 FEU of grain_e are one and a half hoppers of 1 FEU."""
    plan = solve_scenario(sold(wagoned(tiny_scenario, boxes=2.0, limits={"grain_e": {"max_feu": 1.5}}, **CHEAP)))
    assert used(plan, "grain_e", "feu") == (pytest.approx(1.5), pytest.approx(1.5))
    assert plan.paths.loc[plan.paths["unit"] == "hopper", "feu"].max() <= 1.5 + 1e-6
    assert audit_plan(plan).passed


def test_mass_and_length_of_the_onward_unit_bind_beyond_the_break(tiny_scenario):
    """Trains beyond carry 2/3 x 79 t and 1.2 FEU for each hopper."""
    scenario = sold(wagoned(tiny_scenario, boxes=2.0, limits={"cn_e": {"max_gross_t": 80.0}}, **CHEAP))
    plan = solve_scenario(scenario)
    assert used(plan, "cn_e", "gross") == (pytest.approx(80.0), pytest.approx(80.0))
    assert _most_on(plan, "cn_e", {"hopper": 2 / 3 * 79.0, "liner20": 26.4, "liner40": 30.0}) == pytest.approx(80.0)
    scenario = sold(wagoned(tiny_scenario, boxes=2.0, limits={"cn_e": {"max_feu": 1.5, "max_gross_t": 1e4}}, **CHEAP))
    plan = solve_scenario(scenario)
    assert used(plan, "cn_e", "feu") == (pytest.approx(1.5), pytest.approx(1.5))
    assert _most_on(plan, "cn_e", {"hopper": 1.2, "liner20": 0.5, "liner40": 1.0}) == pytest.approx(1.5)
    assert audit_plan(plan).passed


@pytest.mark.parametrize("own", [{"cargo_class": "grain", "per_day": 0.5}, {"per_day": 1.5}], ids=["own", "link"])
def test_where_trains_are_counted_a_wagon_counts_by_mass(tiny_scenario, own):
    """
    A hopper takes 60 / 110 of grain_e by mass, 1 / 4 by length: half a train a day are 0.92 hoppers, or 55 t.

    By a limit of its own, and by one that lowers the row of the link, where one other train runs a day.
    """
    limit = {"link": "dostyk-almaty", "unit": "trains_per_day", "direction": "eastbound", **own}
    scenario = sold(wagoned(tiny_scenario, boxes=2.0, **CHEAP)).with_change("limit", **limit)
    plan = solve_scenario(scenario)
    share = {"hopper": 60 / 110, "liner20": 0.5 / 4, "liner40": 1 / 4}
    assert _most_on(plan, "grain_e", share) == pytest.approx(0.5)
    assert plan.paths.loc[plan.paths["unit"] == "hopper", "boxes"].sum() > 0.1
    report = audit_plan(plan)
    assert report.passed, str(report)
    held = plan_use(expand(build_instance(scenario)), plan)
    rows = plan.prices[plan.prices["kind"].isin(["limit", "link"])]
    assert len(rows)
    assert [held[name] for name in rows["resource_id"]] == pytest.approx(rows["used"].tolist())


def test_where_trains_are_counted_a_wagon_counts_by_mass_beyond_too(tiny_scenario):
    """Two thirds of 79 t on a train of 60 t; one that is left at Dostyk counts by what came on it."""
    light = {"cn_e": {"max_gross_t": 60.0}}
    limit = {"link": "xian-dostyk", "per_day": 0.5, "unit": "trains_per_day", "cargo_class": "grain"}
    scenario = sold(wagoned(tiny_scenario, boxes=2.0, limits=light, **CHEAP)).with_change("limit", **limit)
    plan = solve_scenario(scenario)
    assert _most_on(plan, "cn_e", {"hopper": 2 / 3 * 79 / 60, "liner20": 0.125, "liner40": 0.25}) == pytest.approx(0.5)
    assert audit_plan(plan).passed
    limit = {"facility": "dostyk_crane_e", "per_day": 0.4, "unit": "trains_per_day"}
    plan = solve_scenario(sold(wagoned(tiny_scenario, boxes=2.0, **CHEAP)).with_change("limit", **limit))
    assert _most_on(plan, "grain_e", {"hopper": 60 / 110, "liner20": 0.125, "liner40": 0.25}) == pytest.approx(0.4)
    assert audit_plan(plan).passed


def test_the_yard_beyond_the_break_holds_the_onward_unit(tiny_scenario):
    """1.2 FEU of yard for each hopper's load, counted in its price and its capacity."""
    scenario = sold(wagoned(tiny_scenario, **CHEAP))
    table = scenario.network["facilities"]
    table = table.assign(capacity=table["capacity"].where(table["facility_id"] != "dostyk_yard", 1.0))
    plan = solve_scenario(replace(scenario, network=scenario.network.with_tables(facilities=table)))
    assert (plan.prices["kind"] == "yard").any()
    assert "hopper" in set(plan.paths["unit"])
    report = audit_plan(plan)
    assert report.passed, str(report)


def _most_on(plan, service, per_unit):
    """Return the most that any run of a service carries, counted by head."""
    rides = plan.legs[plan.legs["service_id"] == service].merge(plan.paths, on="path_id")
    return (rides["boxes"] * rides["unit"].map(per_unit)).groupby(rides["run_id"]).sum().max()


@pytest.mark.parametrize(
    ("hopper", "covered"),
    [
        ({"service_class": "express"}, {}),
        ({"track_gauge_mm": 1435, "service_class": ""}, {"track_gauge_mm": 1520, "service_class": ""}),
        ({"onward_unit_id": ""}, {}),
        ({}, {"service_class": "grain"}),
        ({}, {"track_gauge_mm": 1668}),
    ],
    ids=["no train of its class", "gate on another gauge", "no onward unit", "no train beyond", "no track beyond"],
)
def test_a_wagon_goes_only_where_its_gauge_and_its_trains_lead(tiny_scenario, hopper, covered):
    """It is on offer and cheap, and yet nothing goes in it."""
    scenario = wagoned(tiny_scenario, hopper={"freight_feu": 0.01, **hopper}, covered=covered)
    plan = solve_scenario(sold(scenario))
    assert "hopper" not in set(plan.paths["unit"])
    assert len(plan.paths)
    assert audit_plan(plan).passed


def test_a_load_may_go_on_in_boxes(tiny_scenario):
    """With 20 ft boxes as onward unit it pays their freight beyond the break, two for one wagon, and their hire."""
    cheap = {"onward_unit_id": "liner20", "freight_feu": 0.1, "empty_feu": 0.1, "transload_feu": 0.1}
    plan = solve_scenario(sold(wagoned(tiny_scenario, hopper=cheap)))
    rows = rows_of(plan)
    assert rows.loc["ride//dostyk", "cost_usd"] == pytest.approx(2 * (3000 * 0.5 * 0.5 + 60 * 0.1))
    assert audit_plan(plan).passed


def test_units_that_are_optional_are_not_offered(tiny_scenario):
    """A scenario switches their rows; without it plans are those without wagons."""
    scenario = sold(wagoned(tiny_scenario, **CHEAP))
    table = scenario.network["commodity_units"]
    table = table.assign(optional=table["unit_id"] == "hopper")
    hidden = replace(scenario, network=scenario.network.with_tables(commodity_units=table))
    without = solve_scenario(hidden)
    assert "hopper" not in set(without.paths["unit"])
    assert audit_plan(without).passed
    offered = hidden.with_change("offer_units", unit="hopper", active=True)
    assert "hopper" in set(solve_scenario(offered).paths["unit"])
    assert audit_plan(solve_scenario(offered)).passed


@pytest.mark.parametrize("freight", [0.5, 0.8, 1.4])
@pytest.mark.parametrize("mass", [70.0, 110.0])
def test_the_choice_of_wagons_and_boxes_equals_brute_force(tiny_scenario, freight, mass):
    """All paths of every unit are listed and priced by head; a linear programme over them finds the same objective."""
    scenario = sold(
        wagoned(tiny_scenario, boxes=1.5, hopper={"freight_feu": freight}, limits={"grain_e": {"max_gross_t": mass}}),
        2.0,
    )
    plan = solve_scenario(scenario)
    assert plan.objective == pytest.approx(_brute_force(scenario), rel=1e-7)


def _brute_force(scenario):
    """
    Return the least objective over all pairs of trains from Almaty to Xi'an.

    Boxes of 24 t in 20 ft and 26 t in 40 ft, hoppers of 48 t. Times of operations are 6 h at both ends, 12 h at the
    break; boxes may also take the ordinary train from Moscow, hoppers grain_e alone.
    """
    instance = build_instance(scenario)
    (_, row), *rest = instance.consignments.iterrows()
    assert not rest
    freight = float(scenario.network["loading_units"].set_index("unit_id").loc["hopper", "freight_feu"])
    limits = scenario.network["services"].set_index("service_id")
    ready, due = int(row["ready_min"]), int(row["due_min"])
    graph = expand(instance)
    runs = {}
    t = graph.timetable
    places = scenario.network["terminals"]["terminal_id"].tolist()
    names = scenario.network["services"]["service_id"].tolist()
    for leg, run in enumerate(t.leg_run.tolist()):
        service = names[t.run_service[run]]
        ends = tuple(places[t.call_terminal[call[leg]]] for call in (t.leg_from_call, t.leg_to_call))
        if ends in {("almaty", "dostyk"), ("dostyk", "xian")}:
            runs[leg] = (service, ends[0], int(t.leg_dep[leg]), int(t.leg_arr[leg]))
    value = 24 * 250 * 0.04 / 100 / 24 / 60  # USD a minute for 24 t
    sizes = {  # FEU and t before and beyond, freight, reloading, hire a minute before and beyond
        "liner20": (0.5, 26.4, 0.5, 26.4, 0.5, 0.5, 0.5, 0.1 / 60, 0.1 / 60, 1.0),
        "liner40": (1.0, 30.0, 1.0, 30.0, 1.0, 1.0, 1.0, 0.1 / 60, 0.1 / 60, 26 / 24),
        "hopper": (1.0, 60.0, 1.2, 2 / 3 * 79, freight + 0.3, 0.6, 2.0, 2 / 60, 1 / 180, 2.0),
    }
    cost, use = [], []
    for (one, first), (two, second) in itertools.product(runs.items(), runs.items()):
        if (first[1], second[1]) != ("almaty", "dostyk"):
            continue
        done, arrival, changed, leaves = ready + 360, first[3], first[3] + 720, second[2]
        over = second[3] + 360
        if done > first[2] - 360 or changed > leaves - 360 or over > due:
            continue
        for unit, (feu, t1, feu2, t2, pays, pays2, reloads, hire, hire2, share) in sizes.items():
            if unit == "hopper" and first[0] != "grain_e":
                continue
            assert second[0] == "cn_e"
            money = 50 * feu + (first[2] - done) * 24 / 1440 * feu + 600 * 0.5 * pays + 150 * reloads
            money += (leaves - changed) * 24 / 1440 * feu2 + 3000 * 0.5 * pays2 + 50 * feu2
            money += (changed - ready) * hire + (over - changed) * hire2 + (over - ready) * value * share
            cost.append(money / share)
            by_row = {("feu", one): feu, ("t", one): t1, ("feu", two): feu2, ("t", two): t2}
            by_row |= {("gate", ready // 1440): 0.0}
            use.append({key: amount / share for key, amount in by_row.items()})
            assert arrival < changed
    keys = sorted({key for mine in use for key in mine}, key=str)
    right = []
    for kind, leg in keys:
        service = runs[leg][0] if leg in runs else ""
        column = {"feu": "max_feu", "t": "max_gross_t"}.get(kind)
        limit = limits.loc[service, column] if column else np.inf
        right.append(1e9 if pd.isna(limit) or np.isinf(limit) else float(limit))
    # demand: boxes by path and outside sum to the boxes
    matrix = np.array([[*(mine.get(key, 0.0) for mine in use), 0.0] for key in keys])
    found = linprog(
        [*cost, float(row["outside_usd_per_box"])], A_ub=matrix, b_ub=right,
        A_eq=np.ones((1, len(cost) + 1)), b_eq=[float(row["boxes"])],
    )  # fmt: skip
    assert found.success
    return found.fun


def test_prices_of_every_option_equal_all_paths_tried(tiny_scenario):
    """At prices on every resource, a wagon's cheapest way is that of all its ways tried one by one."""
    problem = build_problem(expand(build_instance(sold(wagoned(tiny_scenario)))))
    rng = np.random.default_rng(7)
    price = rng.random(len(problem.rows.capacity)) * 20.0
    found, paths = Pricer(problem).search(price, np.full(len(problem.source), np.inf))
    cost, ptr, row, amount = Pricer(problem).totals(paths)
    for p, option in enumerate(paths.owner.tolist()):
        span = slice(ptr[p], ptr[p + 1])
        assert found[option] == pytest.approx(cost[p] + price[row[span]] @ amount[span])
    units = set(problem.options.unit[paths.owner])
    assert units == {"hopper", "liner20", "liner40"}
    assert (problem.ts.node_kind[problem.ts.head[paths.arc[paths.ptr[1:] - 1]]] == NodeKind.OUT).all()


CLOSED = {"link": "xian-dostyk", "start": datetime(2025, 9, 5, tzinfo=UTC), "end": datetime(2025, 9, 9, tzinfo=UTC)}


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("close", CLOSED),
        ("close", {**CLOSED, "link": "dostyk-almaty", "start": datetime(2025, 9, 3, 15, tzinfo=UTC)}),
        ("add_hours", {"operation": "dostyk_change_e", "hours": 30.0, "start": datetime(2025, 9, 4, tzinfo=UTC)}),
    ],
    ids=["beyond", "under way", "at the break"],
)
def test_wagons_under_way_are_planned_again(tiny_scenario, kind, fields):
    """An event finds hoppers on their train, at the break and beyond: what was done stays, and the audit finds it."""
    plan = solve_scenario(sold(wagoned(tiny_scenario, boxes=2.0, **CHEAP)).with_change(kind, **fields))
    assert len(plan.stages) > 1
    assert "hopper" in set(plan.paths["unit"])
    report = audit_plan(plan)
    assert report.passed, str(report)
    assert sum(plan.objective_terms.values()) == pytest.approx(plan.objective)


def test_the_summary_tells_tonnes_by_unit_empty_runs_and_full_trains(plan):
    """Tonnes by unit add up to the demand; a third of the freight of a hopper is its empty run, half its hire too."""
    table = evaluate(plan, plan.scenario.network)
    tonnes = table[table["indicator"] == "tonnes_by_unit"].set_index("scope")["value"]
    assert tonnes.sum() == pytest.approx(6 * 24.0)
    rows, boxes = rows_of(plan), plan.paths.loc[plan.paths["unit"] == "hopper", "boxes"].sum()
    home = rows.index.isin(["operate/load/almaty", "wait/yard/almaty", "ride//almaty", "operate/gauge_change/dostyk"])
    hours = rows.loc[home, "hours"].sum()
    back = table[table["indicator"] == "empty_return_usd"].set_index("scope")["value"]
    assert back["hopper"] == pytest.approx(boxes * (600 * 0.5 * 0.3 + hours))
    days = table[table["indicator"] == "wagon_days"].set_index("scope")["value"]
    assert days["hopper"] == pytest.approx(boxes * 2 * hours / 24)
    full = table[table["indicator"] == "wagon_trains_full"].set_index("scope")["value"]
    assert full.to_dict() == {"mass": 2.0, "length": 0.0}
    text = "\n".join(cold_section(table, plan.counts, Called(plan.scenario.network)))
    assert "| Wheat | Hopper | 88 |" in text
    assert "Of the trains that take wagons 2 are full by mass" in text


def test_plans_without_wagons_say_nothing_of_them(tiny_plan):
    """No indicator, no line."""
    assert not evaluate(tiny_plan, tiny_plan.scenario.network)["indicator"].isin(["tonnes_by_unit", "wagon_days"]).any()


def test_the_mass_of_platforms_is_taken_off(tiny_scenario):
    """Limits of trains do not count the platforms under boxes; a wagon needs none."""
    problem = build_problem(expand(build_instance(wagoned(tiny_scenario))))
    mass = dict(zip(problem.options.unit, problem.options.gross_t, strict=True))
    assert mass["hopper"] == pytest.approx(48 + 22 - PLATFORM_T)
    assert mass["liner20"] == pytest.approx(26.4)


def test_a_route_constant_counts_the_length_beyond_the_break(tiny_scenario):
    """100 USD per FEU on the link beyond: 120 for a hopper's load, and audited so."""
    scenario = sold(wagoned(tiny_scenario, **CHEAP))
    blank = scenario.network["route_constants"]
    row = dict.fromkeys(blank.columns, "") | {
        "constant_id": "c", "link_id": "xian-dostyk", "direction": "both", "usd_per_feu": 100.0, "active": True
    }  # fmt: skip
    table = pd.DataFrame([row])[list(blank.columns)].astype(blank.dtypes.to_dict())
    plan = solve_scenario(replace(scenario, network=scenario.network.with_tables(route_constants=table)))
    assert audit_plan(plan).passed
    per_unit = {"hopper": 120.0, "liner20": 50.0, "liner40": 100.0}
    expected = (plan.paths["boxes"] * plan.paths["unit"].map(per_unit)).sum()
    assert plan.objective_terms["constants"] == pytest.approx(expected)


def test_slots_that_trains_keep_across_the_break_are_for_boxes(tiny_scenario):
    """The load of a wagon is taken off at the break."""
    scenario = wagoned(tiny_scenario, only_wheat=False)
    graph = expand(build_instance(scenario))
    slots = graph.kind == ArcKind.SLOT
    assert (graph.cargo_mask[slots] > 0).any()
    assert not seen_by(graph, wagons_of(scenario.network)["hopper"]).graph.cargo_mask[slots].any()


def test_a_transfer_across_the_break_is_the_wagon_at_the_crane_and_its_onward_unit_in_the_yard(tiny_scenario):
    """1 FEU of the crane's day and 1.2 FEU of the yard, on every transfer from 1520 to 1435 mm."""
    scenario = wagoned(tiny_scenario)
    graph = expand(build_instance(scenario))
    seen = seen_by(graph, wagons_of(scenario.network)["hopper"]).graph
    operations = scenario.network["operations"]["operation_id"].tolist()
    across = (graph.kind == ArcKind.TRANSFER) & (graph.ref == operations.index("dostyk_change_e"))
    use = across[np.repeat(np.arange(len(graph.head)), np.diff(graph.use_ptr))]
    kind, more = graph.resources.kind[graph.use_row[use]], seen.use_coef[use] / graph.use_coef[use]
    for resource, ratio in ((ResourceKind.THROUGHPUT, 1.0), (ResourceKind.YARD, 1.2)):
        assert (kind == resource).any()
        assert more[kind == resource] == pytest.approx(ratio)
