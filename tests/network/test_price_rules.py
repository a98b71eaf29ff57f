"""Checks of speeds, tariffs, emission factors and parameters, on tables in memory: each condition by itself."""

from __future__ import annotations

import math

import pytest
from findings_of import told

from logistics.network.checks.prices import (
    check_emission_countries,
    check_emissions,
    check_parameters,
    check_power_emissions,
    check_speeds,
    check_tariff_units,
    check_tariffs,
)

LINKS = {"link_id": ["l", "m"], "operator": ["CR", "KTZ"]}
RAIL = {"service_class": "ordinary", "speed_class": "", "direction": "westbound", "powered_slots": 0}


def running(*services):
    """Return the tables of services that each run on both links; calls of others are left alone."""
    made = [{"service_id": f"s{number}", **RAIL, **cells} for number, cells in enumerate(services)]
    calls = [(row["service_id"], link) for row in made for link in ("", "l", "m")] + [("gone", "l")]
    stops = {"service_id": [name for name, _ in calls], "link_id": [link for _, link in calls]}
    return {"services": made, "links": LINKS, "stops": stops}


def test_every_class_of_an_operator_has_a_speed():
    """What is missing is told once, of the first service that needs it."""
    services = ({}, {"direction": "eastbound"}, {"powered_slots": 2}, {"service_class": "express"})
    speeds = {"operator": ["CR", "KTZ", "CR"], "service_class": ["ordinary", "express", "feeder"]}
    found = "error: speeds.csv: operator, service_class: no row for"
    assert told(check_speeds, **running(*services), speeds=speeds) == [
        f"{found} KTZ, ordinary; 's0' needs it on m", f"{found} CR, express; 's3' needs it on l",
    ]  # fmt: skip


def test_a_speed_class_is_that_of_an_operator_on_the_way():
    """It stands in for the class where an operator has it; where none has, the word would do nothing."""
    speeds = {"operator": ["CR", "KTZ"], "service_class": ["ordinary", "trade"]}
    missing = "error: speeds.csv: operator, service_class: no row for"
    assert told(check_speeds, **running({"speed_class": "trade"}), speeds=speeds) == []
    assert told(check_speeds, **running({}), speeds=speeds) == [f"{missing} KTZ, ordinary; 's0' needs it on m"]
    both = {"operator": ["CR", "KTZ"], "service_class": ["ordinary", "ordinary"]}
    text = "'trade' is a row of speeds.csv for no operator on the way of 's1'; add one, or leave it blank to run as"
    assert told(check_speeds, **running({}, {"speed_class": "trade"}), speeds=both) == [
        f"error: services.csv:3: speed_class: {text} ordinary"
    ]


def test_a_speed_of_two_classes_is_looked_for_in_each():
    """Trains of one class and two speed classes are two things that need a speed."""
    speeds = {"operator": ["CR", "KTZ"], "service_class": ["ordinary", "trade"]}
    found = "error: speeds.csv: operator, service_class: no row for KTZ, ordinary; 's1' needs it on m"
    assert told(check_speeds, **running({"speed_class": "trade"}, {}), speeds=speeds) == [found]


TARIFF = {
    "kind": "per_km", "operator": "", "service_class": "", "direction": "both", "loaded": True, "value": 0.5,
    "unit": "USD/FEU-km", "currency": "USD",
}  # fmt: skip
ON = {"CR": "l", "KTZ": "m"}


def missing(kind, operator, service="s0", direction="westbound"):
    """Return that a price is missing."""
    return (
        f"error: tariffs.csv: kind: no {kind} price for {operator}, ordinary, {direction}; {service!r} needs it on "
        f"{ON[operator]}"
    )


