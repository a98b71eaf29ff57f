"""How long ordinary trains wait at their first terminal until they are full, as a distribution around the timetable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from logistics.network.model import Network
from logistics.results.path import Leg
from logistics.routing.delay_table import RIDES
from logistics.timetable.operating_days import WEEKDAYS
from logistics.timetable.tables import listed, texts
from logistics.timetable.zones import clock_min
from logistics.units import MIN_PER_H

WEEK_H = 168.0


@dataclass(frozen=True)
class Filling:
    """
    The wait of a path for its first train to be full.

    Attributes
    ----------
    leg : int
        Of the path: the wait in the yard before the first train.
    service_id : str
    mean_h, variance_h2 : float
        The mean is the wait of the timetable, at most the longest gap between two departures: boxes that let a train
        go (because of a rule, or of the weather) wait for that first, and only then for theirs to be full.
    """

    leg: int
    service_id: str
    mean_h: float
    variance_h2: float


class FillingModel:
    """
    Which trains wait until they are full, and how far the wait scatters; reads the tables once.

    Parameters
    ----------
    network : Network

    Notes
    -----
    Lots of ``train_lot_feu`` come to a train at random moments, as many per week as fill the departures of the
    timetable: N / b lots in a headway H, N the load that a train leaves with (``min_load_feu``, else ``max_feu``).
    W hours before the departure of the timetable W / H of them are still to come, and the wait for the last one is a
    gamma variable (the waiting time in a Poisson process) with mean W and variance ``W H b / N``. So nothing is
    added to the days; what was certain becomes a distribution.

    Fixed-timetable (express) trains and ships leave on time. A wait for an onward train is uncertain by its whole
    headway already (see `DelayModel`), which holds more than this.
    """

    def __init__(self, network: Network) -> None:
        services = network["services"]
        lot = float(network["parameters"].set_index("parameter_id")["value"].get("train_lot_feu", 0.0))
        load = services["min_load_feu"].fillna(services["max_feu"]).to_numpy(float).tolist()
        rows = zip(
            texts(services, "service_id"), texts(services, "mode"), texts(services, "service_class"), load,
            weekly(network), strict=True,
        )  # fmt: skip
        self._gap_h = dict(zip(texts(services, "service_id"), longest_gaps_h(network), strict=True))
        self._scatter_h = {
            name: WEEK_H / count * lot / feu
            for name, mode, trains, feu, count in rows
            if mode == "rail" and trains != "express" and count and feu > 0 and lot > 0
        }

    def of(self, legs: Sequence[Leg], elapsed_h: Sequence[float] | NDArray[np.float64]) -> Filling | None:
        """
        Return the wait for the first train of a path, None where it leaves on time or nothing waits.

        Parameters
        ----------
        legs : sequence of Leg
        elapsed_h : sequence of float
            Hours from the start of the first leg to the end of each.
        """
        first = next((index for index, leg in enumerate(legs) if leg.kind in RIDES), 0)
        scatter = self._scatter_h.get(legs[first].service_id, 0.0)
        if not first or not scatter:
            return None
        wait = legs[first - 1]
        if wait.kind != "wait" or wait.activity != "yard":
            return None
        waited = float(elapsed_h[first - 1] - (elapsed_h[first - 2] if first > 1 else 0.0))
        mean = min(waited, self._gap_h[legs[first].service_id])
        return Filling(first - 1, legs[first].service_id, mean, mean * scatter) if mean > 0 else None


def weekly(network: Network) -> list[int]:
    """Return the departures per week of each service, in the order of the table."""
    services = network["services"]
    cells = zip(texts(services, "days"), texts(services, "departure_times"), strict=True)
    return [len(listed(days)) * len(listed(times)) for days, times in cells]


def longest_gaps_h(network: Network) -> list[float]:
    """Return the longest time between two departures of each service [h], in the order of the table."""
    services = network["services"]
    cells = zip(texts(services, "days"), texts(services, "departure_times"), strict=True)
    return [_longest_gap_h(listed(days), listed(times)) for days, times in cells]


def _longest_gap_h(days: Sequence[str], times: Sequence[str]) -> float:
    """
    Return the longest time between two departures of a week that repeats [h].

    Examples
    --------
    >>> _longest_gap_h(["Mon", "Thu"], ["08:00"]), _longest_gap_h(["Tue"], ["02:00", "20:00"])
    (96.0, 150.0)
    """
    at = sorted(WEEKDAYS.index(day) * 24.0 + clock_min(time) / MIN_PER_H for day in days for time in times)
    return max(late - early for early, late in pairwise([*at, at[0] + WEEK_H])) if at else WEEK_H
