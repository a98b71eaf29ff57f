"""Where a box without power passes a limit of its goods, worked out by head."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import numpy as np
import pytest

from logistics.routing.breach import breaches

START = datetime(2025, 9, 1, tzinfo=UTC)
HALF_H = 1.0 / math.log(2.0)
"""Half of a difference to the outside is left after an hour."""
PLACES = (("a", "a"), ("a", "b"), ("b", "b"))


def told(warm, cold, *, start=(-18.0, -18.0), sign=(1.0, -1.0), box=None, memory=True):
    """
    Return what is told of three hours: at a, from a to b, and at b, one piece each; the last but one takes no time.

    Limits are -12 degC on warm days and -20 on cold ones, by law.
    """
    hours = (0, 1, 2, 3)
    legs = [
        SimpleNamespace(from_terminal=tail, to_terminal=head, start_utc=START + timedelta(hours=h),
                        end_utc=START + timedelta(hours=h + 1))
        for (tail, head), h in zip(PLACES, hours, strict=False)
    ]  # fmt: skip
    pieces = SimpleNamespace(row=np.arange(3), minutes=np.full(3, 60), mean=np.zeros(3))
    limit = {1.0: -12.0, -1.0: 20.0}
    outside = {1.0: np.array(warm, float), -1.0: -np.array(cold, float)}
    strain = {1.0: start[0], -1.0: -start[1]}
    kept = SimpleNamespace(
        sign=sign, limit=tuple(limit[one] for one in sign), over=lambda _: (None, [outside[one] for one in sign]),
        starts=lambda place, minute: (None, np.array([start[0]]), np.array([start[1]])),
        strains=lambda warm, cold: np.array([[strain[one]] for one in sign]),
    )  # fmt: skip
    cells = {"warmest_c": -12.0, "ceiling_c": -12.0, "coldest_c": -20.0, "floor_c": -20.0, "tau_h": HALF_H,
             "commodity": "beef", "unit": "dry40"}  # fmt: skip
    router = SimpleNamespace(
        names=SimpleNamespace(
            terminals=["a", "b"], called={"a": "Aa", "b": "Bb"}, goods=lambda name, **_: name.title()
        ),
        weather=SimpleNamespace(pieces=lambda *_: pieces),
        weights=lambda _: SimpleNamespace(memory=kept if memory else None),
    )  # fmt: skip
    asked = SimpleNamespace(box=SimpleNamespace(**{**cells, **(box or {})}), origin=0)
    return breaches(asked, legs, router)


COLD, MILD = [-18.0] * 3, [-18.0] * 3


@pytest.mark.parametrize(
    ("warm", "start", "hours", "place"),
    [
        ([-18.0] * 3, -18.0, None, None),
        ([-10.0] * 3, -18.0, 2.0, ("b", "b")),  # -14, -12, -11: at the limit after two hours
        ([-12.0] * 3, -18.0, None, None),
        ([-6.0] * 3, -18.0, 1.0, ("a", "b")),
        ([-18.0, 6.0, 6.0], -18.0, 1.0 + HALF_H * math.log(24.0 / 18.0), ("a", "b")),
        ([-24.0, -3.0, -3.0], -18.0, 2.0, ("b", "b")),  # -21, -12
        ([-18.0] * 3, -11.0, 0.0, ("a", "a")),
        ([-18.0] * 3, -12.0, None, None),
        ([20.0] * 3, -18.0, HALF_H * math.log(38.0 / 32.0), ("a", "a")),
    ],
)
def test_the_hour_at_which_a_ceiling_is_passed(warm, start, hours, place):
    """By the exponential from piece to piece; at the limit it is kept."""
    found = told(warm, COLD, start=(start, -18.0))
    assert [(entry["from"], entry["to"]) for entry in found] == ([] if place is None else [place])
    if found:
        assert found[0]["after_h"] == pytest.approx(hours)


def test_the_earliest_limit_is_told_first():
    """Too cold after an hour, too warm after two; nothing where no limit can be passed."""
    found = told([-10.0] * 3, [-22.0] * 3)
    assert [entry["limit_c"] for entry in found] == [-20.0, -12.0]
    assert [entry["after_h"] for entry in found] == pytest.approx([1.0, 2.0])
    assert [entry["limit_c"] for entry in told([-10.0] * 3, [-22.0] * 3, sign=(1.0,))] == [-12.0]
    assert told([50.0] * 3, COLD, memory=False) == []
    assert told([50.0] * 3, COLD, sign=()) == []


@pytest.mark.parametrize(
    ("warm", "cold", "box", "words"),
    [
        ([-6.0] * 3, COLD, {}, ("the limit of -12 °C (highest temperature allowed by law) is passed between Aa and Bb "
         "after 1 h in an unpowered box (dry40) in a warm and sunny spell")),
        ([-10.0] * 3, COLD, {"ceiling_c": -8.0}, "(highest temperature of its shelf-life model) is passed at Bb"),
        (MILD, [-22.0] * 3, {}, ("-20 °C (lowest temperature allowed by law) is passed between Aa and Bb after 1 h "
         "in an unpowered box (dry40) in a cold spell")),
        (MILD, [-22.0] * 3, {"floor_c": -25.0}, "(lowest temperature of its shelf-life model)"),
        (MILD, [-22.0] * 3, {"floor_c": -25.0, "ceiling_c": -20.0}, "(lowest temperature of its shelf-life model)"),
    ],
)  # fmt: skip
def test_what_is_told_of_a_limit(warm, cold, box, words):
    """What binds, where and when, and the weather in which it does."""
    (found,) = told(warm, cold, box=box)
    assert words in found["text"]
    assert found["text"].startswith("Beef: ")
    assert found["limit"] in found["text"]
