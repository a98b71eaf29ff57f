"""What goods begin with and when it is too late for them, worked out by head."""

from __future__ import annotations

import math
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from logistics.errors import PlanningError
from logistics.planning import keeping
from logistics.planning import without_power as module
from logistics.planning.drifting import FREE, LATE, MEMORY
from logistics.planning.keeping import _arrives, _before, _kind, _late, _starts, keeps_as_it_is, nothing_to_keep
from logistics.planning.lives import Life
from logistics.planning.options import Options
from logistics.planning.without_power import without_power
from logistics.timespace import NodeKind

NAN = math.nan


def life(*, start_c=None, threshold=0.5, rate=0.01, powered=True):
    """Return how goods keep that use a share of their life an hour at their set point."""
    quality = SimpleNamespace(threshold=threshold, rate_per_h=lambda c: rate)
    box = None if start_c is None else SimpleNamespace(start_c=start_c)
    return Life(quality, 50.0, -18.0, powered, box)


def test_goods_begin_where_they_are_known_to_be():
    """Boxes under way as they are, others at their loading temperature, or at that outside; no life is used yet."""
    weather = SimpleNamespace(
        at=lambda place, minute: place + 0.5, spell=lambda place, minute: (place + 9.0, place - 9.0)
    )
    before = {name: np.array([NAN, NAN, NAN, value]) for name, value in
              {"mean": -15.0, "warm": -14.0, "cold": -16.0, "used": 0.3}.items()}  # fmt: skip
    mine = [life(start_c=-20.0, powered=False), life(start_c=NAN, powered=False), life(), life(start_c=-20.0)]
    found = _starts(weather, mine, np.array([1, 2, 3, 4]), np.zeros(4, np.int64), before)
    assert found["mean"].tolist() == [-20.0, 2.5, 3.5, -15.0]
    assert found["warm"].tolist() == [-20.0, 11.0, 12.0, -14.0]
    assert found["cold"].tolist() == [-20.0, -7.0, -6.0, -16.0]
    assert found["used"].tolist() == [0.0, 0.0, 0.0, 0.3]


def test_what_lies_behind_is_that_of_the_boxes():
    """Each option has the past of its own consignment; none of those that have not set out."""
    table = pd.DataFrame({"consignment_id": ["a", "b", "c"]})
    past = pd.DataFrame(
        {"gate_min": [7.0, 8.0], "mean_c": [1.0, 5.0], "warm_c": [2.0, 6.0], "cold_c": [0.0, 4.0], "used": [0.1, 0.2]},
        index=["c", "b"],
    )
    found = _before(
        SimpleNamespace(instance=SimpleNamespace(consignments=table, under_way=past)), np.array([0, 1, 1, 2])
    )
    expected = {"gate_min": [8, 8, 7], "mean": [5, 5, 1], "warm": [6, 6, 2], "cold": [4, 4, 0], "used": [0.2, 0.2, 0.1]}
    assert {name: values[1:].tolist() for name, values in found.items()} == expected
    assert all(math.isnan(values[0]) for values in found.values())


@pytest.mark.parametrize(
    ("goods", "kind", "free", "slope", "end"),
    [
        (life(), LATE, 600 + 50 * 60, 1000 * 0.01 / 60 / 0.5, 6),  # spent at 6,600: node 5 is in time
        (life(rate=0.004), LATE, 600 + 125 * 60, 1000 * 0.004 / 60 / 0.5, 7),  # due before it is spent
        (life(threshold=1.0), LATE, 600 + 100 * 60, 0.0, 6),
        (life(threshold=1.1), LATE, 600 + 110 * 60, 0.0, 7),
        (life(rate=0.0), LATE, math.inf, 0.0, 7),
        (life(), FREE, math.inf, 0.0, 7),
    ],
    ids=["ages", "due before", "loses nothing", "more than its life", "does not age", "without power"],
)
def test_when_it_is_too_late(goods, kind, free, slope, end):
    """By the time since the goods were ready: when they begin to lose value, how fast, and when they are spent."""
    ts = SimpleNamespace(node_min=np.array([0, 1320, 2640, 3960, 5280, 6600, 6900, 9000]))
    found, until = _late(
        ts, [goods], np.array([kind], np.uint8), (np.array([600.0]), np.array([1000.0])), np.array([7])
    )
    assert found["free_min"][0] == pytest.approx(free)
    assert found["usd_per_min"][0] == pytest.approx(slope)
    assert until.tolist() == [end]


