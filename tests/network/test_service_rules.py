"""Checks of modes, gauges and validity of links and services, on tables in memory: each condition by itself."""

from __future__ import annotations

import pandas as pd
import pytest

from logistics.network.checks.islands import check_gauges_reached
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
    return [(one.column, one.message.split(": ", 2)[2]) for one in found]


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
    [("1520", "open", ["b"]), ("1520", "planned", []), ("1520;1435", "open", []), ("1435", "planned", [])],
)
def test_gauges_of_terminals_are_reached(gauges, status, found):
    """By an open link there; terminals that no open link reaches at all are not in use."""
    terminals = {"terminal_id": ["a", "b", "c"], "track_gauges": ["1520", "1520;1435", "1520"]}
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
