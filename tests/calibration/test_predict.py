"""Model days of observations on the tiny network, by head."""

from __future__ import annotations

from dataclasses import replace

import pytest
from routing.making import legs

from logistics.calibration.observations import Observation
from logistics.calibration.predict import Predictor
from logistics.calibration.through import handed_on

ROW = Observation("a", "xian", "moscow", "ordinary", days_typical=9.0, year=2025, kind="train schedule")


@pytest.fixture(scope="module")
def predictor(tiny_network):
    """Return a predictor on the tiny network; its year is built once."""
    return Predictor(tiny_network)


def test_a_schedule_is_the_hours_of_the_trains(predictor):
    """
    Xian-Dostyk 3000 km / 50 = 60 h, gauge change 12 h, then the wait for the train of Thursday or Sunday 17:00.

    Trains leave Xian Monday and Thursday 08:00 (00:00 UTC), are ready at Dostyk 72 h later, Thursday and Sunday
    00:00 UTC, and wait 12 h at most (through_wait_h); 600 km and 4000 km take 12 + 80 h,
    at Almaty they stand 2 h and 1 h of border work.
    """
    found = predictor.itineraries(ROW)
    hours = {round(sum(leg.hours for leg in way), 2) for way in found.ways}
    assert hours == {60.0 + 12.0 + 12.0 + 92.0 + 3.0}
    assert predictor.predict(ROW).p50_d == pytest.approx(179.0 / 24, rel=0.02)


def test_door_to_door_adds_the_stated_days(predictor):
    """Four days of pick-up and delivery on all quantiles."""
    row = replace(ROW, kind="average observed")
    plain, door = predictor.predict(row), predictor.predict(replace(row, kind="door-to-door"))
    assert door.p50_d - plain.p50_d == pytest.approx(4.0)
    assert door.p90_d - plain.p90_d == pytest.approx(4.0)


def test_year_and_month_select_the_episode(predictor):
    """The jam of summer 2024 is in a row of July 2024, to a quarter in one of 2024, and in no plan."""
    row = replace(ROW, kind="average observed")
    usual = predictor.predict(replace(row, year=2023, month=7)).p50_d
    july = predictor.predict(replace(row, year=2024, month=7)).p50_d
    year = predictor.predict(replace(row, year=2024)).p50_d
    assert july - usual == pytest.approx(100 / 24, abs=0.6)
    assert year - usual == pytest.approx(25 / 24, abs=0.3)
    assert predictor.predict(replace(ROW, year=2024, month=7)).p50_d < usual + 0.1


def test_an_offer_of_no_month_contains_a_part_of_the_episodes_of_its_year(predictor):
    """A quarter (offer_delay_share) of what an observed figure of 2024 contains; all of it when a month is said."""
    offer = replace(ROW, kind="terminal-to-terminal", year=2024)
    usual = predictor.predict(replace(offer, year=2023)).p50_d
    observed = predictor.predict(replace(offer, kind="average observed")).p50_d
    assert predictor.predict(offer).p50_d - usual == pytest.approx((observed - usual) / 4, abs=0.1)
    july = replace(offer, month=7)
    assert predictor.predict(july) == predictor.predict(replace(july, kind="average observed"))


def test_express_rows_take_express_trains_and_say_when_there_are_none(predictor):
    """Xian-Moscow has an express; Moscow-Xian has none and is answered with the ordinary one, faster."""
    express = predictor.predict(replace(ROW, service_class="express"))
    assert express.notes == ()
    assert express.p50_d < predictor.predict(ROW).p50_d
    back = replace(ROW, origin="moscow", destination="xian", service_class="express")
    assert "no express serves the pair" in predictor.predict(back).notes[0]
    assert predictor.predict(back).p50_d <= predictor.predict(replace(back, service_class="ordinary")).p50_d


def test_places_that_trains_only_pass_are_ends_too(predictor):
    """The express passes Almaty after 600 km: 12 h after Dostyk."""
    row = replace(ROW, origin="dostyk", destination="almaty", service_class="express")
    assert predictor.predict(row).p50_d == pytest.approx(0.5, rel=0.02)
    from_there = replace(ROW, origin="almaty", service_class="express")
    assert predictor.predict(from_there).p50_d == pytest.approx(80 / 24, rel=0.02)


def test_a_port_on_the_way_is_crossed_by_ship(predictor):
    """By Aktau to Moscow there is no ship: said, and answered without it; to Baku there is."""
    assert "no way by aktau: answered without it" in predictor.predict(replace(ROW, via="aktau")).notes
    assert predictor.predict(replace(ROW, destination="baku", via="aktau")).notes == ()


def test_the_same_question_has_the_same_answer(tiny_network, predictor):
    """Nothing is drawn at random."""
    assert Predictor(tiny_network).predict(ROW) == predictor.predict(ROW)


def test_the_wait_for_each_onward_train_is_capped_on_its_own():
    """Three waits before one train count together; the next train has its own allowance."""
    way = legs(
        ("ride", "a", "s1", "", 10.0), ("wait", "a", "", "yard", 5.0), ("wait", "a", "", "yard", 20.0),
        ("ride", "b", "s2", "", 10.0), ("wait", "b", "", "yard", 7.0), ("wait", "b", "", "aboard", 30.0),
    )  # fmt: skip
    assert [leg.hours for leg in handed_on(way, 12.0, 3.0)] == [10.0, 5.0, 7.0, 10.0, 7.0, 30.0]


def test_a_change_between_trains_of_one_gauge_is_a_stop_of_the_train_that_runs_through():
    """
    A transfer of 9 h and 15 h in the yard are 3 h, in proportion; a stop that is shorter stays as it is.

    At a break of gauge, from a train to a ship and at the ends of the way the work is done as written.
    """
    change = (("operate", "a", "", "transfer", 9.0), ("wait", "a", "", "yard", 15.0))
    way = legs(("ride", "a", "s1", "", 10.0), *change, ("ride", "b", "s2", "", 10.0))
    assert [leg.hours for leg in handed_on(way, 12.0, 3.0)] == pytest.approx([10.0, 1.125, 1.875, 10.0], abs=1e-3)
    assert [leg.hours for leg in handed_on(way, 12.0, 30.0)] == [10.0, 9.0, 15.0, 10.0]
    ship = legs(("ride", "a", "s1", "", 10.0), *change, ("ferry", "b", "s2", "", 10.0))
    assert [leg.hours for leg in handed_on(ship, 12.0, 3.0)] == [10.0, 9.0, 12.0, 10.0]
    gauge = ("operate", "a", "", "gauge_change", 9.0)
    other = legs(("ride", "a", "s1", "", 10.0), gauge, change[1], ("ride", "b", "s2", "", 10.0))
    assert [leg.hours for leg in handed_on(other, 12.0, 3.0)] == [10.0, 9.0, 12.0, 10.0]
    ends = legs(change[0], ("ride", "a", "s1", "", 10.0), change[0])
    assert [leg.hours for leg in handed_on(ends, 12.0, 3.0)] == [9.0, 10.0, 9.0]
