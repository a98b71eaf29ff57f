"""Plain words for paths: names of places, activities, service classes, the way a path takes."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from logistics.network.model import Network
from logistics.results.path import Leg, Path
from logistics.results.wait import FULL_TRAIN

ACTIVITIES = {
    "load": "loading",
    "unload": "unloading, to the gate",
    "transfer": "change of train",
    "gauge_change": "gauge change",
    "same_train": "gauge change, keeps its train",
    "pass": "border processing with the train",
    "yard": "waiting in the yard",
    "aboard": "standing with the train",
}
MOVES = {"ride": "by train", "ferry": "by ferry", "sea": "by ship", "road": "by road"}
BREAKS = frozenset({"gauge_change", "same_train"})


def activity_text(leg: Leg) -> str:
    """
    Return what happens on a leg, in plain words.

    Examples
    --------
    >>> from datetime import datetime, UTC
    >>> at = datetime(2025, 9, 1, tzinfo=UTC)
    >>> activity_text(Leg("operate", "gauge_change", "a", "a", "", "", "", "", at, at, 0.0, 0.0, 0.0))
    'gauge change'
    """
    if leg.kind in MOVES:
        return MOVES[leg.kind]
    text = ACTIVITIES.get(leg.activity, leg.activity.replace("_", " ") or "waiting")
    return f"{text}, with inspection" if leg.inspected else text


def classes(path: Path, network: Network) -> tuple[str, ...]:
    """Return the service classes of the trains of a path, most kilometres first; ships and trucks have none."""
    by_service = network["services"].set_index("service_id")["service_class"]
    km: dict[str, float] = {}
    for leg in path.legs:
        if leg.kind == "ride":
            name = str(by_service.get(leg.service_id, ""))
            km[name] = km.get(name, 0.0) + leg.distance_km
    return tuple(sorted((name for name in km if name), key=lambda name: (-km[name], name)))


def way(path: Path, names: Mapping[str, str], limit: int = 5) -> str:
    """
    Return the places that tell ways apart: gauge changes and sea crossings, in order.

    A path without any is named by its longest stops.
    """
    return _via([names.get(t, t) for t in _landmarks(path, limit)], limit)


def way_names(paths: Sequence[Path], names: Mapping[str, str], limit: int = 5) -> tuple[str, ...]:
    """
    Return the ways of several paths, with one more place where two that differ would be called the same.

    The place is the first border station or, failing that, terminal that the others do not pass.
    """
    marks = [_landmarks(path, limit) for path in paths]
    passed = [_passed(path) for path in paths]
    found = []
    for i, path in enumerate(paths):
        alike = [set(passed[j]) for j in range(len(paths)) if marks[j] == marks[i] and passed[j] != passed[i]]
        told = marks[i]
        if alike:
            own = [t for t in passed[i] if all(t not in other for other in alike)]
            own = own or [t for t in passed[i] if any(t not in other for other in alike)]
            stands = {leg.to_terminal for leg in path.legs if leg.kind not in MOVES}
            extra = next((t for t in own if t in stands), next(iter(own), ""))
            told = [t for t in passed[i] if t in told or t == extra]
        found.append(_via([names.get(t, t) for t in dict.fromkeys(told)], limit + 1))
    return tuple(found)


def _via(places: Sequence[str], limit: int) -> str:
    """Return places as a way."""
    unique = list(dict.fromkeys(places))
    return "via " + " – ".join(unique[:limit]) if unique else "direct"


def _passed(path: Path) -> list[str]:
    """Return the terminals of a path in order."""
    return list(dict.fromkeys([path.legs[0].from_terminal, *(leg.to_terminal for leg in path.legs)]))


def _landmarks(path: Path, limit: int) -> list[str]:
    """Return gauge changes and ends of sea crossings, else the longest stops between the ends."""
    told: list[str] = []
    for leg in path.legs:
        if leg.kind in ("ferry", "sea"):
            told += [leg.from_terminal, leg.to_terminal]
        elif leg.activity in BREAKS:
            told.append(leg.to_terminal)
    if not told:
        ends = {path.legs[0].from_terminal, path.legs[-1].to_terminal}
        hours: dict[str, float] = {}
        for leg in path.legs:
            if leg.kind not in MOVES and leg.to_terminal not in ends:
                hours[leg.to_terminal] = hours.get(leg.to_terminal, 0.0) + leg.hours
        longest = sorted(hours, key=lambda t: -hours[t])[:limit]
        told = [t for t in hours if t in longest]
    return list(dict.fromkeys(told))


def days_text(path: Path) -> str:
    """
    Return transit days: by the timetable, and P50 with the P10–P90 range where delays are known.

    Departures and arrivals are those of the timetable, so its days may lie outside the range.
    """
    text, quantiles = f"{path.transit_h / 24:.1f} days", quantiles_text(path)
    return f"{text}, P50 {quantiles}" if quantiles else text


def quantiles_text(path: Path) -> str:
    """Return P50 and in brackets the P10–P90 range of the days, '' where they are not known."""
    p10, p50, p90 = (hours / 24 for hours in (path.transit_p10_h, path.transit_p50_h, path.transit_p90_h))
    return "" if math.isnan(p10 + p50 + p90) else f"{p50:.1f} ({p10:.1f}–{p90:.1f})"


def duration_text(hours: float) -> str:
    """
    Return a duration as people say it.

    Examples
    --------
    >>> duration_text(0.5), duration_text(31.2), duration_text(60)
    ('30 min', '31 h', '2.5 d')
    """
    if hours < 1:
        return f"{hours * 60:.0f} min"
    return f"{hours:.0f} h" if hours < 48 else f"{hours / 24:.1f} d"


def waits_text(path: Path, names: Mapping[str, str]) -> str:
    """Return the waits of a path that vary, with their median and P90; '' without any."""
    told = []
    for wait in path.waits:
        what = "until the train is full" if wait.cause == FULL_TRAIN else f"row {wait.cause} of delays.csv"
        if wait.share < 1:
            what = f"samples, rule {wait.cause}: {wait.share:.0%} of the boxes"
        hours = f"{duration_text(wait.typical_h)}, in one of ten cases {duration_text(wait.p90_h)} or more"
        told.append(f"{names.get(wait.terminal, wait.terminal)} ({what}) {hours}")
    return f"Waits that vary, typically: {'; '.join(told)}." if told else ""


def countries_text(countries: Mapping[str, float] | Sequence[str]) -> str:
    """Return ISO codes in order of travel."""
    return "-".join(countries)
