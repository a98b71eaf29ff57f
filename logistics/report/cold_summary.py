"""The cold chain in ``summary.md``: what is at risk, how fresh goods arrive, which boxes they take."""

from __future__ import annotations

import pandas as pd

from logistics.report.markdown import table


def cold_section(indicators: pd.DataFrame) -> list[str]:
    """Return the section as a heading and its text; nothing where temperature was not followed."""
    units = indicators[indicators["indicator"] == "boxes_by_unit"]
    if units.empty:
        return []
    by_goods = {
        name: indicators[indicators["indicator"] == name].set_index("scope")["value"]
        for name in ("shelf_life_left", "lots_at_risk", "boxes_at_risk", "reefer_electricity", "reefer_diesel")
    }
    goods = [scope for scope in by_goods["shelf_life_left"].index if "/" not in str(scope)]

    def of(name: str, scope: str) -> float:
        return float(by_goods[name].get(scope, 0.0))

    rows = (
        (
            scope, f"{of('shelf_life_left', scope):.1%}", f"{of('lots_at_risk', scope):,.0f}",
            f"{of('boxes_at_risk', scope):,.0f}", f"{of('reefer_electricity', scope) / 1000:,.1f}",
            f"{of('reefer_diesel', scope):,.0f}",
        )
        for scope in goods
    )  # fmt: skip
    header = ["commodity", "shelf life left", "lots at risk", "boxes at risk", "MWh", "l of diesel"]
    places = by_goods["shelf_life_left"]
    worst = places[["/" in str(scope) for scope in places.index]].sort_values(kind="stable").head(10)
    return [
        "## The cold chain\n",
        "Shelf life left at arrival, weighted by FEU. A lot is at risk when over 90 % of what its buyer accepts is "
        "used.\n\n"
        + table(header, rows, "lrrrrr")
        + "\nWhere goods arrive least fresh:\n\n"
        + table(["commodity and destination", "shelf life left"], ((s, f"{v:.1%}") for s, v in worst.items()), "lr")
        + "\nBoxes by loading unit:\n\n"
        + table(["unit", "boxes"], ((row.scope, f"{row.value:,.0f}") for row in units.itertuples(index=False)), "lr"),
    ]
