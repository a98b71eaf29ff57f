"""What goods begin with and when it is too late for them, worked out by head."""

from __future__ import annotations

import math
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from logistics.errors import PlanningError
from logistics.planning import without_power as module
from logistics.planning.drifting import FREE, LATE
from logistics.planning.keeping import _before, _late, _starts
from logistics.planning.lives import Life
from logistics.planning.without_power import without_power

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
