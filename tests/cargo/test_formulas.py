"""Formulas against numbers worked out by hand, signs and ends of ranges, and refusals that name the range."""

from __future__ import annotations

import math

import numpy as np
import pytest

from logistics import cargo
from logistics.cargo.moisture import dry_basis_pct, wet_basis_pct
from logistics.cargo.power import _cop, reefer_power_kw
from logistics.errors import DataError

BOX = (26_000, 2.1, 45)


def test_mean_kinetic_temperature_weighs_warm_hours_more():
    """23 h at 25 °C and 1 h at 40 °C count as 26.37 °C; equal hours at -18 and -12 °C as -14.38 °C."""
    assert cargo.mean_kinetic_temperature_c([25, 40], [23, 1]) == pytest.approx(26.37, abs=0.005)
    assert cargo.mean_kinetic_temperature_c([-18, -12], [1, 1]) == pytest.approx(-14.38, abs=0.005)
    assert cargo.mean_kinetic_temperature_c(-18, 5) == pytest.approx(-18)
    assert cargo.mean_kinetic_temperature_c([[0, 0], [10, 10]], [1, 3]) == pytest.approx([0, 10])
    assert cargo.mean_kinetic_temperature_c([20, 90], [1, 0]) == pytest.approx(20)


def test_dew_point_of_saturated_air_is_its_temperature():
    """At a humidity of 1 air condenses at once, above and below freezing."""
    assert cargo.dew_point_c([-30.0, 0.0, 35.0], 1.0) == pytest.approx([-30, 0, 35])


def test_emc_and_humidity_are_inverse():
    """Each isotherm gives back the humidity it was asked with; wet and dry basis too."""
    rh = np.linspace(0.1, 0.9, 9)
    for grain in ("maize", "wheat_soft", "wheat_hard", "wheat_durum", "barley"):
        for model in ("henderson", "chung_pfost"):
            moisture = cargo.equilibrium_moisture_db_pct(grain, 20.0, rh, model)
            assert (np.diff(moisture) > 0).all()
            back = cargo.equilibrium_rh(grain, 20.0, np.clip(moisture, 4, 35), model)
            inside = (moisture > 4) & (moisture < 35)
            assert back[inside] == pytest.approx(rh[inside])
    assert wet_basis_pct(dry_basis_pct(14)) == pytest.approx(14)
    assert cargo.equilibrium_moisture_db_pct("wheat_hard", 25, 0.7, "chung_pfost_percent") == pytest.approx(
        17.21, abs=0.01
    )


def test_container_rain_needs_a_roof_colder_than_the_dew_point():
    """Hard wheat of 14 % at 25 °C: dew point 18.3 °C, so a roof of 18 °C drips and one of 19 °C does not."""
    rain = cargo.container_rain_risk("wheat_hard", 14, 25, [18.0, 19.0])
    assert rain.condenses.tolist() == [True, False]
    assert not cargo.container_rain_risk("wheat_hard", 14, 25, 19)
    assert cargo.container_rain_risk("wheat_hard", 14, 10, 2.0).dew_point_c == pytest.approx(2.3, abs=0.15)


def test_heat_flows_into_a_cold_box_and_out_of_a_warm_one():
    """At 0 °C inside, 30 K of frost outside take 1.35 kW out of the box."""
    assert cargo.heat_leak_w(45, [-30, 0, 30], 0).tolist() == [-1350.0, 0.0, 1350.0]


@pytest.mark.parametrize(
    ("mass", "heat", "ambient", "start", "limit", "hours"),
    [
        (26_000, 2.0, 20, -18, -15, 26), (26_000, 2.1, 30, -18, -12, 45), (26_000, 2.1, 40, -18, -12, 37),
        (24_000, 3.4, 30, -1, 4, 89), (24_000, 3.4, 20, 0, 7, 217),
        (24_000, 3.4, -20, 0, -1.5, 39), (24_000, 3.4, -30, 0, -1.5, 26), (24_000, 3.4, -40, 0, -1.5, 19),
    ],
)  # fmt: skip
def test_holdover_warms_and_cools(mass, heat, ambient, start, limit, hours):
    """The published table of hold-over: frozen and chilled in summer, chilled towards freezing in winter."""
    assert cargo.holdover_h(mass, heat, 45, ambient, start, limit) == pytest.approx(hours, abs=1)


def test_holdover_at_and_beyond_the_ends():
    """At the limit 0 h; a limit that the outside does not pass, or that lies behind, is never reached."""
    assert cargo.holdover_h(*BOX, 30, -12, -12) == 0
    assert cargo.holdover_h(*BOX, -18, -18, -18) == 0
    for ambient, start, limit in ((-12, -18, -12), (-15, -18, -12), (-18, -18, -12), (30, 0, -1.5), (-30, -18, -12)):
        assert cargo.holdover_h(*BOX, ambient, start, limit) == math.inf
    mixed = cargo.holdover_h(*BOX, [30, -12.0], -18, -12)
    assert mixed[0] == pytest.approx(45, abs=0.1)
    assert mixed[1] == math.inf


