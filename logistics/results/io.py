"""Results folders: written whole or not at all, read back with clear errors."""

from __future__ import annotations

import json
import math
import re
import secrets
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from logistics.errors import LogisticsError, ResultsError
from logistics.results.manifest import FORMAT_VERSION
from logistics.results.model import LEG_COLUMNS, PLAN_COLUMNS, PRICE_COLUMNS, UNSERVED_COLUMNS, Plan, Status
from logistics.scenario import CONSIGNMENT_COLUMNS, scenario_from_text

_TABLES = {
    "plan": PLAN_COLUMNS,
    "legs": LEG_COLUMNS,
    "unserved": UNSERVED_COLUMNS,
    "prices": PRICE_COLUMNS,
    "consignments": CONSIGNMENT_COLUMNS,
}
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
    check_target(directory)
    directory.parent.mkdir(parents=True, exist_ok=True)
    _sweep_leftovers(directory)
    staging = directory.parent / f".{directory.name}.{secrets.token_hex(4)}.tmp"
    staging.mkdir()
    try:
        _write_tables(plan, staging)
        for name, writer in (extras or {}).items():
            writer(staging / name)
        text = json.dumps(_finite(manifest), indent=2, ensure_ascii=False, allow_nan=False)
        (staging / "manifest.json").write_text(text + "\n", encoding="utf-8")
        _swap(staging, directory)
    except BaseException:
        shutil.rmtree(staging, ignore_errors=True)
        _finish_swap(directory)
        raise
    return directory


def _try_to_write(directory: Path) -> None:
    """Refuse a folder that cannot be made."""
    home = next(parent for parent in directory.absolute().parents if parent.exists())
    probe = home / f".{directory.name}.{secrets.token_hex(4)}.tmp"
    try:
        probe.mkdir()
        probe.rmdir()
    except OSError as error:
        raise ResultsError(
            f"{directory} cannot be written: {home}: {error.strerror}; choose another one with -o"
        ) from None


def check_target(directory: Path) -> None:
    """
    Refuse a folder that results must not be written to; ask before a long run, not after it.

    Raises
    ------
    ResultsError
        If `directory` holds files that no plan wrote, is no folder, or is the current folder or above it.
    """
    directory = Path(directory)
    if directory.resolve() in {Path.cwd(), *Path.cwd().parents}:
        raise ResultsError(f"{directory} is the current folder or lies above it; choose another one with -o")
    if directory.is_symlink() or (directory.exists() and not directory.is_dir()):
        raise ResultsError(f"{directory} exists and is not a folder; choose another one with -o")
    if not directory.is_dir():
        _try_to_write(directory)
        return
    foreign = sorted({entry.name for entry in directory.iterdir()} - _OWNED)
    if foreign:
        raise ResultsError(
            f"{directory} holds files that no plan wrote ({', '.join(foreign[:3])}); choose another folder with -o"
        )


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
            objective=_number(manifest["objective"]),
            lower_bound=_number(manifest["lower_bound"]),
            gap=_number(manifest["gap"]),
            objective_terms={str(name): float(value) for name, value in manifest["objective_terms"].items()},
            paths=frames["plan"],
            legs=frames["legs"],
            unserved=frames["unserved"],
            prices=frames["prices"],
            consignments=frames["consignments"],
            counts=dict(manifest["counts"]),
            seconds=dict(manifest["seconds"]),
            stages=tuple(dict(stage) for stage in manifest["stages"]),
            scenario=scenario,
        )
    except LogisticsError:
        raise
    except KeyError as error:
        raise ResultsError(
            f"{directory / 'manifest.json'}: entry {error} is missing; run 'logistics plan' again"
        ) from error
    except (AttributeError, TypeError, ValueError) as error:
        raise ResultsError(f"{directory / 'manifest.json'} is damaged ({error}); run 'logistics plan' again") from error
    return plan, manifest


def read_manifest(directory: Path) -> dict[str, Any]:
    """
    Read ``manifest.json``.

    Raises
    ------
    ResultsError
        If it is missing, damaged, or of a newer format version.
    """
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
    if not isinstance(version, int) or isinstance(version, bool):
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
        frame = pd.read_parquet(path)
    except Exception as error:
        raise ResultsError(f"{path} is damaged ({error}); run 'logistics plan' again") from error
    missing = [column for column in _TABLES[name] if column not in frame]
    if missing:
        raise ResultsError(f"{path} lacks the columns {', '.join(missing)}; run 'logistics plan' again")
    return frame


def _sweep_leftovers(directory: Path) -> None:
    """Remove what killed runs left behind."""
    _finish_swap(directory)
    pattern = re.compile(rf"\.{re.escape(directory.name)}\.[0-9a-f]{{8}}\.tmp")
    for entry in directory.parent.iterdir():
        if pattern.fullmatch(entry.name):
            shutil.rmtree(entry, ignore_errors=True)


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


def _finite(value: Any) -> Any:
    """Return a value with None for what JSON cannot say (NaN and infinities)."""
    if isinstance(value, Mapping):
        return {str(key): _finite(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _number(value: Any) -> float:
    """Return a number of the manifest; null stands for one that JSON cannot say."""
    return math.nan if value is None else float(value)
