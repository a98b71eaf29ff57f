"""Rules that name a part of a country: plan, audit and questions tell it from the rest."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pandas as pd
import pytest
from ruled import BAN, ruled

from logistics.audit import audit_plan
from logistics.cargo.rules import read_rules, violated
from logistics.network import load_network, packaged_data
from logistics.planning import solve_scenario
from logistics.routing import find_paths

PROTOCOL = {**BAN, "kind": "protocol", "rule_id": "protocol"}
ASK = {"origin": "almaty", "destination": "xian", "commodity": "beef", "depart": datetime(2025, 9, 2, tzinfo=UTC)}


def with_provinces(tiny_scenario, *rules):
    """Return the tiny scenario with rules; Almaty lies in KZ-75, other terminals in no known province."""
    scenario = ruled(tiny_scenario, *rules)
    row = {
        "terminal_id": "almaty",
        "province": "KZ-75",
        "name": "Almaty",
        "source": "tiny",
        "quality": "assumed",
        "note": "",
    }
    provinces = pd.DataFrame([row])
    return replace(scenario, network=scenario.network.with_tables(provinces=provinces))


@pytest.mark.parametrize(
    ("rule", "goes"),
    [
        ({**BAN, "from_country": "KZ-75"}, False),
        ({**BAN, "from_country": "KZ-33;KZ-19"}, True),
        ({**BAN, "from_country": "KZ"}, False),
        ({**PROTOCOL, "from_country": "KZ-75"}, True),
        ({**PROTOCOL, "from_country": "KZ-33"}, False),
        ({**PROTOCOL, "from_country": "KZ"}, True),
    ],
)
def test_goods_of_a_province_may_go_or_not(tiny_scenario, rule, goes):
    """A ban stops goods of its provinces; a protocol lets those of its provinces go, and no others of the country."""
    scenario = with_provinces(tiny_scenario, rule)
    plan = solve_scenario(scenario)
    report = audit_plan(plan)
    assert report.passed, str(report)
    left = plan.unserved[plan.unserved["consignment_id"].str.startswith("d4/")]
    assert list(left["reason"]) == ([] if goes else ["rule"])
    assert bool(find_paths(scenario, **ASK).paths) == goes


def test_goods_to_a_province(tiny_scenario):
    """The receiver may be a province too."""
    rule = {**BAN, "goods": "dry", "from_country": "CN", "to_country": "KZ-75"}
    ask = {**ASK, "origin": "xian", "destination": "almaty", "commodity": "electronics"}
    assert not find_paths(with_provinces(tiny_scenario, rule), **ask).paths
    assert find_paths(with_provinces(tiny_scenario, {**rule, "to_country": "KZ-33"}), **ask).paths


def test_the_audit_reads_provinces_itself(tiny_scenario):
    """A plan made without the rule fails with it."""
    plan = solve_scenario(with_provinces(tiny_scenario))
    for place, failed in (("KZ-75", True), ("KZ-33", False)):
        other = with_provinces(tiny_scenario, {**BAN, "from_country": place})
        assert ("rules" in audit_plan(replace(plan, scenario=other)).failed()) == failed


def test_what_is_known_about_the_provinces_of_kazakhstan():
    """Every terminal of the country has one; the ban of all but the south-east is a switch that leaves Almaty alone."""
    network = load_network(packaged_data("network_data"))
    terminals = network["terminals"]
    known = set(network["provinces"]["terminal_id"])
    assert known == set(terminals.loc[terminals["country"] == "KZ", "terminal_id"])
    rules = network["rules"].set_index("rule_id")
    switch, allowed = (rules.loc[name] for name in ("ban_meat_kz_cn_not_southeast", "protocol_meat_kz_cn_2024"))
    assert not switch["active"]
    named = [set(str(row["from_country"]).split(";")) for row in (switch, allowed)]
    assert named[0] | named[1] == set(network["provinces"]["province"])
    assert not named[0] & named[1]
    table = network["rules"].assign(active=network["rules"]["active"] | (network["rules"]["rule_id"] == switch.name))
    on = read_rules(network.with_tables(rules=table))
    for place, found in (("KZ-75", []), ("KZ-15", ["ban_meat_kz_cn_not_southeast"])):
        told = violated(on, "frozen_beef", place, "CN", (), date(2025, 9, 1))
        assert [rule.rule_id for rule in told] == found
