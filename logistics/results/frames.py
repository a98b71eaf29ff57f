"""Legs as tables: one row each, with running sums, and with lines and points for maps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from logistics.network.basemap import link_lines
from logistics.network.model import Network

if TYPE_CHECKING:
    from logistics.results.path import Leg


def legs_frame(legs: Sequence[Leg]) -> pd.DataFrame:
    """
    Return one row per leg.

    Returns
    -------
    DataFrame
        The keys of `Leg.to_dict`, times as timestamps in UTC; then ``elapsed_h``, ``total_km`` and ``total_usd``, sums
        up to the end of the leg. Local times and names: `logistics.report.leg_table`.
    """
    frame = pd.DataFrame([leg.to_dict() for leg in legs])
    frame = frame.assign(**{name: pd.to_datetime(frame[name], utc=True) for name in ("start_utc", "end_utc")})
    sums = {"elapsed_h": "hours", "total_km": "distance_km", "total_usd": "cost_usd"}
    return frame.assign(**{total: frame[name].cumsum().round(4) for total, name in sums.items()})


def legs_geodataframe(legs: Sequence[Leg], network: Network) -> Any:
    """Return `legs_frame` with the line or point of each leg (WGS 84), as a GeoDataFrame."""
    import geopandas as gpd  # noqa: PLC0415  (heavy, and most runs need none)
    from shapely.geometry import LineString, Point  # noqa: PLC0415

    lines, _ = link_lines(network.path)
    place = network["terminals"].set_index("terminal_id")[["lon", "lat"]]
    geometry = [
        LineString(lines[leg.link_id]) if leg.link_id in lines else Point(*place.loc[leg.to_terminal]) for leg in legs
    ]
    return gpd.GeoDataFrame(legs_frame(legs), geometry=geometry, crs="EPSG:4326")
