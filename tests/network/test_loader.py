"""The loader: types, and one exact message per kind of fault in a table."""
# ruff: noqa: E501  a table of faults reads best with one fault per line

from __future__ import annotations

import time

import numpy as np
import pandas as pd
import pytest

from logistics.errors import DataError
from logistics.network import load_network


def test_tables_are_typed(tiny_network):
    """Columns have the types that the rest of the program relies on."""
    services, links = tiny_network["services"], tiny_network["links"]
    assert services["service_id"].tolist()[0] == "cn_w"
    assert services["track_gauge_mm"].dtype == "Int64"
    assert services["track_gauge_mm"].isna().tolist() == [False] * 7 + [True, False]
    assert services["max_feu"].dtype == np.float64
    assert services["paired_service_id"].tolist()[:3] == ["", "", "exp_kz"]
    assert np.isnan(services["max_gross_t"].iloc[4])
    assert str(tiny_network["demand"]["week"].dtype) == "datetime64[s]"
    assert tiny_network["demand"]["week"].iloc[0] == pd.Timestamp("2025-09-01")
    assert tiny_network["tariffs"]["loaded"].dtype == bool
    assert links["valid_from"].isna().all()
    assert tiny_network["rules"].empty
    assert "rule_id" in tiny_network["rules"]
    assert tiny_network.line("links", 0) == 2


def test_the_tiny_network_has_one_known_warning(tiny_copy):
    """A ferry port without a railway is worth a look, nothing else is."""
    assert tiny_copy.findings() == []


CELL_FAULTS = [
    # table, row, cells, message
    ("links", "dostyk-almaty", {"to_terminal": "almatyy"}, "links.csv:3: to_terminal: 'almatyy' is not in terminals.csv; did you mean 'almaty'?"),
    ("links", "dostyk-almaty", {"length_km": "nan"}, "links.csv:3: length_km: 'nan' is not a finite number; leave the cell blank if unknown and allowed"),
    ("links", "dostyk-almaty", {"length_km": "inf"}, "links.csv:3: length_km: 'inf' is not a finite number; leave the cell blank if unknown and allowed"),
    ("links", "dostyk-almaty", {"length_km": "6OO"}, "links.csv:3: length_km: '6OO' is not a number; allowed: digits with a decimal point, such as 12.5"),
    ("links", "dostyk-almaty", {"length_km": "-600"}, "links.csv:3: length_km: -600 km found; must be above 0"),
    ("links", "dostyk-almaty", {"length_km": ""}, "links.csv:3: length_km: blank found; a value is required"),
    ("links", "dostyk-almaty", {"from_share": "1.5"}, "links.csv:3: from_share: 1.5 found; must be between 0 and 1"),
    ("links", "dostyk-almaty", {"mode": "railway"}, "links.csv:3: mode: 'railway' found; allowed: rail, ferry, sea, road; did you mean 'rail'?"),
    ("links", "dostyk-almaty", {"status": "opn"}, "links.csv:3: status: 'opn' found; allowed: open, planned, suspended; did you mean 'open'?"),
    ("links", "dostyk-almaty", {"capacity_trains_per_day": "0"}, "links.csv:3: capacity_trains_per_day: 0 trains/day found; must be above 0"),
    ("facilities", "aktau_port", {"capacity": "-6"}, "facilities.csv:9: capacity: -6 FEU/day or FEU found; must be above 0"),
    ("links", "dostyk-almaty", {"valid_from": "2025-02-30"}, "links.csv:3: valid_from: '2025-02-30' is not a day of the calendar"),
    ("links", "dostyk-almaty", {"valid_from": "1.9.2025"}, "links.csv:3: valid_from: '1.9.2025' is not a date; write it as YYYY-MM-DD"),
    ("links", "dostyk-almaty", {"source": "tiny;tny"}, "links.csv:3: source: 'tny' is not in sources.csv; did you mean 'tiny'?"),
    ("links", "dostyk-almaty", {"track_gauges": "1520;;1435"}, "links.csv:3: track_gauges: '1520;;1435' has a blank element; write elements as a;b;c without spaces"),
    ("links", "dostyk-almaty", {"note": "two\nlines"}, r"links.csv:3: note: 'two\nlines' holds a line break or another control character"),
    ("terminals", "xian", {"lat": "109", "lon": "34.5"}, "terminals.csv:2: lat: 109 deg found; must be between -90 and 90 (are lon and lat swapped?)"),
    ("terminals", "xian", {"timezone": "Asia/Shanghia"}, "terminals.csv:2: timezone: 'Asia/Shanghia' is not an IANA time zone; did you mean 'Asia/Shanghai'?"),
    ("terminals", "xian", {"country": "China"}, "terminals.csv:2: country: 'China' found; write an ISO 3166 alpha-2 code such as KZ"),
    ("stops", "kz_w/1", {"seq": "1.5"}, "stops.csv:12: seq: '1.5' is not a whole number"),
    ("tariffs", "cr", {"loaded": "yes"}, "tariffs.csv:2: loaded: 'yes' found; allowed: true, false"),
    ("services", "cn_w", {"days": "Mon;Thurs"}, "services.csv:2: days: 'Thurs' found; allowed: Mon, Tue, Wed, Thu, Fri, Sat, Sun; did you mean 'Thu'?"),
    ("services", "cn_w", {"departure_times": "8:00"}, "services.csv:2: departure_times: '8:00' found; write departure times as HH:MM"),
    ("facilities", "xian_gate", {"hours_local": "0-5"}, "facilities.csv:2: hours_local: '0-5' found; write opening hours as HH:MM-HH:MM"),
    ("outside_options", "sea_cn_ru", {"origin_region": "CN-C;CN-X"}, "outside_options.csv:2: origin_region: 'CN-X' found; allowed: CN-W, CN-C, CN-E, CN-N, KZ, CA, RU-W, RU-E, BY, EU, CAUC, TR, IR, MN, UA; did you mean 'CN-W'?"),
]  # fmt: skip


