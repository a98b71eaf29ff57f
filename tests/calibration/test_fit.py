"""The fit finds what was planted, resists outliers, and leaves groups out for real."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from logistics.calibration.baseline import kilometres_per_day, regression
from logistics.calibration.fit import fit, left_out, weights
from logistics.calibration.observations import Observation
from logistics.calibration.parameters import Parameter, read_parameters, with_values
from logistics.calibration.parts import Parts
from logistics.errors import DataError

TRUE = np.array([1.25, 90.0])
FREE = (
    Parameter("speed", "speed", ("KTZ",), ("ordinary",), 1.0, 5.0, 1.0),
    Parameter("jam", "delay", ("jam_2024",), (), 40.0, 1e4, 40.0),
)
OFFER = Parameter("offer", "offer", ("offer_time_share",), (), 1.0, 5.0, 1.0)


def planted(rows: int = 40, seed: int = 5) -> Parts:
    """Return parts of rows with random hours in motion, half of them in a jam."""
    rng = np.random.default_rng(seed)
    ride = rng.uniform(50, 300, rows)
    share = (np.arange(rows) % 2).astype(float)
    p50 = 30.0 + ride + 40.0 * share
    return Parts(
        p10_h=p50, p50_h=p50, p90_h=p50, ride_h=np.column_stack([ride, 0 * ride]),
        share=np.column_stack([0 * share, share]), km=40 * ride, crossings=share,
        offer=np.arange(rows) % 4 == 0, corridor=("a", "b") * (rows // 2),
    )  # fmt: skip


def test_hours_are_exact_at_the_present_values_and_follow_speeds_and_delays():
    """100 h at factor 1 are 80 h at 1.25; a jam of 90 instead of 40 h adds 50."""
    parts = planted()
    assert parts.hours(FREE, np.array([1.0, 40.0])) == pytest.approx(parts.p50_h)
    ride, share = parts.ride_h[:, 0], parts.share[:, 1]
    assert parts.hours(FREE, TRUE) == pytest.approx(30.0 + ride / 1.25 + 90.0 * share)


def test_an_offer_tells_a_share_of_all_its_hours_and_other_figures_all():
    """Offers of 0.9 instead of 1.0 of the time: a tenth less, where a row is an offer."""
    parts, free = planted(), (*FREE, OFFER)
    parts = replace(
        parts, **{name: np.column_stack([getattr(parts, name), np.zeros(40)]) for name in ("ride_h", "share")}
    )
    hours = parts.hours(free, np.array([1.25, 90.0, 0.9]))
    whole = parts.hours(free, np.array([1.25, 90.0, 1.0]))
    assert hours == pytest.approx(np.where(parts.offer, 0.9, 1.0) * whole)
    assert parts.hours((*FREE, replace(OFFER, value=0.8)), np.array([1.0, 40.0, 0.8])) == pytest.approx(parts.p50_h)
    planted_values = np.array([1.25, 90.0, 0.9])
    assert fit(parts, free, hours, np.ones(40)) == pytest.approx(planted_values, rel=1e-4)


def test_an_offer_is_fitted_as_a_factor():
    """Its prior pulls as much from half the time as from twice: the logarithms are opposite."""
    parts, free = planted(), (replace(OFFER, prior_sd=0.2),)
    parts = replace(parts, ride_h=np.zeros((40, 1)), share=np.zeros((40, 1)), offer=np.ones(40, np.bool_))
    one = np.eye(40)[0]
    (less,), (more,) = (fit(parts, free, parts.p50_h * factor, one) for factor in (0.5, 2.0))
    assert less < 0.99
    assert less * more == pytest.approx(1.0, rel=1e-4)


def test_planted_figures_are_found():
    """Without noise and with wide priors the fit returns what made the references."""
    parts = planted()
    assert fit(parts, FREE, parts.hours(FREE, TRUE), np.ones(40)) == pytest.approx(TRUE, rel=1e-4)


def test_one_wild_row_hardly_moves_the_fit():
    """A row five times too long has a bounded pull: Huber, not squares."""
    parts = planted()
    reference = parts.hours(FREE, TRUE)
    reference[7] *= 5
    assert fit(parts, FREE, reference, np.ones(40)) == pytest.approx(TRUE, rel=0.08)


def test_without_rows_the_priors_stay():
    """Weight 0 leaves a row out; all out, the priors are the answer."""
    parts = planted()
    assert fit(parts, FREE, parts.p50_h, np.zeros(40)) == pytest.approx([1.0, 40.0])


def test_left_out_answers_come_from_fits_without_the_group():
    """Each group is answered by the mean of the other one."""
    truth = np.array([1.0, 3.0, 10.0, 14.0])

    def mean_of_kept(keep):
        return np.full(4, truth[keep > 0].mean())

    assert left_out(["a", "a", "b", "b"], mean_of_kept).tolist() == [12.0, 12.0, 2.0, 2.0]


def test_single_runs_weigh_half_by_their_note():
    """The evidence says first, record or jubilee train; the residual plays no part."""
    notes = ["first Yuxinou train", "fastest record", "single run", "UTLC ERA 1000th train", "YXE", "", "firstly"]
    rows = [Observation(str(i), "x", "y", days_typical=1, note=note) for i, note in enumerate(notes)]
    assert weights(rows).tolist() == [0.5, 0.5, 0.5, 0.5, 1.0, 1.0, 1.0]
    assert weights([Observation("d", "x", "y", days_typical=1, quality="derived")]) == pytest.approx(
        0.13**2 / (0.13**2 + 0.2**2)
    )


def test_baselines_by_hand():
    """One speed: the median; the regression is exact on rows whose logarithm is linear in ln km and crossings."""
    km, crossings = np.array([1000.0, 2000.0, 4000.0, 3000.0]), np.array([0.0, 1.0, 1.0, 2.0])
    every = np.ones(4)
    assert kilometres_per_day(km, km / 25.0, every) == pytest.approx(km / 25.0)
    linear = 0.05 * km**0.9 * 1.3**crossings
    assert regression(km, crossings, linear, every) == pytest.approx(linear)


def test_fitted_figures_reach_the_tables_from_the_priors(tiny_network):
    """Prior x factor, typical hours and their P90, share of offers and spread; twice the same is the same."""
    values = {"speed_ktz": 1.1, "jam": 70.4, "offer": 0.9126, "spread": 0.17}
    once = with_values(tiny_network, values)
    twice = with_values(once, values)
    for network in (once, twice):
        speeds = network["speeds"].set_index(["operator", "service_class"])["speed_kmh"]
        assert speeds["KTZ", "ordinary"] == 55.0
        assert speeds["KTZ", "express"] == 50.0
        jam = network["delays"].set_index("delay_id").loc["jam_2024"]
        assert (jam["typical_h"], jam["p90_h"]) == (70.0, 112.0)
        assert network.parameter("offer_time_share") == 0.913
        assert network.parameter("ride_spread") == 0.17
    assert [p.value for p in read_parameters(once)] == [1.1, 70.0, 0.913, 0.17]


def test_a_figure_without_a_target_is_refused(tiny_copy):
    """A misspelt delay would be fitted in vain."""
    from logistics.network import load_network

    tiny_copy.edit("calibration", "jam", target="jam_2025")
    with pytest.raises(
        DataError, match=r"calibration\.csv: jam: target: 'jam_2025' is not in delays\.csv; did you mean"
    ):
        read_parameters(load_network(tiny_copy.path))