def memory(*, limits=((1.0, -12.0), (-1.0, -19.0)), monotone=True):
    """Return what boxes remember on a graph of two arcs: at most 1/100 of their life an hour."""
    n = len(limits)
    track = SimpleNamespace(keep=np.array([0.5, 0.6]), push=np.ones((n, 2)), most=np.zeros((n, 2)))
    course = SimpleNamespace(kept=np.ones((1, 1)), rate=np.ones(1), begin=[0], stop=[1], minutes=[60], outside=[0.0])
    return SimpleNamespace(
        monotone=monotone, fastest=0.01 / 60, slope=0.0, course=course, strain=track, sign=[sign for sign, _ in limits],
        limit=[limit for _, limit in limits],
    )  # fmt: skip


def kinds_of(monkeypatch, memories, *, used=0.0, threshold=0.5, hours=40, taus=(60.0,)):
    """Return the columns of kinds of box with what they remember."""
    monkeypatch.setattr(module, "arc_pieces", lambda ts, weather: None)
    given = iter(memories)
    monkeypatch.setattr(module, "read_memory", lambda *_: next(given))
    lives = [life(start_c=-18.0, powered=False, threshold=threshold) for _ in memories]
    for one, tau in zip(lives, taus, strict=True):
        one.unpowered.__dict__.update(tau_min=tau, ceiling_c=-12.0, floor_c=-19.0)
        one.quality.__dict__.update(name="beef")
    begin = [{"mean": np.array([-18.0]), "warm": np.array([-18.0]), "cold": np.array([-18.0]),
              "used": np.array([0.0, used])}] * len(lives)  # fmt: skip
    return without_power(SimpleNamespace(head=np.zeros(2)), None, lives, begin, 60.0 * hours)


@pytest.mark.parametrize(
    ("hours", "used", "threshold", "lasting"),
    [(49, 0.0, 0.5, 1), (51, 0.0, 0.5, 0), (39, 0.1, 0.5, 1), (41, 0.1, 0.5, 0), (99, 0.0, 1.0, 1), (109, 0.0, 1.2, 1)],
)
def test_goods_last_whose_longest_way_costs_nothing(monkeypatch, hours, used, threshold, lasting):
    """At the fastest that they can age, and with what is used before, they stay below where they lose value."""
    found = kinds_of(monkeypatch, [memory()], hours=hours, used=used, threshold=threshold)
    assert found["lasting"].tolist() == [lasting]


def test_kinds_that_forget_alike_share_a_track(monkeypatch):
    """Each has the tracks of its own ceiling and floor; other walls or another limit are another track."""
    only = ((1.0, -12.0),)
    memories = [memory(), memory(), memory(), memory(limits=((1.0, -11.0),)), memory(limits=only), memory(limits=())]
    found = kinds_of(monkeypatch, memories, taus=(60.0, 60.0, 90.0, 60.0, 60.0, 60.0))
    assert found["hot"].tolist() == [0, 0, 2, 4, 0, -1]
    assert found["icy"].tolist() == [1, 1, 3, -1, -1, -1]
    assert found["share"].shape == (5, 2)


def test_goods_that_keep_longer_when_warmer_are_refused(monkeypatch):
    """The plan could not leave out paths with warmer goods."""
    with pytest.raises(PlanningError, match="'beef' keeps longer when warmer"):
        kinds_of(monkeypatch, [memory(monotone=False)])


@pytest.mark.parametrize(
    ("quality", "powered", "start_c", "kind"),
    [
        (True, True, None, LATE), (False, True, None, FREE), (True, False, None, FREE), (False, False, None, FREE),
        (True, False, -18.0, MEMORY),
    ],
)  # fmt: skip
def test_what_is_followed(quality, powered, start_c, kind):
    """A box without power by its temperature; with power, what ages by its arrival; nothing else."""
    made = life(start_c=start_c, powered=powered)
    assert _kind(made if quality else Life(None, made.value_usd_per_t, NAN, powered)) == kind


def test_nothing_happens_to_goods_that_are_not_followed():
    """Whenever they arrive, nothing is lost; the arrays are of the kinds that compiled searches take."""
    found = nothing_to_keep(2)
    assert found.kind.tolist() == [FREE] * 2
    assert found.free_min.tolist() == [math.inf] * 2
    assert (found.kind.dtype, found.box.dtype, found.mean.dtype) == (np.uint8, np.int64, np.float64)
    assert len(found.ceiling) == len(found.hot) == 0


UNITS = {
    ("beef", "reefer"): life(), ("beef", "thermos"): life(start_c=-18.0, powered=False),
    ("milk", "box"): life(start_c=4.0, powered=False), ("ore", "liner"): life(start_c=NAN, powered=False),
    ("stone", "box"): life(powered=False), ("wheat", "liner"): life(start_c=NAN, powered=False),
}  # fmt: skip
TRACKS = {"hot": [0, -1, -1, -1], "icy": [-1, 0, -1, -1], "rates": [[0.0, 0.0], [0.0, 0.0], [0.0, 0.0], [0.0, 1e-5]]}
"""Of beef, milk, ore and wheat in boxes without power: a ceiling, a floor, nothing at all, and a life."""


