"""Ferries as a timetable means them: trains and ships that meet, without a queue at the port or a wait to sail."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

from logistics.calibration.through import retimed
from logistics.results.path import Leg
from logistics.routing.delay_table import RIDES


def met_by_ferries(legs: Sequence[Leg], handling_h: Mapping[str, float]) -> tuple[Leg, ...]:
    """
    Return legs without queues and waits before and after each ferry.

    Parameters
    ----------
    legs : sequence of Leg
    handling_h : mapping of str to float
        Hours of an operation that are work, by operation id [h].

    Notes
    -----
    Timetables of trains by the Caspian leave them out (transit_times: T103 to Baku, T113), averages of what is
    observed contain them (border_ops: 56). Container ships on other seas sail to a schedule of their own.
    """
    hours = [leg.hours for leg in legs]
    rides = [index for index, leg in enumerate(legs) if leg.kind in RIDES]
    for before, after in itertools.pairwise(rides):
        if "ferry" not in {legs[before].kind, legs[after].kind}:
            continue
        for i in range(before + 1, after):
            work = handling_h.get(legs[i].operation_id, 0.0) if legs[i].kind == "operate" else 0.0
            hours[i] = min(hours[i], work)
    return retimed(legs, hours)
