"""The objective and the counts of a plan made in stages, from its paths and rows as a whole."""

from __future__ import annotations

import numpy as np
import pandas as pd

from logistics.planning.constants import path_constants
from logistics.planning.lived import lost_of
from logistics.results.freeze import MOVES
from logistics.results.model import Plan
from logistics.scenario import Instance
from logistics.scenario.boxes import facts_of, in_another_unit
from logistics.timespace.wagon_rows import leg_hire
from logistics.units import MIN_PER_DAY


def whole_terms(
    paths: pd.DataFrame, legs: pd.DataFrame, unserved: pd.DataFrame, known: Instance, queue: float
) -> dict[str, float]:
    """Return the parts of the objective of a plan made in stages [USD]."""
    facts = facts_of(paths, known.consignments, known.network)
    own = known.consignments.set_index("consignment_id")
    boxes = paths.set_index("path_id")["boxes"]
    unit = paths.set_index("path_id")["unit"]
    order = legs.sort_values(["path_id", "seq"], kind="stable")
    hire = pd.Series(leg_hire(order, unit, known.network), index=order.index)
    count = legs["path_id"].map(boxes)
    money = (legs["cost_usd"] - hire) * count
    kind = np.where(legs["kind"].isin(MOVES), "transport", np.where(legs["kind"] == "operate", "operations", "storage"))
    sums = money.groupby(kind).sum()
    hours = (paths["boxes"] * paths["transit_h"]).to_numpy(float)
    outside = unserved["boxes"] * unserved["consignment_id"].map(own["outside_usd_per_box"])
    constants = path_constants(legs, known.network, unit)
    return {
        "transport": float(sums.get("transport", 0.0)),
        "operations": float(sums.get("operations", 0.0)),
        "storage": float(sums.get("storage", 0.0)),
        "running": float((hours * facts["running_usd_per_box_h"].to_numpy(float)).sum() + (hire * count).sum()),
        "time": float((hours * facts["time_usd_per_box_h"].to_numpy(float)).sum()),
        "queue": queue,
        "constants": float((paths["feu"] * paths["path_id"].map(constants).fillna(0.0)).sum()),
        "outside": float(outside.sum()),
        **({"value_lost": float(paths["boxes"].to_numpy(float) @ lost_of(known, paths))} if known.cold_chain else {}),
    }


def whole_counts(last: Plan, paths: pd.DataFrame, legs: pd.DataFrame, known: Instance) -> dict[str, int]:
    """Return the counts of a plan made in stages."""
    counts = dict(last.counts)
    counts["consignments"] = len(known.consignments)
    counts["paths"] = len(paths)
    keys = known.consignments.assign(day=known.consignments["ready_min"] // MIN_PER_DAY)
    counts["distinct_od_commodity_day"] = len(keys.drop_duplicates(["origin", "destination", "commodity_id", "day"]))
    if "in_another_unit" in counts:
        counts["in_another_unit"] = in_another_unit(paths, known.consignments)
    counts["trains"] = int(legs.loc[legs["kind"].isin(MOVES), "run_id"].nunique())
    return counts
