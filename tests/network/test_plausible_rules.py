"""Checks of strange values and of what a plan is compared with, on tables in memory: each limit by itself."""

from __future__ import annotations

import pandas as pd
import pytest
from findings_of import told

from logistics.network.checks.plausibility import check_climate, check_plausible, check_tariff_plausible
from logistics.network.checks.published import check_constants, check_sections, check_targets

USUAL = {
    ("speeds", "speed_kmh"): (3, 200, "km/h"),
    ("links", "length_km"): (0.3, 10_000, "km, not metres"),
    ("links", "capacity_trains_per_day"): (0.5, 300, "trains per day and direction, not per year"),
    ("operations", "handling_h"): (0, 240, "hours, not minutes"),
    ("operations", "queue_h"): (0, 480, "hours, not minutes"),
    ("operations", "cost_usd_per_feu"): (0, 5_000, "USD per FEU"),
    ("facilities", "capacity"): (0.5, 50_000, "FEU per day or FEU, not TEU per year"),
    ("facilities", "winter_factor"): (0.05, 1.5, "a share of capacity"),
    ("services", "max_feu"): (1, 3_000, "FEU per train or ship"),
    ("services", "max_gross_t"): (20, 60_000, "tonnes, not kilograms"),
    ("stops", "dwell_h"): (0, 240, "hours, not minutes"),
    ("commodities", "value_usd_per_t"): (20, 2_000_000, "USD per tonne"),
    ("commodities", "value_of_time_pct_per_day"): (0, 10, "percent per day, not a fraction"),
    ("commodities", "set_point_c"): (-40, 30, "degrees Celsius"),
    ("commodities", "max_days"): (3, 200, "days"),
    ("loading_units", "feu"): (0.1, 2, "1 for 40 ft, 0.5 for 20 ft"),
    ("loading_units", "payload_t"): (1, 75, "tonnes"),
    ("loading_units", "tare_t"): (0, 40, "tonnes"),
    ("loading_units", "power_kw"): (0, 20, "kW"),
    ("loading_units", "tank_l"): (50, 3_000, "litres"),
    ("outside_options", "cost_usd_per_feu"): (0, 60_000, "USD per FEU"),
    ("outside_options", "days"): (0, 180, "days"),
    ("demand", "boxes"): (0, 20_000, "boxes per week"),
}


@pytest.mark.parametrize(("table", "column"), USUAL)
def test_strange_values_are_told(table, column):
    """What lies on a limit is usual, and a blank is nothing; the hint says which mistake to suspect."""
    tables: dict[str, dict[str, object]] = {}
    for (name, each), (low, high, _) in USUAL.items():
        tables.setdefault(name, {})[each] = pd.array([low, high, None, low], "Float64")
    low, high, hint = USUAL[table, column]
    assert told(check_plausible, **tables) == []
    for strange in (low - 0.01, high + 0.5):
        tables[table][column] = pd.array([low, high, None, strange], "Float64")
        text = f"{strange:g} found; usual values are {low:g} to {high:g}. Is it {hint}?"
        assert told(check_plausible, **tables) == [f"warning: {table}.csv:5: {column}: {text}"]


def test_strange_prices_are_told():
    """Per km; others are on no scale."""
    values = [0.01, 10.0, 0.009, 10.5, 50.0]
    tariffs = {"kind": ["per_km"] * 4 + ["published"], "value": values}
    assert told(check_tariff_plausible, tariffs=tariffs) == [
        f"warning: tariffs.csv:{line}: value: {value:g} found; usual values are 0.01 to 10. Is it USD per FEU-km?"
        for line, value in ((4, 0.009), (5, 10.5))
    ]


def test_climate_places_have_twelve_months():
    """The first row of the place is told; a month that stands twice is one."""
    climate = {"place_id": ["c"] * 12 + ["b"] * 12 + ["a"], "month": [*range(1, 13), *range(1, 12), 11, 1]}
    text = "months; twelve are needed"
    assert told(check_climate, climate=climate) == [
        f"warning: climate.csv:14: month: 'b' has 11 {text}",
        f"warning: climate.csv:26: month: 'a' has 1 {text}",
    ]


SERVICES = {"family": ["border-hub", "ferry", "border-hub"]}


@pytest.mark.parametrize(("active", "line"), [(5, None), (6, 8), (7, 8)])
def test_few_constants_are_credible(active, line):
    """Of those that count: the sixth is told."""
    constants = {"family": "", "active": [False, *[True] * active]}
    text = f"{active} rows are active; at most 5 are credible, look for the cause instead"
    said = told(check_constants, services=SERVICES, route_constants=constants)
    assert said == ([f"warning: route_constants.csv:{line}: active: {text}"] if line else [])


def test_families_of_constants_exist():
    """Whether the constant counts or not; a blank is any."""
    constants = {"family": ["", "ferry", "rail", "fery"], "active": [True, True, True, False]}
    text = "is no family of services.csv"
    assert told(check_constants, services=SERVICES, route_constants=constants) == [
        f"error: route_constants.csv:4: family: 'rail' {text}",
        f"error: route_constants.csv:5: family: 'fery' {text}; did you mean 'ferry'?",
    ]


def test_neighbours_of_sections_are_joined():
    """In either direction."""
    links = {"from_terminal": ["a", "b"], "to_terminal": ["b", "c"]}
    sections = {"terminals": ["a;b;c", "c;b;a", "a", "a;c;b"]}
    text = "error: sections.csv:5: terminals: no link joins a and c; name the places between them"
    assert told(check_sections, links=links, sections=sections) == [text]


@pytest.mark.parametrize(
    ("unit", "counts"),
    [("trains/week", True), ("TEU/week", True), ("t/week", True), ("trains", False), ("km", False)],
)
def test_counts_a_week_are_at_terminals(unit, counts):
    """Several joined by a plus; what is kept as published may be anywhere."""
    targets = {"unit": unit, "place": ["dostyk", "dostyk+almaty", "dostyk+almati+x"]}
    text = "is not in terminals.csv; a count per week is at terminals joined by +"
    found = [
        f"error: targets.csv:4: place: 'almati' {text}; did you mean 'almaty'?",
        f"error: targets.csv:4: place: 'x' {text}",
    ]
    terminals = {"terminal_id": ["dostyk", "almaty"]}
    assert told(check_targets, terminals=terminals, targets=targets) == (found if counts else [])
