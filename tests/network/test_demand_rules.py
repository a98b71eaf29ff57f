"""Checks of demand and of chains of services, on tables in memory: each condition by itself."""

from __future__ import annotations

import pandas as pd
import pytest
from findings_of import Tables, told, weeks

from logistics.network.checks import reach
from logistics.network.checks.demand import check_demand_rows, check_gates, check_outside_options
from logistics.network.checks.reach import check_reach, reachable

FIRST = "2025-09-01"
GOODS = {"commodity_id": ["tv", "beef"], "cargo_class": ["dry", "frozen"]}


def demand(*rows):
    """Return rows of origin, destination, goods, week and boxes, the last two by default a Monday and one."""
    full = [(*row, *(FIRST, 1.0)[len(row) - 3 :]) for row in rows]
    table = pd.DataFrame(full, columns=["origin", "destination", "commodity_id", "week", "boxes"])
    return table.assign(week=weeks(*table["week"]), boxes=table["boxes"].astype(float))


def test_weeks_begin_on_mondays_and_goods_go_elsewhere():
    """A blank week is told elsewhere."""
    rows = demand(("a", "b", "tv"), ("a", "b", "tv", "2025-09-02"), ("a", "b", "tv", None), ("a", "a", "tv"))
    assert told(check_demand_rows, demand=rows) == [
        "error: demand.csv:3: week: 2025-09-02 is a Tuesday; give the Monday of the week",
        "error: demand.csv:5: destination: 'a' is the origin as well",
    ]


def gates(*operations):
    """Return operations at terminals of an activity for a cell of cargo classes."""
    return pd.DataFrame(operations, columns=["terminal_id", "activity", "cargo_class"])


OUT = "error: demand.csv:2: origin: 'a' has no operation load for cargo class dry"
IN = "error: demand.csv:2: destination: 'b' has no operation unload for cargo class dry"


@pytest.mark.parametrize(
    ("operations", "found"),
    [
        ([("a", "load", ""), ("b", "unload", "dry;grain")], []),
        ([("a", "load", "frozen"), ("a", "load", "dry"), ("b", "unload", "")], []),
        ([("a", "load", "frozen"), ("b", "unload", "")], [OUT]), ([("a", "load", ""), ("b", "unload", "frozen")], [IN]),
        ([("a", "unload", ""), ("b", "load", "")], [OUT, IN]), ([("b", "load", ""), ("a", "unload", "")], [OUT, IN]),
        ([], [OUT, IN]),
    ],
)  # fmt: skip
def test_goods_can_be_loaded_and_unloaded(operations, found):
    """What is missing is told once a place, activity and class, where boxes ask for it in some week."""
    rows = demand(("a", "b", "tv"), ("a", "b", "tv"), ("a", "x", "tv", FIRST, 0), ("a", "x", "tv", FIRST, None),
                  ("a", "x", "gold"), ("a", "x", "tv", None))  # fmt: skip
    assert told(check_gates, commodities=GOODS, demand=rows, operations=gates(*operations)) == found


def test_a_missing_gate_is_told_once():
    """Another class, activity or place is another gate."""
    rows = demand(("a", "b", "tv"), ("a", "c", "tv"), ("c", "a", "tv"), ("a", "b", "beef"))
    assert [text.split(": ", 2)[-1] for text in told(check_gates, commodities=GOODS, demand=rows,
                                                     operations=gates())] == [
        "origin: 'a' has no operation load for cargo class dry",
        "destination: 'b' has no operation unload for cargo class dry",
        "destination: 'c' has no operation unload for cargo class dry",
        "origin: 'c' has no operation load for cargo class dry",
        "destination: 'a' has no operation unload for cargo class dry",
        "origin: 'a' has no operation load for cargo class frozen",
        "destination: 'b' has no operation unload for cargo class frozen",
    ]  # fmt: skip


TERMINALS = {"terminal_id": ["a", "a2", "b"], "region": ["A", "A", "B"]}
OPTION = {"origin_region": "A", "destination_region": "B", "cargo_class": "", "valid_from": None, "valid_to": None}


def uncovered(options, *rows):
    """Return what is told of outside options of some demand."""
    frame = pd.DataFrame([{**OPTION, **cells} for cells in options], columns=list(OPTION))
    frame = frame.assign(valid_from=weeks(*frame["valid_from"]), valid_to=weeks(*frame["valid_to"]))
    tables = {"terminals": TERMINALS, "commodities": GOODS, "outside_options": frame, "demand": demand(*rows)}
    return told(check_outside_options, **tables)


NOTHING, LAST = " at all", "2025-09-14"


