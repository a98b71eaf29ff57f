"""Data of the interactive map as plain lists: lines are integers of 100 m, the first point and then steps."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from logistics.report.maps.basemap import Basemap, load_basemap
from logistics.report.maps.compose import active_links, main_view
from logistics.report.maps.data import drawable
from logistics.report.maps.fonts import clean
from logistics.report.maps.geometry import project
from logistics.report.maps.ground import coast, served
from logistics.report.maps.inset import find_inset
from logistics.report.maps.model import MapData
from logistics.report.maps.places import SEAS, places
from logistics.report.maps.scene import Box
from logistics.report.maps.style import (
    CLOSED,
    CORRIDORS,
    GAINED,
    LOST,
    SAME,
    UNKNOWN,
    UTILISATION_STEPS,
    ColourBy,
    largest_amount,
    legend_flows,
)
from logistics.report.maps.view import chaikin, fit_view

UNIT_M = 100.0
AREAS = (("Caspian", 46.0, 37.5, 56.0, 46.5), ("Poland–Belarus", 18.5, 50.0, 29.0, 55.8))
_LAND_M, _LAKE_M, _LINE_M, _RAIL_M = 1200.0, 900.0, 700.0, 900.0


def payload(data: MapData, by: ColourBy) -> dict[str, Any]:
    """Return everything the page needs."""
    basemap = load_basemap(data.basemap)
    home = served(basemap, list(data.terminals.geometry))
    return {
        "by": by,
        "home": 0,
        "baseline": data.has_baseline,
        "views": _views(data),
        "flows": {key: legend_flows(largest_amount(data.links, key)) for key in _modes(data)},
        "styles": _styles(),
        "base": _base(basemap, home),
        "links": [_link(row) for _, row in drawable(data.links).iterrows()],
        "places": _places(data),
        "countries": [_country(name, shape) for name, shape in home],
        "seas": _seas(),
    }


def encoded(points: np.ndarray) -> list[int]:
    """
    Return a line as integers of `UNIT_M`: the first point, then steps; repeated points are dropped.

    Examples
    --------
    >>> encoded(np.array([[0.0, 0.0], [1000.0, -250.0], [1000.0, -240.0]]))
    [0, 0, 10, -2]
    """
    grid = np.round(points / UNIT_M).astype(int)
    keep = np.ones(len(grid), bool)
    keep[1:] = (np.diff(grid, axis=0) != 0).any(axis=1)
    return [int(v) for v in np.diff(grid[keep], axis=0, prepend=np.zeros((1, 2), int)).ravel()]


def _modes(data: MapData) -> list[ColourBy]:
    """Return the colour modes the page may switch to."""
    return ["corridor", "utilisation", "change"] if data.has_baseline else ["corridor", "utilisation"]


def _styles() -> dict[str, Any]:
    """Return colours and their labels."""
    return {
        "corridors": {key: list(value) for key, value in CORRIDORS.items()},
        "utilisation": [[None if math.isinf(u) else u, label, colour] for u, label, colour in UTILISATION_STEPS],
        "unknown": UNKNOWN,
        "closed": CLOSED,
        "change": {"gained": GAINED, "lost": LOST, "same": SAME},
    }


def _base(basemap: Basemap, home: list[tuple[str, BaseGeometry]]) -> dict[str, Any]:
    """Return the background."""
    land = shapely.union_all([s for _, s in basemap.countries], grid_size=50.0)
    return {
        "land": _rings(land, _LAND_M),
        "coast": _lines(coast(land, basemap.known), _LAND_M),
        "served": _rings(shapely.union_all([s for _, s in home], grid_size=50.0), _LAND_M),
        "lakes": _rings(basemap.lakes, _LAKE_M),
        "borders": _lines(basemap.boundaries, _LAKE_M),
        "rail": _lines(basemap.rail, _RAIL_M),
    }


def _rings(shape: BaseGeometry, tolerance: float) -> list[list[int]]:
    """Return the outlines of polygons."""
    rings = []
    for polygon in shapely.get_parts(shapely.simplify(shape, tolerance)):
        if polygon.geom_type == "Polygon" and polygon.area > 40e6:
            rings += [encoded(shapely.get_coordinates(r)[:-1]) for r in (polygon.exterior, *polygon.interiors)]
    return [ring for ring in rings if len(ring) > 4]


def _lines(shape: BaseGeometry, tolerance: float) -> list[list[int]]:
    """Return lines, merged where they meet end to end."""
    if shape.is_empty:
        return []
    pieces = [g for g in shapely.get_parts(shape) if g.geom_type == "LineString"]
    parts = shapely.get_parts(shapely.simplify(shapely.line_merge(shapely.MultiLineString(pieces)), tolerance))
    return [line for line in (encoded(shapely.get_coordinates(p)) for p in parts) if len(line) > 2]


def _maybe(value: float) -> float | None:
    """Return a number, or None for not-a-number."""
    return None if pd.isna(value) else round(float(value), 4)


def _link(row: pd.Series) -> dict[str, Any]:
    """Return one link."""
    line = shapely.simplify(row.geometry, _LINE_M)
    return {
        "id": row["link_id"],
        "name": clean(row["name"], 120),
        "corridor": row["corridor"],
        "mode": row["mode"],
        "status": row["status"],
        "closed": bool(row["closed"]),
        "shut": clean(row["closed_text"], 60),
        "feu": round(float(row["feu"]), 6),
        "west": round(float(row["feu_westbound"]), 3),
        "east": round(float(row["feu_eastbound"]), 3),
        "utilisation": _maybe(row["utilisation"]),
        "change": _maybe(row["change"]),
        "prices": list(row["prices"]),
        "line": [encoded(chaikin(shapely.get_coordinates(part), 2)) for part in shapely.get_parts(line)],
    }


def _places(data: MapData) -> list[dict[str, Any]]:
    """Return terminals, most important first."""
    view = fit_view(tuple(data.terminals.total_bounds), Box(0, 0, 1e4, 1e4))
    wide = fit_view(view.window(200.0), Box(0, 0, 1e4, 1e4))
    rows = data.terminals.set_index("terminal_id")
    return [
        {
            "name": clean(row["name"], 120), "label": place.label, "country": row["country"], "role": place.role,
            "x": round(row.geometry.x / 1000, 1), "y": round(row.geometry.y / 1000, 1),
            "loaded": round(row["feu_loaded"], 1), "unloaded": round(row["feu_unloaded"], 1),
            "passing": round(row["feu_passing"], 1), "prices": list(row["prices"]), "score": round(place.score, 3),
        }
        for place in places(data, wide)
        for row in [rows.loc[place.terminal_id]]
    ]  # fmt: skip


def _country(name: str, shape: BaseGeometry) -> dict[str, Any]:
    """Return a country's label."""
    largest = max(shapely.get_parts(shape), key=lambda part: part.area)
    point = largest.representative_point()
    size = float(np.clip(6 + largest.area**0.5 / 1e6 * 5, 7, 18))
    return {"name": clean(name, 60), "x": round(point.x / 1000), "y": round(point.y / 1000), "size": round(size, 1)}


