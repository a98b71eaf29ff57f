"""Plans side by side: inputs that differ, results that differ, and what a disturbance did day by day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from logistics.indicators.backlog import daily_backlog, recovery_days
from logistics.indicators.flows import moves
from logistics.indicators.inputs import compare_inputs, new_changes
from logistics.indicators.plan import evaluate
from logistics.network.model import Network
from logistics.results.model import Plan
from logistics.scenario import network_in_force
from logistics.units import MIN_PER_DAY, iso_day

HEADLINES = (
    ("boxes_carried", "all"), ("share_carried", "all"), ("feu_carried", "all"), ("mean_transit", "all"),
    ("cost", "all"), ("cost_per_feu", "all"), ("co2e", "all"), ("objective", "all"),
)  # fmt: skip


@dataclass(frozen=True)
class Comparison:
    """
    Plans beside a base.

    Attributes
    ----------
    names : tuple of str
        The first is the base.
    inputs : DataFrame
        ``plan, item, base, other``: what differs in the input.
    indicators : DataFrame
        ``indicator, scope, unit`` and one column per plan, then ``change_<name>``.
    crossings : DataFrame
        ``crossing, direction`` and FEU by plan over the event days (whole horizon without an event): diversions.
    backlog : DataFrame
        ``day, plan, waiting_feu, under_way_feu, extra_waiting_feu, extra_under_way_feu`` against the base.
    events : DataFrame
        ``plan, start, end, peak_extra_waiting_feu, peak_extra_under_way_feu, peak_extra_trains, days_to_recover,
        cost_change_share``.
    """

    names: tuple[str, ...]
    inputs: pd.DataFrame
    indicators: pd.DataFrame
    crossings: pd.DataFrame
    backlog: pd.DataFrame
    events: pd.DataFrame


def compare(plans: Mapping[str, Plan], *, feu_per_train: float = 50.0) -> Comparison:
    """
    Compare plans with the first of them.

    Parameters
    ----------
    plans : mapping of name to Plan
        At least two, each with its scenario.
    feu_per_train : float
        FEU of a train, to express backlogs in trains.

    Returns
    -------
    Comparison

    Raises
    ------
    ValueError
        If fewer than two plans are given or one has no scenario.
    """
    if len(plans) < 2:
        raise ValueError("a comparison needs at least two plans")
    missing = [name for name, plan in plans.items() if plan.scenario is None]
    if missing:
        raise ValueError(f"plans without a scenario: {', '.join(missing)}")
    networks = {name: _network(plan) for name, plan in plans.items()}
    names = tuple(plans)
    base = names[0]
    backlogs = {name: daily_backlog(plan) for name, plan in plans.items()}
    indicators = _indicators(plans, networks)
    return Comparison(
        names=names,
        inputs=compare_inputs({name: plan.scenario for name, plan in plans.items() if plan.scenario is not None}),
        indicators=indicators,
        crossings=_crossings(plans, networks),
        backlog=_backlog(backlogs, base),
        events=pd.DataFrame(
            [_event(name, plans, backlogs, indicators, feu_per_train) for name in names[1:]],
            columns=[
                "plan",
                "start",
                "end",
                "peak_extra_waiting_feu",
                "peak_extra_under_way_feu",
                "peak_extra_trains",
                "days_to_recover",
                "cost_change_share",
            ],
        ),
    )


def event_days(base: Plan, other: Plan) -> tuple[str, str] | None:
    """Return the first and last day on which dated changes hold that `other` has and `base` has not."""
    if base.scenario is None or other.scenario is None:
        return None
    horizon = other.scenario.horizon
    dated = [change for change in new_changes(base.scenario, other.scenario) if change.start is not None]
    if not dated:
        return None
    start = min(change.start_min(horizon) for change in dated)
    end = max(min(change.end_min(horizon), horizon.end_min) for change in dated)
    return iso_day(start // MIN_PER_DAY), iso_day(max(end - 1, start) // MIN_PER_DAY)


def _network(plan: Plan) -> Network:
    """Return the tables of a plan's scenario."""
    assert plan.scenario is not None
    return network_in_force(plan.scenario)


