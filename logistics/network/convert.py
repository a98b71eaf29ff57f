"""Text columns to typed columns, one small converter per type; every bad cell becomes a fault."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from logistics.errors import did_you_mean
from logistics.network.schema import Column

DATE_DTYPE = "datetime64[s]"
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_WHOLE = re.compile(r"[+-]?\d{1,15}")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?")
_BOOLS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_HINTS = 20


@dataclass(frozen=True)
class Uniques:
    """
    Distinct texts of a column and where they occur, so that each is judged once.

    Attributes
    ----------
    codes : int64[rows]
    values : list of str
    """

    codes: NDArray[np.int64]
    values: list[str]

    @classmethod
    def of(cls, cells: Sequence[str]) -> Uniques:
        """Return the distinct texts of `cells`."""
        codes, values = pd.factorize(np.array(cells, dtype=object))
        return cls(np.asarray(codes, dtype=np.int64), [str(value) for value in values])

    def rows_of(self, bad: Iterable[int]) -> NDArray[np.int64]:
        """Return the rows whose value has one of the codes `bad`."""
        return np.flatnonzero(np.isin(self.codes, list(bad)))


CellFault = tuple[int, str]
"""Row position and message."""

Converter = Callable[[str, Column], object]
"""Value of one text; raises ValueError with the message."""


def _range(value: float, text: str, column: Column) -> None:
    low = value <= column.low if column.low_open else value < column.low
    if low or value > column.high:
        unit = f" {column.unit}" if column.unit else ""
        hint = " (are lon and lat swapped?)" if column.name == "lat" else ""
        raise ValueError(f"{text}{unit} found; must be {column.bounds}{hint}")


def _float(text: str, column: Column) -> float:
    if text.strip().lower().lstrip("+-") in {"nan", "inf", "infinity", "na", "null", "none"}:
        raise ValueError(f"{text!r} is not a finite number; leave the cell blank if unknown and allowed")
    if not _NUMBER.fullmatch(text) or not np.isfinite(float(text)):
        raise ValueError(f"{text!r} is not a number; allowed: digits with a decimal point, such as 12.5")
    value = float(text)
    _range(value, text, column)
    return value


def _int(text: str, column: Column) -> int:
    if not _WHOLE.fullmatch(text):
        raise ValueError(f"{text!r} is not a whole number")
    value = int(text)
    _range(value, text, column)
    return value


def _bool(text: str, column: Column) -> bool:
    del column
    if text not in _BOOLS:
        raise ValueError(f"{text!r} found; allowed: true, false")
    return _BOOLS[text]


def _date(text: str, column: Column) -> np.datetime64:
    del column
    if not _DATE.fullmatch(text):
        raise ValueError(f"{text!r} is not a date; write it as YYYY-MM-DD")
    try:
        return np.datetime64(text, "s")
    except ValueError:
        raise ValueError(f"{text!r} is not a day of the calendar") from None


def _str(text: str, column: Column) -> str:
    del column
    if text != text.strip():
        raise ValueError(f"{text!r} begins or ends with a blank")
    if not text.isprintable():
        raise ValueError(f"{text!r} holds a line break or another control character")
    return text


def _list(text: str, column: Column) -> str:
    parts = _str(text, column).split(";")
    if any(part != part.strip() or not part for part in parts):
        raise ValueError(f"{text!r} has a blank element; write elements as a;b;c without spaces")
    if len(set(parts)) < len(parts):
        raise ValueError(f"{text!r} names an element twice")
    return text


def _enum(text: str, column: Column) -> str:
    if text not in column.choices:
        hint = did_you_mean(text, column.choices)
        raise ValueError(f"{text!r} found; allowed: {', '.join(column.choices)}{hint}")
    return text


_CONVERTERS: dict[str, Converter] = {
    "str": _str,
    "int": _int,
    "float": _float,
    "bool": _bool,
    "date": _date,
    "list": _list,
    "enum": _enum,
}


def convert(cells: Sequence[str], column: Column) -> tuple[pd.Series, list[CellFault]]:
    """
    Convert one column.

    Parameters
    ----------
    cells : sequence of str
        Texts, '' when blank.
    column : Column
        What they should be.

    Returns
    -------
    Series, list of CellFault
        Typed values (blank where faulty), and the faults in row order.
    """
    uniques = Uniques.of(cells)
    converter = _CONVERTERS[column.kind]
    blank = _blank(column)
    values: list[object] = []
    wrong: dict[int, str] = {}
    for code, text in enumerate(uniques.values):
        value = blank
        try:
            if text:
                value = converter(text, column)
            elif column.required:
                wrong[code] = "blank found; a value is required"
        except ValueError as error:
            wrong[code] = str(error)
        values.append(value)
    faults = [(int(row), wrong[int(uniques.codes[row])]) for row in uniques.rows_of(wrong)] if wrong else []
    return _typed(values, uniques.codes, column), faults


def _blank(column: Column) -> object:
    blanks: dict[str, object] = {
        "float": np.nan,
        "int": pd.NA,
        "bool": False,
        "date": np.datetime64("NaT", "s"),
    }
    return blanks.get(column.kind, "")


def _typed(values: list[object], codes: NDArray[np.int64], column: Column) -> pd.Series:
    dtypes = {"float": "float64", "int": "Int64", "bool": "bool", "date": DATE_DTYPE}
    unique = pd.Series(values, dtype=dtypes.get(column.kind, "str"))
    return unique.take(codes).reset_index(drop=True).rename(column.name)


def unknown_reference(value: str, table: str, known: Sequence[str]) -> str:
    """Return the message for a reference that leads nowhere."""
    return f"{value!r} is not in {table}.csv{did_you_mean(value, known)}"


def check_references(cells: Sequence[str], column: Column, known: Sequence[str], *, table: str) -> list[CellFault]:
    """
    Return a fault for every non-blank cell (or list element) that is not in `known`.

    Parameters
    ----------
    cells : sequence of str
        Texts of the column.
    column : Column
        Its ``many`` tells whether cells are lists.
    known : sequence of str
        Values of the column referred to.
    table : str
        Table referred to.
    """
    uniques = Uniques.of(cells)
    allowed = set(known)
    wrong: dict[int, str] = {}
    for code, text in enumerate(uniques.values):
        missing = [part for part in (text.split(";") if column.many else [text]) if part and part not in allowed]
        if missing:
            candidates = known if len(wrong) < _HINTS else ()
            wrong[code] = "; ".join(unknown_reference(part, table, candidates) for part in missing)
    if not wrong:
        return []
    return [(int(row), wrong[int(uniques.codes[row])]) for row in uniques.rows_of(wrong)]