def options_in(home, unit):
    """Return options of consignments in units."""
    n = len(home)
    units, none = np.array(unit, object), np.full(n, "none", object)
    return Options(np.array(home), units, none, *[np.ones(n)] * 5, np.zeros(n, np.int64))


def test_options_with_how_their_goods_keep(monkeypatch):
    """
    Seven options of six consignments, of which beef without power cannot arrive in time.

    Wheat has been under way since minute 50 and is followed from 400 on.
    """
    goods = ["beef", "milk", "ore", "stone", "wheat", "beef"]
    table = pd.DataFrame({
        "consignment_id": list("abcdef"), "commodity_id": goods, "ready_min": [600, 100, 200, 300, 400, 0],
        "due_min": [9000, 5000, 5000, 5000, 5000, 5000], "tonnes_per_box": 20.0,
    })  # fmt: skip
    past = pd.DataFrame({"gate_min": [50.0], "mean_c": [5.0], "warm_c": [6.0], "cold_c": [4.0], "used": [0.2]},
                        index=["e"])  # fmt: skip
    options = options_in([0, 0, 1, 2, 3, 4, 5], ["reefer", "thermos", "box", "liner", "box", "liner", "reefer"])
    instance = SimpleNamespace(consignments=table, network=None, under_way=past)
    ts = SimpleNamespace(instance=instance, node_min=np.arange(10) * 1000, node_terminal=np.arange(6))
    asked = {}
    weather = SimpleNamespace(at=lambda place, _: place + 0.0, spell=lambda place, _: (place + 9.0, place - 9.0))

    def columns(ts, weather, lives, begin, longest):
        asked.update(lives=lives, begin=begin, longest=longest)
        return {**module.no_boxes(), **{name: np.array(rows) for name, rows in TRACKS.items()}}

    def arrives(ts, options, keeping_, facts, risky):
        asked.update(facts=facts, risky=risky.tolist())
        return np.array([True, False, True, True, True, True, True])

    monkeypatch.setattr(keeping, "life_of", lambda _, commodity, unit: UNITS[commodity, unit])
    monkeypatch.setattr(keeping, "weather_of", lambda _: weather)
    monkeypatch.setattr(keeping, "without_power", columns)
    monkeypatch.setattr(keeping, "_arrives", arrives)
    kept = keeping.keep(ts, options, np.arange(6), np.full(6, 9), np.arange(6))

    assert asked["lives"] == [UNITS[pair] for pair in sorted(UNITS) if UNITS[pair].unpowered]
    assert asked["longest"] == 8400.0
    assert [begin["mean"].tolist() for begin in asked["begin"]] == [[-18.0], [4.0], [2.0], [5.0]]
    assert [begin["used"].tolist() for begin in asked["begin"]] == [[0.0], [0.0], [0.0], [0.2]]
    assert asked["risky"] == [1]
    assert asked["facts"][0].tolist() == asked["facts"][2].tolist() == options.home.tolist()
    assert asked["facts"][1].tolist() == [7, 9, 9, 9, 9, 9, 7]  # spent at 6,600 and 6,000
    assert kept.options.home.tolist() == [0, 1, 2, 3, 4, 5]
    assert kept.dropped.tolist() == [0]
    assert kept.limited.tolist() == [0, 1, 4, 5]
    assert kept.last.tolist() == [7, 9, 9, 9, 9, 7]
    assert kept.keeping.kind.tolist() == [LATE, MEMORY, MEMORY, FREE, MEMORY, LATE]
    assert kept.keeping.box.tolist() == [0, 1, 2, 0, 3, 0]
    assert kept.keeping.ready.tolist() == [600.0, 100.0, 200.0, 300.0, 50.0, 0.0]
    assert kept.keeping.free_min.tolist() == [3600.0, *[math.inf] * 4, 3000.0]
    assert kept.keeping.usd.tolist() == [1000.0] * 6
    assert kept.keeping.used.tolist() == [0.0, 0.0, 0.0, 0.0, 0.2, 0.0]


def test_without_temperatures_all_options_stay():
    """Each to the last node of its consignment; nobody is limited or dropped."""
    kept = keeps_as_it_is(options_in([0, 1, 1], ["lit"] * 3), np.array([7, 9]))
    assert kept.options.home.tolist() == [0, 1, 1]
    assert kept.keeping.kind.tolist() == [FREE] * 3
    assert kept.last.tolist() == [7, 9, 9]
    assert (kept.limited.tolist(), kept.dropped.tolist()) == ([], [])


