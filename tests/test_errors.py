"""Messages of errors: faults that differ in their row alone are told once, and none is lost."""

from __future__ import annotations

from logistics.errors import DataError, together


def of(row, name="wheet"):
    """Return a fault of a row of the demand."""
    return f"demand.csv:{row}: commodity_id: '{name}' is not in commodities.csv"


def test_one_wrong_name_in_many_rows_is_told_once():
    """The first row, how many more, the next few and the last."""
    told = together(of(row) for row in range(2, 31))
    assert told == [f"{of(2)} (28 more rows: 3, 4, 5, 6, 7, 8, 9, 10, … 30)"]
    assert together(of(row) for row in (4, 8, 9, 12)) == [f"{of(4)} (3 more rows: 8, 9, 12)"]


def test_few_or_different_faults_stay_as_they_are():
    """Three alike, another name, and faults without a row."""
    faults = [of(2), of(3), of(4), of(5, "rye"), "links.csv: 3 islands", "links.csv: 3 islands"]
    assert together(faults) == faults


def test_an_error_carries_every_fault():
    """The message is short; the list is whole."""
    error = DataError([of(row) for row in range(2, 31)])
    assert len(error.faults) == 29
    assert len(str(error).splitlines()) == 1
