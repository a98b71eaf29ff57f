"""Markers and labels of terminals, countries and seas."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from logistics.report.maps.closures import ARM
from logistics.report.maps.flows import Closure
from logistics.report.maps.fonts import ASCENT, DESCENT, clean, make_text, text_width
from logistics.report.maps.geometry import project
from logistics.report.maps.labels import Placer, around, grid
from logistics.report.maps.model import MapData
from logistics.report.maps.panels import marker
from logistics.report.maps.scene import Box, Group, Shape, Text, Weight
from logistics.report.maps.style import CLOSED, FAINT, INK, SEA_INK
from logistics.report.maps.view import View

MERGE = 15.0  # page units: border twins closer than this share a label
LABELS = 90
NEAR = 60.0  # page units: closures of the same days that one label tells
CLEAR = 5.0  # page units between the name of a country and markers or labels
MARKER_RADIUS = {"gauge": 7.0, "port": 5.5, "terminal": 4.8, "junction": 3.2}
SEAS = (
    ("Caspian Sea", 50.8, 42.0), ("Black Sea", 34.0, 43.4), ("Baltic Sea", 19.3, 57.6), ("North Sea", 3.5, 56.5),
    ("Mediterranean Sea", 19.0, 34.8), ("Lake Balkhash", 74.5, 46.2), ("Lake Baikal", 107.8, 53.4),
    ("Arabian Sea", 63.0, 22.0), ("Yellow Sea", 123.0, 35.5), ("Barents Sea", 40.0, 72.0), ("Kara Sea", 68.0, 73.5),
    ("Bay of Bengal", 89.0, 17.0), ("Sea of Japan", 135.0, 40.0), ("Bay of Biscay", -4.0, 45.3),
)  # fmt: skip


@dataclass(frozen=True)
class Place:
    """A marker to draw and the label it wants."""

    terminal_id: str
    x: float
    y: float
    role: str
    label: str
    score: float
    strong: bool


def places(data: MapData, view: View) -> list[Place]:
    """Return the terminals in the window, most important first; without any flow, all of them."""
    frame = data.terminals
    flowing = bool((frame["feu_passing"] > 0).any())
    rows = frame[frame["feu_passing"] > 0] if flowing else frame
    handled = rows["feu_loaded"] + rows["feu_unloaded"]
    bonus = rows["role"].map({"gauge": 0.62, "port": 0.45, "terminal": 0.3, "junction": 0.0})
    passing = rows["feu_passing"] / max(1.0, float(rows["feu_passing"].max()))
    score = (
        np.sqrt(handled / max(1.0, float(handled.max()))) + bonus + 0.35 * np.sqrt(passing) + 0.2 * _forks(data, rows)
    )
    page = view.page(shapely.get_coordinates(rows.geometry.array))
    found = [
        Place(tid, float(x), float(y), role, clean(label, 40), float(s), bool(strong))
        for tid, (x, y), role, label, s, strong in zip(
            rows["terminal_id"],
            page,
            rows["role"],
            rows["label"],
            score,
            (rows["role"] == "gauge") | (score > 0.85),
            strict=True,
        )
        if view.box.grown(-4).contains(Box(x, y, x, y))
    ]
    return sorted(found, key=lambda p: (-p.score, p.label))


def _forks(data: MapData, rows: gpd.GeoDataFrame) -> np.ndarray:
    """Return whether at least three links with flow meet at each terminal."""
    used = data.links[data.links["feu"] > 0]
    ends = np.concatenate([used["from_terminal"].to_numpy(str), used["to_terminal"].to_numpy(str)])
    names, counts = np.unique(ends, return_counts=True)
    busy = set(names[counts >= 3])
    return np.array([t in busy for t in rows["terminal_id"]], float)


def border_pairs(data: MapData) -> set[frozenset[str]]:
    """Return the pairs of terminals that a link across a border joins."""
    links = data.links[data.links["countries"].str.contains(";")]
    return {frozenset(pair) for pair in zip(links["from_terminal"], links["to_terminal"], strict=True)}


def merged(found: list[Place], pairs: set[frozenset[str]], distance: float = MERGE) -> list[Place]:
    """Return places where the two sides of a border, close together, share one label."""
    result: list[Place] = []
    for place in found:
        twin = next(
            (i for i, p in enumerate(result)
             if frozenset((p.terminal_id, place.terminal_id)) in pairs and "gauge" in (p.role, place.role)
             and np.hypot(p.x - place.x, p.y - place.y) < distance
             and p.label and place.label and " / " not in p.label), None,
        )  # fmt: skip
        if twin is None:
            result.append(place)
            continue
        first = result[twin]
        west, east = sorted((first, place), key=lambda p: p.x)
        label = f"{west.label} / {east.label}" if west.label != east.label else west.label
        result[twin] = replace(first, label=label, strong=True)
        result.append(replace(place, label=""))
    return result


def marker_group(found: Iterable[Place], prefix: str, size: float = 1.0) -> Group:
    """Return the markers, important ones on top."""
    shapes: list[Shape] = []
    for place in sorted(found, key=lambda p: p.score):
        shapes += marker(place.role, place.x, place.y, size)
    return Group(f"{prefix}markers", shapes)


def block_markers(placer: Placer, found: Iterable[Place], size: float = 1.0) -> None:
    """Keep labels off the markers."""
    for place in found:
        r = MARKER_RADIUS[place.role] * size * 0.8
        placer.taken.append(Box(place.x - r, place.y - r, place.x + r, place.y + r))


def label_group(
    found: list[Place], placer: Placer, prefix: str, *, base: float = 13.5, size: float = 1.0, limit: float = 26.0
) -> Group:
    """Return labels of as many places as there is room for."""
    texts: list[Text] = []
    for place in found[:LABELS]:
        if not place.label:
            continue
        weight: Weight = "semibold" if place.strong else "regular"
        points = base + (0.8 if place.strong else 0.0) - (1.2 if place.role == "junction" else 0.0)
        width, height = text_width(place.label, points, weight), (ASCENT + DESCENT) * points
        boxes = around(place.x, place.y, MARKER_RADIUS[place.role] * size + 2.0, width, height)
        box = placer.best(boxes, limit if place.strong else limit * 0.6)
        if box is not None:
            texts.append(
                make_text(box.x0, box.y0 + ASCENT * points, place.label, points, weight=weight, fill=INK,
                          halo="#ffffff", halo_width=3.2)
            )  # fmt: skip
    return Group(f"{prefix}labels", texts)


def closure_group(found: Iterable[Closure], placer: Placer, prefix: str, size: float = 1.0) -> Group:
    """Return the days of closures beside their marks, once where several are near, and keep other labels off them."""
    texts: list[Text] = []
    points, arm = 12.5 * size, ARM * size
    closures = list(found)
    placer.taken += [Box(one.x - 6, one.y - 6, one.x + 6, one.y + 6) for one in closures]
    told: list[Closure] = []
    for one in closures:
        if any(one.text == other.text and np.hypot(one.x - other.x, one.y - other.y) < NEAR for other in told):
            continue
        width, height = text_width(one.text, points, "semibold"), (ASCENT + DESCENT) * points
        box = placer.best(around(one.x, one.y, arm + 3.0, width, height), 60.0)
        if box is not None:
            texts.append(
                make_text(box.x0, box.y0 + ASCENT * points, one.text, points, weight="semibold", fill=CLOSED,
                          halo="#ffffff", halo_width=3.2)
            )  # fmt: skip
            told.append(one)
    return Group(f"{prefix}closure-days", texts)


def country_group(countries: list[tuple[str, BaseGeometry]], view: View, placer: Placer, prefix: str) -> Group:
    """Return country names, spaced capitals, where the country is visible and free of flows."""
    shown = []
    for name, shape in countries:
        part = view.clipped(shape, 1.0)
        units = part.area * view.scale**2
        if units > 2500:
            shown.append((units, name, part))
    texts: list[Text] = []
    for units, name, part in sorted(shown, key=lambda item: -item[0]):
        size = float(np.clip(6.5 + units**0.5 / 34, 11.0, 19.0))
        spacing = size * 0.16
        text = clean(name, 40).upper()
        width, height = text_width(text, size, spacing=spacing), (ASCENT + DESCENT) * size
        middle = view.page(shapely.get_coordinates(part.representative_point()))[0]
        inside = shapely.buffer(part, -3 / view.scale)
        shapely.prepare(inside)
        west, south, east, north = part.bounds
        (x0, y1), (x1, y0) = view.page(np.array([(west, south), (east, north)]))
        area = Box(max(x0, view.box.x0), max(y0, view.box.y0), min(x1, view.box.x1), min(y1, view.box.y1))
        step = max(6.0, min(area.width, area.height) / 14)
        spots = grid(area, width + 2 * CLEAR, height + CLEAR, step, middle)
        boxes = ((box, 3 * cost) for box, cost in spots if _within(inside, view, box))
        box = placer.best(boxes, 120.0, weight=8.0)
        if box is not None:
            left, top = box.x0 + CLEAR, box.y0 + CLEAR / 2
            texts.append(make_text(left, top + ASCENT * size, text, size, fill=FAINT, spacing=spacing))
    return Group(f"{prefix}countries", texts)


def _within(shape: BaseGeometry, view: View, box: Box) -> bool:
    """Return whether the corners and the middle of a page box lie in a projected shape."""
    x = np.array([box.x0, box.x1, (box.x0 + box.x1) / 2, box.x0, box.x1])
    y = np.array([box.y0, box.y0, (box.y0 + box.y1) / 2, box.y1, box.y1])
    px = view.x0 + (x - view.box.x0) / view.scale
    py = view.y0 + (view.box.y1 - y) / view.scale
    return bool(shapely.contains_xy(shape, px, py).all())


def sea_group(view: View, placer: Placer, prefix: str) -> Group:
    """Return names of seas and large lakes inside the window."""
    points = project(shapely.points([s[1] for s in SEAS], [s[2] for s in SEAS]))
    texts: list[Text] = []
    for (name, _, _), (x, y) in zip(SEAS, view.page(shapely.get_coordinates(points.array)), strict=True):
        lines = name.split(" ") if name == "Caspian Sea" else [name]
        size = 11.5 if name.startswith("Lake") else 13.0
        width = max(text_width(line, size, "italic", 0.6) for line in lines)
        height = (ASCENT + DESCENT) * size * len(lines)
        if not view.box.grown(-6).contains(Box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)):
            continue
        reach = Box(x - width / 2 - 24, y - height / 2 - 24, x + width / 2 + 24, y + height / 2 + 24)
        box = placer.best(grid(reach, width, height, 6.0, (x, y)), 12.0)
        if box is None:
            continue
        for i, line in enumerate(lines):
            top = box.y0 + i * height / len(lines)
            texts.append(
                make_text((box.x0 + box.x1) / 2, top + ASCENT * size, line, size, weight="italic", fill=SEA_INK,
                          anchor="middle", spacing=0.6)
            )  # fmt: skip
    return Group(f"{prefix}seas", texts)
