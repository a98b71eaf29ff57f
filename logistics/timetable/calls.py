"""Times of all runs of one service, rolled forward call by call."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from logistics.timetable.closures import travel
from logistics.timetable.operations import pass_end
from logistics.timetable.routes import Route
from logistics.timetable.windows import WindowIndex


@dataclass(frozen=True)
class ServiceTimes:
    """
    Runs of a service; n calls, U runs, UTC minutes.

    Attributes
    ----------
    arr, dep : int64[n, U]
    start, end : int64[n - 1, U]
        Passages of the links between the calls.
    lost : bool[n - 1, U]
        Passages that cancel their leg.
    """

    arr: NDArray[np.int64]
    dep: NDArray[np.int64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    lost: NDArray[np.bool_]

    def held(self) -> NDArray[np.bool_]:
        """Return at which calls each run is late because a closed link held it, bool[n, U]."""
        waited = np.zeros(self.arr.shape, dtype=np.bool_)
        waited[1:] = self.start > self.dep[:-1]
        found: NDArray[np.bool_] = np.logical_or.accumulate(waited, axis=0)
        return found

    def only(self, runs: NDArray[np.bool_]) -> ServiceTimes:
        """Return the times of some runs."""
        return ServiceTimes(
            self.arr[:, runs], self.dep[:, runs], self.start[:, runs], self.end[:, runs], self.lost[:, runs]
        )


def roll(route: Route, departures: NDArray[np.int64], windows: WindowIndex) -> ServiceTimes:
    """
    Return the times of runs from their first departures.

    arr_i = start_i + link minutes; dep_i = arr_i + dwell + border operations of an intermediate call;
    the start is the departure before, or later where a closed link holds the train.
    """
    n, runs = len(route.terminal), departures.size
    arr = np.empty((n, runs), dtype=np.int64)
    dep = np.empty((n, runs), dtype=np.int64)
    start = np.empty((n - 1, runs), dtype=np.int64)
    lost = np.zeros((n - 1, runs), dtype=np.bool_)
    arr[0] = dep[0] = leg_dep = departures
    for i, passage in enumerate(route.passages):
        start[i], arr[i + 1], lost[i] = travel(passage, dep[i], leg_dep)
        dep[i + 1] = _departure(route, i + 1, arr[i + 1], windows) if i + 2 < n else arr[i + 1]
        if route.stop[i + 1]:
            leg_dep = dep[i + 1]
    return ServiceTimes(arr, dep, start, arr[1:], lost)


def _departure(route: Route, call: int, arrival: NDArray[np.int64], windows: WindowIndex) -> NDArray[np.int64]:
    """Return departures from an intermediate call."""
    departure = arrival + route.dwell_min[call]
    for operation in route.passes[call]:
        minutes = pass_end(operation, arrival, route.direction, windows) - arrival
        departure = departure + np.where(operation.valid_at(arrival), minutes, 0)
    return departure
