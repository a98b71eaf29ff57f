"""What is told beside an answer: odd units, and ways that leave a country and come back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from logistics.results.path import Leg
from logistics.routing import Query
from logistics.routing.notes import _comes_back, _leaves_and_returns

QUERY = Query("xian", "moscow", "beef", datetime(2025, 9, 1, tzinfo=UTC))
CHANGE = ("operate", "gauge_change")


def legs(*stays):
    """Legs with a country each."""
    at = datetime(2025, 9, 1, tzinfo=UTC)
    return [
        Leg(kind, activity, "a", "a", "", "", "", "", at, at, 0.0, 0.0, 0.0, country=country)
        for kind, activity, country in stays
    ]


@pytest.mark.parametrize(
    ("way", "back"),
    [
        ((("ride", "", "KZ"), (*CHANGE, "CN"), ("ride", "", "CN"), ("ride", "", "KZ")), True),
        ((("ride", "", "KZ"), ("operate", "same_train", "CN"), ("ride", "", "KZ")), True),
        ((("ride", "", "KZ"), ("ride", "", "RU"), ("ride", "", "KZ")), False),
        ((("ride", "", "KZ"), (*CHANGE, "KZ"), ("ride", "", "CN"), ("ride", "", "KZ")), False),
        ((("ride", "", "KZ"), (*CHANGE, "CN"), ("ride", "", "CN")), False),
        ((("ride", "", "CN"), (*CHANGE, "CN")), False),
    ],
)
def test_a_way_that_comes_home_over_a_gauge_break(way, back):
    """Only a change of gauge abroad makes it odd: lines of one gauge cross borders to and fro."""
    assert _leaves_and_returns(legs(*way), "KZ") == back


def test_all_paths_that_come_back_ask_for_a_train(tiny_router):
    """Where only some do, their numbers are told."""
    home = legs(("ride", "", "KZ"))
    away = legs(("ride", "", "KZ"), (*CHANGE, "CN"), ("ride", "", "KZ"))
    asked = tiny_router.look_up(replace(QUERY, origin="almaty"))
    paths = [SimpleNamespace(legs=way) for way in (home, away, away)]
    (some,) = _comes_back(asked, tiny_router, paths)
    (every,) = _comes_back(asked, tiny_router, paths[1:])
    assert some == "paths 2, 3 leave Kazakhstan over a gauge break to come back to it"
    assert every.startswith("every path leaves Kazakhstan over a gauge break to come back to it: no train")
    assert _comes_back(asked, tiny_router, paths[:1]) == []


def test_a_unit_that_is_not_on_offer_is_told(tiny_router):
    """Goods with a list of units name it; those without take any."""
    said = "liner40 is no unit that commodity_units.csv has for frozen-beef (reefer40, diesel40, thermos40)"
    odd = tiny_router.find_paths(replace(QUERY, unit="liner40"))
    assert any(note.startswith(said) for note in odd.query["notes"])
    for goods, unit in (("beef", "thermos40"), ("beef", None), ("electronics", "liner40")):
        usual = tiny_router.find_paths(replace(QUERY, commodity=goods, unit=unit))
        assert not any("is no unit that" in note for note in usual.query["notes"])


def test_the_unit_and_its_tonnes_stand_beside_the_answer(tiny_router):
    """24 t in 40 ft, or in 20 ft: 48 t a FEU."""
    for unit, tonnes in ((None, 24.0), ("diesel40", 24.0)):
        assert tiny_router.find_paths(replace(QUERY, unit=unit)).query["tonnes_per_feu"] == tonnes
    grain = tiny_router.find_paths(replace(QUERY, commodity="wheat", unit="liner20")).query
    assert (grain["unit_used"], grain["tonnes_per_feu"]) == ("liner20", 48.0)
