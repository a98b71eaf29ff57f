"""Local clock times to UTC minutes, exact over changes of the clocks."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
from numpy.typing import NDArray

from logistics.errors import DataError
from logistics.units import MIN_PER_DAY, MIN_PER_H

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001  (a local clock time, the zone is added where it is read)


@lru_cache(maxsize=1 << 16)
def _offset_min(zone: str, local_min: int) -> int:
    """Return local minus UTC minutes at one local clock time; the earlier reading of an ambiguous one."""
    try:
        tz = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise DataError(f"time zone {zone!r} is unknown; an IANA name such as Asia/Almaty is needed") from error
    offset = (_EPOCH + timedelta(minutes=local_min)).replace(tzinfo=tz).utcoffset()
    return 0 if offset is None else int(offset.total_seconds() // 60)


def utc_minutes(zone: str, local_min: NDArray[np.int64]) -> NDArray[np.int64]:
    """
    Return UTC minutes of local clock times.

    Parameters
    ----------
    zone : str
        IANA name.
    local_min : int64[n]
        Minutes from 1970-01-01 00:00 to the local clock time, as if it were UTC.

    Returns
    -------
    int64[n]
        UTC minutes; a time that the clocks skip is read with the offset before the change, a time
        that they show twice is the first of the two.

    Examples
    --------
    >>> utc_minutes("Asia/Shanghai", np.array([480])).tolist()
    [0]
    """
    local = np.asarray(local_min, dtype=np.int64)
    days, position = np.unique(local // MIN_PER_DAY, return_inverse=True)
    at_start = np.array([_offset_min(zone, int(day) * MIN_PER_DAY) for day in days], dtype=np.int64)
    at_end = np.array([_offset_min(zone, int(day + 1) * MIN_PER_DAY) for day in days], dtype=np.int64)
    offset = at_start[position] if days.size else np.zeros_like(local)
    if days.size:
        for i in np.flatnonzero((at_start != at_end)[position]):
            offset[i] = _offset_min(zone, int(local[i]))
    return local - offset


def clock_min(text: str) -> int:
    """
    Return the minute of the day of ``HH:MM``; 24:00 is the end of the day.

    Examples
    --------
    >>> clock_min("05:30")
    330
    """
    hours, _, minutes = text.strip().partition(":")
    if not (hours.isdigit() and minutes.isdigit() and int(minutes) < MIN_PER_H):
        raise DataError(f"clock time {text!r} is not HH:MM")
    found = int(hours) * MIN_PER_H + int(minutes)
    if found > MIN_PER_DAY:
        raise DataError(f"clock time {text!r} is after 24:00")
    return found
