"""The whole calibration: fit, cross-validation, baselines and spread; returns tables, writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from logistics.calibration import baseline
from logistics.calibration.fit import fit, left_out, weights
from logistics.calibration.observations import Observation
from logistics.calibration.parameters import fitted, read_parameters, with_values
from logistics.calibration.parts import Parts, parts_of
from logistics.calibration.predict import Predictor
from logistics.calibration.spread import covering_spread
from logistics.errors import DataError
from logistics.network.model import Network

F64 = NDArray[np.float64]


@dataclass(frozen=True)
class Scores:
    """Error, bias, share in band of one way to answer the observations; fractions."""

    mape: float
    bias: float
    in_band: float


@dataclass(frozen=True)
class Calibration:
    """
    Result of a calibration.

    Attributes
    ----------
    network : Network
        With the fitted tables.
    figures : dict of str to float
        By ``fit_id``.
    scores : dict of str to Scores
        fit, left-out row, left-out corridor, and the baselines, fitted and with each row left out.
    corridors : dict of str to tuple of (int, float)
        Rows, and error with the corridor left out.
    coverage : float
        Share of references between P10 and P90, centred on the left-out predictions.
    residuals : list of dict
        Per row: reference, fitted and left-out days, errors, weight.
    """

    network: Network
    figures: dict[str, float]
    scores: dict[str, Scores]
    corridors: dict[str, tuple[int, float]]
    coverage: float
    residuals: list[dict[str, Any]]


def calibrate(network: Network, observations: Sequence[Observation]) -> Calibration:
    """
    Fit the free figures of ``calibration.csv`` to observations.

    Parameters
    ----------
    network : Network
    observations : sequence of Observation

    Raises
    ------
    DataError
        If there are fewer than four observations with a path per free figure.
    """
    predictor = Predictor(network)
    rows = [row for row in observations if predictor.itineraries(row).ways]
    every = read_parameters(network)
    parameters = fitted(every)
    if len(rows) < 4 * len(every):
        raise DataError(
            f"calibration.csv: {len(every)} free figures for {len(rows)} observations with a path; "
            f"at most one per four is allowed ({len(rows) // 4}); drop some or add observations"
        )
    parts = parts_of(predictor, rows, parameters)
    reference = 24.0 * np.array([row.reference_d for row in rows])
    weight = weights(rows)

    def answer(keep: F64) -> F64:
        return parts.hours(parameters, fit(parts, parameters, reference, weight * keep))

    whole = np.ones(len(rows))
    values = fit(parts, parameters, reference, weight)
    by_row = left_out(range(len(rows)), answer)
    by_corridor = left_out(parts.corridor, answer)
    found = {
        "fit": parts.hours(parameters, values),
        "row left out": by_row,
        "corridor left out": by_corridor,
        **_baselines(parts, reference, whole),
    }
    named = {p.fit_id: float(value) for p, value in zip(parameters, values, strict=True)}
    spread, coverage = covering_spread(predictor, rows, by_row)
    named |= {p.fit_id: spread for p in every if p.kind == "spread"}
    error = np.abs(by_corridor / reference - 1.0)
    own = {name: np.array([other == name for other in parts.corridor]) for name in dict.fromkeys(parts.corridor)}
    return Calibration(
        network=with_values(network, named),
        figures=named,
        scores={name: score(rows, hours) for name, hours in found.items()},
        corridors={name: (int(mask.sum()), float(error[mask].mean())) for name, mask in own.items()},
        coverage=coverage,
        residuals=_residuals(rows, parts, found, weight),
    )


def score(rows: Sequence[Observation], hours: F64) -> Scores:
    """Return error, bias and share in band of answers in hours."""
    error = np.array([h / 24.0 / row.reference_d - 1.0 for row, h in zip(rows, hours, strict=True)])
    held = [row.holds(float(h) / 24.0) for row, h in zip(rows, hours, strict=True)]
    return Scores(float(np.abs(error).mean()), float(error.mean()), float(np.mean(held)))


def _baselines(parts: Parts, reference: F64, whole: F64) -> dict[str, F64]:
    """Return the answers of the simpler rules, fitted to all rows and with each row left out."""

    def by_km(keep: F64) -> F64:
        return baseline.kilometres_per_day(parts.km, reference, keep)

    def by_regression(keep: F64) -> F64:
        return baseline.regression(parts.km, parts.crossings, reference, keep)

    rows = range(whole.size)
    return {
        "km per day": by_km(whole),
        "km per day, row left out": left_out(rows, by_km),
        "regression": by_regression(whole),
        "regression, row left out": left_out(rows, by_regression),
    }


def _residuals(rows: Sequence[Observation], parts: Parts, found: dict[str, F64], weight: F64) -> list[dict[str, Any]]:
    """Return one row per observation."""
    return [
        {
            "id": row.id,
            "corridor": parts.corridor[i],
            "weight": float(weight[i]),
            "reference_d": round(row.reference_d, 3),
            "fit_d": round(float(found["fit"][i]) / 24.0, 3),
            "fit_error": round(float(found["fit"][i]) / 24.0 / row.reference_d - 1.0, 4),
            "left_out_d": round(float(found["row left out"][i]) / 24.0, 3),
            "left_out_error": round(float(found["row left out"][i]) / 24.0 / row.reference_d - 1.0, 4),
        }
        for i, row in enumerate(rows)
    ]
