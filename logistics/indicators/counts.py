"""A plan beside published counts: trains, TEU and tonnes a week by crossing and direction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd

from logistics.indicators.flows import moves
from logistics.network.checks.published import PER_WEEK
from logistics.network.model import Network
from logistics.results.model import Plan
from logistics.scenario import Horizon
from logistics.units import MIN_PER_DAY, TEU_PER_FEU, from_min

COUNT_COLUMNS = (
    "target_id", "place", "direction", "measure", "unit", "modelled", "background", "published", "ratio",
    "ratio_with_background", "tolerance", "within", "start", "end", "source", "note",
)  # fmt: skip
_WEEK_MIN = 7 * MIN_PER_DAY
_MEASURES = dict(zip(PER_WEEK, ("trains", "teu", "tonnes"), strict=True))


def compare_flows(plan: Plan, network: Network) -> pd.DataFrame:
    """
    Compare the flows of a plan with the published counts of its reported days.

    Parameters
    ----------
    plan : Plan
        With its scenario.
    network : Network
        The tables it was made with; ``targets.csv`` gives the counts.

    Returns
    -------
    DataFrame
        `COUNT_COLUMNS`, one row per target per week whose period holds all reported days. ``modelled`` are loaded
        trains (FEU over the length limit of the trains they ride on), TEU or tonnes of goods a week; ``background``
        are the trains or TEU that the tables count at the same place beside the services (empty boxes above all);
        ``ratio`` leaves them out, ``ratio_with_background`` counts them. ``within`` judges ``ratio`` against the
        tolerance and is None where the target has none.

    Raises
    ------
    ValueError
        If the plan has no scenario.

    Notes
    -----
    A place is one or several terminals joined by ``+``. What passes is counted on their links across a border; trains
    at a port on the railway that reaches it; at a place without such links, what begins or ends there. Boxes count
    in the week in which they enter the link. Counts with another unit (earlier years, totals) are never compared.
    """
    if plan.scenario is None:
        raise ValueError("flows are compared over the reported days of a scenario; the plan has none")
    horizon = plan.scenario.horizon
    passages = _passages(plan, network, horizon)
    weeks = (horizon.end_min - horizon.start_min) / _WEEK_MIN
    first, last = pd.Timestamp(horizon.start), pd.Timestamp(horizon.end)
    targets = network["targets"]
    targets = targets[targets["unit"].isin(_MEASURES) & (targets["start"] <= first) & (targets["end"] >= last)]
    rows = []
    for target in targets.itertuples(index=False):
        places = [name.strip() for name in target.place.split("+")]
        measure = _MEASURES[target.unit]
        part = passages[_at(passages, network, places, measure)]
        part = part[(part["direction"] == target.direction) | (target.direction == "both")]
        for column, allowed in (("commodity_id", target.commodities), ("origin", target.origins)):
            part = part[part[column].isin(allowed.split(";"))] if allowed else part
        modelled = float(part[measure].sum()) / weeks
        beside = np.nan
        if not target.commodities and not target.origins:
            beside = _background(network, horizon, places, str(target.direction), measure)
        rows.append(_row(target, modelled, beside))
    frame = pd.DataFrame(rows, columns=list(COUNT_COLUMNS))
    return frame.assign(within=frame["within"].astype(object))


def _row(target: Any, modelled: float, background: float) -> tuple[object, ...]:
    """Return one row of the comparison."""
    named = {name: getattr(target, name) for name in ("target_id", "place", "direction", "measure", "unit")}
    published, tolerance = float(target.value), float(target.tolerance)
    ratio = modelled / published if published else np.nan
    whole = (modelled + background) / published if published else np.nan
    within = None if np.isnan(tolerance) else bool(abs(ratio - 1) <= tolerance)
    period = (getattr(target, name).date().isoformat() for name in ("start", "end"))
    return (
        *named.values(), modelled, background, published, ratio, whole, tolerance, within, *period,
        target.source, target.note,
    )  # fmt: skip


def _passages(plan: Plan, network: Network, horizon: Horizon) -> pd.DataFrame:
    """Return the link passages of the reported days with what is counted on them, and whether a path begins or ends."""
    frame = moves(plan, network)
    facts = plan.consignments.set_index("consignment_id")[["origin", "commodity_id", "tonnes_per_box"]]
    frame = frame.join(facts, on="consignment_id").sort_values(["path_id", "seq"], kind="stable")
    frame["begins"] = ~frame["path_id"].duplicated()
    frame["ends"] = ~frame["path_id"].duplicated(keep="last")
    start, end = (pd.Timestamp(from_min(minute)) for minute in (horizon.start_min, horizon.end_min))
    frame = frame[(frame["start_utc"] >= start) & (frame["start_utc"] < end)]
    return frame.assign(
        trains=frame["feu"] / frame["max_feu"],
        teu=frame["feu"] * TEU_PER_FEU,
        tonnes=frame["boxes"] * frame["tonnes_per_box"],
    )


def _at(passages: pd.DataFrame, network: Network, places: Sequence[str], measure: str) -> pd.Series:
    """Return which passages are counted at some places."""
    links = network["links"]
    country = network["terminals"].set_index("terminal_id")["country"]
    own = links[links["from_terminal"].isin(places) | links["to_terminal"].isin(places)]
    border = own[own["from_terminal"].map(country) != own["to_terminal"].map(country)]
    if border.empty:
        begins = passages["begins"] & passages["from"].isin(places)
        return begins | (passages["ends"] & passages["to"].isin(places))
    rail = border[border["mode"] == "rail"]
    if measure == "trains" and rail.empty:
        rail = own[own["mode"] == "rail"]
    counted = rail if measure == "trains" else border
    return passages["link_id"].isin(counted["link_id"])


def _background(network: Network, horizon: Horizon, places: Sequence[str], direction: str, measure: str) -> float:
    """Return trains or TEU a week that the tables count at some places beside the services (tonnes: unknown)."""
    column = {"trains": "trains_per_day", "teu": "feu_per_day"}.get(measure)
    if column is None:
        return float("nan")
    table = network["background"]
    table = table[table["count_place"].isin(places) & table[column].notna()]
    table = table[(table["direction"] == direction) | (direction == "both")]
    days = (horizon.end - horizon.start).days + 1
    total = 0.0
    for offset in range(days):
        day = pd.Timestamp(horizon.start + timedelta(days=offset))
        held = (table["month"].isna() | (table["month"] == day.month)).fillna(value=False)
        held &= ~(table["valid_from"] > day) & ~(table["valid_to"] < day)
        total += float(table.loc[held, column].sum())
    return total / days * 7 * (TEU_PER_FEU if measure == "teu" else 1)
