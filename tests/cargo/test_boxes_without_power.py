"""Boxes and their goods: what they drift to, between which temperatures they may be, and how fast they age."""

from __future__ import annotations

import math

import numpy as np
import pytest

from logistics.cargo.box import Box, box_temperature_c
from logistics.cargo.drift import _cuts, beyond, drift_life_used
from logistics.cargo.life import SquareRoot
from logistics.cargo.quality import Quality
from logistics.cargo.unpowered import Unpowered, grid_c, range_c, start_c
from logistics.errors import DataError

NAN, INF = math.nan, math.inf


def changed(network, goods, start=NAN, **cells):
    """Return the tiny network with other cells of a commodity, and of what it is loaded at."""
    table, units = network["commodities"].copy(), network["commodity_units"].copy()
    for name, value in cells.items():
        table[name] = table[name].astype(object)
        table.loc[table["commodity_id"] == goods, name] = value
        table[name] = table[name].astype(network["commodities"][name].dtype)
    units.loc[units["commodity_id"] == goods, "start_c"] = start
    return network.with_tables(commodities=table, commodity_units=units)


@pytest.mark.parametrize(
    ("power", "point", "pulls", "tau"),
    [
        ("plug", -18.0, [-18.0, 20.0], [24.0, 300.0]), ("diesel", -18.0, [-18.0, 20.0], [24.0, 300.0]),
        ("none", -18.0, [20.0, 20.0], [300.0, 300.0]), ("plug", NAN, [20.0, 20.0], [300.0, 300.0]),
    ],
)  # fmt: skip
def test_what_pulls_a_box(power, point, pulls, tau):
    """The set point while it has power; boxes without a set, and goods without a set point, follow the outside."""
    box = Box(tau_h=300.0, recovery_h=24.0, ua_w_k=50.0, power=power, setpoint_c=point)
    found = box.pulls([20.0, 20.0], [True, False])
    assert [values.tolist() for values in found] == [pulls, tau]


def test_names_and_steps_of_a_box_are_checked(tiny_network):
    """One outside temperature for each step; commodities and units are those of the tables."""
    with pytest.raises(DataError, match=r"shape \(1, 2\) found; give one number per step"):
        box_temperature_c(0.0, [[1.0, 2.0]], 1.0, 300.0)
    with pytest.raises(DataError, match=r"commodities.csv: commodity_id: 'beaf' is not there; did you mean 'beef'"):
        Box.of(tiny_network, "beaf")
    with pytest.raises(DataError, match=r"loading_units.csv: unit_id: 'reefer' is not there"):
        Box.of(tiny_network, "beef", "reefer")


@pytest.mark.parametrize(
    ("cells", "floor", "ceiling"),
    [
        ({}, -INF, -12.0),
        ({"limit_max_c": NAN}, -INF, -8.0),
        ({"limit_max_c": -5.0}, -INF, -8.0),
        ({"limit_min_c": -22.0}, -22.0, -12.0),
        ({"shelf_life_id": "chilled", "limit_max_c": 4.0, "limit_min_c": -5.0}, -1.5, 4.0),
        ({"shelf_life_id": "chilled", "limit_max_c": 4.0, "limit_min_c": -1.0}, -1.0, 4.0),
        ({"shelf_life_id": "", "limit_max_c": NAN}, -INF, INF),
    ],
)
def test_between_which_temperatures_goods_may_be(tiny_network, cells, floor, ceiling):
    """By law, and in the range of their life: beef keeps in any cold, chilled meat would freeze."""
    box = Unpowered.of(changed(tiny_network, "beef", **cells), "beef", "thermos40")
    assert (box.floor_c, box.ceiling_c) == (floor, ceiling)
    assert box.tau_min == pytest.approx(24_000 * 2_000 / 50 / 60)
    assert range_c(box.quality) == {"": (-INF, INF), "chilled": (-1.5, 8.0)}.get(
        cells.get("shelf_life_id"), (-INF, -8.0)
    )


def test_how_fast_goods_age_on_the_grid(tiny_network):
    """As at the ends of the range beyond it; without a shelf life not at all."""
    at = grid_c()
    assert (at[0], at[1], at[-1], len(at)) == (-70.0, -69.975, 90.0, 6401)
    rates = Unpowered.of(tiny_network, "beef", "thermos40").rates()
    days = {-70.0: 800.0, -24.0: 800.0, -18.0: 400.0, -12.0: 200.0, 90.0: 200.0}
    for celsius, life in days.items():
        assert rates[np.searchsorted(at, celsius)] == pytest.approx(1 / (life * 1440))
    assert np.isfinite(rates).all()
    nothing = changed(tiny_network, "beef", shelf_life_id="", limit_max_c=NAN)
    assert not Unpowered.of(nothing, "beef", "thermos40").rates().any()


def test_goods_are_loaded_at_their_own_temperature_or_their_set_point(tiny_network):
    """That of the pair first; nan is the temperature of the place."""
    assert start_c(tiny_network, "beef", "thermos40") == -18.0
    assert start_c(changed(tiny_network, "beef", start=-20.0), "beef", "thermos40") == -20.0
    assert start_c(changed(tiny_network, "beef", start=-20.0), "beef", "dry40") == -18.0
    assert math.isnan(start_c(tiny_network, "wheat", "liner20"))
    assert math.isnan(start_c(changed(tiny_network, "beef", start=-20.0), "wheat", "thermos40"))


LOT = Quality("lot", SquareRoot(100, 0, -90), -60, 60)


@pytest.mark.parametrize(
    ("start", "pull", "hours", "tau", "least"),
    [
        (-20.0, 40.0, 80.0, 100.0, 9),
        (30.0, -30.0, 200.0, 250.0, 9),
        (0.0, 3.0, 50.0, 100.0, 1),
        (5.0, 5.0, 9.0, 9.5, 1),
    ],
)
def test_a_drift_is_cut_at_every_four_kelvin(start, pull, hours, tau, least):
    """From its begin to its end, into parts of the same change of temperature."""
    cuts = _cuts(LOT, start, pull, hours, tau)
    assert (cuts[0], cuts[-1]) == (0.0, hours)
    assert (np.diff(cuts) > 0).all()
    steps = np.abs(np.diff(pull + (start - pull) * np.exp(-cuts / tau)))
    assert len(steps) == least
    assert steps == pytest.approx(steps[0])
    assert (steps <= 4.0 + 1e-9).all()


def test_a_drift_that_takes_no_time_uses_nothing():
    """Nor one that ends before it begins."""
    assert drift_life_used(LOT, 0.0, 20.0, 0.0, 100.0) == drift_life_used(LOT, 0.0, 20.0, -5.0, 100.0) == 0.0


@pytest.mark.parametrize(
    ("start", "pull", "hours"), [(5.0, 9.0, 10.0), (5.0, 5.0, 0.0), (5.0, 1.0, 0.0), (7.0, 9.0, 10.0), (1.0, 5.0, 0.0)]
)
def test_hours_beyond_a_limit_begin_on_it(start, pull, hours):
    """A box that is at its limit of 5 degC and gets warmer is beyond it from then on; at the limit it is not."""
    given = (np.array([value]) for value in (start, pull, 10.0, 100.0))
    found, area = beyond(*given, 5.0, above=True)
    assert found.tolist() == [hours]
    assert (area[0] > 0) == (hours > 0)
