"""Boxes that an event caught on their way, in ``summary.md``."""

from __future__ import annotations

from typing import Any

import pandas as pd

from logistics.report.markdown import table
from logistics.results.model import Plan


def given_up_text(plan: Plan) -> str:
    """Return a table of boxes that an event caught on their way and nothing could carry on; blank without any."""
    entries: Any = plan.stages[-1].get("stranded", [])
    if not entries:
        return ""
    goods = plan.consignments.set_index("consignment_id")["commodity_id"]
    rows = pd.DataFrame(
        [(goods[e["consignment_id"]], e.get("unit", ""), e["legs"][-1]["to"], e["boxes"]) for e in entries],
        columns=["goods", "unit", "place", "boxes"],
    )
    sums = rows.groupby(["goods", "unit", "place"])["boxes"].sum().sort_values(ascending=False, kind="stable")
    cells = ((g, u, p, f"{boxes:,.1f}") for (g, u, p), boxes in sums.items())
    head = "\nCaught on their way and not carried on (no way arrives, or the goods would not keep):\n\n"
    return head + table(["commodity", "unit", "stood at", "boxes"], cells, "lllr")
