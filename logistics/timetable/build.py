"""The timetable of a horizon, service by service, as flat arrays."""

from __future__ import annotations

import numpy as np

from logistics.network.model import Network
from logistics.timetable.blocks import assembled, service_block
from logistics.timetable.calls import roll
from logistics.timetable.costs import Tariffs
from logistics.timetable.emissions import link_co2e, require_known
from logistics.timetable.model import Timetable
from logistics.timetable.routes import read_routes
from logistics.timetable.runs import planned_departures
from logistics.timetable.windows import WindowIndex
from logistics.units import MIN_PER_DAY

_KEPT_MIN = 2 * MIN_PER_DAY  # arrivals of the current day still reserve slots


def build_timetable(network: Network, start_min: int, end_min: int, not_before_min: int | None = None) -> Timetable:
    """
    Return every run whose planned first departure lies in a horizon, with ``network.windows`` applied.

    Parameters
    ----------
    network : Network
        Tables, and the windows known when the plan is made.
    start_min, end_min : int
        UTC minutes; first departures in ``[start_min, end_min)``.
    not_before_min : int, optional
        When re-planning: runs that reached their last call two days or more before are left out.

    Returns
    -------
    Timetable
        Runs by service row and departure; calls, legs and passages in the order of travel.

    Raises
    ------
    DataError
        If a speed, a tariff or an emission factor is missing for a service.
    """
    windows = WindowIndex(network.windows)
    tariffs, co2e = Tariffs(network), link_co2e(network)
    blocks = []
    for route in read_routes(network, windows):
        departures = planned_departures(route, start_min, end_min)
        times = roll(route, departures, windows)
        if not_before_min is not None:
            kept = times.arr[-1] >= not_before_min - _KEPT_MIN
            departures, times = departures[kept], times.only(kept)
        if departures.size:
            blocks.append(service_block(route, departures, times, tariffs, co2e))
    timetable = assembled(blocks)
    require_known(network, co2e, timetable.pass_link.astype(np.int64))
    return timetable
