"""Kilometres on open tracks of the tiny network."""

from __future__ import annotations

import math

from logistics.network.track_km import TrackKm


def test_open_links_count_and_the_shortest_of_several(tiny_network):
    """The planned link from Dostyk to Moscow is none; what is shut is none either."""
    tracks = TrackKm(tiny_network)
    assert tracks.of("xian", "dostyk", "moscow") == 3000 + 600 + 4000
    assert tracks.of("xian", "atlantis") == math.inf
    assert TrackKm(tiny_network, {"dostyk-almaty"}).of("dostyk", "moscow") == math.inf
    assert TrackKm(tiny_network, (), {"almaty"}).of("dostyk", "moscow") == math.inf


def test_the_nearest_ends_on_the_tracks(tiny_network):
    """Almaty and Dostyk are 600 km apart, Almaty and Aktau 2,500."""
    tracks = TrackKm(tiny_network)
    assert tracks.nearest(["xian", "dostyk"], ["almaty", "moscow"]) == ("dostyk", "almaty")
    assert tracks.nearest(["aktau", "atlantis"], ["moscow", "dostyk"]) == ("aktau", "dostyk")
    assert tracks.nearest(["atlantis"], ["moscow"]) is tracks.nearest(["xian"], ["atlantis"]) is None
