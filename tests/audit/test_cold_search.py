"""What the audit's search with temperatures is asked for, and where it begins; worked out by head."""

from __future__ import annotations

import math
from types import SimpleNamespace

import numpy as np
import pytest

from logistics.audit import cold_search as module
from logistics.audit.cold_search import SAME, ColdSearch, cheapest_of_units
from logistics.audit.stages import PART
from logistics.audit.units import Begun

NAN = math.nan


def goods(**given):
    """Return goods that use 1/1000 of their life a minute at 0 degC and 1/1000 more for each degree."""
    cells = {"held": False, "start": -18.0, "ceiling": -12.0, "floor": -20.0, "threshold": 0.5, "most": 1.0,
             "rate_at": lambda c: (1 + c) / 1000}  # fmt: skip
    return SimpleNamespace(**{**cells, **given})


def searching(*, mean=(-30.0, -25.0), warm=(-28.0, -22.0), cold=(-19.5, -19.0), **given):
    """Return a search among terminals with some weather."""
    search = object.__new__(ColdSearch)
    search.__dict__.update(mean=np.array([mean, [NAN] * 2]), warm=np.array([warm]), cold=np.array([cold]), **given)
    return search


def choice(keeps=None, begun=None, **box):
    """Return a choice of a box that is ready at minute 0 and due at 100."""
    cells = {"ready": 0, "due": 100, "start_terminal": "a", **box}
    return SimpleNamespace(keeps=keeps, begun=begun, box=SimpleNamespace(**cells), share=1.0, unit="u")


@pytest.mark.parametrize(
    ("weather", "keeps", "begun", "risks"),
    [
        ({}, {}, None, (False, False, False)),
        ({"warm": (-28.0, -11.0)}, {}, None, (True, False, False)),
        ({"cold": (-20.5, -19.0)}, {}, None, (False, True, False)),
        ({}, {"start": -11.0}, None, (True, False, False)),
        ({}, {"start": -21.0}, None, (False, True, False)),
        ({}, {"start": NAN}, None, (False, False, False)),
        ({}, {}, Begun(-18.0, -11.0, -18.0, 0.0), (True, False, False)),
        ({}, {}, Begun(-18.0, -18.0, -21.0, 0.0), (False, True, False)),
        ({}, {"start": -11.0}, Begun(-18.0, -18.0, -18.0, 0.0), (False, False, False)),
        ({"mean": (-30.0, 5.0)}, {"ceiling": 9.0}, None, (False, False, True)),  # 6/1000 for 100 minutes
        ({"mean": (-30.0, 3.0)}, {"ceiling": 9.0}, None, (False, False, False)),
        ({"mean": (-30.0, 5.0)}, {"ceiling": 3.0}, None, (False, False, False)),  # never warmer than the ceiling
        ({"mean": (-30.0, 5.0)}, {"ceiling": 9.0, "threshold": 0.7}, None, (False, False, False)),
        ({"mean": (-30.0, 5.0)}, {"ceiling": 9.0, "threshold": 1.2, "most": 0.4}, None, (False, False, True)),
        ({"mean": (-30.0, 3.0)}, {"ceiling": 9.0}, Begun(-18.0, -18.0, -18.0, 0.2), (False, False, True)),
        ({}, {"ceiling": 9.0}, Begun(5.0, -18.0, -18.0, 0.0), (False, False, True)),
    ],
)  # fmt: skip
def test_what_can_matter(weather, keeps, begun, risks):
    """A limit that the weather or the box itself is beyond; and life, at the warmest that it can be."""
    search, asked = searching(**weather), choice(goods(**keeps), begun)
    assert search._risks(asked, 100) == risks
    assert search.matters(asked) == any(risks)


def test_goods_that_are_held_or_keep_for_ever_are_not_followed():
    """Whatever the weather."""
    hot = {"warm": (50.0, 50.0)}
    assert searching(**hot).matters(choice(goods()))
    assert not searching(**hot).matters(choice(goods(held=True)))
    assert not searching(**hot).matters(choice(None))


class Cold:
    """Stands for the search with temperatures: it follows units named dark, and finds what they are told."""

    def __init__(self, search, _air):
        self.asked = search.asked

    def matters(self, one):
        """Tell whether to follow a choice."""
        return one.unit == "dark"

    def cheapest(self, choices, bound):
        """Return what each choice is told to be found for."""
        self.asked.extend(zip([one.name for one in choices], bound.tolist(), strict=True))
        return np.minimum([one.found for one in choices], bound)


def told(monkeypatch, stage, choices, prices):
    """Return the least costs, and what was asked of the search with temperatures."""
    monkeypatch.setattr(module, "ColdSearch", Cold)
    asked = []
    search = SimpleNamespace(asked=asked, cheapest=lambda boxes: np.array([box.cost for box in boxes]))
    stage = SimpleNamespace(**{"under_way": {}, "unplugged": {}, **stage})
    costs = cheapest_of_units(search, stage, choices, SimpleNamespace(demand=prices), None)
    return costs.tolist(), asked


