"""Coordinates: every terminal lies in its country, and longitude and latitude are not swapped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import shapely
from shapely.geometry.base import BaseGeometry

from logistics.network.basemap import country_shapes
from logistics.network.checks.rule import View
from logistics.network.findings import Finding

TOLERANCE_DEG = 0.5
"""Country outlines are drawn at 1:50 million, and ports lie on the water's edge."""


def check_coordinates(view: View) -> Iterator[Finding]:
    """Every terminal is within `TOLERANCE_DEG` of its country."""
    shapes = country_shapes(view.network.path)
    for row in view.rows("terminals"):
        shape = shapes.get(row.country)
        if shape is None:
            text = f"{row.country!r} has no outline in basemap/; the coordinates of {row.terminal_id!r} are unchecked"
            yield view.warning("terminals", row.Index, "country", text)
        elif not _inside(shape, row.lon, row.lat):
            yield view.error("terminals", row.Index, "lon, lat", _message(row.lon, row.lat, row.country, shapes))


def _inside(shape: BaseGeometry, lon: float, lat: float) -> bool:
    return bool(shapely.distance(shape, shapely.Point(lon, lat)) <= TOLERANCE_DEG)


def _message(lon: float, lat: float, country: str, shapes: Mapping[str, BaseGeometry]) -> str:
    if _inside(shapes[country], lat, lon):
        return f"{lon:g}, {lat:g} is outside {country}, {lat:g}, {lon:g} inside: longitude and latitude are swapped"
    elsewhere = [name for name, shape in shapes.items() if shapely.contains_xy(shape, lon, lat)]
    found = f" (it lies in {elsewhere[0]})" if elsewhere else ""
    return f"{lon:g}, {lat:g} is more than {TOLERANCE_DEG:g} degrees outside {country}{found}"
