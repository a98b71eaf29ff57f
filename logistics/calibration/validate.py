"""Model days beside published ones: per row, and as error, bias, share in band and share between P10 and P90."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from logistics.calibration.observations import Observation
from logistics.calibration.predict import Prediction, Predictor
from logistics.network.model import Network


@dataclass(frozen=True)
class ValidationRow:
    """One observation with the model's answer; without a path the error is -100 % and the row out of band."""

    observation: Observation
    prediction: Prediction

    @property
    def has_path(self) -> bool:
        """Whether the model found a way."""
        return not math.isnan(self.prediction.p50_d)

    @property
    def error(self) -> float:
        """(P50 - reference) / reference; -1 without a path."""
        return self.prediction.p50_d / self.observation.reference_d - 1.0 if self.has_path else -1.0

    @property
    def in_band(self) -> bool:
        """Whether P50 lies in the band, one day of slack on each side."""
        return self.has_path and self.observation.holds(self.prediction.p50_d)

    @property
    def covered(self) -> bool:
        """Whether the reference lies between P10 and P90."""
        return self.prediction.p10_d <= self.observation.reference_d <= self.prediction.p90_d

    def to_dict(self) -> dict[str, Any]:
        """Return the row as `validate --json` prints it."""
        observation, prediction = self.observation, self.prediction
        low, high = observation.band_d
        return {
            "id": observation.id, "origin": observation.origin, "destination": observation.destination,
            "service_class": observation.service_class, "month": observation.month, "via": observation.via,
            "kind": observation.kind, "year": observation.year, "reference_d": observation.reference_d,
            "band_low_d": low, "band_high_d": high, "p10_d": prediction.p10_d, "p50_d": prediction.p50_d,
            "p90_d": prediction.p90_d, "error": self.error, "in_band": self.in_band,
            "between_p10_p90": self.covered, "distance_km": prediction.distance_km, "notes": list(prediction.notes),
        }  # fmt: skip


@dataclass(frozen=True)
class Validation:
    """Rows and their summary; shares and errors are fractions."""

    rows: tuple[ValidationRow, ...]

    @property
    def mape(self) -> float:
        """Mean absolute percentage error of P50."""
        return float(np.mean([abs(row.error) for row in self.rows]))

    @property
    def bias(self) -> float:
        """Mean error of P50."""
        return float(np.mean([row.error for row in self.rows]))

    @property
    def in_band(self) -> float:
        """Share of rows in band."""
        return float(np.mean([row.in_band for row in self.rows]))

    @property
    def p10_p90(self) -> float:
        """Share of references between P10 and P90."""
        return float(np.mean([row.covered for row in self.rows]))

    def to_dict(self) -> dict[str, Any]:
        """Return everything as `validate --json` prints it."""
        return {
            "rows": [row.to_dict() for row in self.rows],
            "mape": self.mape,
            "bias": self.bias,
            "in_band": self.in_band,
            "p10_p90": self.p10_p90,
        }


def validate(network: Network, observations: Sequence[Observation]) -> Validation:
    """
    Return the model's answer to each observation.

    Parameters
    ----------
    network : Network
    observations : sequence of Observation
        At least one (see `read_observations`).
    """
    predictor = Predictor(network)
    return Validation(tuple(ValidationRow(row, predictor.predict(row)) for row in observations))
