"""Indicators of the plan by hand; the arithmetic stands beside each number.

A (electronics, Xian - Moscow): two boxes by express in 185 h, one by ordinary train in 257 h; B (beef, Almaty - Xian):
two boxes in 222 h. One box is one FEU. Eight boxes stay: C 6 (half an FEU each), D 1, E 1.
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from logistics.indicators import crossings, evaluate, link_flows, moves, reported, transit_shares
from logistics.indicators.flows import country_km


@pytest.fixture
def passages(hand_plan, tiny_network):
    """Return one row per path and link."""
    return moves(hand_plan, tiny_network)


def values(frame, plan=None):
    """Return ``{(indicator, scope): value}``, each key once."""
    keys = list(zip(frame["indicator"], frame["scope"], strict=True))
    assert len(keys) == len(set(keys))
    return dict(zip(keys, frame["value"], strict=True))


def test_moves_know_load_direction_and_countries(passages):
    """Three rides for each path of A, two of B; a link driven backwards has its shares exchanged."""
    assert len(passages) == 3 + 3 + 2
    beef = passages[(passages["path_id"] == "B/1")].set_index("link_id")
    assert list(beef.loc["xian-dostyk", ["country_from", "country_to", "direction"]]) == ["KZ", "CN", "eastbound"]
    assert beef.loc["xian-dostyk", "from_share"] == 0.0  # the whole link lies in China, the train comes from Dostyk
    assert list(beef["feu"]) == [2.0, 2.0]


def test_link_flows_count_loaded_trains_by_the_length_of_each_train(passages):
    """Two FEU fill an express of 2; one FEU is a quarter of an ordinary train of 4."""
    flows = link_flows(passages).set_index(["link_id", "direction"])
    assert flows.loc[("xian-dostyk", "westbound")].to_list() == [3.0, 2 / 2 + 1 / 4]
    assert flows.loc[("xian-dostyk", "eastbound")].to_list() == [2.0, 2 / 4]
    assert flows.loc[("dostyk-almaty", "westbound")].to_list() == [3.0, 3 / 4]
    assert len(flows) == 5


def test_crossings_are_links_between_countries_in_the_reported_days(hand_plan, passages):
    """Xian - Dostyk and Almaty - Moscow cross a border, Dostyk - Almaty does not; two weeks are reported."""
    found = crossings(passages, hand_plan).set_index(["crossing", "direction"])
    assert list(found.index) == [
        ("almaty-moscow", "westbound"), ("xian-dostyk", "eastbound"), ("xian-dostyk", "westbound"),
    ]  # fmt: skip
    west = found.loc[("xian-dostyk", "westbound")]
    assert west.to_dict() == {"feu": 3.0, "teu": 6.0, "trains": 1.25, "trains_per_week": 0.625}
    horizon = replace(hand_plan.scenario.horizon, start=pd.Timestamp("2025-09-04").date())
    later = replace(hand_plan, scenario=replace(hand_plan.scenario, horizon=horizon))
    # the express left on 2 September; of 4 to 14 September, 11 days, the ordinary train is a quarter
    west = crossings(passages, later).set_index(["crossing", "direction"]).loc[("xian-dostyk", "westbound")]
    assert west.to_dict() == pytest.approx({"feu": 1.0, "teu": 2.0, "trains": 0.25, "trains_per_week": 0.25 * 7 / 11})


def test_country_kilometres_and_transit_shares(hand_plan, passages, tiny_network):
    """A crosses Kazakhstan (3 of 5 FEU), which is where B comes from."""
    km = country_km(passages).set_index(["path_id", "country"])["km"]
    # 3000 in China; 600 + half of 4000 in Kazakhstan; the other half in Russia
    assert km["A/1"].to_dict() == {"CN": 3000.0, "KZ": 2600.0, "RU": 2000.0}
    assert km["B/1"].to_dict() == {"CN": 3000.0, "KZ": 600.0}
    shares = transit_shares(passages, hand_plan.paths, hand_plan.consignments, tiny_network)
    assert shares.to_dict() == {"KZ": 3 / 5}


def test_evaluate_volumes_money_time_and_proof(hand_plan, tiny_network):
    """Every headline, with its arithmetic."""
    frame = evaluate(hand_plan, tiny_network)
    assert list(frame.columns) == ["indicator", "scope", "unit", "value"]
    found = values(frame)
    cost = 2 * 4150.5 + 4153.7 + 2 * 2980.0
    feu_km = 3 * 7600 + 2 * 3600
    west, east = 2.1 / 1.3 + 0.35, 2.25 / 1.3 + 0.35  # kW of a reefer at 17 and 20 degC, see hand.py
    plugged = 144 * 0.8 * west + 12 * 0.9 * west + 60 * 0.9 * (west + east) / 2 + 6 * 0.5 * east
    co2e = 3 * (720 + 288 + 1920) + 2 * (360 + 900 + plugged + 222 * 0.05)
    expected = {
        ("boxes_demanded", "all"): 3 + 2 + 6 + 1 + 1,
        ("boxes_carried", "all"): 5,
        ("share_carried", "all"): 5 / 13,
        ("feu_carried", "all"): 5,
        ("tonnes_carried", "all"): 3 * 20 + 2 * 24,
        ("boxes_demanded", "electronics"): 3 + 1 + 1,
        ("boxes_carried", "electronics"): 3,
        ("boxes_carried", "wheat"): 0,
        ("share_carried", "wheat"): 0,
        ("cost", "all"): cost,
        ("cost_per_feu", "all"): cost / 5,
        ("cost_per_feu_km", "all"): cost / feu_km,
        ("feu_km", "all"): feu_km,
        ("co2e", "all"): co2e / 1000,
        ("co2e_per_feu", "all"): co2e / 5,
        ("reefer_electricity", "beef/xian"): 2 * (156 * west + 30 * (west + east) + 6 * east),
        ("reefer_electricity_co2e", "beef"): 2 * plugged,
        ("reefer_refrigerant_co2e", "all"): 2 * 222 * 0.05,
        ("reefer_traction_co2e", "all"): 2 * (360 + 900),
        ("reefer_diesel", "all"): 0,
        ("mean_transit", "all"): (2 * 185 + 257 + 2 * 222) / 5 / 24,
        ("mean_transit", "electronics"): (2 * 185 + 257) / 3 / 24,
        ("mean_transit", "CN-C-RU-W"): (2 * 185 + 257) / 3 / 24,
        ("mean_transit", "almaty-xian/beef"): 222 / 24,
        ("boxes_not_carried", "outside_cheaper"): 6,
        ("boxes_not_carried", "too_late"): 1,
        ("boxes_not_carried", "no_path"): 1,
        ("crossing_feu", "xian-dostyk:westbound"): 3,
        ("crossing_loaded_trains", "xian-dostyk:westbound"): 1.25,
        ("crossing_loaded_trains_per_week", "xian-dostyk:westbound"): 0.625,
        ("transit_country_share", "KZ"): 0.6,
        ("link_feu", "dostyk-almaty:westbound"): 3,
        ("objective", "all"): hand_plan.objective,
        ("lower_bound", "all"): hand_plan.objective,
        ("objective_term", "transport"): 3 * 3800 + 2 * 2160,
    }
    assert {key: found[key] for key in expected} == pytest.approx(expected)
    assert ("mean_transit", "wheat") not in found, "nothing was carried, so there is no mean"
    terms = frame[frame["indicator"] == "objective_term"]["value"].sum()
    assert terms == pytest.approx(found["objective", "all"])


def test_only_goods_that_became_ready_in_the_reported_days_count(hand_plan, tiny_network):
    """A runs in the warm-up: its boxes are no longer demanded or carried, but still seen on the links."""
    rows = hand_plan.consignments
    plan = replace(hand_plan, consignments=rows.assign(reported=rows["consignment_id"] != "A"))
    paths, unserved, consignments = reported(plan)
    assert list(paths["path_id"]) == ["B/1"]
    assert list(unserved["consignment_id"]) == ["C", "D", "E"]
    assert list(consignments["consignment_id"]) == ["B", "C", "D", "E"]
    found = values(evaluate(plan, tiny_network))
    assert found["boxes_carried", "all"] == 2
    assert found["cost", "all"] == 2 * 2980.0
    assert ("transit_country_share", "KZ") not in found
    assert found["crossing_feu", "xian-dostyk:westbound"] == 3


def test_a_plan_that_carries_nothing_has_indicators(hand_plan, tiny_network):
    """No division by zero, no missing headline."""
    empty = replace(hand_plan, paths=hand_plan.paths.head(0), legs=hand_plan.legs.head(0))
    found = values(evaluate(empty, tiny_network))
    assert found["boxes_carried", "all"] == 0
    assert found["cost_per_feu", "all"] == 0
    assert found["boxes_demanded", "all"] == 8
    assert not any(indicator in {"crossing_feu", "mean_transit"} for indicator, _ in found)


def test_the_optimal_plan_agrees_with_its_own_objective(tiny_plan, tiny_network):
    """Carried and left boxes add up to the demand; money, value of time, queues and outside add up to the objective."""
    found = values(evaluate(tiny_plan, tiny_network))
    assert found["boxes_demanded", "all"] == tiny_plan.consignments["boxes"].sum()
    terms = tiny_plan.objective_terms
    money = terms["transport"] + terms["operations"] + terms["storage"] + terms["running"]
    assert found["cost", "all"] == pytest.approx(money)
    assert sum(terms.values()) == pytest.approx(tiny_plan.objective)
