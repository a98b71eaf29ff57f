"""Transit times as distributions: formulas against sampling, and which delays act on a path."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from routing.making import legs, to_moscow

from logistics.routing.delay import DelayModel, lognormal_quantiles, path_quantiles, wait_moments
from logistics.routing.delay_table import Delay, Event, in_year


def extra(typical_h: float, p90_h: float, queue_h: float = 0.0, share: float = 1.0) -> Event:
    """Return a delay that acts at the first leg."""
    nothing: frozenset[str] = frozenset()
    delay = Delay(
        "x", queue_h > 0, nothing, nothing, nothing, nothing, "both", frozenset(), date.min, date.max, typical_h, p90_h
    )
    return Event(delay, 0, share, queue_h)


@pytest.fixture(scope="module")
def model(tiny_network):
    """Return the delays of the tiny network."""
    return DelayModel(tiny_network)


def test_moments_of_a_wait_are_those_of_the_lognormal_with_its_median_and_p90():
    """A million draws of exp(m + s Z) with median 10 and P90 26 have the closed-form mean and variance."""
    mean, variance = wait_moments(extra(10.0, 26.0))
    draws = 10.0 * np.exp(math.log(2.6) / 1.2815515655 * np.random.default_rng(7).standard_normal(1_000_000))
    assert mean == pytest.approx(draws.mean(), rel=0.01)
    assert variance == pytest.approx(draws.var(), rel=0.05)


def test_a_train_that_goes_on_as_one_is_not_missed(model):
    """Over the gauge break in its slot an express waits for its boxes; after any other change they may miss it."""

    def onward(activity):
        return model._onward(legs(
            ("ride", "dostyk", "exp_cn", "", 60.0), ("operate", "dostyk", "x", activity, 6.0),
            ("ride", "moscow", "exp_kz", "", 92.0),
        ))  # fmt: skip

    assert onward("same_train") == []
    assert onward("gauge_change") == [(2, 168.0)]


def test_a_queue_varies_around_the_hours_of_the_timetable():
    """10 h in the table and nothing beyond: median 10, not 0; half of an extra of 20 h is 10 h too."""
    assert wait_moments(extra(0.0, 16.0, queue_h=10.0)) == wait_moments(extra(10.0, 26.0))
    assert wait_moments(extra(20.0, 52.0, share=0.5)) == wait_moments(extra(10.0, 26.0))
    assert wait_moments(extra(-12.0, 5.0, queue_h=10.0)) == (0.0, 0.0)


def test_quantiles_of_a_path_agree_with_sampling(model):
    """Three independent parts, 200,000 draws: quantiles of the moment match are within 2 % of the draws'."""
    way = to_moscow(datetime(2025, 7, 1, tzinfo=UTC))
    got = model.quantiles(way, year=2024)[:, -1]
    rng = np.random.default_rng(3)
    z = rng.standard_normal((3, 200_000))
    ride = 152.0 * np.exp(0.1 * z[0])
    queue = 10.0 * np.exp(math.log(2.0) / 1.2815515655 * z[1])
    jam = 100.0 * np.exp(math.log(1.6) / 1.2815515655 * z[2])
    onward = 6.0 + 84.0 * (rng.random(200_000) - 0.5)  # kz_w leaves twice a week: H = 84 h
    drawn = np.quantile(2.0 + ride + queue + jam + onward, [0.1, 0.5, 0.9])
    assert got == pytest.approx(drawn, rel=0.02)


def test_without_scatter_a_plan_is_the_timetable(model):
    """No spread, one train: all quantiles are the elapsed hours."""
    way = legs(("ride", "dostyk", "cn_w", "", 60.0))
    assert model.with_spread(0.0).quantiles(way, planned=True).tolist() == [[60.0]] * 3


def test_the_median_of_a_plan_is_the_timetable_and_delays_only_act_when_observed(model):
    """The jam of 2024 moves an observed median by its 100 h and a planned one not at all."""
    way = to_moscow(datetime(2025, 7, 1, tzinfo=UTC))
    planned = model.quantiles(way, year=2024, planned=True)[1, -1]
    assert planned == pytest.approx(170.0, rel=0.02)
    assert model.quantiles(way, year=2024)[1, -1] - model.quantiles(way, year=2025)[1, -1] == pytest.approx(100, abs=12)


