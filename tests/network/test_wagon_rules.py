"""Checks of wagons and fleets, on tables in memory: each condition by itself."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from findings_of import told

from logistics.network.checks.wagons import check_fleets_used, check_wagon_freight, check_wagon_gauges, check_wagons

NAN = math.nan
BOX = {
    "unit_id": "box", "onward_unit_id": "", "track_gauge_mm": None, "service_class": "", "freight_feu": NAN,
    "empty_feu": NAN, "transload_feu": NAN,
}  # fmt: skip
WAGON = {**BOX, "unit_id": "wagon", "track_gauge_mm": 1520}
NARROW = {**BOX, "unit_id": "narrow", "track_gauge_mm": 1435}
LIKE = {**WAGON, "unit_id": "like"}


def units(*rows):
    """Return loading units."""
    table = pd.DataFrame(rows)
    return table.assign(track_gauge_mm=pd.array(table["track_gauge_mm"], "Int64"))


@pytest.mark.parametrize(
    ("row", "text"),
    [
        (BOX, ""), (WAGON, ""), ({**WAGON, "onward_unit_id": "narrow"}, ""), ({**WAGON, "onward_unit_id": "crate"}, ""),
        ({**WAGON, "onward_unit_id": "gone"}, ""), ({**BOX, "onward_unit_id": "gone"}, ""),
        ({**WAGON, "onward_unit_id": "like"}, "'like' found, of 1520 mm like 'wagon'; name a unit of another gauge"),
        *(
            ({**BOX, "onward_unit_id": other},
             f"{other!r} found; 'box' has no track_gauge_mm, so it goes everywhere: leave it blank")
            for other in ("narrow", "crate")
        ),
    ],
)  # fmt: skip
def test_wagons_go_on_in_another_gauge(row, text):
    """In a wagon or a box; a box goes everywhere itself, and names that are unknown are told elsewhere."""
    table = units({**BOX, "unit_id": "crate"}, NARROW, LIKE, row)
    said = told(check_wagons, loading_units=table, parameters={"parameter_id": ["x", "platform_t_per_feu"]})
    assert said == ([f"error: loading_units.csv:5: onward_unit_id: {text}"] if text else [])


def test_the_mass_of_wagons_needs_that_of_platforms():
    """Told of the first of them."""
    text = "track_gauge_mm: wagons need the parameter platform_t_per_feu: add it to parameters.csv"
    said = told(check_wagons, loading_units=units(BOX, WAGON, NARROW), parameters={"parameter_id": ["x"]})
    assert said == [f"error: loading_units.csv:3: {text}"]
    assert told(check_wagons, loading_units=units(BOX), parameters={"parameter_id": ["x"]}) == []


NO_TRAIN = (
    "warning: {{}}service_class: no train of services.csv on 1435 mm is of class {}: 'wagon' can go nowhere there "
    "(classes: express, ordinary)"
)


@pytest.mark.parametrize(
    ("gauge", "classes", "found"),
    [
        (None, "grain", ""), (1520, "", ""), (1520, "grain", ""), (1520, "ordinary;grain", ""), (1435, "ordinary", ""),
        (1520, "feeder;grain", ""),
        (1000, "grain", "error: {}track_gauge_mm: 1000 found; trains of services.csv run on 1435, 1520"),
        (1435, "grain;feeder", NO_TRAIN.format("feeder or grain")), (1435, "grain;", NO_TRAIN.format("grain")),
    ],
)  # fmt: skip
def test_wagons_run_on_trains(gauge, classes, found):
    """Of their gauge, and of some of their classes there; without classes on any; ships have no gauge."""
    services = pd.DataFrame({"service_class": ["ordinary", "express", "grain", "ordinary", "sea"]})
    services = services.assign(track_gauge_mm=pd.array([1435, 1435, 1520, 1520, None], "Int64"))
    table = units(BOX, {**WAGON, "track_gauge_mm": gauge, "service_class": classes}, BOX)
    said = told(check_wagon_gauges, services=services, loading_units=table)
    assert said == ([found.format("loading_units.csv:3: ")] if found else [])


@pytest.mark.parametrize("column", ["freight_feu", "empty_feu", "transload_feu"])
def test_only_wagons_pay_by_a_size_of_their_own(column):
    """A box pays by its length."""
    text = "0.5 found; 'box' has no track_gauge_mm, so it is a box and pays by its length: leave it blank"
    table = units(BOX, {**WAGON, column: 0.5}, WAGON, {**BOX, column: 0.5})
    assert told(check_wagon_freight, loading_units=table) == [f"error: loading_units.csv:5: {column}: {text}"]


def test_fleets_limit_something():
    """Some loading unit counts against each."""
    fleets, named = {"fleet_id": ["reefers", "wagons"]}, {"fleet_id": ["", "reefers", "reefers"]}
    text = "no unit of loading_units.csv has 'wagons' as its fleet_id, so it limits nothing"
    assert told(check_fleets_used, fleets=fleets, loading_units=named) == [
        f"warning: fleets.csv:3: fleet_id: {text}"
    ]  # fmt: skip
