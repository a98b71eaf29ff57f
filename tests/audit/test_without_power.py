"""How the audit reads who has no power, and what becomes of such boxes, worked out by head."""

from __future__ import annotations

import math
from dataclasses import replace
from types import SimpleNamespace

import pytest

from logistics.audit import unplugged as module
from logistics.audit.report import Ledger
from logistics.audit.trace import Box
from logistics.audit.units import LATEST, Begun, Choice
from logistics.audit.unplugged import (
    at_set_point,
    check_unplugged,
    dark_box,
    dark_part,
    in_the_dark,
    read_off,
    way_from,
)

KEEPS = SimpleNamespace(set_point=-18.0, rate_at=lambda celsius: 0.001 if celsius == -18.0 else 1.0)


def test_who_has_no_power_is_read_from_the_last_stage():
    """Minutes of 1970; a plan at once, or a stage that says nothing, has none."""
    entries = [{"path_id": "p", "from_utc": "1970-01-01T02:00"}]
    assert read_off(SimpleNamespace(stages=({"unplugged": []}, {"unplugged": entries}))) == {"p": 120}
    assert read_off(SimpleNamespace(stages=({"unplugged": entries}, {}))) == {}
    assert read_off(SimpleNamespace(stages=())) == {}


@pytest.mark.parametrize(
    ("off", "dark", "since", "faults"),
    [
        ({"p": 120}, True, {"p": {60, 120}}, 0),
        ({"p": 120}, True, {"p": {60}}, 1),
        ({"p": 120}, True, {"q": {120}}, 1),
        ({"p": 120}, False, {"p": {120}}, 1),
        ({"q": 120}, True, {"q": {120}}, 1),
        ({"p": 120, "q": 120}, True, {"p": {60}, "q": {120}}, 2),
    ],
    ids=["could", "another minute", "never", "nothing known without power", "no such path", "both"],
)
def test_who_could_be_unplugged(off, dark, since, faults):
    """A reefer whose goods can be followed, from a minute at which its path could change."""
    ledger = Ledger()
    check_unplugged(off, {"p": SimpleNamespace(dark=KEEPS if dark else None)}, since, ledger)
    assert sum(ledger.faults.values()) == faults


def test_the_check_is_asked_only_where_somebody_has_no_power():
    """A plan without such boxes has no such check in its report."""
    for off, names in (({}, []), ({"p": 120}, ["unplugged"])):
        ledger = Ledger()
        check_unplugged(off, {"p": SimpleNamespace(dark=KEEPS)}, {"p": {120}}, ledger)
        assert [check.name for check in ledger.report().checks] == names


def test_the_way_from_a_minute_on():
    """Rows before it are left out, the one under way is cut, those that take no time at it too."""
    spans = [(0, 60), (60, 120), (120, 120), (120, 180)]
    rows = [SimpleNamespace(origin=f"t{i}", destination=f"t{i + 1}", start=a, end=b) for i, (a, b) in enumerate(spans)]
    assert way_from(rows, 90) == [("t1", "t2", 90, 120), ("t2", "t3", 120, 120), ("t3", "t4", 120, 180)]
    assert way_from(rows, 120) == [("t3", "t4", 120, 180)]
    assert way_from(rows, 180) == []


def test_life_is_used_at_the_set_point_and_in_the_dark(monkeypatch):
    """100 minutes at 1/1000 each, then what the way takes; it begins at the set point."""
    asked = []
    monkeypatch.setattr(module, "live", lambda *args, begin: asked.append((args, begin)) or SimpleNamespace(used=0.25))
    choice = SimpleNamespace(dark="dark", keeps=KEEPS)
    assert in_the_dark(choice, "air", 100, 200, "way")[1] == pytest.approx(0.35)
    assert asked == [(("dark", "air", ("", 200), "way"), -18.0)]


def test_goods_that_ran_until_a_minute_are_at_their_set_point():
    """Whatever the weather; 1/1000 of the life a minute since they were ready."""
    begun = at_set_point(KEEPS, SimpleNamespace(box=SimpleNamespace(ready=100)), 300)
    assert begun == (-18.0, -18.0, -18.0, pytest.approx(0.2))


def test_a_dark_box_takes_no_plug_and_is_never_too_late():
    """Due at least at the end of what is searched; nothing is lost by its arrival alone."""
    fields = dict.fromkeys(Box._fields, 1)
    box = Box(**fields)._replace(due=500, power="plug", fresh_until=3.0, loss_rate=2.0, spent_at=9, share=0.5, feu=2.0)
    dark = dark_box(box, 400)
    assert (dark.power, dark.due, dark.fresh_until, dark.loss_rate) == ("off", 500, math.inf, 0.0)
    assert (dark.spent_at, dark.share, dark.feu) == (LATEST, 1.0, 2.0)
    assert dark_box(box, 600).due == 600
    choice = Choice(box, "reefer40", 0.5, None, None, KEEPS)
    begun = Begun(-18.0, -18.0, -18.0, 0.2)
    part = dark_part(choice, box, begun, 600)
    assert part == Choice(dark_box(box, 600), "reefer40", 1.0, KEEPS, begun)
    assert replace(part, keeps=None).dark is None
