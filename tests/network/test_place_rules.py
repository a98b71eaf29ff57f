"""Checks of dates, places, lines and lengths, on tables in memory: where a bound lies, and what is left alone."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest
import shapely

from logistics.network.checks import coordinates, geometry
from logistics.network.checks.coordinates import check_coordinates
from logistics.network.checks.geometry import check_geometry
from logistics.network.checks.lengths import check_lengths
from logistics.network.checks.routes import check_routes
from logistics.network.checks.rule import View
from logistics.network.checks.validity import check_validity


class Tables(dict):
    """Tables by name, as a network whose rows stand one a line."""

    path = None

    def line(self, _, row):
        """Return the line of a row."""
        return row + 2


def told(check, **tables):
    """Return severity, line, column and text of what a check finds."""
    frames = {name: pd.DataFrame(rows) for name, rows in tables.items()}
    found = list(check(View(Tables(frames), frames)))
    return [(one.severity, one.line, one.column, one.message.split(": ", 2)[-1]) for one in found]


@pytest.mark.parametrize(
    ("table", "columns", "found"),
    [
        ("links", ("valid_from", "valid_to"), [3]), ("targets", ("start", "end"), [3]), ("links", ("start", "end"), []),
        ("targets", ("valid_from", "valid_to"), []), ("links", ("valid_from", "until"), []),
        ("links", ("since", "valid_to"), []),
    ],
)  # fmt: skip
def test_nothing_ends_before_it_begins(table, columns, found):
    """A day is a span of its own; tables without both dates have nothing to be compared."""
    days = [("2025-01-02", "2025-01-02"), ("2025-01-02", "2025-01-01"), ("2025-01-02", None)]
    frame = {name: pd.to_datetime([row[i] for row in days]) for i, name in enumerate(columns)}
    text = f"2025-01-02 is after {columns[1]} 2025-01-01"
    assert told(check_validity, **{table: frame}) == [("error", line, columns[0], text) for line in found]


@pytest.mark.parametrize(
    ("country", "lon", "lat", "severity", "text"),
    [
        ("A", 5.0, 2.0, "", ""), ("A", 10.5, 2.0, "", ""),
        ("A", 10.6, 2.0, "error", "10.6, 2 is more than 0.5 degrees outside A"),
        ("A", 25.0, 2.0, "error", "25, 2 is more than 0.5 degrees outside A (it lies in B)"),
        ("A", 3.0, 9.0, "error", "3, 9 is outside A, 9, 3 inside: longitude and latitude are swapped"),
        ("C", 5.0, 2.0, "warning", "'C' has no outline in basemap/; the coordinates of 't' are unchecked"),
    ],
)  # fmt: skip
def test_terminals_lie_in_their_country(monkeypatch, country, lon, lat, severity, text):
    """Half a degree beyond its outline is near enough."""
    shapes = {"A": shapely.box(0, 0, 10, 4), "B": shapely.box(20, 0, 30, 4)}
    monkeypatch.setattr(coordinates, "country_shapes", lambda path: shapes)
    row = {"terminal_id": ["t"], "country": [country], "lon": [lon], "lat": [lat]}
    found = told(check_coordinates, terminals=row)
    assert [(one[0], one[3]) for one in found] == ([(severity, text)] if text else [])


@pytest.mark.parametrize(
    ("km", "severity"),
    [(105.9, "error"), (106.0, ""), (246.8, ""), (247.0, "warning")],
)
def test_links_are_as_long_as_their_ends_are_apart(km, severity):
    """A degree on the equator is 111.32 km: from 0.97 times that less two to 2.2 times that and two more."""
    places = {"terminal_id": ["a", "b", "b"], "lon": [0.0, 1.0, 50.0], "lat": [0.0, 0.0, 50.0]}
    links = {
        "link_id": ["x", "y", "z"], "from_terminal": ["q", "a", "a"], "to_terminal": ["b", "q", "b"], "length_km": km
    }  # fmt: skip
    found = told(check_lengths, terminals=places, links=links)
    assert [one[:3] for one in found] == ([(severity, 4, "length_km")] if severity else [])


START, END = (0.0, 0.0), (5.0, 5.0)
BEGINS, ENDS = "the line begins at {}; a is at 0, 0", "the line ends at {}; b is at 5, 5"


@pytest.mark.parametrize(
    ("line", "texts"),
    [
        ([START, (2, 2), END], []),
        ([(0.02, 0.0), (2, 2), (5.0, 5.02)], []),
        ([(0.0, 0.03), (2, 2), END], [BEGINS.format("0, 0.03")]),
        ([(0.03, 0.0), (2, 2), END], [BEGINS.format("0.03, 0")]),
        ([START, (2, 2), (5.0, 4.9)], [ENDS.format("5, 4.9")]),
        ([END, (2, 2), START], ["the line runs from b to a; reverse it"]),
        ([END, (2, 2), END], [BEGINS.format("5, 5")]),
        ([END, START, (2, 2)], [BEGINS.format("5, 5"), ENDS.format("2, 2")]),
        ([START, (2, 2), START], [ENDS.format("0, 0")]),
        ([(2, 2), START], [BEGINS.format("2, 2"), ENDS.format("0, 0")]),
    ],
)
def test_lines_end_at_their_terminals(monkeypatch, line, texts):
    """Within two hundredths of a degree either way; a line in the other direction is told as such."""
    monkeypatch.setattr(geometry, "link_lines", lambda path: ({"l": line, "gone": line}, []))
    places = {"terminal_id": ["a", "b"], "lon": [START[0], END[0]], "lat": [START[1], END[1]]}
    links = {"link_id": ["l", "gone"], "from_terminal": ["a", "a"], "to_terminal": ["b", "q"]}
    found = told(check_geometry, terminals=places, links=links)
    assert [(one[2], one[3]) for one in found] == [("l", text) for text in texts]
    links["from_terminal"], links["to_terminal"] = ["a", "q"], ["b", "b"]
    assert len(told(check_geometry, terminals=places, links=links)) == len(texts)


def test_a_short_link_is_not_reversed(monkeypatch):
    """Where its ends are nearer to each other than a line must be to them, either direction is right."""
    monkeypatch.setattr(geometry, "link_lines", lambda path: ({"l": [(0.01, 0.0), START]}, []))
    places = {"terminal_id": ["a", "b"], "lon": [0.0, 0.01], "lat": [0.0, 0.0]}
    links = {"link_id": ["l"], "from_terminal": ["a"], "to_terminal": ["b"]}
    assert told(check_geometry, terminals=places, links=links) == []


@pytest.mark.parametrize(
    ("lines", "faults", "found"),
    [
        ({}, ["cannot be read"], ["cannot be read"]),
        ({}, [], ["'l' has no line in geometry/links.geojson"]),
        ({"k": [START, END]}, ["drawn twice"],
         ["drawn twice", "'l' has no line in geometry/links.geojson", "'k' is not in links.csv"]),
    ],
)  # fmt: skip
def test_lines_and_links_belong_together(monkeypatch, lines, faults, found):
    """A file that cannot be read is one fault; without faults of the file every link needs its line."""
    monkeypatch.setattr(geometry, "link_lines", lambda path: (lines, faults))
    places = {"terminal_id": ["a", "b"], "lon": [START[0], END[0]], "lat": [START[1], END[1]]}
    links = {"link_id": ["l"], "from_terminal": ["a"], "to_terminal": ["b"]}
    assert [one[3].split(": ")[-1] for one in told(check_geometry, terminals=places, links=links)] == found


def call(seq, terminal, link="", activity="stop"):
    """Return a row of stops."""
    return SimpleNamespace(service_id="s", seq=seq, terminal_id=terminal, link_id=link, activity=activity)


@pytest.mark.parametrize(
    ("calls", "columns"),
    [
        ([], ["service_id"]),
        ([call(0, "a", link="ab", activity="pass")], ["service_id"]),
        ([call(0, "a"), call(1, "b", "ab")], []),
        ([call(0, "a"), call(1, "b")], ["link_id"]),
        ([call(0, "a"), call(1, "b", "no_such_link")], []),
        ([call(0, "a"), call(1, "b", "cd")], ["link_id"]),
    ],
    ids=["none", "one", "two", "without a link", "a link that other checks miss", "another link"],
)
def test_calls_are_joined_by_links(calls, columns):
    """A service without two calls has that fault alone."""
    links = {
        "link_id": ["ab", "cd"], "from_terminal": ["a", "c"], "to_terminal": ["b", "d"], "mode": "rail",
        "track_gauges": "1520",
    }  # fmt: skip
    services = {"service_id": ["s"], "mode": "rail", "track_gauge_mm": 1520}
    stops = pd.DataFrame([vars(one) for one in calls], columns=list(vars(call(0, ""))))
    assert [one[2] for one in told(check_routes, links=links, services=services, stops=stops)] == columns
