"""Duties: who pays them, on which day, and that every way pays them but not selling; worked out by head."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace

import pandas as pd
import pytest
from ruled import BAN, ruled

from logistics.audit import audit_plan
from logistics.cargo.duties import charges_usd, duty_usd_per_t, read_duties
from logistics.cli.route_reefer import duty_lines
from logistics.indicators import evaluate
from logistics.network import load_network, packaged_data
from logistics.planning import solve_scenario
from logistics.routing import find_paths
from logistics.scenario import build_instance

DUTY = {
    "rule_id": "duty_wheat", "kind": "duty", "goods": "grain", "from_country": "KZ", "to_country": "CN",
    "amount": 10.0, "unit": "%",
}  # fmt: skip
PER_T = {**DUTY, "rule_id": "duty_per_t", "amount": 3.0, "unit": "USD/t"}


def on_a_tonne(tiny_scenario, *rules, origin="almaty", destination="xian", goods="wheat", day=1):
    """Return the duty on a tonne [USD]; wheat is worth 250 USD."""
    ready = datetime(2025, 9, day, tzinfo=UTC).timestamp() // 60
    rows = pd.DataFrame(
        {"commodity_id": [goods], "origin": [origin], "destination": [destination], "ready_min": [int(ready)]}
    )
    return float(duty_usd_per_t(ruled(tiny_scenario, *rules).network, rows)[0])


def test_a_duty_is_a_share_of_the_value_or_by_mass(tiny_scenario):
    """10 % of 250 USD, 3 USD a tonne, or both."""
    assert on_a_tonne(tiny_scenario, DUTY) == pytest.approx(25.0)
    assert on_a_tonne(tiny_scenario, PER_T) == pytest.approx(3.0)
    assert on_a_tonne(tiny_scenario, DUTY, PER_T) == pytest.approx(28.0)
    assert on_a_tonne(tiny_scenario) == 0.0


@pytest.mark.parametrize(
    ("rule", "asked"),
    [
        ({"active": False}, {}),
        ({"kind": "ban"}, {}),
        ({"goods": "beef"}, {}),
        ({}, {"destination": "moscow"}),
        ({}, {"origin": "moscow"}),
        ({}, {"origin": "xian", "destination": "almaty"}),
        ({"to_country": ""}, {"destination": "dostyk"}),
        ({"valid_from": "2025-09-02"}, {}),
        ({"valid_to": "2025-08-31"}, {}),
    ],
)
def test_what_no_duty_means_pays_none(tiny_scenario, rule, asked):
    """Other goods, countries and days, goods that stay at home, and rows that are no active duty."""
    assert on_a_tonne(tiny_scenario, {**DUTY, **rule}, **asked) == 0.0
    days = {"valid_from": "2025-09-01", "valid_to": "2025-09-01"}
    assert on_a_tonne(tiny_scenario, {**DUTY, **days}) == pytest.approx(25.0)


def test_a_box_pays_duty_by_its_tonnes_and_its_cleaning(tiny_scenario):
    """24 t at 25 USD and 10 USD; beef pays neither; where no rules are known nothing is due on goods."""
    network = ruled(tiny_scenario, DUTY).network
    goods = network["commodities"]
    network = network.with_tables(
        commodities=goods.assign(cleaning_usd_per_box=goods["commodity_id"].map({"wheat": 10.0}))
    )
    ready = int(datetime(2025, 9, 1, tzinfo=UTC).timestamp() // 60)
    rows = pd.DataFrame({"commodity_id": ["wheat", "beef"], "tonnes_per_box": [24.0, 20.0]})
    rows = rows.assign(origin="almaty", destination="xian", ready_min=ready)
    assert charges_usd(network, rows).tolist() == pytest.approx([610.0, 0.0])
    without = replace(network, tables={name: table for name, table in network.tables.items() if name != "rules"})
    assert charges_usd(without, rows).tolist() == pytest.approx([10.0, 0.0])


def outside(scenario, demand="d5"):
    """Return the outside option of a demand row: id, generalised cost and price [USD per box]."""
    table = build_instance(scenario).consignments
    row = table[table["consignment_id"].str.startswith(demand + "/")].iloc[0]
    return row["outside_id"], row["outside_usd_per_box"], row["outside_price_usd_per_box"]


@pytest.mark.parametrize(("amount", "left"), [(0.0, 750.0), (10.0, 150.0), (12.5, 0.0), (50.0, 0.0)])
def test_goods_that_are_not_sold_save_the_duty(tiny_scenario, amount, left):
    """24 t at 250 USD pay 600 USD at 10 %: not selling costs half of 1,500 USD, less that, never below nothing."""
    scenario = ruled(tiny_scenario, {**DUTY, "amount": amount})
    assert outside(scenario) == ("market_kz_grain", pytest.approx(left), pytest.approx(left))
    assert outside(scenario, "d4") == outside(tiny_scenario, "d4")
    plan = solve_scenario(scenario)
    report = audit_plan(plan)
    assert report.passed, str(report)


def test_other_ways_pay_the_duty_like_the_trains(tiny_scenario):
    """Beef goes by road instead: the duty changes neither what that costs nor the plan, only what is paid."""
    scenario = ruled(tiny_scenario, {**DUTY, "goods": "beef"})
    assert outside(scenario, "d4") == outside(tiny_scenario, "d4")
    plan, free = solve_scenario(scenario), solve_scenario(tiny_scenario)
    assert plan.objective == pytest.approx(free.objective)
    found = evaluate(plan, scenario.network)
    paid = found[found["indicator"] == "duties"].set_index("scope")["value"]
    beef = plan.paths[plan.paths["consignment_id"].str.startswith("d4/")]
    payload = scenario.network["loading_units"].set_index("unit_id")["payload_t"][beef["unit"].iloc[0]]
    assert paid.to_dict() == pytest.approx(dict.fromkeys(("beef", "all"), beef["boxes"].sum() * payload * 500.0))
    assert "duties" not in set(evaluate(free, tiny_scenario.network)["indicator"])


def test_the_audit_recomputes_what_not_selling_saves(tiny_scenario):
    """A plan made without the duty, or with another, fails the audit."""
    plan = solve_scenario(ruled(tiny_scenario, DUTY))
    for rule in (
        {**DUTY, "amount": 9.0},
        {**DUTY, "unit": "USD/t"},
        {**DUTY, "active": False},
        {**DUTY, "valid_to": "2025-08-31"},
    ):
        other = ruled(tiny_scenario, rule)
        report = audit_plan(replace(plan, scenario=other), build_instance(ruled(tiny_scenario, DUTY)))
        assert report.passed
        tables = build_instance(other)
        stale = replace(build_instance(ruled(tiny_scenario, DUTY)), network=tables.network)
        assert "outside" in audit_plan(replace(plan, scenario=other), stale).failed()


def test_a_question_is_told_the_duty_beside_the_cost(tiny_scenario):
    """Per FEU, with its rule and source, on every path; none for other goods, or where the rule is not to hold."""
    ask = {"origin": "almaty", "destination": "xian", "commodity": "wheat", "depart": datetime(2025, 9, 1, tzinfo=UTC)}
    free = find_paths(tiny_scenario, **ask)
    front = find_paths(ruled(tiny_scenario, DUTY, BAN), **ask)
    assert [path.cost_usd for path in front] == [path.cost_usd for path in free]
    assert {path.duty_usd for path in front} == {25.0 * 24.0 / 0.5}
    assert {path.duty_usd for path in free} == {0.0}
    (told,) = front.query["duties"]
    assert (told["rule_id"], told["amount"], told["unit"], told["usd_per_feu"]) == ("duty_wheat", 10.0, "%", 1200.0)
    assert front[0].to_dict()["duty_usd"] == 1200.0
    assert find_paths(ruled(tiny_scenario, DUTY), **ask, ignore_rules=("duty_wheat",))[0].duty_usd == 0.0
    assert find_paths(ruled(tiny_scenario, DUTY), **{**ask, "commodity": "beef"})[0].duty_usd == 0.0


def test_a_box_is_cleaned_after_some_goods_on_every_way(tiny_scenario):
    """10 USD a box: saved by not selling, told per FEU beside the cost, added up, and recomputed by the audit."""
    goods = tiny_scenario.network["commodities"]
    dirty = goods["commodity_id"].map({"wheat": 10.0, "beef": 5.0})
    network = tiny_scenario.network.with_tables(commodities=goods.assign(cleaning_usd_per_box=dirty))
    scenario = replace(tiny_scenario, network=network)
    before, after = outside(tiny_scenario), outside(scenario)
    assert (before[1] - after[1], before[2] - after[2]) == pytest.approx((10.0, 10.0))
    ask = {"origin": "almaty", "destination": "xian", "commodity": "wheat", "depart": datetime(2025, 9, 1, tzinfo=UTC)}
    front, free = find_paths(scenario, **ask), find_paths(tiny_scenario, **ask)
    assert front.query["cleaning_usd"] == 10.0 / 0.5
    assert [path.cost_usd for path in front] == [path.cost_usd for path in free]
    assert "20 USD per FEU" in duty_lines(front)[0]
    assert duty_lines(free) == []
    plan = solve_scenario(scenario)
    assert audit_plan(plan).passed
    found = evaluate(plan, network).set_index(["indicator", "scope"])["value"]
    beef = plan.paths[plan.paths["consignment_id"].str.startswith("d4/")]
    assert found["cleaning", "beef"] == pytest.approx(5.0 * beef["boxes"].sum())
    stale = replace(build_instance(scenario), network=tiny_scenario.network)
    assert "outside" in audit_plan(replace(plan, scenario=tiny_scenario), stale).failed()


def test_duties_that_are_published():
    """Uzbekistan takes the value of raw hides again; China's rate on grain outside its quota is not charged."""
    duties = read_duties(load_network(packaged_data("network_data")))
    assert [(duty.rule.rule_id, duty.amount, duty.unit) for duty in duties] == [("duty_raw_hides_uz", 100.0, "%")]


def test_the_line_below_the_legs():
    """By value or by mass, with rule and source; none where nothing is due."""
    share = {"rule_id": "a", "amount": 65.0, "unit": "%", "usd_per_feu": 6500.4, "source": "tariffs:F079"}
    front = SimpleNamespace(query={"duties": [share, {**share, "amount": 3.0, "unit": "USD/t", "usd_per_feu": 60.0}]})
    first, second = duty_lines(front)
    assert first == (
        "Duty, beside the cost of every way: 6,500 USD per FEU (65 % of the value, rule a; source: tariffs:F079)."
    )
    assert "60 USD per FEU (3 USD/t, rule a" in second
    assert duty_lines(SimpleNamespace(query={})) == []
