"""Wagons of the shipped tables: prices in the order of the published tariffs, sizes, and the scenario with them."""

from __future__ import annotations

import pytest

from logistics.network import load_network
from logistics.scenario import load_scenario
from logistics.scenario.tables import apply_tables
from logistics.scenario.wagons import wagons_of
from logistics.timetable.costs import Tariffs

PUBLISHED = {"covered": 19.56, "hopper": 23.94, "20grain": 46.98, "40grain": 68.60}
"""KTZ, Kostanay to Dostyk, 2010 [USD/t]: tariffs F047, F048, F045, F046."""


@pytest.fixture(scope="module")
def network():
    """Return the shipped tables."""
    return load_network("network_data")


def usd_per_t(network):
    """Return freight, empty run and hire of a tonne of grain from Kostanay to Dostyk by unit, fees and waits apart."""
    links = network["links"].set_index("link_id")["length_km"]
    calls = network["stops"].query("service_id == 'grain-kostanay-dostyk-e'").sort_values("seq")
    until = calls["terminal_id"].tolist().index("dostyk")
    km = float(links[calls["link_id"].iloc[1 : until + 1]].sum())
    speed = network["speeds"].query("operator == 'KTZ' and service_class == 'grain'")["speed_kmh"].iloc[0]
    rate = Tariffs(network).per_km("KTZ", "grain", "eastbound")
    units = network["loading_units"].set_index("unit_id")
    found = {name: km * rate * units.loc[name, "feu"] for name in ("20grain", "40grain")}
    found = {name: usd + km / speed * units.loc[name, "hire_usd_per_day"] / 24 for name, usd in found.items()}
    for name in ("covered", "hopper"):
        own = wagons_of(network)[name].own
        found[name] = km * rate * own.freight_feu + km / speed * own.hire_usd_h
    return {name: usd / units.loc[name, "payload_t"] for name, usd in found.items()}


def test_prices_keep_the_order_of_the_published_tariffs(network):
    """
    Covered, hopper, 20 ft, 40 ft: 1 : 1.22 : 2.40 : 3.51 in 2010, and 1 : 1.18 : 1.48 : 2.91 with today's tables.

    Of wagons the freight alone keeps the ratio of 2010, 1.22: empty run and hire weigh more on the lighter load.
    """
    found = usd_per_t(network)
    order = sorted(PUBLISHED, key=lambda name: PUBLISHED[name])
    assert sorted(found, key=lambda name: found[name]) == order
    ratio = [found[name] / found["covered"] for name in order]
    assert ratio == pytest.approx([1.0, 1.18, 1.48, 2.91], abs=0.02)
    wagons = wagons_of(network)
    loaded = {n: (w.own.freight_feu - w.own.empty_feu) / w.payload_t for n, w in wagons.items()}
    assert loaded["hopper"] / loaded["covered"] == pytest.approx(23.94 / 19.56, rel=0.02)


def test_hire_is_paid_there_and_back_only_where_a_wagon_goes_back(network):
    """Private wagons pay 33 USD a day twice, those of the Chinese pool nothing."""
    wagons = wagons_of(network)
    assert wagons["hopper"].own.hire_usd_h == pytest.approx(2 * 33 / 24)
    assert wagons["hopper"].onward.hire_usd_h == 0.0
    assert wagons["covered_1435"].onward.hire_usd_h == pytest.approx(70 / 64 * 2 * 33 / 24)


def test_a_load_keeps_its_tonnes_beyond_the_break(network):
    """70 t of a hopper are one covered wagon of 70 t; 64 t of a covered wagon are 64 / 70 of one."""
    wagons = wagons_of(network)
    assert wagons["hopper"].onward.feu == pytest.approx(1.06)
    assert wagons["covered"].onward.feu == pytest.approx(64 / 70 * 1.06)
    assert wagons["covered"].onward.gross_t == pytest.approx(64 / 70 * (70 + 25 - 13 * 1.06))
    assert set(wagons) == {"hopper", "covered", "covered_1435"}


def test_only_the_wagon_scenario_offers_wagons(network):
    """Optional rows stay out of the choice of the base and the harvest."""
    offered = {}
    for name in ("base_cold", "grain_harvest", "grain_wagons"):
        scenario = load_scenario(f"scenarios/{name}.toml", network)
        table = apply_tables(network, scenario.changes)["commodity_units"]
        offered[name] = set(table.loc[~table["optional"], "unit_id"]) & {"hopper", "covered"}
    assert offered == {"base_cold": set(), "grain_harvest": set(), "grain_wagons": {"hopper", "covered"}}
    goods = network["commodity_units"]
    flour = set(goods.loc[goods["commodity_id"] == "flour", "unit_id"])
    assert "covered" in flour
    assert "hopper" not in flour
