"""References to tables that are absent or damaged, on cells in memory."""

from __future__ import annotations

import numpy as np
import pytest

from logistics.network.loader import _check_foreign_keys
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
