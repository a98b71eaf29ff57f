"""The cold chain in ``summary.md``: what is at risk, how fresh goods arrive, which boxes, energy and CO2e they take."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from logistics.report.called import Called
from logistics.report.markdown import table

MOST_ROWS = 30
_REEFER = ("reefer_electricity_co2e", "reefer_diesel_co2e", "reefer_refrigerant_co2e")
_ENERGY = ("reefer_electricity", "reefer_diesel", *_REEFER, "reefer_traction_co2e")
_FRESH = ("shelf_life_left", "at_risk_from", "lots_at_risk", "boxes_at_risk")


def reefer_kg(indicators: pd.DataFrame, scope: str) -> float:
    """Return the CO2e of running reefers of a scope [kg]: electricity, diesel and refrigerant."""
    rows = indicators[indicators["indicator"].isin(_REEFER) & (indicators["scope"] == scope)]
    return float(rows["value"].sum())


def cold_section(indicators: pd.DataFrame, counts: Mapping[str, int], called: Called) -> list[str]:
    """
    Return the section as a heading and its text; nothing where temperature was not followed.

    Parameters
    ----------
    indicators : DataFrame
        Of a plan.
    counts : mapping of str to int
        Of the same plan.
    called : Called
        Names of goods, places and units.
    """
    units = indicators[indicators["indicator"] == "boxes_by_unit"]
    if units.empty:
        return []
    wide = indicators[indicators["indicator"].isin([*_FRESH, *_ENERGY])].pivot_table(
        index="scope", columns="indicator", values="value", sort=True
    )
    wide = wide.reindex(columns=[*_FRESH, *_ENERGY]).drop(index="all", errors="ignore")
    inside = wide.index.str.contains("/").astype(bool)
    goods, places = wide[~inside], wide[inside]
    return [
        "## The cold chain\n",
        _limited(counts)
        + _freshness(goods, called)
        + _energy(goods, called)
        + _by_place(places, called)
        + _least_fresh(places, called)
        + _units(units, called)
        + _by_unit(indicators, called)
        + _wagons(indicators, called)
        + _sites(indicators, called),
    ]


def _limited(counts: Mapping[str, int]) -> str:
    """Return how many consignments temperature touches."""
    limited, past = counts["temperature_limited"], counts["past_a_limit_on_their_cheapest_way"]
    other = counts["in_another_unit"]
    return (
        f"The goods of {limited:,} consignments age or can pass a limit in the weather of these days; {past:,} would "
        f"pass one on their cheapest way. {other:,} consignments go in another unit than their usual one.\n\n"
    )


def _freshness(goods: pd.DataFrame, called: Called) -> str:
    """Return what arrives how fresh, of goods that age."""
    rows = goods[goods["shelf_life_left"].notna()]
    if rows.empty:
        return ""
    cells = (
        [
            called.goods(row.Index),
            f"{row.shelf_life_left:.1%}",
            f"{1.0 - row.at_risk_from:.1%}",
            f"{row.lots_at_risk:,.0f}",
            f"{row.boxes_at_risk:,.0f}",
        ]
        for row in rows.itertuples()
    )
    return (
        "Shelf life left at arrival, weighted by FEU. A lot is at risk when it has less left than beside it: when over "
        "90 % of what its buyer accepts (loss_from_share in commodities.csv) is used.\n\n"
        + table(["commodity", "shelf life left", "at risk below", "lots at risk", "boxes at risk"], cells, "lrrrr")
    )


def _energy(goods: pd.DataFrame, called: Called) -> str:
    """Return what reefers take, of goods that travel in them."""
    rows = goods[goods["reefer_traction_co2e"].notna()]
    if rows.empty:
        return ""
    header = ["commodity", "MWh from plugs", "l of diesel", "electricity", "diesel", "refrigerant", "traction"]
    cells = (
        [
            called.goods(scope),
            *_taken(row),
            *(f"{row[name] / 1000:,.1f}" for name in (*_REEFER, "reefer_traction_co2e")),
        ]
        for scope, row in rows.iterrows()
    )
    return (
        "\nEnergy of reefers, from the monthly weather of the way, and tonnes of CO2e: of electricity, diesel and "
        "refrigerant, and of traction; together the CO2e of their boxes (ISO 14083).\n\n"
        + table(header, cells, "l" + "r" * 6)
    )


def _by_place(places: pd.DataFrame, called: Called) -> str:
    """Return risk and energy by commodity and destination; nothing of places with neither."""
    own = places.assign(
        reefer=places[list(_REEFER)].sum(axis=1),
        size=places[[*_REEFER, "reefer_traction_co2e"]].sum(axis=1),
        risk=places["boxes_at_risk"].fillna(0.0),
    )
    own = own[(own["size"] > 0.0) | (own["risk"] > 0.0)].sort_values(["risk", "size"], ascending=False, kind="stable")
    if own.empty:
        return ""
    left = (
        f" The {MOST_ROWS} with most at risk or most CO2e; all are in indicators.csv." if len(own) > MOST_ROWS else ""
    )
    header = [
        "commodity", "destination", "shelf life left", "boxes at risk", "MWh from plugs", "l of diesel",
        "t CO2e of the reefer", "of traction",
    ]  # fmt: skip
    return f"\nBy commodity and destination.{left}\n\n" + table(
        header, (_place(called.at_place(scope), row) for scope, row in own.head(MOST_ROWS).iterrows()), "ll" + "r" * 6
    )


def _place(names: list[str], row: pd.Series) -> list[str]:
    """Return the cells of a commodity and destination; a dash where nothing ages, or nothing runs."""
    ages, runs = not pd.isna(row["shelf_life_left"]), not pd.isna(row["reefer_traction_co2e"])
    fresh = [f"{row['shelf_life_left']:.1%}", f"{row['boxes_at_risk']:,.0f}"] if ages else ["–"] * 2
    co2e = [f"{row[name] / 1000:,.1f}" for name in ("reefer", "reefer_traction_co2e")]
    return [*names, *fresh, *([*_taken(row), *co2e] if runs else ["–"] * 4)]


def _taken(row: pd.Series) -> list[str]:
    """Return electricity and diesel."""
    return [f"{row['reefer_electricity'] / 1000:,.1f}", f"{row['reefer_diesel']:,.0f}"]


def _least_fresh(places: pd.DataFrame, called: Called) -> str:
    """Return the places where goods arrive least fresh."""
    worst = places["shelf_life_left"].dropna().sort_values(kind="stable").head(10)
    if worst.empty:
        return ""
    cells = ([*called.at_place(scope), f"{value:.1%}"] for scope, value in worst.items())
    header = ["commodity", "destination", "shelf life left"]
    return "\nWhere goods arrive least fresh:\n\n" + table(header, cells, "llr")


def _units(units: pd.DataFrame, called: Called) -> str:
    """Return boxes by loading unit."""
    cells = ((called.unit(row.scope), f"{row.value:,.0f}") for row in units.itertuples(index=False))
    return "\nBoxes by loading unit:\n\n" + table(["unit", "boxes"], cells, "lr")


def _of(indicators: pd.DataFrame, name: str) -> pd.Series:
    return indicators[indicators["indicator"] == name].set_index("scope")["value"]


def _by_unit(indicators: pd.DataFrame, called: Called) -> str:
    """Return tonnes and prices by goods and unit; nothing where all goods travel in one unit each."""
    tonnes, prices, days = (_of(indicators, f"{name}_by_unit") for name in ("tonnes", "usd_per_t", "days"))
    if tonnes.empty:
        return ""
    cells = (
        [*called.in_unit(scope), f"{t:,.0f}", f"{prices[scope]:,.1f}", f"{days[scope]:,.1f}"]
        for scope, t in tonnes.items()
    )
    header = ["commodity", "unit", "t", "USD/t", "days"]
    return "\nGoods that travel in more than one unit, or in wagons:\n\n" + table(header, cells, "llrrr")


def _wagons(indicators: pd.DataFrame, called: Called) -> str:
    """Return empty runs and full trains; nothing where no wagon is used."""
    back, stock, full = (_of(indicators, name) for name in ("empty_return_usd", "wagon_days", "wagon_trains_full"))
    if back.empty:
        return ""
    told = "; ".join(
        f"{called.unit(unit)}: {usd:,.0f} USD for empty runs and the days back, {stock[unit]:,.0f} wagon days there "
        "and back"
        for unit, usd in back.items()
    )
    return (
        f"\nWagons: {told}. Of the trains that take wagons {full['mass']:,.0f} are full by mass and "
        f"{full['length']:,.0f} by length.\n"
    )


def _sites(indicators: pd.DataFrame, called: Called) -> str:
    """Return where goods were inspected on their entry into a country."""
    rows = indicators[indicators["indicator"] == "boxes_inspected"]
    if rows.empty:
        return ""
    names = rows["scope"].str.split("/", expand=True)
    wide = rows.assign(goods=names[0], site=names[1]).pivot_table(
        index="goods", columns="site", values="value", aggfunc="sum", sort=True
    )
    cells = (
        [called.goods(goods), *("–" if pd.isna(v) else f"{v:,.0f}" for v in row)] for goods, row in wide.iterrows()
    )
    header = ["inspected at", *map(called.place, wide.columns)]
    return "\nBoxes inspected on their entry, by site:\n\n" + table(header, cells, "l" + "r" * len(wide.columns))
