"""The summary of a validation, by hand."""

from __future__ import annotations

import math

import pytest

from logistics.calibration.observations import Observation
from logistics.calibration.predict import Prediction
from logistics.calibration.validate import Validation, ValidationRow

NAN = float("nan")


def row(reference: float, p50: float, spread: float = 1.0) -> ValidationRow:
    """Return a row with P10 and P90 a number of days around P50."""
    observation = Observation("a", "x", "y", days_typical=reference)
    return ValidationRow(observation, Prediction(p50 - spread, p50, p50 + spread, 1000.0, ()))


def test_error_bias_band_and_coverage_by_hand():
    """
    Three rows.

    10 answered 12: +20 %, band 9-11 and a day of slack: in; 12 - 1 > 10: not covered.
    20 answered 15: -25 %, band 18-22: out. 8 answered 8: 0 %, in, covered.
    """
    found = Validation((row(10, 12), row(20, 15), row(8, 8)))
    assert found.mape == pytest.approx((0.2 + 0.25 + 0.0) / 3)
    assert found.bias == pytest.approx((0.2 - 0.25 + 0.0) / 3)
    assert found.in_band == pytest.approx(2 / 3)
    assert found.p10_p90 == pytest.approx(1 / 3)
    assert set(found.to_dict()) == {"rows", "mape", "bias", "in_band", "p10_p90"}


def test_a_row_without_a_path_is_a_hundred_percent_wrong():
    """It counts as -100 %, out of band and not covered."""
    lost = ValidationRow(Observation("a", "x", "y", days_typical=5), Prediction(NAN, NAN, NAN, NAN, ("no path",)))
    found = Validation((lost, row(8, 8)))
    assert (found.mape, found.bias, found.in_band, found.p10_p90) == (0.5, -0.5, 0.5, 0.5)
    assert math.isnan(found.to_dict()["rows"][0]["p50_d"])