def unit(name, kind, cost, share=1.0, found=math.inf):
    """Return a choice with its cost, and what is found with temperatures [USD per box of the unit]."""
    return SimpleNamespace(name=name, unit=kind, share=share, box=SimpleNamespace(cost=cost), found=found)


@pytest.mark.parametrize(
    ("lit", "dark", "prices", "cost", "asked"),
    [
        (300.0, 400.0, {"A": 250.0}, 230.0, [("d", 500.0 * (1 + SAME))]),
        (300.0, 400.0, {"A": 190.0}, 200.0, []),  # not below the price: it shows nothing that was not known
        (300.0, 700.0, {"A": 400.0}, 300.0, []),
        (190.0, 400.0, {"A": 250.0}, 190.0, []),
        (300.0, 400.0, {}, 230.0, [("d", 600.0)]),
        (900.0, 400.0, {}, 230.0, [("d", 1000.0)]),  # at most the outside option
        (300.0, 400.0, {f"A{PART}1": 100.0, f"A{PART}2": 250.0, "B": 999.0}, 230.0, [("d", 500.0 * (1 + SAME))]),
        (300.0, 400.0, {f"A{PART}1": 250.0, f"A{PART}2": 100.0}, 230.0, [("d", 500.0 * (1 + SAME))]),
    ],
)
def test_temperatures_are_followed_where_a_box_could_be_too_cheap(monkeypatch, lit, dark, prices, cost, asked):
    """Two boxes' worth in the dark unit, 460 with limits kept; one reefer; or 500 outside."""
    choices = {"A": {"lit": unit("l", "lit", lit), "dark": unit("d", "dark", dark, 2.0, 460.0)}}
    stage = {"boxes": [SimpleNamespace(consignment_id="A")], "outside": [500.0]}
    costs, seen = told(monkeypatch, stage, choices, prices)
    assert costs == [pytest.approx(cost)]
    assert seen == [(name, pytest.approx(bound, rel=1e-12)) for name, bound in asked]


def test_boxes_under_way_have_the_units_they_are_in(monkeypatch):
    """And what they may go on in without power; those at the gate have all that are offered."""
    boxes = [SimpleNamespace(consignment_id=name) for name in "ABC"]
    stage = {
        "boxes": boxes, "outside": [500.0] * 3,
        "under_way": {0: unit("a", "lit", 300.0), 2: unit("c", "lit", 40.0)},
        "unplugged": {0: [unit("x", "dark", 100.0, 1.0, 150.0)]},
    }  # fmt: skip
    choices = {name: {"lit": unit("never", "lit", 10.0)} for name in "AC"} | {"B": {"lit": unit("b", "lit", 20.0)}}
    assert told(monkeypatch, stage, choices, {})[0] == [150.0, 20.0, 40.0]


def lived(**given):
    """Return what a box lived through before its yard."""
    return SimpleNamespace(**{"warmest": -12.0, "coldest": -20.0, "mean": -17.0, "warm": -16.0, "cold": -18.0,
                              "used": 0.1, **given})  # fmt: skip


def seeds(monkeypatch, found, leg=-1, begun=None, lives=None, not_before=1000, paid=0.0):
    """Return where a search begins."""
    monkeypatch.setattr(module, "live", lambda keeps, air, ready, way: lives[way[0][3]])
    monkeypatch.setattr(module, "hired_before", lambda *_: paid)
    events = SimpleNamespace(
        leg_arrival=np.array([400, 1700]), not_before=not_before, model=SimpleNamespace(cutoff=100)
    )
    search = searching(
        search=SimpleNamespace(seeds=lambda combo, box, free: (found, leg)), events=events, air=None
    )  # fmt: skip
    table, chains, at = search._seeds(None, choice(goods(), begun))
    assert table.shape == (len(table), 6)
    return table.tolist(), chains.tolist(), at


def test_boxes_at_the_gate_enter_yards_with_what_they_lived_through(monkeypatch):
    """Those that pass a limit before do not enter, nor where there is no price; limits themselves are kept."""
    found = [(200, 7, 10.0), (300, 8, 20.0), (400, 9, 30.0), (500, 6, math.inf)]
    lives = {200: lived(), 300: lived(warmest=-11.9), 400: lived(coldest=-20.1), 500: lived()}
    assert seeds(monkeypatch, found, lives=lives) == ([[10.0, 200.0, -17.0, -16.0, -18.0, 0.1]], [7], -1)
    assert seeds(monkeypatch, [], lives=lives) == ([], [], -1)