def test_a_consignment_is_limited_by_a_ceiling_alone(monkeypatch):
    """Beef that can get too warm, and does not age, is among those that limits concern; and only risky boxes are."""
    monkeypatch.setattr(keeping, "life_of", lambda *_: UNITS["beef", "thermos"])
    monkeypatch.setattr(keeping, "weather_of", lambda _: SimpleNamespace(
        at=lambda place, _: place + 0.0, spell=lambda place, _: (place + 9.0, place - 9.0)))  # fmt: skip
    monkeypatch.setattr(keeping, "_arrives", lambda ts, options, kept, facts, risky: np.ones(1, bool))
    table = pd.DataFrame({"consignment_id": ["a"], "commodity_id": ["beef"], "ready_min": [0], "due_min": [9],
                          "tonnes_per_box": [20.0]})  # fmt: skip
    empty = pd.DataFrame({name: pd.Series(dtype=float) for name in ("gate_min", "mean_c", "warm_c", "cold_c", "used")})
    ts = SimpleNamespace(instance=SimpleNamespace(consignments=table, network=None, under_way=empty),
                         node_min=np.arange(3), node_terminal=np.arange(3))  # fmt: skip
    for kind, concerned in enumerate([True, True, False, True]):
        tracks = {name: np.array(rows[kind : kind + 1]) for name, rows in TRACKS.items()}
        monkeypatch.setattr(keeping, "without_power", lambda *_, tracks=tracks: {**module.no_boxes(), **tracks})
        kept = keeping.keep(ts, options_in([0], ["thermos"]), np.zeros(1, np.int64), np.full(1, 2), np.zeros(1, int))
        assert bool(len(kept.limited)) == concerned


@pytest.mark.parametrize(("far", "room"), [(2, 4), (5, 6)])
def test_boxes_alike_are_asked_about_once(monkeypatch, far, room):
    """
    A train at minute 10 arrives too warm on the way by node 1, one later by node 2 arrives below the ceiling.

    Boxes that start together share one search, up to the latest end of them; each is judged by its own end, and
    those that are not at risk are not asked about.
    """
    tail, head = np.array([0, 1, 0, 2]), np.array([1, 3, 2, 4], np.int32)
    ts = SimpleNamespace(
        sink_terminal=np.array([1, 1, 1, far, 1, 1, 1]), node_kind=np.array([NodeKind.YARD] * 3 + [NodeKind.OUT] * 2),
        node_min=np.arange(5), node_terminal=np.array([0, 0, 3, 1, 1], np.int16),
        first_arc=np.searchsorted(tail, np.arange(6)).astype(np.int64), head=head,
        cargo_mask=np.array([1, 1, 3, 3], np.uint32),
    )  # fmt: skip
    order = np.argsort(tail, kind="stable")
    ts.head, ts.cargo_mask = head[order], ts.cargo_mask[order]
    ts.first_arc = np.searchsorted(tail[order], np.arange(6)).astype(np.int64)
    n = 7
    boxes = {**module.no_boxes(), "ceiling": np.array([5.0, 5.0]), "hot": np.array([0, 1]), "share": np.ones((2, 4)),
             "push": np.zeros((2, 4)), "bear": np.array([[4.0, 4.0, 9.0, 9.0], [9.0] * 4])[:, order]}  # fmt: skip
    keep_ = nothing_to_keep(n)._replace(
        kind=np.full(n, MEMORY, np.uint8), warm=np.array([4.5, 4.5, 4.5, 4.5, 4.5, 5.5, 4.0]),
        box=np.array([0, 0, 1, 0, 0, 0, 0]), **boxes,
    )  # fmt: skip
    end, bits = np.array([5, 4, 4, 5, 5, 5, 4]), np.array([0, 0, 0, 0, 1, 0, 0])
    searches, plain = [], keeping.coldest_arrivals

    def search(o, *rest):
        searches.append(o)
        assert len(rest[-1]) == room, "room for every terminal, whether boxes go there or stand there"
        plain(o, *rest)

    monkeypatch.setattr(keeping, "coldest_arrivals", search)
    options = options_in(list(range(n)), ["box"] * n)
    found = _arrives(ts, options, keep_, (np.zeros(n, np.int64), end, bits), np.arange(n))
    assert found.tolist() == [True, False, True, False, True, False, True]
    assert searches == [0, 2, 4, 5, 6]
    assert _arrives(ts, options, keep_, (np.zeros(n, np.int64), end, bits), np.array([1])).tolist() == [
        True, False, *[True] * 5]  # fmt: skip
