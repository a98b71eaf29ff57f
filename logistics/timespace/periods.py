"""Intervals split over days or buckets, and the facts that hold in such a period."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

WINTER_MONTHS = (11, 12, 1, 2, 3)
BUCKET_MIN = 360


def split_periods(
    start: NDArray[np.int64], end: NDArray[np.int64], length: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """
    Split intervals at multiples of ``length`` minutes.

    Returns
    -------
    row, period, overlap : int64[n]
        Interval, period number (start divided by ``length``) and minutes inside; an empty interval
        gives one entry of 0 minutes in the period of its start.

    Examples
    --------
    >>> split_periods(np.array([1430]), np.array([1460]), 1440)
    (array([0, 0]), array([0, 1]), array([10, 20]))
    """
    first = start // length
    count = np.maximum(first, (end - 1) // length) - first + 1
    row = np.repeat(np.arange(start.size), count)
    period = first[row] + np.arange(row.size) - (np.cumsum(count) - count)[row]
    overlap = np.minimum(end[row], (period + 1) * length) - np.maximum(start[row], period * length)
    return row, period, overlap


def month_of(day: NDArray[np.int64]) -> NDArray[np.int64]:
    """
    Return the month, 1 to 12, of UTC day numbers.

    Examples
    --------
    >>> month_of(np.array([0, 31])).tolist()
    [1, 2]
    """
    months: NDArray[np.int64] = day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return months % 12 + 1


def day_texts(day: NDArray[np.int64]) -> list[str]:
    """
    Return UTC day numbers as ``YYYY-MM-DD``.

    Examples
    --------
    >>> day_texts(np.array([0]))
    ['1970-01-01']
    """
    return [str(text) for text in np.datetime_as_string(day.astype("datetime64[D]"))]


def bucket_texts(bucket: NDArray[np.int64]) -> list[str]:
    """
    Return 6-hour bucket numbers as ``YYYY-MM-DDTHH``.

    Examples
    --------
    >>> bucket_texts(np.array([1]))
    ['1970-01-01T06']
    """
    hours = (bucket * (BUCKET_MIN // 60)).astype("datetime64[h]")
    return [str(text) for text in np.datetime_as_string(hours)]
