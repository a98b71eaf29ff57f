"""How long boxes keep that an event caught on their way."""

from __future__ import annotations

import math

import pytest

from logistics.cargo import Climate, holdover_h
from logistics.cargo.climate import sunshine_k
from logistics.report.given_up import keeps_h


def colder(network, kelvin):
    """Return the tiny network in a colder climate."""
    climate = network["climate"].assign(tmean_c=network["climate"]["tmean_c"] - kelvin)
    return network.with_tables(climate=climate)


def test_frozen_beef_keeps_by_the_closed_form(tiny_network):
    """24 t at 2 kJ/(kg K) behind 50 W/K, from -18 to -12 degC, in a warm and sunny spell of September."""
    spreads = tiny_network.parameter("limit_spreads")
    outside = Climate.of(tiny_network).at("almaty", 9, spreads) + sunshine_k(tiny_network, 9)
    expected = holdover_h(24_000, 2.0, 50, ambient_c=outside, start_c=-18, limit_c=-12)
    assert keeps_h(tiny_network, "beef", "reefer40", "dostyk", 9) == pytest.approx(expected)


def test_frost_keeps_it_all_along(tiny_network):
    """Where no spell is warmer than the limit, nothing is lost."""
    assert math.isinf(keeps_h(colder(tiny_network, 60.0), "beef", "reefer40", "dostyk", 9))


@pytest.mark.parametrize(("goods", "unit"), [("beef", "thermos40"), ("electronics", "reefer40"), ("wheat", "liner20")])
def test_without_power_or_set_point_nothing_is_told(tiny_network, goods, unit):
    """Boxes that never ran, and goods that hold no temperature, have no hours."""
    assert math.isnan(keeps_h(tiny_network, goods, unit, "dostyk", 9))


def test_a_floor_is_a_limit_too(tiny_network):
    """In a cold spell goods that must not fall below -19 degC get there first."""
    table = tiny_network["commodities"].copy()
    table.loc[table["commodity_id"] == "beef", "limit_min_c"] = -19.0
    network = colder(tiny_network.with_tables(commodities=table), 60.0)
    spreads = network.parameter("limit_spreads")
    outside = Climate.of(network).at("almaty", 9, -spreads)
    expected = holdover_h(24_000, 2.0, 50, ambient_c=outside, start_c=-18, limit_c=-19)
    assert keeps_h(network, "beef", "reefer40", "dostyk", 9) == pytest.approx(expected)
