"""The box on the way: exact integrals against fine Euler steps, memory, power, limits and fuel."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logistics.cargo import (
    Box,
    Limits,
    Quality,
    box_temperature_c,
    commodity_quality,
    container_rain_h,
    holdover_h,
    quality_named,
    run_reefer,
    tank_level_l,
    travel,
)
from logistics.cargo.drift import beyond, drift_life_used, drift_mean_c
from logistics.cargo.life import LogLinear
from logistics.cargo.running import endurance_h
from logistics.errors import DataError

FROZEN = Box(tau_h=337.0, recovery_h=24.0, ua_w_k=45.0, power="plug", setpoint_c=-18.0)
CHILLED = Box(tau_h=500.0, recovery_h=24.0, ua_w_k=45.0, power="diesel", setpoint_c=-1.0)


def euler(quality, start, pull, hours, tau, steps=50_000):
    """Return end temperature, mean, life used and degree-hours by small explicit steps (an independent oracle)."""
    dt = hours / steps
    cargo, used, total, above, below = start, 0.0, 0.0, 0.0, 0.0
    at = np.empty(steps)
    for step in range(steps):
        middle = cargo + (pull - cargo) * dt / tau / 2
        at[step] = middle
        cargo += (pull - middle) * dt / tau
    total = at.mean()
    used = float((dt * quality.rate_per_h(at)).sum())
    above = float((dt * np.maximum(at - quality.limits.max_c, 0)).sum())
    below = float((dt * np.maximum(quality.limits.min_c - at, 0)).sum())
    return cargo, total, used, above, below


@pytest.mark.parametrize(
    ("goods", "start", "pull", "hours", "tau"),
    [
        ("frozen_beef", -18, 25, 60, 337), ("frozen_beef", -9, -40, 200, 120), ("chilled_beef", 6, -20, 90, 500),
        ("maize", 30, -10, 400, 50), ("hides_wet_salted", 40, -20, 300, 60), ("wheat", -20, 30, 300, 46),
    ],
)  # fmt: skip
def test_a_drift_is_integrated_exactly(goods, start, pull, hours, tau):
    """Mean, life and degree-hours of one drift agree with 50,000 Euler steps, kinks of the models included."""
    quality = quality_named(goods)
    end, mean, used, above, below = euler(quality, start, pull, hours, tau)
    arrays = [np.array([float(value)]) for value in (start, pull, hours, tau)]
    assert box_temperature_c(start, pull, hours, tau)[0] == pytest.approx(end, abs=1e-6)
    assert drift_mean_c(*arrays)[0] == pytest.approx(mean, abs=1e-6)
    assert drift_life_used(quality, start, pull, hours, tau) == pytest.approx(used, rel=1e-4)
    assert beyond(*arrays, quality.limits.max_c, above=True)[1][0] == pytest.approx(above, abs=1e-4)
    assert beyond(*arrays, quality.limits.min_c, above=False)[1][0] == pytest.approx(below, abs=1e-4)


temperatures = st.floats(-40, 40).map(lambda value: round(value, 2))


@settings(deadline=None)
@given(temperatures, temperatures, st.floats(0.1, 300), st.floats(10, 600), st.floats(0.05, 0.95))
def test_a_drift_may_be_cut_anywhere(start, pull, hours, tau, share):
    """Two steps in a row do what one does: temperature, life used, hours and degree-hours."""
    quality = Quality("lot", LogLinear((-20.0, 0.0, 20.0), (400.0, 100.0, 10.0)), -60, 60, limits=Limits(-5, 5))
    whole = travel(Box(tau, 24, 45), quality, pull, hours, start_c=start)
    parts = travel(Box(tau, 24, 45), quality, pull, [share * hours, (1 - share) * hours], start_c=start)
    assert parts.end_c[-1] == pytest.approx(whole.end_c[-1], abs=1e-9)
    assert parts.total_life_used == pytest.approx(whole.total_life_used, rel=1e-9)
    for name in ("hours_above", "degree_hours_above", "hours_below", "degree_hours_below"):
        assert getattr(parts, name).sum() == pytest.approx(getattr(whole, name).sum(), rel=1e-9, abs=1e-9)


def test_life_is_never_taken_at_the_mean_temperature():
    """From 0 to 20 °C the life at the mean flatters: the rate is convex, so the integral is larger."""
    quality = Quality("lot", LogLinear((0.0, 20.0), (100.0, 5.0)), -60, 60)
    mean = drift_mean_c(*(np.array([value]) for value in (0.0, 25.0, 100.0, 60.0)))
    assert drift_life_used(quality, 0.0, 25.0, 100.0, 60.0) > 1.1 * 100.0 * float(quality.rate_per_h(mean)[0])


def test_an_unpowered_box_remembers_and_a_powered_one_recovers():
    """After 45 h at +30 °C frozen meat stands at -12 °C; with power it comes back, slowly."""
    trace = travel(FROZEN, quality_named("frozen_beef"), 30.0, [45.0, 24.0, 240.0], powered=[False, True, True])
    assert trace.start_c[0] == -18
    assert trace.end_c[0] == pytest.approx(-12, abs=0.01)
    assert trace.end_c[1] == pytest.approx(-18 + 6 / math.e, abs=0.01)
    assert trace.end_c[2] == pytest.approx(-18, abs=0.01)
    assert (trace.start_c[1:] == trace.end_c[:-1]).all()


def test_frozen_above_its_limit_is_flagged_with_degree_hours():
    """The legal ceiling of -12 °C is passed at the hold-over, not before."""
    at = holdover_h(26_000, 2.1, 45, 30, -18, -12)
    beef, off = quality_named("frozen_beef"), {"powered": False}
    box = Box(26_000 * 2.1 / 45 / 3.6, 24, 45, "plug", -18)
    assert not travel(box, beef, 30.0, at - 0.1, **off).too_warm
    late = travel(box, beef, 30.0, at + 10, **off)
    assert late.too_warm
    assert late.hours_above.sum() == pytest.approx(10)
    assert late.degree_hours_above.sum() == pytest.approx(5 * (late.end_c[0] + 12), rel=0.01)
    assert not late.too_cold


def test_chilled_meat_freezes_in_a_winter_without_power():
    """At -30 °C chilled beef passes its floor of -1.5 °C; past it no life is counted on."""
    trace = travel(CHILLED, quality_named("chilled_beef"), -30.0, 72.0, powered=False)
    assert trace.too_cold
    assert not trace.too_warm
    assert trace.total_life_used == math.inf
    assert travel(CHILLED, quality_named("chilled_beef"), -30.0, 72.0).too_cold is False


def test_a_cargo_that_stays_on_its_limit_has_not_passed_it():
    """At exactly -12 °C frozen meat is legal, with power or without."""
    box = Box(300, 24, 45, "plug", -12.0)
    assert not travel(box, quality_named("frozen_beef"), [-12.0, -30.0], [10.0, 10.0], powered=[False, True]).too_warm


def test_goods_without_shelf_life_have_a_temperature_only():
    """Dry goods follow the outside; their life is nan and nothing is violated."""
    trace = travel(Box(46, 24, 300), None, [20.0, -10.0], 24.0)
    assert trace.start_c[0] == 20
    assert np.isnan(trace.life_used).all()
    assert [trace.too_warm, trace.too_cold] == [False, False]


def test_no_time_changes_nothing():
    """Steps of zero hours use no life, whatever the temperature outside."""
    trace = travel(FROZEN, quality_named("frozen_beef"), [40.0, 50.0], 0.0, powered=False)
    assert trace.end_c.tolist() == [-18.0, -18.0]
    assert trace.total_life_used == 0
    assert trace.mean_c.tolist() == [-18.0, -18.0]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"ambient_c": [], "duration_h": []}, "duration_h: no step found; give at least one"),
        ({"ambient_c": 30.0, "duration_h": []}, "duration_h: no step found"),
        ({"powered": math.nan}, "powered: nan found"),
        ({"powered": "x"}, "powered: 'x' found; give a number"),
        ({"powered": 0.5}, "powered: 0.5 found; give true or false for each step"),
        ({"start_c": math.nan}, "start_c: nan found"),
        ({"start_c": "cold"}, "start_c: 'cold' found"),
        ({"start_c": 200.0}, "start_c: 200 °C found; valid: -60 to 60 °C"),
        ({"ambient_c": "x"}, "ambient_c: 'x' found"),
    ],
)
def test_a_journey_refuses_what_is_none(wrong, message):
    """Every argument is named with what was found; nothing is taken for power or for a temperature."""
    with pytest.raises(DataError, match=re.escape(message)):
        travel(FROZEN, None, **{"ambient_c": 30.0, "duration_h": [5.0], **wrong})


def test_the_box_of_a_commodity_comes_from_the_tables(tiny_network):
    """24 t of beef with 2 kJ/(kg K) in 50 W/K: τ = 24,000 x 2 / 50 / 3.6 = 266.7 h."""
    box = Box.of(tiny_network, "beef")
    assert (box.tau_h, box.power, box.setpoint_c) == (pytest.approx(800 / 3), "plug", -18)
    assert Box.of(tiny_network, "wheat", "dry40").tau_h == pytest.approx(20_000 * 2 / 500 / 3.6)
    with pytest.raises(DataError, match="specific_heat_kj_kgk: blank found for 'electronics'"):
        Box.of(tiny_network, "electronics")
    assert commodity_quality(tiny_network, "beef").limits.max_c == -12


def test_power_and_diesel_are_counted_while_the_unit_runs():
    """A diesel box burns 0.6 l/h and 0.3 l per kWh while it runs, a plug takes power only, a dry box nothing."""
    run = run_reefer(CHILLED, [20.0, 20.0], [10.0, 10.0], powered=[True, False])
    assert run.kwh[1] == run.litres[1] == 0
    assert run.litres[0] == pytest.approx(0.6 * 10 + 0.3 * run.kwh[0])
    assert run_reefer(FROZEN, 20.0, 10.0).litres.sum() == 0
    assert run_reefer(Box(46, 24, 300), 20.0, 10.0).kwh.sum() == 0
    assert endurance_h(CHILLED, 400, 20.0) == pytest.approx(400 / run.litres[0] * 10)
    with pytest.raises(DataError, match="only a diesel reefer"):
        endurance_h(FROZEN, 400, 20.0)


def test_a_tank_runs_dry_unless_it_is_filled():
    """400 l less 250 a step: dry in the second step, full again in the third."""
    assert tank_level_l(400, [250, 250, 250], [False, False, True]).tolist() == [150, -100, 150]


def test_rain_falls_on_warm_grain_under_a_cold_roof():
    """Wheat at 25 °C drips under 10 °C, not under 25 °C; frozen grain never does."""
    assert container_rain_h("wheat_hard", 14, [25.0, 25.0, -20.0], [10.0, 25.0, -40.0], 24.0).tolist() == [24, 0, 0]
