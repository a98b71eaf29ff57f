"""Opening hours of facilities: the next open minute, in the local time of the place."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from logistics.errors import DataError
from logistics.timetable.tables import listed
from logistics.timetable.zones import clock_min, utc_minutes
from logistics.units import MIN_PER_DAY


def parse_hours(text: str) -> tuple[tuple[int, int], ...]:
    """
    Return opening intervals as minutes of the local day; one past midnight ends after 1440.

    Examples
    --------
    >>> parse_hours("00:00-05:00")
    ((0, 300),)
    >>> parse_hours("22:00-04:00")
    ((1320, 1680),)
    """
    intervals = []
    for part in listed(text):
        opens, dash, closes = part.partition("-")
        if not dash:
            raise DataError(f"opening hours {text!r} are not of the form 00:00-05:00")
        start, end = clock_min(opens), clock_min(closes)
        intervals.append((start, end if end > start else end + MIN_PER_DAY))
    return tuple(sorted(intervals))


def next_open(minutes: NDArray[np.int64], hours_local: str, zone: str) -> NDArray[np.int64]:
    """
    Return the first open minute at or after each of ``minutes``.

    Parameters
    ----------
    minutes : int64[n]
        UTC minutes.
    hours_local : str
        For example ``00:00-05:00``; blank is always open. Several intervals are separated by ``;``.
    zone : str
        IANA zone of the place.

    Examples
    --------
    >>> next_open(np.array([0, 360]), "00:00-05:00", "UTC").tolist()
    [0, 1440]
    """
    intervals = parse_hours(hours_local)
    if not intervals or not minutes.size:
        return minutes
    days = np.arange(minutes.min() // MIN_PER_DAY - 2, minutes.max() // MIN_PER_DAY + 4) * MIN_PER_DAY
    opens = utc_minutes(zone, np.concatenate([days + start for start, _ in intervals]))
    closes = utc_minutes(zone, np.concatenate([days + end for _, end in intervals]))
    order = np.argsort(opens, kind="stable")
    opens, closes = opens[order], np.maximum.accumulate(closes[order])
    first = np.searchsorted(closes, minutes, side="right")
    return np.maximum(minutes, opens[first])