def _seas() -> list[dict[str, Any]]:
    """Return labels of seas."""
    points = project(shapely.points([s[1] for s in SEAS], [s[2] for s in SEAS]))
    return [
        {"name": name, "x": round(p.x / 1000), "y": round(p.y / 1000)}
        for (name, _, _), p in zip(SEAS, points, strict=True)
    ]


def _views(data: MapData) -> list[tuple[str, list[float]]]:
    """Return the areas of the zoom buttons [km]: all flows, the crossings, and fixed areas that hold terminals."""
    links: gpd.GeoDataFrame = drawable(data.links)
    found: list[tuple[str, Iterable[float]]] = []
    if len(links):
        found.append(("Whole corridor", active_links(links).total_bounds))
    else:
        found.append(("Whole corridor", main_view(data).window(0)))
    inset = find_inset(data)
    if inset is not None:
        found.append(("Crossings", inset.bounds))
    xy = shapely.get_coordinates(data.terminals.geometry.array)
    for name, west, south, east, north in AREAS:
        edges = project(np.array([shapely.box(west, south, east, north).exterior], dtype=object))
        b = edges.total_bounds
        if ((xy[:, 0] > b[0]) & (xy[:, 0] < b[2]) & (xy[:, 1] > b[1]) & (xy[:, 1] < b[3])).any():
            found.append((name, b))
    return [(name, [round(float(v) / 1000, 1) for v in bounds]) for name, bounds in found]