def _indicators(plans: Mapping[str, Plan], networks: Mapping[str, Network]) -> pd.DataFrame:
    """Put the indicators of all plans side by side."""
    keys = ["indicator", "scope", "unit"]
    columns = {name: evaluate(plan, networks[name]).set_index(keys)["value"] for name, plan in plans.items()}
    rows = list(dict.fromkeys(key for column in columns.values() for key in column.index))
    index = pd.MultiIndex.from_tuples(rows, names=keys)
    names = list(plans)
    wide = pd.DataFrame({name: columns[name].reindex(index) for name in names}).reset_index()
    absolute = wide["indicator"].isin(
        ["crossing_feu", "link_feu", "boxes_carried", "feu_carried", "transit_country_share"]
    )
    for name in names:
        wide[name] = wide[name].where(wide[name].notna() | ~absolute, 0.0)
    for name in names[1:]:
        wide[f"change_{name}"] = wide[name] - wide[names[0]]
    return wide


def _crossings(plans: Mapping[str, Plan], networks: Mapping[str, Network]) -> pd.DataFrame:
    """FEU over each border crossing by plan, over the event days when there is one."""
    names = list(plans)
    spans = [event_days(plans[names[0]], plans[name]) for name in names[1:]]
    known = [span for span in spans if span]
    keys = ["crossing", "direction"]
    wide: pd.DataFrame | None = None
    for name, plan in plans.items():
        frame = moves(plan, networks[name])
        frame = frame[frame["country_from"] != frame["country_to"]].rename(columns={"link_id": "crossing"})
        if known:
            day = frame["start_utc"].dt.strftime("%Y-%m-%d")
            frame = frame[(day >= min(s for s, _ in known)) & (day <= max(e for _, e in known))]
        sums = frame.groupby(keys, as_index=False)["feu"].sum().rename(columns={"feu": name})
        wide = sums if wide is None else wide.merge(sums, on=keys, how="outer")
    assert wide is not None
    wide[names] = wide[names].fillna(0.0)
    for name in names[1:]:
        wide[f"diverted_{name}"] = wide[name] - wide[names[0]]
    return wide


def _backlog(backlogs: Mapping[str, pd.DataFrame], base: str) -> pd.DataFrame:
    """Stack the daily backlogs and subtract the base."""
    parts = []
    for name, frame in backlogs.items():
        extra = frame.sub(backlogs[base].reindex(frame.index), fill_value=0.0).add_prefix("extra_")
        parts.append(frame.join(extra).assign(plan=name).reset_index())
    return pd.concat(parts, ignore_index=True)


def _event(
    name: str,
    plans: Mapping[str, Plan],
    backlogs: Mapping[str, pd.DataFrame],
    indicators: pd.DataFrame,
    feu_per_train: float,
) -> tuple[object, ...]:
    """Describe what the changes of one plan did."""
    base = next(iter(plans))
    cost = indicators[(indicators["indicator"] == "cost_per_feu") & (indicators["scope"] == "all")].iloc[0]
    change = float(cost[name] / cost[base] - 1) if cost[base] else 0.0
    span = event_days(plans[base], plans[name])
    extra = (backlogs[name] - backlogs[base].reindex(backlogs[name].index)).fillna(0.0)
    waiting, under_way = float(extra["waiting_feu"].max()), float(extra["under_way_feu"].max())
    if span is None:
        return (name, "", "", waiting, under_way, under_way / feu_per_train, None, change)
    days = recovery_days(backlogs[base]["under_way_feu"], backlogs[name]["under_way_feu"], span[1])
    return (name, *span, waiting, under_way, under_way / feu_per_train, days, change)