NONE = [missing("per_km", "CR"), missing("per_km", "KTZ")]


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ({}, []), ({"direction": "westbound"}, []), ({"service_class": "ordinary"}, []),
        ({"operator": "CR"}, NONE[1:]), ({"operator": "KTZ"}, NONE[:1]), ({"kind": "reefer_per_km"}, NONE),
        ({"loaded": False}, NONE), ({"service_class": "express"}, NONE), ({"direction": "eastbound"}, NONE),
    ],
)  # fmt: skip
def test_every_passage_has_a_price(cells, found):
    """Of its operator, class and direction, where these are not blank, for boxes that are loaded."""
    assert told(check_tariffs, **running({}), tariffs=[{**TARIFF, **cells}]) == found
    assert told(check_tariffs, **running({}), tariffs=[{**TARIFF, "operator": "CR"}, {**TARIFF, **cells}]) == [
        text for text in found if text != NONE[0]
    ]


def test_powered_slots_have_a_price_too():
    """Told once a passage: the same one with and without power are two, those of another direction as well."""
    services = ({}, {"powered_slots": 1}, {"powered_slots": 1}, {"powered_slots": 1, "direction": "eastbound"})
    found = [
        missing("reefer_per_km", operator, service, direction)
        for service, direction in (("s1", "westbound"), ("s3", "eastbound"))
        for operator in ON
    ]
    assert told(check_tariffs, **running(*services), tariffs=[TARIFF]) == found
    assert told(check_tariffs, **running(*services), tariffs=[TARIFF, {**TARIFF, "kind": "reefer_per_km"}]) == []


@pytest.mark.parametrize("kind", ["per_km", "reefer_per_km"])
@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ({}, ""), ({"value": 0.0}, ""), ({"value": -0.5}, "value: -0.5 found; must be at least 0"),
        ({"unit": "USD/TEU-km"}, "unit: 'USD/TEU-km' found; {} prices are in USD/FEU-km"),
        ({"currency": "CNY"}, "currency: 'CNY' found; {} prices are in USD"),
    ],
)  # fmt: skip
def test_units_of_prices(kind, cells, found):
    """Those that plans use are in one unit; others are kept as published."""
    other = {**TARIFF, **cells, "kind": "published"}
    text = f"error: tariffs.csv:3: {found.format(kind)}"
    assert told(check_tariff_units, tariffs=[other, {**TARIFF, "kind": kind, **cells}]) == ([text] if found else [])


FACTOR = {"scope": "rail", "country": "", "unit": "gCO2e/gross-t-km", "used": True}
ROADS = {**FACTOR, "scope": "road"}


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ({}, ""), ({"country": "CN"}, ""),
        ({"scope": "sea"}, "scope: no row with used = true and scope rail"),
        ({"used": False}, "scope: no row with used = true and scope rail"),
        ({"unit": "kg"}, "unit: 'kg' found; used factors of rail are in gCO2e/gross-t-km"),
        ({"unit": "kg", "used": False}, "scope: no row with used = true and scope rail"),
    ],
)  # fmt: skip
def test_every_mode_has_a_factor(cells, found):
    """Other factors may be in what unit they like; rows that are missing have no line."""
    factors = [{**FACTOR, "scope": "pipe", "unit": "m3"}, {**FACTOR, **cells}, ROADS]
    where = "emission_factors.csv:3" if found.startswith("unit") else "emission_factors.csv"
    said = told(check_emissions, services={"mode": ["rail", "road", "rail"]}, emission_factors=factors)
    assert said == ([f"error: {where}: {found}"] if found else [])


@pytest.mark.parametrize(
    ("cells", "found"), [({}, False), ({"country": "KZ"}, False), ({"country": "KY"}, True),
                         ({"country": "KY", "used": False}, False)],
)  # fmt: skip
def test_countries_of_factors_have_terminals(cells, found):
    """Nothing would use others."""
    said = told(check_emission_countries, terminals={"country": ["KZ", "CN"]}, emission_factors=[{**FACTOR, **cells}])
    text = (
        "error: emission_factors.csv:2: country: 'KY' found; no terminal is there, so that nothing would use it: write "
        "a country of terminals.csv, blank for any, or used = false"
    )
    assert said == ([text] if found else [])


POWER = {"grid": "gCO2e/kWh", "train_power": "gCO2e/kWh", "ship_power": "gCO2e/kWh", "fuel": "gCO2e/l"}


