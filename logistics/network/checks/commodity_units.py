"""Rules about the loading units that goods may take."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from logistics.network.checks.rule import View
from logistics.network.findings import Finding


def check_usual_units(view: View) -> Iterator[Finding]:
    """List the usual unit of goods first."""
    usual = view["commodities"].set_index("commodity_id")["unit_id"]
    first = view["commodity_units"].drop_duplicates("commodity_id")
    for at, row in first[first["commodity_id"].isin(usual.index)].iterrows():
        if row["unit_id"] != usual[row["commodity_id"]]:
            text = (
                f"{row['unit_id']!r} found first; commodities.csv gives {usual[row['commodity_id']]!r}: list it first"
            )
            yield view.error("commodity_units", at, "unit_id", text)


def check_unit_power(view: View) -> Iterator[Finding]:
    """Units with power take some, and only units with their own set have a tank."""
    for at, row in view["loading_units"].iterrows():
        power, unit = row["power"], row["unit_id"]
        if power != "diesel" and not pd.isna(row["tank_l"]):
            text = f"{row['tank_l']:g} l found; {unit!r} has power {power!r}, only 'diesel' has a tank: leave it blank"
            yield view.error("loading_units", at, "tank_l", text)
        column = {"plug": "power_kw", "diesel": "fuel_l_per_h"}.get(power)
        if column and not row[column] > 0.0:
            found = "blank" if pd.isna(row[column]) else f"{row[column]:g}"
            text = f"{found} found; {unit!r} has power {power!r}, which takes more than 0"
            yield view.error("loading_units", at, column, text)


def check_unit_goods(view: View) -> Iterator[Finding]:
    """Put only goods with a set point into powered units, and without power only goods whose limits can be told."""
    goods = view["commodities"].set_index("commodity_id")
    units = view["loading_units"].set_index("unit_id")
    for at, row in view["commodity_units"].iterrows():
        if row["commodity_id"] not in goods.index or row["unit_id"] not in units.index:
            continue
        what, unit = goods.loc[row["commodity_id"]], units.loc[row["unit_id"]]
        if unit["power"] != "none" and pd.isna(what["set_point_c"]):
            text = f"{row['unit_id']!r} holds a temperature, but {row['commodity_id']!r} has no set_point_c"
            yield view.error("commodity_units", at, "unit_id", text)
        elif unit["power"] == "none" and not pd.isna(what["set_point_c"]):
            needs = {"shelf_life_id": what["shelf_life_id"], "specific_heat_kj_kgk": what["specific_heat_kj_kgk"]}
            blank = [
                name for name, value in {**needs, "ua_w_k": unit["ua_w_k"]}.items() if pd.isna(value) or value == ""
            ]
            if blank:
                text = f"{row['unit_id']!r} has no power, and the temperature of the cargo needs {', '.join(blank)}"
                yield view.error("commodity_units", at, "unit_id", text)


def check_soiled_units(view: View) -> Iterator[Finding]:
    """Keep goods after which boxes are cleaned, such as hides, out of the units of other cargo classes."""
    goods = view["commodities"]
    pairs = pd.concat([goods[["commodity_id", "unit_id"]], view["commodity_units"][["commodity_id", "unit_id"]]])
    pairs = pairs.drop_duplicates().merge(goods[["commodity_id", "cargo_class"]], on="commodity_id")
    for at, row in goods[goods["cleaning_usd_per_box"] > 0.0].iterrows():
        units = set(pairs.loc[pairs["commodity_id"] == row["commodity_id"], "unit_id"])
        others = pairs[pairs["unit_id"].isin(units) & (pairs["cargo_class"] != row["cargo_class"])]
        for _, other in others.iterrows():
            text = (
                f"boxes are cleaned after {row['commodity_id']!r}, and {other['commodity_id']!r} takes "
                f"{other['unit_id']!r} too: goods of other classes need units of their own"
            )
            yield view.error("commodities", at, "cleaning_usd_per_box", text)
