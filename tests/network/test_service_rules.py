"""Checks of modes, gauges and validity of links and services, on tables in memory: each condition by itself."""

from __future__ import annotations

import pandas as pd
import pytest

from logistics.network.checks.islands import check_gauges_reached, check_islands
from logistics.network.checks.operations import check_facilities_used, check_gauge_changes, check_operation_gauges
from logistics.network.checks.routes import check_link_gauges, check_modes, check_routes, check_status
from logistics.network.checks.rule import View


class Tables(dict):
    """Tables by name, as a network whose rows stand one a line."""

    def line(self, _, row):
        """Return the line of a row."""
        return row + 2


def told(check, **tables):
    """Return column and text of what a check finds."""
    frames = {name: pd.DataFrame(rows) for name, rows in tables.items()}
    found = check(View(Tables(frames), frames))
    return [(one.column, one.message.split(": ", 2 if one.column else 1)[-1]) for one in found]


RAIL = "only rail {} and all of them do"
LINKS, SERVICES = "links have track gauges,", "services have a gauge,"


@pytest.mark.parametrize(
    ("mode", "gauges", "found"),
    [("rail", "1520", ""), ("sea", "", ""), ("rail", "", "blank"), ("road", "1520;1435", "'1520;1435'")],
)
def test_rail_links_and_no_others_have_gauges(mode, gauges, found):
    """What is found is told, or that nothing is."""
    links = {"link_id": ["l"], "mode": mode, "track_gauges": gauges}
    text = f"{found} found on a {mode} link; {RAIL.format(LINKS)}"
    services = {"mode": [], "track_gauge_mm": [], "service_class": []}
    assert told(check_modes, links=links, services=services) == ([("track_gauges", text)] if found else [])


@pytest.mark.parametrize(
    ("mode", "gauge", "word", "found"),
    [
        ("rail", 1520, "ordinary", []), ("ferry", None, "ferry", []), ("sea", None, "sea", []),
        ("road", None, "road", []),
        ("rail", None, "ordinary", [("track_gauge_mm", f"blank found on a rail service; {RAIL.format(SERVICES)}")]),
        ("sea", 1520, "sea", [("track_gauge_mm", f"1520 found on a sea service; {RAIL.format(SERVICES)}")]),
        ("rail", 1520, "ferry", [("service_class", "'ferry' found on a rail service")]),
        ("rail", 1520, "sea", [("service_class", "'sea' found on a rail service")]),
        ("rail", 1520, "road", [("service_class", "'road' found on a rail service")]),
        ("sea", None, "ferry", [("service_class", "'ferry' found on a sea service")]),
        ("road", None, "ordinary", [("service_class", "'ordinary' found on a road service")]),
    ],
)  # fmt: skip
def test_classes_of_ships_and_lorries_are_their_modes(mode, gauge, word, found):
    """Trains have a gauge and a class of trains."""
    services = {"mode": [mode], "track_gauge_mm": pd.array([gauge], "Int64"), "service_class": word}
    assert told(check_modes, links={"mode": [], "track_gauges": []}, services=services) == found


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ({}, []), ({"track_gauges": "1435"}, ["1435 mm found; b has 1520 mm in terminals.csv"]),
        ({"track_gauges": "1435", "status": "planned"}, []), ({"to_terminal": "unknown"}, []),
    ],
)  # fmt: skip
def test_ends_of_open_links_have_their_gauges(cells, found):
    """Planned links, and ends that other checks miss, are left alone."""
    terminals = {"terminal_id": ["a", "b"], "track_gauges": ["1520;1435", "1520"]}
    links = {"from_terminal": ["a"], "to_terminal": "b", "track_gauges": "1520", "status": "open", **cells}
    assert told(check_link_gauges, terminals=terminals, links=links) == [("track_gauges", text) for text in found]


@pytest.mark.parametrize(
    ("gauges", "status", "found"),
    [("1520", "open", ["b", "c"]), ("1520", "planned", []), ("1520;1435", "open", []), ("1435", "planned", [])],
)
def test_gauges_of_terminals_are_reached(gauges, status, found):
    """By an open link there; terminals that no open link reaches at all are not in use."""
    terminals = {"terminal_id": ["a", "b", "c"], "track_gauges": ["1520", "1520;1435", "1520;1435"]}
    links = {
        "from_terminal": ["a", "b"], "to_terminal": ["b", "c"], "track_gauges": ["1520", gauges],
        "status": ["open" if status == "open" else "planned", status],
    }  # fmt: skip
    texts = [f"no open link reaches {name!r} on 1435 mm" for name in found]
    assert told(check_gauges_reached, terminals=terminals, links=links) == [("track_gauges", text) for text in texts]


@pytest.mark.parametrize(
    ("service", "link", "right"),
    [
        ((None, None), (None, None), True), ((None, None), ("2025-01-01", None), False),
        ((None, None), (None, "2025-12-31"), False), (("2025-02-01", "2025-11-30"), ("2025-02-01", "2025-11-30"), True),
        (("2025-01-31", None), ("2025-02-01", None), False), (("2025-02-02", None), ("2025-02-01", None), True),
        ((None, "2025-12-01"), (None, "2025-11-30"), False), ((None, "2025-11-29"), (None, "2025-11-30"), True),
        (("2025-02-02", "2025-12-31"), ("2025-02-01", "2025-11-30"), False),
        (("2025-01-02", "2025-11-01"), ("2025-02-01", "2025-11-30"), False),
    ],
)  # fmt: skip
def test_services_run_while_their_links_are_valid(service, link, right):
    """From the first day to the last; a blank is for ever. Services and links that other checks miss are left alone."""
    links = {"link_id": ["l"], "status": "open", **dates(link)}
    services = {"service_id": ["s"], **dates(service)}
    stops = {"service_id": ["s", "s", "gone"], "link_id": ["", "l", "l"]}
    text = "'l' is not valid on every day of 's'"
    assert told(check_status, links=links, services=services, stops=stops) == ([] if right else [("link_id", text)])
    links["status"] = "planned"
    found = told(check_status, links=links, services=services, stops=stops)
    assert found == [("link_id", "'l' is planned; 's' needs an open link")]


