"""Results folders: what is written comes back, and what is damaged is refused with a message."""

from __future__ import annotations

import json
import math
import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from logistics.errors import InfeasibleError, ResultsError, ScenarioError
from logistics.results import Status, build_manifest, check_target, io, read_manifest, read_results, write_results

TABLES = ("plan", "legs", "unserved", "prices", "consignments")
FRAMES = ("paths", "legs", "unserved", "prices", "consignments")


def save(plan, folder, **entries):
    """Write a plan with a manifest, some of its entries replaced."""
    manifest = build_manifest(plan, plan.scenario, audit={"passed": True, "checks": {}}, assumed={}, threads=1)
    return write_results(plan, {**manifest, **entries}, folder)


@pytest.fixture
def saved(hand_plan, tmp_path):
    """Return a results folder of the plan by hand."""
    return save(hand_plan, tmp_path / "results" / "tiny")


def test_a_plan_comes_back_as_it_was(hand_plan, saved):
    """Tables, numbers, counts and scenario survive."""
    plan, manifest = read_results(saved)
    for name in FRAMES:
        assert_frame_equal(getattr(plan, name), getattr(hand_plan, name))
    for name in ("status", "objective", "lower_bound", "gap", "objective_terms", "counts", "seconds", "stages"):
        assert getattr(plan, name) == getattr(hand_plan, name), name
    assert list(plan.objective_terms) == list(hand_plan.objective_terms), "their order is that of the report"
    assert plan.scenario.text == hand_plan.scenario.text
    assert plan.scenario.name == "tiny"
    assert manifest["format_version"] == 1
    assert str(plan) == str(hand_plan)


def test_a_plan_that_carries_nothing_comes_back(hand_plan, tmp_path):
    """Empty tables keep their columns."""
    empty = replace(hand_plan, paths=hand_plan.paths.head(0), legs=hand_plan.legs.head(0))
    plan, _ = read_results(save(empty, tmp_path / "empty"))
    assert_frame_equal(plan.paths, empty.paths)
    assert_frame_equal(plan.legs, empty.legs)


def test_the_manifest_says_what_was_solved_with_what(saved, tiny_network):
    """Versions, hashes of every table, the whole scenario, and the proof."""
    manifest = read_manifest(saved)
    assert {"python", "numpy", "ortools", "tzdata", "proj"} <= set(manifest["versions"])
    assert set(manifest["inputs"]) == {path.name for path in tiny_network.path.glob("*.csv")}
    assert all(re.fullmatch("[0-9a-f]{64}", value) for value in manifest["inputs"].values())
    assert 'name = "tiny"' in manifest["scenario"]
    assert manifest["horizon"]["start"] == "2025-09-01"
    # three trains of 3800 USD, ... : terms sum to the objective
    assert sum(manifest["objective_terms"].values()) == pytest.approx(manifest["objective"])


def test_numbers_that_json_cannot_say_are_null(hand_plan, tmp_path):
    """A plan without a bound has no number there; the file stays JSON."""
    folder = save(replace(hand_plan, lower_bound=float("-inf"), gap=float("nan")), tmp_path / "x")
    text = (folder / "manifest.json").read_text(encoding="utf-8")

    def refuse(word):
        raise AssertionError(word)

    assert json.loads(text, parse_constant=refuse)["gap"] is None
    plan, _ = read_results(folder)
    assert pd.isna(plan.gap)
    assert pd.isna(plan.lower_bound)


def test_results_replace_results_and_nothing_is_left_beside(hand_plan, saved):
    """The second run takes the place of the first."""
    save(replace(hand_plan, objective=1.0), saved)
    assert read_manifest(saved)["objective"] == 1.0
    assert [entry.name for entry in saved.parent.iterdir()] == ["tiny"]


