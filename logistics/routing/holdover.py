"""How long powered goods would stay inside their limits if the power failed, leg by leg."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from logistics.cargo.thermal import hours_to_reach
from logistics.results.path import Leg
from logistics.routing.box import Box
from logistics.timespace.leg_table import LegTable
from logistics.timespace.weather import Weather

F64 = NDArray[np.float64]


def holdover_on_legs(table: LegTable, box: Box, weather: Weather) -> F64:
    """
    Return the hours until a limit is passed if the power failed at the start of each row; nan without power.

    The weather is that in which limits are tested: a warm and sunny spell for the ceiling, a cold one for the floor,
    at the worse end of the row in the middle of its time. Infinite where the outside never brings the cargo to a
    limit. One temperature for the whole cargo (see `holdover_h`): its surface is two to four times faster.
    """
    if not box.powered or math.isnan(box.tau_h):
        return np.full(len(table.path), np.nan)
    middle = (table.start + table.end) // 2
    return np.minimum(*(in_a_spell(box, *weather.spell(place, middle)) for place in (table.from_row, table.to_row)))


def in_a_spell(box: Box, warm_c: F64, cold_c: F64) -> F64:
    """
    Return the hours from the set point to the first limit, in warm or in cold weather.

    0 where the set point is beyond one; infinite where none comes.
    """
    beyond = not box.coldest_c <= box.set_point_c <= box.warmest_c
    found = np.full(np.shape(warm_c), 0.0 if beyond else np.inf)
    for outside, limit in ((warm_c, box.warmest_c), (cold_c, box.coldest_c)):
        if math.isfinite(limit):
            found = np.minimum(found, until_limit(box, outside, limit))
    return found


def until_limit(box: Box, outside_c: F64, limit_c: float) -> F64:
    """Return the hours from the set point to a limit at constant temperatures outside."""
    size = np.shape(outside_c)
    return hours_to_reach(
        np.full(size, box.tau_h), np.asarray(outside_c), np.full(size, box.set_point_c), np.full(size, limit_c)
    )


def shortest_holdover(legs: Sequence[Leg]) -> dict[str, Any] | None:
    """Return the first leg with the shortest hold-over, ``hours, from, to``; None where no limit is ever passed."""
    least = min(legs, key=lambda leg: math.inf if math.isnan(leg.holdover_h) else leg.holdover_h)
    if not math.isfinite(least.holdover_h):
        return None
    return {"hours": least.holdover_h, "from": least.from_terminal, "to": least.to_terminal}
