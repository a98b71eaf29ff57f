"""Quotas in ``summary.md``."""

from __future__ import annotations

import pandas as pd

from logistics.report.cold_summary import quota_text

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