@pytest.mark.parametrize(("year", "month", "acts"), [(2024, 7, True), (2024, 5, False), (2023, 7, False)])
def test_an_episode_acts_in_its_year_and_months_only(model, year, month, acts):
    """The year is moved, the month is that of the leg."""
    way = to_moscow(datetime(2025, month, 3, tzinfo=UTC))
    assert ("jam_2024" in {e.delay.delay_id for e in model.table.events(way, year=year)}) == acts


def test_a_season_acts_in_its_months(model):
    """Storms at Aktau from November to March."""
    way = legs(("ride", "aktau", "cas_w", "", 50.0), ("operate", "aktau", "aktau_port_w", "transfer", 12.0))
    for month, acts in ((1, True), (6, False)):
        moved = legs(*[(x.kind, x.to_terminal, x.service_id or x.operation_id, x.activity, x.hours) for x in way],
                     start=datetime(2026, month, 5, tzinfo=UTC))  # fmt: skip
        assert bool(model.table.events(moved)) == acts


def test_an_express_suffers_its_share(model):
    """A quarter of the jam, by class of the train or when asked for."""
    summer = datetime(2025, 7, 1, tzinfo=UTC)
    way = legs(
        ("ride", "dostyk", "exp_cn", "", 40.0), ("operate", "dostyk", "dostyk_slot_w", "same_train", 6.0), start=summer
    )
    shares = {e.delay.delay_id: e.share for e in model.table.events(way, year=2024)}
    assert shares == {"dostyk_queue": 0.25, "jam_2024": 0.25}
    asked = {e.delay.delay_id: e.share for e in model.table.events(to_moscow(summer), year=2024, express=True)}
    assert asked["jam_2024"] == 0.25


def test_trains_of_the_other_direction_do_not_suffer(model):
    """The jam is westbound; the queue is both ways."""
    way = legs(
        ("ride", "dostyk", "kz_e", "", 92.0), ("operate", "dostyk", "dostyk_change_e", "gauge_change", 12.0),
        start=datetime(2025, 7, 1, tzinfo=UTC),
    )  # fmt: skip
    assert [e.delay.delay_id for e in model.table.events(way, year=2024)] == ["dostyk_queue"]


def extras(network, *rows: dict[str, str | float]):
    """Return the delays of a network whose ``delays.csv`` has these rows alone, at Dostyk if they say no more."""
    table = network["delays"]
    usual = table[table["delay_id"] == "jam_2024"].assign(valid_from=pd.NaT, valid_to=pd.NaT)
    made = [usual.assign(delay_id=f"d{number}", **row) for number, row in enumerate(rows)]
    return DelayModel(network.with_tables(delays=pd.concat(made, ignore_index=True)))


@pytest.mark.parametrize(("trade", "acts"), [("", True), ("CN", True), ("RU", True), ("KZ;RU", True), ("KZ", False)])
def test_a_row_of_the_trade_of_a_country_acts_where_it_holds_an_end(tiny_network, trade, acts):
    """From Xian to Moscow: China and Russia hold the ends, Kazakhstan is passed, whatever train runs there."""
    model = extras(tiny_network, {"trade": trade})
    first, *rest = to_moscow()
    assert bool(model.table.events((replace(first, from_terminal="xian"), *rest))) == acts


@pytest.mark.parametrize(
    ("row", "planned"),
    [
        ({}, True), ({"valid_from": pd.Timestamp("2022-03-01")}, True), ({"months": "9"}, False),
        ({"valid_to": pd.Timestamp("2030-01-01")}, False), ({"part": "queue"}, False),
        ({"valid_from": pd.Timestamp("2026-03-01")}, False),
    ],
)  # fmt: skip
def test_a_plan_reckons_with_what_stands_at_all_seasons_and_has_no_end(tiny_network, row, planned):
    """Not with queues that vary, storms of a season, or episodes; and not before it began."""
    model = extras(tiny_network, row)
    assert bool(model.table.events(to_moscow(), planned=True)) == planned
    plain = DelayModel(tiny_network).quantiles(to_moscow(), planned=True)[1, -1]
    assert model.quantiles(to_moscow(), planned=True)[1, -1] == pytest.approx(plain + 100.0 * planned, abs=6.0)


def test_what_stands_is_no_episode(tiny_network):
    """A carrier's offer holds a part of an episode, and all of what began and has no end."""
    began = {"valid_from": pd.Timestamp("2020-01-01")}
    for row, share in ((began, 1.0), (began | {"valid_to": pd.Timestamp("2030-01-01")}, 0.5), ({}, 1.0)):
        (event,) = extras(tiny_network, row).table.events(to_moscow(), episode_share=0.5)
        assert event.share == share


