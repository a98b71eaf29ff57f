"""What is told beside an answer: odd units, and ways that leave a country and come back."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, date, datetime
from types import SimpleNamespace

import numpy as np
import pytest

from logistics.results.path import Leg
from logistics.routing import Query
from logistics.routing.asked import Asked
from logistics.routing.notes import (
    _beyond,
    _comes_back,
    _days_of_rules,
    _detour,
    _goes_back,
    _idle,
    _leaves_and_returns,
    _wagon,
    turned_note,
)
from logistics.units import to_min

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
        ((("ride", "", "KZ"), ("operate", "transfer", "CN"), ("ride", "", "KZ")), False),
        ((("ride", "", "KZ"), ("wait", "gauge_change", "CN"), ("ride", "", "KZ")), False),
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
    assert every == "every path leaves Kazakhstan over a gauge break to come back to it"
    assert _comes_back(asked, tiny_router, paths[:1]) == []
    (one,) = _comes_back(asked, tiny_router, paths[:2])
    assert one == "path 2 leaves Kazakhstan over a gauge break to come back to it"


def rides(*places, km=60.0, train=""):
    """Legs from place to place, each link named by its two ends, each by a train of its own if none is named."""
    at = datetime(2025, 9, 1, tzinfo=UTC)
    return [
        Leg("ride", "", a, b, train or b, "", "-".join(sorted((a, b))), "", at, at, km, 0.0, 0.0)
        for a, b in itertools.pairwise(places)
    ]


def test_ways_that_go_back_over_their_own_tracks_are_told(tiny_router):
    """From the place where they begin to; a yard beside the line is not worth a word."""
    names = tiny_router.names
    straight, back = rides("xian", "dostyk"), rides("xian", "dostyk", "almaty", "dostyk")
    both = rides("xian", "dostyk", "almaty", "moscow", "almaty", "dostyk")
    paths = [
        SimpleNamespace(legs=way) for way in (straight, back, both, back, rides("xian", "dostyk", "xian", km=49.0))
    ]
    assert _goes_back(names, paths) == [
        "paths 2, 4 go back over 60 km of tracks by which they came to Almaty",
        "path 3 goes back over 120 km of tracks by which it came to Moscow",
    ]
    assert _goes_back(names, [SimpleNamespace(legs=rides("a", "b", "c", "a"))]) == []
    assert _goes_back(names, [SimpleNamespace(legs=rides("a", "b", "a", train="to_and_fro"))]) == []


def test_a_detour_of_all_ways_is_told(tiny_router):
    """Xian - Dostyk - Almaty has 3,600 km; closures explain a detour, places to pass count in."""

    def told(*km, **changes):
        asked = tiny_router.look_up(replace(QUERY, destination="almaty", **changes))
        return _detour(asked, tiny_router, [SimpleNamespace(distance_km=value) for value in km])

    (note,) = told(5000.0, 9000.0)
    assert note == "the shortest path has 5,000 km, 1.4 times the 3,600 km of the shortest tracks"
    assert told(5000.0, close=("aktau",)) == []
    assert told(4859.0, 9000.0) == told() == told(5000.0, close=("almaty-aktau",)) == told(5000.0, avoid=("RU",)) == []
    assert len(told(11599.0, via=("moscow",))) == 0
    assert len(told(15661.0, via=("moscow",))) == 1
    ferry = tiny_router.look_up(replace(QUERY, origin="aktau", destination="baku"))  # 400 km
    assert [len(_detour(ferry, tiny_router, [SimpleNamespace(distance_km=km)])) for km in (599.0, 601.0)] == [0, 1]


def test_detours_stand_beside_an_answer(tiny_router, monkeypatch):
    """Of a front that was found, and both kinds."""
    monkeypatch.setitem(tiny_router.__dict__, "track_km", SimpleNamespace(of=lambda *_: 1000.0))
    monkeypatch.setattr("logistics.routing.notes._both_ways", lambda _: ("almaty", 600))
    told = tiny_router.find_paths(QUERY).query["notes"]
    assert any("of the shortest tracks" in note for note in told)
    assert any("go back over 600 km" in note or "goes back over 600 km" in note for note in told)


def test_that_no_way_goes_on_is_told_with_the_latest_arrival(tiny_router):
    """Only where all ways turn back."""
    asked = tiny_router.look_up(replace(QUERY, via=("almaty", "dostyk"), arrive_by=datetime(2025, 9, 20, tzinfo=UTC)))
    (note,) = turned_note(SimpleNamespace(turned=True, cut=False, asked=asked), tiny_router.names)
    assert note.startswith("no way by Almaty and Dostyk goes on from there by 2025-09-20T00:00 UTC, or only far around")
    (note,) = turned_note(SimpleNamespace(turned=True, cut=True, asked=asked), tiny_router.names)
    assert note.startswith("ways by Almaty and Dostyk turn back in more places than are kept apart")
    assert turned_note(SimpleNamespace(turned=False, cut=False, asked=asked), tiny_router.names) == []


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


@pytest.mark.parametrize(("empty", "back"), [(1.0, "with its empty run back"), (0.0, "without an empty run")])
def test_a_wagon_is_told_by_the_tonne(empty, back):
    """The cheapest path: 600 USD a FEU, 1.5 FEU and 60 t a wagon make 15 USD a tonne."""
    own = SimpleNamespace(empty_feu=empty, classes=())
    wagon = SimpleNamespace(own=own, payload_t=60.0, unit="hopper", gauge=1520, onward=None)
    box, paths = SimpleNamespace(wagon=wagon, feu=1.5, unit="hopper"), [SimpleNamespace(cost_usd=c) for c in (900, 600)]
    (told,) = _wagon(box, paths)
    assert told.startswith(f"hopper: 60 t in 1.5 FEU; the cheapest path costs 15.0 USD a tonne, {back}. Unit hopper")
    assert _wagon(box, []) == []
    assert _wagon(SimpleNamespace(wagon=None, feu=1.0, unit="dry40"), paths) == []


ASKED = Asked(SimpleNamespace(start_c=None), SimpleNamespace(remembers=False, unit="dry40"), 0, 1, 0, 0, 9, False)
KINDS = {
    "avoid_terminals": ((0,), "avoid aktau"), "avoid_countries": (("KZ",), "avoid KZ"),
    "close_terminals": ((0,), "close aktau"), "close_links": ((0,), "close aktau-baku"),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("arcs", "idle"),
    [([], True), ([0], True), ([1], False), ([2], False), ([3], True), ([4], True), ([4, 0, 3], True), ([0, 2], False)],
)
def test_restrictions_that_touch_nothing_open_are_told(kind, arcs, idle):
    """Open to the question without its restrictions: from the first node to the last, and not shut by anything else."""
    asked_for = []

    def ground(free):
        asked_for.append(free)
        return SimpleNamespace(low=1, high=3, shut=np.array([0, 0, 0, 0, 1]))

    def touched(_):
        return np.array(arcs, np.int64)

    router = SimpleNamespace(
        limits=SimpleNamespace(at_terminals=touched, in_country=touched, on_links=touched), ground=ground,
        names=SimpleNamespace(terminals=["aktau"], links=["aktau-baku"]),
        graph=SimpleNamespace(tail=np.array([0, 1, 2, 3, 1])),
    )  # fmt: skip
    cells, words = KINDS[kind]
    told = _idle(replace(ASKED, **{kind: cells}), router)
    assert told == [f"{words}: nothing changes, because no train for this cargo touches it in these days"][: int(idle)]
    assert asked_for == [ASKED]
    assert _idle(ASKED, router) == []
    assert len(asked_for) == 1, "nothing is looked for where nothing is asked for"


LATE = "trains that leave by 2025-09-21T23:59 UTC are known only; some later arrivals may be missing"
USELESS = "start_c: nothing changes, because no limit or shelf life of dry40 depends on it"


@pytest.mark.parametrize(
    ("start", "remembers", "late", "told"),
    [
        (None, False, 0, []), (None, True, 0, []), (4.0, True, 0, []), (4.0, False, 0, [USELESS]),
        (None, False, 1, [LATE]), (4.0, False, 1, [USELESS, LATE]), (4.0, True, -1, []),
    ],
)  # fmt: skip
def test_what_a_question_asks_in_vain_is_told(start, remembers, late, told):
    """A temperature that nothing depends on, and arrivals after the last train, by a minute."""
    last = to_min(datetime(2025, 9, 21, 23, 59, tzinfo=UTC))
    box = SimpleNamespace(remembers=remembers, unit="dry40")
    asked = replace(ASKED, query=SimpleNamespace(start_c=start), box=box, due_min=last + late)
    assert _beyond(asked, SimpleNamespace(last_train_min=last)) == told


def told_days(*spells):
    """Return what is told of spells of days in September and their rules, of a question from the 5th to the 20th."""
    days = [
        (date(2025, 9, begin), date(2025, 9, end), [SimpleNamespace(rule_id=name) for name in names.split()], None)
        for begin, end, names in spells
    ]
    first, last = (to_min(datetime(2025, 9, day, 12, tzinfo=UTC)) for day in (5, 20))
    router = SimpleNamespace(permission=SimpleNamespace(of=lambda _: SimpleNamespace(spells=days)))
    asked = replace(ASKED, first_min=first, due_min=last)
    return [text.removesuffix("): a way may wait for other days") for text in _days_of_rules(asked, router)]


def out(begin, end, names):
    """Return that rules keep goods out on some days."""
    return f"from 2025-09-{begin:02d} to 2025-09-{end:02d} these goods may not come in, or leave (rule {names}"


@pytest.mark.parametrize(
    ("spells", "told"),
    [
        ([(1, 9, "a"), (10, 30, "")], [out(5, 9, "a")]), ([(1, 9, ""), (10, 30, "a b")], [out(10, 20, "a, b")]),
        ([(1, 8, "a"), (9, 9, ""), (10, 30, "b")], [out(5, 8, "a"), out(10, 20, "b")]),
        ([(1, 4, "a"), (5, 30, "")], []), ([(1, 5, "a"), (6, 30, "")], [out(5, 5, "a")]),
        ([(1, 19, ""), (20, 30, "a")], [out(20, 20, "a")]), ([(1, 20, ""), (21, 30, "a")], []),
        ([(1, 4, ""), (5, 20, "a"), (21, 30, "")], []), ([(1, 30, "a")], []), ([(1, 30, "")], []), ([], []),
        ([(1, 4, ""), (5, 30, "a")], []), ([(1, 20, "a"), (21, 30, "")], []),
    ],
)  # fmt: skip
def test_days_on_which_rules_keep_goods_out_are_told(spells, told):
    """Those of the question, and only if on some other of them the goods may come in."""
    assert told_days(*spells) == told
