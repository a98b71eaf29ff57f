"""Units and time: minutes since 1970-01-01 00:00 UTC as integers inside, ISO text outside."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

MIN_PER_H = 60
MIN_PER_DAY = 1440
H_PER_DAY = 24
TEU_PER_FEU = 2
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def minutes_from_hours(hours: float) -> int:
    """
    Return whole minutes for a duration in hours, half up.

    Examples
    --------
    >>> minutes_from_hours(1.5)
    90
    """
    return int(hours * MIN_PER_H + 0.5)


def to_min(moment: date | datetime) -> int:
    """
    Return minutes since 1970-01-01 00:00 UTC; a date is its midnight, a naive time is UTC.

    Examples
    --------
    >>> from datetime import date
    >>> to_min(date(1970, 1, 2))
    1440
    """
    if not isinstance(moment, datetime):
        moment = datetime(moment.year, moment.month, moment.day, tzinfo=UTC)
    elif moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return int((moment - _EPOCH).total_seconds() // 60)


def from_min(minute: int) -> datetime:
    """
    Return the UTC time of a minute count.

    Examples
    --------
    >>> from_min(1440).isoformat()
    '1970-01-02T00:00:00+00:00'
    """
    return _EPOCH + timedelta(minutes=int(minute))


def day_of(minute: int) -> int:
    """Return the UTC day number (days since 1970-01-01) of a minute count."""
    return int(minute) // MIN_PER_DAY


def iso_day(day: int) -> str:
    """
    Return a UTC day number as ``YYYY-MM-DD``.

    Examples
    --------
    >>> iso_day(0)
    '1970-01-01'
    """
    return (_EPOCH + timedelta(days=int(day))).strftime("%Y-%m-%d")


def iso_minute(minute: int) -> str:
    """
    Return a minute count as ``YYYY-MM-DDTHH:MM`` (UTC).

    Examples
    --------
    >>> iso_minute(61)
    '1970-01-01T01:01'
    """
    return from_min(minute).strftime("%Y-%m-%dT%H:%M")
