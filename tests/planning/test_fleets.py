"""Fleets of reefers: box-days a week, from the gate until a box has turned, in the plan and in the audit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog

from logistics.audit import audit_plan
from logistics.audit.fleets import Rents, fleets_by_unit, week_capacity, weeks_of
from logistics.audit.tables import read_book
from logistics.cargo.fleets import fleet_of_unit, fleets_on_offer, read_fleets, unplugged_unit
from logistics.indicators import evaluate
from logistics.planning import PlanningProblem, apply_relaxation, solve, solve_scenario, solve_timespace, to_plan
from logistics.planning.fleets import fleets_of, kept_for_them
from logistics.planning.pricer import PathSet, Pricer
from logistics.planning.problem import build_problem
from logistics.report.summary import summary_text
from logistics.scenario import Change, build_instance
from logistics.timespace import NodeKind, expand
from logistics.timespace.fleets import by_week, fleet_days
from logistics.timespace.leg_use import LegUse
from logistics.units import MIN_PER_DAY, to_min

ON = Change("cold_chain", "cold_chain", {"active": True})
DAY = MIN_PER_DAY


def fleets(*boxes, turn=4.0):
    """Return a table of fleets; the first is that of plug-in reefers."""
    names = ["reefers", "sets"][: len(boxes)]
    row = {"source": "tiny", "quality": "assumed", "note": "", "turn_days": turn}
    rows = [{"fleet_id": n, "name": f"Boxes {n}", **row, "boxes": float(b)} for n, b in zip(names, boxes, strict=True)]
    return pd.DataFrame(rows, columns=["fleet_id", "name", *row, "boxes"])


def scenario(tiny_scenario, *boxes, turn=4.0, factor=5.0, changes=(), beef=True):
    """Return the tiny scenario with beef in reefers of a fleet, and in diesel reefers of another if it is given."""
    network = tiny_scenario.network
    units = network["loading_units"].copy()
    if len(boxes) > 1:
        units.loc[units["unit_id"] == "diesel40", "fleet_id"] = "sets"
    network = network.with_tables(fleets=fleets(*boxes, turn=turn), loading_units=units)
    if beef:
        network = network.with_tables(demand=network["demand"].assign(commodity_id="beef"))
    return replace(tiny_scenario, network=network, changes=(ON, Change("more", "demand", {"factor": factor}), *changes))


def minute(day, month=9):
    """Return the first minute of a day of 2025."""
    return to_min(date(2025, month, day))


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ((2, 0), (5, 12), {1: 3.5}),
        ((6, 0), (9, 0), {1: 2.0, 8: 1.0}),  # Saturday to Tuesday: two days of one week, one of the next
        ((7, 23), (22, 0), {1: 1 / 24, 8: 7.0, 15: 7.0}),
        ((8, 0), (8, 0), {}),
    ],
)
def test_weeks_are_shared_by_overlap(start, end, expected):
    """From Monday 00:00 UTC to the next; nothing of a week that is only touched. The audit counts the same."""
    first, last = (minute(day) + hour * 60 for day, hour in (start, end))
    _, monday, days = by_week(np.array([first]), np.array([last]))
    found = {int((m - minute(1)) // DAY) + 1: d for m, d in zip(monday.tolist(), days.tolist(), strict=True)}
    assert found == pytest.approx(expected)
    own = {int(name[-2:]): d for name, d in weeks_of("reefers", first, last) if d > 0}
    assert own == pytest.approx(expected)


def test_box_days_of_boxes_that_are_out(tiny_scenario):
    """Two of them for two days, and until they have turned once they are unloaded; other boxes have no fleet."""
    network = scenario(tiny_scenario, 6.0, turn=4.0).network
    held = pd.DataFrame({"unit": ["reefer40", "diesel40"], "boxes": 2.0, "start": minute(1), "end": minute(3)})
    for unloaded, amount in ((False, 4.0), (True, 12.0)):
        (row,) = fleet_days(network, held.assign(unloaded=unloaded)).to_dict("records")
        assert row["resource_id"] == "fleet:reefers:2025-09-01"
        assert (row["fleet"], row["monday"], row["amount"], row["capacity"]) == (0, minute(1), amount, 42.0)
    none = fleet_days(network.with_tables(fleets=fleets()), held.assign(unloaded=True))
    assert none.empty
    assert "resource_id" in none


def test_an_option_takes_boxes_of_its_fleet(tiny_scenario):
    """One for a box of the usual unit, where fleets are on; others, and all without the cold chain, take none."""
    for on in (True, False):
        instance = replace(build_instance(scenario(tiny_scenario, 6.0)), cold_chain=on)
        options = SimpleNamespace(
            home=np.arange(3), unit=np.array(["reefer40", "diesel40", "thermos40"]), share=np.array([1.0, 1.0, 0.8])
        )
        fleet, boxes = fleets_of(instance, options)
        assert fleet.tolist() == ([0, -1, 0] if on else [-1, -1, -1])
        assert boxes.tolist() == ([1.0, 0.0, 1.25] if on else [0.0, 0.0, 0.0])


def test_without_a_table_there_are_no_fleets(tiny_scenario):
    """No box is of one, and none is the same without power; the audit finds none either."""
    network = scenario(tiny_scenario, 6.0).network
    without = replace(network, tables={name: table for name, table in network.tables.items() if name != "fleets"})
    for tables, there in ((network, True), (without, False)):
        book = replace(read_book(network), network=tables)
        assert bool(read_fleets(tables)) == bool(fleet_of_unit(tables)) == bool(fleets_by_unit(book)) == there
        assert unplugged_unit(tables, "reefer40") == ("thermos40" if there else "")
    units = network["loading_units"].assign(fleet_id="")
    assert unplugged_unit(network.with_tables(loading_units=units), "reefer40") == ""


def days_of(scenario_, plan):
    """Return the box-days of the fleet of reefers by Monday, counted box by box from the paths."""
    turn = scenario_.network["fleets"].set_index("fleet_id").loc["reefers", "turn_days"] * DAY
    ready = plan.consignments.set_index("consignment_id")["ready_min"]
    found: dict[str, float] = {}
    for row in plan.paths[plan.paths["unit"].isin(["reefer40", "thermos40"])].itertuples():
        first = int(ready[row.consignment_id])
        last = first + round(row.transit_h * 60) + int(turn)
        for day in range(first // DAY, last // DAY + 1):
            inside = min(last, (day + 1) * DAY) - max(first, day * DAY)
            monday = pd.Timestamp(day, unit="D") - pd.Timedelta(days=pd.Timestamp(day, unit="D").weekday())
            name = f"fleet:reefers:{monday:%Y-%m-%d}"
            found[name] = found.get(name, 0.0) + row.boxes * max(inside, 0) / DAY
    return {name: amount for name, amount in found.items() if amount > 1e-9}


def test_a_fleet_has_a_row_for_each_week(tiny_scenario):
    """Seven days from Monday, seven box-days a box; a fleet of which no unit takes boxes has none."""
    sc = scenario(tiny_scenario, 6.0)
    network = sc.network.with_tables(fleets=fleets(6.0, 3.0))
    rows = expand(build_instance(replace(sc, network=network))).resources
    mine = np.flatnonzero([name.startswith("fleet:") for name in rows.resource_id])
    assert {rows.resource_id[row].split(":")[1] for row in mine} == {"reefers"}
    assert set(rows.start_min[mine] % (7 * DAY)) == {4 * DAY}
    assert set(rows.end_min[mine] - rows.start_min[mine]) == {7 * DAY}
    assert set(rows.capacity[mine]) == {42.0}


@pytest.mark.parametrize("turn", [0.0, 4.0, 11.5])
def test_boxes_are_out_from_the_gate_until_they_have_turned(tiny_scenario, turn):
    """Day by day by hand, along the rows of paths, and in the event graph: all the same; others have no fleet."""
    sc = scenario(tiny_scenario, 6.0, turn=turn)
    graph = expand(build_instance(sc))
    solution = solve_timespace(graph)
    plan = to_plan(graph, solution)
    assert {"reefer40", "diesel40"} <= set(plan.paths["unit"])
    expected = days_of(sc, plan)
    used = LegUse.of(build_instance(sc)).of_legs(plan.legs, plan.paths.set_index("path_id"))
    rows = used[used["kind"] == "fleet"].set_index("resource_id")
    assert rows["amount"].to_dict() == pytest.approx(expected)
    assert set(rows["capacity"]) == {42.0}
    in_graph = dict(zip(graph.resources.resource_id, solution.resource_use, strict=True))
    assert {name: use for name, use in in_graph.items() if name.startswith("fleet:") and use > 1e-9} == pytest.approx(
        expected
    )


def test_a_fleet_counts_boxes_whatever_they_hold(tiny_scenario):
    """A diesel reefer that holds 18 t carries three quarters of a usual box: four of them for three boxes of beef."""
    sc = scenario(tiny_scenario, 0.0, 60.0, factor=1.0, beef=False)
    units = sc.network["loading_units"].copy()
    units.loc[units["unit_id"] == "diesel40", "payload_t"] = 18.0
    sc = replace(sc, network=sc.network.with_tables(loading_units=units))
    graph = expand(build_instance(sc))
    solution = solve_timespace(graph)
    plan = to_plan(graph, solution)
    beef = plan.paths[plan.paths["unit"] == "diesel40"]
    assert beef["boxes"].sum() == pytest.approx(2.0 * 24.0 / 18.0)
    days = (beef["boxes"] * (beef["transit_h"] / 24.0 + 4.0)).sum()
    names = pd.Series(graph.resources.resource_id)
    assert solution.resource_use[names.str.startswith("fleet:sets:")].sum() == pytest.approx(days)
    used = LegUse.of(build_instance(sc)).of_legs(plan.legs, plan.paths.set_index("path_id"))
    assert used.loc[used["kind"] == "fleet", "amount"].sum() == pytest.approx(days)


def every_path(problem):
    """Return all paths of all options that keep the goods, one by one."""
    ts, pricer, owner, length, arcs = problem.ts, Pricer(problem), [], [], []
    for o in range(len(problem.source)):
        todo = [(int(problem.source[o]), [])]
        weight = pricer.base[problem.combo_of[o]]
        while todo:
            node, way = todo.pop()
            if ts.node_kind[node] == NodeKind.OUT:
                if ts.node_terminal[node] == problem.sink[o]:
                    owner, length, arcs = [*owner, o], [*length, len(way)], [*arcs, way]
                continue
            leaving = range(int(ts.first_arc[node]), int(ts.first_arc[node + 1]))
            todo += [
                (int(ts.head[a]), [*way, a]) for a in leaving if ts.head[a] < problem.last[o] and weight[a] < np.inf
            ]
    paths = PathSet(np.array(owner), np.append(0, np.cumsum(length)), np.concatenate(arcs).astype(np.int32))
    return paths, pricer


@pytest.mark.parametrize("boxes", [(0.7, 0.3), (1.0, 0.5), (0.5, 1.5)])
def test_a_fleet_that_binds_equals_brute_force(tiny_scenario, boxes):
    """Two boxes and more of beef on every way there is, as one linear programme with the fleets counted by hand."""
    sc = scenario(tiny_scenario, *boxes, factor=1.0, beef=False)
    only = sc.network["demand"].assign(
        boxes=sc.network["demand"]["boxes"].where(sc.network["demand"]["demand_id"] == "d4", 0)
    )
    sc = replace(sc, network=sc.network.with_tables(demand=only))
    graph = expand(build_instance(sc))
    problem, solution = build_problem(graph), solve_timespace(graph, gap=1e-9)
    paths, pricer = every_path(problem)
    cost, ptr, row, amount = pricer.totals(paths)
    of, home = problem.options.rows(paths.owner), problem.options.home[paths.owner]
    use = np.zeros((len(problem.rows.capacity), len(cost)))
    use[row, np.repeat(np.arange(len(cost)), np.diff(ptr))] = amount
    names = graph.resources.resource_id
    use[[n.startswith("fleet:") for n in names]] = 0.0
    ready = graph.instance.consignments["ready_min"].to_numpy()[home]
    done = graph.node_min[graph.head[paths.arc[paths.ptr[1:] - 1]]]
    for p, unit in enumerate(of.unit):
        fleet = {"diesel40": "sets", "reefer40": "reefers", "thermos40": "reefers"}[unit]
        for name, days in weeks_of(fleet, int(ready[p]), int(done[p]) + 4 * DAY):
            use[names.index(name), p] += days
    served = np.zeros((problem.size, len(cost)))
    served[home, np.arange(len(cost))] = 1.0
    assert (problem.rows.free >= problem.boxes.sum())[[n.startswith("throughput:") for n in names]].all()
    best = linprog(
        cost - problem.outside[home], A_ub=np.vstack([use, served]),
        b_ub=np.append(problem.rows.capacity, problem.boxes), bounds=(0, None),
    )  # fmt: skip
    assert solution.objective == pytest.approx(best.fun + problem.boxes @ problem.outside, rel=1e-8)
    prices = dict(zip(names, solution.resource_price, strict=True))
    assert any(price > 1.0 for name, price in prices.items() if name.startswith("fleet:"))


@pytest.mark.parametrize("boxes", [2.0, 6.0, 10.0])
def test_a_box_more_saves_at_most_its_price_and_at_least_the_next_ones(tiny_scenario, boxes):
    """Seven box-days in every week: the gain lies between the prices with and without it."""
    plans = [solve_scenario(scenario(tiny_scenario, boxes + more), gap=1e-9) for more in (0.0, 1.0)]
    worth = [7.0 * plan.prices.loc[plan.prices["kind"] == "fleet", "price_usd"].sum() for plan in plans]
    gain, slack = plans[0].objective - plans[1].objective, 1e-6 * plans[0].objective
    assert worth[0] > 1.0
    assert worth[1] - slack <= gain <= worth[0] + slack
    assert gain > slack


def test_longer_turns_cost_more(tiny_scenario):
    """The days until a box can be loaded again count like those under way."""
    costs = [solve_scenario(scenario(tiny_scenario, 6.0, turn=turn)).objective for turn in (0.0, 4.0, 12.0)]
    assert costs[0] < costs[1] < costs[2]


@pytest.mark.parametrize(
    "changed",
    [fleets(2.0), fleets(6.0, turn=9.0)],
    ids=["fewer boxes", "longer turn"],
)
def test_the_audit_notices_overuse(tiny_scenario, changed):
    """A plan that needs more boxes than there are."""
    instance = build_instance(scenario(tiny_scenario, 6.0))
    graph = expand(instance)
    plan = to_plan(graph, solve_timespace(graph))
    assert audit_plan(plan, instance).passed
    other = replace(instance, network=instance.network.with_tables(fleets=changed))
    assert "fleet" in audit_plan(plan, other).failed()


def test_the_audit_notices_a_fleet_that_the_plan_did_not_know(tiny_scenario):
    """Diesel reefers that were thought to be without end."""
    instance = build_instance(scenario(tiny_scenario, 6.0))
    graph = expand(instance)
    plan = to_plan(graph, solve_timespace(graph))
    other = build_instance(scenario(tiny_scenario, 6.0, 1.0))
    assert "fleet" in audit_plan(plan, replace(instance, network=other.network)).failed()


def test_boxes_without_power_pay_for_their_fleet(tiny_scenario):
    """In the frost reefers that do not run are short too: the audit finds the same bound with temperatures."""
    sc = scenario(tiny_scenario, 3.0)
    climate = sc.network["climate"].assign(tmean_c=sc.network["climate"]["tmean_c"] - 33.5)
    plan = solve_scenario(replace(sc, network=sc.network.with_tables(climate=climate)))
    assert "thermos40" in set(plan.paths["unit"])
    assert (plan.prices["kind"] == "fleet").any()
    assert plan.counts["labelled"] > 0
    report = audit_plan(plan)
    assert report.passed, str(report)


@pytest.mark.parametrize("boxes", [(6.0,), (0.0,), (4.0, 3.0), (0.0, 0.0)])
def test_plans_with_a_fleet_pass_the_audit(tiny_scenario, boxes):
    """Prices, bound, use and reasons; without any box of a fleet its units stay at home."""
    plan = solve_scenario(scenario(tiny_scenario, *boxes))
    report = audit_plan(plan)
    assert report.passed, str(report)
    units = set(plan.paths["unit"])
    assert ("reefer40" in units) == (boxes[0] > 0)
    assert ("diesel40" in units) == (boxes[-1] > 0 or len(boxes) == 1)


def test_a_reason_names_the_fleet_and_its_relaxation_carries_the_boxes(tiny_scenario):
    """What stays behind for want of a box goes when there are as many as it says."""
    sc = scenario(tiny_scenario, 0.0, 1.0, factor=1.0, beef=False)
    plan = solve_scenario(sc)
    left = plan.unserved[plan.unserved["resource_id"].str.startswith("fleet:")]
    assert set(left["reason"]) == {"capacity"}
    row = left.iloc[0]
    more = apply_relaxation(sc, row["consignment_id"], row["cheapest_relaxation"])
    again = solve_scenario(more)
    assert row["consignment_id"] not in set(again.unserved["consignment_id"])
    assert audit_plan(again).passed


def test_fleets_bind_with_the_cold_chain_only(tiny_scenario):
    """Without it the graph has no row of a fleet, and the plan is the same whatever there is."""
    sc = scenario(tiny_scenario, 1.0)
    off = [replace(s, changes=s.changes[1:]) for s in (sc, scenario(tiny_scenario, 99.0))]
    names = [expand(build_instance(s)).resources.resource_id for s in (sc, off[0])]
    assert [any(name.startswith("fleet:") for name in found) for found in names] == [True, False]
    one, other = (solve_scenario(s) for s in off)
    assert one.objective == other.objective
    assert one.paths.equals(other.paths)


def test_a_fleet_that_no_goods_are_offered_has_no_rows(tiny_scenario):
    """Rows are for units that goods may take: an optional one counts only where a scenario offers it."""
    units, network = tiny_scenario.network["commodity_units"], scenario(tiny_scenario, 1.0).network
    assert fleets_on_offer(network) == {0}
    mine = units["unit_id"].isin(["reefer40", "thermos40"])
    goods = network["commodities"].assign(unit_id="dry40")
    hidden = network.with_tables(commodities=goods, commodity_units=units.assign(optional=mine))
    assert fleets_on_offer(hidden) == set()
    assert fleets_on_offer(hidden.with_tables(commodity_units=units)) == {0}


@pytest.mark.parametrize(("fields", "boxes"), [({"boxes": 7.0}, 7.0), ({"factor": 0.5}, 3.0)])
def test_a_scenario_changes_a_fleet(tiny_scenario, fields, boxes):
    """To a number of boxes, or by a factor; another fleet keeps its own."""
    sc = scenario(tiny_scenario, 6.0, 9.0, changes=(Change("f", "fleet", {"fleet": "reefers", **fields}),))
    table = build_instance(sc).network["fleets"].set_index("fleet_id")
    assert table["boxes"].to_dict() == {"reefers": boxes, "sets": 9.0}


STAGES = {
    "closure": Change("event", "close", {"link": "dostyk-almaty"}, date(2025, 9, 5), date(2025, 9, 12)),
    "queues": Change("event", "add_hours", {"terminal": "dostyk", "hours": 30.0}, date(2025, 9, 4), date(2025, 9, 20)),
}  # fmt: skip


@pytest.mark.parametrize("boxes", [(2.0,), (6.0,), (3.0, 2.0)])
@pytest.mark.parametrize("name", STAGES)
def test_boxes_under_way_use_the_fleet_and_go_on(tiny_scenario, name, boxes):
    """A week that they fill alone is left to them; others see what they use, and the audit agrees."""
    plan = solve(PlanningProblem(scenario(tiny_scenario, *boxes, changes=(STAGES[name],))))
    assert len(plan.stages) > 1
    report = audit_plan(plan)
    assert report.passed, str(report)
    assert not plan.stages[-1].get("stranded")


def test_a_week_leaves_boxes_under_way_what_they_need(tiny_scenario):
    """Two boxes that are planned again from Thursday need 8 box-days of 14 then; 10 are used, 6 count."""
    instance = build_instance(scenario(tiny_scenario, 2.0))
    pieces = pd.DataFrame({"unit_id": ["reefer40"], "boxes": [2.0], "ready_min": [minute(4)]})
    used = pd.DataFrame({"resource_id": ["fleet:reefers:2025-09-01", "yard:x"], "amount": [10.0, 9.0]})
    assert kept_for_them(instance, pieces, used)["amount"].tolist() == [6.0, 9.0]
    three = kept_for_them(instance, pieces.assign(boxes=3.0), used).set_index("resource_id")["amount"]
    assert three["fleet:reefers:2025-09-01"] == 2.0
    assert three["fleet:reefers:2025-09-08"] == -7.0
    more = pd.concat([used, pd.DataFrame({"resource_id": ["fleet:reefers:2025-09-08"], "amount": [1.0]})])
    again = kept_for_them(instance, pieces.assign(boxes=3.0), more).set_index("resource_id")["amount"]
    assert again.index.is_unique
    assert again["fleet:reefers:2025-09-08"] == -7.0
    assert kept_for_them(instance, pieces.iloc[:0], used) is used
    assert kept_for_them(instance, pieces.assign(boxes=0.5), used)["amount"].tolist() == [10.0, 9.0]
    assert kept_for_them(replace(instance, cold_chain=False), pieces, used) is used


def test_the_summary_tells_fleets_in_words(tiny_scenario):
    """Most out in a week, of how many, what a box more is worth; and the fleet as what binds."""
    sc = scenario(tiny_scenario, 0.5, 1.0, factor=1.0, beef=False)
    plan = solve_scenario(sc)
    found = evaluate(plan, sc.network)
    value = found[found["indicator"].str.startswith("fleet_")].set_index(["indicator", "scope"])["value"]
    assert value["fleet_boxes", "reefers"] == 0.5
    assert value["fleet_boxes_out", "reefers"] == pytest.approx(max(days_of(sc, plan).values()) / 7.0)
    prices = plan.prices[plan.prices["resource_id"].str.startswith("fleet:sets:")]["price_usd"]
    assert value["fleet_box_worth", "sets"] == pytest.approx(7.0 * prices.sum())
    assert prices.sum() > 0.0
    horizon = {"start": "2025-09-01", "end": "2025-09-14"}
    manifest = {"audit": {"passed": True, "checks": {}}, "assumed_share": {}, "horizon": horizon}
    text = summary_text(plan, found, sc.network, manifest)
    assert f"| Boxes sets | {value['fleet_boxes_out', 'sets']:,.0f} | 1 |" in text
    assert "| fleet of Boxes sets, week from 2025-09-" in text
    assert "fleet:" not in text
    off = solve_scenario(replace(sc, changes=()))
    assert not evaluate(off, sc.network)["indicator"].str.startswith("fleet_").any()


@pytest.mark.parametrize(
    ("rest", "days"),
    [
        ("reefers:2025-09-08", 42.0), ("reefers:2025-09-09", None), ("other:2025-09-08", None),
        ("reefers:someday", None), ("reefers", None),
    ],
)  # fmt: skip
def test_the_audit_knows_weeks_by_their_monday(tiny_scenario, rest, days):
    """Six boxes have 42 box-days in a week; other ids name nothing."""
    assert week_capacity(read_book(scenario(tiny_scenario, 6.0).network), rest) == days


def test_rents_are_paid_by_the_day():
    """4 USD a box-day in one week, 1 in the one after the next: by overlap, from the start to the turn."""
    rents = Rents({"fleet:f:2025-09-01": 4.0, "fleet:f:2025-09-15": 1.0, "yard:x:2025-09-01T00": 9.0})
    done = np.array([minute(3), minute(9), minute(17), minute(30)])
    paid = rents.added("f", DAY, minute(2), done, np.array([10.0, 10.0, 10.0, 10.0]))
    assert paid.tolist() == pytest.approx([18.0, 34.0, 37.0, 41.0])
    assert rents.added("other", DAY, minute(2), done, done) is done
