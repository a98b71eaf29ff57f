"""Sums of a plan for maps, over its reported days: FEU per link and direction, FEU offered, ends of paths."""

from __future__ import annotations

import pandas as pd

from logistics.network.model import Network
from logistics.results.model import Plan
from logistics.scenario import Scenario
from logistics.units import from_min

FLOW_COLUMNS = ("feu", "feu_westbound", "feu_eastbound")

Days = tuple[pd.Timestamp, pd.Timestamp]  # first moment, and first moment after


def reported_days(plan: Plan | None) -> Days | None:
    """Return the reported days of a plan; None where it does not know them."""
    if plan is None or plan.scenario is None:
        return None
    return scenario_days(plan.scenario)


def scenario_days(scenario: Scenario) -> Days:
    """Return the days that a scenario reports."""
    horizon = scenario.horizon
    return pd.Timestamp(from_min(horizon.start_min)), pd.Timestamp(from_min(horizon.end_min))


def within(moments: pd.Series, days: Days | None) -> pd.Series:
    """Return which moments lie in some days; all of them without any."""
    if days is None:
        return pd.Series(data=True, index=moments.index)
    return (moments >= days[0]) & (moments < days[1])


def passages(legs: pd.DataFrame | None, paths: pd.DataFrame | None) -> pd.DataFrame:
    """Return the rows of ``legs`` that pass a link, with the FEU of their path."""
    if legs is None or paths is None or legs.empty or paths.empty:
        return pd.DataFrame(columns=["link_id", "service_id", "from", "to", "feu"])
    rows = legs[legs["link_id"].notna() & (legs["link_id"] != "")]
    feu = paths.groupby("path_id")["feu"].sum()
    return rows.assign(feu=rows["path_id"].map(feu).fillna(0.0).astype(float))


def link_flows(
    network: Network, legs: pd.DataFrame | None, paths: pd.DataFrame | None, days: Days | None = None
) -> pd.DataFrame:
    """
    Return FEU per link, both directions and each: passages that begin in some days, whichever cargo, or all.

    The direction is that of the service; without a service, eastbound when the passage goes east.
    """
    rows = passages(legs, paths)
    rows = rows if rows.empty else rows[within(rows["start_utc"], days)]
    if rows.empty:
        return pd.DataFrame({c: pd.Series(dtype=float) for c in FLOW_COLUMNS})
    westbound = _westbound(network, rows)
    feu = rows["feu"].astype(float)
    split = pd.DataFrame(
        {"feu": feu, "feu_westbound": feu.where(westbound, 0.0), "feu_eastbound": feu.where(~westbound, 0.0)}
    )
    return split.groupby(rows["link_id"].astype(str)).sum().round(6)


def _westbound(network: Network, rows: pd.DataFrame) -> pd.Series:
    """Return whether each passage goes west."""
    lon = network["terminals"].set_index("terminal_id")["lon"]
    by_lon = rows["to"].map(lon).astype(float) < rows["from"].map(lon).astype(float)
    if "services" not in network.tables:
        return by_lon
    direction = rows["service_id"].map(network["services"].set_index("service_id")["direction"])
    return (direction == "westbound").where(direction.notna(), by_lon).astype(bool)


def offered_feu(network: Network, legs: pd.DataFrame | None, days: Days | None = None) -> dict[str, float]:
    """
    Return FEU offered per link in some days, by default between the first and last moment of ``legs``.

    Each service offers ``max_feu`` on each link of its stops for every departure in the table's week; what closures
    and limits take off is still counted as offered.
    """
    if legs is None or legs.empty or not {"services", "stops"} <= set(network.tables):
        return {}
    first, last = days or (legs["start_utc"].min(), legs["end_utc"].max())
    weeks = (last - first).total_seconds() / (7 * 86400)
    weeks = weeks if days is not None else max(1.0, weeks)
    services = network["services"].set_index("service_id")
    departures = services["days"].map(_count_items) * services["departure_times"].map(_count_items)
    offered = departures * services["max_feu"].astype(float) * weeks
    stops = network["stops"]
    rows = stops[stops["link_id"].notna() & (stops["link_id"] != "")]
    total = rows["service_id"].map(offered).groupby(rows["link_id"].astype(str)).sum()
    return {str(link): float(value) for link, value in total.items()}


def _count_items(text: object) -> int:
    """Return the number of items of a list cell."""
    return sum(bool(part.strip()) for part in str(text).split(";"))


def path_ends(
    legs: pd.DataFrame | None, paths: pd.DataFrame | None, days: Days | None = None
) -> tuple[dict[str, float], dict[str, float]]:
    """Return FEU by the terminal where paths start in some days, and by that where they end in them."""
    if legs is None or paths is None or legs.empty or paths.empty:
        return {}, {}
    feu = paths.groupby("path_id")["feu"].sum()
    ordered = legs.sort_values(["path_id", "seq"], kind="stable")
    first = ordered.drop_duplicates("path_id", keep="first").set_index("path_id")
    last = ordered.drop_duplicates("path_id", keep="last").set_index("path_id")
    return (
        _sum_by(first.loc[within(first["start_utc"], days), "from"], feu),
        _sum_by(last.loc[within(last["end_utc"], days), "to"], feu),
    )


def _sum_by(place: pd.Series, feu: pd.Series) -> dict[str, float]:
    """Return FEU summed by place."""
    total = feu.reindex(place.index).fillna(0.0).groupby(place.to_numpy()).sum()
    return {str(k): round(float(v), 6) for k, v in total.items()}


def period_text(legs: pd.DataFrame | None, days: Days | None = None) -> str:
    """Return the reported days, or the first and last day of ``legs``, for people; empty without either."""
    if legs is None or legs.empty:
        return ""
    if days is not None:
        return f"trains of the reported days, {days_text(days[0], days[1] - pd.Timedelta(minutes=1))}"
    start, end = legs["start_utc"].min(), legs["end_utc"].max()
    return days_text(start, end)


def days_text(first: pd.Timestamp, last: pd.Timestamp) -> str:
    """
    Return the first and last day of a time for people, months and years that are the same once.

    Examples
    --------
    >>> days_text(pd.Timestamp("2025-09-15"), pd.Timestamp("2025-09-28"))
    '15–28 September 2025'
    >>> days_text(pd.Timestamp("2025-09-01"), pd.Timestamp("2025-11-30"))
    '1 September – 30 November 2025'
    """
    end = f"{last.day} {last:%B %Y}"
    if first.year != last.year:
        return f"{first.day} {first:%B %Y} – {end}"
    if first.month != last.month:
        return f"{first.day} {first:%B} – {end}"
    return end if first.day == last.day else f"{first.day}–{end}"
