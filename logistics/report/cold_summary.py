"""The cold chain in ``summary.md``: what is at risk, how fresh goods arrive, which boxes, energy and CO2e they take."""

from __future__ import annotations

import pandas as pd

from logistics.report.markdown import table

MOST_ROWS = 30
_REEFER = ("reefer_electricity_co2e", "reefer_diesel_co2e", "reefer_refrigerant_co2e")
_NAMES = (
    "shelf_life_left", "lots_at_risk", "boxes_at_risk", "reefer_electricity", "reefer_diesel", *_REEFER,
    "reefer_traction_co2e",
)  # fmt: skip
_HEADER = [
    "shelf life left", "lots at risk", "boxes at risk", "MWh from plugs", "l of diesel", "t CO2e of electricity",
    "of diesel", "of refrigerant", "of traction",
]  # fmt: skip
_ALIGN = "l" + "r" * len(_HEADER)


def reefer_kg(indicators: pd.DataFrame, scope: str) -> float:
    """Return the CO2e of running reefers of a scope [kg]: electricity, diesel and refrigerant."""
    rows = indicators[indicators["indicator"].isin(_REEFER) & (indicators["scope"] == scope)]
    return float(rows["value"].sum())


def cold_section(indicators: pd.DataFrame) -> list[str]:
    """Return the section as a heading and its text; nothing where temperature was not followed."""
    units = indicators[indicators["indicator"] == "boxes_by_unit"]
    if units.empty:
        return []
    wide = indicators[indicators["indicator"].isin(_NAMES)].pivot_table(
        index="scope", columns="indicator", values="value", sort=True
    )
    wide = wide.reindex(columns=list(_NAMES)).drop(index="all", errors="ignore")
    inside = wide.index.str.contains("/").astype(bool)
    goods, places = wide[~inside], wide[inside]
    places = places.assign(
        size=places[[*_REEFER, "reefer_traction_co2e"]].sum(axis=1), risk=places["boxes_at_risk"].fillna(0.0)
    )
    places = places.sort_values(["risk", "size"], ascending=False, kind="stable")
    many = len(places) > MOST_ROWS
    left = f" The {MOST_ROWS} with most at risk or most CO2e; all are in indicators.csv." if many else ""
    worst = places["shelf_life_left"].dropna().sort_values(kind="stable").head(10)
    return [
        "## The cold chain\n",
        "Shelf life left at arrival, weighted by FEU. A lot is at risk when over 90 % of what its buyer accepts is "
        "used. CO2e of reefers is that of electricity, diesel and refrigerant, from the monthly weather of the way; "
        "together with traction it is the CO2e of their boxes (ISO 14083).\n\n"
        + table(["commodity", *_HEADER], _rows(goods), _ALIGN)
        + f"\nBy commodity and destination.{left}\n\n"
        + table(["commodity and destination", *_HEADER], _rows(places.head(MOST_ROWS)), _ALIGN)
        + "\nWhere goods arrive least fresh:\n\n"
        + table(["commodity and destination", "shelf life left"], ((s, f"{v:.1%}") for s, v in worst.items()), "lr")
        + "\nBoxes by loading unit:\n\n"
        + table(["unit", "boxes"], ((row.scope, f"{row.value:,.0f}") for row in units.itertuples(index=False)), "lr")
        + _sites(indicators),
    ]


def _sites(indicators: pd.DataFrame) -> str:
    """Return where goods were inspected on their entry into a country."""
    rows = indicators[indicators["indicator"] == "boxes_inspected"]
    if rows.empty:
        return ""
    names = rows["scope"].str.split("/", expand=True)
    wide = rows.assign(goods=names[0], site=names[1]).pivot_table(
        index="goods", columns="site", values="value", aggfunc="sum", sort=True
    )
    cells = ([str(goods), *("–" if pd.isna(v) else f"{v:,.0f}" for v in row)] for goods, row in wide.iterrows())
    header = ["inspected at", *map(str, wide.columns)]
    return "\nBoxes inspected on their entry, by site:\n\n" + table(header, cells, "l" + "r" * len(wide.columns))


def _rows(wide: pd.DataFrame) -> list[list[str]]:
    """Return the cells of goods or places; a dash where nothing ages, or nothing runs."""
    found = []
    for scope, row in wide.iterrows():
        ages, runs = not pd.isna(row["shelf_life_left"]), not pd.isna(row["reefer_traction_co2e"])
        fresh = [f"{row['shelf_life_left']:.1%}", *(f"{row[name]:,.0f}" for name in ("lots_at_risk", "boxes_at_risk"))]
        tonnes = [f"{row[name] / 1000:,.1f}" for name in (*_REEFER, "reefer_traction_co2e")]
        energy = [f"{row['reefer_electricity'] / 1000:,.1f}", f"{row['reefer_diesel']:,.0f}", *tonnes]
        found.append([str(scope), *(fresh if ages else ["–"] * 3), *(energy if runs else ["–"] * len(energy))])
    return found
