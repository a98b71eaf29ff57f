"""Rules about shelf-life models and the commodities that choose them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd

from logistics.network.checks.rule import View
from logistics.network.findings import Finding

NEEDS = {
    "log_linear": ("points",),
    "square_root": ("life_ref_d", "t_ref_c", "t_min_c"),
    "arrhenius": ("life_ref_d", "t_ref_c", "ea_kj_mol"),
    "exponential": ("life_ref_d", "t_ref_c", "slope_per_k"),
    "safe_storage": (),
    "dry_matter_loss": (),
    "limits_only": (),
}
"""Parameters of each model; all others stay blank."""

_PARAMETERS = ("points", "life_ref_d", "t_ref_c", "t_min_c", "ea_kj_mol", "slope_per_k")
_MOISTURE = {"safe_storage": (12.0, 19.0), "dry_matter_loss": (13.0, 35.0)}
_NUMBER = r"[-+]?\d+(\.\d+)?"
_POINTS = re.compile(rf"{_NUMBER}:{_NUMBER}(;{_NUMBER}:{_NUMBER})*")

DRIEST, WETTEST = 5.0, 25.0
"""Moisture that isotherms of grain are used for [% wet basis]."""


def check_life_parameters(view: View) -> Iterator[Finding]:
    """Each model has the parameters of its formula, and no others."""
    for at, row in view["shelf_lives"].iterrows():
        for name in _PARAMETERS:
            blank = pd.isna(row[name]) or row[name] == ""
            if blank and name in NEEDS[row["model"]]:
                yield view.error("shelf_lives", at, name, f"blank found; {row['model']} needs {name}")
            elif not blank and name not in NEEDS[row["model"]]:
                yield view.error("shelf_lives", at, name, f"{row[name]} found; {row['model']} has no {name}")


def check_life_ranges(view: View) -> Iterator[Finding]:
    """Ranges ascend, and the formula has a value all over them."""
    for at, row in view["shelf_lives"].iterrows():
        if row["low_c"] >= row["high_c"]:
            text = f"{row['high_c']:g} found; it must be above low_c = {row['low_c']:g}"
            yield view.error("shelf_lives", at, "high_c", text)
        for name in ("low_c", "t_ref_c"):
            if row["model"] == "square_root" and row[name] <= row["t_min_c"]:
                text = f"{row[name]:g} found; it must be above t_min_c = {row['t_min_c']:g}"
                yield view.error("shelf_lives", at, name, text)


def check_life_points(view: View) -> Iterator[Finding]:
    """Points are pairs; the life is above zero and does not rise with temperature."""
    rows = view["shelf_lives"]
    for at, text in rows.loc[rows["points"] != "", "points"].items():
        if not _POINTS.fullmatch(text):
            allowed = "temperature:life pairs in degC and d such as -18:456.6;-12:243.5"
            yield view.error("shelf_lives", at, "points", f"{text!r} found; write {allowed}")
            continue
        pairs = sorted(tuple(map(float, point.split(":"))) for point in text.split(";"))
        if len({temperature for temperature, _ in pairs}) < len(pairs):
            yield view.error("shelf_lives", at, "points", f"{text!r} names a temperature twice")
        lives = [life for _, life in pairs]
        if min(lives) <= 0 or lives != sorted(lives, reverse=True):
            wrong = f"{text!r} found; lives must be above 0 and not rise with the temperature"
            yield view.error("shelf_lives", at, "points", wrong)


def check_goods_limits(view: View) -> Iterator[Finding]:
    """Grain models get a moisture in their range; legal limits ascend; the set point is legal (else a warning)."""
    goods = view["commodities"]
    model = goods["shelf_life_id"].map(view["shelf_lives"].set_index("shelf_life_id")["model"])
    for at, row in goods.iterrows():
        low, high = _MOISTURE.get(model[at], (0.0, 100.0))
        if model[at] in _MOISTURE and not low <= row["moisture_wb_pct"] <= high:
            found = "blank" if pd.isna(row["moisture_wb_pct"]) else f"{row['moisture_wb_pct']:g} %"
            text = f"{found} found; {model[at]} needs {low:g} to {high:g} % of the wet mass"
            yield view.error("commodities", at, "moisture_wb_pct", text)
        if row["isotherm"] and not DRIEST <= row["moisture_wb_pct"] <= WETTEST:
            found = "blank" if pd.isna(row["moisture_wb_pct"]) else f"{row['moisture_wb_pct']:g} %"
            text = f"{found} found; an isotherm needs {DRIEST:g} to {WETTEST:g} % of the wet mass"
            yield view.error("commodities", at, "moisture_wb_pct", text)
        if row["limit_min_c"] > row["limit_max_c"]:
            text = f"{row['limit_min_c']:g} found; it must be at most limit_max_c = {row['limit_max_c']:g}"
            yield view.error("commodities", at, "limit_min_c", text)
        elif row["set_point_c"] < row["limit_min_c"] or row["set_point_c"] > row["limit_max_c"]:
            text = f"{row['set_point_c']:g} found; outside limit_min_c, limit_max_c"
            yield view.warning("commodities", at, "set_point_c", text)
