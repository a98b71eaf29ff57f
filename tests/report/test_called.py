"""Ids as people say them."""

from __future__ import annotations

import pytest

from logistics.report.called import Called


@pytest.mark.parametrize(
    ("resource_id", "words"),
    [
        ("train:kz_w@2025-09-02T12:30:0-8:feu", "train Dostyk-Almaty-Moscow (kz_w) of 2025-09-02 12:30, length"),
        ("train:kz_w@2025-09-02T12:30:0-8:gross", "train Dostyk-Almaty-Moscow (kz_w) of 2025-09-02 12:30, mass"),
        ("train:gone@2025-09-02T12:30:0-8:plug", "train gone (gone) of 2025-09-02 12:30, plugs"),
        ("link:dostyk-almaty:westbound:2025-09-02", "line Dostyk – Almaty westbound, 2025-09-02"),
        ("throughput:xian_gate:2025-09-02", "handling at Xian (xian_gate), 2025-09-02"),
        ("yard:xian_gate:2025-09-02T12", "yard at Xian (xian_gate), 2025-09-02 12 h"),
        ("powered:xian_gate:2025-09-02T12", "plugs at Xian (xian_gate), 2025-09-02 12 h"),
        ("throughput:gone:2025-09-02", "throughput:gone:2025-09-02"),
        ("fleet:reefers:2025-09-01", "fleet of 40-foot-reefers, week from 2025-09-01"),
        ("fleet:gone:2025-09-01", "fleet of gone, week from 2025-09-01"),
        ("slot:at:exp_kz@2025-09-02T12:30", "place of train Dostyk-Moscow-express (exp_kz) of 2025-09-02 12:30 in at"),
        ("quota:beef_2026", "quota:beef_2026"),
        ("quota:xian_gate:2026", "quota:xian_gate:2026"),  # no facility, though called like one
    ],
)  # fmt: skip
def test_resources_in_words(tiny_network, resource_id, words):
    """What is limited, where and when, with the id by which a scenario changes it; other ids stay."""
    assert Called(tiny_network).resource(resource_id) == words


def test_scopes_in_words(tiny_network):
    """Two ids in one word; what the tables do not name stays as it is."""
    called = Called(tiny_network)
    assert called.at_place("beef/moscow") == ["Frozen-beef", "Moscow"]
    assert called.at_place("beef/atlantis") == ["Frozen-beef", "atlantis"]
    assert called.in_unit("beef/reefer40") == ["Frozen-beef", "40-foot-reefer"]
    assert called.in_unit("tea/chest") == ["tea", "chest"]
    assert called.place("dostyk-almaty") == "Dostyk – Almaty"
    assert (called.country("KZ"), called.country("XX")) == ("Kazakhstan", "XX")
