"""Every row of coldchain_validation.csv with the tolerance of the row; known mismatches stay as they are."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from points import POINTS, numbers

DATA = Path(__file__).parents[1] / "data"


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


ROWS = {row["id"]: row for row in _rows("coldchain_validation.csv")}
CHECKS = _rows("coldchain_checks.csv")


def _bounds(row: dict[str, str]) -> list[dict[str, float]]:
    """Return the bounds of a row: from coldchain_checks.csv, else expected ± tolerance, plain numbers both."""
    found = [check for check in CHECKS if check["id"] == row["id"]]
    if not found:
        expected, tolerance = float(row["expected"]), float(row["tolerance"])
        return [{"low": expected - tolerance, "high": expected + tolerance}]
    names = ("low", "high", "model_low", "model_high")
    return [{name: float(check[name]) for name in names if check[name]} for check in found]


@pytest.mark.parametrize("row", ROWS)
def test_a_validation_row_holds(row):
    """The public functions give the published value, or the recorded mismatch."""
    values = POINTS[row](numbers(ROWS[row]["inputs"]))
    bounds = _bounds(ROWS[row])
    assert len(values) == len(bounds)
    for value, bound in zip(values, bounds, strict=True):
        slack = 1e-9 * max(1.0, abs(value))
        inside = bound["low"] - slack <= value <= bound["high"] + slack
        if "model_low" in bound:
            assert bound["model_low"] <= value <= bound["model_high"]
            assert not inside
        else:
            assert inside, f"{row}: {value} is not in {bound['low']} to {bound['high']}"


def test_rows_and_checks_fit_each_other():
    """No row is forgotten, no check is of an unknown row, and mismatches are those that the rows call so."""
    assert set(POINTS) == set(ROWS)
    assert {check["id"] for check in CHECKS} <= set(ROWS)
    misses = {check["id"] for check in CHECKS if check["model_low"]}
    known = {name for name, row in ROWS.items() if "MISMATCH" in row["role"] or "a miss" in row["tolerance"]}
    assert misses == known


def test_plain_numbers_in_the_rows_are_not_overruled():
    """Where expected and tolerance are both numbers, coldchain_checks.csv has nothing to say."""
    for check in CHECKS:
        row = ROWS[check["id"]]
        try:
            expected, tolerance = float(row["expected"]), float(row["tolerance"])
        except ValueError:
            continue
        assert [float(check["low"]), float(check["high"])] == pytest.approx(
            [expected - tolerance, expected + tolerance]
        ), row["id"]
