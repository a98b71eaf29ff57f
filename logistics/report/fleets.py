"""Fleets in ``summary.md``."""

from __future__ import annotations

import pandas as pd

from logistics.indicators.fleets import NAMES, fleet_names
from logistics.network.model import Network
from logistics.report.markdown import table


def fleet_text(indicators: pd.DataFrame, network: Network) -> str:
    """Return a table of the fleets that boxes are out of; blank without any."""
    rows = indicators[indicators["indicator"].isin(NAMES)]
    if rows.empty:
        return ""
    names, wide = fleet_names(network), rows.pivot_table(index="scope", columns="indicator", values="value", sort=True)
    boxes, out, worth = NAMES
    cells = (
        [str(names.get(scope, scope)), f"{row[out]:,.0f}", f"{row[boxes]:,.0f}", f"{row[worth]:,.0f}"]
        for scope, row in wide.iterrows()
    )
    return (
        "\nFleets: boxes out in the busiest week (from the gate until they can be loaded again), of how many there "
        "are, and what one box more would save at most in all weeks.\n\n"
        + table(["fleet", "most out", "boxes", "USD per box more"], cells, "lrrr")
    )
