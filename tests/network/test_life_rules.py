"""Checks of shelf-life models and of the goods that choose them, on tables in memory: each condition by itself."""

from __future__ import annotations

import math

import pytest
from findings_of import told

from logistics.network.checks.shelf_lives import (
    check_goods_limits,
    check_life_parameters,
    check_life_points,
    check_life_ranges,
)

NAN = math.nan
NEEDS = {
    "log_linear": {"points"},
    "square_root": {"life_ref_d", "t_ref_c", "t_min_c"},
    "arrhenius": {"life_ref_d", "t_ref_c", "ea_kj_mol"},
    "exponential": {"life_ref_d", "t_ref_c", "slope_per_k"},
    "safe_storage": set(),
    "dry_matter_loss": set(),
    "limits_only": set(),
}
FIELDS = ("points", "life_ref_d", "t_ref_c", "t_min_c", "ea_kj_mol", "slope_per_k")


@pytest.mark.parametrize("model", NEEDS)
@pytest.mark.parametrize("name", FIELDS)
def test_a_model_has_what_its_formula_needs(model, name):
    """And nothing else."""
    blank = {field: "" if field == "points" else NAN for field in FIELDS}
    given = {field: "-18:400" if field == "points" else 4.5 for field in FIELDS}
    right = {field: (given if field in NEEDS[model] else blank)[field] for field in FIELDS}
    assert told(check_life_parameters, shelf_lives=[{"model": model, **right}]) == []
    spoilt = right | {name: (blank if name in NEEDS[model] else given)[name]}
    text = f"blank found; {model} needs {name}"
    if name not in NEEDS[model]:
        text = f"{given[name]} found; {model} has no {name}"
    found = told(check_life_parameters, shelf_lives=[{"model": model, **right}, {"model": model, **spoilt}])
    assert found == [f"error: shelf_lives.csv:3: {name}: {text}"]


LIFE = {"model": "square_root", "low_c": -1.5, "high_c": 8.0, "t_ref_c": 0.0, "t_min_c": -10.0}


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ({}, []), ({"high_c": -1.5}, ["high_c: -1.5 found; it must be above low_c = -1.5"]),
        ({"high_c": -1.4}, []), ({"high_c": -2.0}, ["high_c: -2 found; it must be above low_c = -1.5"]),
        ({"low_c": -10.0}, ["low_c: -10 found; it must be above t_min_c = -10"]),
        ({"t_ref_c": -10.0}, ["t_ref_c: -10 found; it must be above t_min_c = -10"]),
        ({"low_c": -11.0, "t_ref_c": -9.5}, ["low_c: -11 found; it must be above t_min_c = -10"]),
        ({"low_c": -11.0, "t_min_c": NAN}, []),
        ({"low_c": -11.0, "t_ref_c": -11.0, "model": "arrhenius"}, []),  # that it has no t_min_c is told elsewhere
    ],
)  # fmt: skip
def test_ranges_ascend_and_have_a_life(cells, found):
    """A square root has none at its lowest temperature or below."""
    said = told(check_life_ranges, shelf_lives=[{**LIFE, **cells}])
    assert said == [f"error: shelf_lives.csv:2: {text}" for text in found]


SHAPE = "found; write temperature:life pairs in degC and d such as -18:456.6;-12:243.5"
FALL = "found; lives must be above 0 and not rise with the temperature"


@pytest.mark.parametrize(
    ("points", "found"),
    [
        ("-18:400", []), ("-18:400;-12:400", []), ("-12:200.5;+4:100;-18:400", []), ("", []),
        ("-18/400", [SHAPE]), ("-18:400;", [SHAPE]), ("-18:400:3", [SHAPE]), (" ", [SHAPE]), ("-18:4;-12:5;", [SHAPE]),
        ("-18:300;-18.0:300", ["names a temperature twice"]),
        ("-18:400;-18.0:300", ["names a temperature twice", FALL]),
        ("-18:400;-12:500", [FALL]), ("-18:400;-12:0", [FALL]), ("-18:400;-12:-1", [FALL]), ("-18:0.5", []),
    ],
)  # fmt: skip
def test_points_are_pairs_that_fall(points, found):
    """Whatever their order in the cell."""
    said = told(check_life_points, shelf_lives={"points": ["", points, ""]})
    assert said == [f"error: shelf_lives.csv:3: points: {points!r} {text}" for text in found]


GOODS = {
    "shelf_life_id": "none", "moisture_wb_pct": NAN, "isotherm": "", "limit_min_c": NAN, "limit_max_c": NAN,
    "set_point_c": NAN,
}  # fmt: skip
LIVES = {"shelf_life_id": ["safe", "loss", "none"], "model": ["safe_storage", "dry_matter_loss", "limits_only"]}


@pytest.mark.parametrize(
    ("life", "isotherm", "moisture", "found"),
    [
        ("none", "", NAN, ""), ("none", "", 99.0, ""), ("", "", NAN, ""), ("none", "", -1.0, ""),
        ("safe", "", 12.0, ""), ("safe", "", 19.0, ""), ("safe", "", 11.5, "11.5 %"), ("safe", "", 19.5, "19.5 %"),
        ("safe", "", NAN, "blank"), ("loss", "", 13.0, ""), ("loss", "", 35.0, ""), ("loss", "", 12.5, "12.5 %"),
        ("loss", "", 35.5, "35.5 %"), ("loss", "", NAN, "blank"),
        ("none", "barley", 5.0, ""), ("none", "barley", 25.0, ""), ("none", "barley", 4.5, "4.5 %"),
        ("none", "barley", 25.5, "25.5 %"), ("none", "barley", NAN, "blank"),
    ],
)  # fmt: skip
def test_grain_has_a_moisture_in_range(life, isotherm, moisture, found):
    """Of its model and of isotherms."""
    needs = {"safe": "safe_storage needs 12 to 19", "loss": "dry_matter_loss needs 13 to 35"}
    text = f"{found} found; {'an isotherm needs 5 to 25' if isotherm else needs.get(life)} % of the wet mass"
    row = {**GOODS, "shelf_life_id": life, "isotherm": isotherm, "moisture_wb_pct": moisture}
    said = told(check_goods_limits, shelf_lives=LIVES, commodities=[GOODS, row])
    assert said == ([f"error: commodities.csv:3: moisture_wb_pct: {text}"] if found else [])


@pytest.mark.parametrize(
    ("low", "high", "held", "found"),
    [
        (-20.0, -12.0, -18.0, ""), (-18.0, NAN, -18.0, ""), (NAN, -18.0, -18.0, ""), (-12.0, -12.0, -12.0, ""),
        (NAN, NAN, 4.0, ""), (-20.0, -12.0, NAN, ""),
        (-17.5, -12.0, -18.0, "warning: commodities.csv:2: set_point_c: -18 found; outside limit_min_c, limit_max_c"),
        (-20.0, -18.5, -18.0, "warning: commodities.csv:2: set_point_c: -18 found; outside limit_min_c, limit_max_c"),
        (-17.5, NAN, -18.0, "warning: commodities.csv:2: set_point_c: -18 found; outside limit_min_c, limit_max_c"),
        (-5.0, -12.0, -8.0,
         "error: commodities.csv:2: limit_min_c: -5 found; it must be at most limit_max_c = -12"),
    ],
)  # fmt: skip
def test_limits_ascend_and_hold_the_set_point(low, high, held, found):
    """Where limits are in no order nothing can lie between them."""
    row = {**GOODS, "limit_min_c": low, "limit_max_c": high, "set_point_c": held}
    assert told(check_goods_limits, shelf_lives=LIVES, commodities=[row]) == ([found] if found else [])
