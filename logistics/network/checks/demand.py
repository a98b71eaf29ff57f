"""Demand: gates at both ends, and an outside option for all of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from logistics.network.checks.rule import View, allows, listed
from logistics.network.findings import Finding


def demand_pairs(view: View) -> pd.DataFrame:
    """Return distinct (origin, destination, cargo class) with the first row and the days of each."""
    demand = view["demand"]
    cargo = dict(zip(view["commodities"]["commodity_id"], view["commodities"]["cargo_class"], strict=True))
    frame = demand.assign(cargo_class=demand["commodity_id"].map(cargo), row=demand.index)
    frame = frame[frame["boxes"].fillna(0) > 0].dropna(subset=["cargo_class", "week"])
    grouped = frame.groupby(["origin", "destination", "cargo_class"], sort=False, as_index=False)
    return grouped.agg(row=("row", "first"), first=("week", "min"), last=("week", "max"))


def check_demand_rows(view: View) -> Iterator[Finding]:
    """Weeks begin on a Monday, and goods go somewhere else."""
    demand = view["demand"]
    for row in demand[demand["week"].notna() & (demand["week"].dt.day_of_week != 0)].itertuples():
        text = f"{row.week.date()} is a {row.week.day_name()}; give the Monday of the week"
        yield view.error("demand", row.Index, "week", text)
    for row in demand[demand["origin"] == demand["destination"]].itertuples():
        yield view.error("demand", row.Index, "destination", f"{row.destination!r} is the origin as well")


def check_gates(view: View) -> Iterator[Finding]:
    """Every origin has a load operation and every destination an unload operation for its cargo."""
    gates: dict[tuple[str, str], list[str]] = {}
    for operation in view.rows("operations"):
        gates.setdefault((operation.terminal_id, operation.activity), []).append(operation.cargo_class)
    told = set()
    for row in demand_pairs(view).itertuples():
        for column, place, activity in (("origin", row.origin, "load"), ("destination", row.destination, "unload")):
            cells = gates.get((place, activity), [])
            key = (place, activity, row.cargo_class)
            if key not in told and not any(allows(cell, row.cargo_class) for cell in cells):
                told.add(key)
                text = f"{place!r} has no operation {activity} for cargo class {row.cargo_class}"
                yield view.error("demand", row.row, column, text)


def check_outside_options(view: View) -> Iterator[Finding]:
    """Every pair of regions and cargo class with demand has an outside option on every week of it."""
    regions = dict(zip(view["terminals"]["terminal_id"], view["terminals"]["region"], strict=True))
    pairs = demand_pairs(view)
    pairs = pairs.assign(start=pairs["origin"].map(regions), end=pairs["destination"].map(regions))
    pairs = pairs.dropna(subset=["start", "end"])
    grouped = pairs.groupby(["start", "end", "cargo_class"], sort=False, as_index=False)
    options = [
        (set(listed(row.origin_region)), set(listed(row.destination_region)), row)
        for row in view.rows("outside_options")
    ]
    for row in grouped.agg(row=("row", "first"), first=("first", "min"), last=("last", "max")).itertuples():
        fits = [
            option
            for starts, ends, option in options
            if row.start in starts and row.end in ends and allows(option.cargo_class, row.cargo_class)
        ]
        gap = _uncovered(fits, row.first, row.last + pd.Timedelta(days=6))
        if gap:
            text = f"no outside option from {row.start} to {row.end} for {row.cargo_class}{gap}; add one"
            yield view.error("demand", row.row, "origin, destination", text)


def _uncovered(options: list[Any], first: pd.Timestamp, last: pd.Timestamp) -> str:
    """Return '' if every day from first to last is covered by an option, else which is not."""
    if not options:
        return "" if first is None else " at all"
    day = first
    spans = sorted((_or(o.valid_from, first), _or(o.valid_to, last)) for o in options)
    for start, end in spans:
        if start > day:
            break
        day = max(day, end + pd.Timedelta(days=1))
    return "" if day > last else f" on {day.date()}"


def _or(value: pd.Timestamp, default: pd.Timestamp) -> pd.Timestamp:
    return default if pd.isna(value) else value
