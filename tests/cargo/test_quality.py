"""Qualities: built from tables, found by name, with their range, limits and threshold."""

from __future__ import annotations

import math

import numpy as np
import pytest

from logistics.cargo import Limits, Quality, commodity_quality, quality_named, shelf_life_d, shelf_life_used
from logistics.cargo.life import LogLinear, SquareRoot
from logistics.errors import DataError
from logistics.network import load_network


def test_a_commodity_chooses_its_model_in_the_tables(tiny_network):
    """Frozen beef of the tiny network: 400 d at -18 °C and 200 d at -12 °C, so 282.8 d half way."""
    beef = commodity_quality(tiny_network, "beef")
    assert beef is not None
    assert beef.life_d([-18.0, -15.0, -12.0]) == pytest.approx([400, 400 / math.sqrt(2), 200])
    assert beef.rate_per_h(np.array([-18.0])) == pytest.approx([1 / 9600])
    assert (beef.limits, beef.threshold) == (Limits(max_c=-12.0), 0.5)


def test_goods_that_keep_have_no_quality(tiny_network):
    """Electronics have no shelf life; an unknown commodity is an error with a suggestion."""
    assert commodity_quality(tiny_network, "electronics") is None
    with pytest.raises(DataError, match="'beaf' is not there; did you mean 'beef'"):
        commodity_quality(tiny_network, "beaf")


def test_a_user_adds_a_commodity_by_choosing_a_model(tiny_copy):
    """A new row of commodities.csv takes the square-root model with 100 d at 0 °C and Tmin = -10 °C."""
    tiny_copy.add(
        "commodities",
        commodity_id="berries", name="Berries", cargo_class="chilled", unit_id="reefer40", value_usd_per_t="3000",
        value_of_time_pct_per_day="1", set_point_c="0", max_days="20", shelf_life_id="chilled", limit_max_c="4",
    )  # fmt: skip
    berries = commodity_quality(load_network(tiny_copy.path), "berries")
    assert berries is not None
    assert float(berries.life_d(5.0)) == pytest.approx(100 / 2.25)
    assert berries.limits.max_c == 4


def test_outside_its_range_a_life_is_refused_and_a_rate_is_infinite():
    """Chilled meat is never extrapolated: optimisers see an infinite rate, people an error with the range."""
    beef = quality_named("chilled_beef")
    assert beef.rate_per_h(np.array([-1.6, -1.5, 8.0, 8.1])).tolist()[::3] == [math.inf, math.inf]
    assert np.isfinite(beef.rate_per_h(np.array([-1.5, 8.0]))).all()
    for wrong in (-1.6, 8.1, math.nan):
        with pytest.raises(DataError, match="temperature_c"):
            shelf_life_d(beef, wrong)


def test_frozen_meat_keeps_at_least_as_long_in_deeper_cold():
    """Below the published points the last life holds; above -8 °C frozen meat is refused."""
    assert shelf_life_d("frozen_beef", -50) == shelf_life_d("frozen_beef", -24) == pytest.approx(24 * 30.44)
    with pytest.raises(DataError, match="valid: -60 to -8 °C"):
        shelf_life_d("frozen_beef", -7.9)


def test_a_single_number_gives_a_float_and_arrays_broadcast():
    """Lists, arrays and numbers may be mixed; a trace is summed over its last axis."""
    assert type(shelf_life_d("wheat", 20)) is float
    assert type(shelf_life_used("wheat", 20, 24)) is float
    table = shelf_life_used("wheat", [[0.0, 10.0], [20.0, 30.0]], 24.0)
    assert table.shape == (2,)
    with pytest.raises(DataError, match="shapes do not fit"):
        shelf_life_used("wheat", [1.0, 2.0], [1.0, 2.0, 3.0])


def test_names_are_found_whatever_their_spelling():
    """Ids of commodities, ids of shelf lives, names and aliases; a wrong one is answered with a suggestion."""
    assert quality_named("Beef VP").model == quality_named("beef_vacuum").model == quality_named("chilled-beef").model
    assert quality_named("chilled_beef_vp").model == quality_named("beef, vacuum-packed").model
    assert quality_named("mutton, frozen").name == "frozen_mutton"
    with pytest.raises(DataError, match="did you mean 'frozen_beef'"):
        quality_named("frozen_beff")
    with pytest.raises(DataError, match="limits only"):
        shelf_life_d("flour", 10)
    with pytest.raises(DataError, match="no shelf life"):
        shelf_life_d("electronics", 10)


def test_legal_limits_are_measured_both_ways():
    """Above the ceiling the excess is positive, below the floor negative, between zero."""
    assert Limits(-1.5, 7).excess_c([-3.5, 0, 9]).tolist() == [-2.0, 0.0, 2.0]


def test_value_falls_from_the_threshold_to_nothing():
    """With a threshold of a half, three quarters of the life used cost half the value; a threshold of 1 is a cliff."""
    lot = Quality("lot", LogLinear((0.0,), (6.0,)), -5, 5, threshold=0.5)
    assert lot.value_lost([0.0, 0.5, 0.75, 1.0, 2.0]).tolist() == [0, 0, 0.5, 1, 1]
    assert quality_named("wheat").value_lost([1.0, 1.01]).tolist() == [0, 1]


def test_models_of_ones_own_work_without_tables():
    """A Quality made by hand is accepted everywhere: 6 d of life, 3 d gone, half used."""
    mine = Quality("mine", LogLinear((0.0,), (6.0,)), -5, 5)
    assert shelf_life_used(mine, 0, 72) == 0.5
    assert mine.coldest_c == -5  # unless it is said, nothing holds beyond the range
    assert mine.limits.excess_c([-99.0, 99.0]).tolist() == [0.0, 0.0]
    assert float(SquareRoot(10, 0, -10).life_d(np.array(-10.0))) == math.inf


@pytest.mark.parametrize(
    ("low", "holds_below", "coldest"), [(-5, False, -5), (-5, True, -60), (-80, True, -80), (-80, False, -80)]
)
def test_the_coldest_that_is_accepted(low, holds_below, coldest):
    """The end of the range, or any cold on the corridors where colder goods keep at least as long."""
    lot = Quality("lot", SquareRoot(10, 0, -90), low, 5, holds_below=holds_below)
    assert lot.coldest_c == coldest
    assert lot.rate_per_h([coldest - 0.1, 5.1]).tolist() == [math.inf, math.inf]
    ends = lot.rate_per_h([coldest, low, 5.0])
    assert ends[0] == ends[1] == pytest.approx(((low + 90) / 90) ** 2 / 240)
    assert ends[2] == pytest.approx((95 / 90) ** 2 / 240)
    assert lot.life_d(coldest) == lot.life_d(low)


@pytest.mark.parametrize(
    ("threshold", "used", "lost"),
    [(1.0, 0.5, 0.0), (1.0, 1.0, 0.0), (1.2, 1.2, 0.0), (1.2, 1.3, 1.0), (0.0, 0.25, 0.25), (0.9, 0.5, 0.0)],
)
def test_a_threshold_of_all_the_life_is_a_cliff(threshold, used, lost):
    """Below one, value falls from it on."""
    lot = Quality("lot", LogLinear((0.0,), (6.0,)), -5, 5, threshold=threshold)
    assert float(lot.value_lost(used)) == pytest.approx(lost)
