"""Places without regular trains, on the tracks of the tiny network."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import timedelta

import pandas as pd
import pytest
from routing.making import legs

from logistics.calibration.feeder import Feeders
from logistics.calibration.observations import Observation
from logistics.calibration.one_gauge import OneGauge
from logistics.calibration.predict import Itineraries, Predictor
from logistics.network import Network, load_network

DAY = timedelta(days=1)


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
    """Xian - Dostyk - Almaty - Moscow however they are written, each once; nothing is lost where no track leads."""
    feeders = Feeders(network)
    assert feeders.in_order("xian", ["almaty", "dostyk", "almaty"], "moscow") == ("dostyk", "almaty")
    assert feeders.in_order("moscow", ["dostyk", "almaty"], "xian") == ("almaty", "dostyk")
    assert sorted(feeders.in_order("xian", ["almaty", "atlantis"], "moscow")) == ["almaty", "atlantis"]
    assert feeders.in_order("xian", [], "moscow") == ()


def test_tracks_of_one_gauge(network):
    """
    Dostyk-Almaty 600 km / 25 = 24 h, Almaty-Moscow 4000 / 25 = 160 h and 8 h at the border.

    The planned link from Dostyk to Moscow is none; from Xian only the 1435 mm lead to Dostyk.
    """
    tracks = OneGauge(network)
    first, second = tracks.ways(("dostyk", "moscow"), (0, 1440))
    assert [(leg.kind, leg.link_id, leg.hours) for leg in first] == [
        ("ride", "dostyk-almaty", 24.0), ("ride", "almaty-moscow", 160.0), ("wait", "", 8.0),
    ]  # fmt: skip
    assert first[-1].end_utc - first[0].start_utc == timedelta(hours=192)
    assert second == tuple(replace(leg, start_utc=leg.start_utc + DAY, end_utc=leg.end_utc + DAY) for leg in first)
    (around,) = tracks.ways(("dostyk", "aktau", "moscow"), (0,))
    assert [leg.link_id for leg in around if leg.link_id] == [
        "dostyk-almaty", "almaty-aktau", "almaty-aktau", "almaty-moscow",
    ]  # fmt: skip
    ((ride, _),) = tracks.ways(("xian", "dostyk"), (0,))
    assert ride.link_id == "xian-dostyk"
    assert tracks.ways(("xian", "moscow"), (0,)) == ()
    assert tracks.ways(("dostyk", "atlantis", "moscow"), (0,)) == ()


def test_of_ways_on_one_gauge_the_fastest_with_its_borders_is_taken(network):
    """Almaty - Aktau 2,500 km / 25 = 100 h; by a place abroad 2,400 km are 96 h and 8 h at each of two borders."""
    links, terminals = network["links"], network["terminals"]
    abroad = terminals[terminals["terminal_id"] == "almaty"].assign(terminal_id="bishkek", country="KG")
    own = links[links["link_id"] == "almaty-aktau"].assign(length_km=1200.0)
    there, back = own.assign(link_id="there", to_terminal="bishkek"), own.assign(link_id="on", from_terminal="bishkek")
    both = network.with_tables(
        links=pd.concat([links, there, back], ignore_index=True),
        terminals=pd.concat([terminals, abroad], ignore_index=True),
    )
    ((ride,),) = OneGauge(both).ways(("almaty", "aktau"), (0,))
    assert ride.link_id == "almaty-aktau"


CHANGE = ("operate", "dostyk", "", "gauge_change", 12.0)
AROUND = legs(("ride", "dostyk", "kz_e", "", 9.0), CHANGE, ("ride", "xian", "cn_e", "", 9.0), CHANGE)
NOTE = "no regular trains on one gauge: on its tracks"


@pytest.mark.parametrize(
    ("ends", "ways", "vias", "alone"),
    [
        (("dostyk", "moscow"), (AROUND, AROUND), "", True),
        (("dostyk", "moscow"), (), "", True),
        (("dostyk", "moscow"), (AROUND,), "almaty", True),
        (("dostyk", "moscow"), (AROUND,), "dostyk", True),
        (("dostyk", "moscow"), (AROUND, AROUND[:2]), "", False),
        (("xian", "moscow"), (AROUND,), "", False),
    ],
)
def test_ends_on_one_gauge_are_not_joined_by_leaving_it(network, monkeypatch, ends, ways, vias, alone):
    """Two changes of gauge, or no way, between places of one gauge: on its tracks, by the places that were asked."""
    predictor = Predictor(network)
    monkeypatch.setattr(predictor, "_by_feeders", lambda *_: Itineraries(ways, 0.0, False, ()))
    row = Observation("a", *ends, "ordinary", days_typical=8.0, kind="train schedule", via=vias)
    found = predictor._itineraries(row)
    assert (NOTE in found.notes) == alone
    if alone:
        assert [leg.link_id for leg in found.ways[0] if leg.link_id] == ["dostyk-almaty", "almaty-moscow"]
    assert len(found.ways) == (24 if alone else len(ways))


def test_a_detour_is_told(network, monkeypatch):
    """9,000 km by trains where the tracks have 3,600 are said; 4,800, a third more, are not."""
    predictor = Predictor(network)
    row = Observation("a", "xian", "almaty", "ordinary", days_typical=8.0, kind="train schedule")
    for km, told in ((9000.0, True), (4800.0, False)):
        way = tuple(replace(leg, distance_km=km) for leg in AROUND[:1])
        monkeypatch.setattr(predictor, "_by_feeders", lambda *_, way=way: Itineraries((way,), 0.0, False, ()))
        notes = predictor._itineraries(row).notes
        assert ("a detour: 9,000 km by trains, 3,600 km on the shortest tracks" in notes) == told
        assert any("detour" in note for note in notes) == told


def test_a_long_way_round_on_one_gauge_is_none(network, monkeypatch):
    """Tracks of both gauges from Xian to Dostyk, and those of 1,520 mm four times as long: trains change twice."""
    links = network["links"]
    long = links[links["link_id"] == "xian-dostyk"].assign(link_id="long", track_gauges="1520", length_km=12_000.0)
    short = long.assign(link_id="short", length_km=3_500.0)
    for extra, alone in ((long, False), (short, True)):
        network = network.with_tables(links=pd.concat([links, extra], ignore_index=True))
        predictor = Predictor(network)
        monkeypatch.setattr(predictor, "_by_feeders", lambda *_: Itineraries((AROUND,), 0.0, False, ()))
        row = Observation("a", "xian", "moscow", "ordinary", days_typical=8.0, kind="train schedule")
        assert (NOTE in predictor._itineraries(row).notes) == alone


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
