"""A plan beside published counts, by hand: who counts, where, in which weeks, and what is apart."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from logistics.indicators import compare_flows

ROW = {
    "target_id": "t", "measure": "container trains per week", "place": "dostyk", "direction": "westbound",
    "start": pd.Timestamp("2025-09-01"), "end": pd.Timestamp("2025-09-14"), "value": 1.0, "unit": "trains/week",
    "tolerance": math.nan, "commodities": "", "origins": "", "source": "tiny", "quality": "assumed", "note": "",
}  # fmt: skip


def target(network, **cells):
    """Return a network with one target."""
    return network.with_tables(targets=pd.DataFrame([{**ROW, **cells}]))


def compared(plan, network, **cells):
    """Return the only row of the comparison with one target."""
    frame = compare_flows(plan, target(network, **cells))
    assert len(frame) == 1
    return frame.iloc[0]


@pytest.mark.parametrize(
    ("cells", "modelled"),
    [
        # two weeks are reported; only Xian - Dostyk joins two countries at Dostyk: 2/2 + 1/4 trains west, 2/4 east
        ({}, 1.25 / 2),
        ({"direction": "eastbound"}, 0.5 / 2),
        ({"direction": "both"}, 1.75 / 2),
        ({"direction": "both", "unit": "TEU/week"}, 2 * 5 / 2),
        # electronics 20 t a box, three boxes; beef 24 t, two boxes
        ({"direction": "both", "unit": "t/week"}, (3 * 20 + 2 * 24) / 2),
        ({"direction": "both", "unit": "TEU/week", "commodities": "beef;wheat"}, 2 * 2 / 2),
        ({"direction": "both", "unit": "TEU/week", "origins": "xian"}, 2 * 3 / 2),
        # Xian - Dostyk and Almaty - Moscow: A passes both
        ({"direction": "both", "place": "dostyk+moscow", "unit": "TEU/week"}, 2 * (5 + 3) / 2),
    ],
)
def test_what_passes_the_border_links_of_a_place_counts(hand_plan, tiny_network, cells, modelled):
    """Direction, unit, commodity and origin select; several places are put together."""
    assert compared(hand_plan, tiny_network, **cells)["modelled"] == pytest.approx(modelled)


def test_a_place_without_border_links_counts_what_begins_and_ends_there(hand_plan, tiny_network):
    """With one country everywhere, Xian is an inland place: A begins there, B ends there; Almaty only begins B."""
    terminals = tiny_network["terminals"].assign(country="KZ")
    network = tiny_network.with_tables(terminals=terminals)
    both = {"direction": "both", "unit": "TEU/week"}
    assert compared(hand_plan, network, place="xian", **both)["modelled"] == pytest.approx(2 * 5 / 2)
    assert compared(hand_plan, network, place="almaty", **both)["modelled"] == pytest.approx(2 * 2 / 2)
    assert compared(hand_plan, network, place="dostyk", **both)["modelled"] == 0.0


def test_trains_at_a_port_are_those_of_its_railway(hand_plan, tiny_network):
    """A ship is no train: the boxes on the ferry from Aktau are counted as TEU there and as trains on the railway."""
    legs = hand_plan.legs.copy()
    ride = legs.index[(legs["path_id"] == "A/1") & (legs["link_id"] == "almaty-moscow")][0]
    rail, ferry = legs.loc[ride].copy(), legs.loc[ride].copy()
    rail[["service_id", "from", "to", "link_id"]] = ["cas_w", "almaty", "aktau", "almaty-aktau"]
    ferry[["service_id", "kind", "from", "to", "link_id"]] = ["ferry_w", "ferry", "aktau", "baku", "aktau-baku-ferry"]
    plan = replace(hand_plan, legs=pd.concat([legs.drop(ride), pd.DataFrame([rail, ferry])], ignore_index=True))
    at_port = {"place": "aktau", "direction": "both"}
    assert compared(plan, tiny_network, **at_port)["modelled"] == pytest.approx(2 / 4 / 2)  # two boxes, train of four
    assert compared(plan, tiny_network, unit="TEU/week", **at_port)["modelled"] == pytest.approx(2 * 2 / 2)


@pytest.mark.parametrize(
    "cells",
    [
        {"unit": "trains"},
        {"end": pd.Timestamp("2025-09-13")},
        {"start": pd.Timestamp("2025-09-02")},
        {"start": pd.Timestamp("2024-09-01"), "end": pd.Timestamp("2024-12-31")},
    ],
)
def test_counts_of_another_period_or_unit_are_not_compared(hand_plan, tiny_network, cells):
    """A total, a count of part of the days, or of another year says nothing about these weeks."""
    assert compare_flows(hand_plan, target(tiny_network, **cells)).empty


def test_boxes_count_in_the_week_they_enter_the_link(hand_plan, tiny_network):
    """From 4 September on, the express of the 2nd is over: an ordinary train of four carries one box in eleven days."""
    horizon = replace(hand_plan.scenario.horizon, start=date(2025, 9, 4))
    later = replace(hand_plan, scenario=replace(hand_plan.scenario, horizon=horizon))
    row = compared(later, tiny_network)
    assert row["modelled"] == pytest.approx(1 / 4 / (11 / 7))


def test_background_stands_beside_and_is_not_judged(hand_plan, tiny_network):
    """One train a day of the count runs beside the services: apart from the ratio, in the other one."""
    row = compared(hand_plan, tiny_network, direction="both", value=1.0, tolerance=0.15)
    assert row["background"] == pytest.approx(7.0)
    assert row["ratio"] == pytest.approx(0.875)
    assert row["ratio_with_background"] == pytest.approx(7.875)
    assert row["within"] is True


def test_background_follows_months_and_days_of_validity(hand_plan, tiny_network):
    """Rows of other months and other places do not count; one that ends after four days counts four of fourteen."""
    blank = tiny_network["background"].iloc[[0]]
    parts = [
        blank.assign(background_id="oct", month=10, trains_per_day=50.0),
        blank.assign(background_id="sep", month=9, trains_per_day=2.0),
        blank.assign(background_id="short", trains_per_day=7.0, valid_to=pd.Timestamp("2025-09-04")),
        blank.assign(background_id="else", trains_per_day=50.0, count_place="aktau"),
        blank.assign(background_id="wagons", trains_per_day=50.0, count_place=""),
    ]
    network = tiny_network.with_tables(background=pd.concat(parts, ignore_index=True))
    row = compared(hand_plan, network, direction="both")
    assert row["background"] == pytest.approx(2.0 * 7 + 7.0 * 4 / 14 * 7)


@pytest.mark.parametrize(("value", "within"), [(0.625, True), (0.74, False), (0.55, True), (0.54, False)])
def test_a_tolerance_judges_both_ways(hand_plan, tiny_network, value, within):
    """0.625 trains a week are within 15 % of 0.55 and of 0.735, not of 0.54 or 0.74."""
    assert compared(hand_plan, tiny_network, value=value, tolerance=0.15)["within"] is within


def test_without_a_tolerance_nothing_is_judged(hand_plan, tiny_network):
    """A row that is only shown has no verdict."""
    assert compared(hand_plan, tiny_network)["within"] is None


def test_a_plan_without_a_scenario_has_no_weeks(hand_plan, tiny_network):
    """The reported days come from the scenario."""
    with pytest.raises(ValueError, match="the plan has none"):
        compare_flows(replace(hand_plan, scenario=None), tiny_network)