def dates(span):
    """Return the columns of a validity."""
    return {name: pd.to_datetime([day]) for name, day in zip(("valid_from", "valid_to"), span, strict=True)}


def test_a_link_without_track_is_told_as_such():
    """A train on a rail link whose gauges are blank."""
    links = {"link_id": ["l"], "from_terminal": "a", "to_terminal": "b", "mode": "rail", "track_gauges": ""}
    services = {"service_id": ["s"], "mode": "rail", "track_gauge_mm": 1520}
    stops = {"service_id": "s", "seq": [0, 1], "terminal_id": ["a", "b"], "link_id": ["", "l"], "activity": "stop"}
    text = "'l' has no mm track; 's' runs on 1520 mm"
    assert told(check_routes, links=links, services=services, stops=stops) == [("link_id", text)]


@pytest.mark.parametrize(
    ("mode", "gauges", "status", "called", "found"),
    [
        ("rail", "1520", "open", "a", "1520 mm rail"), ("rail", "1520", "open", "d", ""),
        ("rail", "1520", "planned", "a", ""), ("sea", "", "open", "a", ""), ("rail", "", "open", "a", "rail"),
        ("rail", "1435;1520", "open", "a", "1520 mm rail"),
    ],
)  # fmt: skip
def test_islands_of_rails_that_no_service_reaches(mode, gauges, status, called, found):
    """Three open links on 1,520 mm hang together; two on another island of rails do not; ships need no track."""
    links = {
        "from_terminal": ["a", "b", "c", "d", "s"], "to_terminal": ["b", "x", "x", "e", "t"],
        "mode": ["rail", "rail", "rail", mode, "sea"], "track_gauges": ["1520", "1520", "1520", gauges, ""],
        "status": ["open", "open", "open", status, "open"],
    }  # fmt: skip
    if found == "rail":  # a fault of other checks, but its islands are islands
        links["track_gauges"] = ["", "", "", "", ""]
    told_ = told(check_islands, links=links, stops={"terminal_id": [called]})
    assert [text for _, text in told_] == ([f"{found}: d, e form an island that no service reaches"] if found else [])


GAUGES = ("from_gauge", "to_gauge")


def operations(activity, start, end, **cells):
    """Return one operation at a terminal with 1,520 and 1,435 mm."""
    row = {"activity": [activity], "terminal_id": "a", "facility_id": "", **cells}
    return {**row, **{name: pd.array([gauge], "Int64") for name, gauge in zip(GAUGES, (start, end), strict=True)}}


@pytest.mark.parametrize(
    ("row", "columns"),
    [
        (("load", None, 1520), []), (("load", 1520, None), [*GAUGES]), (("unload", 1520, None), []),
        (("transfer", 0, 1520), []), (("transfer", 1668, 1520), ["from_gauge"]), (("pass", 1520, None), ["to_gauge"]),
    ],
)  # fmt: skip
def test_operations_are_on_gauges_of_their_terminal(row, columns):
    """Gauge 0 is a quay or a road; of a terminal that other checks miss nothing is said."""
    terminals = {"terminal_id": ["a"], "track_gauges": "1520;1435"}
    found = told(check_operation_gauges, terminals=terminals, operations=operations(*row))
    assert [column for column, _ in found] == columns
    if None not in row:
        away = operations(*row, terminal_id="unknown")
        assert told(check_operation_gauges, terminals=terminals, operations=away) == []


@pytest.mark.parametrize(
    ("row", "columns"),
    [
        (("gauge_change", 1435, 1520), []), (("gauge_change", 1520, 1520), ["to_gauge"]),
        (("gauge_change", None, None), []), (("transfer", 1435, 1520), ["activity"]), (("transfer", 0, 1520), []),
        (("transfer", 1520, 0), []), (("transfer", None, 1520), []), (("transfer", 1520, None), []),
        (("pass", 1435, 1520), ["to_gauge"]), (("pass", 1520, 1520), []), (("pass", None, 1520), []),
        (("same_train", 1435, 1520), []),
    ],
)  # fmt: skip
def test_gauge_changes_join_two_gauges(row, columns):
    """And nothing else does but a slot; what lacks a gauge is a fault of another check."""
    assert [column for column, _ in told(check_gauge_changes, operations=operations(*row))] == columns


@pytest.mark.parametrize(
    ("activity", "facility", "texts"),
    [
        ("load", "", ["blank found; load uses a facility of a"]), ("pass", "", []), ("load", "unknown", []),
        ("load", "crane", []), ("same_train", "slots", []),
        ("same_train", "crane", ["'crane' is of kind throughput; same_train uses slots"]),
        ("transfer", "slots", ["'slots' is of kind slots; transfer uses throughput"]),
        ("load", "far", ["'far' is at b, the operation at a"]),
    ],
)  # fmt: skip
def test_operations_use_facilities_of_their_terminal(activity, facility, texts):
    """Slots for trains that go on, throughput for all else; a train that passes may use none."""
    places = {
        "facility_id": ["crane", "slots", "far"], "terminal_id": ["a", "a", "b"],
        "kind": ["throughput", "slots", "throughput"],
    }  # fmt: skip
    table = operations(activity, 1520, 1520, facility_id=facility)
    assert [text for _, text in told(check_facilities_used, facilities=places, operations=table)] == texts
