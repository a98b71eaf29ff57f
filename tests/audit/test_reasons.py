"""Reasons of unserved boxes, and boxes under way, as the audit reads them; worked out by head."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from ruled import BAN, ruled

from logistics.audit import cold_search, stages
from logistics.audit.blocked import forbidden_prices
from logistics.audit.cold_search import ColdSearch
from logistics.audit.reefer import Reefers
from logistics.audit.report import Ledger
from logistics.audit.search import combos_of
from logistics.audit.stages import Cut, _moved
from logistics.audit.tables import read_book
from logistics.audit.trace import NOTHING, Box, Handled, Law, Ride, Spell
from logistics.audit.units import Begun, Choice
from logistics.audit.unserved import check_unserved

BOX = Box(
    "A", "almaty", "xian", "frozen", 2.0, 48.0, "plug", 0, 600, 1.0, 0.5, "gate", "", -1, "", -1, net_t=20.0
)  # fmt: skip
IN_TIME, LATE, NEVER = 10.0, 10.1, np.inf
CLOSED, BANNED = Law(spells=(Spell(0, 1, closed=frozenset({"x"})),)), Law(forbidden=("ban_beef",))


@pytest.mark.parametrize(
    ("reason", "least", "free", "law", "resource", "right"),
    [
        ("no_path", NEVER, IN_TIME, CLOSED, "", True),
        ("no_path", LATE, LATE, NOTHING, "", False),
        ("no_path", IN_TIME, IN_TIME, NOTHING, "", False),
        ("too_late", LATE, LATE, NOTHING, "", True),
        ("too_late", NEVER, NEVER, NOTHING, "", False),
        ("too_late", IN_TIME, IN_TIME, NOTHING, "", False),
        ("closed", NEVER, NEVER, NOTHING, "", True),
        ("closed", LATE, LATE, NOTHING, "", True),
        ("closed", IN_TIME, IN_TIME, NOTHING, "", False),
        ("capacity", IN_TIME, IN_TIME, NOTHING, "crane", True),
        ("capacity", IN_TIME, IN_TIME, NOTHING, "nothing", False),
        ("capacity", LATE, LATE, NOTHING, "crane", False),
        ("outside_cheaper", IN_TIME, IN_TIME, NOTHING, None, True),
        ("outside_cheaper", NEVER, NEVER, NOTHING, None, False),
        ("rule", NEVER, IN_TIME, CLOSED, "ban_beef", True),
        ("rule", LATE, IN_TIME, CLOSED, "ban_beef", True),
        ("rule", NEVER, NEVER, CLOSED, "ban_beef", False),
        ("rule", LATE, LATE, CLOSED, "ban_beef", False),
        ("rule", NEVER, NEVER, BANNED, "ban_beef", True),
        ("rule", IN_TIME, IN_TIME, BANNED, "no_such_rule", False),
        ("rule", IN_TIME, IN_TIME, BANNED, "switched_off", False),
        ("rule", IN_TIME, IN_TIME, BANNED, "crane", False),
        ("no_path", NEVER, NEVER, BANNED, "", False),
        ("capacity", IN_TIME, IN_TIME, BANNED, "crane", False),
        ("bad luck", IN_TIME, IN_TIME, NOTHING, "", False),
    ],
)
def test_reasons_are_what_searches_find(tiny_scenario, reason, least, free, law, resource, right):
    """By the rules and without them: no path, too late, in time; what is named exists and is in force."""
    scenario = ruled(tiny_scenario, BAN, {**BAN, "rule_id": "switched_off", "active": False})
    row = {"consignment_id": "A", "reason": reason, "resource_id": resource}
    capacities = SimpleNamespace(book=read_book(scenario.network), of={"crane": 5.0}.get)

    def earliest(boxes):
        return np.array([free if box.laws == (NOTHING,) else least for box in boxes])

    ledger, known = Ledger(), {"A": BOX._replace(laws=(law,))}
    plan = SimpleNamespace(unserved=pd.DataFrame([row, {**row, "consignment_id": "not known"}]))
    check_unserved(plan, known, SimpleNamespace(earliest=earliest), capacities, ledger)
    assert ("unserved" not in ledger.faults) == right


def test_a_quota_of_nothing_may_not_be_used(tiny_scenario):
    """Resources without capacity have a price above every path: a quota of zero tonnes is one."""
    quota = {**BAN, "kind": "quota", "unit": "t/year"}
    rules = [{**quota, "rule_id": name, "amount": amount} for name, amount in (("none", 0.0), ("some", 5.0))]
    book = read_book(ruled(tiny_scenario, *rules).network)
    capacity = {"quota:none": 0.0, "quota:some": 5.0, "gone": 0.0}
    capacities = SimpleNamespace(
        book=book, committed={"gone": 1.0}, blocks={}, windows=SimpleNamespace(all=[], on=lambda *_: []),
        of=capacity.get,
    )  # fmt: skip
    horizon = SimpleNamespace(solved_start_min=0, solved_end_min=1440)
    assert set(forbidden_prices(capacities, horizon)) == {"quota:none", "gone"}


def test_what_decides_the_price_of_a_way():
    """One combination for each way that is open; tonnes where a quota counts them; what set out goes on."""
    counted = Law(quotas=("quota:q",))
    found = combos_of(BOX._replace(laws=(NOTHING, counted, BANNED)))
    assert [(combo.law, combo.net_t) for combo in found] == [(NOTHING, 0.0), (counted, 20.0)]
    on_its_way = combos_of(BOX._replace(laws=(NOTHING, BANNED), start_kind="yard"))
    assert [combo.law for combo in on_its_way] == [NOTHING, BANNED]


def shutting(names, hours=(-(2**40), 2**40)):
    """Return a law that closes operations for some time."""
    return Law(spells=(Spell(*hours, closed=frozenset(names)),))


@pytest.mark.parametrize(
    ("count", "laws"), [(2, ["entry", "end"]), (3, ["entry"])], ids=["before the border", "after the border"]
)
def test_what_was_done_to_boxes_decides_where_they_are_inspected(count, laws):
    """A way stays open while nothing that it closes was done; goods that are spent are due no later."""
    ways = {"entry": shutting({"seal", "later"}), "end": shutting({"inspect"}, (50, 51))}
    steps = [
        Handled("load", "", 0, 0),
        Ride("s", 0, 0),
        Handled("inspect", "s", 0, 0),
        Ride("s", 0, 0),
        Handled("later", "s", 0, 0),
    ]
    model = SimpleNamespace(blocks={"s": SimpleNamespace(leg_arrival=lambda leg: [50])})
    trace = SimpleNamespace(box=BOX._replace(laws=tuple(ways.values())), steps=steps)
    moved = _moved(trace, Cut(77, count, ("yard", "dostyk", 1435, "", -1)), model, 0, 9000)
    assert moved.laws == tuple(ways[name] for name in laws)
    assert (moved.ready, moved.due, moved.start_kind, moved.start_terminal) == (77, 9000, "yard", "dostyk")
    for box, due in ((trace.box._replace(due=9500), 9500), (trace.box._replace(spent_at=800), 800)):
        assert _moved(SimpleNamespace(box=box, steps=steps), Cut(77, count), model, 0, 9000).due == due
    for hours in ((0, 50), (51, 99)):  # it was open when they came
        open_then = trace.box._replace(laws=(ways["entry"], shutting({"inspect"}, hours)))
        assert len(_moved(SimpleNamespace(box=open_then, steps=steps), Cut(77, count), model, 0, 9000).laws) == 2


def test_a_way_that_rules_shut_everywhere_goes_on_as_it_was(monkeypatch):
    """Boxes whose past no way allows keep all of them; those that are refused on their train have none."""
    laws = (shutting({"load"}),)
    trace = SimpleNamespace(box=BOX._replace(laws=laws), steps=[Handled("load", "", 0, 0), Ride("s", 0, 0)])
    model = SimpleNamespace(blocks={"s": SimpleNamespace(leg_arrival=lambda leg: [50])}, book=None)
    for word in ("gate", "onboard"):
        for answer in (True, False):
            monkeypatch.setattr(stages, "refused", lambda *_, answer=answer: answer)
            left = () if answer and word == "onboard" else laws
            assert _moved(trace, Cut(77, 2, (word, "dostyk", -1, "s@1", 1)), model, 0, 9000).laws == left


KEPT = SimpleNamespace(ceiling=-12.0, floor=-19.0, most=1.0)


def seeded(monkeypatch, found, *, lived=None, begun=None, leg=-1, moment=0):
    """Return the seeds of boxes without power that may enter yards, or arrive on a leg, and their chains."""
    monkeypatch.setattr(cold_search, "live", lambda keeps, air, ready, way: lived[way[0][-1]])
    cold = object.__new__(ColdSearch)
    cold.search, cold.air = SimpleNamespace(seeds=lambda *_, free: (found, leg)), None
    cold.events = SimpleNamespace(leg_arrival=[0, 0, 90], not_before=moment, model=SimpleNamespace(cutoff=20))
    table, chains, on = cold._seeds(None, Choice(BOX, "thermos40", 1.0, KEPT, begun))
    return table.tolist(), chains.tolist(), on


def test_boxes_that_are_spoilt_as_they_are_loaded_are_no_seeds(monkeypatch):
    """Each operation that loads leaves the goods as they are when it ends; too warm or too cold they go nowhere."""
    keys = ("warmest", "coldest", "mean", "warm", "cold", "used")
    lived = {
        10: dict(zip(keys, (-12.0, -19.0, -15.0, -14.0, -16.0, 0.1), strict=True)),
        20: dict(zip(keys, (-11.9, -18.0, -15.0, -14.0, -16.0, 0.1), strict=True)),
        30: dict(zip(keys, (-13.0, -19.1, -15.0, -14.0, -16.0, 0.1), strict=True)),
    }
    lived = {when: SimpleNamespace(**values) for when, values in lived.items()}
    found = [(10, 3, 50.0), (20, 4, 50.0), (30, 5, 50.0)]
    table, chains, leg = seeded(monkeypatch, found, lived=lived)
    assert (table, chains, leg) == ([[50.0, 10.0, -15.0, -14.0, -16.0, 0.1]], [3], -1)


@pytest.mark.parametrize(
    ("begun", "fits"),
    [
        (Begun(-15.0, -12.0, -19.0, 1.0), True),
        (Begun(-15.0, -11.9, -19.0, 1.0), False),
        (Begun(-15.0, -12.0, -19.1, 1.0), False),
        (Begun(-15.0, -12.0, -19.0, 1.1), False),
    ],
)
def test_boxes_under_way_go_on_with_their_goods_as_they_are(monkeypatch, begun, fits):
    """In a yard or on a train; goods that are spoilt already go nowhere."""
    table, chains, leg = seeded(monkeypatch, [(70, 3, 5.0)], begun=begun)
    assert (table, chains, leg) == (([[5.0, 70.0, *begun]], [3], -1) if fits else ([], [], -1))
    table, chains, leg = seeded(monkeypatch, [], begun=begun, leg=2)
    assert (table, chains, leg) == ([[0.0, 90.0, *begun]] if fits else [], [], 2)
    table, _, _ = seeded(monkeypatch, [(70, 3, 5.0)], begun=begun, moment=100)  # told for a cut-off before the moment
    assert table == ([[5.0, 80.0, *begun]] if fits else [])
    table, _, _ = seeded(monkeypatch, [], begun=begun, leg=2, moment=120)
    assert table == ([[0.0, 100.0, *begun]] if fits else [])


def test_units_compete_by_the_box_of_their_consignment(monkeypatch):
    """Costs per box of a unit are divided by what it carries; without power only what beats the price is followed."""
    held, lives = SimpleNamespace(held=True), SimpleNamespace(held=False)

    def choice(name, unit, share, keeps):
        return Choice(BOX._replace(consignment_id=name), unit, share, keeps)

    of_a = [choice("a", "reefer", 1.0, held), choice("a", "thermos", 2.0, lives)]
    of_b = [choice("b", "reefer", 1.0, held), choice("b", "thermos", 2.0, lives)]
    piece = choice("a", "thermos", 1.0, lives)
    cost = {("a", "reefer"): 900.0, ("a", "thermos"): 1000.0, ("b", "reefer"): 300.0, ("b", "thermos"): 700.0}
    asked = {}

    def cheapest(boxes):
        return np.array([*cost.values(), 720.0][: len(boxes)])

    class Followed:
        def __init__(self, search, air):
            pass

        def matters(self, choice):
            return not choice.keeps.held

        def cheapest(self, choices, bound):
            asked.update(
                {(c.box.consignment_id, c.share): float(limit) for c, limit in zip(choices, bound, strict=True)}
            )
            return np.minimum(bound, 1300.0)

    monkeypatch.setattr(cold_search, "ColdSearch", Followed)
    stage = SimpleNamespace(
        boxes=[of_a[0].box, of_b[0].box, piece.box],
        outside=[800.0, 5000.0, 5000.0],
        under_way={2: piece},
        unplugged={},
    )
    choices = {"a": {c.unit: c for c in of_a}, "b": {c.unit: c for c in of_b}}
    prices = SimpleNamespace(demand={"a": 700.0, "a~P1": 750.0, "b": 5000.0})
    found = cold_search.cheapest_of_units(SimpleNamespace(cheapest=cheapest), stage, choices, prices, None)
    # a: 500 a box without power beats its price, so it is followed, and is 1300 / 2; b: its reefer is cheaper, 300;
    # the piece: 720 is less than the price of any part of its consignment, so it is followed, up to that price
    assert asked == pytest.approx({("a", 2.0): 1500.0, ("a", 1.0): 750.0}, rel=1e-6)
    assert found.tolist() == pytest.approx([650.0, 300.0, 750.0], rel=1e-6)
    stage.under_way, stage.boxes, stage.outside = {}, stage.boxes[:2], stage.outside[:2]
    prices.demand = {"a": 400.0, "a~P1": 450.0, "b": 100.0}
    asked.clear()
    found = cold_search.cheapest_of_units(SimpleNamespace(cheapest=cheapest), stage, choices, prices, None)
    assert asked == {}  # dearer than the price without a limit already
    assert found.tolist() == [500.0, 300.0]


@pytest.mark.parametrize(
    ("kind", "activity", "scope"),
    [
        ("ride", "", "train_power"), ("road", "", "train_power"), ("wait", "aboard", "train_power"),
        ("wait", "yard", "grid"), ("operate", "unload", "grid"), ("ferry", "", "ship_power"), ("sea", "", "ship_power"),
    ],
)  # fmt: skip
def test_where_power_comes_from(kind, activity, scope):
    """From the ship, the train, or the grid of the country; a diesel set has its own."""
    reefers = object.__new__(Reefers)
    reefers._book, reefers._known = SimpleNamespace(country={"xian": "CN"}), {}
    reefers._factors = [{"scope": name, "country": "", "value": i} for i, name in
                        enumerate(("fuel", "grid", "train_power", "ship_power"))]  # fmt: skip
    expected = {"fuel": 0.0, "grid": 0.001, "train_power": 0.002, "ship_power": 0.003}
    row = SimpleNamespace(kind=kind, activity=activity)
    assert reefers._per_unit(BOX, row, "xian") == pytest.approx(expected[scope])
    assert reefers._per_unit(BOX._replace(power="diesel"), row, "xian") == expected["fuel"]
