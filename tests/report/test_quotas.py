"""Quotas in ``summary.md``."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd

from logistics.report.called import Called
from logistics.report.prices import quota_text
from logistics.report.summary import _reasons

COLUMNS = ["resource_id", "kind", "period_start_utc", "period_end_utc", "used", "capacity", "price_usd"]


def test_a_quota_is_told_with_its_days_and_what_a_tonne_is_worth():
    """The last day is the one that the period ends with; other resources are left out."""
    days = pd.to_datetime(["2026-01-05", "2026-01-19"], utc=True)
    prices = pd.DataFrame(
        [["quota:beef_2026", "quota", *days, 1538.46, 1538.46, 183.04], ["train:a", "train", *days, 1.0, 1.0, 5.0]],
        columns=COLUMNS,
    )
    text = quota_text(prices)
    assert "| beef_2026 | 2026-01-05 to 2026-01-18 | 1,538 | 1,538 | 183 |" in text
    assert "train" not in text
    assert quota_text(prices.tail(1)) == ""


RUN_OUT = '{"runout_weeks": 2}'


def left_behind(*rows):
    """Return a plan of one week with boxes that stay behind: reason, resource and boxes."""
    ids = [f"d/{number}" for number in range(len(rows))]
    unserved = pd.DataFrame(rows, columns=["reason", "resource_id", "boxes"]).assign(
        consignment_id=ids, cheapest_relaxation=[RUN_OUT if row[0] == "no_path" else "{}" for row in rows]
    )
    consignments = pd.DataFrame({"consignment_id": ids, "reported": True})
    return SimpleNamespace(unserved=unserved, consignments=consignments, paths=pd.DataFrame({"consignment_id": []}))


def test_boxes_that_a_quota_or_a_rule_keeps_back_are_told_apart(tiny_network):
    """A quota is no lack of capacity, and the rules that keep most boxes are named."""
    plan = left_behind(
        ("capacity", "quota:beef_2026", 7.0), ("capacity", "train:a@2025:1-2:feu", 3.0), ("rule", "ban_pork", 5.0),
        ("rule", "ban_beef", 6.0), ("outside_cheaper", "", 1.0),
        ("no_path", "", 9.0),
    )  # fmt: skip
    text = _reasons(plan, Called(tiny_network))
    assert "| quota | a quota of rules.csv is used up | 7 |" in text
    assert "| horizon | the solved days end before it could arrive: more runout_weeks | 9 |" in text
    assert "| capacity | no capacity at a price worth paying | 3 |" in text
    resources, rules = text.split("Rules of rules.csv that keep most boxes off the rails:")
    assert "| quota:beef_2026 | 7 |" in resources
    assert "ban_" not in resources
    assert rules.index("| ban_beef | 6 |") < rules.index("| ban_pork | 5 |")
    assert "Rules of" not in _reasons(left_behind(("capacity", "", 2.0)), Called(tiny_network))
