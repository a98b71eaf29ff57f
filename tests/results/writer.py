"""Child process of the kill tests: forks writers of a results folder, one per line of standard input."""

from __future__ import annotations

import os
import signal
import sys
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

TESTS = Path(__file__).parents[1]
sys.path[:0] = [str(TESTS / "audit")]

import hand  # noqa: E402

from logistics.results import Plan, build_manifest, write_results  # noqa: E402
from logistics.scenario import load_scenario  # noqa: E402


def numbered(plan: Plan, number: int) -> Plan:
    """Return a plan that carries its number in the manifest and in every row of paths, legs and unserved."""
    return replace(
        plan,
        objective=float(number),
        paths=plan.paths.assign(boxes=float(number)),
        legs=plan.legs.assign(cost_usd=float(number)),
        unserved=plan.unserved.assign(boxes=float(number)),
    )


def write(plan: Plan, manifest: dict[str, Any], folder: Path, number: int) -> None:
    """Write one numbered results folder."""
    manifest = {**manifest, "objective": number}
    extras = {"summary.md": lambda path: path.write_text(str(number))}
    write_results(numbered(plan, number), manifest, folder, extras=extras)


def _kill(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def main(folder: Path) -> None:
    """For every line read (``loop N`` or ``between N``) fork a writer, which says when it has written once."""
    plan = replace(hand.plan(), scenario=load_scenario(TESTS / "data" / "tiny.toml"))
    manifest = build_manifest(plan, plan.scenario, audit={"passed": True}, assumed={}, threads=1)
    for line in sys.stdin:
        what, start = line.split()
        child = os.fork()
        if child == 0:
            if what == "between":  # the second rename: the old folder is already away
                Path.replace = _kill
            for number in count(int(start)):
                write(plan, manifest, folder, number)
                if number == int(start):
                    os.write(1, f"{os.getpid()}\n".encode())
        os.waitpid(child, 0)
        os.write(1, b"ended\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
