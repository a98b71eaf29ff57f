"""Places without regular trains, on the tracks of the tiny network."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import timedelta

import pytest
from routing.making import legs

from logistics.calibration.feeder import Feeders
from logistics.calibration.observations import Observation
from logistics.calibration.one_gauge import OneGauge
from logistics.calibration.predict import Itineraries, Predictor
from logistics.network import Network, load_network


@pytest.fixture
def network(tiny_copy) -> Network:
    """Return the tiny network without the Moscow trains and with feeder speeds of 25 km/h in China and Kazakhstan."""
    for operator in ("CR", "KTZ"):
        tiny_copy.add(
            "speeds", operator=operator, service_class="feeder", speed_kmh="25", prior_kmh="", source="tiny",
            quality="assumed", note="",
        )  # fmt: skip
    return load_network(tiny_copy.path)


def test_the_nearest_place_is_that_with_the_fewest_hours(network):
    """Dostyk-Almaty 600 km / 25 = 24 h; Almaty-Moscow 4000 / 25 + 8 h of border = 168 h."""
    feeders = Feeders(network)
    assert feeders.nearest("almaty", {"dostyk", "moscow"}) == ("dostyk", 24.0)
    assert feeders.nearest("moscow", {"almaty"}) == ("almaty", 168.0)
    assert feeders.nearest("moscow", set()) is None


def test_places_around_lie_in_the_same_country_and_within_reach(network):
    """Around Dostyk there is Almaty (24 h); Aktau is too far and Xian abroad."""
    assert Feeders(network).around("dostyk", {"almaty", "aktau", "xian", "dostyk"}) == [("almaty", 24.0)]


def test_kilometres_by_way_of_a_place(network):
    """Xian - Dostyk - Almaty is 3600 km; nothing leads to an unknown place."""
    feeders = Feeders(network)
    assert feeders.km("xian", "dostyk", "almaty") == 3600.0
    assert feeders.km("xian", "atlantis") == math.inf


def test_places_are_taken_in_the_order_of_the_tracks(network):
    """Xian - Dostyk - Almaty - Moscow however they are written, each once; more than five stay as they stand."""
    feeders = Feeders(network)
    assert feeders.in_order("xian", ["almaty", "dostyk", "almaty"], "moscow") == ("dostyk", "almaty")
    assert feeders.in_order("moscow", ["dostyk", "almaty"], "xian") == ("almaty", "dostyk")
    many = ["almaty", "dostyk", "a", "b", "c", "d"]
    assert feeders.in_order("xian", many, "moscow") == tuple(many)


def test_tracks_of_one_gauge(network):
    """
    Dostyk-Almaty 600 km / 25 = 24 h, Almaty-Moscow 4000 / 25 = 160 h and 8 h at the border.

    The planned link from Dostyk to Moscow is none; from Xian only the 1435 mm lead to Dostyk.
    """
    tracks = OneGauge(network)
    way = tracks.legs("dostyk", "moscow", 0)
    assert [(leg.kind, leg.link_id, leg.hours) for leg in way] == [
        ("ride", "dostyk-almaty", 24.0), ("ride", "almaty-moscow", 160.0), ("wait", "", 8.0),
    ]  # fmt: skip
    assert way[-1].end_utc - way[0].start_utc == timedelta(hours=192)
    assert [leg.link_id for leg in tracks.legs("xian", "dostyk", 0)] == ["xian-dostyk", ""]
    assert tracks.legs("xian", "moscow", 0) == ()
    assert tracks.legs("xian", "atlantis", 0) == ()


def test_ends_on_one_gauge_are_not_joined_by_leaving_it(network, monkeypatch):
    """Two changes of gauge between places of one gauge: answered on its tracks, unless a place to touch was asked."""
    change = ("operate", "dostyk", "", "gauge_change", 12.0)
    around = legs(("ride", "dostyk", "kz_e", "", 9.0), change, ("ride", "xian", "cn_e", "", 9.0), change)
    once = around[:2]
    predictor = Predictor(network)
    row = Observation("a", "dostyk", "moscow", "ordinary", days_typical=8.0, kind="train schedule")
    for ways, vias, alone in (((around, around), "", True), ((around, once), "", False), ((around,), "almaty", False)):
        monkeypatch.setattr(predictor, "_ways", lambda *_, ways=ways: Itineraries(ways, 0.0, False, ()))
        found = predictor._itineraries(replace(row, via=vias))
        assert ("no regular trains on one gauge: on its tracks" in found.notes) == alone
        assert ({leg.link_id for leg in found.ways[0]} >= {"almaty-moscow"}) == alone
    far = Observation("b", "xian", "moscow", "ordinary", days_typical=8.0, kind="train schedule")
    monkeypatch.setattr(predictor, "_ways", lambda *_: Itineraries((around,), 0.0, False, ()))
    assert "no regular trains on one gauge: on its tracks" not in predictor._itineraries(far).notes


def test_an_end_without_trains_is_answered_by_tracks_and_said(network):
    """Without any train beyond Dostyk, Xian-Almaty is the train to Dostyk, a wait of 12 h and 24 h of tracks."""
    services = network["services"]
    stops = network["stops"]
    kept = services[services["service_id"].isin(["cn_w", "cn_e"])]
    alone = network.with_tables(services=kept, stops=stops[stops["service_id"].isin(kept["service_id"])])
    predictor = Predictor(alone)
    row = Observation("a", "xian", "almaty", "ordinary", days_typical=4.0, kind="train schedule")
    found = predictor.predict(row)
    assert "36 h on tracks from or to regular trains xian - dostyk" in found.notes
    assert found.p50_d == pytest.approx((60 + 36) / 24, rel=0.01)
