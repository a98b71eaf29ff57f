"""Plans side by side: inputs that differ, results that differ, and what a disturbance did day by day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from logistics.indicators.affected import affected_cargo, held_trains
from logistics.indicators.backlog import daily_backlog, recovery_days
from logistics.indicators.changed import KINDS, changed_consignments
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
BACKLOGS = ("waiting", "under_way")
AFTERMATH_DAYS = 28  # what differs later is not laid at the door of an event


@dataclass(frozen=True)
class Comparison:
    """
    Plans beside a base.

    Attributes
    ----------
    names : tuple of str
        The first is the base.
    reported : tuple of (str, str)
        First and last reported day of each plan.
    inputs : DataFrame
        ``plan, item, base, other``: what differs in the input.
    indicators : DataFrame
        ``indicator, scope, unit`` and one column per plan, then ``change_<name>``.
    crossings : DataFrame
        ``crossing, direction`` and FEU by plan that set out over it on the event days (the reported days of each plan
        without an event), then ``change_<name>``: what the plan has more, diverted or new.
    backlog : DataFrame
        ``day, plan, waiting_feu, under_way_feu, extra_waiting_feu, extra_under_way_feu`` against the base.
    events : DataFrame
        ``plan, start, end, peak_extra_waiting_feu, peak_waiting_day, peak_extra_under_way_feu, peak_under_way_day,
        peak_extra_trains, days_to_recover`` (until both the FEU under way and those that wait are back to normal; None:
        not by the last day solved), ``cost_change_share`` (of the money per FEU carried, all cargo);
        ``worst_day, trains_held`` (trains' worth of boxes that stand on their way on the worst day and would not in
        the base); and of the cargo in the way of the event (`affected_cargo`) ``affected_feu,
        affected_lost_feu`` (no longer carried), ``affected_days_base, affected_days``, ``affected_cost_change_share``.
    held : DataFrame
        ``plan, day, terminal, extra_trains``: where they stand on the worst day, most first.
    changed : DataFrame
        ``plan, commodity_id, consignments`` (in both plans) and how many of them go ``another_way`` (over other links),
        in ``another_unit``, on ``other_trains``, and are ``less_carried``; goods without any are left out.
    """

    names: tuple[str, ...]
    reported: tuple[tuple[str, str], ...]
    inputs: pd.DataFrame
    indicators: pd.DataFrame
    crossings: pd.DataFrame
    backlog: pd.DataFrame
    events: pd.DataFrame
    held: pd.DataFrame
    changed: pd.DataFrame


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
    standing = {name: held_trains(plan, networks[name]) for name, plan in plans.items()}
    found = {name: _disturbed(name, plans, networks, standing) for name in names[1:]}
    return Comparison(
        names=names,
        reported=tuple(reported_days(plan) for plan in plans.values()),
        inputs=compare_inputs({name: plan.scenario for name, plan in plans.items() if plan.scenario is not None}),
        indicators=indicators,
        crossings=_crossings(plans, networks),
        backlog=_backlog(backlogs, base),
        events=pd.DataFrame(
            [_event(name, plans, backlogs, indicators, feu_per_train) | found[name][0] for name in names[1:]]
        ),
        held=pd.concat([found[name][1] for name in names[1:]], ignore_index=True),
        changed=pd.concat([_changed(name, plans) for name in names[1:]], ignore_index=True),
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


def reported_days(plan: Plan) -> tuple[str, str]:
    """Return the first and last reported day of a plan with its scenario."""
    assert plan.scenario is not None
    return plan.scenario.horizon.start.isoformat(), plan.scenario.horizon.end.isoformat()


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
    """FEU over each border crossing by plan, on the event days when there is one, else on the reported days."""
    names = list(plans)
    spans = [event_days(plans[names[0]], plans[name]) for name in names[1:]]
    known = [span for span in spans if span]
    keys = ["crossing", "direction"]
    wide: pd.DataFrame | None = None
    for name, plan in plans.items():
        frame = moves(plan, networks[name])
        frame = frame[frame["country_from"] != frame["country_to"]].rename(columns={"link_id": "crossing"})
        first, last = (min(s for s, _ in known), max(e for _, e in known)) if known else reported_days(plan)
        day = frame["start_utc"].dt.strftime("%Y-%m-%d")
        frame = frame[(day >= first) & (day <= last)]
        sums = frame.groupby(keys, as_index=False)["feu"].sum().rename(columns={"feu": name})
        wide = sums if wide is None else wide.merge(sums, on=keys, how="outer")
    assert wide is not None
    wide[names] = wide[names].fillna(0.0)
    for name in names[1:]:
        wide[f"change_{name}"] = wide[name] - wide[names[0]]
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
) -> dict[str, object]:
    """Describe what the changes of one plan did to everything."""
    base = next(iter(plans))
    cost = indicators[(indicators["indicator"] == "cost_per_feu") & (indicators["scope"] == "all")].iloc[0]
    span = event_days(plans[base], plans[name])
    extra = _of_event((backlogs[name] - backlogs[base].reindex(backlogs[name].index)).fillna(0.0), span)
    worst = {word: float(extra[f"{word}_feu"].max()) for word in BACKLOGS}
    days = {word: str(extra[f"{word}_feu"].idxmax()) if worst[word] > 0 else "" for word in BACKLOGS}
    recovered = [_recovery(backlogs[base][column], backlogs[name][column], span, feu_per_train) for column in extra]
    return {
        "plan": name,
        "start": span[0] if span else "",
        "end": span[1] if span else "",
        "peak_extra_waiting_feu": worst["waiting"],
        "peak_waiting_day": days["waiting"],
        "peak_extra_under_way_feu": worst["under_way"],
        "peak_under_way_day": days["under_way"],
        "peak_extra_trains": worst["under_way"] / feu_per_train,
        "days_to_recover": None if None in recovered else max(day for day in recovered if day is not None),
        "cost_change_share": float(cost[name] / cost[base] - 1) if cost[base] else 0.0,
    }


def _recovery(base: pd.Series, other: pd.Series, span: tuple[str, str] | None, least: float) -> float | None:
    """Return the days after an event until one kind of backlog is over, its peak in the event or its aftermath."""
    if span is None:
        return None
    return recovery_days(base, other, span[1], least, within=(span[0], _aftermath(span)))


def _aftermath(span: tuple[str, str]) -> str:
    """Return the last day on which what differs is laid at the door of an event."""
    return str((pd.Timestamp(span[1]) + pd.Timedelta(days=AFTERMATH_DAYS)).date())


def _of_event(by_day: pd.DataFrame, span: tuple[str, str] | None) -> pd.DataFrame:
    """Return the days of an event and its aftermath; all days when there is none."""
    if span is None:
        return by_day
    return by_day.loc[span[0] : _aftermath(span)]


def _changed(name: str, plans: Mapping[str, Plan]) -> pd.DataFrame:
    """Count the consignments that one plan sends otherwise, by goods."""
    found = changed_consignments(next(iter(plans.values())), plans[name])
    counts = found.groupby("commodity_id", as_index=False).agg(
        consignments=(KINDS[0], "size"), **{kind: (kind, "sum") for kind in KINDS}
    )
    some = counts[list(KINDS)].sum(axis=1) > 0
    return counts[some].assign(plan=name)[["plan", "commodity_id", "consignments", *KINDS]]


def _disturbed(
    name: str, plans: Mapping[str, Plan], networks: Mapping[str, Network], standing: Mapping[str, pd.DataFrame]
) -> tuple[dict[str, object], pd.DataFrame]:
    """Describe what one plan's changes did to the cargo in their way, and where trains' worth of boxes stand."""
    base = next(iter(plans))
    extra = standing[name].sub(standing[base], fill_value=0.0).clip(lower=0.0)
    extra = _of_event(extra, event_days(plans[base], plans[name]))
    total = extra.sum(axis=1)
    day = str(total.idxmax()) if len(total) and total.max() > 0 else ""
    places = extra.loc[day] if day else pd.Series(dtype=float)
    places = places[places > 0].sort_values(ascending=False, kind="stable")
    held = pd.DataFrame({"plan": name, "day": day, "terminal": places.index, "extra_trains": places.to_numpy()})
    cargo = affected_cargo(plans[base], plans[name], (networks[base], networks[name]))
    return {
        "worst_day": day,
        "trains_held": float(places.sum()),
        "affected_feu": cargo.feu,
        "affected_lost_feu": cargo.carried_base - cargo.carried_other,
        "affected_days_base": cargo.days_base,
        "affected_days": cargo.days_other,
        "affected_cost_change_share": cargo.cost_change,
    }, held
