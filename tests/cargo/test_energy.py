"""Energy of running reefers: by hand, additive in time, by source and country; what is missing is said."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logistics.cargo.energy import Energy, Feed, Unit, feeds
from logistics.errors import DataError
from logistics.units import to_min

XIAN, DOSTYK = 0, 1
PLUG = Unit("plug", -18.0, 50.0)
DIESEL = Unit("diesel", -18.0, 50.0, 500.0)
LEAK = 5 * 0.08766 / 8766 * 1000  # 0.05 kg CO2e an hour
KW = {20: 2.25 / 1.3 + 0.35, 17: 2.1 / 1.3 + 0.35, 14: 1.95 / 1.3 + 0.35}  # (50 W/K x K + fans) / COP + fans


def at(*when):
    """Return a UTC minute."""
    return to_min(datetime(*when, tzinfo=UTC))


def one(network, unit, tail, head, start, end, feed=Feed.YARD):
    """Return what is taken on one stretch: kWh, litres, kg, kg of refrigerant."""
    whole = [np.array([value], np.int64) for value in (tail, head, start, end)]
    used = Energy(network).use(unit, *whole, np.array([feed], np.int8))
    return float(used.kwh[0]), float(used.litres[0]), float(used.co2e_kg[0]), float(used.leaked_kg[0])


def test_a_yard_uses_the_grid_of_its_country(tiny_network):
    """Ten hours at Xian in September: 20 degC, 500 g/kWh; 5 kg of refrigerant leak 8.766 % a year at GWP 1000."""
    kwh, litres, kg, leaked = one(tiny_network, PLUG, XIAN, XIAN, at(2025, 9, 2), at(2025, 9, 2, 10))
    assert (kwh, litres) == (pytest.approx(10 * KW[20]), 0)
    assert leaked == pytest.approx(10 * LEAK)
    assert kg == pytest.approx(10 * KW[20] * 0.5 + 10 * LEAK)


def test_a_month_ends_at_midnight_utc(tiny_network):
    """Two hours at Xian around 1 October: one at 20, one at 14 degC."""
    kwh, *_ = one(tiny_network, PLUG, XIAN, XIAN, at(2025, 9, 30, 23), at(2025, 10, 1, 1))
    assert kwh == pytest.approx(KW[20] + KW[14])


@pytest.mark.parametrize(
    ("feed", "here", "there"), [(Feed.YARD, 0.5, 0.8), (Feed.TRAIN, 0.9, 0.9), (Feed.SHIP, 0.7, 0.7)]
)
def test_half_of_a_way_counts_at_either_end(tiny_network, feed, here, there):
    """Xian (20 degC) to Dostyk (17 degC): grids of both countries, the generator of a train, that of a ship."""
    kwh, _, kg, _ = one(tiny_network, PLUG, XIAN, DOSTYK, at(2025, 9, 2), at(2025, 9, 3), feed)
    assert kwh == pytest.approx(12 * KW[20] + 12 * KW[17])
    assert kg == pytest.approx(12 * KW[20] * here + 12 * KW[17] * there + 24 * LEAK)


def test_an_own_set_burns_diesel_wherever_it_is(tiny_network):
    """0.6 l/h idle and 0.3 l/kWh, 3 kg a litre; no electricity is bought."""
    kwh, litres, kg, _ = one(tiny_network, DIESEL, XIAN, XIAN, at(2025, 9, 2), at(2025, 9, 3))
    assert kwh == 0
    assert litres == pytest.approx(24 * (0.6 + 0.3 * KW[20]))
    assert kg == pytest.approx(3 * litres + 24 * LEAK)


@settings(max_examples=20, deadline=None)
@given(
    minutes=st.lists(st.integers(0, 600 * 24 * 60), min_size=3, max_size=3),
    ends=st.tuples(st.integers(0, 5), st.integers(0, 5)),
    feed=st.sampled_from(list(Feed)),
    unit=st.sampled_from([PLUG, DIESEL]),
)
def test_energy_adds_up_wherever_a_stretch_is_cut(tiny_network, minutes, ends, feed, unit):
    """Over many months too; longer never takes less."""
    a, b, c = sorted(at(2025, 1, 1) + minute for minute in minutes)
    parts = [one(tiny_network, unit, *ends, *cut, feed) for cut in ((a, b), (b, c))]
    whole = one(tiny_network, unit, *ends, a, c, feed)
    assert np.sum(parts, axis=0) == pytest.approx(whole, abs=1e-6)
    assert all(value >= -1e-9 for value in (*parts[0], *parts[1]))


def test_what_does_not_run_takes_nothing(tiny_network):
    """Boxes without power, and powered ones whose goods have no set point."""
    for unit in (Unit("none"), Unit("plug")):
        assert one(tiny_network, unit, XIAN, DOSTYK, 0, 6000) == (0, 0, 0, 0)


def test_units_are_read_with_their_goods(tiny_network):
    """Set point of the goods, walls and tank of the unit; a plug has no tank."""
    assert Unit.of(tiny_network, "beef", "diesel40") == DIESEL
    assert Unit.of(tiny_network, "beef", "reefer40") == PLUG
    assert not Unit.of(tiny_network, "beef", "thermos40").runs


def test_a_missing_factor_is_named(tiny_network):
    """Not counted as nothing."""
    factors = tiny_network["emission_factors"]
    bare = tiny_network.with_tables(emission_factors=factors[factors["scope"] != "train_power"])
    with pytest.raises(DataError, match="train_power"):
        one(bare, PLUG, XIAN, DOSTYK, 0, 600, Feed.TRAIN)


def test_rows_say_where_power_comes_from():
    """Rides and standing with the train: its generator; ferries: the ship; all else: the grid."""
    kinds = ["ride", "road", "wait", "wait", "operate", "operate", "ferry", "sea"]
    doing = ["", "", "aboard", "yard", "pass", "load", "", ""]
    assert feeds(kinds, doing).tolist() == [1, 1, 1, 0, 0, 0, 2, 2]


def test_blank_cells_of_units(tiny_network):
    """Walls as those of a 40-foot reefer, a tank without an end; only a diesel set has one; without power none runs."""
    units = tiny_network["loading_units"].copy()
    units.loc[units["unit_id"] == "reefer40", ["ua_w_k", "tank_l"]] = [float("nan"), 500.0]
    network = tiny_network.with_tables(loading_units=units)
    plug = Unit.of(network, "beef", "reefer40")
    assert (plug.ua_w_k, plug.tank_l) == (Unit("plug").ua_w_k, float("inf"))
    assert Unit.of(network, "beef", "diesel40").tank_l == 500.0
    units.loc[units["unit_id"] == "diesel40", "tank_l"] = float("nan")
    assert Unit.of(tiny_network.with_tables(loading_units=units), "beef", "diesel40").tank_l == float("inf")
    assert not Unit("none", -18.0).runs
