"""Data of the interactive map of a front: that of the corridor map, with ways and the stops of their paths."""

from __future__ import annotations

import math
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from logistics.network.model import Network
from logistics.report.maps.fonts import clean
from logistics.report.maps.html import page_text
from logistics.report.maps.payload import UNIT_M, payload
from logistics.report.maps.scene import Points
from logistics.report.routes.data import FrontMap
from logistics.report.routes.lanes import Track, lanes, track
from logistics.report.routes.layer import plane_lines
from logistics.report.routes.ways import Way
from logistics.report.wording import MOVES, activity_text, classes, days_text
from logistics.results.path import Path

TOLERANCE_M = 900.0


def front_html(found: FrontMap, network: Network, *, boundaries: bool = True) -> str:
    """Return the page: one file that needs no network."""
    content = payload(found.data, "corridor")
    lines, lane = plane_lines(found.data.links), lanes(found.ways)
    tracks = [track(i, one, lane, lines, lambda points: points, TOLERANCE_M) for i, one in enumerate(found.ways)]
    content["ways"] = [_way(one, line, network) for one, line in zip(found.ways, tracks, strict=True)]
    content["views"] = _views(content["views"], np.vstack([line.points for line in tracks]) / 1000)
    stops = _stops(found, network)
    zones = dict(zip(network["terminals"]["terminal_id"], network["terminals"]["timezone"], strict=True))
    for place, terminal in zip(content["places"], _terminals(found, content), strict=True):
        place["stops"], place["zone"] = stops.get(terminal, []), str(zones.get(terminal, ""))
        place["role"] = place["role"] if terminal in found.stops else "junction"
    return page_text(found.data, content, boundaries=boundaries, before="routes.js")


def _terminals(found: FrontMap, content: dict[str, Any]) -> list[str]:
    """Return the terminal of each place of the payload."""
    rows = found.data.terminals
    at = {
        (round(p.x / 1000, 1), round(p.y / 1000, 1), clean(n, 120)): str(t)
        for t, n, p in zip(rows["terminal_id"], rows["name"], rows.geometry, strict=True)
    }
    return [at[place["x"], place["y"], place["name"]] for place in content["places"]]


def _views(views: list[tuple[str, list[float]]], points: Points) -> list[tuple[str, list[float]]]:
    """Return the areas of the zoom buttons that a path passes; the first one holds all of them."""
    x, y = points.T
    rest = [(n, b) for n, b in views[1:] if ((x > b[0]) & (x < b[2]) & (y > b[1]) & (y < b[3])).any()]
    return [("Whole way", views[0][1]), *rest]


def _way(one: Way, line: Track, network: Network) -> dict[str, Any]:
    """Return one way."""
    grid = np.round(line.points / UNIT_M).astype(int)
    keep = np.ones(len(grid), bool)
    keep[1:] = (np.diff(grid, axis=0) != 0).any(axis=1)
    steps = np.diff(grid[keep], axis=0, prepend=np.zeros((1, 2), int))
    return {
        "numbers": one.number_text, "colour": one.colour, "name": clean(one.name, 120), "detail": one.detail,
        "links": [link for link, _, _ in one.passages],
        "line": [int(v) for v in steps.ravel()],
        "lane": [round(float(v), 2) for v in line.lane[keep]],
        "wet": [int(v) for v in line.wet[keep]],
        "paths": [
            {"number": n, "facts": _facts(path, network)} for n, path in zip(one.numbers, one.paths, strict=True)
        ],
    }  # fmt: skip


def _facts(path: Path, network: Network) -> list[tuple[str, str]]:
    """Return what a pop-up says about a path."""
    facts = [
        ("Transit", days_text(path)),
        ("Cost", f"{path.cost_usd:,.0f} USD per FEU"),
        ("Distance", f"{path.distance_km:,.0f} km"),
        ("CO2e", f"{path.co2e_kg:,.0f} kg per FEU"),
        ("Trains", " + ".join(classes(path, network))),
        ("Departure", f"{path.depart_utc:%-d %b %Y, %H:%M} UTC"),
        ("Arrival", f"{path.arrive_utc:%-d %b %Y, %H:%M} UTC"),
    ]
    if not math.isnan(path.shelf_life_used):
        facts.insert(4, ("Shelf life used", f"{path.shelf_life_used:.0%}"))
    return facts


def _stops(found: FrontMap, network: Network) -> dict[str, list[dict[str, Any]]]:
    """Return stops by terminal, in local time."""
    zones = dict(zip(network["terminals"]["terminal_id"], network["terminals"]["timezone"], strict=True))
    stops: dict[str, list[dict[str, Any]]] = {}
    paths = {n: path for one in found.ways for n, path in zip(one.numbers, one.paths, strict=True)}
    for number, path in sorted(paths.items()):
        for terminal, group in groupby(path.legs, lambda leg: "" if leg.kind in MOVES else leg.to_terminal):
            legs = list(group)
            if not terminal:
                continue
            zone = ZoneInfo(str(zones.get(terminal, "UTC")))
            start, end = legs[0].start_utc.astimezone(zone), legs[-1].end_utc.astimezone(zone)
            words = dict.fromkeys(activity_text(leg) for leg in legs)
            stops.setdefault(terminal, []).append(
                {"path": number, "start": f"{start:%-d %b %H:%M}", "end": f"{end:%-d %b %H:%M}",
                 "activity": ", ".join(words)}
            )  # fmt: skip
    return stops