@pytest.mark.parametrize(("table", "row", "cells", "message"), CELL_FAULTS)
def test_a_bad_cell_gives_its_message(tiny_copy, table, row, cells, message):
    """One spoilt cell gives one message with file, line, column, what was found and what is allowed."""
    tiny_copy.edit(table, row, **cells)
    errors = tiny_copy.errors()
    assert message in errors
    assert all(error.startswith(message.split(":")[0]) for error in errors)


def test_a_misspelt_reference_gives_one_fault_only(tiny_copy):
    """Rules do not complain about the consequences of a fault already named."""
    tiny_copy.edit("links", "dostyk-almaty", to_terminal="almatyy")
    assert tiny_copy.errors() == ["links.csv:3: to_terminal: 'almatyy' is not in terminals.csv; did you mean 'almaty'?"]


def test_all_faults_are_listed_at_once(tiny_copy):
    """Faults of cells, keys and rules in several tables come in one error."""
    tiny_copy.edit("facilities", "aktau_port", capacity="0")
    tiny_copy.edit("links", "almaty-moscow", operator="KTC")
    tiny_copy.edit("terminals", "baku", lon="40.4", lat="49.9")
    with pytest.raises(DataError) as caught:
        load_network(tiny_copy.path)
    assert caught.value.faults == (
        "facilities.csv:9: capacity: 0 FEU/day or FEU found; must be above 0",
        "links.csv:4: operator: 'KTC' is not in speeds.csv; did you mean 'KTZ'?",
        "terminals.csv:6: lon, lat: 40.4, 49.9 is outside AZ, 49.9, 40.4 inside: longitude and latitude are swapped",
        "geometry/links.geojson: aktau-baku-ferry: the line ends at 49.9, 40.4; baku is at 40.4, 49.9",
        "links.csv:6: length_km: 400 km from aktau to baku, 1080 km apart: shorter than the geodesic",
    )


def test_duplicate_keys_name_both_lines(tiny_copy):
    """A primary key that stands twice is refused with both lines; keys of two columns too."""
    rows = tiny_copy.rows("speeds")
    tiny_copy.write("speeds", [*rows, rows[0]])
    assert tiny_copy.errors() == [
        "speeds.csv:8: operator, service_class: 'CR', 'ordinary' already stands on line 2; must be unique"
    ]


def _rewrite(copy, table, change):
    file = copy.path / f"{table}.csv"
    file.write_bytes(change(file.read_bytes()))


FILE_FAULTS = [
    ("speeds", lambda b: b.replace(b"speed_kmh", b"speed_kph", 1), ["speeds.csv:1: unknown column 'speed_kph'; did you mean 'speed_kmh'?", "speeds.csv:1: column 'speed_kmh' is missing"]),
    ("speeds", lambda b: b.replace(b"note\n", b"note,colour\n", 1).replace(b"assumed,\n", b"assumed,,\n"), ["speeds.csv:1: unknown column 'colour'; allowed: operator, service_class, speed_kmh, prior_kmh, source, quality, note"]),
    ("speeds", lambda b: b.replace(b"quality", b"source", 1), ["speeds.csv:1: column 'source' appears 2 times", "speeds.csv:1: column 'quality' is missing"]),
    ("speeds", lambda b: b.replace(b"CR,express,75", b"CR,express,75,1", 1), ["speeds.csv:3: 8 fields found; the header has 7"]),
    ("speeds", lambda _: b"", ["speeds.csv: the file is empty; expected the columns operator, service_class, speed_kmh, prior_kmh, source, quality, note"]),
    ("speeds", lambda b: b.replace(b"express", b"expr\xe9ss", 1), ["speeds.csv: is not UTF-8: byte 0xe9 on line 3; save the file as UTF-8"]),
    ("speeds", lambda b: b + b'"unclosed\n', ["speeds.csv: is not valid CSV: unexpected end of data"]),
]  # fmt: skip


