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


def hold(
    passage: Passage, ready: NDArray[np.int64], leg_dep: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """
    Return start and end of passages, trains under way held before the link while it is closed.

    Parameters
    ----------
    passage : Passage
        Link, speed and windows.
    ready : int64[n]
        When each train could enter the link.
    leg_dep : int64[n]
        When it left its last stop: a train that left before a closure was known is held.
    """
    start, end = ready, passage_end(passage, ready)
    moved = bool(passage.closes)
    while moved:
        moved = False
        for window in passage.closes:
            held = window.meets(start, end) & (leg_dep < window.known_from)
            if held.any():
                start = np.where(held, window.end, start)
                end = passage_end(passage, start)
                moved = True
    return start, end


def cancelled(
    passage: Passage, start: NDArray[np.int64], end: NDArray[np.int64], leg_dep: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Return which passages cancel their leg: closed and known at departure, or no link on that day."""
    days = start // MIN_PER_DAY
    found = (days < passage.valid[0]) | (days > passage.valid[1])
    for window in passage.closes:
        found |= window.meets(start, end) & (leg_dep >= window.known_from)
    return found
