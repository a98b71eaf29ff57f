"""Paths as tables for people and programs: every leg with local times and running sums, and the whole front."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

import pandas as pd

from logistics.network.model import Network
from logistics.network.short_names import place_names
from logistics.report.wording import MOVES, activity_text, classes, way_names
from logistics.results.path import Front, Leg, Path


def leg_table(path: Path, network: Network) -> pd.DataFrame:
    """
    Return one row per leg, with everything a reader may ask.

    Returns
    -------
    DataFrame
        Columns of `Path.to_frame` (times as text), then ``from_name``, ``to_name``, ``activity_text``, ``start_local``
        and ``end_local`` (ISO text with offset, in the zone of the place), and ``seq``.
    """
    frame = path.to_frame().drop(columns=["start_utc", "end_utc"])
    names, zone = place_names(network), zones(network)
    legs = path.legs
    frame["start_utc"] = [f"{leg.start_utc:%Y-%m-%dT%H:%M}Z" for leg in legs]
    frame["end_utc"] = [f"{leg.end_utc:%Y-%m-%dT%H:%M}Z" for leg in legs]
    frame["start_local"] = [_iso(local(leg.start_utc, leg.from_terminal, zone)) for leg in legs]
    frame["end_local"] = [_iso(local(leg.end_utc, leg.to_terminal, zone)) for leg in legs]
    frame["from_name"] = [names.get(leg.from_terminal, leg.from_terminal) for leg in legs]
    frame["to_name"] = [names.get(leg.to_terminal, leg.to_terminal) for leg in legs]
    frame["activity_text"] = [activity_text(leg) for leg in legs]
    return frame.assign(seq=range(1, len(frame) + 1))


def front_legs(front: Front, network: Network) -> pd.DataFrame:
    """Return the legs of all paths, ``path`` and ``seq`` first."""
    tables = [leg_table(path, network).assign(path=number) for number, path in enumerate(front, 1)]
    frame = pd.concat(tables, ignore_index=True)
    first = [
        "path", "seq", "kind", "activity", "activity_text", "from", "from_name", "to", "to_name", "service_id",
        "run_id", "link_id", "operation_id", "start_utc", "end_utc", "start_local", "end_local", "hours", "elapsed_h",
        "distance_km", "total_km", "cost_usd", "total_usd",
    ]  # fmt: skip
    return frame[[*first, *(name for name in frame.columns if name not in first)]]


def front_table(front: Front, network: Network) -> pd.DataFrame:
    """Return one row per path: number, way, classes of trains, and the values of `Front.to_frame`."""
    named = way_names(front.paths, place_names(network))
    trains = [" + ".join(classes(path, network)) for path in front]
    frame = front.to_frame()
    for position, (name, values) in enumerate((("path", range(1, len(front) + 1)), ("way", named), ("trains", trains))):
        frame.insert(position, name, list(values))
    return frame


def stages(path: Path) -> tuple[Leg, ...]:
    """
    Return a path with fewer legs for reading: one per ride of a run between stops, one per kind of stay.

    Hours, kilometres, dollars, kilograms, energy and shelf life are sums; temperatures are means over time, hold-over
    is the shortest.
    """
    groups = groupby(path.legs, lambda leg: (leg.kind, leg.activity, leg.run_id if leg.kind in MOVES else ""))
    return tuple(_joined(list(group)) for _, group in groups)


def _joined(legs: list[Leg]) -> Leg:
    """Return consecutive legs as one."""
    weights = [leg.hours for leg in legs]
    return replace(
        legs[0],
        to_terminal=legs[-1].to_terminal,
        end_utc=legs[-1].end_utc,
        link_id=legs[0].link_id if len(legs) == 1 else "",
        distance_km=sum(leg.distance_km for leg in legs),
        cost_usd=sum(leg.cost_usd for leg in legs),
        co2e_kg=sum(leg.co2e_kg for leg in legs),
        energy_kwh=sum(leg.energy_kwh for leg in legs),
        fuel_l=sum(leg.fuel_l for leg in legs),
        reefer_co2e_kg=sum(leg.reefer_co2e_kg for leg in legs),
        shelf_life_used=sum(leg.shelf_life_used for leg in legs),
        ambient_c=_mean((leg.ambient_c for leg in legs), weights),
        cargo_c=_mean((leg.cargo_c for leg in legs), weights),
        holdover_h=min(leg.holdover_h for leg in legs),
        inspected=any(leg.inspected for leg in legs),
        country="-".join(dict.fromkeys(leg.country for leg in legs if leg.country)),
    )


def _mean(values: Iterable[float], weights: list[float]) -> float:
    """Return the mean of known values by weight; nan when none is known."""
    known = [(v, w) for v, w in zip(values, weights, strict=True) if not math.isnan(v)]
    total = sum(w for _, w in known)
    if not known:
        return math.nan
    return sum(v * w for v, w in known) / total if total else known[0][0]


def zones(network: Network) -> dict[str, ZoneInfo]:
    """Return the time zone of each terminal."""
    table = network["terminals"]
    return {str(t): ZoneInfo(str(z)) for t, z in zip(table["terminal_id"], table["timezone"], strict=True)}


def local(moment: datetime, terminal: str, zone: Mapping[str, ZoneInfo]) -> datetime:
    """Return a moment on the clock of a terminal."""
    return moment.astimezone(zone[terminal]) if terminal in zone else moment


def _iso(moment: datetime) -> str:
    """Return a local time with its offset, to the minute."""
    return moment.isoformat(timespec="minutes")
