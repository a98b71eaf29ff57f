"""Runs the command line inside the test process, and keeps results that several tests read."""

from __future__ import annotations

import json
import shutil
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from logistics.cli import main, output
from logistics.report import write_plan

DATA = Path(__file__).parents[1] / "data"


@dataclass(frozen=True)
class Outcome:
    """What a command said and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output as strict JSON."""
        return json.loads(self.out, parse_constant=_refuse)


def _refuse(word: str) -> None:
    raise AssertionError(f"{word} is not JSON")


@pytest.fixture(autouse=True)
def _measured_consoles(monkeypatch):
    """Consoles ask for the width when they print, whatever it was when they were made."""
    for console in (output.console, output.progress_console):
        monkeypatch.setattr(console, "_width", None)


@pytest.fixture
def logistics(monkeypatch, capsys, tmp_path):
    """Return a function that runs ``logistics ARGUMENTS`` in an empty folder, with a wide terminal."""
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    monkeypatch.setenv("COLUMNS", "240")

    def run(*arguments: object) -> Outcome:
        monkeypatch.setattr(sys, "argv", ["logistics", *map(str, arguments)])
        with pytest.raises(SystemExit) as left:
            main()
        said = capsys.readouterr()
        assert "Traceback" not in said.out + said.err
        return Outcome(left.value.code or 0, said.out, said.err)

    return run


@pytest.fixture(scope="session")
def solved(tiny_plan, tmp_path_factory):
    """Return the results folder of the tiny scenario; read only."""
    return write_plan(tiny_plan, tmp_path_factory.mktemp("results") / "tiny")[0]


@pytest.fixture(scope="session")
def solved_closed(tiny_plan, tmp_path_factory):
    """Return a second results folder: the same flows, called a closure of the ferry; read only."""
    scenario = tiny_plan.scenario.with_change("close", terminal="aktau", start="2025-09-03", end="2025-09-04", name="c")
    return write_plan(replace(tiny_plan, scenario=scenario), tmp_path_factory.mktemp("results") / "c")[0]


@pytest.fixture
def folder(solved, tmp_path):
    """Return a copy of the results folder that a test may damage."""
    return Path(shutil.copytree(solved, tmp_path / "tiny"))
