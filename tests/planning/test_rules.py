"""Rules in the plan: forbidden goods stay behind and say why, forbidden ways are shut, and the audit sees both."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from ruled import BAN, INLAND, QUOTA, SITE, TRANSIT, ruled, sealing, sold

from logistics.audit import audit_plan
from logistics.indicators import evaluate
from logistics.planning import apply_relaxation, solve_scenario
from logistics.scenario import Change


def left(plan, demand):
    """Return the unserved rows of a demand row."""
    return plan.unserved[plan.unserved["consignment_id"].str.startswith(demand + "/")]


@pytest.mark.parametrize(
    ("rule", "demand"),
    [
        (BAN, "d4"),
        ({**BAN, "valid_from": "2025-09-02", "valid_to": "2025-10-31"}, "d4"),
        ({**BAN, "kind": "protocol", "rule_id": "protocol_beef", "valid_from": "2025-12-01"}, "d4"),
        (TRANSIT, "d7"),
        ({**TRANSIT, "through": "CN"}, "d7"),
    ],
    ids=["ban", "ban of some days", "no protocol yet", "transit", "transit of the end"],
)
def test_forbidden_goods_stay_behind_and_name_the_rule(tiny_scenario, rule, demand):
    """The reason is the rule; dropping it as the relaxation says carries the boxes; both plans pass the audit."""
    scenario = ruled(tiny_scenario, rule)
    plan = solve_scenario(scenario)
    rows = left(plan, demand)
    assert list(rows["reason"]) == ["rule"]
    assert list(rows["resource_id"]) == [rule["rule_id"]]
    assert json.loads(rows["cheapest_relaxation"].iloc[0]) == {"drop_rules": [rule["rule_id"]]}
    report = audit_plan(plan)
    assert report.passed, str(report)
    freed = apply_relaxation(scenario, rows["consignment_id"].iloc[0], rows["cheapest_relaxation"].iloc[0])
    again = solve_scenario(freed)
    assert left(again, demand).empty
    assert audit_plan(again).passed


@pytest.mark.parametrize(
    "rule",
    [
        {**BAN, "valid_to": "2025-09-01"},
        {**BAN, "from_country": "RU"},
        {**BAN, "active": False},
        {**BAN, "kind": "protocol"},
        {**TRANSIT, "valid_from": "2025-12-01"},
    ],
    ids=["over", "other country", "not active", "protocol in force", "not yet"],
)
def test_rules_that_do_not_hold_change_nothing(tiny_scenario, tiny_plan, rule):
    """A rule that is over, of other goods, switched off or permits, leaves the plan as it is."""
    plan = solve_scenario(ruled(tiny_scenario, rule))
    assert plan.objective == pytest.approx(tiny_plan.objective)
    assert not (plan.unserved["reason"] == "rule").any()
    assert audit_plan(plan).passed


def done_to(plan, demand):
    """Return the operations done to the boxes of a demand row."""
    own = plan.paths.loc[plan.paths["consignment_id"].str.startswith(demand + "/"), "path_id"]
    return set(plan.legs.loc[plan.legs["path_id"].isin(own), "operation_id"]) - {""}


def test_goods_enter_by_an_inspection_that_may_clear_them(tiny_scenario):
    """With a site at the border, express boxes may not slip in uninspected; with none, nothing enters."""
    free = solve_scenario(ruled(tiny_scenario, inspected=["dostyk_change_w"]))
    plan = solve_scenario(ruled(tiny_scenario, SITE, inspected=["dostyk_change_w"]))
    assert {"dostyk_priority_w", "dostyk_slot_w"} & done_to(free, "d1")
    assert "dostyk_change_w" in done_to(plan, "d2")
    assert not {"dostyk_priority_w", "dostyk_slot_w"} & done_to(plan, "d2")
    assert {"dostyk_priority_w", "dostyk_slot_w"} & done_to(plan, "d1")  # to Moscow: no rule
    assert audit_plan(plan).passed
    elsewhere = solve_scenario(ruled(tiny_scenario, INLAND, inspected=["dostyk_change_w"]))
    assert set(left(elsewhere, "d2")["reason"]) == {"no_path"}
    told = audit_plan(replace(free, scenario=elsewhere.scenario))
    assert any("goods are inspected once" in text for text in told.findings)


def test_a_site_at_the_destination_inspects_what_enters_under_seal(tiny_scenario):
    """Goods are inspected once: at the border, or as they are unloaded, where that is cheaper."""
    scenario = sealing(tiny_scenario, SITE, INLAND)
    plan = solve_scenario(scenario)
    report = audit_plan(plan)
    assert report.passed, str(report)
    assert {"dostyk_seal", "almaty_inspect"} <= done_to(plan, "d2")
    for _, legs in plan.legs.groupby("path_id"):
        operations = set(legs["operation_id"])
        if "almaty_unload" in operations or "almaty_inspect" in operations:
            assert ("almaty_inspect" in operations) == ("dostyk_change_w" not in operations)
    found = evaluate(plan, plan.scenario.network)
    own = found[found["indicator"] == "boxes_inspected"].set_index("scope")["value"]
    carried = plan.paths[plan.paths["consignment_id"].str.startswith("d2/")]["boxes"].sum()
    assert own.filter(like="electronics/").sum() == pytest.approx(carried)
    assert own["electronics/almaty"] > 0
    closed = replace(scenario, changes=(Change("no", "rule", {"rule": "site_almaty", "active": False}),))
    assert "almaty_inspect" not in done_to(solve_scenario(closed), "d2")


def test_boxes_under_seal_are_inspected_at_their_end_when_planned_again(tiny_scenario):
    """The border is behind them: although an ordinary unloading is cheaper, they are inspected once, as was meant."""
    scenario = sealing(tiny_scenario, SITE, INLAND)
    operations = scenario.network["operations"].copy()
    operations.loc[operations["operation_id"] == "almaty_inspect", "cost_usd_per_feu"] = 90.0
    closed = Change("event", "close", {"link": "dostyk-almaty"}, date(2025, 9, 4), date(2025, 9, 8))
    plan = solve_scenario(
        replace(scenario, network=scenario.network.with_tables(operations=operations), changes=(closed,))
    )
    assert len(plan.stages) == 2
    report = audit_plan(plan)
    assert report.passed, str(report)
    assert {"dostyk_seal", "almaty_inspect"} <= done_to(plan, "d2")


@pytest.mark.parametrize(
    ("rule", "words"), [(BAN, "ban_beef forbid it"), (TRANSIT, "passes KZ")], ids=["ban", "transit"]
)
def test_the_audit_finds_paths_that_rules_forbid(tiny_scenario, tiny_plan, rule, words):
    """A plan made without a rule fails the audit with it."""
    report = audit_plan(replace(tiny_plan, scenario=ruled(tiny_scenario, rule)))
    assert "rules" in report.failed()
    assert any(words in text for text in report.findings)


def planned(tiny_scenario, rule, **dates):
    """Return the plan of the tiny scenario in which a rule on goods from Moscow to Xian is switched on as an event."""
    scenario = ruled(tiny_scenario, {**BAN, "goods": "dry", "from_country": "RU", "active": False, **rule})
    event = Change("ban", "rule", {"rule": "ban_beef", "active": True}, **dates)
    plan = solve_scenario(replace(scenario, changes=(event,)))
    report = audit_plan(plan)
    assert report.passed, str(report)
    return plan


def rides(plan, demand):
    """Return the rides of a demand row in order: from, to, start and end."""
    own = plan.paths.loc[plan.paths["consignment_id"].str.startswith(demand + "/"), "path_id"]
    legs = plan.legs[plan.legs["path_id"].isin(own) & (plan.legs["kind"] == "ride")].sort_values(["path_id", "seq"])
    return legs[["from", "to", "start_utc", "end_utc"]]


def test_boxes_under_way_that_may_no_longer_enter_are_given_up(tiny_scenario):
    """A ban on imports that becomes known while boxes are on the way shuts them out, and is the reason."""
    plan = planned(tiny_scenario, {}, start=date(2025, 9, 8))
    rows = left(plan, "d7")
    assert list(rows["reason"]) == ["rule"]
    assert list(rows["resource_id"]) == ["ban_beef"]
    (gone,) = plan.stages[-1]["stranded"]
    assert gone["consignment_id"].startswith("d7/")
    assert gone["legs"][-1]["to"] != "xian"
    assert rides(plan, "d7").empty


@pytest.mark.parametrize("known", ["on its first day", "the day after"])
def test_boxes_on_a_train_that_does_not_stop_outside_are_refused(tiny_scenario, known):
    """From Moscow the first stop is beyond the border: those that arrive there during the ban are given up there."""
    free = rides(solve_scenario(tiny_scenario), "d7")
    came = free["end_utc"].iloc[0].date()
    start = came if known == "on its first day" else came + timedelta(1)
    plan = planned(tiny_scenario, {**TRANSIT, "rule_id": "ban_beef", "active": False}, start=start)
    if known == "the day after":
        assert left(plan, "d7").empty
        return
    assert list(left(plan, "d7")["resource_id"]) == ["ban_beef"]
    (gone,) = plan.stages[-1]["stranded"]
    assert gone["legs"][-1]["to"] == free["to"].iloc[0] == "almaty"
    assert "stranded" not in planned(tiny_scenario, {"active": False, "to_country": "KZ"}, start=start).stages[-1]


def test_boxes_under_way_wait_until_a_ban_is_over(tiny_scenario):
    """They stand outside, and come in on the first train after its last day."""
    free = rides(solve_scenario(tiny_scenario), "d7")
    came = free["end_utc"].iloc[-1].date()
    plan = planned(tiny_scenario, {}, start=came - timedelta(3), end=came + timedelta(2))
    now = rides(plan, "d7")
    assert now["end_utc"].iloc[-1].date() > came + timedelta(2)
    assert list(now["to"]) == list(free["to"])
    assert left(plan, "d7").empty
    assert len(plan.stages) == 2


def test_boxes_that_left_before_the_ban_of_a_sender_arrive(tiny_scenario):
    """A ban on exports stops what is still to leave the origin, not what is under way."""
    plan = planned(tiny_scenario, {"to_country": ""}, start=date(2025, 9, 8))
    assert left(plan, "d7").empty
    assert len(rides(plan, "d7")) > 0
    early = planned(tiny_scenario, {"to_country": ""}, start=date(2025, 9, 4), end=date(2025, 9, 5))
    assert (rides(early, "d7")["start_utc"].dt.day > 5).all()
    stopped = planned(tiny_scenario, {"to_country": ""}, start=date(2025, 9, 4))
    assert list(left(stopped, "d7")["reason"]) == ["rule"]


def test_a_ban_is_not_foreseen(tiny_scenario):
    """Boxes set out before it is known; with the ban known from the beginning they stay at home."""
    known = planned(tiny_scenario, {}, start=date(2025, 9, 8), known_from=date(2025, 8, 1))
    assert len(known.stages) == 1
    assert list(left(known, "d7")["reason"]) == ["rule"]
    unforeseen = planned(tiny_scenario, {}, start=date(2025, 9, 8))
    assert unforeseen.objective > known.objective


def test_the_audit_finds_boxes_that_entered_during_a_ban(tiny_scenario):
    """Those that came in on a day of it, and were not on that train when it became known."""
    free = solve_scenario(tiny_scenario)
    came = rides(free, "d7")["end_utc"].iloc[-1].date()
    for shift, failed in ((-1, False), (0, True), (1, False)):
        day = (came + timedelta(shift)).isoformat()
        rule = {**BAN, "goods": "dry", "from_country": "RU", "valid_from": day, "valid_to": day}
        report = audit_plan(replace(free, scenario=ruled(tiny_scenario, rule)))
        assert ("rules" in report.failed()) == failed


@pytest.mark.parametrize(
    ("rule", "tonnes"),
    [
        (QUOTA, 50.0),  # all days on which goods become ready lie inside
        ({**QUOTA, "amount": 365.0, "unit": "t/year", "valid_from": None, "valid_to": None}, 28.0),
        ({**QUOTA, "amount": 1825.0, "unit": "t/year"}, 140.0),
        ({**QUOTA, "amount": 0.0}, 0.0),
    ],
    ids=["by dates", "rate", "rate over dates", "nothing"],
)
def test_a_quota_binds_and_has_a_price(tiny_scenario, rule, tonnes):
    """No more tonnes set out than the quota's share of the days; a tonne more saves the price; the audit agrees."""
    scenario = sold(ruled(tiny_scenario, rule))
    plan = solve_scenario(scenario)
    wheat = plan.paths[plan.paths["consignment_id"].str.startswith("d5/")]
    facts = scenario.network["loading_units"].set_index("unit_id")["payload_t"]
    sent = float((wheat["boxes"] * wheat["unit"].map(facts).astype(float)).sum())
    assert sent == pytest.approx(tonnes, abs=1e-6)
    report = audit_plan(plan)
    assert report.passed, str(report)
    if tonnes == 0.0:
        return
    row = plan.prices[plan.prices["resource_id"] == "quota:quota_wheat"].iloc[0]
    assert (row["kind"], row["unit"]) == ("quota", "t")
    assert row["capacity"] == pytest.approx(tonnes)
    assert row["used"] == pytest.approx(tonnes)
    more = solve_scenario(scenario.with_change("relax", resource="quota:quota_wheat", amount=1.0))
    assert plan.objective - more.objective == pytest.approx(row["price_usd"], rel=1e-6)
    reasons = left(plan, "d5")
    assert list(reasons["resource_id"]) == ["quota:quota_wheat"]


