"""Background layers: land, lakes, boundaries, other rail lines, in the map projection."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from logistics.network.basemap import NAMES
from logistics.report.maps.model import PROJECTION

_CUT_M = 15e3
CREDITS = (
    "Basemap: Natural Earth (public domain). Rail alignments © OpenStreetMap contributors (ODbL 1.0). "
    "Boundaries as in Natural Earth; no endorsement implied."
)


@dataclass(frozen=True)
class Basemap:
    """
    Background geometry [m]; empty where a layer is missing.

    Attributes
    ----------
    countries : tuple of (name, polygon)
    known : polygon
        What the country layer covers; its outlines beyond are cuts, not coasts.
    lakes, boundaries, rail, rail_fine : geometry
        ``rail_fine`` is the denser layer for close-ups.
    """

    countries: tuple[tuple[str, BaseGeometry], ...]
    known: BaseGeometry
    lakes: BaseGeometry
    boundaries: BaseGeometry
    rail: BaseGeometry
    rail_fine: BaseGeometry


def load_basemap(folder: Path) -> Basemap:
    """Read the layers of a folder."""
    countries = _read(folder, "countries*.geojson")
    names = countries["name"] if "name" in countries else [""] * len(countries)
    shapes = _projected(countries)
    light, fine = _union(folder, "rail*light*.geojson"), _union(folder, "rail_background.geojson")
    return Basemap(
        countries=tuple((NAMES.get(str(n), str(n)), g) for n, g in zip(names, shapes, strict=True) if not g.is_empty),
        known=_known(countries),
        lakes=_union(folder, "lakes*.geojson"),
        boundaries=_union(folder, "borders*.geojson"),
        rail=light if not light.is_empty else fine,
        rail_fine=fine if not fine.is_empty else light,
    )


def _read(folder: Path, pattern: str) -> gpd.GeoDataFrame:
    """Return the first file that matches, or an empty frame."""
    for path in sorted(folder.glob(pattern)):
        return gpd.read_file(path)
    return gpd.GeoDataFrame(geometry=[], crs="EPSG:4326")


def _projected(frame: gpd.GeoDataFrame) -> np.ndarray:
    """Return valid projected geometry; edges stay straight, because the layers were cut in this projection."""
    if frame.empty:
        return np.array([], dtype=object)
    return np.asarray(shapely.make_valid(np.asarray(frame.geometry.to_crs(PROJECTION).array)))


def _known(frame: gpd.GeoDataFrame) -> BaseGeometry:
    """Return the projected rectangle of coordinates a layer covers, a little smaller."""
    if frame.empty:
        return shapely.Polygon()
    box = shapely.segmentize(shapely.box(*frame.total_bounds), 1.0)
    edge: BaseGeometry = gpd.GeoSeries([box], crs=frame.crs).to_crs(PROJECTION).iloc[0]
    return edge.buffer(-_CUT_M)


def _union(folder: Path, pattern: str) -> BaseGeometry:
    """Return one geometry of a layer."""
    parts = shapely.get_parts(_projected(_read(folder, pattern)))
    parts = parts[~shapely.is_empty(parts)]
    if not len(parts):
        return shapely.GeometryCollection()
    if shapely.get_dimensions(parts).max() == 1:
        return shapely.MultiLineString(list(parts[shapely.get_type_id(parts) == 1]))
    whole: BaseGeometry = shapely.union_all(shapely.make_valid(parts))
    return whole
