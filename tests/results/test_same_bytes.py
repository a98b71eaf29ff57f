"""Same inputs, machine and versions give the same bytes, times apart."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from logistics.report import write_plan

ROOT = Path(__file__).parents[2]
PLAN = "import sys; from logistics.cli import main; sys.argv[0] = 'logistics'; main()"


def contents(folder: Path) -> dict[str, bytes]:
    """Return the bytes of every file of a results folder, the seconds of the manifest apart."""
    files = {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
    manifest = json.loads(files["manifest.json"])
    assert manifest.pop("seconds")
    return {**files, "manifest.json": json.dumps(manifest).encode()}


def test_writing_twice_gives_the_same_files(tiny_plan, tmp_path):
    """Tables, maps, indicators and summary of one plan do not depend on when or where they are written."""
    one, _, _ = write_plan(tiny_plan, tmp_path / "one")
    other, _, _ = write_plan(tiny_plan, tmp_path / "deep" / "other")
    assert contents(one) == contents(other)


@pytest.mark.slow
def test_planning_in_another_process_gives_the_same_files(tmp_path):
    """Neither the order of hashes nor the working folder changes an answer."""
    for seed in ("0", "4711"):
        folder = tmp_path / seed
        folder.mkdir()
        subprocess.run(
            [sys.executable, "-c", PLAN, "plan", str(ROOT / "tests" / "data" / "tiny.toml")],
            cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed}, check=True,
            stdout=subprocess.DEVNULL,
        )  # fmt: skip
    one, other = (contents(tmp_path / seed / "results" / "tiny") for seed in ("0", "4711"))
    assert one.keys() == other.keys()
    assert [name for name in one if one[name] != other[name]] == []
