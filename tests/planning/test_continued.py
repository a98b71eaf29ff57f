"""What was fixed of a plan and what was planned again, put together: tables worked out by head."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from logistics.planning import continued as module
from logistics.planning.continued import (
    _assemble,
    _before,
    _delivered,
    _joined,
    _more_hire,
    continue_plan,
)
from logistics.planning.unplugged import told_apart
from logistics.results import Plan, Status
from logistics.results.freeze import ALWAYS, NEVER
from logistics.results.model import LEG_COLUMNS, PLAN_COLUMNS, UNSERVED_COLUMNS

DAY = pd.Timestamp("2025-09-01", tz="UTC")


def rows_of(*rows, **more):
    """Return rows of paths: path id, number and USD, an hour each; ``more`` are other columns."""
    table = pd.DataFrame(rows, columns=["path_id", "seq", "cost_usd"])
    end = DAY + pd.to_timedelta(table["seq"] + 1, unit="h")
    return table.assign(end_utc=end, **more).reindex(columns=list(LEG_COLUMNS))


def facts(**by_path):
    """Return a stand-in for the facts of paths: running and time cost [USD/h], FEU and ready minute by path."""
    names = ["running_usd_per_box_h", "time_usd_per_box_h", "feu_per_box", "ready_min", "share"]
    table = pd.DataFrame.from_dict(by_path, orient="index", columns=names)
    return lambda paths, *_: table.loc[list(paths["path_id"])]


def test_an_unloading_that_takes_longer_costs_more(monkeypatch):
    """Two hours at 3 USD of running and 5 USD of time, and 7 USD of hire, for two boxes; others are not delivered."""
    paths = pd.DataFrame(
        {
            "path_id": ["way", "there", "gate"], "boxes": [1.0, 2.0, 1.0], "transit_h": [1.0, 9.0, 1.0],
            "cost_usd": [1.0, 100.0, 1.0], "generalised_usd": [1.0, 200.0, 1.0],
        }
    )  # fmt: skip
    legs = rows_of(("there", 0, 1.0), ("there", 1, 1.0), ("way", 0, 1.0))
    later = legs.assign(end_utc=legs["end_utc"] + pd.to_timedelta([0, 2, 0], unit="h"))
    frozen = SimpleNamespace(
        cuts=pd.DataFrame({"cut_min": [500, ALWAYS, NEVER]}, index=["way", "there", "gate"]), legs=later
    )
    monkeypatch.setattr(module, "facts_of", facts(there=(3.0, 5.0, 1.0, 0, 1.0)))
    monkeypatch.setattr(module, "_more_hire", lambda done, before, after, network: np.array([7.0]))
    found = _delivered(SimpleNamespace(paths=paths, legs=legs, consignments=None), frozen, None)
    names = ["path_id", "boxes", "transit_h", "cost_usd", "generalised_usd"]
    assert found[names].to_numpy().tolist() == [["there", 2.0, 11.0, 126.0, 246.0]]


def test_hire_of_wagons_grows_with_their_rows(monkeypatch):
    """By what the rows of each path, in their order, cost now and did before; other paths do not count."""

    def hire(legs, unit, network):
        assert unit.to_dict() == {"a": "hopper", "b": "box"}
        return np.where(legs["path_id"].duplicated(), legs["cost_usd"], 0.0)  # nothing before a wagon is loaded

    monkeypatch.setattr(module, "leg_hire", hire)
    done = pd.DataFrame({"path_id": ["b", "a"], "unit": ["box", "hopper"]})
    before = rows_of(("a", 1, 5.0), ("a", 0, 1.0), ("c", 0, 4.0), ("c", 1, 4.0))
    after = rows_of(("a", 1, 8.0), ("a", 0, 1.0), ("a", 2, 2.0), ("c", 0, 4.0), ("c", 1, 9.0), ("b", 0, 1.0))
    assert _more_hire(done, before, after, None).tolist() == [0.0, 5.0]


def test_what_the_fixed_part_cost(monkeypatch):
    """Money of its rows, running and time cost of its hours, and route constants by length; rows may lack."""
    plan = SimpleNamespace(paths=pd.DataFrame({"path_id": ["x", "q", "p"], "unit": ["u", "v", "w"]}), consignments=None)
    legs = rows_of(("p", 0, 10.0), ("p", 1, 20.0), ("x", 0, 99.0))
    frozen = SimpleNamespace(cuts=pd.DataFrame({"cut_min": [0, 240, 300]}, index=["x", "q", "p"]), legs=legs)

    def constants(rows, network, unit):
        assert set(rows["path_id"]) == {"p"}
        assert unit.to_dict() == {"p": "w", "q": "v"}
        return pd.Series({"p": 6.0})

    monkeypatch.setattr(module, "path_constants", constants)
    monkeypatch.setattr(module, "facts_of", facts(p=(2.0, 3.0, 0.5, 60, 1.0), q=(1.0, 1.0, 1.0, 120, 1.0)))
    found = _before(plan, frozen, np.array(["p", "q"], object), None)
    paid = 30.0 + 8.0
    assert found.loc["p"].to_dict() == {"cost_usd": paid, "generalised_usd": paid + 12.0 + 3.0, "hours": 4.0}
    assert found.loc["q"].to_dict() == {"cost_usd": 2.0, "generalised_usd": 4.0, "hours": 2.0}


def test_where_nothing_is_fixed_nothing_was_paid():
    """No rows, and nothing is asked for."""
    found = _before(None, None, np.array([], object), None)
    assert found.dtypes.to_dict() == {"cost_usd": float, "generalised_usd": float, "hours": float}
    assert len(found) == 0


def again(*paths):
    """Return new paths: id, consignment, boxes; each costs 10 USD, 20 generalised, and takes 5 h in one unit."""
    table = pd.DataFrame(paths, columns=["path_id", "consignment_id", "boxes"])
    more = {"unit": "lit", "feu": 1.0, "gross_t": 1.0, "cost_usd": 10.0, "generalised_usd": 20.0, "transit_h": 5.0}
    return table.assign(**more, shelf_life_used=np.nan)


@pytest.fixture
def fixed(monkeypatch):
    """Return a plan of which a path is fixed (its box cost 1 USD, 2 generalised, in 3 h), and the pieces under way."""
    asked = {}

    def before(plan, frozen, prefixes, network):
        asked["before"] = sorted(prefixes)
        return pd.DataFrame({"cost_usd": [1.0], "generalised_usd": [2.0], "hours": [3.0]}, index=["old"])

    def apart(paths, instance, off):
        asked["off"], asked["piece"] = off, paths["piece"].tolist()
        return told_apart(paths, instance, off)

    monkeypatch.setattr(module, "_before", before)
    monkeypatch.setattr(module, "told_apart", apart)
    monkeypatch.setattr(module, "unplugged_of", lambda plan: {"old": 77, "there": 5})
    pieces = pd.DataFrame({"original": ["a", "a"], "prefix": ["old", "other"]}, index=["a~old", "a~other"])
    table = pd.DataFrame({"consignment_id": ["a~old", "a~other"], "unit_id": "lit", "ready_min": 100})
    following = SimpleNamespace(
        pieces=pieces, instance=SimpleNamespace(consignments=table, followed_from_min=0),
        known=SimpleNamespace(network=None),
    )  # fmt: skip
    return following, asked


def test_what_was_fixed_comes_before_what_is_planned_again(fixed):
    """Two boxes of a piece go on by two ways; a box at the gate has nothing behind it."""
    following, asked = fixed
    paths = again(("2", "a~old", 2.0), ("1", "b", 3.0), ("3", "a~old", 1.0))
    paths.loc[2, "unit"] = "dark"
    legs = rows_of(("3", 0, 7.0), ("2", 1, 6.0), ("2", 0, 5.0), ("1", 0, 4.0))
    frozen = SimpleNamespace(legs=rows_of(("old", 0, 1.0), ("old", 1, 2.0), ("there", 0, 9.0)))
    new = SimpleNamespace(paths=paths, legs=legs)
    found, rows, off = _joined(None, frozen, following, new)
    names = ["path_id", "consignment_id", "unit", "boxes", "cost_usd", "generalised_usd", "transit_h"]
    assert found[names].to_numpy().tolist() == [
        ["new:2", "a", "lit", 2.0, 12.0, 24.0, 8.0],
        ["new:1", "b", "lit", 3.0, 10.0, 20.0, 5.0],
        ["new:3", "a", "lit", 1.0, 11.0, 22.0, 8.0],
    ]
    assert found["prefix"].fillna("").tolist() == ["old", "", "old"]
    assert rows[["path_id", "seq", "cost_usd"]].to_numpy().tolist() == [
        ["new:1", 0, 4.0],
        ["new:2", 0, 1.0], ["new:2", 1, 2.0], ["new:2", 2, 5.0], ["new:2", 3, 6.0],
        ["new:3", 0, 1.0], ["new:3", 1, 2.0], ["new:3", 2, 7.0],
    ]  # fmt: skip
    assert list(rows.columns) == list(LEG_COLUMNS)
    assert rows["seq"].dtype == np.int64
    assert rows.index.tolist() == list(range(8))
    assert off == {"new:3": 77}
    assert pd.Series(asked.pop("piece")).fillna("").tolist() == ["a~old", "", "a~old"]
    assert asked == {"before": ["old"], "off": {"a~old": 77}}
    assert new.paths["path_id"].tolist() == ["2", "1", "3"]  # what was given stays as it was


def test_where_nothing_was_fixed_the_new_plan_stands(fixed):
    """Boxes at the gate only: their paths and rows as they are, in order."""
    following, _ = fixed
    frozen = SimpleNamespace(legs=rows_of(("there", 0, 9.0)))
    new = SimpleNamespace(paths=again(("1", "b", 3.0)), legs=rows_of(("1", 1, 5.0), ("1", 0, 4.0)))
    found, rows, off = _joined(None, frozen, following, new)
    names = ["path_id", "consignment_id", "cost_usd", "transit_h"]
    assert found[names].to_numpy().tolist() == [["new:1", "b", 10.0, 5.0]]
    assert rows[["path_id", "seq", "cost_usd"]].to_numpy().tolist() == [["new:1", 0, 4.0], ["new:1", 1, 5.0]]
    assert off == {}


@pytest.mark.parametrize("cold", [False, True])
def test_the_plan_of_both_parts(monkeypatch, cold):
    """Delivered paths first, all numbered anew; who stood, who was given up and who has no power by the new numbers."""
    seen = {}
    paths = pd.DataFrame({"path_id": ["d1", "d2"]}).reindex(columns=list(PLAN_COLUMNS))
    whole = pd.DataFrame({"path_id": ["new:2", "new:1"], "prefix": "x"})
    whole = whole.reindex(columns=[*PLAN_COLUMNS, "prefix", "piece"])
    legs = rows_of(("new:1", 0, 1.0), ("new:2", 0, 2.0))
    frozen = SimpleNamespace(legs=rows_of(("d1", 0, 3.0), ("d2", 0, 4.0), ("x", 0, 9.0)))
    following = SimpleNamespace(known=SimpleNamespace(network=None, cold_chain=cold))
    stage = SimpleNamespace(plan=SimpleNamespace(legs=None))

    def lived(known, paths, legs, delivered, off):
        seen["lived"] = delivered, dict(off), paths["path_id"].tolist()
        return paths.assign(shelf_life_used=0.5), legs.assign(cargo_c=-18.0)

    def assemble(plan, following, again, rows, stranded, off):
        seen["rows"], seen["stranded"], seen["off"] = rows, stranded, off
        return "plan"

    monkeypatch.setattr(module, "_delivered", lambda *_: paths)
    monkeypatch.setattr(module, "_joined", lambda *_: (whole, legs, {"new:1": 60}))
    monkeypatch.setattr(module, "unplugged_of", lambda plan: {"d2": 30, "x": 20})
    monkeypatch.setattr(module, "_left_standing", lambda *_: ["new:1"])
    monkeypatch.setattr(module, "_lived", lived)
    monkeypatch.setattr(module, "stranded_now", lambda frozen, following, again, off: [{"n": 2, "off": off}])
    monkeypatch.setattr(module, "_assemble", assemble)
    found = continue_plan(None, frozen, following, stage, [{"n": 1}])
    assert found.plan == "plan"
    assert found.left_standing == ["P000004"]
    assert found.unplugged == seen["off"] == {"P000004": 60, "P000002": 30}
    assert found.stranded == seen["stranded"] == [{"n": 1}, {"n": 2, "off": {"d2": 30, "x": 20}}]
    table, rows = seen["rows"]
    assert table.index.is_unique
    assert rows.index.is_unique
    assert list(table.columns) == list(PLAN_COLUMNS)
    assert table["path_id"].tolist() == ["P000001", "P000002", "P000003", "P000004"]
    assert rows[["path_id", "cost_usd"]].to_numpy().tolist() == [
        ["P000001", 3.0], ["P000002", 4.0], ["P000004", 1.0], ["P000003", 2.0],
    ]  # fmt: skip
    told = (2, {"new:1": 60, "d2": 30}, ["d1", "d2", "new:2", "new:1"])
    assert seen.get("lived") == (told if cold else None)
    assert rows["cargo_c"].isna().all() != cold


def left(*rows):
    """Return rows of what is not carried: consignment and boxes, at a price that is not its own."""
    table = pd.DataFrame(rows, columns=["consignment_id", "boxes"])
    more = {"reason": "rule", "resource_id": "", "cheapest_relaxation": "{}", "outside_usd_per_box": 1.0}
    return table.assign(feu=table["boxes"], **more)[list(UNSERVED_COLUMNS)]


def plan_of(**fields):
    """Return a plan in which only some fields are of interest."""
    empty = pd.DataFrame()
    rest = {
        "status": Status.OPTIMAL, "gap": 0.0, "objective_terms": {}, "paths": empty, "legs": empty, "prices": empty,
        "consignments": empty, "counts": {}, "seconds": {}, "stages": (),
    }  # fmt: skip
    return Plan(**{**rest, **fields})


@pytest.mark.parametrize(
    ("stranded", "transport", "gap"), [(False, -40.0, 3 / 32), (True, -40.0, 3 / 32), (False, -8.0, 3e9)]
)
def test_objective_and_bound_of_the_whole(monkeypatch, stranded, transport, gap):
    """The terms of all rows, boxes given up included; the bound is as far below as that of the last stage."""
    seen = {}
    names = {"path_id": ["stranded:1"], "consignment_id": "a", "boxes": 1.0} if stranded else {"path_id": []}
    given_up = pd.DataFrame(names).reindex(columns=list(PLAN_COLUMNS)).astype({"path_id": object})
    monkeypatch.setattr(module, "stranded_rows", lambda entries, *_: (given_up, rows_of(("stranded:1", 0, 5.0))))
    monkeypatch.setattr(module, "with_stranded", lambda legs, more: pd.concat([legs, more[: len(given_up)]]))
    monkeypatch.setattr(module, "off_of", lambda entries: {"stranded:1": 50})
    behind = left(("a", 1.0)) if stranded else left()
    monkeypatch.setattr(module, "_left_behind", lambda *_: behind)

    def terms(paths, legs, unserved, known, queue):
        seen["terms"] = paths["path_id"].tolist(), legs["path_id"].tolist(), queue
        return {"transport": transport, "queue": queue}

    monkeypatch.setattr(module, "whole_terms", terms)
    monkeypatch.setattr(module, "whole_counts", lambda last, *rows: {"n": [len(table) for table in rows[:2]]})

    class Use:
        def of_legs(self, legs, paths):
            return legs["path_id"].tolist(), paths["off_min"].to_dict()

        def queue_cost(self, use):
            seen["use"] = use
            return 8.0

    known = SimpleNamespace(
        consignments=pd.DataFrame({"consignment_id": ["a", "b"], "outside_usd_per_box": [7.0, 9.0]}), network=None
    )
    following = SimpleNamespace(known=known, use=Use(), pieces=pd.DataFrame({"original": ["a"]}, index=["a~old"]))
    last = plan_of(objective=10.0, lower_bound=7.0, unserved=left(("a~old", 4.0), ("b", 2.0)))
    paths = pd.DataFrame({"path_id": ["P1"], "consignment_id": "b", "boxes": 1.0}).reindex(columns=list(PLAN_COLUMNS))
    rows = (paths, rows_of(("P1", 0, 1.0)))
    found = _assemble(None, following, SimpleNamespace(plan=last), rows, [], {"P1": 30})
    everybody = ["P1", "stranded:1"] if stranded else ["P1"]
    assert seen["terms"] == (everybody, everybody, 8.0)
    assert seen["use"] == (everybody, {"P1": 30.0, "stranded:1": 50.0} if stranded else {"P1": 30.0})
    assert (found.objective, found.lower_bound) == (transport + 8.0, transport + 5.0)
    assert found.gap == pytest.approx(gap)
    assert found.paths is paths
    assert found.legs["path_id"].tolist() == ["P1"]
    assert found.consignments is known.consignments
    assert found.counts == {"n": [1, len(everybody)]}
    expected = [["a", 1.0, 7.0]] if stranded else []
    shown = found.unserved[["consignment_id", "boxes", "outside_usd_per_box"]]
    assert shown.to_numpy().tolist() == [*expected, ["b", 2.0, 9.0]]
