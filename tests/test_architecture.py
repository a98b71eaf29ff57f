"""The rooms import only from rooms above them, names in ``__all__`` exist, and modules stay small."""

from __future__ import annotations

import ast
import statistics
from pathlib import Path

import pytest

import logistics

ROOT = Path(logistics.__file__).parent
ORDER = (
    "errors", "units", "kernel_cache", "network", "cargo", "timetable", "scenario", "results", "audit", "timespace",
    "routing", "calibration", "planning", "simulation", "indicators", "sweep", "report", "workbench", "cli",
)  # fmt: skip
FORBIDDEN = {"audit": {"timetable", "timespace", "planning", "routing"}}  # the audit shares no code with these
MODULES = sorted(path for path in ROOT.rglob("*.py") if path != ROOT / "__init__.py")


def room_of(path: Path) -> str:
    """Return the room of a module file."""
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def imported_rooms(path: Path) -> set[str]:
    """Return the rooms that a module imports, wherever in the file."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names = [node.module] if node.module != "logistics" else [f"logistics.{a.name}" for a in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        found |= {name.split(".")[1] for name in names if name.startswith("logistics.")}
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_imports_only_from_rooms_above_its_own(path):
    """No import goes down the list, so there is no cycle between rooms."""
    room = room_of(path)
    assert room in ORDER, f"{room} is not in the list of rooms"
    below = {other for other in imported_rooms(path) if ORDER.index(other) > ORDER.index(room)}
    assert not below, f"{path.relative_to(ROOT)} imports {sorted(below)}, which lie below {room}"
    assert not imported_rooms(path) & FORBIDDEN.get(room, set())


def test_every_public_name_exists_and_there_are_fewer_than_forty():
    """``__all__`` tells the truth."""
    assert len(logistics.__all__) < 40
    for name in logistics.__all__:
        assert getattr(logistics, name) is not None
    assert set(logistics._HOME) == set(logistics.__all__)


def test_modules_stay_small():
    """The median module is under 150 lines and none is over 300."""
    sizes = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert statistics.median(sizes.values()) < 150
    large = {str(path.relative_to(ROOT)): lines for path, lines in sizes.items() if lines > 300}
    assert not large


def test_the_audit_shares_no_code_with_the_optimiser():
    """A mistake cannot be shared: the audit reaches neither graph, timetable nor optimiser, even indirectly."""
    reached, todo = set(), ["audit"]
    while todo:
        room = todo.pop()
        if room in reached:
            continue
        reached.add(room)
        for path in MODULES:
            if room_of(path) == room:
                todo += [other for other in imported_rooms(path) if other not in reached]
    assert not reached & FORBIDDEN["audit"]