@pytest.mark.parametrize(
    ("begun", "fits"),
    [
        (Begun(-18.0, -12.0, -20.0, 1.0), True), (Begun(-18.0, -11.9, -20.0, 1.0), False),
        (Begun(-18.0, -12.0, -20.1, 1.0), False), (Begun(-18.0, -12.0, -20.0, 1.1), False),
    ],
)  # fmt: skip
def test_boxes_under_way_begin_as_they_are(monkeypatch, begun, fits):
    """In a yard when they are ready but not before their past is told; aboard where their train arrives, less hire."""
    found = [(800, 7, 10.0), (950, 8, 20.0)]
    expected = [[10.0, 900.0, *begun], [20.0, 950.0, *begun]] if fits else []
    assert seeds(monkeypatch, found, begun=begun) == (expected, [7, 8] if fits else [], -1)
    table, chains, leg = seeds(monkeypatch, [], leg=1, begun=begun, paid=5.0)
    assert (table, chains, leg) == ([[-5.0, 1700.0, *begun]] if fits else [], [], 1)
    assert seeds(monkeypatch, [], leg=0, begun=begun)[0] == ([[0.0, 900.0, *begun]] if fits else [])


def test_life_counts_from_when_the_goods_were_ready():
    """6/1000 a minute for 50 minutes of 100."""
    search = searching(mean=(-30.0, 5.0))
    assert not any(search._risks(choice(goods(ceiling=9.0), ready=50), 100))
    assert search._risks(choice(goods(ceiling=9.0), ready=0), 100)[2]


class AsTheyAre(SimpleNamespace):
    """Ways whose prices are replaced."""

    def _replace(self, **cells):
        return AsTheyAre(**{**self.__dict__, **cells})


def scanned(monkeypatch, seeds, leg, *, states=(0,), most=100, found=(1.0, 2.0, 3.0)):
    """Return what a scan for boxes to b, a and b answers, and its first event; 5, 6 and 7 is the bound."""
    calls, left = [], list(states)

    def scan(first, *given):
        target_ptr, due, least, table = given[5], given[6], given[9], given[-1]
        calls.append((first, target_ptr.tolist(), due.tolist(), least.tolist(), len(table)))
        least[:] = found
        return left.pop(0)

    events = SimpleNamespace(
        terminals={"a": 0, "b": 1}, time=np.array([0, 100, 200, 300]), leg_arrival=np.array([150, 999])
    )
    search = searching(
        events=events, search=SimpleNamespace(with_rent=lambda box, price: price), month=None, first_day=0, yard=None,
        aboard=None, arrived=None,
    )  # fmt: skip
    search._make_room(4)
    monkeypatch.setattr(module, "cold_scan", scan)
    monkeypatch.setattr(module, "MOST_STATES", most)
    table = np.array(seeds, float).reshape(-1, 6)
    monkeypatch.setattr(search, "_seeds", lambda *_: (table, np.zeros(len(table), np.int64), leg))
    keeps = goods(tau_min=60.0, usd=1.0)
    asked = [choice(keeps, destination=place, due=due, time_rate=1.0, running_rate=0.0)
             for place, due in (("b", 10), ("a", 20), ("b", 30))]  # fmt: skip
    answer = search._scan(None, AsTheyAre(exit_price=0.0), asked, np.array([5.0, 6.0, 7.0]))
    return answer.tolist(), calls


def seed(minute):
    """Return a state that begins at a minute."""
    return [0.0, minute, -18.0, -18.0, -18.0, 0.0]


@pytest.mark.parametrize(
    ("seeds", "leg", "first"),
    [
        ([seed(100.0), seed(250.0)], -1, 1), ([seed(101.0), seed(250.0)], -1, 2), ([seed(250.0), seed(100.0)], -1, 1),
        ([seed(120.0)], 0, 2), ([seed(90.0)], 0, 1), ([seed(250.0)], 0, 2),
    ],
)  # fmt: skip
def test_a_scan_begins_with_the_first_seed_or_with_the_train(monkeypatch, seeds, leg, first):
    """By whichever comes first; events before it are not looked at."""
    assert scanned(monkeypatch, seeds, leg)[1][0][0] == first


def test_targets_are_scanned_by_terminal_and_answered_in_their_order(monkeypatch):
    """Those to a first, then those to b; nothing below the bound where nothing begins."""
    answer, calls = scanned(monkeypatch, [seed(0.0)], -1)
    assert calls == [(0, [0, 1, 3], [20, 10, 30], [6.0, 5.0, 7.0], 4)]
    assert answer == [2.0, 1.0, 3.0]
    assert scanned(monkeypatch, [], -1) == ([5.0, 6.0, 7.0], [])


def test_a_scan_has_room_for_its_states_or_proves_nothing(monkeypatch):
    """Four times the room each time, until there is no more."""
    answer, calls = scanned(monkeypatch, [seed(0.0)], -1, states=(5, 16))
    assert ([call[-1] for call in calls], answer) == ([4, 16], [2.0, 1.0, 3.0])
    assert all(call[3] == [6.0, 5.0, 7.0] for call in calls), "each begins with the bound"
    answer, calls = scanned(monkeypatch, [seed(0.0)], -1, states=(5, 17), most=16)
    assert ([call[-1] for call in calls], answer) == ([4, 16], [-math.inf] * 3)
    assert scanned(monkeypatch, [seed(0.0)], -1, states=(4,))[0] == [2.0, 1.0, 3.0]
