"""Is a results folder still what its tables give: the audit of the plan, and of the files beside it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from logistics.audit import AuditReport, Check, audit_plan
from logistics.indicators import evaluate
from logistics.report.summary import summary_text
from logistics.results import input_hashes, read_results
from logistics.scenario import network_in_force

_KEYS = ["indicator", "scope", "unit"]
_TOLERANCE = 1e-9
_MAPS = ("map.svg", "map.html")


def verify_results(directory: Path | str) -> AuditReport:
    """
    Audit the plan of a results folder, and compare what lies beside it with what it should be.

    Parameters
    ----------
    directory : Path
        Results folder.

    Returns
    -------
    AuditReport
        The checks of `logistics.audit.audit_plan`, then ``inputs`` (the tables are those the plan was made with),
        ``indicators``, ``summary`` and ``maps``.

    Raises
    ------
    ResultsError
        If the folder is missing, damaged or of a newer format.
    """
    directory = Path(directory)
    plan, manifest = read_results(directory)
    assert plan.scenario is not None
    report = audit_plan(plan)
    network = network_in_force(plan.scenario)
    indicators = evaluate(plan, network)
    summary = summary_text(plan, indicators, network, manifest)
    questions = {
        "inputs": ("the tables are those the plan was made with", _inputs(manifest, plan.scenario.network.path)),
        "indicators": ("indicators.csv, recomputed from the plan", _indicators(directory, indicators)),
        "summary": ("summary.md, written again from the plan", _summary(directory, summary)),
        "maps": ("both maps are there", [f"{name} is missing" for name in _MAPS if not (directory / name).is_file()]),
    }
    checks = [
        Check(name, not faults, f"{len(faults)} faults: {detail}" if faults else detail)
        for name, (detail, faults) in questions.items()
    ]
    lines = [f"{name}: {fault}" for name, (_, faults) in questions.items() for fault in faults]
    return replace(
        report,
        passed=report.passed and not lines,
        checks=(*report.checks, *checks),
        findings=(*report.findings, *lines),
    )


def _inputs(manifest: dict[str, object], folder: Path) -> list[str]:
    """Name the tables that changed since the plan was made."""
    before, now = manifest.get("inputs"), input_hashes(folder)
    if not isinstance(before, dict):
        return ["the manifest has no hashes of the tables"]
    return [
        f"{name} {'changed' if name in before and name in now else 'is new' if name in now else 'is gone'} "
        "since the plan was made"
        for name in sorted({*before, *now})
        if before.get(name) != now.get(name)
    ]


def _indicators(directory: Path, expected: pd.DataFrame) -> list[str]:
    """Compare ``indicators.csv`` with the indicators of the plan."""
    path = directory / "indicators.csv"
    try:
        written = pd.read_csv(path, keep_default_na=False, dtype={**dict.fromkeys(_KEYS, str), "value": float})
        found, right = written.set_index(_KEYS)["value"], expected.set_index(_KEYS)["value"]
    except (OSError, ValueError, KeyError) as error:
        return [f"indicators.csv cannot be read: {error}"]
    if found.index.has_duplicates or set(found.index) != set(right.index):
        return ["indicators.csv does not hold the indicators of the plan, each once"]
    found = found.reindex(right.index)
    wrong = ~np.isclose(found, right, rtol=_TOLERANCE, atol=_TOLERANCE)
    return [
        f"{' '.join(key[:2])} is {value:.6g}, recomputed {right[key]:.6g}"
        for key, value in found[wrong].head(5).items()
    ]


def _summary(directory: Path, expected: str) -> list[str]:
    """Compare ``summary.md`` with the summary of the plan, line by line."""
    path = directory / "summary.md"
    try:
        written = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        return [f"summary.md cannot be read: {error}"]
    if written == expected:
        return []
    lines, right = written.splitlines(), expected.splitlines()
    at = next((i for i, (a, b) in enumerate(zip(lines, right, strict=False)) if a != b), min(len(lines), len(right)))
    return [f"line {at + 1} of summary.md is not what the plan gives"]
