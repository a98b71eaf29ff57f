"""Instances: consignments, their money per hour and their outside options, worked out by head."""

from __future__ import annotations

import re
from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logistics.errors import DataError
from logistics.scenario import CONSIGNMENT_COLUMNS, Horizon, build_instance, make_consignments, replan_times
from logistics.units import MIN_PER_DAY, to_min


def _by_id(instance):
    return instance.consignments.set_index("consignment_id")


def test_consignments_have_the_agreed_columns_and_types(tiny_scenario):
    """Columns, their order and types are what planners and audits rely on."""
    table = build_instance(tiny_scenario).consignments
    assert tuple(table.columns) == CONSIGNMENT_COLUMNS
    for name in ("ready_min", "due_min", "boxes", "start_gauge", "start_seq"):
        assert table[name].dtype == "int64"
    for name in ("feu_per_box", "outside_usd_per_box", "time_usd_per_box_h", "outside_days"):
        assert table[name].dtype == "float64"
    assert table["consignment_id"].is_unique
    assert table["ready_min"].is_monotonic_increasing
    assert set(table["start_kind"]) == {"gate"}
    assert (table["start_terminal"] == table["origin"]).all()


def test_boxes_are_shared_over_ready_days(tiny_scenario):
    """Three boxes on Monday and Wednesday: one and two."""
    boxes = _by_id(build_instance(tiny_scenario))["boxes"]
    assert boxes["d2/2025-09-01"] == 1
    assert boxes["d2/2025-09-03"] == 2
    assert boxes.sum() == 24  # as in demand.csv


def test_money_and_time_of_a_box(tiny_scenario):
    """Electronics: 20 t x 10,000 USD x 0.12 %/day = 10 USD/h; hire 2.4 USD/day = 0.1 USD/h."""
    rows = _by_id(build_instance(tiny_scenario))
    d1 = rows.loc["d1/2025-09-01"]
    assert d1["ready_min"] == to_min(date(2025, 9, 1))
    assert d1["due_min"] - d1["ready_min"] == 30 * MIN_PER_DAY
    assert d1["time_usd_per_box_h"] == pytest.approx(10.0)
    assert d1["running_usd_per_box_h"] == pytest.approx(0.1)
    assert d1["gross_t_per_box"] == 24
    # beef: hire 24 USD/day = 1 USD/h, and 4 kW at 0.25 USD/kWh = 1 USD/h
    assert rows.loc["d4/2025-09-02", "running_usd_per_box_h"] == pytest.approx(2.0)


def test_the_outside_option_is_the_cheapest_by_generalised_cost(tiny_scenario):
    """Wheat to China: the market at 1,500 USD/FEU beats the road at 5,000; a liner is half an FEU."""
    rows = _by_id(build_instance(tiny_scenario))
    wheat = rows.loc["d5/2025-09-01"]
    assert (wheat["outside_id"], wheat["outside_usd_per_box"]) == ("market_kz_grain", 750.0)
    d1 = rows.loc["d1/2025-09-01"]  # 6,000 USD and 20 days x 24 h x 10 USD/h
    assert (d1["outside_price_usd_per_box"], d1["outside_usd_per_box"]) == (6000.0, 10800.0)


def test_prices_of_outside_options_change_by_ready_day(tiny_scenario):
    """Sea at half price from 8 September on: d1 keeps its price, d3 pays 3,000."""
    cheap = tiny_scenario.with_change("price", outside_mode="sea", factor=0.5, start=date(2025, 9, 8))
    price = _by_id(build_instance(cheap))["outside_price_usd_per_box"]
    assert (price["d1/2025-09-01"], price["d3/2025-09-08"]) == (6000.0, 3000.0)
    named = tiny_scenario.with_change("price", outside="sea_cn_ru", factor=2)
    assert _by_id(build_instance(named))["outside_price_usd_per_box"]["d1/2025-09-01"] == 12000.0


def test_a_consignment_without_outside_option_is_refused(tiny_scenario):
    """Its regions, cargo class and ready day are named."""
    table = tiny_scenario.network["outside_options"]
    network = tiny_scenario.network.with_tables(outside_options=table[table["outside_id"] != "sea_ru_cn"])
    message = "no row from RU-W to CN-C for dry holds on the ready day of d7/2025-09-04; add one"
    with pytest.raises(DataError, match=re.escape(message)):
        make_consignments(network, (), tiny_scenario.horizon)


def test_growth_keeps_totals(tiny_scenario):
    """Half of every flow, whole boxes: totals are right to half a box per flow."""
    half = tiny_scenario.with_change("demand", factor=0.5)
    boxes = _by_id(build_instance(half))["boxes"]
    # d1 then d3 (same flow): 1.5 -> 2, 1.5 + 3.5 = 5 -> 3 more; d2: 0.5 -> 1, then 1.5 -> 1 more
    assert (boxes["d1/2025-09-01"], boxes["d3/2025-09-08"]) == (2, 3)
    assert (boxes["d2/2025-09-01"], boxes["d2/2025-09-03"]) == (1, 1)


