"""The one figure of scatter: how far trains of one route differ, set so that P10-P90 holds the unseen references."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from logistics.calibration.observations import Observation
from logistics.calibration.predict import Predictor

F64 = NDArray[np.float64]
TARGET = 0.75
"""Share of references that shall lie between P10 and P90."""
_GRID = tuple(round(0.05 + 0.01 * step, 2) for step in range(21))


def covering_spread(predictor: Predictor, rows: Sequence[Observation], hours: F64) -> tuple[float, float]:
    """
    Return the smallest ``ride_spread`` whose intervals hold the target share of references, and that share.

    Intervals of each row are those of the model, scaled to the answer of a fit that has not seen it.

    Parameters
    ----------
    predictor : Predictor
    rows : sequence of Observation
    hours : float64[n]
        Answers with each row left out.
    """
    share = 0.0
    for spread in _GRID:
        model = predictor.delays.with_spread(spread)
        held = 0
        for row, centre in zip(rows, hours, strict=True):
            low, middle, high = predictor.quantiles_h(row, model)
            held += low / middle * centre <= 24.0 * row.reference_d <= high / middle * centre
        share = held / len(rows)
        if share >= TARGET:
            return spread, share
    return _GRID[-1], share