def test_leftovers_of_killed_runs_go_and_those_of_other_folders_stay(hand_plan, saved):
    """Only staging folders of the same name are swept, whatever characters the name has."""
    parent = saved.parent
    (parent / ".tiny.0123abcd.tmp").mkdir()
    (parent / ".tiny.b.0123abcd.tmp").mkdir()
    save(hand_plan, saved)
    assert {entry.name for entry in parent.iterdir()} == {"tiny", ".tiny.b.0123abcd.tmp"}
    (parent / ".[a]*.0123abcd.tmp").mkdir()
    save(hand_plan, parent / "[a]*")
    assert {entry.name for entry in parent.iterdir()} == {"tiny", ".tiny.b.0123abcd.tmp", "[a]*"}


def test_a_swap_that_was_killed_is_finished(hand_plan, saved):
    """Between its two renames the old results come back; after them they go."""
    old = saved.parent / ".tiny.old"
    saved.rename(old)
    assert read_manifest(saved)["format_version"] == 1
    assert [entry.name for entry in saved.parent.iterdir()] == ["tiny"]
    for again in (lambda: read_manifest(saved), lambda: save(hand_plan, saved)):
        old.mkdir()
        (old / "manifest.json").touch()
        again()
        assert [entry.name for entry in saved.parent.iterdir()] == ["tiny"]
    saved.rename(old)
    save(hand_plan, saved)
    assert [entry.name for entry in saved.parent.iterdir()] == ["tiny"]


def test_what_is_wrong_with_the_scenario_is_told_as_such(saved, monkeypatch):
    """Its own message, not that of a damaged folder."""

    def refuse(*_, **__):
        raise ScenarioError(["growth: -1 found"])

    monkeypatch.setattr(io, "scenario_from_text", refuse)
    with pytest.raises(ScenarioError, match="growth: -1 found"):
        read_results(saved)


def test_numbers_in_lists_are_said_or_null(hand_plan, tmp_path):
    """Lists in lists, and tuples."""
    folder = save(hand_plan, tmp_path / "odd", seconds_of=[math.nan, [math.inf, 1.5], (2.0, -math.inf)])
    assert read_manifest(folder)["seconds_of"] == [None, [None, 1.5], [2.0, None]]


def test_an_error_while_writing_keeps_the_old_results(hand_plan, saved):
    """A map that cannot be drawn does not cost the results of yesterday."""
    before = {path.name: path.read_bytes() for path in saved.iterdir()}

    def fail(path: Path) -> None:
        path.write_text("half", encoding="utf-8")
        raise RuntimeError("no map")

    with pytest.raises(RuntimeError, match="no map"):
        write_results(hand_plan, {}, saved, extras={"map.svg": fail})
    assert {path.name: path.read_bytes() for path in saved.iterdir()} == before
    assert [entry.name for entry in saved.parent.iterdir()] == ["tiny"]


def test_an_error_while_swapping_brings_the_old_results_back(hand_plan, saved, monkeypatch):
    """Ctrl-C between the two renames: the old folder is back at once."""

    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", stop)
    with pytest.raises(KeyboardInterrupt):
        save(hand_plan, saved)
    assert (saved / "manifest.json").is_file()
    assert [entry.name for entry in saved.parent.iterdir()] == ["tiny"]


def test_folders_of_others_are_never_replaced(hand_plan, tmp_path, monkeypatch):
    """A folder with a file that no plan wrote, a file, a link, and the current folder are refused."""
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter1.tex").touch()
    (tmp_path / "file").touch()
    (tmp_path / "link").symlink_to(tmp_path / "thesis")
    (tmp_path / "home" / "here").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "home" / "here")
    for name, message in (
        ("thesis", "thesis holds files that no plan wrote (chapter1.tex)"),
        ("file", "file exists and is not a folder"),
        ("link", "link exists and is not a folder"),
        ("home/here", "here is the current folder or lies above it"),
        ("home", "home is the current folder or lies above it"),
    ):
        for refuse in (lambda path: save(hand_plan, path), check_target):
            with pytest.raises(ResultsError, match=re.escape(f"{message}; choose another")):
                refuse(tmp_path / name)
    assert (tmp_path / "thesis" / "chapter1.tex").exists()
    check_target(tmp_path / "new" / "folder")