@pytest.mark.parametrize(
    ("options", "gap"),
    [
        ([{}], ""), ([{"origin_region": "C;A", "destination_region": "B;C", "cargo_class": "grain;dry"}], ""),
        ([{"origin_region": "B"}], NOTHING), ([{"destination_region": "A"}], NOTHING),
        ([{"cargo_class": "frozen"}], NOTHING), ([], NOTHING),
        ([{"valid_from": FIRST, "valid_to": LAST}], ""), ([{"valid_from": "2025-09-02"}], " on 2025-09-01"),
        ([{"valid_to": "2025-09-13"}], " on 2025-09-14"), ([{"valid_to": "2025-08-31"}], " on 2025-09-01"),
        ([{"valid_from": "2025-09-08"}, {"valid_to": "2025-09-07"}], ""),
        ([{"valid_from": "2025-09-09"}, {"valid_to": "2025-09-07"}], " on 2025-09-08"),
        ([{"valid_from": "2025-09-05"}, {"valid_to": "2025-09-09"}], ""),
        ([{"valid_to": "2025-09-12"}, {"valid_from": "2025-09-02", "valid_to": "2025-09-03"},
          {"valid_from": "2025-09-13"}], ""),
        ([{"valid_to": "2025-09-03"}, {"valid_from": "2025-09-10", "valid_to": "2025-09-12"}], " on 2025-09-04"),
        ([{"valid_from": "2025-09-10"}, {"valid_to": "2025-09-03"}, {"cargo_class": "frozen"}], " on 2025-09-04"),
    ],
)  # fmt: skip
def test_there_is_always_a_way_outside(options, gap):
    """Of every day from the first week to the last of the regions and class; places of no region are told elsewhere."""
    rows = [("a2", "b", "tv", "2025-09-08"), ("a", "b", "tv"), ("a", "q", "tv"), ("q", "b", "tv"),
            ("a", "b", "tv", "2025-10-06", 0)]  # fmt: skip
    text = f"error: demand.csv:2: origin, destination: no outside option from A to B for dry{gap}; add one"
    assert uncovered(options, *rows) == ([text] if gap else [])


def test_every_pair_of_regions_is_told():
    """And every class, each once."""
    said = uncovered([], ("a", "b", "tv"), ("a2", "b", "tv"), ("b", "a", "tv"), ("a", "b", "beef"))
    assert [text.partition("option ")[2] for text in said] == [
        f"from {one} to {other} for {goods} at all; add one"
        for one, other, goods in (("A", "B", "dry"), ("B", "A", "dry"), ("A", "B", "frozen"))
    ]


SIDES = ["from_gauge", "to_gauge"]
OPERATION = {"direction": "both", "service_class": "", "cargo_class": ""}
SERVICE = {
    "mode": "rail", "track_gauge_mm": 1520, "service_class": "ordinary", "direction": "westbound", "cargo_class": "",
    "paired_service_id": "",
}  # fmt: skip


def tables(operations, services):
    """Return operations (place, activity, gauges) and services (calls in order; ``-p`` is passed) as tables."""
    rows = [dict(zip(["terminal_id", "activity", *SIDES], row[:4], strict=True)) | OPERATION | (row[4:] or ({},))[0]
            for row in operations]  # fmt: skip
    made = pd.DataFrame(rows)
    made = made.assign(**{side: pd.array(made[side], "Int64") for side in SIDES})
    trains = pd.DataFrame([{"service_id": name, **SERVICE, **cells} for name, (_, cells) in services.items()])
    trains = trains.assign(track_gauge_mm=pd.array(trains["track_gauge_mm"], "Int64"))
    calls = [
        (name, seq, place.strip("-"), "pass" if place.startswith("-") else "stop")
        for name, (places, _) in services.items()
        for seq, place in enumerate(places.split())
    ]
    stops = pd.DataFrame(calls[::-1], columns=["service_id", "seq", "terminal_id", "activity"])  # in any order
    return Tables(operations=made, services=trains, stops=stops)


def gate(place, gauge=1520):
    """Return both gates of a place."""
    return [(place, "load", None, gauge), (place, "unload", gauge, None)]


CHANGE = ("b", "gauge_change", 1435, 1520)
TWO = {"one": ("a b", {"track_gauge_mm": 1435}), "two": ("b c", {})}
PAIR = {"one": ("a x b", {"track_gauge_mm": 1435, "paired_service_id": "two"}), "two": TWO["two"]}
ENDS = [*gate("a", 1435), *gate("c")]
LINE = {"one": ("a b c", {})}


