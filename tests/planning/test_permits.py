"""What rules say to consignments, and what they use of quotas, worked out by head."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from ruled import BAN, INLAND, QUOTA, SITE, TRANSIT, ruled, sealing, sold

from logistics.cargo.quotas import read_quotas
from logistics.planning import solve_scenario, solve_timespace, to_plan
from logistics.planning.carry import carry_over
from logistics.planning.lived import entered
from logistics.planning.options import options_of
from logistics.planning.permits import Permits, counted_t, permits_of, permitted
from logistics.planning.problem import build_problem, measure_table
from logistics.routing.clearing import Clearing, entry_words
from logistics.scenario import Change, build_instance
from logistics.timespace import ArcKind, expand
from logistics.timespace.leg_use import LegUse
from logistics.timespace.quotas import quota_rows
from logistics.units import MIN_PER_DAY, to_min

DAY = MIN_PER_DAY


def minute(year, month, day):
    """Return the first minute of a day."""
    return to_min(date(year, month, day))


def told(scenario, demand, **state):
    """Return permits of a scenario and the row of a demand row, whose boxes may be under way with a state."""
    ts = expand(build_instance(scenario))
    table = ts.instance.consignments
    k = int(np.flatnonzero(table["consignment_id"].str.startswith(demand + "/"))[0])
    if state:
        under_way = pd.DataFrame({"entered": "", **state}, index=[table["consignment_id"].iloc[k]])
        start = table["start_kind"].where(np.arange(len(table)) != k, "yard")
        instance = replace(ts.instance, under_way=under_way, consignments=table.assign(start_kind=start))
        ts = replace(ts, instance=instance)
    return permits_of(ts), k


def test_boxes_that_were_inspected_or_sealed_go_on_like_that(tiny_scenario):
    """At the gate both ways are open; what is inspected stays so, what is sealed is inspected at its end."""
    scenario, gate_min = sealing(tiny_scenario, SITE, INLAND), float(minute(2025, 9, 1))
    permits, k = told(scenario, "d2")
    on_entry, sealed = permits.of[k], permits.sealed[k]
    assert 0 not in (on_entry, sealed)
    assert on_entry != sealed
    for word, expected in (("", (on_entry, sealed)), ("inspected", (on_entry, -1)), ("seal", (sealed, -1))):
        permits, k = told(scenario, "d2", gate_min=gate_min, entered=word)
        assert (permits.of[k], permits.sealed[k]) == expected
    unsealed, k = told(sealing(tiny_scenario, SITE), "d2", gate_min=gate_min, entered="seal")
    assert unsealed.of[k] > 0  # Almaty may inspect no more: nothing but the inspection on entry is open
    assert unsealed.sealed[k] == -1
    none, k = told(scenario, "d1")
    assert (none.of[k], none.sealed[k]) == (0, -1)  # to Moscow: no rule


def test_rules_say_nothing_where_there_is_nothing_to_carry(tiny_scenario):
    """No consignments: the permit that shuts nothing is the only one."""
    ts = expand(build_instance(ruled(tiny_scenario, BAN, QUOTA)))
    empty = replace(ts, instance=replace(ts.instance, consignments=ts.instance.consignments.iloc[:0]))
    permits = permits_of(empty)
    assert (len(permits.of), len(permits.sealed), len(permits.shut)) == (0, 0, 1)


def shut_on(permits, k, ts):
    """Return the days and heads of the rides that a permit shuts."""
    arcs = permits.shut[permits.of[k]]
    rides = arcs[ts.kind[arcs] == ArcKind.RIDE]
    names = ts.instance.network["terminals"]["terminal_id"].to_numpy(str)
    node = ts.head[rides]
    return set(ts.node_min[node] // DAY), set(names[ts.node_terminal[node]])


def test_rules_shut_a_country_on_their_days(tiny_scenario):
    """Rides that arrive in the country, or pass it, on the days of the rule; whatever day the goods became ready."""
    rule = {**TRANSIT, "valid_from": "2025-09-05", "valid_to": "2025-09-06"}
    ts = expand(build_instance(ruled(tiny_scenario, rule)))
    permits, k = told(ruled(tiny_scenario, rule), "d7")
    days, heads = shut_on(permits, k, ts)
    assert days
    assert days <= {minute(2025, 9, day) // DAY for day in (5, 6)}
    assert heads <= {"dostyk", "almaty"}
    assert permits.barring == {k: ("not_through_kz",)}
    assert permits.forbidding == {}


@pytest.mark.parametrize(
    ("first", "last", "forbidden"),
    [("2025-09-02", "2025-12-31", True), ("2025-09-03", "2025-12-31", False), ("2025-08-01", "2025-09-10", False)],
)
def test_goods_may_not_go_when_a_rule_holds_on_all_their_days(tiny_scenario, first, last, forbidden):
    """From the day that they become ready to the day that they are due; else they may come in before or after."""
    permits, k = told(ruled(tiny_scenario, {**BAN, "valid_from": first, "valid_to": last}), "d4")
    assert permits.forbidding == ({k: ("ban_beef",)} if forbidden else {})
    assert permits.barring == ({} if forbidden else {k: ("ban_beef",)})


def test_boxes_under_way_are_shut_out_and_name_the_rules(tiny_scenario):
    """All protocols that lack must be dropped; boxes under way have no ride into the country."""
    rules = [{**BAN, "kind": "protocol", "rule_id": f"p{i}", "valid_from": f"2026-0{i}-01"} for i in (1, 2)]
    scenario = ruled(tiny_scenario, *rules)
    permits, k = told(scenario, "d4")
    assert {row: set(names) for row, names in permits.forbidding.items()} == {k: {"p1", "p2"}}
    permits, k = told(scenario, "d4", gate_min=float(minute(2025, 9, 2)))
    assert permits.forbidding == {}
    assert set(permits.barring[k]) == {"p1", "p2"}
    assert shut_on(permits, k, expand(build_instance(scenario)))[1] == {"xian"}


@pytest.mark.parametrize(
    ("late", "state", "rule", "refused"),
    [
        (0, {}, {}, True),
        (1, {}, {}, False),  # arrived before the moment: was let in
        (0, {"start_seq": 2}, {}, False),  # from Almaty to Dostyk it is in the country already
        (0, {"start_kind": "yard"}, {}, False),
        (0, {}, {"through": "BY"}, False),
        (0, {}, {"valid_from": "2025-09-11"}, False),
        (0, {}, {"valid_to": "2025-09-09"}, False),
    ],
)
def test_boxes_aboard_are_refused_where_they_come_into_a_country(tiny_scenario, late, state, rule, refused):
    """A train from Moscow that arrives at Almaty on 10 September, at or after the moment."""
    ts = expand(build_instance(ruled(tiny_scenario, {**TRANSIT, **rule})))
    table = ts.instance.consignments.copy()
    k = int(np.flatnonzero(table["consignment_id"].str.startswith("d7/"))[0])
    run = next(name for name in ts.timetable.run_id if str(name).startswith("kz_e"))
    arrival = minute(2025, 9, 10)
    for name, value in {
        "start_kind": "onboard", "start_run_id": run, "start_seq": 1, "ready_min": arrival, **state
    }.items():  # fmt: skip
        table.loc[k, name] = value
    instance = replace(ts.instance, consignments=table, not_before_min=arrival + late)
    permits = permits_of(replace(ts, instance=instance))
    assert permits.forbidding == ({k: ("not_through_kz",)} if refused else {})


def test_goods_due_after_the_last_train_may_wait_for_the_end_of_a_ban(tiny_scenario):
    """A ban on all days that have trains does not forbid what is due later than it ends."""
    for last, forbidden in (("2026-05-31", True), ("2026-02-28", False)):
        ts = expand(build_instance(ruled(tiny_scenario, {**BAN, "valid_to": last})))
        assert ts.node_min[-1] < minute(2026, 2, 1)
        table = ts.instance.consignments.assign(due_min=minute(2026, 5, 1))
        permits = permits_of(replace(ts, instance=replace(ts.instance, consignments=table)))
        assert bool(permits.forbidding) == forbidden


def test_who_may_be_inspected_later_has_an_option_for_each_way(tiny_scenario):
    """Permit 0 is one too; tonnes count in quotas where the permit of the option names one."""
    options = options_of(build_instance(tiny_scenario))
    count = len(set(options.home))
    own, later = np.full(count, 2), np.full(count, -1)
    later[:2] = 0, 1
    none: tuple[np.ndarray, ...] = (np.zeros(0, np.int64),) * 3
    permits = Permits(none, (frozenset(), frozenset(), frozenset({"q"})), own, later, {2: ("ban",)}, {})
    found = permitted(options, permits)
    assert [sorted(found.permit[found.home == k]) for k in range(4)] == [[0, 2], [1, 2], [], [2]]
    counted = counted_t(pd.Series(np.full(count, 24.0)), found, permits)
    assert counted.tolist() == np.where(found.permit == 2, 24.0, 0.0).tolist()


def test_a_ban_of_the_sender_shuts_the_origin_only(tiny_scenario):
    """No boarding there while it holds; boxes that have left go on."""
    rule = {**BAN, "to_country": "", "valid_from": "2025-09-03", "valid_to": "2025-09-04"}
    ts = expand(build_instance(ruled(tiny_scenario, rule)))
    permits, k = told(ruled(tiny_scenario, rule), "d4")
    arcs = permits.shut[permits.of[k]]
    assert set(ts.kind[arcs]) == {ArcKind.LOAD}
    assert {ts.instance.network["terminals"]["terminal_id"][row] for row in ts.node_terminal[ts.tail[arcs]]} == {
        "almaty"
    }
    assert set(ts.node_min[ts.head[arcs]] // DAY) <= {minute(2025, 9, day) // DAY for day in (3, 4)}


def test_permits_tell_the_quotas_that_count_goods(tiny_scenario):
    """Wheat to China counts, in its own quota; nothing else does."""
    dry = {**QUOTA, "rule_id": "quota_dry", "goods": "dry"}
    permits, k = told(ruled(tiny_scenario, QUOTA, dry), "d5")
    assert permits.quotas[permits.of[k]] == {"quota_wheat"}
    others = [permits.quotas[n] for i, n in enumerate(permits.of) if i != k]
    assert set(others) == {frozenset()}


def test_each_quota_is_used_by_the_goods_that_it_means(tiny_scenario):
    """Wheat to China uses its own quota and not that of dry goods, 24 t a box; what no quota counts uses none."""
    dry = {**QUOTA, "rule_id": "quota_dry", "goods": "dry", "from_country": "RU"}
    problem = build_problem(expand(build_instance(ruled(tiny_scenario, QUOTA, dry))))
    used = measure_table(problem.ts.resources, problem.combos, problem.permits)
    columns = [list(problem.ts.resources.resource_id).index(f"quota:{name}") for name in ("quota_wheat", "quota_dry")]
    names = problem.ts.instance.consignments["consignment_id"].to_numpy(str)[problem.options.home]
    for name, combo in zip(names, problem.combo_of, strict=True):
        expected = [24.0 if name.startswith("d5/") else 0.0, 20.0 if name.startswith("d7/") else 0.0]
        assert used[combo, columns].tolist() == expected


def test_goods_that_may_not_go_have_no_option_either_way(tiny_scenario):
    """Neither inspected on entry nor under seal; others that may choose have one option for each."""
    scenario = sealing(tiny_scenario, SITE, INLAND)
    for rules, each in (((), 2), (({**BAN, "goods": "dry", "from_country": "CN", "to_country": "KZ"},), 0)):
        ruled_too = ruled(tiny_scenario, SITE, INLAND, *rules).network["rules"]
        permits, k = told(replace(scenario, network=scenario.network.with_tables(rules=ruled_too)), "d2")
        options = permitted(options_of(build_instance(scenario)), permits)
        assert (options.home == k).sum() == each
        assert (np.diff(options.home) >= 0).all()
        assert set(options.permit[options.home == k]) == ({permits.of[k], permits.sealed[k]} if each else set())


@pytest.mark.parametrize(
    ("rule", "days", "tonnes"),
    [
        ({}, (1, 15), 25.0),
        ({"valid_from": "2025-09-08"}, (8, 15), 50.0 / 2),
        ({"valid_to": "2025-09-07"}, (1, 8), 50.0 / 2),
        ({"valid_to": "2025-09-01"}, (1, 2), 50.0 / 8),
        ({"valid_from": "2025-10-01", "valid_to": "2025-10-02"}, None, 0.0),
        ({"valid_from": "2025-08-01", "valid_to": "2025-08-02"}, None, 0.0),
        ({"unit": "t/month", "amount": 365.0, "valid_from": None, "valid_to": None}, (1, 15), 14 * 12.0),
        ({"unit": "t/year", "amount": 365.0, "valid_from": None, "valid_to": None}, (1, 15), 14.0),
    ],
)
def test_days_and_tonnes_of_a_quota(tiny_scenario, rule, days, tonnes):
    """In the first half of September: days of the rule, both ends included, and their share of the amount."""
    (quota,) = read_quotas(ruled(tiny_scenario, {**QUOTA, **rule}, {**QUOTA, "active": False}, BAN).network)
    period = (minute(2025, 9, 1), minute(2025, 9, 15))
    start, end = quota.days(*period)
    if days is None:
        assert start == end
    else:
        assert (start, end) == tuple(minute(2025, 9, day) for day in days)
    assert quota.tonnes(*period) == pytest.approx(tonnes)


def test_a_quota_is_used_at_the_gate_by_what_is_ready_on_its_days(tiny_scenario):
    """Of one arc for each minute and kind: by those through the gate from its first minute to its last."""
    rule = {**QUOTA, "valid_from": "2025-09-02", "valid_to": "2025-09-03"}
    first, end = minute(2025, 9, 2), minute(2025, 9, 4)
    ready = np.array([first - 1, first, end - 1, end])
    gate, aboard, change = (ArcKind.ENTER, 0), (ArcKind.ENTER, -1), (ArcKind.TRANSFER, 0)
    kind, operation = (np.repeat(values, 4) for values in zip(gate, aboard, change, strict=True))
    arcs = SimpleNamespace(kind=kind, operation=operation, tail=np.tile(np.arange(4), 3))
    horizon = SimpleNamespace(solved_start_min=minute(2025, 9, 1), ready_end_min=minute(2025, 9, 15))
    (row,) = quota_rows(ruled(tiny_scenario, rule).network, horizon, SimpleNamespace(minute=ready), arcs)
    assert row.arc.tolist() == [1, 2]
    assert (row.start_min.tolist(), row.end_min.tolist(), row.capacity.tolist()) == ([first], [end], [50.0])


HELD = {
    "all": (QUOTA, True),
    "before": ({**QUOTA, "valid_to": "2025-08-31"}, False),
    "on_the_day": ({**QUOTA, "valid_from": "2025-09-01", "valid_to": "2025-09-01"}, True),
    "after": ({**QUOTA, "valid_from": "2025-09-02"}, False),
    "abroad": ({**QUOTA, "to_country": "RU"}, False),
}  # fmt: skip


def test_what_is_ready_while_a_quota_holds_counts_once(tiny_scenario):
    """Six boxes of wheat become ready on 1 September: 144 t at the gate, in the graph and along rows of paths alike."""
    rules = [{**rule, "rule_id": name, "amount": 9000.0} for name, (rule, _) in HELD.items()]
    scenario = sold(ruled(tiny_scenario, *rules))
    plan = solve_scenario(scenario)
    instance = build_instance(scenario)
    used = LegUse.of(instance).of_legs(plan.legs, plan.paths.set_index("path_id"))
    found = used[used["kind"] == "quota"].set_index("resource_id")["amount"]
    assert found.to_dict() == pytest.approx({f"quota:{name}": 144.0 for name, (_, counts) in HELD.items() if counts})
    ts = expand(instance)
    tail = np.repeat(np.arange(len(ts.first_arc) - 1), np.diff(ts.first_arc))
    for row, name in enumerate(ts.resources.resource_id):
        if name.startswith("quota:") and name != "quota:abroad":
            arcs = np.flatnonzero(np.diff(np.searchsorted(np.flatnonzero(ts.use_row == row), ts.use_ptr)))
            day = ts.node_min[tail[arcs]] // DAY
            first, last = (HELD[name[6:]][0][end] for end in ("valid_from", "valid_to"))
            assert (day >= minute(*map(int, first.split("-"))) // DAY).all()
            assert (day <= minute(*map(int, last.split("-"))) // DAY).all()
            assert len(arcs) > 0 or name == "quota:before"


@pytest.mark.parametrize(
    ("operations", "word"),
    [
        (["xian_load", "dostyk_change_w"], "inspected"),
        (["xian_load", "dostyk_seal"], "seal"),
        (["xian_load", "dostyk_slot_w"], "seal"),
        (["xian_load"], ""),
        (["almaty_load", "almaty_unload"], ""),
        (["almaty_load", "dostyk_change_e"], ""),
        (["dostyk_load", "xian_unload"], ""),
        (["dostyk_seal", "dostyk_change_w"], "seal"),
    ],
)
def test_how_boxes_came_into_a_country(tiny_scenario, operations, word):
    """By an inspection, or under seal by anything else at the border; what is not at a border inspected is neither."""
    network = sealing(tiny_scenario, SITE).network
    found = entered(network, pd.DataFrame({"path_id": "p", "operation_id": ["", *operations]}))
    assert found.to_dict() == ({"p": word} if word else {})


def test_only_an_inspected_gauge_change_makes_a_border(tiny_scenario):
    """Where the cars of an express are inspected but no gauge change is, boxes do not come in under seal beside."""
    network = ruled(tiny_scenario, SITE, inspected=["dostyk_slot_w", "almaty_unload"]).network
    assert entry_words(network) == {"dostyk_slot_w": "inspected", "almaty_unload": "inspected"}


@pytest.mark.parametrize(
    ("sites", "on_entry", "at_end"),
    [
        ({"dostyk", "almaty"}, set(), {"almaty_unload"}),
        ({"almaty"}, {"dostyk_change_w"}, {"almaty_unload"}),
        ({"dostyk"}, set(), {"almaty_unload", "almaty_inspect"}),
    ],
    ids=["both", "the end", "the border"],
)
def test_operations_that_goods_may_not_have(tiny_scenario, sites, on_entry, at_end):
    """Of one arc for each operation; what is done eastbound, moved at Almaty or inspected at Xian stays open."""
    network = sealing(tiny_scenario, SITE, INLAND).network
    rows = network["operations"]
    change = rows[rows["operation_id"] == "dostyk_change_w"]
    more = change.assign(operation_id="xian_change", terminal_id="xian")
    rows = pd.concat([rows, more], ignore_index=True)
    network = network.with_tables(operations=rows)
    kind = np.where(rows["activity"] == "unload", ArcKind.UNLOAD, ArcKind.TRANSFER)
    graph = SimpleNamespace(instance=SimpleNamespace(network=network), kind=kind, ref=np.arange(len(rows)))
    terminal = network["terminals"]["terminal_id"].tolist().index("almaty")
    found = Clearing(graph).shut("dry", {"dostyk", "almaty"}, sites, "KZ", terminal)
    name = rows["operation_id"].to_numpy(str)
    always = {"dostyk_priority_w", "dostyk_slot_w", "dostyk_seal", "almaty_inspect", "moscow_inspect"}
    assert set(name[found.on_entry]) == always | on_entry
    assert set(name[found.at_end]) == {"dostyk_change_w", "moscow_inspect"} | at_end
    assert found.may_end == ("almaty" in sites)
    assert found.uncleared == (() if "dostyk" in sites else ("dostyk",))


@pytest.mark.parametrize("cold", [False, True], ids=["usual units", "cold chain"])
@pytest.mark.parametrize(
    "rules", [(SITE, INLAND), ({**BAN, "goods": "dry", "from_country": "CN", "to_country": "AZ"},)], ids=["two", "none"]
)
def test_paths_are_carried_over_to_options_that_allow_them(tiny_scenario, rules, cold):
    """Where goods have two ways, or none, options are not numbered like consignments: each keeps its own paths."""
    changes = (Change("cold_chain", "cold_chain", {"active": True}),) if cold else ()
    graph = expand(build_instance(replace(sealing(tiny_scenario, *rules), changes=changes)))
    problem, first = build_problem(graph), solve_timespace(graph)
    plan = to_plan(graph, first)
    columns = (warm := carry_over(plan, graph, plan.paths, plan.legs)).columns
    carried = np.bincount(problem.options.home[columns.owner], warm.flow, len(first.served))
    assert carried == pytest.approx(first.served)
    for owner, begin, end in zip(columns.owner, columns.ptr, columns.ptr[1:], strict=False):
        shut = problem.permits.shut[problem.options.permit[owner]]
        assert not np.isin(columns.arc[begin:end], shut).any()
    assert solve_timespace(graph, warm=warm).objective == pytest.approx(first.objective, rel=1e-6)
