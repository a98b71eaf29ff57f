"""A killed run leaves the old results or the new, never half of either."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from logistics.results import read_manifest, read_results

WRITER = Path(__file__).with_name("writer.py")
ROOT = Path(__file__).parents[2]


class Writers:
    """A process that forks writers on demand, so that twenty kills need one start of Python."""

    def __init__(self, folder: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, str(WRITER), str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )

    def start(self, what: str, number: int) -> None:
        """Start a writer."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{what} {number}\n")
        self.process.stdin.flush()

    def kill(self, after_s: float = 0.0) -> None:
        """Wait until the writer has written once, wait on, and kill it."""
        child = int(self._line())
        time.sleep(after_s)
        os.kill(child, signal.SIGKILL)
        self.ended()

    def ended(self) -> None:
        """Wait until the writer is gone."""
        assert self._line() == "ended"

    def close(self) -> None:
        """End the process."""
        self.process.communicate(timeout=60)

    def _line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()


@pytest.fixture
def writers(tmp_path):
    """Writers of ``tmp_path/results/tiny``."""
    made = Writers(tmp_path / "results" / "tiny")
    yield made
    made.close()


def whole(folder: Path) -> int:
    """Return the number of a results folder after checking that every part of it has the same number."""
    plan, manifest = read_results(folder)
    number = int((folder / "summary.md").read_text(encoding="utf-8"))
    assert manifest["objective"] == plan.objective == number
    assert set(plan.paths["boxes"]) == set(plan.legs["cost_usd"]) == set(plan.unserved["boxes"]) == {number}
    assert len(plan.paths) == 3
    assert len(plan.prices) == 10
    return number


def test_twenty_kills_leave_old_or_new_results(writers, tmp_path):
    """Killed at any instant, the folder is one of the folders that were written; the next run tidies up."""
    folder, seen = tmp_path / "results" / "tiny", []
    chance = random.Random(7)  # noqa: S311  no secret
    for turn in range(20):
        writers.start("loop", 1000 * turn)
        writers.kill(after_s=chance.uniform(0.0, 0.2))
        seen.append(whole(folder))
        assert 1000 * turn <= seen[-1] < 1000 * turn + 900
    assert any(number % 1000 > 0 for number in seen), "every kill came before a folder was replaced"
    assert len(list(folder.parent.iterdir())) <= 3, "folders of killed runs pile up"


def test_kill_between_the_two_renames_brings_the_old_folder_back(writers, tmp_path):
    """The old folder is away and the new one not yet in place: reading finds the old one."""
    folder = tmp_path / "results" / "tiny"
    writers.start("loop", 1)
    writers.kill()
    old = whole(folder)
    writers.start("between", 500)
    writers.ended()
    assert not folder.exists(), "the kill came at another moment"
    assert read_manifest(folder)["objective"] == old
    assert whole(folder) == old
