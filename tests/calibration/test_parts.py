"""Hours of observations by free figure, on the tiny network: what the fit moves is what the model would answer."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from logistics.calibration.observations import OFFER, Observation
from logistics.calibration.parameters import Parameter
from logistics.calibration.parts import parts_of
from logistics.calibration.predict import Predictor

ROW = Observation("a", "xian", "moscow", "ordinary", days_typical=9.0, year=2023, kind="train schedule")
CHINA = Parameter("china", "speed", ("CR",), ("ordinary",), 1.0, 1.0, 1.0)
KAZAKH = Parameter("kazakh", "speed", ("KTZ",), ("ordinary",), 1.0, 1.0, 1.0)
JAM = Parameter("jam", "delay", ("jam_2024",), (), 80.0, 50.0, 100.0)
TRADE = Parameter("trade", "speed", ("KTZ",), ("trade",), 1.0, 1.0, 1.0)


def ride_h(network, row, *parameters):
    """Return the hours in motion of one observation by parameter, and its hours."""
    parts = parts_of(Predictor(network), [row], parameters)
    return parts.ride_h[0].tolist(), parts


def with_trade(network, kmh: float, *, used: bool = True):
    """Return a network with a speed of trade trains in Kazakhstan, and kz_w one of them if used."""
    speeds = network["speeds"]
    own = speeds[(speeds["operator"] == "KTZ") & (speeds["service_class"] == "ordinary")]
    row = own.assign(service_class="trade", speed_kmh=kmh, prior_kmh=kmh)
    services = network["services"]
    is_kz = services["service_id"] == "kz_w"
    named = services["speed_class"].where(~is_kz, "trade") if used else services["speed_class"]
    return network.with_tables(
        speeds=pd.concat([speeds, row], ignore_index=True), services=services.assign(speed_class=named)
    )


def test_hours_in_motion_belong_to_the_operator_and_the_speed_class_of_the_train(tiny_network):
    """60 h in China and 92 h beyond: with a speed class of its own, the train is moved by that row alone."""
    assert ride_h(tiny_network, ROW, CHINA, KAZAKH)[0] == pytest.approx([60.0, 92.0])
    assert ride_h(with_trade(tiny_network, 50.0), ROW, KAZAKH, TRADE)[0] == pytest.approx([0.0, 92.0])
    assert ride_h(with_trade(tiny_network, 50.0, used=False), ROW, KAZAKH, TRADE)[0] == pytest.approx([92.0, 0.0])


def test_a_class_without_a_row_of_the_operator_moves_with_the_usual_one(tiny_network):
    """A trade train on Chinese lines, where no such speed is known, is an ordinary one there."""
    services = tiny_network["services"]
    named = services["speed_class"].where(services["service_id"] != "cn_w", "trade")
    network = with_trade(tiny_network, 50.0, used=False).with_tables(services=services.assign(speed_class=named))
    assert ride_h(network, ROW, CHINA)[0] == pytest.approx([60.0])


def test_moved_hours_are_those_of_a_network_with_the_other_speed(tiny_network):
    """Trade trains at 40 instead of 50 km/h: 92 h become 115 h."""
    _, parts = ride_h(with_trade(tiny_network, 50.0), ROW, TRADE)
    slower = Predictor(with_trade(tiny_network, 40.0)).predict(ROW).p50_d * 24
    assert parts.hours([TRADE], np.array([0.8]))[0] == pytest.approx(slower, rel=0.01)


def test_hours_of_an_offer_are_the_share_that_it_tells(tiny_network):
    """With offers of nine tenths, hours in motion count nine tenths as well; the row is marked."""
    table = tiny_network["parameters"]
    values = table["value"].where(table["parameter_id"] != "offer_time_share", 0.9)
    network = tiny_network.with_tables(parameters=table.assign(value=values))
    hours, parts = ride_h(network, replace(ROW, kind=OFFER), CHINA)
    assert hours == pytest.approx([54.0])
    july = replace(ROW, kind="average observed", year=2024, month=7)
    assert ride_h(network, july, JAM)[1].share[0] == pytest.approx([1.0])
    some = ride_h(network, replace(july, kind=OFFER, month=None), JAM)[1].share[0]
    assert some == pytest.approx(
        [0.9 * ride_h(tiny_network, replace(july, kind=OFFER, month=None), JAM)[1].share[0, 0]]
    )
    assert some > 0
    assert parts.offer.tolist() == [True]
    assert ride_h(network, ROW, CHINA)[1].offer.tolist() == [False]


def test_a_plan_moves_with_the_hours_that_it_reckons_with(tiny_network):
    """All of a wait that stands, nothing of an episode."""
    delays = tiny_network["delays"]
    stands = delays["valid_from"].where(delays["delay_id"] != "jam_2024", pd.NaT)
    network = tiny_network.with_tables(delays=delays.assign(valid_from=stands, valid_to=pd.NaT))
    row = replace(ROW, year=2024)
    assert ride_h(network, row, JAM)[1].share[0] == pytest.approx([1.0])
    assert ride_h(tiny_network, row, JAM)[1].share[0] == pytest.approx([0.0])


def test_express_answers_follow_from_the_speed_class_too(tiny_network):
    """A trade train of 40 km/h answered as an express of 50: its 115 h become 92 h again."""
    back = replace(ROW, service_class="express")
    services = tiny_network["services"]
    no_express = tiny_network.with_tables(services=services[services["service_class"] != "express"])
    found = [Predictor(with_trade(no_express, kmh)).itineraries(back) for kmh in (40.0, 50.0)]
    rides = [sum(leg.hours for leg in item.ways[0] if leg.link_id and leg.service_id == "kz_w") for item in found]
    assert [item.express for item in found] == [True, True]
    assert rides == pytest.approx([92.0, 92.0], rel=1e-3)