@pytest.mark.parametrize(("table", "change", "messages"), FILE_FAULTS)
def test_a_bad_file_gives_its_message(tiny_copy, table, change, messages):
    """Headers, rows and files that cannot be read are named once, without consequences elsewhere."""
    _rewrite(tiny_copy, table, change)
    file = f"{table}.csv"
    assert [error for error in tiny_copy.errors() if error.startswith(file)] == messages


def test_byte_order_mark_blank_lines_and_crlf_are_harmless(tiny_copy):
    """Files saved by spreadsheets load, and lines still count as the editor shows them."""
    _rewrite(tiny_copy, "speeds", lambda b: b"\xef\xbb\xbf" + b.replace(b"\n", b"\r\n\r\n"))
    assert tiny_copy.errors() == []
    tiny_copy_lines = load_network(tiny_copy.path).lines["speeds"]
    assert tiny_copy_lines.tolist() == [3, 5, 7, 9, 11, 13]


def test_lines_count_quoted_line_breaks(tiny_copy):
    """A row after a cell of two lines is reported on the line where it starts."""
    _rewrite(tiny_copy, "sources", lambda b: b.replace(b"head,", b'"head\nmore",').replace(b"Round", b"Round"))
    rows = tiny_copy.rows("speeds")
    rows[0]["note"] = "two\nlines"
    rows[1]["speed_kmh"] = "-1"
    tiny_copy.write("speeds", rows)
    assert "speeds.csv:4: speed_kmh: -1 km/h found; must be above 0" in tiny_copy.errors()


def test_unknown_and_missing_tables_are_named(tiny_copy):
    """A table with a mistyped name is unknown, and the one it should be is missing."""
    (tiny_copy.path / "links.csv").rename(tiny_copy.path / "linkz.csv")
    errors = tiny_copy.errors()
    assert "linkz.csv: unknown table 'linkz'; did you mean 'links'?" in errors
    assert f"links.csv: the table is missing from {tiny_copy.path}" in errors


def test_tables_for_information_may_be_absent(tiny_copy):
    """Published observations are no input of plans: without them everything loads."""
    (tiny_copy.path / "observations.csv").unlink()
    assert tiny_copy.errors() == []
    assert load_network(tiny_copy.path)["observations"].empty


def test_a_folder_that_does_not_exist_is_named(tmp_path):
    """A wrong path says so instead of listing twenty missing tables."""
    with pytest.raises(DataError, match=r"nowhere: the network folder does not exist"):
        load_network(tmp_path / "nowhere")


def test_a_large_table_loads_in_seconds(tiny_copy):
    """Conversions are vectorised: 200,000 rows of demand take seconds, not minutes."""
    row = tiny_copy.rows("demand")[0]
    weeks = [f"2025-09-{day:02d}" for day in (1, 8, 15, 22, 29)]
    rows = [{**row, "demand_id": f"d{i}", "week": weeks[i % 5], "boxes": str(i % 7)} for i in range(200_000)]
    tiny_copy.write("demand", rows)
    start = time.perf_counter()
    network = load_network(tiny_copy.path)
    assert len(network["demand"]) == 200_000
    assert time.perf_counter() - start < 60  # a guard against quadratic work, not a benchmark


def test_rows_that_cannot_be_read_do_not_make_others_wrong(tiny_copy):
    """A comma too many is one fault: what the row is called exists."""
    file = tiny_copy.path / "facilities.csv"
    lines = file.read_text(encoding="utf-8").splitlines()
    lines[1] += ",more"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    messages = [finding.message for finding in tiny_copy.findings() if finding.severity == "error"]
    assert len(messages) == 1
    assert messages[0].startswith("facilities.csv:2: ")


def test_a_missing_table_that_others_name_is_told_once(tiny_copy):
    """It may be absent, but not while rows name it."""
    (tiny_copy.path / "fleets.csv").unlink()
    messages = [finding.message for finding in tiny_copy.findings() if finding.severity == "error"]
    assert messages == [
        "loading_units.csv:3: fleet_id: fleets.csv is missing, and 2 rows name rows of it, first 'reefers'"
    ]
