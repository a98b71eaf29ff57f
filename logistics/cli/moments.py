"""Times that people write on the command line."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import typer


def moment(text: str | None, option: str) -> datetime | None:
    """
    Return a moment in UTC; without a zone it is UTC, a date alone is its midnight.

    Examples
    --------
    >>> moment("2025-09-08", "--depart").isoformat()
    '2025-09-08T00:00:00+00:00'
    >>> moment("2025-09-08T14:00+08:00", "--depart").isoformat()
    '2025-09-08T06:00:00+00:00'
    """
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text.strip())
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        raise typer.BadParameter(
            f"{text!r} is not a time; write 2025-09-08, 2025-09-08T14:00 (UTC) or 2025-09-08T14:00+08:00",
            param_hint=option,
        ) from None


def first_monday(start: date, end: date) -> datetime:
    """
    Return midnight (UTC) of the first Monday of some days, else of the first day.

    Examples
    --------
    >>> first_monday(date(2025, 9, 3), date(2025, 9, 30)).isoformat()
    '2025-09-08T00:00:00+00:00'
    """
    monday = start + timedelta(days=-start.weekday() % 7)
    chosen = monday if monday <= end else start
    return datetime(chosen.year, chosen.month, chosen.day, tzinfo=UTC)
