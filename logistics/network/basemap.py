"""Outlines of countries and drawn lines of links, read from GeoJSON; knows no projection."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from logistics.errors import DataError
from logistics.network.places import packaged_data

Line = tuple[tuple[float, float], ...]
"""Longitude and latitude of the vertices of a line."""
NAMES = {"Turkey": "Türkiye", "Czech Rep.": "Czechia", "Macedonia": "North Macedonia"}
"""Names of the outlines that are told otherwise."""
_COUNTRY_KEYS = ("country", "iso2", "iso_a2", "ISO_A2")


def read_features(path: Path) -> list[dict[str, Any]]:
    """
    Return the features of a GeoJSON file.

    Raises
    ------
    DataError
        If the file is absent or no feature collection.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        features = content["features"]
    except OSError as error:
        raise DataError(f"{path.parent.name}/{path.name}: cannot be read: {error.strerror}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise DataError(f"{path.parent.name}/{path.name}: is not a GeoJSON feature collection") from error
    return [feature for feature in features if isinstance(feature, dict)]


def country_names(folder: Path) -> dict[str, str]:
    """
    Return the English names of countries by ISO 3166 alpha-2 code.

    Parameters
    ----------
    folder : Path
        Network folder; the packaged outlines are used when it has none.
    """
    return {code: NAMES.get(name, name) for code, name in _named(folder).items()}


def country_codes(folder: Path) -> dict[str, str]:
    """Return ISO 3166 alpha-2 codes by the name of the country in lower case: that of the outlines, and as told."""
    named = _named(folder)
    return {called.casefold(): code for code, name in named.items() for called in (name, NAMES.get(name, name))}


def _named(folder: Path) -> dict[str, str]:
    """Return the names of the outlines by code."""
    found = _outlines(folder)
    properties = [feature.get("properties") or {} for feature in (read_features(found[0]) if found else [])]
    codes = {str(p.get("name") or ""): next((p[k] for k in _COUNTRY_KEYS if p.get(k)), "") for p in properties}
    return {str(code): name for name, code in codes.items() if name and code}


def _outlines(folder: Path) -> list[Path]:
    """Return files with outlines of countries, the packaged ones when a folder has none."""
    found = sorted((folder / "basemap").glob("countries*.geojson"))
    return found or sorted((packaged_data("network_data") / "basemap").glob("countries*.geojson"))


def country_shapes(folder: Path) -> Mapping[str, BaseGeometry]:
    """
    Return country outlines by ISO 3166 alpha-2 code.

    Parameters
    ----------
    folder : Path
        Network folder; the packaged outlines are used when it has none.
    """
    found = _outlines(folder)
    return _shapes(found[0], found[0].stat().st_mtime_ns) if found else {}


@functools.lru_cache(maxsize=4)
def _shapes(path: Path, changed_ns: int) -> Mapping[str, BaseGeometry]:
    del changed_ns  # part of the cache key
    shapes: dict[str, BaseGeometry] = {}
    for feature in read_features(path):
        properties = feature.get("properties") or {}
        code = next((properties[key] for key in _COUNTRY_KEYS if properties.get(key)), None)
        if code:
            shape = shapely.from_geojson(json.dumps(feature["geometry"]))
            shapes[code] = shapely.union(shapes[code], shape) if code in shapes else shape
    for shape in shapes.values():
        shapely.prepare(shape)
    return shapes


def link_lines(folder: Path) -> tuple[dict[str, Line], list[str]]:
    """
    Return the drawn line of every link, and faults of the file.

    Parameters
    ----------
    folder : Path
        Network folder with ``geometry/links.geojson``.
    """
    try:
        features = read_features(folder / "geometry" / "links.geojson")
    except DataError as error:
        return {}, [text.split(": ", 1)[1] for text in error.faults]
    lines: dict[str, Line] = {}
    faults = []
    for number, feature in enumerate(features, start=1):
        link_id = (feature.get("properties") or {}).get("link_id")
        line = _line(feature.get("geometry"))
        if not isinstance(link_id, str):
            faults.append(f"feature {number} has no link_id")
        elif line is None:
            faults.append(f"{link_id!r} is not a LineString of at least two points")
        elif link_id in lines:
            faults.append(f"{link_id!r} is drawn twice")
        else:
            lines[link_id] = line
    return lines, faults


def _line(geometry: Any) -> Line | None:
    if not isinstance(geometry, dict) or geometry.get("type") != "LineString":
        return None
    try:
        points = tuple((float(point[0]), float(point[1])) for point in geometry["coordinates"])
    except (KeyError, TypeError, ValueError, IndexError):
        return None
    return points if len(points) >= 2 else None
