"""The manifest of a results folder: what was solved, with what, and how well."""

from __future__ import annotations

import hashlib
import importlib.metadata
import platform
import zoneinfo
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from logistics.results.model import Plan
from logistics.scenario.model import Scenario
from logistics.units import from_min

FORMAT_VERSION = 1
_LIBRARIES = (
    "numpy",
    "pandas",
    "scipy",
    "numba",
    "ortools",
    "geopandas",
    "shapely",
    "pyproj",
    "pyarrow",
    "matplotlib",
)


def build_manifest(
    plan: Plan,
    scenario: Scenario,
    *,
    audit: Mapping[str, Any],
    assumed: Mapping[str, float],
    threads: int,
    seed: int = 0,
) -> dict[str, Any]:
    """
    Return the content of ``manifest.json``.

    Parameters
    ----------
    plan : Plan
    scenario : Scenario
    audit : mapping
        ``{"passed": bool, "checks": {...}}``.
    assumed : mapping of table to float
        Share of figures marked ``assumed`` in each table in use.
    threads, seed : int
        Threads used; seed of random steps (none are random today).

    Returns
    -------
    dict
        JSON-ready.
    """
    horizon = scenario.horizon
    return {
        "format_version": FORMAT_VERSION,
        "program": {"name": "logistics", "version": version()},
        "versions": _versions(),
        "inputs": input_hashes(scenario.network.path),
        "network_path": str(scenario.network.path.resolve()),
        "scenario_name": scenario.name,
        "scenario": scenario.text,
        "horizon": {
            "start": horizon.start.isoformat(),
            "end": horizon.end.isoformat(),
            "solved_from_utc": from_min(horizon.solved_start_min).isoformat(),
            "solved_to_utc": from_min(horizon.solved_end_min).isoformat(),
        },
        "seed": seed,
        "threads": threads,
        "status": str(plan.status),
        "objective": plan.objective,
        "objective_terms": dict(plan.objective_terms),
        "lower_bound": plan.lower_bound,
        "gap": plan.gap,
        "seconds": dict(plan.seconds),
        "audit": dict(audit),
        "counts": dict(plan.counts),
        "stages": [dict(stage) for stage in plan.stages],
        "assumed_share": dict(assumed),
    }


def version() -> str:
    """Return the version of the program."""
    try:
        return importlib.metadata.version("logistics")
    except importlib.metadata.PackageNotFoundError:  # run from a source tree
        return "0+source"


def input_hashes(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every CSV table of a network folder, by file name."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(Path(folder).glob("*.csv"))}


def _versions() -> dict[str, str]:
    """Return the versions that a result can depend on."""
    found = {"python": platform.python_version()}
    for name in _LIBRARIES:
        found[name] = importlib.metadata.version(name)
    found["tzdata"] = _tz_version()
    found["proj"] = _proj_version()
    return found


def _tz_version() -> str:
    """Return the version of the time-zone data in use: the system's file, else the tzdata package."""
    for folder in zoneinfo.TZPATH:
        marker = Path(folder) / "tzdata.zi"
        if marker.is_file():
            with marker.open(encoding="utf-8") as lines:
                return lines.readline().removeprefix("# version ").strip()
    return importlib.metadata.version("tzdata")


def _proj_version() -> str:
    """Return the version of the PROJ library and data."""
    import pyproj  # noqa: PLC0415  loaded only when a manifest is written

    return str(pyproj.proj_version_str)