@pytest.mark.parametrize(
    ("operations", "services", "found"),
    [
        ([*gate("a"), *gate("c")], LINE, {"a": {"c"}, "c": set()}),
        ([*gate("a"), *gate("b"), *gate("c")], LINE, {"a": {"b", "c"}, "b": {"c"}, "c": set()}),
        ([*gate("a"), *gate("b"), *gate("c")], {"one": ("a -b c", {})}, {"a": {"c"}, "b": set(), "c": set()}),
        ([*gate("a"), *gate("c", 1435)], LINE, {"a": set(), "c": set()}),
        ([gate("a")[0], ("c", "unload", 1520, None, {"direction": "eastbound"})], LINE, {"a": set()}),
        ([gate("a")[0], ("c", "unload", 1520, None, {"service_class": "express"})], LINE, {"a": set()}),
        ([gate("a")[0], ("c", "unload", 1520, None, {"cargo_class": "grain"})], LINE, {"a": set()}),
        ([gate("a")[0], ("c", "unload", 1520, None, {"cargo_class": "grain;dry"})], LINE, {"a": {"c"}}),
        ([("a", "load", None, 1520, {"cargo_class": "grain"}), gate("c")[1]], LINE, {}),
        ([("a", "load", None, None), gate("c")[1]], LINE, {}),
        ([("a", "pass", 1520, 1520), gate("c")[1]], LINE, {}),
        ([gate("a")[0], ("c", "pass", 1520, 1520)], LINE, {"a": set()}),
        ([*gate("a"), *gate("c")], {"one": ("a b c", {"cargo_class": "grain"})}, {"a": set(), "c": set()}),
        ([*gate("a"), *gate("c")], {"one": ("a b a c", {})}, {"a": {"c"}, "c": set()}),  # nothing goes where it is
        ([*ENDS, CHANGE], TWO, {"a": {"c"}, "c": set()}),
        ([*ENDS, ("b", "transfer", 1435, 1520)], TWO, {"a": {"c"}, "c": set()}),
        ([*ENDS, ("b", "same_train", 1435, 1520)], TWO, {"a": set(), "c": set()}),
        ([*ENDS, ("b", "gauge_change", 1435, None)], TWO, {"a": set(), "c": set()}),
        ([*ENDS, ("b", "gauge_change", 1520, 1435)], TWO, {"a": set(), "c": set()}),
        ([*ENDS, (*CHANGE, {"cargo_class": "grain"})], TWO, {"a": set(), "c": set()}),
        ([*ENDS, CHANGE], {**TWO, "two": ("b c", {"cargo_class": "grain"})}, {"a": set(), "c": set()}),
        (ENDS, PAIR, {"a": {"c"}, "c": set()}),
        ([*gate("x", 1435), *gate("c")], PAIR, {"x": {"c"}, "c": set()}),
        ([*gate("b", 1435), *gate("c")], PAIR, {"b": set(), "c": set()}),  # nothing boards where the train ends
        ([*gate("a", 1435), *gate("x")], {**PAIR, "two": ("b x", {})}, {"a": {"x"}, "x": set()}),
        ([*gate("a", 1435), *gate("b")], PAIR, {"a": set(), "b": set()}),
        (ENDS, {**PAIR, "two": ("b c", {"cargo_class": "grain"})}, {"a": set(), "c": set()}),
        (ENDS, {"one": ("", PAIR["one"][1]), "two": TWO["two"]}, {"a": set(), "c": set()}),
        ([*gate("a", 0), *gate("c", 0)], {"one": ("a c", {"mode": "sea", "track_gauge_mm": None})},
         {"a": {"c"}, "c": set()}),
        ([*gate("a"), ("b", "transfer", 1520, 1520), *gate("c")],
         {"one": ("a b", {}), "two": ("b c", {}), "round": ("b a b", {})}, {"a": {"c"}, "c": set()}),
    ],
)  # fmt: skip
def test_chains_of_services_reach_gates(operations, services, found):
    """Boxes board, change and leave where operations of their class, gauge and direction let them."""
    assert reachable(tables(operations, services), cargo_class="dry") == found


def test_yards_that_lead_to_each_other_are_looked_at_once(monkeypatch):
    """Round and round would never end."""
    looked = []

    class Rides(dict):
        def get(self, yard, default):
            looked.append(yard)
            assert len(looked) <= 3, "each yard once"
            return super().get(yard, default)

    a, b, c = (("a", 1520), ("b", 1520), ("c", 1520))
    rides = Rides({a: ({b}, set()), b: ({a, b, c}, {"b"}), c: ({b}, {"c"})})
    monkeypatch.setattr(reach, "_rides", lambda *_: rides)
    assert reachable(tables([gate("a")[0]], LINE), cargo_class="dry") == {"a": {"b", "c"}}
    assert sorted(looked) == [a, b, c]


def test_demand_without_a_chain_is_told():
    """Once a pair and class; where nothing is loaded at all the gates are what is wrong."""
    network = tables([*gate("a"), *gate("c")], LINE)
    rows = demand(("c", "a", "beef"), ("a", "c", "tv"), ("c", "a", "tv"), ("c", "a", "tv"), ("b", "c", "tv"))
    text = "origin, destination: no chain of services carries"
    assert told(check_reach, **network, commodities=GOODS, demand=rows) == [
        f"warning: demand.csv:2: {text} frozen from c to a", f"warning: demand.csv:4: {text} dry from c to a",
    ]  # fmt: skip
