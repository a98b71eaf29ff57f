"""Tables as text: what is read of damaged ones, and references to them, on few cells."""

from __future__ import annotations

import csv

import numpy as np
import pytest

from logistics.network.loader import _check_foreign_keys, _check_primary_keys, _convert_tables, _read_tables
from logistics.network.reading import RawTable, read_raw
from logistics.network.schema import Column

UNITS = {"unit_id": Column("units", "unit_id", "str"), "fleet_id": Column("units", "fleet_id", "str")}


def faults(cells, target, *, table="fleets", known=("a",), lost=(), column=True):
    """Return what is told of references of three units to a table."""
    refers = Column("units", "fleet_id", "str", refers_to=(table, "fleet_id"))
    schema = {"units": {**UNITS, "fleet_id": refers}, table: {"fleet_id": Column(table, "fleet_id", "str")}}
    units = {"unit_id": ["x"] * len(cells), **({"fleet_id": list(cells)} if column else {})}
    raw = {"units": RawTable(units, np.array([2, 4, 5]))}
    rows = np.empty(0, np.int64)
    if target == "absent":
        raw[table] = RawTable({"fleet_id": ()}, rows, absent=True)
    elif target == "damaged":
        raw[table] = RawTable({}, rows)
    elif target == "there":
        raw[table] = RawTable({"fleet_id": list(known)}, rows, frozenset(lost))
    return [finding.message for finding in _check_foreign_keys(raw, schema)]


MISSING = "units.csv:4: fleet_id: fleets.csv is missing, and 2 rows name rows of it, first 'a'"


@pytest.mark.parametrize(
    ("cells", "target", "more", "found"),
    [
        (("", "a", "b"), "absent", {}, [MISSING]), (("", "", ""), "absent", {}, []),
        (("", "a", "b"), "absent", {"table": "terminals"}, []),  # that it is missing is told as such
        (("", "a", "b"), "damaged", {}, []), (("", "a", "b"), "none", {}, []),
        (("", "a", ""), "there", {"column": False}, []), (("", "a", "a"), "there", {}, []),
        (("", "a", "b"), "there", {}, ["units.csv:5: fleet_id: 'b' is not in fleets.csv"]),
        (("", "a", "b"), "there", {"lost": ("b", "c")}, []),  # its row is there, though it cannot be read
    ],
)  # fmt: skip
def test_rows_name_what_there_is(cells, target, more, found):
    """A table that may be absent must not be named then; that is told once."""
    assert faults(cells, target, **more) == found


def test_rows_that_cannot_be_read_keep_their_names(tmp_path):
    """Those with too many or too few fields are lost, and no others."""
    file = tmp_path / "units.csv"
    file.write_text("unit_id,fleet_id\na,f\nb,g,more\n\nc\nd,h\n", encoding="utf-8")
    table, findings = read_raw(file, UNITS)
    assert table.lost == {"b", "g", "more", "c"}
    assert {name: list(cells) for name, cells in table.columns.items()} == {
        "unit_id": ["a", "d"],
        "fleet_id": ["f", "h"],
    }
    assert table.lines.tolist() == [2, 6]
    assert [finding.message for finding in findings] == [
        "units.csv:3: 3 fields found; the header has 2", "units.csv:5: 1 fields found; the header has 2",
    ]  # fmt: skip
    file.write_text("unit_id,fleet_id\na,f\n", encoding="utf-8")
    table, findings = read_raw(file, UNITS)
    assert (table.lost, findings) == (frozenset(), [])


@pytest.mark.parametrize(
    ("text", "columns", "told"),
    [
        ("unit_id,fleet_id\n", {"unit_id": [], "fleet_id": []}, []),
        ("fleet_id\nf\n", {"fleet_id": ["f"]}, ["units.csv:1: column 'unit_id' is missing"]),
        ("fleet_id\n", {"fleet_id": []}, ["units.csv:1: column 'unit_id' is missing"]),
    ],
)
def test_columns_are_those_of_the_file(tmp_path, text, columns, told):
    """With rows or without; one that is missing has no cells."""
    file = tmp_path / "units.csv"
    file.write_text(text, encoding="utf-8")
    table, findings = read_raw(file, UNITS)
    assert {name: list(cells) for name, cells in table.columns.items()} == columns
    assert [finding.message for finding in findings] == told


