"""Rules on questions to the router: what they shut, and that they say so."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from logistics.cargo.rules import Rule
from logistics.errors import DataError
from logistics.routing import Query
from logistics.routing.found import merged
from logistics.routing.permission import Permission, Ruling
from logistics.timespace.model import ArcKind

QUERY = Query("xian", "moscow", "beef", datetime(2025, 9, 1, tzinfo=UTC))
BAN = Rule(
    "ban_beef", "ban", frozenset({"beef"}), frozenset({"CN"}), frozenset({"RU"}), frozenset(), "", date(2025, 9, 1),
    date(2025, 12, 7), "tiny",
)  # fmt: skip


@pytest.fixture
def ruled(tiny_router, monkeypatch):
    """Return a function that gives the tiny router some rules."""

    def give(*rules):
        monkeypatch.setattr(tiny_router.permission, "rules", rules)
        return tiny_router

    return give


def test_a_ban_leaves_no_path_and_names_itself(ruled):
    """The explanation has id, dates and source, and says what there would be without the rule; JSON has it too."""
    front = ruled(BAN).find_paths(QUERY)
    assert not front.paths
    text = front.explanation["text"]
    for word in (
        "rule ban_beef (ban) forbids Frozen-beef from Xian to Moscow",
        "from 2025-09-01 to 2025-12-07",
        "source: tiny",
    ):
        assert word in text
    assert front.explanation["restrictions"][0]["dropped"] == ["rule ban_beef"]
    told = json.loads(json.dumps(front.to_dict()))
    assert told["explanation"]["rules"][0]["rule_id"] == "ban_beef"
    assert told["explanation"]["rules"][0]["valid_to"] == "2025-12-07"


def test_other_goods_and_directions_are_not_meant(ruled):
    """A ban on beef to Russia says nothing on wheat."""
    router = ruled(BAN)
    assert router.find_paths(replace(QUERY, commodity="wheat")).paths
    assert router.best_path(QUERY) is None


def entry(path):
    """Return when a path first arrives in Russia."""
    return next(leg.end_utc for leg in path.legs if leg.kind == "ride" and leg.to_terminal == "moscow")


def test_a_ban_of_the_receiver_holds_by_the_day_of_entry(ruled):
    """Boxes wait outside until it is over, and leave before it if they can: arrival at the first stop counts."""
    free = ruled().best_path(QUERY)
    came = entry(free).date()
    only = replace(BAN, valid_from=came, valid_to=came)
    later = ruled(only).best_path(QUERY)
    assert entry(later).date() > came
    assert ruled(replace(only, valid_from=came - timedelta(1), valid_to=came - timedelta(1))).best_path(QUERY) == free
    assert ruled(replace(only, valid_from=came + timedelta(1), valid_to=came + timedelta(1))).best_path(QUERY) == free


def test_days_on_which_a_rule_keeps_goods_out_are_told(ruled):
    """A ban of the first days: ways may wait for its end, and the answer says so; one of all days is no such note."""
    first = replace(BAN, valid_from=date(2025, 9, 1), valid_to=date(2025, 9, 3))
    front = ruled(first).find_paths(QUERY)
    (told,) = [note for note in front.query["notes"] if "may not come in" in note]
    assert "to 2025-09-03 these goods" in told
    assert "(rule ban_beef): a way may wait" in told
    always = replace(BAN, valid_from=None, valid_to=None)
    assert not any("may not come in" in note for note in ruled(always).find_paths(QUERY).query["notes"])


def test_a_ban_of_the_sender_holds_by_the_day_of_departure(ruled):
    """Without a receiving country it stops the train at the origin, whenever the boxes would arrive."""
    free = ruled().best_path(QUERY)
    left = next(leg.start_utc for leg in free.legs if leg.kind == "ride").date()
    own = replace(BAN, to_country=frozenset(), valid_from=left, valid_to=left)
    later = ruled(own).best_path(QUERY)
    assert next(leg.start_utc for leg in later.legs if leg.kind == "ride").date() > left
    after = replace(own, valid_from=left + timedelta(1), valid_to=left + timedelta(30))
    assert ruled(after).best_path(QUERY) == free
    assert ruled(replace(own, valid_from=None, valid_to=None)).best_path(QUERY) is None


def test_a_rule_may_be_taken_not_to_hold(tiny_router, ruled, monkeypatch):
    """``ignore_rules`` knows the ids of the tables only."""
    with pytest.raises(DataError, match=r"'ban_beeef' is not in rules\.csv"):
        tiny_router.find_paths(replace(QUERY, ignore_rules=("ban_beeef",)))
    monkeypatch.setattr(tiny_router.names, "rules", ["ban_beef"])
    assert ruled(BAN).find_paths(replace(QUERY, ignore_rules=("ban_beef",))).paths


def test_a_transit_rule_bars_a_country(ruled):
    """Nothing passes Kazakhstan, the only way: the rule and what it bars are told, and the answer is that of avoid."""
    rule = replace(BAN, rule_id="no_transit", kind="transit", through=frozenset({"KZ"}))
    front = ruled(rule).find_paths(QUERY)
    assert not front.paths
    assert "forbids Frozen-beef to pass Kazakhstan" in front.explanation["text"]
    assert ruled(replace(rule, through=frozenset({"BY"}))).find_paths(QUERY).paths


def test_a_protocol_opens_what_it_names(ruled):
    """Before its first day goods may not go; a second protocol in force is enough."""
    late = replace(BAN, rule_id="protocol", kind="protocol", valid_from=date(2025, 10, 1), valid_to=None)
    front = ruled(late).find_paths(QUERY)
    assert "from 2025-10-01 only, not on 2025-09-01" in front.explanation["text"]
    assert ruled(late, replace(late, rule_id="old", valid_from=None)).find_paths(QUERY).paths


class Tables(dict):
    """Tables by name, as a network."""

    tables = property(lambda self: self)


@pytest.fixture
def bordered():
    """Return a permission on a sketch: entries ``gate`` and ``other``; ``town``, ``city`` inland."""
    frames = {
        "terminals": {"terminal_id": ["kz", "gate", "other", "town", "city"], "country": ["KZ", *["CN"] * 4]},
        "operations": {
            "terminal_id": ["gate", "other", "gate", "other", "other", "town", "town", "gate", "city"],
            "activity": [*["gauge_change"] * 4, "unload", "unload", "unload", "gauge_change", "unload"],
            "transfer_class": ["inspected", "inspected", *["ordinary"] * 4, "inspected", "ordinary", "inspected"],
            "from_gauge": [*[1520.0] * 5, *[1435.0] * 4],
            "cargo_class": ["frozen", "frozen", *[""] * 7],
        },
        "commodities": {"commodity_id": ["beef", "oil"], "cargo_class": ["frozen", "oil"]},
        "rules": {"active": [], "kind": [], "terminal_id": []},
    }
    tables = Tables({name: pd.DataFrame(columns) for name, columns in frames.items()})
    kinds = [*[ArcKind.TRANSFER] * 4, *[ArcKind.UNLOAD] * 3, ArcKind.TRANSFER, ArcKind.UNLOAD, ArcKind.RIDE]
    graph = SimpleNamespace(
        instance=SimpleNamespace(network=tables), kind=np.array(kinds), ref=np.array([*range(9), 0]),
        tail=np.arange(10), head=np.arange(10), node_min=np.arange(10),
    )  # fmt: skip
    return Permission(graph, None)


DAY = date(2025, 9, 1)
SITE = replace(
    BAN, kind="site", from_country=frozenset(), to_country=frozenset({"CN"}), terminal_id="gate", valid_from=None,
    valid_to=None,
)  # fmt: skip


def test_goods_that_need_no_inspection_may_go_anywhere(bordered):
    """Without a rule about sites nothing is shut."""
    for rules in ((), (replace(SITE, active=False),), (replace(SITE, kind="protocol"),)):
        bordered.rules = rules
        ruling = bordered.on("beef", (0, 3), DAY)
        assert ruling.arcs.tolist() == []
    assert ruling.sealed is None


def test_goods_enter_by_an_inspection_that_may_clear_them(bordered):
    """The other border, entry without inspection, and a second inspection inland are shut; leaving is not."""
    bordered.rules = (SITE,)
    ruling = bordered.on("beef", (0, 3), DAY)
    assert ruling.uncleared == ("other",)
    assert ruling.arcs.tolist() == [1, 2, 3, 4, 6, 8]
    assert ruling.sealed is None
    bordered.rules = (SITE, replace(SITE, kind="inspection", terminal_id="other"))
    assert bordered.on("beef", (0, 3), DAY).arcs.tolist() == [2, 3, 4, 6, 8]


def test_cargo_that_no_operation_inspects_enters_as_it_is(bordered):
    """A rule about a site shuts no border for goods that are not inspected at any."""
    bordered.rules = (replace(SITE, goods=frozenset({"oil"})),)
    assert bordered.on("oil", (0, 2), DAY).arcs.tolist() == []


def test_a_site_at_the_destination_inspects_what_enters_under_seal(bordered):
    """Either on entry, or at the end: then inspected entries and the ordinary unloading are shut."""
    town = replace(SITE, terminal_id="town")
    bordered.rules = (SITE, town)
    ruling = bordered.on("beef", (0, 3), DAY)
    assert ruling.arcs.tolist() == [1, 2, 3, 4, 6, 8]
    assert ruling.sealed.tolist() == [0, 1, 5, 8]
    assert bordered.on("beef", (0, 2), DAY).sealed is None  # ends elsewhere
    assert bordered.on("beef", (0, 1), DAY).sealed is None  # a site without inspected unloading
    late = replace(town, valid_from=date(2025, 9, 2))
    bordered.rules = (SITE, late)
    assert bordered.on("beef", (0, 3), DAY).sealed is None  # not a site yet


def test_countries_barred_are_shut_on_either_way(bordered):
    """A transit rule holds for goods inspected on entry as for those under seal."""
    bordered._place[0] = "RU"
    bordered._limits = SimpleNamespace(into=lambda country: np.array({"KZ": [9]}[country]))
    transit = replace(BAN, kind="transit", from_country=frozenset(), to_country=frozenset(), through=frozenset({"KZ"}))
    bordered.rules = (SITE, replace(SITE, terminal_id="town"), transit)
    ruling = bordered.on("beef", (0, 3), DAY)
    assert ruling.arcs.tolist() == [9, 1, 2, 3, 4, 6, 8]
    assert ruling.sealed.tolist() == [9, 0, 1, 5, 8]


def test_a_border_abroad_is_an_entry_where_a_rule_names_it(bordered):
    """A terminal on the other side of the border that inspects is shut until a rule lets it clear the goods."""
    bordered._clearing._country[1] = "KZ"
    bordered.rules = (replace(SITE, terminal_id="other"),)
    assert 0 not in bordered.on("beef", (0, 3), DAY).arcs.tolist()
    bordered.rules = (replace(SITE, terminal_id="other"), replace(SITE, valid_from=date(2025, 9, 2)))
    assert 0 in bordered.on("beef", (0, 3), DAY).arcs.tolist()


def test_fronts_of_two_clearings_are_one(tiny_router):
    """What is beaten in every criterion by a way of the other search falls out; ways alike stand once."""
    asked = tiny_router.look_up(replace(QUERY, commodity="electronics", window_h=200.0))
    whole = tiny_router.search(asked)
    assert len(whole) > 1
    part = whole.rows(np.arange(1, len(whole)))
    for fronts in ([whole, part], [part, whole], [whole, whole]):
        both = merged(fronts)
        assert both.criteria().tolist() == whole.criteria().tolist()
        assert [both.arc[a:b].tolist() for a, b in pairwise(both.ptr)] == [
            whole.arc[a:b].tolist() for a, b in pairwise(whole.ptr)
        ]
    worse = replace(part, cost=part.cost + 1)
    assert len(merged([whole, worse])) == len(whole)


def test_the_router_looks_for_both_clearings(tiny_router, monkeypatch):
    """Where goods may be inspected at their destination, ways of either kind are in the front."""
    asked = tiny_router.look_up(replace(QUERY, commodity="electronics", window_h=200.0))
    every = tiny_router.search(asked)
    first = np.unique(every.arc[every.ptr[0] : every.ptr[1]])
    rest = np.setdiff1d(np.unique(every.arc), first)
    ruling = Ruling(arcs=rest, sealed=first)
    monkeypatch.setattr(tiny_router.permission, "of", lambda _: ruling)
    found = tiny_router.search(asked)
    assert len(tiny_router.grounds(asked)) == 2
    assert found.minutes[0] == every.minutes[0]
    assert len(found) >= 1
    best = tiny_router.best_path(replace(QUERY, commodity="electronics"), usd_per_h=0.0)
    assert best is not None


@pytest.mark.parametrize(("usd_per_h", "service_class"), [(0.0, "express"), (1000.0, "ordinary")])
def test_the_best_path_is_the_best_of_both_clearings(tiny_router, monkeypatch, usd_per_h, service_class):
    """By money and value of time, whichever of the two searches finds it."""
    query = replace(QUERY, commodity="electronics", window_h=200.0)
    asked = tiny_router.look_up(query)
    ground = tiny_router.ground(asked)
    other = tiny_router.ground(tiny_router.look_up(replace(query, service_class=service_class)))
    told = []
    for grounds in ([ground], [other], [ground, other], [other, ground]):
        monkeypatch.setattr(tiny_router, "grounds", lambda _, grounds=grounds: grounds)
        path = tiny_router.best_of(asked, usd_per_h)
        told.append((path.cost_usd, sum(leg.hours for leg in path.legs)))
    (cost, hours), (dear, long) = told[:2]
    assert told[2:] == [(cost, hours)] * 2
    assert cost + usd_per_h * hours < dear + usd_per_h * long
    assert usd_per_h == 0.0 or dear < cost


def test_rides_into_a_country(tiny_router):
    """From outside only, whether they stop there or pass it: by terminals, or by a kilometre of a link."""
    graph, limits = tiny_router.graph, tiny_router.limits
    country = dict(zip(range(7), tiny_router.network["terminals"]["country"], strict=False))
    for land in ("KZ", "RU", "CN"):
        rides = limits.into(land)
        assert len(rides) > 0
        assert set(graph.kind[rides]) == {ArcKind.RIDE}
        assert land not in {country[row] for row in graph.node_terminal[graph.tail[rides]]}
        every = limits.in_country(land)
        rest = np.setdiff1d(every[graph.kind[every] == ArcKind.RIDE], rides)
        assert {country[row] for row in graph.node_terminal[graph.tail[rest]]} == {land}


def test_boarding_at_a_terminal(tiny_router):
    """Every way onto a train there, and nothing else."""
    graph = tiny_router.graph
    arcs = tiny_router.limits.leaving(0)
    assert (
        arcs.tolist() == np.flatnonzero((graph.kind == ArcKind.LOAD) & (graph.node_terminal[graph.tail] == 0)).tolist()
    )
    assert len(arcs) > 0


def test_countries_that_a_run_comes_into(tiny_router):
    """On its way to a stop, that of the stop before left out; of an unknown run or stop none."""
    t, limits = tiny_router.graph.timetable, tiny_router.limits
    names, country = (tiny_router.network["terminals"][name].tolist() for name in ("terminal_id", "country"))
    seen = set()
    for leg in range(len(t.leg_run)):
        ends = [int(t.call_terminal[call[leg]]) for call in (t.leg_from_call, t.leg_to_call)]
        run, seq = t.run_id[t.leg_run[leg]], int(t.call_seq[t.leg_to_call[leg]])
        found = limits.entered(run, seq)
        assert country[ends[0]] not in found
        assert (country[ends[1]] in found) == (country[ends[0]] != country[ends[1]])
        seen.add((names[ends[0]], names[ends[1]], tuple(sorted(found))))
    assert any(lands for _, _, lands in seen)
    assert limits.entered("no_such_run", 0) == frozenset()
    assert limits.entered(t.run_id[0], 99) == frozenset()


def test_what_forbids_goods_on_all_their_days():
    """The rules of the first day, where every day has some; none where one day has none, or no day is known."""
    other = replace(BAN, rule_id="other")
    spans = [(1, 4, (BAN,)), (5, 9, (other,)), (10, 12, ()), (13, 30, (BAN, other))]
    spells = tuple((date(2025, 9, a), date(2025, 9, b), rules, frozenset()) for a, b, rules in spans)
    ruling = Ruling(spells=spells)
    for first, last, told in (
        (1, 4, (BAN,)), (5, 9, (other,)), (3, 6, (BAN,)), (4, 5, (BAN,)), (9, 10, ()), (10, 12, ()), (12, 13, ()),
        (14, 15, (BAN, other)), (1, 30, ()),
    ):  # fmt: skip
        assert ruling.forbids(date(2025, 9, first), date(2025, 9, last)) == told
    assert Ruling().forbids(date(2025, 9, 1), date(2025, 9, 2)) == ()


def test_rules_that_follow_each_other_forbid_together(ruled):
    """Two bans without a day between them leave no path and are both named; with a gap there is one in the gap."""
    first = replace(BAN, valid_to=date(2025, 9, 15))
    for begins, free in ((16, False), (25, True)):
        second = replace(BAN, rule_id="second", valid_from=date(2025, 9, begins))
        router = ruled(first, second)
        ruling = router.permission.of(router.look_up(QUERY))
        assert [rule.rule_id for rule in ruling.forbidding] == ([] if free else ["ban_beef"])
        assert {rule.rule_id for rule in ruling.rules} == {"ban_beef", "second"}
        assert bool(router.find_paths(QUERY).paths) == free


def test_a_rule_without_dates_says_so(ruled):
    """At all times."""
    always = replace(BAN, valid_from=None, valid_to=None)
    assert "from Xian to Moscow at all times; source" in ruled(always).find_paths(QUERY).explanation["text"]


def test_countries_closed_on_a_day():
    """Those of the span in which the day lies; none outside."""
    closed = [frozenset({"CN"}), frozenset({"RU"})]
    spells = (
        (date(2025, 9, 1), date(2025, 9, 4), (), closed[0]),
        (date(2025, 9, 5), date(2025, 9, 9), (), closed[1]),
    )
    ruling = Ruling(spells=spells)
    told = [ruling.closed(date(2025, 9, day)) for day in (1, 4, 5, 9, 10)]
    assert told == [closed[0], closed[0], closed[1], closed[1], frozenset()]
    assert ruling.closed(date(2025, 8, 31)) == frozenset()


def test_a_destination_becomes_a_site_on_the_way(bordered):
    """Goods may then enter under seal; until its first day it unloads nothing that did."""
    town = replace(SITE, terminal_id="town", valid_from=date(2025, 9, 10), valid_to=None)
    bordered.rules = (SITE, town)
    long, short = ((DAY, date(2025, 9, last)) for last in (30, 9))
    ruling = bordered.over("beef", (0, 3), long)
    assert ruling.sealed.tolist() == [0, 1, 5, 6, 8]  # the events of the sketch are before that day
    assert ruling.arcs.tolist() == [1, 2, 3, 4, 6, 8]
    assert bordered.over("beef", (0, 3), short).sealed is None
    assert [spell[:2] for spell in ruling.spells] == [(DAY, date(2025, 9, 9)), (date(2025, 9, 10), date(2025, 9, 30))]


def test_a_rule_is_told_once(ruled):
    """What forbids on all days is not told again among what forbids on some."""
    first, second = (replace(BAN, rule_id=name, valid_to=date(2025, 12, day)) for name, day in (("a", 7), ("b", 8)))
    short = replace(BAN, rule_id="c", valid_to=date(2025, 9, 5))
    router = ruled(first, second, short)
    ruling = router.permission.of(router.look_up(QUERY))
    assert sorted(rule.rule_id for rule in ruling.rules) == ["a", "b", "c"]


def test_other_sites_on_other_days_do_not_seal_goods(bordered):
    """Where the destination is a site on no day, goods are inspected on entry on all of them."""
    first = replace(SITE, valid_from=None, valid_to=date(2025, 9, 9))
    later = replace(SITE, terminal_id="other", valid_from=date(2025, 9, 10), valid_to=None)
    bordered.rules = (first, later)
    ruling = bordered.over("beef", (0, 3), (DAY, date(2025, 9, 30)))
    assert len(ruling.spells) == 2
    assert ruling.sealed is None
