"""From the projected plane to the page: clip, generalise, smooth, scale."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from logistics.report.maps.scene import Box, Points

BLEED = 40.0  # page units drawn beyond the frame before clipping


@dataclass(frozen=True)
class View:
    """
    A window of the projected plane shown in a box of the page.

    Attributes
    ----------
    x0, y0 : float
        South-west corner [m].
    scale : float
        Page units per metre.
    box : Box
    """

    x0: float
    y0: float
    scale: float
    box: Box

    def page(self, points: Points) -> Points:
        """Return page coordinates of projected ones."""
        x = self.box.x0 + (points[:, 0] - self.x0) * self.scale
        y = self.box.y1 - (points[:, 1] - self.y0) * self.scale
        return np.column_stack([x, y])

    def window(self, bleed: float = BLEED) -> tuple[float, float, float, float]:
        """Return the bounds shown, with bleed [m]."""
        margin = bleed / self.scale
        return (
            self.x0 - margin,
            self.y0 - margin,
            self.x0 + self.box.width / self.scale + margin,
            self.y0 + self.box.height / self.scale + margin,
        )

    def clipped(self, geometry: BaseGeometry, tolerance: float) -> BaseGeometry:
        """Return the part inside the window, simplified to a tolerance [page units]."""
        part = shapely.clip_by_rect(geometry, *self.window())
        return shapely.simplify(part, tolerance / self.scale)

    def lines(self, geometry: BaseGeometry, tolerance: float, *, smooth: int = 0) -> list[Points]:
        """Return the lines of a geometry on the page."""
        part = shapely.simplify(shapely.clip_by_rect(geometry, *self.window()), tolerance / self.scale)
        if part.geom_type in ("MultiLineString", "GeometryCollection"):
            pieces = [g for g in shapely.get_parts(part) if g.geom_type == "LineString"]
            parts: Iterable[BaseGeometry] = shapely.get_parts(shapely.line_merge(shapely.MultiLineString(pieces)))
        else:
            parts = [part]
        found = [self.page(shapely.get_coordinates(g)) for g in parts if g.geom_type == "LineString" and not g.is_empty]
        return [chaikin(line, smooth) for line in found]

    def rings(self, geometry: BaseGeometry, tolerance: float, smallest: float = 3.0) -> list[Points]:
        """Return the outlines of polygons on the page; areas below ``smallest`` square units are left out."""
        part = self.clipped(geometry, tolerance)
        rings: list[Points] = []
        for polygon in shapely.get_parts(part):
            if polygon.geom_type != "Polygon" or polygon.area * self.scale**2 < smallest:
                continue
            rings += [
                self.page(shapely.get_coordinates(ring))[:-1]
                for ring in (polygon.exterior, *polygon.interiors)
                if shapely.Polygon(ring).area * self.scale**2 >= smallest
            ]
        return rings


def chaikin(line: Points, rounds: int) -> Points:
    """Return a line with its corners cut; the ends stay."""
    for _ in range(rounds):
        if len(line) < 3:  # nothing to cut
            return line
        start, end = line[:-1], line[1:]
        cut = np.empty((2 * len(start), 2))
        cut[0::2] = 0.75 * start + 0.25 * end
        cut[1::2] = 0.25 * start + 0.75 * end
        line = np.vstack([line[:1], cut[1:-1], line[-1:]])
    return line


def fit_view(bounds: tuple[float, float, float, float], box: Box, above: float = 0.5) -> View:
    """
    Return the view that shows all of ``bounds`` in a box.

    Parameters
    ----------
    bounds : tuple of float
        West, south, east, north [m].
    above : float
        Share of spare height left in the north.
    """
    west, south, east, north = bounds
    scale = min(box.width / max(east - west, 1.0), box.height / max(north - south, 1.0))
    spare_x = box.width / scale - (east - west)
    spare_y = box.height / scale - (north - south)
    return View(west - spare_x / 2, south - spare_y * (1 - above), scale, box)


def sample(lines: Iterable[Points], step: float) -> Points:
    """Return points along lines, at most ``step`` apart."""
    found = [np.zeros((0, 2))]
    for line in lines:
        if len(line) < 2:  # not a line
            continue
        length = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
        at = np.linspace(0, length[-1], max(2, int(length[-1] / step) + 1))
        found.append(np.column_stack([np.interp(at, length, line[:, 0]), np.interp(at, length, line[:, 1])]))
    return np.vstack(found)
