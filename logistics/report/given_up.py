"""Boxes that an event caught on their way, in ``summary.md``."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from logistics.errors import DataError
from logistics.network.model import Network
from logistics.report.markdown import table
from logistics.results.model import Plan
from logistics.routing.box import read_box
from logistics.routing.holdover import in_a_spell
from logistics.timespace.weather import Weather
from logistics.timetable.tables import row_of, texts
from logistics.units import to_min

WHENEVER = 2026
"""A year: the weather of a month is the same in all."""


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
    """
    try:
        box = read_box(network, commodity, unit)
    except DataError:  # goods that hold no temperature
        return math.nan
    limited = math.isfinite(box.warmest_c) or math.isfinite(box.coldest_c)
    if not box.powered or math.isnan(box.tau_h) or not limited:
        return math.nan
    minute = to_min(date(WHENEVER, month, 1))
    row = row_of(texts(network["terminals"], "terminal_id"))[place]
    warm, cold = Weather(network, minute, minute).spell(np.array([row]), np.array([minute]))
    return float(in_a_spell(box, warm, cold)[0])
