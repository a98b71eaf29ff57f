"""What a map shows, as plain values: flows per link, terminals, titles. Knows no drawing library."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd

PROJECTION = "+proj=aea +lat_1=34 +lat_2=58 +lat_0=46 +lon_0=62 +datum=WGS84 +units=m +no_defs"

LINK_COLUMNS = (
    "link_id",  # str
    "name",  # str: "A – B"
    "corridor",  # str
    "mode",  # rail | ferry | sea | road
    "status",  # open | planned | suspended
    "closed",  # bool: closed during (part of) the period
    "closed_text",  # str: when, "closed 17–21 Sep"; '' where it is not
    "countries",  # str: ISO codes of both ends, sorted, ';' between
    "from_terminal",  # str
    "to_terminal",  # str
    "feu",  # float: both directions
    "feu_westbound",  # float
    "feu_eastbound",  # float
    "utilisation",  # float: share of the offered FEU; NaN when unknown
    "change",  # float: FEU more than in the baseline; NaN without one
    "prices",  # tuple of str: highest resource prices on the link, as text
    "geometry",  # LineString, projected
)
TERMINAL_COLUMNS = (
    "terminal_id",  # str
    "name",  # str: as in the tables
    "label",  # str: short name for the map
    "country",  # str
    "role",  # gauge | port | terminal | junction
    "feu_loaded",  # float: FEU whose path starts here
    "feu_unloaded",  # float: FEU whose path ends here
    "feu_passing",  # float: largest flow of the links that meet here
    "prices",  # tuple of str
    "geometry",  # Point, projected
)


@dataclass(frozen=True)
class MapData:
    """
    Everything a map needs.

    Attributes
    ----------
    links : GeoDataFrame
        One row per link, columns `LINK_COLUMNS`, in metres of `PROJECTION`; flows in FEU over the period.
    terminals : GeoDataFrame
        One row per terminal, columns `TERMINAL_COLUMNS`.
    title, subtitle : str
        Headings; any text, escaped where it is written.
    period : str
        Time the flows cover, for people; may be empty.
    basemap : Path
        Folder of the background layers; missing layers are left out.
    has_baseline : bool
        Whether ``links["change"]`` holds differences to another plan.
    """

    links: gpd.GeoDataFrame
    terminals: gpd.GeoDataFrame
    title: str
    subtitle: str
    period: str
    basemap: Path
    has_baseline: bool = False
