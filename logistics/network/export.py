"""The network as a networkx graph and as GeoDataFrames, for people who want to explore it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from logistics.network.basemap import link_lines

if TYPE_CHECKING:
    from logistics.network.model import Network

CRS = "EPSG:4326"


def network_to_networkx(network: Network) -> Any:
    """
    Return terminals and links as a graph.

    Parameters
    ----------
    network : Network

    Returns
    -------
    networkx.MultiGraph
        Nodes are terminal ids, edges are links with their id as key, both with the columns of their
        table as attributes; links of every status are in, look at ``status``.
    """
    import networkx as nx  # noqa: PLC0415  (heavy, and most runs need no graph)

    graph = nx.MultiGraph()
    for record in _records(network["terminals"]):
        graph.add_node(record["terminal_id"], **record)
    for record in _records(network["links"]):
        graph.add_edge(record["from_terminal"], record["to_terminal"], key=record["link_id"], **record)
    return graph


def network_to_geodataframes(network: Network) -> dict[str, Any]:
    """
    Return terminals and links with their geometry, in degrees (EPSG:4326).

    Parameters
    ----------
    network : Network

    Returns
    -------
    dict of str to geopandas.GeoDataFrame
        ``terminals`` with points and ``links`` with the lines of ``geometry/links.geojson``, the
        straight line where a link has none; rows and columns as in the tables.
    """
    import geopandas as gpd  # noqa: PLC0415  (heavy, and most runs need no map)
    from shapely import LineString  # noqa: PLC0415

    terminals, links = network["terminals"], network["links"]
    place = dict(zip(terminals["terminal_id"], zip(terminals["lon"], terminals["lat"], strict=True), strict=True))
    drawn, _ = link_lines(network.path)
    ends = zip(links["link_id"], links["from_terminal"], links["to_terminal"], strict=True)
    lines = [LineString(drawn.get(link, (place[start], place[end]))) for link, start, end in ends]
    points = gpd.points_from_xy(terminals["lon"], terminals["lat"])
    return {
        "terminals": gpd.GeoDataFrame(terminals, geometry=points, crs=CRS),
        "links": gpd.GeoDataFrame(links, geometry=lines, crs=CRS),
    }


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return rows as plain values, blanks as None."""
    records = frame.astype(object).to_dict("records")
    return [{str(k): None if pd.isna(v) else v for k, v in record.items()} for record in records]
