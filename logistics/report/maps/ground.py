"""Sea, land, lakes, boundaries and other rail lines of one view."""

from __future__ import annotations

import shapely
from shapely.geometry.base import BaseGeometry

from logistics.report.maps.basemap import Basemap
from logistics.report.maps.scene import Group, Shape, rectangle
from logistics.report.maps.style import BORDER, COAST, LAND, LAND_SERVED, RAIL, SEA
from logistics.report.maps.view import View

_SNAP_M = 50.0


def served(basemap: Basemap, points: list[shapely.Point]) -> list[tuple[str, BaseGeometry]]:
    """Return the countries (name, shape) that hold at least one of the points."""
    cloud = shapely.MultiPoint(points)
    return [(name, shape) for name, shape in basemap.countries if shapely.intersects(shape, cloud)]


def ground(
    basemap: Basemap, view: View, home: list[tuple[str, BaseGeometry]], prefix: str, *, boundaries: bool, fine: bool
) -> list[Group]:
    """
    Return the background groups of a view.

    Parameters
    ----------
    home : list of (name, polygon)
        Countries drawn lighter.
    boundaries : bool
        Whether to draw national boundaries.
    fine : bool
        Close-up: denser rail lines, less generalisation.
    """
    tolerance = 0.35 if fine else 0.5
    land = _land([shape for _, shape in basemap.countries], view)
    lit = _land([shape for _, shape in home], view)
    groups = [
        Group(
            f"{prefix}land",
            [
                Shape([rectangle(view.box)], closed=True, fill=SEA),
                Shape(view.rings(land, tolerance), closed=True, fill=LAND),
                Shape(view.rings(lit, tolerance), closed=True, fill=LAND_SERVED),
                Shape(view.lines(coast(land, basemap.known), tolerance), stroke=COAST, width=0.8),
                Shape(view.rings(basemap.lakes, tolerance, 6.0), closed=True, fill=SEA, stroke=COAST, width=0.5),
            ],
        ),
        Group(
            f"{prefix}other-rail",
            [
                Shape(
                    view.lines(basemap.rail_fine if fine else basemap.rail, 0.7),
                    stroke=RAIL,
                    width=0.8 if fine else 0.7,
                )
            ],
        ),
    ]
    if boundaries:
        lines = view.lines(basemap.boundaries, 0.5)
        groups.append(Group(f"{prefix}boundaries", [Shape(lines, stroke=BORDER, width=1.3 if fine else 0.9, dash=())]))
    return groups


def coast(land: BaseGeometry, known: BaseGeometry) -> BaseGeometry:
    """Return the outline of the land where the layer shows coasts, not cuts."""
    return shapely.intersection(shapely.boundary(land), known)


def _land(shapes: list[BaseGeometry], view: View) -> BaseGeometry:
    """Return one polygon geometry of the parts in the window."""
    window = view.window()
    parts = [shapely.clip_by_rect(shape, *window) for shape in shapes]
    valid = [shapely.make_valid(part) for part in parts if not part.is_empty]
    return shapely.union_all(valid, grid_size=_SNAP_M) if valid else shapely.GeometryCollection()
