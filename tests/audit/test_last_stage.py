"""What the last of three stages had to decide, read back from whole paths: worked out by head."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from test_reasons import BOX

from logistics.audit import stages as module
from logistics.audit.stages import Followed, Stage, last_stage, whole_stage
from logistics.audit.stranded import Stranded
from logistics.audit.trace import Handled, Law, Ride, Trace
from logistics.audit.wagons import Size
from logistics.units import iso_minute

BEFORE, MOMENT, CUTOFF, LATEST = 150, 310, 20, 8_999
DONE = [Handled("load", "", 0, 0), Ride("early", 0, 0), Handled("unload", "early", 50, 60)]
WAY = [Handled("load", "", 0, 0), Ride("first", 0, 0), Handled("change", "first", 200, 300), Ride("later", 0, 0)]
GATE = [Handled("load", "", 0, 0), Ride("later", 0, 0)]
SPENT = [1.0, 10.0, 30.0, 70.0]
TIME, RUNNING, PENALTY = BOX.time_rate, BOX.running_rate, 1000.0
WEEK = "fleet:f:1969-12-29"


def block(name, departure, arrival):
    """Return a block of one run with one leg."""
    return SimpleNamespace(
        ends=[(0, 1)], enter=np.array([[0], [departure]]), leg_arrival=lambda leg: [arrival], run_ids=[f"{name}@1"],
        stops=[SimpleNamespace(terminal=end, seq=seq) for seq, end in enumerate(("xian", "dostyk"))],
    )  # fmt: skip


MODEL = SimpleNamespace(
    cutoff=CUTOFF,
    blocks={"early": block("early", 10, 50), "first": block("first", 100, 200), "later": block("later", 400, 500)},
    book=SimpleNamespace(operations={"change": SimpleNamespace(to_gauge=1520)}),
)


def trace(name, steps, *, delivered=None, **fields):
    """Return the trace of boxes of a consignment that were ready at minute 12."""
    laws = (Law(quotas=("quota:q",)),)
    found = Trace(name, BOX._replace(consignment_id=name, ready=12, laws=laws, **fields), delivered=delivered, lost=7.0)
    for step, spent in zip(steps, SPENT, strict=False):
        found.record(step, Size(2.0, 48.0, 2.0, 2.0))
        found.spent[-1], found.ends[-1] = spent, 300
    return found


def stage_of(monkeypatch, paths=(), stranded=(), *, standing=(), committed=None, cold=False, used=None):
    """
    Return the last stage, and what it asked: of ways and of the meter.

    Consignments: 10 boxes of ``a`` that stay for 100 USD, 4 of ``b`` for 5000, 3 of ``c`` for 100.
    """
    asked = SimpleNamespace(ways=[], loads=None)

    def ways_of(choice, moved, trace, rows, air, known, latest):
        asked.ways.append((choice, moved.ready, moved.due, moved.start_kind, trace.path_id, rows, air, known, latest))
        return [SimpleNamespace(box=moved, name=choice), *(["dark"] if choice == "lit" else [])]

    def read(loads):
        asked.loads = loads
        return dict(used or {})

    monkeypatch.setattr(module, "ways_of", ways_of)
    monkeypatch.setattr(module, "Air", lambda network: "air")
    table = pd.DataFrame({"boxes": [10.0, 4.0, 3.0], "outside_usd_per_box": [100.0, 5000.0, 100.0]})
    monkeypatch.setattr(module, "boxes_of", lambda *_: [BOX._replace(consignment_id=name) for name in "abc"])
    instance = SimpleNamespace(
        consignments=table, cold_chain=cold, not_before_min=5, horizon=SimpleNamespace(solved_end_min=LATEST + 1),
        network=SimpleNamespace(parameter=lambda name: {"penalty_usd_per_box": PENALTY}[name]),
        committed=pd.DataFrame(committed or [], columns=["resource_id", "amount"]),
    )  # fmt: skip
    moments = [{"known_from_utc": iso_minute(at), "left_standing": ["x"]} for at in (0, BEFORE)]
    last = {"known_from_utc": iso_minute(MOMENT), **({"left_standing": list(standing)} if standing else {})}
    plan = SimpleNamespace(
        stages=[*moments, last],
        paths=pd.DataFrame([(name, boxes) for name, _, boxes, _ in paths], columns=["path_id", "boxes"]),
    )
    followed = Followed(
        {name: one for name, one, _, _ in paths if one is not None}, stranded,
        {name: unit for name, _, _, unit in paths}, {name: [name] for name, *_ in paths},
    )  # fmt: skip
    return last_stage(plan, instance, followed, SimpleNamespace(read=read), MODEL, None), asked


def told(stage):
    """Return what stays and what is under way: name, boxes, price of staying, part or not."""
    names = [box.consignment_id for box in stage.boxes]
    return list(zip(names, stage.amounts.tolist(), stage.outside.tolist(), stage.part, strict=True))


AT_HOME = [("a", 10.0, 100.0, False), ("b", 4.0, 5000.0, False), ("c", 3.0, 100.0, False)]


def test_boxes_that_had_not_departed_are_free(monkeypatch):
    """Nothing is fixed for them, nor for paths that could not be followed."""
    stage, asked = stage_of(monkeypatch, [("p", trace("a", GATE), 2.0, "lit"), ("q", None, 1.0, "lit")])
    assert told(stage) == AT_HOME
    assert (stage.spent, stage.not_before, stage.committed, stage.floors) == (0.0, MOMENT, {}, {})
    assert (stage.under_way, stage.unplugged, asked.ways) == ({}, {}, [])
    assert not asked.loads.rides


def test_boxes_that_were_delivered_are_fixed_with_what_they_lost(monkeypatch):
    """Two at 30 USD, 7 USD of value, and 48 minutes of time and running cost; 6 boxes of b stay a little."""
    stage, asked = stage_of(monkeypatch, [("p", trace("b", DONE, delivered=60, share=1.5), 2.0, "lit")])
    assert told(stage) == [AT_HOME[0], ("b", 1.0, 5000.0, False), AT_HOME[2]]
    assert stage.spent == pytest.approx(2.0 * (30.0 + 7.0 + (TIME + RUNNING) * 48 / 60))
    assert (stage.under_way, asked.ways) == ({}, [])
    assert asked.loads.rides[DONE[1]].feu == 4.0
    assert dict(asked.loads.counted) == {"quota:q": 40.0}


@pytest.mark.parametrize(("name", "share", "outside"), [("a", 2.0, PENALTY), ("a", 12.0, 1200.0), ("b", 0.5, 2500.0)])
def test_boxes_under_way_go_on_from_where_they_may_change(monkeypatch, name, share, outside):
    """From the yard at minute 300, with what they did until then; not to be carried costs the penalty or more."""
    stage, asked = stage_of(monkeypatch, [("p", trace(name, WAY, delivered=560, share=share), 0.5, "lit")])
    rest = [(box, n - 0.5 * share * (box == name), usd, part) for box, n, usd, part in AT_HOME]
    assert told(stage) == [*rest, (name, 0.5, outside, True)]
    assert stage.spent == pytest.approx(0.5 * (30.0 + (TIME + RUNNING) * 288 / 60))  # nothing is lost before arrival
    assert set(asked.loads.rides) == {WAY[1]}
    assert asked.ways == [("lit", 300, LATEST, "yard", name, ["p"], None, MOMENT - CUTOFF, LATEST)]
    assert {k: way.name for k, way in stage.under_way.items()} == {3: "lit"}
    assert stage.boxes[3] is stage.under_way[3].box
    assert stage.unplugged == {3: ["dark"]}


def test_a_consignment_of_which_nothing_stays_has_no_boxes_of_its_own(monkeypatch):
    """All three of c are under way, in two parts; what is under way counts from after the rest."""
    paths = [("p", trace("c", WAY, delivered=560), 1.0, "lit"), ("q", trace("c", WAY, delivered=560), 2.0, "own")]
    stage, _ = stage_of(monkeypatch, paths)
    assert told(stage) == [*AT_HOME[:2], ("c", 1.0, PENALTY, True), ("c", 2.0, PENALTY, True)]
    assert {k: way.name for k, way in stage.under_way.items()} == {2: "lit", 3: "own"}
    assert stage.unplugged == {2: ["dark"], 3: []}
    stage, _ = stage_of(monkeypatch, [("p", trace("c", WAY, delivered=560), 3.0 - 2e-6, "lit")])
    assert len(stage.boxes) == 4
    stage, _ = stage_of(monkeypatch, [("p", trace("c", WAY, delivered=560), 3.0 - 5e-7, "lit")])
    assert len(stage.boxes) == 3


@pytest.mark.parametrize("standing", [(), ("p",), ("q",)])
def test_boxes_may_be_taken_off_a_train_that_stood(monkeypatch, standing):
    """If the last stage says so of the path, they were aboard at minute 200, and their change is not fixed."""
    monkeypatch.setattr(module, "refused", lambda *_: False)
    stage, _ = stage_of(monkeypatch, [("p", trace("a", WAY, delivered=560), 1.0, "lit")], standing=standing)
    aboard = standing == ("p",)
    box = stage.boxes[3]
    assert (box.start_kind, box.ready) == (("onboard", 200) if aboard else ("yard", 300))
    hours = (box.ready - 12) / 60
    assert stage.spent == pytest.approx((10.0 if aboard else 30.0) + (TIME + RUNNING) * hours)


@pytest.mark.parametrize("cold", [False, True])
def test_the_air_is_read_with_the_cold_chain_only(monkeypatch, cold):
    """For boxes under way and for boxes given up."""
    left = Stranded(trace("a", WAY[:3]), 1.0, MOMENT, "own", ["left"])
    _, asked = stage_of(monkeypatch, [("p", trace("a", WAY, delivered=560), 1.0, "lit")], [left], cold=cold)
    assert [way[6] for way in asked.ways] == (["air"] * 2 if cold else [None] * 2)


@pytest.mark.parametrize(("name", "share", "own"), [("a", 2.0, 200.0), ("b", 0.5, 2500.0)])
def test_boxes_given_up_by_the_last_stage_could_go_on(monkeypatch, name, share, own):
    """They are a part like others; the whole plan counts their outside option, the stage the penalty if it is more."""
    left = Stranded(trace(name, WAY[:3], share=share), 0.5, MOMENT, "lit", ["left"])
    stage, asked = stage_of(monkeypatch, stranded=[left])
    rest = [(box, n - 0.5 * share * (box == name), usd, part) for box, n, usd, part in AT_HOME]
    outside = max(own, PENALTY)
    assert told(stage) == [*rest, (name, 0.5, outside, True)]
    assert stage.spent == pytest.approx(0.5 * (30.0 + (TIME + RUNNING) * 288 / 60 - (outside - own)))
    assert asked.ways == [("lit", 300, LATEST, "yard", name, ["left"], None, MOMENT - CUTOFF, LATEST)]
    assert set(asked.loads.rides) == {WAY[1]}
    assert stage.under_way[3].name == "lit"


def test_boxes_given_up_by_a_stage_before_are_fixed(monkeypatch):
    """Their outside option is spent, as is their way: nothing was left to decide."""
    monkeypatch.setattr(module, "refused", lambda *_: False)
    ride = trace("a", WAY[:2], share=2.0)
    stage, asked = stage_of(monkeypatch, stranded=[Stranded(ride, 0.5, BEFORE, "lit", ["left"])])
    assert told(stage) == [("a", 9.0, 100.0, False), *AT_HOME[1:]]
    assert stage.spent == pytest.approx(0.5 * (10.0 + (TIME + RUNNING) * 188 / 60 + 200.0))
    assert set(asked.loads.rides) == {WAY[1]}
    assert (asked.ways, stage.under_way) == ([], {})


def test_boxes_given_up_that_had_not_departed_are_free(monkeypatch):
    """The train left after the stage that gave them up: the others are counted all the same."""
    free = Stranded(trace("a", GATE), 1.0, MOMENT, "lit", ["left"])
    left = Stranded(trace("b", WAY[:3]), 1.0, MOMENT, "lit", ["left"])
    stage, asked = stage_of(monkeypatch, stranded=[free, left])
    assert told(stage) == [AT_HOME[0], ("b", 3.0, 5000.0, False), AT_HOME[2], ("b", 1.0, 5000.0, True)]
    assert set(asked.loads.rides) == {WAY[1]}


def test_use_that_was_fixed_is_taken_from_capacities(monkeypatch):
    """Trains that left are gone; what an instance had committed before counts besides."""
    used = {"train:a@1:0-1:feu": 5.0, "throughput:crane:2025-09-01": 2.0}
    committed = [("throughput:crane:2025-09-01", 3.0), ("train:b@1:0-1:feu", 4.0)]
    paths = [("p", trace("a", WAY, delivered=560), 1.0, "lit")]
    stage, _ = stage_of(monkeypatch, paths, used=used, committed=committed)
    assert stage.committed == {"throughput:crane:2025-09-01": 5.0, "train:b@1:0-1:feu": 4.0}


def test_boxes_under_way_have_what_they_need_of_their_fleet(monkeypatch):
    """Three boxes out from minute 300 of a Thursday on; a relaxation of the fleet comes off."""
    paths = [("p", trace("b", WAY, delivered=560, fleet="f"), 3.0, "lit")]
    days = 4 - 300 / 1440
    stage, _ = stage_of(monkeypatch, paths)
    assert stage.floors[WEEK] == pytest.approx(3.0 * days)
    stage, _ = stage_of(monkeypatch, paths, committed=[(WEEK, -2.0)])
    assert stage.floors[WEEK] == pytest.approx(3.0 * days + 2.0)


def test_a_plan_made_at_once_is_one_stage(monkeypatch):
    """All consignments from the gate, with what the instance had committed."""
    monkeypatch.setattr(module, "boxes_of", lambda *_: [BOX, BOX])
    table = pd.DataFrame({"boxes": [10.0, 2.0], "outside_usd_per_box": [100.0, 300.0]})
    committed = pd.DataFrame([("x", 1.0), ("y", 4.0), ("x", 2.0)], columns=["resource_id", "amount"])
    instance = SimpleNamespace(consignments=table, committed=committed, not_before_min=5)
    stage = last_stage(SimpleNamespace(stages=[{}]), instance, None, None, None, None)
    assert told(stage) == [("A", 10.0, 100.0, False), ("A", 2.0, 300.0, False)]
    assert (stage.committed, stage.not_before, stage.spent) == ({"x": 3.0, "y": 4.0}, 5, 0.0)
    assert isinstance(whole_stage(instance, None), Stage)
