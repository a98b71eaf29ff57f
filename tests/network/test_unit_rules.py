"""Rules about loading units, on tables in memory: all that is found is told, and nothing else."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from logistics.network.checks.commodity_units import (
    check_soiled_units,
    check_unit_goods,
    check_unit_power,
    check_usual_units,
)
from logistics.network.checks.rule import View
from logistics.network.checks.wagons import check_wagons

NAN = math.nan


def told(check, network, table, changes, more=()):
    """Return the row ids and columns that a rule finds fault with, after cells and rows of a table were changed."""
    frame = network[table].copy()
    for at, cells in changes.items():
        for column, value in cells.items():
            frame[column] = frame[column].astype(object)
            frame.loc[at, column] = value
    frame = pd.concat([frame, pd.DataFrame(list(more))], ignore_index=True) if more else frame
    found = list(check(View(network, {**network.tables, table: frame})))
    return [(finding.line - 2, finding.column) for finding in found]


DRY, REEFER, LINER20, DIESEL, THERMOS, LINER40 = range(6)


@pytest.mark.parametrize(
    ("row", "cells", "found"),
    [
        (DRY, {}, []),
        (DRY, {"power_kw": 0.0}, []),
        (DRY, {"tank_l": 300.0}, ["tank_l"]),
        (DIESEL, {"tank_l": NAN}, []),
        (DIESEL, {"power_kw": 0.0}, []),
        (DIESEL, {"fuel_l_per_h": NAN}, ["fuel_l_per_h"]),
        (DIESEL, {"fuel_l_per_h": 0.0}, ["fuel_l_per_h"]),
        (REEFER, {"fuel_l_per_h": 0.0}, []),
        (REEFER, {"power_kw": NAN}, ["power_kw"]),
        (REEFER, {"power_kw": 0.0, "tank_l": 300.0}, ["tank_l", "power_kw"]),
    ],
)
def test_power_and_tank_go_together(tiny_network, row, cells, found):
    """A plug takes kW, a set of its own litres and a tank; a box without power has neither."""
    told_ = told(check_unit_power, tiny_network, "loading_units", {row: cells})
    assert told_ == [(row, column) for column in found]


def test_what_is_found_instead_of_power_is_told(tiny_network):
    """Blank, or the figure."""
    for value, word in ((NAN, "blank found"), (0.0, "0 found"), (-1.5, "-1.5 found")):
        units = tiny_network["loading_units"].copy()
        units.loc[REEFER, "power_kw"] = value
        (finding,) = check_unit_power(View(tiny_network, {**tiny_network.tables, "loading_units": units}))
        assert f"power_kw: {word}" in finding.message


BEEF, WHEAT = 1, 2


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ({}, []),
        ({"shelf_life_id": ""}, [2]),
        ({"specific_heat_kj_kgk": NAN}, [2]),
        ({"set_point_c": NAN}, [0, 1]),
        ({"set_point_c": NAN, "specific_heat_kj_kgk": NAN}, [0, 1]),
    ],
)
def test_goods_suit_the_units_they_take(tiny_network, cells, found):
    """Beef without a set point takes no powered box; what it needs without power is needed there alone."""
    rows = told(check_unit_goods, tiny_network, "commodities", {BEEF: cells}), None
    assert [row for row, _ in rows[0]] == found


@pytest.mark.parametrize("column", ["commodity_id", "unit_id"])
def test_goods_and_units_that_do_not_exist_are_told_elsewhere(tiny_network, column):
    """Rows with unknown names have a fault of their own: these rules pass them over."""
    row = {"commodity_id": "beef", "unit_id": "dry40", column: "unknown"}
    assert told(check_unit_goods, tiny_network, "commodity_units", {}, [row]) == []
    first = told(check_usual_units, tiny_network, "commodity_units", {0: {"commodity_id": "unknown"}})
    assert first == [(1, "unit_id")]  # then another row of beef is the first


def test_only_the_first_unit_of_goods_is_the_usual_one(tiny_network):
    """Beef and wheat have their usual unit first, and others after it."""
    assert told(check_usual_units, tiny_network, "commodity_units", {}) == []
    assert told(check_usual_units, tiny_network, "commodity_units", {0: {"unit_id": "thermos40"}}) == [(0, "unit_id")]


@pytest.mark.parametrize(
    ("goods", "found"),
    [
        ({BEEF: {"cleaning_usd_per_box": 60.0}}, []),
        ({BEEF: {"cleaning_usd_per_box": 60.0}, 0: {"unit_id": "thermos40"}}, [1]),
        ({BEEF: {"cleaning_usd_per_box": 0.0}, 0: {"unit_id": "thermos40"}}, []),
        ({BEEF: {"cleaning_usd_per_box": 60.0}, 0: {"unit_id": "thermos40", "cargo_class": "frozen"}}, []),
        ({BEEF: {"cleaning_usd_per_box": 60.0}, 0: {"unit_id": "reefer40"}}, [1]),
        ({0: {"cleaning_usd_per_box": 60.0, "unit_id": "thermos40"}}, [0]),
    ],
    ids=["own units", "one of its units", "nothing to clean", "same class", "its usual unit", "usual unit alone"],
)
def test_soiled_boxes_are_kept_apart(tiny_network, goods, found):
    """Goods of other classes take none of the units of goods after which boxes are cleaned."""
    rows = told(check_soiled_units, tiny_network, "commodities", goods)
    assert rows == [(row, "cleaning_usd_per_box") for row in found]
    listed = [{"commodity_id": "electronics", "unit_id": goods.get(0, {}).get("unit_id", "dry40")}]
    units = pd.concat([tiny_network["commodity_units"], pd.DataFrame(listed)], ignore_index=True)
    again = told(check_soiled_units, tiny_network.with_tables(commodity_units=units), "commodities", goods)
    assert again == rows, "a usual unit that is listed, too, is told once"


PLATFORM = {"parameter_id": "platform_t_per_feu", "value": 10.0}


@pytest.mark.parametrize(
    ("units", "found"),
    [
        ({}, []),
        ({LINER40: {"onward_unit_id": ""}}, []),
        ({LINER40: {"onward_unit_id": "unknown"}}, []),
        ({LINER40: {"onward_unit_id": "dry40"}}, ["onward_unit_id"]),
        ({LINER40: {"track_gauge_mm": 1520.0}}, []),
        ({LINER40: {"track_gauge_mm": 1520.0, "onward_unit_id": "dry40"}}, []),
        ({LINER40: {"track_gauge_mm": 1520.0, "onward_unit_id": "dry40"}, DRY: {"track_gauge_mm": 1435.0}}, []),
        (
            {LINER40: {"track_gauge_mm": 1520.0, "onward_unit_id": "dry40"}, DRY: {"track_gauge_mm": 1520.0}},
            ["onward_unit_id"],
        ),
    ],
    ids=["boxes", "blank", "unknown", "a box", "no onward unit", "on in a box", "another gauge", "same gauge"],
)
def test_a_wagon_goes_on_in_a_unit_of_another_gauge(tiny_network, units, found):
    """With the mass of platforms in the tables, the onward unit alone is judged."""
    parameters = pd.concat([tiny_network["parameters"], pd.DataFrame([PLATFORM])], ignore_index=True)
    network = tiny_network.with_tables(parameters=parameters)
    assert told(check_wagons, network, "loading_units", units) == [(LINER40, column) for column in found]


def test_wagons_need_the_mass_of_platforms(tiny_network):
    """Told once, at the first of them; without wagons it is not needed."""
    wagons = {LINER20: {"track_gauge_mm": 1520.0}, LINER40: {"track_gauge_mm": 1520.0}}
    assert told(check_wagons, tiny_network, "loading_units", wagons) == [(LINER20, "track_gauge_mm")]
    assert told(check_wagons, tiny_network, "loading_units", {}) == []