def _set(**entries):
    def change(folder: Path) -> None:
        path = folder / "manifest.json"
        manifest = json.loads(path.read_text(encoding="utf-8"))
        for key, value in entries.items():
            manifest.pop(key) if value is ... else manifest.update({key: value})
        path.write_text(json.dumps(manifest), encoding="utf-8")

    return change


def _drop_column(folder: Path) -> None:
    path = folder / "legs.parquet"
    pd.read_parquet(path).drop(columns=["run_id", "co2e_kg"]).to_parquet(path)


DAMAGE = [
    (lambda f: (f / "manifest.json").unlink(), "is not a results folder: it has no manifest.json; run"),
    (lambda f: (f / "manifest.json").write_text("{"), "manifest.json is damaged (Expecting property name"),
    (lambda f: (f / "manifest.json").write_bytes(b'{"a": "\xff"}'), "manifest.json is damaged ("),
    (lambda f: (f / "manifest.json").write_text("[]"), "manifest.json: format_version is None; a whole"),
    (_set(format_version="1"), "manifest.json: format_version is '1'; a whole number is needed"),
    (_set(format_version=True), "manifest.json: format_version is True; a whole number is needed"),
    (_set(format_version=2), "format version 2 is newer than this program reads (1); install a newer version"),
    (_set(objective=...), "manifest.json: entry 'objective' is missing; run 'logistics plan' again"),
    (_set(scenario=...), "manifest.json: entry 'scenario' is missing; run 'logistics plan' again"),
    (_set(status="wonderful"), "manifest.json is damaged ('wonderful' is not a valid Status)"),
    (_set(objective="much"), "manifest.json is damaged (could not convert string to float: 'much')"),
    (_set(objective_terms=3), "manifest.json is damaged ('int' object has no attribute 'items')"),
    (_set(stages=None), "manifest.json is damaged ("),
    (lambda f: (f / "prices.parquet").unlink(), "prices.parquet is missing; the folder is incomplete"),
    (lambda f: (f / "plan.parquet").write_bytes(b"PAR1 no"), "plan.parquet is damaged ("),
    (lambda f: (f / "legs.parquet").write_bytes((f / "legs.parquet").read_bytes()[:900]), "legs.parquet is damaged ("),
    (_drop_column, "legs.parquet lacks the columns run_id, co2e_kg; run 'logistics plan' again"),
]  # fmt: skip


@pytest.mark.parametrize(("damage", "message"), DAMAGE)
def test_damaged_folders_are_refused_with_a_message(saved, damage, message):
    """Whatever is missing or broken, the message names the file and what to do."""
    damage(saved)
    with pytest.raises(ResultsError, match=re.escape(message)):
        read_results(saved)


def test_a_folder_that_is_not_there_is_named(tmp_path):
    """Reading nothing says so."""
    with pytest.raises(ResultsError, match="nowhere is not a results folder"):
        read_manifest(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("status", "rows", "usable"),
    [
        (Status.OPTIMAL, 0, True), (Status.FEASIBLE, 3, True), (Status.TIME_LIMIT, 3, True),
        (Status.TIME_LIMIT, 0, False), (Status.INFEASIBLE, 3, False), (Status.UNKNOWN, 3, False),
    ],
)  # fmt: skip
def test_only_plans_with_flows_are_feasible(hand_plan, status, rows, usable):
    """`require_feasible` raises for every plan that must not be used."""
    plan = replace(hand_plan, status=status, paths=hand_plan.paths.head(rows))
    if usable:
        assert plan.require_feasible() is plan
    else:
        with pytest.raises(InfeasibleError, match=f"status '{status}'"):
            plan.require_feasible()
