"""Places without regular trains, on the tracks of the tiny network."""

from __future__ import annotations

import math

import pytest

from logistics.calibration.feeder import Feeders
from logistics.calibration.observations import Observation
from logistics.calibration.predict import Predictor
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
