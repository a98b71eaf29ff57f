"""Hours that goods are held on average while samples are tested: in no leg of a plan, and in no days of it."""

from __future__ import annotations

import pandas as pd

from logistics.cargo.holds import hold_at, read_holds
from logistics.cargo.rules import places
from logistics.network.model import Network
from logistics.results.model import Plan


def hold_rows(
    plan: Plan, paths: pd.DataFrame, consignments: pd.DataFrame, network: Network
) -> list[tuple[str, str, str, float]]:  # fmt: skip
    """
    Return the expected hold of a carried box, by goods that meet one; no rows while no hold is active.

    Notes
    -----
    ``share (low + high) / 2`` at the inspection of each path, over all boxes of the goods. Every way between two
    countries has its inspection, and so do the other ways than these trains: the hold steers nothing.
    """
    holds = read_holds(network)
    if not holds:
        return []
    operations = network["operations"]
    site = operations[operations["transfer_class"] == "inspected"].set_index("operation_id")["terminal_id"]
    legs = plan.legs[plan.legs["path_id"].isin(set(paths["path_id"]))]
    legs = legs.assign(site=legs["operation_id"].map(site))
    legs = legs[legs["site"].notna()].drop_duplicates("path_id").set_index("path_id")
    place = dict(zip(network["terminals"]["terminal_id"], places(network), strict=True))
    work = paths.join(
        consignments.set_index("consignment_id")[["commodity_id", "origin", "destination"]], "consignment_id"
    )
    hours = []
    for row in work.itertuples(index=False):
        hold = None
        if row.path_id in legs.index:
            leg = legs.loc[row.path_id]
            ends = (place[str(row.origin)], place[str(row.destination)])
            hold = hold_at(holds, str(row.commodity_id), ends, str(leg["site"]), leg["start_utc"].date())
        hours.append(0.0 if hold is None else hold.expected_h)
    work = work.assign(held=pd.Series(hours, index=work.index, dtype=float) * work["boxes"])
    sums = work.groupby("commodity_id", sort=True)[["held", "boxes"]].sum()
    means = sums[sums["held"] > 0].eval("held / boxes")
    return [("expected_hold", str(name), "h", float(value)) for name, value in means.items()]
