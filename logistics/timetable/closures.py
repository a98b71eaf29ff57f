"""Trains and closed links: those already under way are held, legs not yet begun are cancelled."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from logistics.timetable.routes import Passage
from logistics.timetable.tables import rounded
from logistics.timetable.windows import added_min, factor_at
from logistics.units import MIN_PER_DAY, MIN_PER_H


def passage_end(passage: Passage, start: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return when passages end that start at given UTC minutes, with the speed and hours of that minute."""
    speed = passage.speed_kmh * factor_at(passage.speeds, start)
    minutes = rounded(MIN_PER_H * passage.km / speed)
    return start + minutes + added_min(passage.added, start)


def travel(
    passage: Passage, ready: NDArray[np.int64], leg_dep: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
    """
    Return start and end of passages, and which of them cancel their leg.

    A train that left its last stop before a closure was known is held before the link until the end
    of the closure; a later one does not run; one already on the link when the closure became known
    goes on. A link that is not open or not valid on the day carries no train either.

    Parameters
    ----------
    passage : Passage
        Link, speed and windows.
    ready : int64[n]
        When each train could enter the link.
    leg_dep : int64[n]
        When it left its last stop.
    """
    start, end = ready, passage_end(passage, ready)
    lost = np.zeros(ready.shape, dtype=np.bool_)
    for window in passage.closes:
        meets = window.meets(start, end) & (start >= window.known_from)
        if meets.any():
            held = meets & (leg_dep < window.known_from)
            lost |= meets & ~held
            start = np.where(held, window.end, start)
            end = passage_end(passage, start)
    days = start // MIN_PER_DAY
    return start, end, lost | (days < passage.valid[0]) | (days > passage.valid[1])
