"""Which leg of a path samples its goods, and what that does to the hours elapsed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from logistics.cargo.holds import Hold, hold_at
from logistics.results.path import Leg
from logistics.results.wait import Wait

F64 = NDArray[np.float64]
_STEPS = 60
"""Halvings of a bracket: hours to less than a second."""
SHARES = (0.1, 0.5, 0.9)


class Sampled(NamedTuple):
    """A hold, and the leg at whose end it is over."""

    leg: int
    hold: Hold


def sampled(
    legs: Sequence[Leg], holds: Collection[Hold], commodity: str, ends: tuple[str, str]
) -> Sampled | None:  # fmt: skip
    """Return the hold on a path: at its inspection, by the day of arrival there; None without one."""
    for number, leg in enumerate(legs):
        if leg.inspected and (hold := hold_at(holds, commodity, ends, leg.from_terminal, leg.start_utc.date())):
            return Sampled(number, hold)
    return None


def wait_of(found: Sampled, legs: Sequence[Leg]) -> Wait:
    """Return a hold as a wait that varies."""
    hold = found.hold
    return Wait(hold.rule.rule_id, legs[found.leg].to_terminal, "", 0.0, hold.typical_h, hold.p90_h, hold.share)


def mixed_quantiles(free: F64, held: F64, share: float, below: Callable[[F64, bool], F64]) -> F64:
    """
    Return P10, P50 and P90 of hours of which a share of the boxes has others.

    Parameters
    ----------
    free, held : float64[3, n]
        The same quantiles of boxes that are not sampled, and of those that are.
    share : float
        Of the boxes sampled.
    below : callable
        Of hours (float64[3, n]) and whether boxes are sampled: the share of such boxes that have arrived by then.

    Notes
    -----
    The distribution is ``(1 - s) F_free + s F_held``; each quantile lies between those of the two and is found by
    halving.
    """
    low, high = np.minimum(free, held), np.maximum(free, held)
    wanted = np.array(SHARES)[:, None]
    for _ in range(_STEPS):
        middle = (low + high) / 2
        reached = (1 - share) * below(middle, False) + share * below(middle, True) >= wanted
        low, high = np.where(reached, low, middle), np.where(reached, middle, high)
    return high