def read(tmp_path, content):
    """Return the columns of a file, the lines of its rows, and what is told."""
    file = tmp_path / "units.csv"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    table, findings = read_raw(file, UNITS)
    assert {finding.severity for finding in findings} <= {"error"}
    columns = {name: list(cells) for name, cells in table.columns.items()}
    return columns, table.lines.tolist(), [finding.message.removeprefix("units.csv") for finding in findings]


HEAD = "unit_id,fleet_id\n"


@pytest.mark.parametrize(
    ("content", "lines"),
    [
        (HEAD + "a,f\nb,g\n", [2, 3]), ("\ufeff" + HEAD + "a,f\nb,g\n", [2, 3]), (HEAD + "\na,f\n\n\nb,g", [3, 6]),
        ("\n" + HEAD + "a,f\nb,g\n", [3, 4]), (HEAD.strip() + "\r\na,f\r\nb,g\r\n", [2, 3]),
    ],
)  # fmt: skip
def test_rows_stand_on_their_lines(tmp_path, content, lines):
    """Blank lines count, and are no rows."""
    assert read(tmp_path, content) == ({"unit_id": ["a", "b"], "fleet_id": ["f", "g"]}, lines, [])


def test_a_row_of_several_lines_stands_on_its_first(tmp_path):
    """Cells in quotes may hold line breaks."""
    columns, lines, told = read(tmp_path, HEAD + '"a\n\nz",f\n\n"b\n",g\nc,h\n')
    assert (columns["unit_id"], lines, told) == (["a\n\nz", "b\n", "c"], [2, 6, 8], [])


def test_long_cells_are_read(tmp_path):
    """Longer than the reader takes by itself."""
    csv.field_size_limit(131_072)
    columns, _, told = read(tmp_path, HEAD + "a" * 200_000 + ",f\n")
    assert (len(columns["unit_id"][0]), told) == (200_000, [])


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", ": the file is empty; expected the columns unit_id, fleet_id"),
        (b" \n", ": the file is empty; expected the columns unit_id, fleet_id"),
        (b"unit_id,fleet_id\na,\xe4\n", ": is not UTF-8: byte 0xe4 on line 2; save the file as UTF-8"),
        (b'unit_id,fleet_id\n"a"b,f\n', ": is not valid CSV: ',' expected after '\"'"),
        (b'unit_id,fleet_id\n"a,f\n', ": is not valid CSV: unexpected end of data"),
    ],
)
def test_files_that_are_no_tables_are_told(tmp_path, content, told):
    """Once, and nothing is read of them."""
    assert read(tmp_path, content) == ({}, [], [told])


def test_a_file_that_cannot_be_read_is_told(tmp_path):
    """With the reason."""
    table, (finding,) = read_raw(tmp_path / "units.csv", UNITS)
    assert finding.message == "units.csv: cannot be read: No such file or directory"
    assert len(table.lines) == 0


@pytest.mark.parametrize(
    ("header", "told"),
    [
        ("unit_id,fleet_id,color", [":1: unknown column 'color'; allowed: unit_id, fleet_id"]),
        ("unit_id,fleetid", [":1: unknown column 'fleetid'; did you mean 'fleet_id'?",
                             ":1: column 'fleet_id' is missing"]),
        ("unit_id,fleet_id,fleet_ids", [":1: unknown column 'fleet_ids'; allowed: unit_id, fleet_id"]),
        ("unit_id,fleet_id,fleet_id", [":1: column 'fleet_id' appears 2 times"]),
    ],
)  # fmt: skip
def test_odd_headers_are_told(tmp_path, header, told):
    """What is near to a column that is missing is taken for it; of two columns the first is read."""
    columns, _, said = read(tmp_path, header + "\n" + ",".join("abc"[: header.count(",") + 1]) + "\n")
    assert said == told
    right = {"unit_id": ["a"], "fleet_id": ["b"]}
    assert columns == {name: right[name] for name in right if name in header.split(",")}


