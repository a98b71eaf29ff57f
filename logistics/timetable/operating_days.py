"""Days and times on which a service departs, from local calendar to UTC minutes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from logistics.errors import DataError
from logistics.timetable.tables import listed
from logistics.timetable.zones import clock_min, utc_minutes
from logistics.units import MIN_PER_DAY

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_EPOCH_WEEKDAY = 3  # 1970-01-01 was a Thursday


def departures(
    days: str, departure_times: str, zone: str, valid: tuple[int, int], horizon: tuple[int, int]
) -> NDArray[np.int64]:
    """
    Return first departures of a service, one train per operating day and listed time.

    Parameters
    ----------
    days : str
        Weekdays at the first stop, e.g. ``Mon;Thu``.
    departure_times : str
        Local times at the first stop, e.g. ``08:00;20:00``.
    zone : str
        IANA zone of the first stop.
    valid : (int, int)
        First and last local day (days since 1970-01-01) on which the service runs.
    horizon : (int, int)
        UTC minutes; departures in ``[start, end)`` are kept.

    Returns
    -------
    int64[n]
        UTC minutes, ascending.

    Examples
    --------
    >>> departures("Thu", "08:00", "Asia/Shanghai", (0, 99), (0, 20 * 1440)).tolist()
    [0, 10080, 20160]
    """
    wanted = []
    for name in listed(days):
        if name not in WEEKDAYS:
            raise DataError(f"weekday {name!r} is unknown; allowed: {', '.join(WEEKDAYS)}")
        wanted.append(WEEKDAYS.index(name))
    start, end = horizon
    first = max(start // MIN_PER_DAY - 1, valid[0])
    last = min(end // MIN_PER_DAY + 1, valid[1])
    dates = np.arange(first, last + 1, dtype=np.int64)
    dates = dates[np.isin((dates + _EPOCH_WEEKDAY) % 7, wanted)]
    local = [dates * MIN_PER_DAY + clock_min(time) for time in listed(departure_times)]
    if not local:
        return np.zeros(0, dtype=np.int64)
    found = np.sort(utc_minutes(zone, np.concatenate(local)))
    return found[(found >= start) & (found < end)]
