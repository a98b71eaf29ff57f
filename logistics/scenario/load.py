"""Scenario files: read TOML, follow ``extends``, check every key, and give a frozen `Scenario`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from logistics.errors import ScenarioError, did_you_mean
from logistics.network.loader import load_network
from logistics.network.model import Network
from logistics.scenario.change import Change
from logistics.scenario.consistency import check_changes
from logistics.scenario.entry import Faults, make_change, unknown_keys
from logistics.scenario.horizon import Horizon
from logistics.scenario.model import Scenario

KEYS = (
    "name", "title", "description", "extends", "compare_with", "network", "horizon", "parameters", "demand",
    "route_constants", "cold_chain", "changes",
)  # fmt: skip
SWITCHES = {"route_constants": True, "cold_chain": False}
HORIZON_KEYS = ("start", "end", "warmup_weeks", "runout_weeks")
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}")
_LIMITS = {"warmup_weeks": 26, "runout_weeks": 26}


@dataclass(frozen=True)
class Layer:
    """One scenario file as read, and how messages call it."""

    where: str
    folder: Path
    stem: str
    document: Mapping[str, Any]


def load_scenario(path: str | Path, network: Network | str | Path | None = None) -> Scenario:
    """
    Load a scenario file and everything it extends.

    Parameters
    ----------
    path : str or Path
        TOML file.
    network : Network, str, Path or None
        Network, or its folder; None means the folder that the file names (``network``, relative to
        the file), else ``./network_data``, else the packaged tables.

    Returns
    -------
    Scenario

    Raises
    ------
    ScenarioError
        With every fault found, as ``file [section]: what was found; what is allowed``.
    DataError
        If the tables are at fault.
    """
    layers = _read_layers(Path(path), ())
    return _build(layers, network)


def scenario_from_text(
    text: str,
    *,
    network: Network | None = None,
    network_path: str | Path | None = None,
    name: str = "",
) -> Scenario:
    """
    Return the scenario of a canonical text (``Scenario.text``), which extends nothing.

    Parameters
    ----------
    text : str
        TOML.
    network : Network, optional
        The tables.
    network_path : str or Path, optional
        Their folder, when no network is given.
    name : str
        Name, when the text gives none.
    """
    where = f"scenario {name!r}" if name else "scenario text"
    layer = Layer(where, Path(), name or "scenario", _parse(text, where))
    if "extends" in layer.document:
        raise ScenarioError(f"{where}: extends: a text cannot extend a file; load the file instead")
    return _build([layer], network if network is not None else network_path)


def _build(layers: list[Layer], network: Network | str | Path | None) -> Scenario:
    found: list[str] = []
    for layer in layers:
        _check_keys(layer, Faults(layer.where, found))
    if found:
        raise ScenarioError(found)
    tables = network if isinstance(network, Network) else load_network(network or _folder(layers))
    horizon = _horizon(layers, found)
    changes = _changes(layers, tables, found)
    if found or horizon is None:
        raise ScenarioError(found)
    last = layers[-1].document
    name = last.get("name", layers[-1].stem)
    parent = layers[-2].document.get("name", layers[-2].stem) if len(layers) > 1 else ""
    scenario = Scenario(
        name=name,
        title=last.get("title", name),
        description=last.get("description", ""),
        network=tables,
        horizon=horizon,
        changes=tuple(changes),
        base=last.get("compare_with", parent),
    )
    return check_changes(scenario, layers[-1].where)


def _read_layers(path: Path, seen: tuple[Path, ...]) -> list[Layer]:
    """Return the file and what it extends, the farthest ancestor first."""
    real = path.resolve()
    if real in seen:
        chain = " extends ".join(file.name for file in (*seen[seen.index(real) :], real))
        raise ScenarioError(f"{path}: extends: the files extend each other in a circle ({chain})")
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise ScenarioError(f"{path}: is not UTF-8") from error
    except OSError as error:
        near = sorted(file.name for file in path.parent.glob("*.toml")) if path.parent.is_dir() else []
        hint = did_you_mean(path.name, near)
        raise ScenarioError(f"{path}: cannot be read: {error.strerror}{hint}") from error
    layer = Layer(str(path), path.parent, path.stem, _parse(text, str(path)))
    parent = layer.document.get("extends")
    if parent is None:
        return [layer]
    if not isinstance(parent, str):
        raise ScenarioError(f"{path}: extends: {parent!r} found; must be the path of a scenario file")
    return [*_read_layers(path.parent / parent, (*seen, real)), layer]


def _parse(text: str, where: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ScenarioError(f"{where}: is not valid TOML: {error}") from error


def _check_keys(layer: Layer, faults: Faults) -> None:
    document = layer.document
    unknown_keys(document, KEYS, faults)
    for key in ("name", "title", "description", "compare_with", "network"):
        if not isinstance(document.get(key, ""), str):
            faults.add(f"{key}: {document[key]!r} found; must be text")
    for key in ("name", "compare_with"):
        value = document.get(key)
        if isinstance(value, str) and not _NAME.fullmatch(value):
            faults.add(f"{key}: {value!r} found; use lower-case letters, digits, - and _ (it names a folder)")
    sections = {"horizon": HORIZON_KEYS, "demand": ("growth",)}
    for key in ("horizon", "demand", "parameters"):
        section = document.get(key, {})
        if not isinstance(section, dict):
            faults.add(f"{key}: {section!r} found; must be a table [{key}]")
        elif key in sections:
            unknown_keys(section, sections[key], Faults(f"{layer.where} [{key}]", faults.found))
    changes = document.get("changes", [])
    if not isinstance(changes, list) or not all(isinstance(entry, dict) for entry in changes):
        faults.add("changes: must be a list of tables [[changes]]")


def _folder(layers: list[Layer]) -> Path | None:
    for layer in reversed(layers):
        if "network" in layer.document:
            return layer.folder / str(layer.document["network"])
    return None


def _horizon(layers: list[Layer], found: list[str]) -> Horizon | None:
    merged: dict[str, Any] = {}
    for layer in layers:
        merged.update(layer.document.get("horizon", {}))
    faults = Faults(f"{layers[-1].where} [horizon]", found)
    before = len(found)
    for key in ("start", "end"):
        value = merged.get(key)
        if value is None:
            faults.add(f"{key} is missing; write a day such as 2025-09-01")
        elif not isinstance(value, date) or isinstance(value, datetime):
            faults.add(f"{key}: {value!r} found; write a day such as 2025-09-01, without quotes")
    for key, most in _LIMITS.items():
        value = merged.get(key, 0)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
            faults.add(f"{key}: {value!r} found; must be a whole number between 0 and {most}")
    if len(found) > before:
        return None
    if merged["end"] < merged["start"]:
        faults.add(f"end: {merged['end']} is before start {merged['start']}")
        return None
    return Horizon(**merged)


def _changes(layers: list[Layer], network: Network, found: list[str]) -> list[Change]:
    """Return all changes, parents first; of parameters, demand growth and switches the last layer counts."""
    changes = [
        *_parameter_changes(layers, network, found),
        *_growth_changes(layers, network, found),
        *_switch_changes(layers, network, found),
    ]
    for layer in layers:
        for number, entry in enumerate(layer.document.get("changes", []), start=1):
            faults = Faults(f"{layer.where} [[changes]] {number}", found)
            name = layer.document.get("name", layer.stem)
            change = make_change(entry, f"{name}-{number}", network, faults)
            if change is not None and any(other.change_id == change.change_id for other in changes):
                faults.add(f"id: {change.change_id!r} is used by another change; give each its own")
            elif change is not None:
                changes.append(change)
    return changes


def _parameter_changes(layers: list[Layer], network: Network, found: list[str]) -> list[Change]:
    entries: dict[str, tuple[dict[str, Any], Faults]] = {}
    for layer in layers:
        for name, value in layer.document.get("parameters", {}).items():
            faults = Faults(f"{layer.where} [parameters]", found)
            entry = {"kind": "parameter", "name": name}
            if isinstance(value, dict):
                unknown_keys(value, ("factor",), Faults(f"{layer.where} [parameters.{name}]", found))
                entry.update({key: part for key, part in value.items() if key == "factor"})
            else:
                entry["value"] = value
            entries[name] = (entry, faults)
    made = (make_change(entry, f"parameter:{name}", network, faults) for name, (entry, faults) in entries.items())
    return [change for change in made if change is not None]


def _growth_changes(layers: list[Layer], network: Network, found: list[str]) -> list[Change]:
    for layer in reversed(layers):
        if "growth" in layer.document.get("demand", {}):
            entry = {"kind": "demand", "factor": layer.document["demand"]["growth"]}
            change = make_change(entry, "demand:growth", network, Faults(f"{layer.where} [demand] growth", found))
            return [change] if change is not None else []
    return []


def _switch_changes(layers: list[Layer], network: Network, found: list[str]) -> list[Change]:
    """
    Return a change for every switch that is not as usual.

    ``route_constants = false`` switches off every row of ``route_constants.csv``, ``cold_chain = true`` lets the plan
    follow temperatures and choose among the loading units of ``commodity_units.csv``.
    """
    made = []
    for name, usual in SWITCHES.items():
        given = [layer for layer in layers if name in layer.document]
        if not given:
            continue
        value, faults = given[-1].document[name], Faults(given[-1].where, found)
        if not isinstance(value, bool):
            faults.add(f"{name}: {value!r} found; must be true or false")
        elif value is not usual:
            made.append(make_change({"kind": name, "active": value}, name, network, faults))
    return [change for change in made if change is not None]