NEEDED = {"climate", "units"}
OPTIONAL = {
    "calendar", "calibration", "carec", "climate_extremes", "commodity_units", "delays", "equipment", "events",
    "fleets", "holds", "names", "observations", "provinces", "route_constants", "rules", "schema", "sections",
    "targets", "unused",
}  # fmt: skip


def test_only_some_tables_may_be_absent(tmp_path):
    """The others are told; tables that no one knows as well, with the one that may be meant."""
    schema = {name: {"id": Column(name, "id", "str")} for name in sorted(NEEDED | OPTIONAL)}
    for name in ("climat", "fleetz", "zzz"):
        (tmp_path / f"{name}.csv").write_text("id\n", encoding="utf-8")
    (tmp_path / "fleets.csv").write_text("id\na\nb,c\n", encoding="utf-8")
    raw, findings = _read_tables(tmp_path, schema)
    assert [finding.message for finding in findings] == [
        "climat.csv: unknown table 'climat'; did you mean 'climate'?",
        f"fleetz.csv: unknown table 'fleetz'; allowed: {', '.join(schema)}",
        f"zzz.csv: unknown table 'zzz'; allowed: {', '.join(schema)}",
        f"climate.csv: the table is missing from {tmp_path}", "fleets.csv:3: 2 fields found; the header has 1",
        f"units.csv: the table is missing from {tmp_path}",
    ]  # fmt: skip
    assert {name: table.absent for name, table in raw.items()} == {name: name != "fleets" for name in schema}
    assert list(raw["fleets"].columns["id"]) == ["a"]


@pytest.mark.parametrize(
    ("ids", "months", "told"),
    [
        ("ab", "11", []), ("aa", "12", []), ("a", None, []),
        ("aba", "121", ["climate.csv:6: id, month: 'a', '1' already stands on line 2; must be unique"]),
        ("aab", "111", ["climate.csv:4: id, month: 'a', '1' already stands on line 2; must be unique"]),
        ("baaa", "1111", ["climate.csv:6: id, month: 'a', '1' already stands on line 4; must be unique",
                          "climate.csv:8: id, month: 'a', '1' already stands on line 4; must be unique"]),
    ],
)  # fmt: skip
def test_keys_are_unique(ids, months, told):
    """All columns of a key together; without one of them nothing can be said, nor of tables without a key."""
    keys = {name: Column("climate", name, "str", primary=True) for name in ("id", "month")}
    schema = {"climate": {**keys, "note": Column("climate", "note", "str")}, "free": {"x": Column("free", "x", "str")}}
    cells = {"id": list(ids), "note": [""] * len(ids), **({"month": list(months)} if months else {})}
    raw = {
        "climate": RawTable(cells, 2 * np.arange(1, len(ids) + 1)),
        "free": RawTable({"x": ["a", "a"]}, np.array([2, 3])),
    }
    assert [finding.message for finding in _check_primary_keys(raw, schema)] == told


def test_cells_are_converted_where_there_are_any():
    """A cell that is wrong is told with its line; a column that is missing is blank, and told elsewhere."""
    schema = {"climate": {name: Column("climate", name, "float") for name in ("low", "high")}}
    tables, findings = _convert_tables({"climate": RawTable({"low": ["1.5", "x"]}, np.array([2, 5]))}, schema)
    assert [(finding.line, finding.column, finding.rule) for finding in findings] == [(5, "low", "type")]
    assert tables["climate"]["low"].iloc[0] == 1.5
    assert tables["climate"]["high"].isna().tolist() == [True, True]
    schema = {"climate": {"low": Column("climate", "low", "str"), "note": Column("climate", "note", "str")}}
    tables, findings = _convert_tables({"climate": RawTable({"low": ["1.5", "x"]}, np.array([2, 5]))}, schema)
    assert (tables["climate"]["note"].tolist(), findings) == (["", ""], [])
    schema = {"climate": {"high": Column("climate", "high", "float", required=True)}}
    assert _convert_tables({"climate": RawTable({}, np.array([2, 5]))}, schema)[1] == []
