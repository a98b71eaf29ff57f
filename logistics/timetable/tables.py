"""Reading of single cells: lists, cargo classes, dates; knows the conventions of the tables and nothing else."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from logistics.cargo import CARGO_CLASSES
from logistics.errors import DataError, did_you_mean

ALL_CARGO = (1 << len(CARGO_CLASSES)) - 1
FIRST_DAY = -(2**31)
LAST_DAY = 2**31 - 1


def listed(text: str) -> tuple[str, ...]:
    """
    Return the items of a list cell.

    Examples
    --------
    >>> listed("Mon; Thu")
    ('Mon', 'Thu')
    >>> listed("")
    ()
    """
    return tuple(item.strip() for item in str(text).split(";") if item.strip())


def cargo_mask(text: str) -> int:
    """
    Return the bits of the cargo classes in a list cell; a blank means all.

    Examples
    --------
    >>> cargo_mask("dry;frozen")
    5
    """
    names = listed(text)
    for name in names:
        if name not in CARGO_CLASSES:
            hint = did_you_mean(name, CARGO_CLASSES)
            raise DataError(f"cargo class {name!r} is unknown; allowed: {', '.join(CARGO_CLASSES)}{hint}")
    return sum(1 << CARGO_CLASSES.index(name) for name in set(names)) if names else ALL_CARGO


def day_bounds(valid_from: object, valid_to: object) -> tuple[int, int]:
    """
    Return the first and last UTC day number on which a row holds.

    Examples
    --------
    >>> day_bounds(pd.Timestamp("1970-01-03"), pd.NaT) == (2, LAST_DAY)
    True
    """
    first = FIRST_DAY if pd.isna(valid_from) else _day(valid_from)
    last = LAST_DAY if pd.isna(valid_to) else _day(valid_to)
    return first, last


def _day(value: object) -> int:
    return int(pd.Timestamp(value).value // 86_400_000_000_000)


def texts(frame: pd.DataFrame, column: str) -> list[str]:
    """Return a text column as plain strings, blanks as ``""``."""
    return ["" if pd.isna(value) else str(value) for value in frame[column]]


def numbers(frame: pd.DataFrame, column: str) -> NDArray[np.float64]:
    """Return a numeric column as floats, blanks as NaN."""
    values: NDArray[np.float64] = frame[column].to_numpy(dtype=np.float64, na_value=np.nan)
    return values


def gauges(frame: pd.DataFrame, column: str) -> list[int]:
    """Return a track gauge column as integers [mm], blanks as -1."""
    return [-1 if math.isnan(value) else int(value) for value in numbers(frame, column)]


def row_of(ids: Sequence[str]) -> dict[str, int]:
    """Return the row of each id."""
    return {name: row for row, name in enumerate(ids)}


def rounded(values: float | NDArray[np.float64]) -> NDArray[np.int64]:
    """
    Return whole numbers, half up.

    Examples
    --------
    >>> rounded(np.array([0.4, 1.5])).tolist()
    [0, 2]
    """
    return np.floor(np.asarray(values, dtype=np.float64) + 0.5).astype(np.int64)


def joined(pieces: Iterable[NDArray[np.int64]]) -> NDArray[np.int64]:
    """Return arrays end to end; none at all give an empty array."""
    found = list(pieces)
    return np.concatenate(found) if found else np.zeros(0, dtype=np.int64)
