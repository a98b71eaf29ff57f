"""The tightest resources in ``summary.md``."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

from logistics.report.called import Called
from logistics.report.prices import prices_text


def told(scenario, *, stranded=(), alone=False):
    """Return what is told of four days of one facility: before, in, in, and after the reported days."""
    days = ["2025-08-31", "2025-09-01", "2025-09-14", "2025-09-15"]
    start = pd.to_datetime(days, utc=True)
    prices = pd.DataFrame(
        {
            "resource_id": [f"throughput:xian_gate:{day}" for day in days], "kind": "throughput", "place": "xian",
            "period_start_utc": start, "period_end_utc": start + pd.Timedelta(days=1), "capacity": 20.0, "used": 20.0,
            "unit": "FEU", "price_usd": [900.0, 300.0, 400.0, 800.0],
        }
    )  # fmt: skip
    plan = SimpleNamespace(prices=prices, scenario=None if alone else scenario, stages=[{"stranded": list(stranded)}])
    return prices_text(plan, Called(scenario.network))


def test_the_reported_days_count(tiny_scenario):
    """Warm-up and run-out are solved for the sake of the days between; the dearest comes first."""
    rows = [line for line in told(tiny_scenario).splitlines() if line.startswith("| handling")]
    assert [row.split("|")[-2].strip() for row in rows] == ["400", "300"]
    assert "2025-09-14" in rows[0]


@pytest.mark.parametrize(("stranded", "said"), [((), False), (({"boxes": 1.0},), True)])
def test_penalties_in_prices_are_told(tiny_scenario, stranded, said):
    """Where boxes under way were given up, prices hold their penalty."""
    assert ("not what a unit is worth" in told(tiny_scenario, stranded=stranded)) == said


def test_a_plan_without_its_scenario_tells_all_prices(tiny_scenario):
    """Which days are reported is not known then, nor what a box under way counts."""
    text = told(tiny_scenario, stranded=({"boxes": 1.0},), alone=True)
    rows = [line for line in text.splitlines() if line.startswith("| handling")]
    assert [row.split("|")[-2].strip() for row in rows] == ["900", "800", "400", "300"]
    assert "not what a unit is worth" not in text
