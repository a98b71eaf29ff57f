"""Boxes that an event caught on their way, in ``summary.md``."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from logistics.errors import DataError
from logistics.network.model import Network
from logistics.report.called import Called
from logistics.report.markdown import table
from logistics.results.energy import minutes_of
from logistics.results.model import Plan
from logistics.results.unplugged import since_of, unplugged_of
from logistics.routing.box import read_box
from logistics.routing.holdover import in_a_spell
from logistics.timespace.weather import Weather
from logistics.timetable.tables import row_of, texts
from logistics.units import from_min, to_min

WHENEVER = 2026
"""A year: the weather of a month is the same in all."""


def given_up_text(plan: Plan, called: Called) -> str:
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
        (*_told(called, g, u, p), f"{boxes:,.1f}", "–" if network is None else _keeps(network, g, u, p, month))
        for (g, u, p, month), boxes in sums.items()
    )
    head = (
        "\nCaught on their way and not carried on (no way arrives, no room is left, or the goods would not keep), all "
        "solved days:\n\n"
    )
    return head + table(["commodity", "unit", "stood at", "boxes", "keep without power"], cells, "lllrr")


def unplugged_text(plan: Plan, called: Called) -> str:
    """
    Return a table of reefers that went on without power when plugs failed; blank without any.

    Hours without power are those until delivery, on average; beside them those that the goods would keep where they
    stood, in a warm or a cold spell, and the warmest and the coldest that they are on arrival in usual weather.
    """
    since = unplugged_of(plan)
    if not since or plan.scenario is None:
        return ""
    network, goods = plan.scenario.network, plan.consignments.set_index("consignment_id")["commodity_id"]
    paths = plan.paths[plan.paths["path_id"].isin(set(since))]
    legs = plan.legs[plan.legs["path_id"].isin(set(since))].sort_values(["path_id", "seq"], kind="stable")
    legs = legs[minutes_of(legs["end_utc"]) > since_of(legs["path_id"], since)]
    first, last = (legs.drop_duplicates("path_id", keep=end).set_index("path_id") for end in ("first", "last"))
    off = since_of(paths["path_id"], since).astype(np.int64)
    rows = pd.DataFrame(
        {
            "goods": paths["consignment_id"].map(goods).to_numpy(object),
            "unit": paths["unit"].to_numpy(object),
            "place": paths["path_id"].map(first["from"]).to_numpy(object),
            "month": [from_min(int(minute)).month for minute in off],
            "boxes": paths["boxes"].to_numpy(float),
            "hours": (minutes_of(paths["path_id"].map(last["end_utc"])) - off) / 60.0,
            "end_c": paths["path_id"].map(last["cargo_c"]).to_numpy(float),
        }
    )
    rows["box_hours"] = rows["hours"] * rows["boxes"]
    sums = rows.groupby(["goods", "unit", "place", "month"]).agg(
        boxes=("boxes", "sum"), box_hours=("box_hours", "sum"), low=("end_c", "min"), high=("end_c", "max")
    )
    sums = sums.sort_values("boxes", ascending=False, kind="stable")
    cells = (
        (*_told(called, g, u, p), f"{row.boxes:,.1f}", f"{row.box_hours / row.boxes:,.0f} h",
         _keeps(network, g, u, p, month), " to ".join(dict.fromkeys((f"{row.low:.1f}", f"{row.high:.1f}"))))
        for (g, u, p, month), row in zip(sums.index, sums.itertuples(index=False), strict=True)
    )  # fmt: skip
    head = "\nWent on without power, inside the limits of their goods all the way, all solved days:\n\n"
    names = ["commodity", "unit", "stood at", "boxes", "without power", "would keep there", "°C on arrival"]
    return head + table(names, cells, "lllrrrr")


def _told(called: Called, goods: str, unit: str, place: str) -> tuple[str, str, str]:
    """Return goods, unit and place by their names."""
    return called.goods(goods), called.unit(unit), called.place(place)


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
