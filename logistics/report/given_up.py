"""Boxes that an event caught on their way, in ``summary.md``."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from logistics.cargo import Box, Climate, commodity_quality
from logistics.cargo.climate import sunshine_k
from logistics.cargo.thermal import hours_to_reach
from logistics.errors import DataError
from logistics.network.model import Network
from logistics.report.markdown import table
from logistics.results.model import Plan


def given_up_text(plan: Plan) -> str:
    """
    Return a table of boxes that an event caught on their way and nothing could carry on; blank without any.

    Powered boxes come with the hours that their goods would keep their limits without power where they stand.
    """
    entries: Any = plan.stages[-1].get("stranded", [])
    if not entries:
        return ""
    goods = plan.consignments.set_index("consignment_id")["commodity_id"]
    rows = pd.DataFrame(
        [
            (goods[e["consignment_id"]], e.get("unit", ""), e["legs"][-1]["to"], int(e["from_utc"][5:7]), e["boxes"])
            for e in entries
        ],
        columns=["goods", "unit", "place", "month", "boxes"],
    )
    sums = rows.groupby(["goods", "unit", "place", "month"])["boxes"].sum().sort_values(ascending=False, kind="stable")
    network = plan.scenario.network if plan.scenario else None
    cells = (
        (g, u, p, f"{boxes:,.1f}", "–" if network is None else _keeps(network, g, u, p, month))
        for (g, u, p, month), boxes in sums.items()
    )
    head = "\nCaught on their way and not carried on (no way arrives, or the goods would not keep):\n\n"
    return head + table(["commodity", "unit", "stood at", "boxes", "keep without power"], cells, "lllrr")


def _keeps(network: Network, commodity: str, unit: str, place: str, month: int) -> str:
    """Return how long goods at their set point keep their limits in a warm or a cold spell of a month."""
    hours = keeps_h(network, commodity, unit, place, month)
    if math.isnan(hours):
        return "–"
    return f"{hours:.0f} h" if math.isfinite(hours) else "all along"


def keeps_h(network: Network, commodity: str, unit: str, place: str, month: int) -> float:
    """
    Return the hours from the set point to a limit without power at a terminal, in a warm and a cold spell of a month.

    Returns
    -------
    float
        Infinity where neither spell reaches a limit; nan for boxes without power, and goods without set point, limits
        or heat capacity.

    Notes
    -----
    ``T(t) = A + (T_0 - A) exp(-t / tau)``; the spells are those in which limits are tested: ``limit_spreads``
    day-to-day spreads above the monthly mean with sunshine, and as many below it.
    """
    quality, powered = commodity_quality(network, commodity), network["loading_units"].set_index("unit_id")["power"]
    try:
        box = Box.of(network, commodity, unit)
    except DataError:
        return math.nan
    if quality is None or powered.get(unit, "none") == "none" or math.isnan(box.setpoint_c):
        return math.nan
    climate = network["terminals"].set_index("terminal_id").loc[place, "climate_place"]
    margin, weather = network.parameter("limit_spreads"), Climate.of(network)
    warm = weather.at(climate, month, margin) + sunshine_k(network, month)
    cold = weather.at(climate, month, -margin)
    highest = min(quality.limits.max_c, quality.high_c)
    lowest = max(quality.limits.min_c, -math.inf if quality.holds_below else quality.low_c)
    found = [
        hours_to_reach(*(np.array([value]) for value in (box.tau_h, outside, box.setpoint_c, limit)))[0]
        for outside, limit in ((warm, highest), (cold, lowest))
        if math.isfinite(limit)
    ]
    return float(min(found, default=math.inf))
