"""Running and border hours of a route, from the speeds and operations tables."""

from __future__ import annotations

from functools import cache

from routes import Place
from tables import Row, read_table, split


@cache
def _speeds() -> dict[tuple[str, str], float]:
    """Return section speeds by operator and class [km/h]."""
    return {(row["operator"], row["service_class"]): float(row["speed_kmh"]) for row in read_table("speeds")}


@cache
def _links() -> dict[str, tuple[float, str]]:
    """Return length [km] and operator by link."""
    return {row["link_id"]: (float(row["length_km"]), row["operator"]) for row in read_table("links")}


def _fits(row: Row, gauge: str, service_class: str, direction: str) -> bool:
    """Return whether an operation applies to a train of this gauge, class and direction."""
    classes = split(row["service_class"])
    return (
        row["from_gauge"] == gauge
        and row["direction"] in (direction, "both")
        and (not classes or service_class in classes)
    )


def operation_hours(terminal_id: str, activity: str, gauge: str, service_class: str, direction: str) -> float:
    """Return handling and queue hours of the operations of one kind at a terminal [h]."""
    return sum(
        float(row["handling_h"]) + float(row["queue_h"])
        for row in read_table("operations")
        if row["terminal_id"] == terminal_id
        and row["activity"] == activity
        and _fits(row, gauge, service_class, direction)
    )


def hours(
    places: list[Place], gauge: str, service_class: str, direction: str, dwell_h: float, speed_class: str = ""
) -> float:
    """
    Return the hours from the first departure to the last arrival.

    Parameters
    ----------
    places : list of Place
        Route.
    gauge, service_class, direction : str
        What `operations.csv` and ``speeds.csv`` are asked for.
    dwell_h : float
        Dwell at intermediate stops [h].
    speed_class : str
        Row of ``speeds.csv`` where an operator has it; blank: the class.
    """
    total = 0.0
    for place in places[1:]:
        km, operator = _links()[place.link_id]
        speeds = _speeds()
        total += km / speeds[operator, speed_class if (operator, speed_class) in speeds else service_class]
    for place in places[1:-1]:
        total += operation_hours(place.terminal_id, "pass", gauge, service_class, direction)
        total += dwell_h if place.stop else 0.0
    return total
