"""Checks of capacities, queues and gauge breaks, on tables in memory: each condition by itself."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from logistics.network.checks import capacities
from logistics.network.checks.breaks import check_breaks, check_pairs
from logistics.network.checks.delays import check_delays
from logistics.network.checks.rule import View

NAN = math.nan


class Tables(dict):
    """Tables by name, as a network whose rows stand one a line."""

    def line(self, _, row):
        """Return the line of a row."""
        return row + 2


def told(check, **tables):
    """Return line, column and text of what a check finds."""
    frames = {name: pd.DataFrame(rows) for name, rows in tables.items()}
    found = check(View(Tables(frames), frames))
    return [(one.line, one.column, one.message.split(": ", 2)[-1]) for one in found]


UNITS = {"throughput": "feu_per_day", "yard": "feu", "powered_yard": "feu", "slots": "feu_per_train"}


@pytest.mark.parametrize(("kind", "unit"), UNITS.items())
def test_capacities_are_in_the_unit_of_their_kind(kind, unit):
    """Each kind has one."""
    for other in set(UNITS.values()):
        found = told(capacities.check_facility_units, facilities={"kind": [kind], "unit": other})
        text = f"{other!r} found; the capacity of kind {kind} is in {unit}"
        assert found == ([] if other == unit else [(2, "unit", text)])


@pytest.mark.parametrize(
    ("kinds", "places", "lines"),
    [
        (["yard", "powered_yard", "yard"], "aab", []), (["yard", "yard", "throughput"], "aaa", [3]),
        (["powered_yard", "yard", "powered_yard"], "aaa", [4]), (["throughput", "throughput", "slots"], "aaa", []),
    ],
)  # fmt: skip
def test_terminals_have_one_yard_of_a_kind(kinds, places, lines):
    """And as many other facilities as they like."""
    found = told(capacities.check_single_yards, facilities={"kind": kinds, "terminal_id": list(places)})
    assert [one[:2] for one in found] == [(line, "kind") for line in lines]


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({}, ""), ({"powered_slots": 50.0}, ""), ({"powered_slots": 51.0}, "powered_slots"),
        ({"min_load_feu": 50.0}, ""),
        ({"min_load_feu": 50.5}, "min_load_feu"), ({"min_load_feu": NAN, "powered_slots": NAN}, ""),
    ],
)  # fmt: skip
def test_slots_and_least_loads_fit_into_a_train(cells, column):
    """Of 50 FEU; blank is no fault."""
    row = {"service_id": "s", "max_feu": 50.0, "powered_slots": 10.0, "min_load_feu": 20.0, **cells}
    assert [one[1] for one in told(capacities.check_trains, services=[row])] == ([column] if column else [])
    row["powered_slots"] = pd.NA
    assert len(told(capacities.check_trains, services=[row])) == (column == "min_load_feu")


@pytest.mark.parametrize(
    ("cells", "column", "text"),
    [
        ({"link_id": "l", "trains_per_day": 3.0}, "", ""), ({"facility_id": "f", "feu_per_day": 3.0}, "", ""),
        ({"link_id": "l", "facility_id": "f", "trains_per_day": 3.0}, "link_id, facility_id",
         "l and f found; give one of them"),
        ({"feu_per_day": 3.0}, "link_id, facility_id", "blank and blank found; give one of them"),
        ({"link_id": "l", "facility_id": "f"}, "link_id, facility_id", "l and f found; give one of them"),
        ({"link_id": "l"}, "trains_per_day", "background on a link is in trains_per_day; leave feu_per_day blank"),
        ({"link_id": "l", "trains_per_day": 3.0, "feu_per_day": 3.0}, "trains_per_day",
         "background on a link is in trains_per_day; leave feu_per_day blank"),
        ({"facility_id": "f"}, "feu_per_day", "background on a facility is in feu_per_day; leave trains_per_day blank"),
        ({"facility_id": "f", "trains_per_day": 3.0, "feu_per_day": 3.0}, "feu_per_day",
         "background on a facility is in feu_per_day; leave trains_per_day blank"),
    ],
)  # fmt: skip
def test_background_is_on_one_link_or_facility(cells, column, text):
    """Trains on links, FEU in facilities."""
    row = {"link_id": "", "facility_id": "", "trains_per_day": NAN, "feu_per_day": NAN, **cells}
    assert told(capacities.check_background, background=[row]) == ([(2, column, text)] if text else [])


@pytest.mark.parametrize(
    ("cells", "text"),
    [
        ({"link_id": "l", "trains_per_day": 9.9}, ""),
        ({"link_id": "l", "trains_per_day": 10.0}, "10 a day found; that leaves nothing of the capacity 10 of l"),
        ({"link_id": "free", "trains_per_day": 99.0}, ""), ({"link_id": "none", "trains_per_day": 0.0}, ""),
        ({"link_id": "gone", "trains_per_day": 99.0}, ""), ({"facility_id": "f", "feu_per_day": 19.0}, ""),
        ({"facility_id": "f", "feu_per_day": 20.5}, "20.5 a day found; that leaves nothing of the capacity 20 of f"),
        ({"facility_id": "l", "feu_per_day": 99.0}, ""),
    ],
)  # fmt: skip
def test_background_leaves_something(cells, text):
    """Of every capacity that is known; a link of none, or of no limit, has nothing to be left."""
    links = {"link_id": ["l", "free", "none"], "capacity_trains_per_day": [10.0, NAN, 0.0]}
    facilities = {"facility_id": ["f"], "capacity": 20.0}
    row = {"link_id": "", "facility_id": "", "trains_per_day": NAN, "feu_per_day": NAN, **cells}
    found = told(capacities.check_background_fits, links=links, facilities=facilities, background=[row])
    column = "link_id" if "link_id" in cells else "facility_id"
    assert found == ([(2, column, text)] if text else [])


@pytest.mark.parametrize(
    ("kinds", "shares", "hours", "found"),
    [
        ("tt", [0.5, 1.0], [1.0, 1.0], []),
        ("tt", [1.0, 1.0], [1.0, 2.0], [(3, "upto_share", "1 found after 1; shares of throughput must ascend")]),
        ("tt", [0.5, 1.0], [2.0, 1.0], [(3, "extra_h", "1 found after 2; hours of throughput must not fall")]),
        ("tt", [0.5, 0.9], [1.0, 2.0], [(3, "upto_share", "0.9 found; the last segment of throughput must end at 1")]),
        ("ttt", [0.5, 1.0, 1.5], [1.0, 2.0, 3.0],
         [(4, "upto_share", "1.5 found; the last segment of throughput must end at 1")]),
        ("ty", [1.0, 1.0], [2.0, 1.0], []),
        ("yy", [0.5, 1.0], [1.0, 2.0],
         [(None, "kind", "no row of kind throughput; at least one, ending at share 1")]),
    ],
)  # fmt: skip
def test_queues_grow_with_the_load(kinds, shares, hours, found):
    """Segments of each kind ascend to all of the capacity, and hours do not fall; there are some for throughput."""
    names = [{"t": "throughput", "y": "yard"}[kind] for kind in kinds]
    table = {"kind": names, "upto_share": shares, "extra_h": hours}
    assert told(capacities.check_congestion, congestion=table) == found


@pytest.mark.parametrize(
    ("cells", "columns"),
    [
        ({}, []), ({"p90_h": 2.0}, []), ({"p90_h": 1.9}, ["p90_h"]), ({"direction": "eastbound"}, ["terminals"]),
        ({"direction": "both"}, []), ({"terminals": "b", "direction": "eastbound"}, []), ({"terminals": "b"}, []),
        ({"terminals": "c"}, ["terminals"]), ({"terminals": "c", "direction": "both"}, []),
        ({"terminals": "a;d"}, ["terminals"]), ({"activities": "load"}, ["terminals"]),
        ({"activities": "load;transfer"}, []), ({"terminals": "d", "part": "ride"}, []),
        ({"trade": "KZ;RU"}, []), ({"trade": "KZ;XX"}, ["trade"]),
    ],
)  # fmt: skip
def test_delays_act_somewhere(cells, columns):
    """At a queue boxes wait for an operation of its direction, or of both; other delays need none; countries exist."""
    operations = {"terminal_id": list("abc"), "activity": "transfer", "direction": ["westbound", "both", "eastbound"]}
    row = {
        "part": "queue", "terminals": "a", "activities": "transfer", "direction": "westbound", "typical_h": 2.0,
        "p90_h": 5.0, "trade": "", **cells,
    }  # fmt: skip
    found = told(check_delays, operations=operations, delays=[row], terminals={"country": ["KZ", "RU"]})
    assert [one[1] for one in found] == columns


def service(**cells):
    """Return a train from a to b on 1,520 mm, westbound."""
    return {
        "service_id": "s", "mode": "rail", "track_gauge_mm": 1520, "direction": "westbound",
        "service_class": "ordinary", "paired_service_id": "", **cells,
    }  # fmt: skip


def operation(terminal, activity, start, end, direction="both", classes=""):
    """Return an operation."""
    return {
        "terminal_id": terminal, "activity": activity, "from_gauge": start, "to_gauge": end, "direction": direction,
        "service_class": classes,
    }  # fmt: skip


LOAD, UNLOAD = operation("a", "load", None, 1520), operation("b", "unload", 1520, None)
STOPS = {"service_id": ["s"] * 3, "seq": [0, 1, 2], "terminal_id": ["a", "m", "b"], "activity": "stop"}


@pytest.mark.parametrize(
    ("cells", "operations", "words"),
    [
        ({}, [LOAD, UNLOAD], []),
        ({}, [LOAD], ["ends at b on 1520 mm"]),
        ({}, [LOAD, operation("b", "unload", 1435, None)], ["ends at b on 1520 mm"]),
        ({}, [LOAD, operation("b", "unload", 1520, None, "eastbound")], ["ends at b on 1520 mm"]),
        ({}, [LOAD, operation("b", "unload", 1520, None, "westbound")], []),
        ({}, [LOAD, operation("b", "unload", 1520, None, "both", "express")], ["ends at b on 1520 mm"]),
        ({}, [LOAD, operation("b", "load", 1520, 1520)], ["ends at b on 1520 mm"]),
        ({}, [LOAD, operation("b", "pass", 1520, 1520)], ["ends at b on 1520 mm"]),
        ({}, [UNLOAD], ["begins at a on 1520 mm"]),
        ({}, [operation("a", "load", None, 1435), UNLOAD], ["begins at a on 1520 mm"]),
        ({}, [operation("a", "pass", 1520, 1520), UNLOAD], ["begins at a on 1520 mm"]),
        ({"mode": "sea", "track_gauge_mm": None}, [],
         ["ends at b on the ship or road side", "begins at a on the ship or road side"]),
        ({"mode": "sea", "track_gauge_mm": 1520}, [operation("a", "load", None, 0), operation("b", "unload", 0, None)],
         []),
        ({"track_gauge_mm": None}, [operation("a", "load", None, 0), operation("b", "unload", 0, None)], []),
        ({"paired_service_id": "s"}, [UNLOAD], []),
        ({"service_id": "without calls"}, [], []),
    ],
)  # fmt: skip
def test_boxes_come_and_go_on_where_services_begin_and_end(cells, operations, words):
    """On their gauge, in their direction and class; a train that another becomes brings its boxes along."""
    rows = [service(**cells)]
    table = pd.DataFrame(operations, columns=list(LOAD)).astype({"from_gauge": "Int64", "to_gauge": "Int64"})
    services = pd.DataFrame(rows).astype({"track_gauge_mm": "Int64"})
    found = told(check_breaks, operations=table, services=services, stops=STOPS)
    assert len(found) == len(words)
    assert all(word in text for (_, _, text), word in zip(found, words, strict=True))


SLOT = operation("b", "same_train", 1520, 1435, "westbound", "ordinary")


@pytest.mark.parametrize(
    ("cells", "slot", "words"),
    [
        ({}, {}, []), ({"direction": "eastbound"}, {}, ["'t' is eastbound, 's' westbound"]),
        ({"track_gauge_mm": 1520}, {}, ["from 1520 to 1520 mm (westbound, class ordinary)"]),
        ({}, {"terminal_id": "c"}, ["meet at b without a same_train operation"]),
        ({}, {"activity": "gauge_change"}, ["meet at b without a same_train operation"]),
        ({}, {"from_gauge": 1435}, ["meet at b without a same_train operation"]),
        ({}, {"service_class": "express"}, ["meet at b without a same_train operation"]),
        ({"service_id": "gone"}, {}, []), ({"calls": "pass"}, {}, ["'t' does not stop at b, where 's' ends"]),
        ({"calls": "pass", "direction": "eastbound"}, {}, ["'t' does not stop at b, where 's' ends"]),
        ({"first": "another", "direction": "eastbound"}, {}, []),
    ],
)  # fmt: skip
def test_paired_services_meet(cells, slot, words):
    """Where the first ends, in one direction, joined by an operation between their gauges."""
    call, first = cells.get("calls", "stop"), cells.get("first", "s")
    own = {name: cell for name, cell in cells.items() if name not in {"calls", "first"}}
    after = {"service_id": "t", "track_gauge_mm": 1435, **own}
    services = pd.DataFrame([service(paired_service_id="t"), service(**after)]).astype({"track_gauge_mm": "Int64"})
    stops = {
        "service_id": [first, first, first, "t", "t"], "seq": [0, 1, 2, 0, 1], "terminal_id": ["a", "m", "b", "b", "c"],
        "activity": ["stop", "stop", "stop", call, "stop"],
    }  # fmt: skip
    table = pd.DataFrame([{**SLOT, **slot}]).astype({"from_gauge": "Int64", "to_gauge": "Int64"})
    found = told(check_pairs, operations=table, services=services, stops=stops)
    assert len(found) == len(words)
    assert all(word in text for (_, _, text), word in zip(found, words, strict=True))
