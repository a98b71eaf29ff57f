"""Results folders: written whole or not at all, read back with clear errors."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from logistics.errors import ResultsError
from logistics.results.manifest import FORMAT_VERSION
from logistics.results.model import Plan, Status
from logistics.scenario import scenario_from_text

_TABLES = ("plan", "legs", "unserved", "prices", "consignments")
_OWNED = frozenset(
    {
        "manifest.json",
        "indicators.csv",
        "map.svg",
        "map.html",
        "summary.md",
        *(f"{t}.parquet" for t in _TABLES),
    }
)


def write_results(
    plan: Plan,
    manifest: Mapping[str, Any],
    directory: Path,
    *,
    extras: Mapping[str, Callable[[Path], object]] | None = None,
) -> Path:
    """
    Write a results folder atomically: a killed run leaves the old folder or the new, never half.

    Parameters
    ----------
    plan : Plan
    manifest : mapping
        Content of ``manifest.json`` (see `build_manifest`).
    directory : Path
        Folder to create or replace.
    extras : mapping of file name to writer, optional
        Each writer gets the path it must write (maps, summary, indicators).

    Returns
    -------
    Path
        `directory`.

    Raises
    ------
    ResultsError
        If `directory` exists and holds files that no plan wrote.
    """
    directory = Path(directory)
    _refuse_foreign(directory)
    directory.parent.mkdir(parents=True, exist_ok=True)
    _sweep_leftovers(directory)
    staging = Path(tempfile.mkdtemp(prefix=f".{directory.name}.", suffix=".tmp", dir=directory.parent))
    try:
        _write_tables(plan, staging)
        for name, writer in (extras or {}).items():
            writer(staging / name)
        text = json.dumps(manifest, indent=2, ensure_ascii=False, sort_keys=True)
        (staging / "manifest.json").write_text(text + "\n", encoding="utf-8")
        staging.chmod(0o755)
        _swap(staging, directory)
    except BaseException:
        shutil.rmtree(staging, ignore_errors=True)
        raise
    return directory


def read_results(directory: Path) -> tuple[Plan, dict[str, Any]]:
    """
    Read a results folder.

    Parameters
    ----------
    directory : Path

    Returns
    -------
    plan : Plan
        With its scenario, rebuilt from the manifest and the tables on disk.
    manifest : dict

    Raises
    ------
    ResultsError
        If the folder is missing, incomplete, damaged, or of a newer format version.
    """
    directory = Path(directory)
    manifest = read_manifest(directory)
    frames = {name: _read_table(directory, name) for name in _TABLES}
    try:
        scenario = scenario_from_text(
            manifest["scenario"], network_path=Path(manifest["network_path"]), name=manifest["scenario_name"]
        )
        plan = Plan(
            status=Status(manifest["status"]),
            objective=float(manifest["objective"]),
            lower_bound=float(manifest["lower_bound"]),
            gap=float(manifest["gap"]),
            objective_terms=manifest["objective_terms"],
            paths=frames["plan"],
            legs=frames["legs"],
            unserved=frames["unserved"],
            prices=frames["prices"],
            consignments=frames["consignments"],
            counts=manifest["counts"],
            seconds=manifest["seconds"],
            stages=tuple(manifest["stages"]),
            scenario=scenario,
        )
    except (KeyError, TypeError) as error:
        raise ResultsError(f"{directory / 'manifest.json'}: entry {error} is missing or damaged; plan again") from error
    return plan, manifest


def read_manifest(directory: Path) -> dict[str, Any]:
    """Read ``manifest.json`` and refuse newer formats."""
    directory = Path(directory)
    _finish_swap(directory)
    path = directory / "manifest.json"
    if not path.is_file():
        raise ResultsError(f"{directory} is not a results folder: it has no manifest.json; run 'logistics plan' first")
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise ResultsError(f"{path} is damaged ({error}); run 'logistics plan' again") from error
    version = manifest.get("format_version") if isinstance(manifest, dict) else None
    if not isinstance(version, int):
        raise ResultsError(f"{path}: format_version is {version!r}; a whole number is needed")
    if version > FORMAT_VERSION:
        raise ResultsError(
            f"{path}: format version {version} is newer than this program reads ({FORMAT_VERSION}); "
            "install a newer version of logistics"
        )
    return dict(manifest)


def _write_tables(plan: Plan, staging: Path) -> None:
    """Write the five tables as Parquet."""
    frames = {
        "plan": plan.paths,
        "legs": plan.legs,
        "unserved": plan.unserved,
        "prices": plan.prices,
        "consignments": plan.consignments,
    }
    for name, frame in frames.items():
        frame.reset_index(drop=True).to_parquet(staging / f"{name}.parquet", index=False, compression="zstd")


def _read_table(directory: Path, name: str) -> pd.DataFrame:
    """Read one Parquet table or say what is wrong with it."""
    path = directory / f"{name}.parquet"
    if not path.is_file():
        raise ResultsError(f"{path} is missing; the folder is incomplete, run 'logistics plan' again")
    try:
        return pd.read_parquet(path)
    except Exception as error:
        raise ResultsError(f"{path} is damaged ({error}); run 'logistics plan' again") from error


def _refuse_foreign(directory: Path) -> None:
    """Refuse to replace a folder that a plan did not write."""
    if directory.is_symlink() or (directory.exists() and not directory.is_dir()):
        raise ResultsError(f"{directory} exists and is not a folder; choose another one with -o")
    if not directory.is_dir():
        return
    foreign = sorted({entry.name for entry in directory.iterdir()} - _OWNED)
    if foreign:
        raise ResultsError(
            f"{directory} holds files that no plan wrote ({', '.join(foreign[:3])}); choose another folder with -o"
        )


def _sweep_leftovers(directory: Path) -> None:
    """Remove what killed runs left behind."""
    _finish_swap(directory)
    for left in directory.parent.glob(f".{directory.name}.*.tmp"):
        shutil.rmtree(left, ignore_errors=True)


def _finish_swap(directory: Path) -> None:
    """Finish a swap that was killed half-way: bring the old folder back, or drop it."""
    old = directory.parent / f".{directory.name}.old"
    if old.is_dir():
        if directory.exists():
            shutil.rmtree(old, ignore_errors=True)
        else:
            old.rename(directory)


def _swap(staging: Path, directory: Path) -> None:
    """Put the staging folder in place; the old one goes away only afterwards."""
    old = directory.parent / f".{directory.name}.old"
    if directory.exists():
        directory.rename(old)
    staging.replace(directory)
    shutil.rmtree(old, ignore_errors=True)