def test_reefers_cool_in_summer_and_heat_in_winter():
    """Worked by hand: (2160 W + 350 W) / COP 1.0333 + 0.35 kW; frost 1440 W at -30 °C, fans give 1.1 of it."""
    assert cargo.reefer_power_kw(30, -18) == pytest.approx(2.51 / (1.3 - 0.4 * 2 / 3) + 0.35)
    assert cargo.reefer_power_kw(-30, 2) == pytest.approx(1.44)
    assert cargo.reefer_power_kw(-40, -18) == pytest.approx(0.99)
    assert cargo.reefer_power_kw(0, -18, solar_k=5) > cargo.reefer_power_kw(0, -18)
    assert cargo.reefer_power_kw(20, 2) > cargo.reefer_power_kw(20, 2, fans_kw=0.35)
    assert cargo.reefer_power_kw(60, -30, 600) == 15


def test_the_coefficient_of_performance_is_linear_between_its_corners_and_constant_beyond():
    """Worse in the heat and in deeper cold; half way in both directions the mean of the four corners."""
    outside = np.array([20.0, 35.0, 20.0, 35.0, 27.5, 27.5, -40.0, 60.0, 60.0])
    inside = np.array([-18.0, -18.0, 2.0, 2.0, -8.0, -18.0, -30.0, -30.0, 30.0])
    assert _cop(outside, inside) == pytest.approx([1.3, 0.9, 2.2, 1.6, 1.5, 1.1, 1.3, 0.9, 1.6])


def test_fans_of_frozen_boxes_run_less():
    """From -10 degC down; at the temperature of the set point a box takes what its fans do, and carry out again."""
    for point, fans in ((-10.0, 0.35), (-9.9, 1.1)):
        cop = float(_cop(np.array(point), np.array(point)))
        assert reefer_power_kw(point, point) == pytest.approx(fans + fans / cop)


def test_generators_idle_and_are_full_at_fifteen_kilowatts():
    """0.6 l/h without load, 0.3 l more per kilowatt-hour, and no more above 15 kW."""
    assert cargo.genset_litres_h([0, 1, 15, 20]) == pytest.approx([0.6, 0.9, 5.1, 5.1])
    assert cargo.autonomy_h(500, 2.5) == 200
    assert cargo.refuellings([0, 399, 400, 401], 200).tolist() == [0, 1, 1, 2]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: cargo.safe_storage_d(11.9, 20), "12 to 19 %"),
        (lambda: cargo.safe_storage_d(19.1, 20), "12 to 19 %"),
        (lambda: cargo.safe_storage_d(0.145, 20), "per cent of the wet mass"),
        (lambda: cargo.safe_storage_d(14, [20, 60]), "60 °C found; valid: -40 to 50 °C"),
        (lambda: cargo.maize_dml_time_d(12, 20), "13 to 35 %"),
        (lambda: cargo.maize_dml_time_d(20, -1), "0 to 50 °C"),
        (lambda: cargo.maize_dml_time_d(20, 20, 101), "damage_pct: 101 %"),
        (lambda: cargo.equilibrium_moisture_db_pct("wheat_hard", 25, 70), "a fraction: write 0.65 for 65 %"),
        (lambda: cargo.equilibrium_moisture_db_pct("wheat_hard", 25, 0.95), "0.1 to 0.9"),
        (lambda: cargo.equilibrium_moisture_db_pct("wheat_hard", -3, 0.5), "-2 to 50 °C"),
        (lambda: cargo.equilibrium_moisture_db_pct("weat_hard", 25, 0.5), "did you mean 'wheat_hard'"),
        (lambda: cargo.equilibrium_moisture_db_pct("wheat_hard", 25, 0.5, "oswin"), "allowed: henderson"),
        (lambda: cargo.dew_point_c(20, 60), "a fraction"),
        (lambda: cargo.dew_point_c(20, 0), "above 0"),
        (lambda: cargo.dew_point_c(55, 0.5), "-40 to 50 °C"),
        (lambda: cargo.square_root_life_d(21, 5, -10, -10), "above t_min_c"),
        (lambda: cargo.square_root_life_d(0, 5, 0, -10), "life_ref_d: 0 d found; it must be above 0"),
        (lambda: cargo.arrhenius_life_d(21, 5, -300, 100), "-273.15 to"),
        (lambda: cargo.arrhenius_life_d(21, 5, 0, -1), "ea_kj_mol"),
        (lambda: cargo.mean_kinetic_temperature_c([1, 2], [0, 0]), "needs time"),
        (lambda: cargo.mean_kinetic_temperature_c([1, 2], [1, -1]), "duration_h: -1 h"),
        (lambda: cargo.shelf_life_used("wheat", 20, -1), "duration_h: -1 h"),
        (lambda: cargo.heat_leak_w(0, 1, 2), "ua_w_k: 0 W/K"),
        (lambda: cargo.holdover_h(0, 2, 45, 30, -18, -12), "mass_kg: 0 kg"),
        (lambda: cargo.holdover_h(26_000, 2, 45, math.inf, -18, -12), "give finite numbers"),
        (lambda: cargo.genset_litres_h(-1), "power_kw: -1 kW"),
        (lambda: cargo.reefer_power_kw(20, 50), "setpoint_c: 50 °C"),
        (lambda: cargo.genset_litres_h("five"), "give a number"),
    ],
)
def test_what_lies_outside_the_range_is_refused_with_the_range(call, words):
    """Nobody gets a number that the formula does not stand for."""
    with pytest.raises(DataError) as caught:
        call()
    assert words in str(caught.value)
