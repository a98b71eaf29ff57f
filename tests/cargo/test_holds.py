"""Samples at an inspection: how long boxes are held, what a question is told, and what a plan expects."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruled import SITE, ruled

from logistics.cargo.holds import Hold, hold_at, read_holds
from logistics.cargo.rules import Rule
from logistics.indicators import evaluate
from logistics.network import load_network, packaged_data
from logistics.planning import solve_scenario
from logistics.report.wording import waits_text
from logistics.routing import find_paths
from logistics.routing.delay import lognormal_quantiles, lognormal_share, with_hold
from logistics.routing.sampled import Sampled

RULE = Rule(
    "samples", "hold", frozenset({"electronics"}), frozenset({"CN"}), frozenset({"KZ"}), frozenset(), "", None, None, ""
)  # fmt: skip
HOLD = Hold(RULE, 0.2, 120.0, 240.0)
SAMPLES = {"rule_id": "samples", "kind": "hold", "goods": "electronics", "from_country": "CN", "to_country": "KZ"}
DEPART = datetime(2025, 9, 1, tzinfo=UTC)
ASK = {"origin": "xian", "destination": "almaty", "commodity": "electronics", "depart": DEPART}


@pytest.mark.parametrize(
    ("share", "expected", "typical", "p90"),
    [
        (0.2, 36.0, 0.0, 180.0),  # half of the sampled are held for 180 h or longer: one box in ten
        (0.1, 18.0, 0.0, 0.0),
        (0.05, 9.0, 0.0, 0.0),
        (0.4, 72.0, 0.0, 210.0),
        (0.5, 90.0, 0.0, 216.0),
        (0.75, 135.0, 160.0, 224.0),
        (1.0, 180.0, 180.0, 228.0),
    ],
)
def test_hours_of_a_hold(share, expected, typical, p90):
    """Between 120 and 240 h for a share of the boxes, none for the others."""
    hold = replace(HOLD, share=share)
    assert (hold.expected_h, hold.typical_h, hold.p90_h) == pytest.approx((expected, typical, p90))


@pytest.mark.parametrize(
    ("rule", "asked", "meets"),
    [
        ({}, {}, True),
        ({"terminal_id": "dostyk"}, {}, True),
        ({"terminal_id": "altynkol"}, {}, False),
        ({"valid_from": date(2025, 9, 2)}, {}, False),
        ({"valid_to": date(2025, 9, 1)}, {}, True),
        ({"goods": frozenset({"beef"})}, {}, False),
        ({}, {"ends": ("CN", "RU")}, False),
    ],
)
def test_which_goods_meet_a_hold(rule, asked, meets):
    """Those that the rule means, at its terminal, on its days."""
    ask = {"ends": ("CN", "KZ"), **asked}
    hold = replace(HOLD, rule=replace(RULE, **rule))
    assert hold_at([hold], "electronics", ask["ends"], "dostyk", date(2025, 9, 1)) == (hold if meets else None)
    longer = replace(hold, share=0.3)
    if meets:
        assert hold_at([hold, longer, hold], "electronics", ask["ends"], "dostyk", date(2025, 9, 1)) == longer


@given(
    st.floats(0.01, 1.0), st.floats(0.0, 100.0), st.floats(0.0, 300.0), st.floats(10.0, 400.0), st.floats(1.0, 4000.0)
)
@settings(max_examples=60, deadline=None)
def test_quantiles_are_those_of_the_mixture(share, low, more, mean, variance):
    """That share of all boxes has arrived by each; never earlier than without the hold, later than with it for all."""
    held = Sampled(1, replace(HOLD, share=share, low_h=low, high_h=low + more))
    fixed, means, variances = np.array([5.0, 50.0]), np.full(2, mean), np.full(2, variance)
    free = fixed + lognormal_quantiles(means, variances)
    found = with_hold(free, fixed, means, variances, held)
    assert found[:, 0] == pytest.approx(free[:, 0])  # before the inspection
    after = (mean + low + more / 2, variance + more**2 / 12)
    for p, hours in zip((0.1, 0.5, 0.9), found[:, 1] - 50.0, strict=True):
        parts = [
            lognormal_share(np.array([hours]), *(np.array([value]) for value in moments))[0]
            for moments in ((mean, variance), after)
        ]
        assert (1 - share) * parts[0] + share * parts[1] == pytest.approx(p, abs=1e-6)


def test_what_is_certain_has_two_hours():
    """A wait that does not vary, and a hold of one length: nine boxes in ten are through without it, or not."""
    fixed, none = np.array([10.0]), np.zeros(1)
    for share, p90 in ((0.09, 10.0), (0.2, 34.0)):
        held = Sampled(0, replace(HOLD, share=share, low_h=24.0, high_h=24.0))
        assert with_hold(np.full((3, 1), 10.0), fixed, none, none, held)[:, 0] == pytest.approx([10.0, 10.0, p90])


def held(tiny_scenario, share=0.2, **rule):
    """Return the tiny scenario in which electronics to Almaty are inspected at Dostyk, and may be sampled there."""
    scenario = ruled(tiny_scenario, SITE, {**SAMPLES, **rule}, inspected=["dostyk_change_w"])
    table = pd.DataFrame({"rule_id": ["samples"], "share": [share], "low_h": [120.0], "high_h": [240.0]})
    return replace(scenario, network=scenario.network.with_tables(holds=table))


def test_a_question_is_told_that_boxes_may_be_held(tiny_scenario):
    """P90 grows, P10 hardly, the timetable not at all; the wait is named; ``ignore_rules`` takes it away."""
    free = find_paths(held(tiny_scenario, active=False), **ASK)[0]
    path = find_paths(held(tiny_scenario), **ASK)[0]
    assert (path.transit_h, path.cost_usd) == (free.transit_h, free.cost_usd)
    assert path.transit_p90_h > free.transit_p90_h + 100
    assert path.transit_p10_h < free.transit_p10_h + 3
    (wait,) = [wait for wait in path.waits if wait.cause == "samples"]
    assert (wait.terminal, wait.share, wait.typical_h, wait.p90_h) == ("dostyk", 0.2, 0.0, 180.0)
    assert "Dostyk (samples, rule samples: 20% of the boxes)" in waits_text(path, {"dostyk": "Dostyk"})
    assert find_paths(held(tiny_scenario), **ASK, ignore_rules=("samples",))[0].waits == free.waits
    assert find_paths(held(tiny_scenario, valid_from="2025-12-01"), **ASK)[0].waits == free.waits
    moscow = find_paths(held(tiny_scenario), **{**ASK, "destination": "moscow"})
    assert all(wait.cause != "samples" for way in moscow for wait in way.waits)


def test_a_plan_tells_what_it_expects(tiny_scenario):
    """36 h for every box of electronics that is inspected, of all its boxes; the plan itself stays as it is."""
    scenario = held(tiny_scenario)
    plan, free = solve_scenario(scenario), solve_scenario(held(tiny_scenario, active=False))
    assert plan.objective == pytest.approx(free.objective)
    found = evaluate(plan, scenario.network)
    told = found[found["indicator"] == "expected_hold"].set_index("scope")["value"]
    inspected = set(plan.legs.loc[plan.legs["operation_id"] == "dostyk_change_w", "path_id"])
    ends = plan.consignments.set_index("consignment_id").loc[plan.paths["consignment_id"]]
    mine = (ends["commodity_id"] == "electronics").to_numpy()
    boxes = plan.paths["boxes"].to_numpy()
    sampled = mine & (ends["destination"] == "almaty").to_numpy() & plan.paths["path_id"].isin(inspected).to_numpy()
    assert sampled.any()
    assert told.to_dict() == pytest.approx({"electronics": 36.0 * boxes[sampled].sum() / boxes[mine].sum()})
    assert "expected_hold" not in set(evaluate(free, held(tiny_scenario, active=False).network)["indicator"])


@pytest.mark.parametrize("missing", ["rules", "holds"])
def test_without_a_table_there_are_no_holds(tiny_scenario, missing):
    """Rules alone, or hours alone, hold nothing."""
    network = held(tiny_scenario).network
    assert len(read_holds(network)) == 1
    tables = {name: table for name, table in network.tables.items() if name != missing}
    assert read_holds(replace(network, tables=tables)) == ()


def test_a_hold_is_a_rule_of_its_kind_with_hours(tiny_scenario):
    """Hours of a rule of another kind, and a rule without hours, hold nothing."""
    assert read_holds(held(tiny_scenario, kind="ban").network) == ()
    assert read_holds(held(tiny_scenario, rule_id="other").network) == ()
    assert read_holds(held(tiny_scenario, active=False).network) == ()


def test_the_hold_that_is_published_is_off_in_the_base():
    """Five to ten days for grain in autumn 2025; the share of the boxes is assumed."""
    network = load_network(packaged_data("network_data"))
    assert read_holds(network) == ()
    rules = network["rules"]
    on = rules.assign(active=rules["active"] | (rules["rule_id"] == "hold_grain_kz_cn_2025"))
    (hold,) = read_holds(network.with_tables(rules=on))
    assert (hold.low_h, hold.high_h) == (5 * 24.0, 10 * 24.0)
    assert network["holds"]["quality"].tolist() == ["assumed"]
    assert hold_at([hold], "wheat", ("KZ-39", "CN"), "alashankou", date(2025, 10, 15)) == hold
    assert math.isclose(hold.p90_h, 180.0)
