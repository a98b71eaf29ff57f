"""Lines of links and points of terminals in the map projection (metres)."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from logistics.network.model import Network
from logistics.report.maps.model import PROJECTION

WGS84 = "EPSG:4326"
STEP_DEG = 0.5  # longest straight piece before projecting


def project(geometry: NDArray[np.object_]) -> gpd.GeoSeries:
    """Return WGS 84 geometry, densified, in the map projection."""
    return gpd.GeoSeries(shapely.segmentize(geometry, STEP_DEG), crs=WGS84).to_crs(PROJECTION)


def terminal_points(network: Network) -> gpd.GeoSeries:
    """Return the points of ``terminals``, in table order."""
    table = network["terminals"]
    points = shapely.points(table["lon"].to_numpy(float), table["lat"].to_numpy(float))
    return gpd.GeoSeries(points, crs=WGS84).to_crs(PROJECTION)


def link_lines(network: Network) -> gpd.GeoSeries:
    """
    Return the lines of ``links``, in table order, from ``geometry/links.geojson``.

    A link without a line gets the straight one between its terminals.
    """
    table = network["links"]
    drawn = _drawn_lines(network)
    terminals = network["terminals"].set_index("terminal_id")
    lines = [
        drawn.get(str(link)) or _straight(terminals.loc[a, ["lon", "lat"]], terminals.loc[b, ["lon", "lat"]])
        for link, a, b in zip(table["link_id"], table["from_terminal"], table["to_terminal"], strict=True)
    ]
    return project(np.array(lines, dtype=object))


def _straight(start: object, end: object) -> shapely.LineString:
    """Return the straight line between two coordinate pairs [deg]."""
    return shapely.LineString([np.asarray(start, float), np.asarray(end, float)])


def _drawn_lines(network: Network) -> dict[str, shapely.LineString]:
    """Return lines by link id; an empty mapping without the file."""
    path = network.path / "geometry" / "links.geojson"
    if not path.exists():
        return {}
    frame = gpd.read_file(path)
    if "link_id" not in frame.columns:
        return {}
    return {
        str(link): line
        for link, line in zip(frame["link_id"], frame.geometry, strict=True)
        if isinstance(line, shapely.LineString)
    }
