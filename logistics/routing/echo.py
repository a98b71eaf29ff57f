"""A question as plain values, to be printed beside its answer."""

from __future__ import annotations

from typing import Any

from logistics.routing.asked import Asked
from logistics.units import iso_minute


def echo(asked: Asked) -> dict[str, Any]:
    """Return everything that was asked, for JSON."""
    query = asked.query
    return {
        "origin": query.origin,
        "destination": query.destination,
        "commodity": query.commodity,
        "depart_utc": iso_minute(asked.first_min) + "Z",
        "arrive_by_utc": iso_minute(asked.due_min) + "Z",
        "arrive_by_from": "asked" if asked.limited else "max_days",
        "window_h": query.window_h,
        "service_class": query.service_class,
        "unit": query.unit,
        "start_c": query.start_c,
        "boxes": query.boxes,
        "via": list(query.via),
        "avoid": list(query.avoid),
        "close": list(query.close),
        "alternatives": query.alternatives,
        "ignore_rules": list(query.ignore_rules),
        "power_cut": query.power_cut,
        "criteria": list(query.criteria),
    }