@pytest.mark.parametrize("rule", [{**QUOTA, "goods": "dry"}, {**QUOTA, "to_country": "RU"}, {**QUOTA, "active": False}])
def test_a_quota_counts_only_what_it_means(tiny_scenario, rule):
    """Other goods, other countries and a quota that is switched off leave the plan as it is."""
    plan = solve_scenario(sold(ruled(tiny_scenario, {**rule, "amount": 1.0})))
    assert plan.objective == pytest.approx(solve_scenario(sold(tiny_scenario)).objective)
    assert audit_plan(plan).passed


def test_the_audit_finds_tonnes_beyond_a_quota(tiny_scenario):
    """A plan made without the quota fails the audit with it."""
    plan = solve_scenario(sold(tiny_scenario))
    report = audit_plan(replace(plan, scenario=sold(ruled(tiny_scenario, QUOTA))))
    assert "quota" in report.failed()


def test_what_set_out_before_an_event_counts_in_the_quota(tiny_scenario):
    """Planned again in the second week, the tonnes of the first are still taken off."""
    event = Change("slow", "price", {"operator": "KTZ", "factor": 1.01}, known_from=date(2025, 9, 6))
    scenario = sold(ruled(tiny_scenario, QUOTA))
    plan = solve_scenario(replace(scenario, changes=(*scenario.changes, event)))
    assert len(plan.stages) == 2
    report = audit_plan(plan)
    assert report.passed, str(report)
    wheat = plan.paths[plan.paths["consignment_id"].str.startswith("d5/")]
    assert float(wheat["boxes"].sum()) * 24.0 == pytest.approx(50.0)


def test_goods_that_no_inspection_lets_in_have_no_path(tiny_scenario):
    """The border may not clear them, and the site inland has no inspected unloading: there is no path for them."""
    plan = solve_scenario(ruled(tiny_scenario, INLAND, inspected=["dostyk_change_w"]))
    assert set(left(plan, "d2")["reason"]) == {"no_path"}
    report = audit_plan(plan)
    assert report.passed, str(report)
