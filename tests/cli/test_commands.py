"""The five commands end to end: what they print, JSON, exit codes."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from logistics.results import Status

DATA = Path(__file__).parents[1] / "data"
TINY = DATA / "tiny.toml"
FILES = {
    "manifest.json", "plan.parquet", "legs.parquet", "unserved.parquet", "prices.parquet", "consignments.parquet",
    "indicators.csv", "map.svg", "map.html", "summary.md",
}  # fmt: skip


def test_plan_writes_a_results_folder_and_says_where(logistics):
    """Solve, audit, write; the audit of the folder passes and `compare` finds nothing."""
    outcome = logistics("plan", TINY)
    assert (outcome.code, outcome.err) == (0, "")
    folder = Path("results/tiny")
    assert {path.name for path in folder.iterdir()} == FILES
    for words in ("optimal, objective", "audit:   passed", "map:     results/tiny/map.html", "results/tiny/summary.md"):
        assert words in outcome.out
    audit = logistics("audit", folder)
    assert audit.code == 0
    assert audit.out.rstrip().endswith("passed")
    again = logistics("plan", TINY, "-o", "second", "--json")
    assert again.code == 0
    assert again.json["directory"] == "second"
    assert again.json["audit"]["passed"] is True
    assert {key: value for key, value in again.json.items() if key != "directory"} == json.loads(
        Path("second/manifest.json").read_text(encoding="utf-8")
    )
    assert again.json["objective"] == json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["objective"]
    assert "The inputs are the same." in logistics("compare", folder, "second").out


def test_plan_with_changes_of_the_scenario(logistics, tmp_path):
    """A closure that is not foreseen: planned in two stages, audited, explained by compare."""
    path = tmp_path / "closed.toml"
    path.write_text(
        f'extends = "{TINY}"\nname = "closed"\n[[changes]]\nkind = "close"\nlink = "dostyk-almaty"\n'
        "start = 2025-09-03\nend = 2025-09-08\n",
        encoding="utf-8",
    )
    assert logistics("plan", TINY).code == 0
    outcome = logistics("plan", path, "--json")
    assert outcome.code == 0
    assert len(outcome.json["stages"]) == 2
    audit = logistics("audit", "results/closed")
    assert (audit.code, audit.err) == (0, "")
    found = logistics("compare", "results/tiny", "results/closed")
    assert found.code == 0
    assert "change added: close" in found.out
    assert "closed: 2025-09-03 to 2025-09-08; at worst" in found.out
    document = logistics("compare", "results/tiny", "results/closed", "--json").json
    assert set(document) == {"inputs", "indicators", "crossings", "backlog", "events", "held", "changed"}
    assert document["events"][0]["start"] == "2025-09-03"


def test_audit_fails_when_anything_differs(logistics, folder):
    """One box more on one path: exit code 1, findings on paper and in JSON."""
    paths = pd.read_parquet(folder / "plan.parquet")
    paths.loc[0, "boxes"] += 1
    paths.to_parquet(folder / "plan.parquet", index=False)
    outcome = logistics("audit", folder)
    assert outcome.code == 1
    assert "FAILED: the plan differs from what the tables give" in outcome.out
    document = logistics("audit", folder, "--json")
    assert document.code == 1
    assert document.json["passed"] is False
    assert document.json["findings"]
    assert any(not check["passed"] for check in document.json["checks"])


def test_plan_with_an_audit_that_fails_is_not_reported_as_good(logistics, monkeypatch, tiny_plan):
    """The folder says so, the exit code is 1."""
    wrong = replace(tiny_plan, paths=tiny_plan.paths.assign(cost_usd=tiny_plan.paths["cost_usd"] * 1.01))
    monkeypatch.setattr("logistics.planning.solve_scenario", lambda *_, **__: wrong)
    outcome = logistics("plan", TINY)
    assert outcome.code == 1
    assert "audit:   FAILED: do not use this plan" in outcome.out
    assert "audit: path_cost: " in outcome.err
    assert "the independent audit DID NOT PASS" in Path("results/tiny/summary.md").read_text(encoding="utf-8")
    assert json.loads(Path("results/tiny/manifest.json").read_text(encoding="utf-8"))["audit"]["passed"] is False


@pytest.mark.parametrize("status", [Status.INFEASIBLE, Status.UNKNOWN, Status.TIME_LIMIT])
def test_no_feasible_answer_is_exit_code_3(logistics, monkeypatch, tiny_plan, status):
    """No folder is written for a plan without flows."""
    nothing = replace(tiny_plan, status=status, paths=tiny_plan.paths.head(0))
    monkeypatch.setattr("logistics.planning.solve_scenario", lambda *_, **__: nothing)
    outcome = logistics("plan", TINY)
    assert outcome.code == 3
    assert f"the plan has status '{status}' and no usable flows" in outcome.err
    assert list(Path.cwd().iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["plan"], "scenario"),
        (["plan", TINY, "--gap", "-1"], "--gap"),
        (["plan", TINY, "--gap", "nan"], "--gap"),
        (["plan", TINY, "--time-limit", "soon"], "--time-limit"),
        (["plan", TINY, "--integer"], "whole-box plans are not available yet"),
        (["plan", TINY, "--outptu", "x"], "--outptu"),
        (["compare", "one"], "at least two results folders or scenario files"),
        (["map", "x", "-o", "map.gif"], "must end in .svg, .png, .pdf, .html"),
        (["map", "x", "-o", "map.svg", "--colour", "pink"], "pink"),
        (["audit"], "directory"),
        (["plann"], "plann"),
    ],
)
def test_wrong_usage_is_exit_code_2(logistics, arguments, words):
    """What is wrong is named."""
    outcome = logistics(*arguments)
    assert outcome.code == 2
    assert words.lower() in outcome.err.lower()
    assert list(Path.cwd().iterdir()) == []


@pytest.mark.parametrize("command", ["audit", "compare", "map"])
def test_a_folder_without_results_is_exit_code_1(logistics, command):
    """The message says what is missing and what to do."""
    arguments = {"audit": ["nowhere"], "compare": ["nowhere", "there"], "map": ["nowhere", "-o", "x.svg"]}[command]
    outcome = logistics(command, *arguments)
    assert outcome.code == 1
    assert "nowhere is not a results folder: it has no manifest.json; run 'logistics plan' first" in outcome.err
    assert list(Path.cwd().iterdir()) == []


def test_newer_results_are_refused(logistics, folder):
    """A folder of a later version is named as such by every command that reads it."""
    path = folder / "manifest.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"format_version": 1', '"format_version": 99'))
    for arguments in (["audit", folder], ["map", folder, "-o", "x.svg"], ["compare", folder, folder]):
        outcome = logistics(*arguments)
        assert outcome.code == 1
        assert "format version 99 is newer than this program reads" in outcome.err


def test_check_prints_tables_and_warnings(logistics):
    """Sound tables pass with their warnings and the share of assumed figures."""
    outcome = logistics("check", DATA / "tiny_network")
    assert outcome.code == 0
    assert re.search(r"terminals .* 6 .* 100%", outcome.out)
    assert "warning: terminals.csv:6: track_gauges: no open link reaches 'baku' on 1520 mm" in outcome.out
    assert outcome.out.rstrip().endswith("0 errors, 1 warning")
    document = logistics("check", DATA / "tiny_network", "--json").json
    assert document["passed"] is True
    assert document["rows"]["terminals"] == 6
    assert document["assumed_share"]["links"] == 1.0
    assert len(document["warnings"]) == 1


def test_check_shows_warnings_beside_errors(logistics, tiny_copy):
    """Errors do not hide warnings."""
    tiny_copy.edit("facilities", "aktau_port", capacity="-6")
    outcome = logistics("check", tiny_copy.path)
    assert outcome.code == 1
    assert "error: facilities.csv:9: capacity: -6 FEU/day or FEU found; must be above 0" in outcome.out
    assert "warning: terminals.csv:6: track_gauges: no open link reaches 'baku' on 1520 mm" in outcome.out
    assert outcome.out.rstrip().endswith("1 error, 1 warning")
    document = logistics("check", tiny_copy.path, "--json").json
    assert document["passed"] is False
    assert document["warnings"]
    assert document["rows"]["terminals"] == 6


def test_check_of_a_folder_that_is_not_there(logistics):
    """One error, JSON too."""
    outcome = logistics("check", "nowhere")
    assert outcome.code == 1
    assert "error: nowhere: the network folder does not exist" in outcome.out
    assert logistics("check", "nowhere", "--json").json["errors"]


def test_compare_of_scenarios_shows_inputs_only(logistics, solved, tmp_path):
    """Files and folders may be mixed; nothing is solved."""
    path = tmp_path / "longer.toml"
    path.write_text(f'extends = "{TINY}"\nname = "longer"\n[horizon]\nend = 2025-09-21\n', encoding="utf-8")
    outcome = logistics("compare", TINY, path)
    assert outcome.code == 0
    assert re.search("longer .* horizon.end .* 2025-09-14 .* 2025-09-21", outcome.out)
    assert "boxes_carried" not in outcome.out
    rows = [{"plan": "longer", "item": "horizon.end", "base": "2025-09-14", "other": "2025-09-21"}]
    assert logistics("compare", solved, path, "--json").json == {"inputs": rows}
    assert logistics("compare", TINY, solved).out == "The inputs are the same.\n"


def test_compare_of_results(logistics, solved, solved_closed):
    """Inputs, headlines, crossings and the event, on paper and in JSON."""
    outcome = logistics("compare", solved, solved_closed)
    assert outcome.code == 0
    for words in ("change added: close", "boxes_carried", "Xian – Dostyk", "c: 2025-09-03 to 2025-09-04; at worst"):
        assert words in outcome.out
    document = logistics("compare", solved, solved_closed, solved_closed, "--json").json
    assert len(document["events"]) == 2
    assert {"c", "tiny", str(solved_closed)} <= set(document["crossings"][0])


@pytest.mark.parametrize("suffix", ["svg", "png", "pdf", "html"])
def test_map_of_results(logistics, solved, suffix):
    """The format follows the suffix."""
    outcome = logistics("map", solved, "-o", f"map.{suffix}", "--colour", "utilisation")
    assert outcome.code == 0
    assert outcome.out == f"wrote map.{suffix}\n"
    starts = {"svg": b"<svg ", "png": b"\x89PNG", "pdf": b"%PDF", "html": b"<!doctype html>"}
    assert Path(f"map.{suffix}").read_bytes().lower().startswith(starts[suffix].lower())


def test_map_of_a_scenario(logistics):
    """A scenario has no flows, but a map."""
    assert logistics("map", TINY, "-o", "map.svg").code == 0
    assert "Two weeks on the tiny network" in Path("map.svg").read_text(encoding="utf-8")


def test_map_into_a_new_folder_and_into_an_impossible_one(logistics, solved):
    """Folders are made; what the operating system refuses becomes a message."""
    assert logistics("map", solved, "-o", "new/folder/map.svg").code == 0
    assert Path("new/folder/map.svg").is_file()
    Path("file").touch()
    outcome = logistics("map", solved, "-o", "file/map.svg")
    assert outcome.code == 1
    assert outcome.err.startswith("error: file")