def test_a_way_without_trains_is_not_an_express(tiny_network):
    """On tracks alone a row of ordinary trains acts whole, where a row of one direction does not know what runs."""
    tracks = tuple(replace(leg, service_id="") for leg in to_moscow())
    (event,) = extras(tiny_network, {"direction": "both"}).table.events(tracks)
    assert event.share == 1.0
    assert extras(tiny_network, {"direction": "westbound"}).table.events(tracks) == []


def test_of_extra_hours_at_one_operation_the_longest_count(tiny_network):
    """A queue of 60 h behind one of 100 h is the same; half of 100 h is less than 60; what varies comes beside."""
    rows = ({"typical_h": 60.0, "p90_h": 90.0}, {}, {"typical_h": 80.0}, {"part": "queue", "typical_h": -3.0})
    model = extras(tiny_network, *rows)
    assert [e.delay.delay_id for e in model.table.events(to_moscow())] == ["d1", "d3"]
    worse = {"typical_h": 100.0, "p90_h": 400.0}
    for order in (({}, worse), (worse, {})):
        (kept,) = extras(tiny_network, *order).table.events(to_moscow())
        assert kept.delay.p90_h == 400.0, "of equal medians the one with the longer P90"
    past = {"valid_from": pd.Timestamp("2020-01-01"), "valid_to": pd.Timestamp("2030-01-01")}
    model = extras(tiny_network, rows[0], past)
    assert [e.delay.delay_id for e in model.table.events(to_moscow(), episode_share=0.5)] == ["d0"]
    elsewhere = {"terminals": "moscow", "activities": "unload"}
    model = extras(tiny_network, rows[0], {}, elsewhere)
    way = (*to_moscow(), *legs(("operate", "moscow", "moscow_unload", "unload", 6.0)))
    assert [e.delay.delay_id for e in model.table.events(way)] == ["d1", "d2"]


def test_a_delay_counts_once_per_path_and_also_where_a_path_ends_before_the_operation(model):
    """Two operations at Dostyk are one queue; a path that ends there has stood in it; one that starts there has not."""
    twice = legs(
        ("ride", "dostyk", "cn_w", "", 60.0), ("operate", "dostyk", "dostyk_change_w", "gauge_change", 12.0),
        ("operate", "dostyk", "dostyk_change_w", "gauge_change", 12.0),
    )  # fmt: skip
    assert len(model.table.events(twice)) == 1
    assert [e.leg for e in model.table.events(legs(("ride", "dostyk", "cn_w", "", 60.0)))] == [0]
    start = legs(("wait", "dostyk", "", "yard", 1.0), ("ride", "moscow", "kz_w", "", 92.0))
    assert model.table.events(start) == []


@given(
    st.lists(st.tuples(st.sampled_from(["cn_w", "kz_w", "exp_cn"]), st.floats(0.0, 200.0)), min_size=1, max_size=6),
    st.booleans(),
)
def test_quantiles_are_ordered_and_never_fall_along_a_path(tiny_network, rides, planned):
    """P10 <= P50 <= P90 at every leg, each non-decreasing."""
    parts = []
    for service, hours in rides:
        parts += [
            ("ride", "dostyk", service, "", hours),
            ("operate", "dostyk", "dostyk_change_w", "gauge_change", 12.0),
        ]
    got = path_quantiles(legs(*parts), tiny_network, year=2024, planned=planned)
    assert (np.diff(got, axis=0) >= -1e-9).all()
    assert (np.diff(got, axis=1) >= 0).all()


@given(st.floats(1.0, 500.0), st.floats(0.0, 1e4))
def test_lognormal_quantiles_give_back_their_moments(mean, variance):
    """Ln of P90/P50 is 1.2816 s and the mean is median e^(s^2/2)."""
    p10, p50, p90 = lognormal_quantiles(np.array([mean]), np.array([variance]))[:, 0]
    shape = math.log1p(variance / mean**2)
    assert p50 * math.exp(shape / 2) == pytest.approx(mean)
    assert p90 * p10 == pytest.approx(p50**2)


def test_the_29th_of_february_exists_in_every_year():
    """A leap day of the timetable year falls on the 28th elsewhere."""
    assert in_year(datetime(2024, 2, 29, tzinfo=UTC), 2023) == date(2023, 2, 28)
