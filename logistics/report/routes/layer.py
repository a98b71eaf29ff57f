"""Route lines of one view, over thin lines of the links that no path takes."""

from __future__ import annotations

import geopandas as gpd
import shapely

from logistics.report.maps.closures import barred_shapes, crosses
from logistics.report.maps.data import drawable
from logistics.report.maps.flows import SMOOTH, TOLERANCE, FlowLayer
from logistics.report.maps.fonts import clean
from logistics.report.maps.scene import Group, Points, Shape
from logistics.report.maps.style import CASING, IDLE, WIDTH_IDLE
from logistics.report.maps.view import View, sample
from logistics.report.routes.lanes import lanes, pieces, resampled, shifted, track
from logistics.report.routes.ways import Way

WIDEST, NARROWEST, SPACE = 5.0, 2.6, 1.3
_DASH = (8.0, 5.0)


def route_width(count: int) -> float:
    """
    Return the width of a route line [page units]: the more ways, the narrower.

    Examples
    --------
    >>> route_width(1), route_width(12)
    (5.0, 2.6)
    """
    return max(NARROWEST, WIDEST - 0.35 * (count - 1))


def plane_lines(links: gpd.GeoDataFrame) -> dict[str, tuple[Points, str, bool]]:
    """Return per link its projected points, its first terminal, and whether it is a sea crossing."""
    rows = drawable(links)
    return {
        str(link): (shapely.get_coordinates(line), str(first), mode in ("ferry", "sea"))
        for link, line, first, mode in zip(
            rows["link_id"], rows.geometry, rows["from_terminal"], rows["mode"], strict=True
        )
    }


def route_layer(
    links: gpd.GeoDataFrame, found: tuple[Way, ...], view: View, prefix: str, zoom: float = 1.0
) -> FlowLayer:
    """Return the lines of a view; `zoom` is the factor on all widths."""
    width = route_width(len(found)) * zoom
    lines, lane = plane_lines(links), lanes(found)
    casing: list[Shape] = []
    routes: list[Shape] = []
    middles: list[Points] = []
    for position in reversed(range(len(found))):
        one = found[position]
        line = resampled(track(position, one, lane, lines, view.page, TOLERANCE / view.scale))
        placed = shifted(line, width + SPACE * zoom)
        if len(placed) < 2:  # nothing to draw
            continue
        land, sea = pieces(placed, line.wet)
        casing.append(Shape([placed], stroke=CASING, width=width + 2.6 * zoom))
        data = {"way": one.number_text}
        title = f"{one.number_text}: {clean(one.name, 90)}, {one.detail}"
        routes.append(Shape(land, stroke=one.colour, width=width, data=data, title=title))
        if sea:
            dash = tuple(d * zoom for d in _DASH)
            routes.append(Shape(sea, stroke=one.colour, width=width, dash=dash, data=data, title=title))
        middles.append(placed)
    barred = _closed(links, view)
    groups = [
        Group(f"{prefix}idle-links", _idle(links, view, zoom)),
        Group(f"{prefix}casing", casing),
        Group(f"{prefix}routes", routes),
        Group(f"{prefix}closed-links", [shape for parts in barred for shape in barred_shapes(parts, 0.0, zoom)]),
    ]
    return FlowLayer(groups, sample(middles, 3.0), {}, {}, tuple(crosses(barred, zoom)))


def _idle(links: gpd.GeoDataFrame, view: View, zoom: float) -> list[Shape]:
    """Return thin lines of all links."""
    shapes = []
    for row in drawable(links).itertuples():
        dash = (3.0, 3.0) if row.mode in ("ferry", "sea") or row.status != "open" else ()
        parts = view.lines(row.geometry, TOLERANCE, smooth=SMOOTH)
        data = {"link": str(row.link_id)}
        shapes.append(
            Shape(parts, stroke=IDLE, width=WIDTH_IDLE * zoom, dash=dash, data=data, title=clean(row.name, 80))
        )
    return shapes


def _closed(links: gpd.GeoDataFrame, view: View) -> list[list[Points]]:
    """Return the lines of closed links."""
    rows = drawable(links)
    drawn = [view.lines(line, TOLERANCE, smooth=SMOOTH) for line in rows.geometry[rows["closed"].to_numpy(bool)]]
    return [parts for parts in drawn if parts]
