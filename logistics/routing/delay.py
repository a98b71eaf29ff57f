"""Delays of a path; this version knows the timetable only."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from logistics.network.model import Network
from logistics.results.path import Leg

F64 = NDArray[np.float64]


class DelayModel:
    """
    Distributions of transit times on a network.

    Parameters
    ----------
    network : Network
    """

    def __init__(self, network: Network) -> None:
        self.network = network

    def quantiles(self, legs: Sequence[Leg]) -> F64:
        """Return P10, P50 and P90 of the hours elapsed at the end of each leg, float64[3, n]."""
        start = legs[0].start_utc
        elapsed = [(leg.end_utc - start).total_seconds() / 3600.0 for leg in legs]
        return np.tile(np.array(elapsed), (3, 1))


def path_quantiles(legs: Sequence[Leg], network: Network) -> F64:
    """Return the hours elapsed at the end of each leg of a path (see `DelayModel.quantiles`)."""
    return DelayModel(network).quantiles(legs)
