"""Legs written by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from logistics.results.path import Leg

START = datetime(2025, 9, 1, tzinfo=UTC)


def legs(*parts: tuple[str, str, str, str, float], start: datetime = START) -> tuple[Leg, ...]:
    """
    Return legs one after the other.

    Each part is (kind, place, service or operation, activity, hours); a ride leads to its place.
    """
    found, moment, before = [], start, parts[0][1]
    for kind, place, name, activity, hours in parts:
        end = moment + timedelta(hours=hours)
        service, operation = (name, "") if kind != "operate" else ("", name)
        found.append(Leg(kind, activity, before, place, service, "", "", operation, moment, end, 0.0, 0.0, 0.0))
        moment, before = end, place
    return tuple(found)


def to_moscow(start: datetime = START) -> tuple[Leg, ...]:
    """Return Xian - Dostyk - Moscow by ordinary trains: 60 h, 12 h gauge change, 6 h wait, 92 h."""
    return legs(
        ("ride", "dostyk", "cn_w", "", 60.0),
        ("operate", "dostyk", "dostyk_change_w", "gauge_change", 12.0),
        ("wait", "dostyk", "", "yard", 6.0),
        ("ride", "moscow", "kz_w", "", 92.0),
        start=start,
    )
