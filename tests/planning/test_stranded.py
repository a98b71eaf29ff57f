"""Boxes given up on their way: what is written of them, and read again; by head."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from logistics.planning.stranded import off_of, stranded_now, with_stranded
from logistics.results.model import LEG_COLUMNS
from logistics.units import iso_minute

NOON = pd.Timestamp("2025-09-01T12:00", tz="UTC")


def rows_of(*rows):
    """Return rows of paths: path id and number; each lasts 90 minutes."""
    table = pd.DataFrame(rows, columns=["path_id", "seq"])
    start = NOON + pd.to_timedelta(table["seq"] * 90, unit="min")
    table = table.assign(start_utc=start, end_utc=start + pd.Timedelta(minutes=90), cargo_c=-18.0, ambient_c=3.0)
    return table.reindex(columns=list(LEG_COLUMNS))


@pytest.mark.parametrize("off", [None, {"p": 77, "other": 5}])
def test_what_is_written_of_boxes_given_up(off):
    """Their unit, and the rows of their path so far in order; from when they have no power; home boxes are others'."""
    pieces = pd.DataFrame({"original": ["a", "b", "b"], "prefix": ["p", "q", "r"]}, index=["a~p", "b~q", "b~r"])
    table = pd.DataFrame({"consignment_id": ["a", "a~p", "b~q", "b~r"], "unit_id": ["no", "lit", "own", "no"]})
    following = SimpleNamespace(pieces=pieces, instance=SimpleNamespace(consignments=table))
    frozen = SimpleNamespace(at_min=300, legs=rows_of(("p", 1), ("q", 0), ("p", 0), ("r", 0)))
    unserved = pd.DataFrame({"consignment_id": ["b~q", "b", "a~p"], "boxes": [2.0, 9.0, 1.5]})
    again = SimpleNamespace(plan=SimpleNamespace(unserved=unserved))
    first, second = stranded_now(frozen, following, again, off)
    legs = second.pop("legs")
    power = {"off_utc": iso_minute(77)} if off else {}
    at = iso_minute(300)
    assert second == {"consignment_id": "a", "unit": "lit", "boxes": 1.5, "from_utc": at, **power}
    assert {**first, "legs": None} == {
        "consignment_id": "b", "unit": "own", "boxes": 2.0, "from_utc": at, "legs": None,
    }  # fmt: skip
    assert [(leg["seq"], leg["start_utc"], leg["end_utc"]) for leg in legs] == [
        (0, "2025-09-01T12:00", "2025-09-01T13:30"), (1, "2025-09-01T13:30", "2025-09-01T15:00"),
    ]  # fmt: skip
    assert set(legs[0]) == set(LEG_COLUMNS) - {"path_id", "ambient_c", "cargo_c"}


def test_who_of_them_has_no_power():
    """By their number among all; most have theirs."""
    entries = [{}, {"off_utc": "1970-01-01T02:00"}, {}]
    assert off_of(entries) == {"stranded:2": 120}


def test_rows_of_boxes_given_up_come_last():
    """In the types of the others; without any, rows stay as they are."""
    legs, more = rows_of(("p", 0), ("p", 1)), rows_of(("stranded:1", 0)).astype({"seq": object, "cargo_c": object})
    found = with_stranded(legs, more)
    assert found["path_id"].tolist() == ["p", "p", "stranded:1"]
    assert found.index.tolist() == [0, 1, 2]
    assert found.dtypes.to_dict() == legs.dtypes.to_dict()
    assert found["seq"].dtype == np.int64
    assert with_stranded(legs, more[:0]) is legs