def test_demand_changes_act_on_what_they_name(tiny_scenario):
    """Only the flow from Xian to Moscow doubles; nothing else moves."""
    before = _by_id(build_instance(tiny_scenario))["boxes"]
    more = tiny_scenario.with_change("demand", factor=2, origin="xian", destination_region="RU-W")
    after = _by_id(build_instance(more))["boxes"]
    moved = after[after != before]
    assert moved.to_dict() == {"d1/2025-09-01": 6, "d3/2025-09-08": 14}


def test_boxes_replace_the_weeks_of_a_flow(tiny_scenario):
    """Ten boxes a week from Xian to Baku, in place of the two of the first week."""
    change = {"origin": "xian", "destination": "baku", "commodity": "electronics", "boxes": 10}
    table = build_instance(tiny_scenario.with_change("demand", **change, end=date(2025, 9, 14))).consignments
    flow = table[(table["destination"] == "baku")]
    assert not flow["demand_id"].str.startswith("d6").any()
    weekly = flow.groupby("demand_id")["boxes"].sum()
    assert weekly.to_dict() == {
        "change-1:2025-08-25": 10,
        "change-1:2025-09-01": 10,
        "change-1:2025-09-08": 10,
    }


def test_goods_of_the_last_weeks_are_left_out(tiny_scenario):
    """With three run-out weeks or fewer only the reported days count; each further week adds one."""
    for weeks, last in ((0, "2025-09-15"), (3, "2025-09-15"), (4, "2025-09-22")):
        horizon = Horizon(date(2025, 9, 1), date(2025, 9, 14), 1, weeks)
        assert horizon.ready_end_min == to_min(date.fromisoformat(last))
    short = Horizon(date(2025, 9, 1), date(2025, 9, 3), 0, 0)
    table = make_consignments(tiny_scenario.network, (), short)
    assert set(table["consignment_id"]) == {
        "d1/2025-09-01",
        "d2/2025-09-01",
        "d2/2025-09-03",
        "d4/2025-09-02",
        "d5/2025-09-01",
    }
    assert table["reported"].all()
    warm = Horizon(date(2025, 9, 3), date(2025, 9, 14), 1, 0)
    reported = make_consignments(tiny_scenario.network, (), warm).set_index("consignment_id")["reported"]
    assert (reported["d1/2025-09-01"], reported["d3/2025-09-08"]) == (False, True)


def test_relaxations_reach_the_instance(tiny_scenario):
    """More of one capacity is negative use; a later due time and a dearer alternative act on one consignment."""
    relaxed = (
        tiny_scenario.with_change("relax", resource="throughput:dostyk_crane_w:2025-09-04", amount=2)
        .with_change("relax", consignment="d1/2025-09-01", hours=24)
        .with_change("relax", consignment="d1/2025-09-01", usd_per_box=100)
    )
    before, after = build_instance(tiny_scenario), build_instance(relaxed)
    assert after.committed.to_dict("records") == [
        {"resource_id": "throughput:dostyk_crane_w:2025-09-04", "amount": -2.0}
    ]
    assert before.committed.empty
    moved = _by_id(after)[["due_min", "outside_usd_per_box"]] - _by_id(before)[["due_min", "outside_usd_per_box"]]
    assert moved.loc["d1/2025-09-01"].tolist() == [1440.0, 100.0]
    assert (moved.drop(index="d1/2025-09-01") == 0).all(axis=None)
    assert replan_times(relaxed) == []


def test_an_instance_without_demand_is_empty(tiny_scenario):
    """No demand, no consignments, no crash."""
    table = tiny_scenario.network["demand"].iloc[:0]
    instance = make_consignments(tiny_scenario.network.with_tables(demand=table), (), tiny_scenario.horizon)
    assert instance.empty
    assert tuple(instance.columns) == CONSIGNMENT_COLUMNS


@settings(max_examples=30, deadline=None, derandomize=True)
@given(boxes=st.lists(st.integers(0, 50), min_size=1, max_size=7), factor=st.floats(0, 3))
def test_boxes_are_never_lost_nor_made(tiny_scenario, boxes, factor):
    """Shares of ready days sum to the row; a factor moves each flow by less than a box from its product."""
    days = ["Mon", "Mon;Tue", "Mon;Wed;Fri", "Tue;Sat;Sun", "Sun", "Mon;Tue;Wed;Thu;Fri;Sat;Sun", "Thu"]
    row = tiny_scenario.network["demand"].iloc[[0] * len(boxes)].reset_index(drop=True)
    row["demand_id"] = pd.Series([f"r{i}" for i in range(len(boxes))], dtype="str")
    row["boxes"] = pd.Series(boxes, dtype="Int64")
    row["ready_days"] = pd.Series(days[: len(boxes)], dtype="str")
    network = tiny_scenario.network.with_tables(demand=row)
    plain = make_consignments(network, (), tiny_scenario.horizon)
    assert plain["boxes"].sum() == sum(boxes)
    spread = plain.groupby("demand_id")["boxes"].agg(lambda part: part.max() - part.min())
    assert (spread <= 1).all()
    changes = tiny_scenario.with_change("demand", factor=factor).changes
    assert (
        abs(make_consignments(network, changes, tiny_scenario.horizon)["boxes"].sum() - factor * sum(boxes)) <= 0.5001
    )
