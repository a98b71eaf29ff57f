"""Delays of a path; this version knows the timetable only."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from logistics.network.model import Network
from logistics.results.path import Leg


def path_quantiles(legs: Sequence[Leg], network: Network) -> NDArray[np.float64]:
    """
    Return the hours elapsed at the end of each leg, float64[3, n]: P10, P50 and P90.

    Parameters
    ----------
    legs : sequence of Leg
        Of one path, first to last.
    network : Network
    """
    del network
    start = legs[0].start_utc
    elapsed = [(leg.end_utc - start).total_seconds() / 3600.0 for leg in legs]
    return np.tile(np.array(elapsed), (3, 1))
