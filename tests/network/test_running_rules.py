"""How rules are run: on which rows, and which not at all while tables are damaged."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pandas as pd
import pytest
from findings_of import Tables

from logistics.network import checks
from logistics.network.checks import check_network
from logistics.network.checks.rule import Rule, View, allows, listed, same_direction
from logistics.network.findings import Finding

INTACT = {
    "routes": "stops", "on_links": "links", "gauges_reached": "links", "islands": "links stops", "unserved": "stops",
    "delays": "operations terminals", "breaks": "stops services operations", "pairs": "stops services operations",
    "congestion": "congestion", "speeds": "speeds", "tariffs": "tariffs", "emissions": "emission_factors",
    "emission_countries": "emission_factors terminals", "power_emissions": "emission_factors loading_units",
    "parameters": "parameters", "climate": "climate", "life_parameters": "shelf_lives", "life_ranges": "shelf_lives",
    "life_points": "shelf_lives", "goods_limits": "shelf_lives commodities", "rules": "commodities terminals",
    "holds": "rules", "provinces": "terminals", "usual_units": "commodity_units commodities",
    "unit_power": "loading_units", "unit_goods": "commodity_units commodities loading_units", "wagons": "loading_units",
    "wagon_gauges": "services", "fleets_used": "loading_units", "soiled_units": "commodities commodity_units",
    "gates": "operations", "outside_options": "outside_options", "reach": "stops services operations",
    "constants": "services", "sections": "links", "targets": "terminals",
}  # fmt: skip
"""Tables whose damage would make a rule cry wolf."""


@pytest.mark.parametrize("table", sorted({table for tables in INTACT.values() for table in tables.split()}))
def test_rules_wait_for_the_tables_that_they_take_whole(tiny_network, monkeypatch, table):
    """While one is damaged they are skipped, and a warning says so; the others are run."""
    run = []

    def silent(rule):
        return replace(rule, check=lambda _: iter(run.append(rule.name) or ()))

    monkeypatch.setattr(checks, "RULES", tuple(silent(rule) for rule in checks.RULES))
    damage = [Finding("error", f"{table}.csv", 2, "x", "spoilt", "type")]
    waiting = [name for name, tables in INTACT.items() if table in tables.split()]
    (later,) = check_network(tiny_network, damage=damage)
    assert (later.severity, later.rule) == ("warning", "later")
    assert later.message == f"{table}.csv: not checked until its faults are mended: {', '.join(waiting)}"
    assert run == [rule.name for rule in checks.RULES if rule.name not in waiting]


@pytest.fixture
def seen(monkeypatch):
    """Let rules tell the rows of a table: one of any table, one of tables that are whole."""

    def each(view):
        for row in view["b"].itertuples():
            yield view.error("b", row.Index, "x", row.x)

    rules = (Rule("any", each), Rule("whole", each, intact=("b", "a")), Rule("both", each, intact=("c", "b")))
    monkeypatch.setattr(checks, "RULES", rules)
    frame = pd.DataFrame({"x": ["p", "q", "r"]}, index=[7, 8, 9])
    network = SimpleNamespace(tables={"a": frame, "b": frame}, line=lambda _, row: 2 * row + 2)
    return lambda *damage: [
        f"{one.rule}: {one.message}" for one in check_network(network, damage=[Finding(*row) for row in damage])
    ]


def fault(table, line, column="x"):
    """Return a fault of a cell."""
    return ("error", f"{table}.csv", line, column, "spoilt", "type")


EACH = ["b.csv:2: x: p", "b.csv:4: x: q", "b.csv:6: x: r"]
LATER = "later: {}.csv: not checked until its faults are mended: {}"


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ([], [f"{rule}: {text}" for rule in ("any", "whole", "both") for text in EACH]),
        ([fault("b", 4)], ["any: " + EACH[0], "any: " + EACH[2], LATER.format("b", "whole, both")]),
        ([fault("b", 4), fault("b", 2)], ["any: " + EACH[2], LATER.format("b", "whole, both")]),
        ([fault("b", None)], [*("any: " + text for text in EACH), LATER.format("b", "whole, both")]),
        ([fault("a", 4)], [*(f"{rule}: {text}" for rule in ("any", "both") for text in EACH),
                           LATER.format("a", "whole")]),
        ([fault("b", 4), fault("a", 2)], ["any: " + EACH[0], "any: " + EACH[2], LATER.format("a", "whole"),
                                          LATER.format("b", "both")]),
        ([fault("c", None), fault("a", 2)], [*("any: " + text for text in EACH), LATER.format("a", "whole"),
                                             LATER.format("c", "both")]),
        *(([fault("b", 4, column)], [f"{rule}: {text}" for rule in ("any", "whole", "both") for text in EACH])
          for column in ("source", "quality", "note")),
    ],
)  # fmt: skip
def test_rows_with_faults_are_left_out(seen, damage, said):
    """A note or a source that is wrong spoils no row; what waits is told of the first table in the alphabet."""
    assert seen(*damage) == said


def test_what_rules_read():
    """Rows by key and by service, once made; a finding has the line of its row, or none."""
    stops = pd.DataFrame({"service_id": ["t", "s", "s", "s"], "seq": [0, 2, 0, 1], "terminal_id": list("zcab")})
    frames = {"stops": stops}
    view = View(Tables(frames), frames)
    assert view["stops"] is stops
    assert [row.Index for row in view.rows("stops")] == [0, 1, 2, 3]
    assert view.rows("stops") is view.rows("stops")
    assert {key: row.Index for key, row in view.keyed("stops", "terminal_id").items()} == {
        "z": 0, "c": 1, "a": 2, "b": 3,
    }  # fmt: skip
    assert {name: [row.terminal_id for row in calls] for name, calls in view.calls.items()} == {
        "s": ["a", "b", "c"], "t": ["z"],
    }  # fmt: skip
    assert view.error("stops", 0, "seq", "m") == Finding("error", "stops.csv", 2, "seq", "m", "")
    assert view.warning("stops", None, "", "m") == Finding("warning", "stops.csv", None, "", "m", "")


@pytest.mark.parametrize(("one", "other", "same"), [
    ("westbound", "westbound", True), ("both", "westbound", True), ("eastbound", "both", True), ("both", "both", True),
    ("eastbound", "westbound", False),
])  # fmt: skip
def test_directions_overlap(one, other, same):
    """Both is either."""
    assert same_direction(one, other) == same


def test_cells_of_lists():
    """A blank names all, and has no elements; an element is a word, no part of one."""
    assert listed("Mon;;Thu") == ("Mon", "Thu")
    assert listed("") == ()
    assert [allows(cell, "dry") for cell in ("", "dry", "grain;dry", "dryer", "grain")] == [
        True, True, True, False, False,
    ]  # fmt: skip
