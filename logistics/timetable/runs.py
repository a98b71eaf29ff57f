"""Runs of a service in a horizon: which trains exist, and their ids."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from logistics.timetable.operating_days import departures
from logistics.timetable.routes import Route


def planned_departures(route: Route, start_min: int, end_min: int) -> NDArray[np.int64]:
    """
    Return first departures of the runs of a service, closures of the service taken out.

    A run that left before its service's closure was known is not taken back.
    """
    found = departures(route.days, route.departure_times, route.zone, route.valid, (start_min, end_min))
    for window in route.closes:
        found = found[~(window.covers(found) & (found >= window.known_from))]
    return found


def run_ids(service_id: str, departures: NDArray[np.int64]) -> list[str]:
    """
    Return ``<service_id>@<planned departure>`` of runs.

    Examples
    --------
    >>> run_ids("x8155", np.array([61]))
    ['x8155@1970-01-01T01:01']
    """
    return [f"{service_id}@{text}" for text in departures.astype("datetime64[m]").astype(str)]
