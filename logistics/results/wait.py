"""Waits on a path that vary from box to box, as plain values."""

from __future__ import annotations

from dataclasses import dataclass

FULL_TRAIN = "full_train"
"""Cause of the wait until an ordinary train is full."""


@dataclass(frozen=True, slots=True)
class Wait:
    """
    A wait on a path that varies from box to box.

    Attributes
    ----------
    cause : str
        `FULL_TRAIN`, the id of a row of ``delays.csv``, or that of a rule with a row of ``holds.csv``.
    terminal, service_id : str
        Where; and the train that is to be full, blank for other causes.
    timetable_h : float
        Hours of it that the legs of the path contain.
    typical_h, p90_h : float
        Median and P90 of the whole wait [h].
    share : float
        Of the boxes that meet it: of those sampled; 1 for other causes.
    """

    cause: str
    terminal: str
    service_id: str
    timetable_h: float
    typical_h: float
    p90_h: float
    share: float = 1.0
