"""The schema: what it allows, and how a folder's own schema may differ."""

from __future__ import annotations

import pytest

from logistics.errors import DataError
from logistics.network import load_network, packaged_data
from logistics.network.schema import read_schema

HEADER = "table,column,type,unit,required,key,description\n"


def test_the_packaged_schema_describes_itself():
    """It loads, and names its own columns."""
    schema = read_schema(packaged_data("network_data") / "schema.csv")
    assert list(schema["schema"]) == ["table", "column", "type", "unit", "required", "key", "description"]
    length = schema["links"]["length_km"]
    assert (length.kind, length.low, length.low_open, length.unit) == ("float", 0.0, True, "km")
    assert schema["stops"]["service_id"].primary
    assert schema["stops"]["service_id"].refers_to == ("services", "service_id")
    assert schema["links"]["source"].many


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("t,c,number,,yes,,x", "schema.csv:2: type: 'number' is not a type; allowed: str, int, float, bool"),
        ("t,c,enum,,yes,,x", "schema.csv:2: type: 'enum' is not a type"),
        ("t,c,str,,maybe,,x", "schema.csv:2: required: 'maybe' found; allowed: yes, no"),
        ("t,c,str,,yes,foreign,x", "schema.csv:2: key: 'foreign' is not a key; allowed: primary"),
        ("t,c,str,,yes,", "schema.csv:2: 6 fields found; the header has 7"),
        ("t,c,str,,yes,,x\nt,c,str,,yes,,x", "schema.csv:3: column: t.c appears twice"),
    ],
)
def test_a_bad_schema_row_is_refused(tmp_path, row, message):
    """Types, keys and widths are checked with their line."""
    (tmp_path / "schema.csv").write_text(HEADER + row + "\n", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_schema(tmp_path / "schema.csv")
    assert caught.value.faults[0].startswith(message)


def test_a_folder_may_add_columns_of_its_own(tiny_copy):
    """A folder's own schema may go beyond the packaged one."""
    own = (packaged_data("network_data") / "schema.csv").read_text(encoding="utf-8")
    extra = "speeds,weather,str,,no,,Weather assumed\n"
    (tiny_copy.path / "schema.csv").write_text(own + extra, encoding="utf-8")
    rows = tiny_copy.rows("speeds")
    file = tiny_copy.path / "speeds.csv"
    file.write_text(
        ",".join([*rows[0], "weather"]) + "\n" + "".join(",".join([*row.values(), "dry"]) + "\n" for row in rows),
        encoding="utf-8",
    )
    assert set(load_network(tiny_copy.path)["speeds"]["weather"]) == {"dry"}


def test_a_folder_may_not_redefine_what_the_program_reads(tiny_copy):
    """A schema that drops or loosens a column is refused before any table is read."""
    own = (packaged_data("network_data") / "schema.csv").read_text(encoding="utf-8")
    lines = [line for line in own.splitlines() if not line.startswith("links,length_km")]
    text = "\n".join(lines).replace("speeds,speed_kmh,float>0", "speeds,speed_kmh,str")
    (tiny_copy.path / "schema.csv").write_text(text + "\n", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        load_network(tiny_copy.path)
    assert caught.value.faults == (
        "schema.csv: links.length_km is missing; the program needs every packaged column",
        "schema.csv: speeds.speed_kmh differs from the packaged schema in type, bounds, key or required",
    )


@pytest.mark.parametrize(("table", "key"), [("operations", "xian_load"), ("delays", "jam_2024")])
def test_a_speed_class_is_no_service_class(tiny_copy, table, key):
    """An operation or a delay of `trade` trains would hold for none: their class is ordinary."""
    tiny_copy.edit(table, key, service_class="trade")
    (error,) = tiny_copy.errors()
    assert "service_class: 'trade' found; allowed: express, ordinary, grain, feeder, ferry, sea, road" in error


def test_a_speed_may_be_fitted_for_a_speed_class(tiny_copy):
    """Figures of calibration.csv move rows of speeds.csv."""
    tiny_copy.edit("calibration", "speed_ktz", service_class="ordinary;trade")
    assert tiny_copy.errors() == []
