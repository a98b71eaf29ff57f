"""Where the audit takes up paths that were planned again, worked out by head."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from logistics.audit.stages import LONGEST, Cut, _floors, changes_of, cut_of, last_moment
from logistics.audit.trace import Handled, Ride, Slot
from logistics.scenario.model import STANDING_MIN
from logistics.units import MIN_PER_DAY, iso_minute

LOAD, CHANGE, UNLOAD = Handled("load", "", 0, 0), Handled("change", "a", 200, 300), Handled("unload", "b", 500, 560)
STEPS = [LOAD, Ride("a", 0, 0), CHANGE, Ride("b", 0, 0), UNLOAD]
ABOARD_A, ABOARD_B = ("onboard", "dostyk", -1, "a@1", 1), ("onboard", "almaty", -1, "b@1", 1)
CHANGED, TAKEN_OFF = ("yard", "dostyk", 1520, "", -1), ("yard", "almaty", -1, "", -1)


def block(name, departure, arrival, ends):
    """Return a block of one run with one leg, the second of its line."""
    return SimpleNamespace(
        ends=[(1, 2)], enter=np.array([[0], [0], [departure]]), leg_arrival=lambda leg: [arrival],
        run_ids=[f"{name}@1"],
        stops=[SimpleNamespace(terminal=end, seq=seq) for seq, end in enumerate(("before", *ends), -1)],
    )  # fmt: skip


MODEL = SimpleNamespace(
    cutoff=20,
    blocks={"a": block("a", 100, 200, ("xian", "dostyk")), "b": block("b", 400, 500, ("dostyk", "almaty"))},
    book=SimpleNamespace(operations={"change": SimpleNamespace(to_gauge=1520), "unload": SimpleNamespace(to_gauge=-1)}),
)


@pytest.mark.parametrize(
    ("moment", "word", "expected"),
    [
        (100, "", None),  # leaves at the moment: still free
        (101, "", Cut(200, 2, ABOARD_A)),
        (199, "", Cut(200, 2, ABOARD_A)),
        (200, "", Cut(300, 3, CHANGED)),
        (200, "stood", Cut(200, 2, ABOARD_A)),
        (400, "stood", Cut(200, 2, ABOARD_A)),
        (400, "", Cut(300, 3, CHANGED)),
        (401, "", Cut(500, 4, ABOARD_B)),
        (499, "", Cut(500, 4, ABOARD_B)),
        (500, "", Cut(560, 5)),
        (500, "stood", Cut(500, 4, ABOARD_B)),
        (500 + STANDING_MIN, "stood", Cut(500, 4, ABOARD_B)),
        (501 + STANDING_MIN, "stood", Cut(560, 5)),
        (500, "stranded", Cut(560, 5, TAKEN_OFF)),
    ],
)
def test_where_a_path_may_change(moment, word, expected):
    """A train from 100 to 200, a change until 300, a train from 400 to 500, unloaded at 560."""
    trace = SimpleNamespace(steps=STEPS, delivered=560)
    assert cut_of(trace, moment, MODEL, stood=word == "stood", stranded=word == "stranded") == expected


def test_boxes_that_stay_on_an_express_are_aboard_until_it_leaves():
    """A slot is no work in a yard; where rows end with a ride, boxes are aboard, or delivered as it arrives."""
    kept = SimpleNamespace(steps=[LOAD, Ride("a", 0, 0), Slot("slot", "a@1"), Ride("b", 0, 0), UNLOAD], delivered=560)
    assert cut_of(kept, 300, MODEL) == Cut(200, 2, ABOARD_A)
    ends = SimpleNamespace(steps=[LOAD, Ride("a", 0, 0)], delivered=None)
    assert cut_of(ends, 300, MODEL, stranded=True) == Cut(200, 2, ABOARD_A)
    assert cut_of(ends, 300, MODEL) == Cut(200, 2)


def told(*moments):
    """Return a plan of stages that began at some moments."""
    return SimpleNamespace(stages=[{"known_from_utc": iso_minute(at)} for at in (0, *moments)])


def test_the_last_moment_is_that_of_the_last_stage():
    """None for a plan made at once."""
    assert last_moment(told()) is None
    assert last_moment(told(250)) == 250
    assert last_moment(told(250, 300)) == 300


@pytest.mark.parametrize(
    ("moments", "expected"),
    [
        ((), set()),
        ((90,), set()),
        ((150,), {200}),
        ((230,), {300, 210}),  # while the train stands boxes may leave it, from a cut-off before the moment on
        ((500 + STANDING_MIN,), {480 + STANDING_MIN}),
        ((501 + STANDING_MIN,), set()),
        ((150, 230), {200, 300, 210}),
    ],
)
def test_minutes_from_which_a_path_could_change(moments, expected):
    """At none of them boxes are at the gate, or delivered."""
    trace = SimpleNamespace(steps=STEPS, delivered=560)
    assert changes_of(told(*moments), trace, MODEL) == expected


def test_weeks_keep_what_boxes_under_way_need():
    """Three from a Wednesday, two from the next Monday, as long as any may be out; what a relaxation adds is less."""
    monday = 4 * MIN_PER_DAY
    parts = [
        ([SimpleNamespace(box=SimpleNamespace(fleet=fleet, ready=monday + days * MIN_PER_DAY))], boxes, 0.0)
        for fleet, days, boxes in (("f", 2, 3.0), ("f", 7, 2.0), ("", 0, 9.0))
    ]
    found = _floors(parts, {"fleet:f:1970-01-05": 4.0})
    assert found["fleet:f:1970-01-05"] == 5 * 3.0 - 4.0
    assert found["fleet:f:1970-01-12"] == 7 * 5.0
    longest = LONGEST / MIN_PER_DAY
    assert sum(found.values()) == pytest.approx(3.0 * (longest + 5) + 2.0 * longest - 4.0)
    assert _floors([], {}) == {}