@pytest.mark.parametrize("spoilt", POWER)
@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ({}, []), ({"used": False}, ["blank"]), ({"country": "KZ"}, ["blank"]), ({"unit": "kg"}, ["unit"]),
        ({"unit": "kg", "country": "KZ"}, ["blank", "unit"]), ({"unit": "kg", "used": False}, ["blank"]),
    ],
)  # fmt: skip
def test_power_of_units_has_factors(spoilt, cells, found):
    """In any country, in their unit; only of the powers that some unit has."""
    factors = [{**FACTOR, "scope": scope, "unit": unit} for scope, unit in POWER.items()]
    at = list(POWER).index(spoilt)
    factors[at] |= cells
    own, other = ("diesel", "plug") if spoilt == "fuel" else ("plug", "diesel")
    texts = {
        "blank": f"error: emission_factors.csv: scope: no row with used = true, scope {spoilt} and a blank country; "
        f"units with power {own!r} need it",
        "unit": f"error: emission_factors.csv:{at + 2}: unit: 'kg' found; used factors of {spoilt} are in "
        f"{POWER[spoilt]}",
    }
    said = told(check_power_emissions, emission_factors=factors, loading_units={"power": ["none", own, own]})
    assert said == [texts[word] for word in found]
    assert told(check_power_emissions, emission_factors=factors, loading_units={"power": ["none", other]}) == []


UNITS = {
    "cutoff_h": "h", "storage_usd_per_feu_day": "USD/FEU/day", "queue_usd_per_feu_h": "USD/FEU/h",
    "electricity_usd_per_kwh": "USD/kWh", "diesel_usd_per_l": "USD/l", "penalty_usd_per_box": "USD/box",
    "refrigerant_charge_kg": "kg", "refrigerant_leak_pct_per_year": "%/year", "refrigerant_gwp": "kgCO2e/kg",
}  # fmt: skip


def parameters(**spoilt):
    """Return parameters of which one has other cells; None leaves it out."""
    rows = {name: {"parameter_id": name, "unit": unit, "value": 6.0} for name, unit in (UNITS | {"own": "x"}).items()}
    for name, cells in spoilt.items():
        rows[name] = None if cells is None else rows[name] | cells
    return [{"low": math.nan, "high": math.nan, **row} for row in rows.values() if row]


@pytest.mark.parametrize("name", UNITS)
def test_every_parameter_is_needed_in_its_unit(name):
    """At least 0."""
    line = list(UNITS).index(name) + 2
    for cells, text in (
        (None, f"parameters.csv: parameter_id: {name!r} is missing; plans need it in {UNITS[name]}"),
        ({"unit": "ells"}, f"parameters.csv:{line}: unit: 'ells' found; {name} is in {UNITS[name]}"),
        ({"value": -0.5}, f"parameters.csv:{line}: value: -0.5 found; {name} must be at least 0"),
        ({"value": 0.0}, ""),
    ):
        assert told(check_parameters, parameters=parameters(**{name: cells})) == ([f"error: {text}"] if text else [])


@pytest.mark.parametrize("unit", ["USD/FEU-day", "usd/feu/day", "USD per FEU per day", "USD / FEU / day"])
def test_a_unit_may_be_written_otherwise(unit):
    """Where no one could take it for another."""
    assert told(check_parameters, parameters=parameters(storage_usd_per_feu_day={"unit": unit})) == []


@pytest.mark.parametrize("name", ["cutoff_h", "own"])
@pytest.mark.parametrize(
    ("low", "high", "found"),
    [(6, 6, False), (6.5, 8, True), (4, 5.5, True), (math.nan, 5.5, True), (6.5, math.nan, True),
     (math.nan, 6, False), (6, math.nan, False)],
)  # fmt: skip
def test_parameters_lie_in_their_range(name, low, high, found):
    """Those that plans do not read as well; a warning."""
    text = f"warning: parameters.csv:{list(UNITS | {'own': ''}).index(name) + 2}: value: 6 is outside low {low:g} to "
    said = told(check_parameters, parameters=parameters(**{name: {"low": low, "high": high}}))
    assert said == ([f"{text}high {high:g}"] if found else [])
