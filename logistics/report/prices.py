"""Prices of resources in ``summary.md``: what one more unit would save."""

from __future__ import annotations

import pandas as pd

from logistics.report.called import Called
from logistics.report.maps.tally import reported_days
from logistics.report.markdown import table
from logistics.results.model import Plan


def prices_text(plan: Plan, called: Called) -> str:
    """Largest prices of the reported days: what one more unit would save."""
    part = plan.prices[plan.prices["kind"] != "demand"]
    if days := reported_days(plan):
        first, end = days
        part = part[(part["period_end_utc"] > first) & (part["period_start_utc"] < end)]
    part = part.sort_values("price_usd", ascending=False, kind="stable").head(10)
    rows = (
        (
            called.resource(str(row.resource_id)),
            called.place(row.place),
            f"{row.used:,.1f} of {row.capacity:,.1f} {row.unit}",
            f"{row.price_usd:,.0f}",
        )
        for row in part.itertuples(index=False)
    )
    shown = table(["resource", "place", "used", "USD per unit"], rows, "lllr")
    text = "Of the reported days; the price is what one more unit would save."
    if plan.scenario and plan.stages[-1].get("stranded"):
        penalty = plan.scenario.network.parameter("penalty_usd_per_box")
        text += (
            f" Boxes under way are carried on where any room is: giving one up counts {penalty:,.0f} USD or its "
            "outside option, and some had to be. So the largest prices tell where room lacked, not what a unit is "
            "worth."
        )
    return f"{text}\n\n{shown}{quota_text(plan.prices)}"


def quota_text(prices: pd.DataFrame) -> str:
    """
    Return what quotas allow, how much is used and what a tonne more is worth; '' without any.

    Parameters
    ----------
    prices : DataFrame
        Of a `Plan`.
    """
    rows = prices[prices["kind"] == "quota"]
    if rows.empty:
        return ""
    header = ["quota", "days", "t used", "t allowed", "USD per t more"]
    cells = (
        [
            str(row.resource_id).partition(":")[2],
            f"{row.period_start_utc:%Y-%m-%d} to {row.period_end_utc - pd.Timedelta(minutes=1):%Y-%m-%d}",
            f"{row.used:,.0f}",
            f"{row.capacity:,.0f}",
            f"{row.price_usd:,.0f}",
        ]
        for row in rows.itertuples(index=False)
    )
    return "\nQuotas of rules.csv, their share of these days, and what one tonne more would save:\n\n" + table(
        header, cells, "llrrr"
    )
