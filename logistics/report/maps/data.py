"""From tables and a plan to `MapData`: flows summed per link, geometry projected, nothing drawn."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from logistics.network.model import Network
from logistics.network.short_names import short_name
from logistics.report.maps.closures import closed_texts
from logistics.report.maps.geometry import link_lines, terminal_points
from logistics.report.maps.model import LINK_COLUMNS, TERMINAL_COLUMNS, MapData
from logistics.report.maps.prices import price_texts
from logistics.report.maps.tally import Days, link_flows, offered_feu, path_ends, period_text, reported_days
from logistics.results.model import Plan

TITLE = "China–Kazakhstan–Europe rail corridors"
ROLES = {
    "gauge_change": "gauge",
    "seaport": "port",
    "ferry_port": "port",
    "junction": "junction",
    "border_station": "junction",
}


def map_data(
    network: Network,
    legs: pd.DataFrame | None = None,
    paths: pd.DataFrame | None = None,
    prices: pd.DataFrame | None = None,
    *,
    plan: Plan | None = None,
    title: str = TITLE,
    subtitle: str = "",
    period: str = "",
    days: Days | None = None,
    closed: Collection[str] | None = None,
    utilisation: Mapping[str, float] | None = None,
    baseline_legs: pd.DataFrame | None = None,
    baseline_paths: pd.DataFrame | None = None,
) -> MapData:
    """
    Sum a plan's flows per link and join them to the geometry.

    Parameters
    ----------
    network : Network
        Tables ``terminals`` and ``links``, and the folders ``geometry`` and ``basemap``.
    legs, paths : DataFrame, optional
        ``Plan.legs`` (one row per link passage) and ``Plan.paths``; without them every flow is 0.
    prices : DataFrame, optional
        ``Plan.prices``.
    plan : Plan, optional
        Instead of the three tables; its scenario's title is the default of ``subtitle``.
    title, subtitle, period : str
        Texts; the period defaults to ``days``, else to the first and last day of ``legs``.
    days : (Timestamp, Timestamp), optional
        First moment and first moment after: only what begins in them is counted; by default the reported days of
        ``plan``, as in its indicators and summary.
    closed : collection of str, optional
        Links drawn as closed; by default those that ``network.windows`` closes.
    utilisation : mapping of str to float, optional
        Share of the offered FEU per link [-]; by default all that rides in ``days`` over what ``services`` and
        ``stops`` offer in the same days.
    baseline_legs, baseline_paths : DataFrame, optional
        Another plan; then ``links["change"]`` is this plan minus that one [FEU].

    Returns
    -------
    MapData

    Notes
    -----
    A link's flow is the sum of ``feu`` over the paths of its passages that begin in ``days``, whichever consignment
    they are of, a box that passes twice counting twice. Rows without a ``link_id`` are not passages.
    """
    if plan is not None:
        legs, paths, prices = plan.legs, plan.paths, plan.prices
        subtitle = subtitle or (plan.scenario.title if plan.scenario is not None else "")
        days = days or reported_days(plan)
    texts = closed_texts(network, days)
    closed = texts if closed is None else closed
    flows = link_flows(network, legs, paths, days)
    links = _link_frame(network, flows, {link: texts.get(link, "closed") for link in closed})
    if utilisation is None:
        utilisation = _estimated_utilisation(network, legs, flows, days)
    links["utilisation"] = links["link_id"].map(dict(utilisation)).astype(float)
    has_baseline = baseline_legs is not None and baseline_paths is not None
    if has_baseline:
        before = link_flows(network, baseline_legs, baseline_paths, days)["feu"]
        links["change"] = links["feu"] - links["link_id"].map(before).fillna(0.0)
    by_link, by_terminal = price_texts(network, prices)
    links["prices"] = [by_link.get(x, ()) for x in links["link_id"]]
    terminals = _terminal_frame(network, links, path_ends(legs, paths, days))
    terminals["prices"] = [by_terminal.get(x, ()) for x in terminals["terminal_id"]]
    return MapData(
        links=links[list(LINK_COLUMNS)],
        terminals=terminals[list(TERMINAL_COLUMNS)],
        title=title,
        subtitle=subtitle,
        period=period or period_text(legs, days),
        basemap=network.path / "basemap",
        has_baseline=has_baseline,
    )


def _link_frame(network: Network, flows: pd.DataFrame, closed: Mapping[str, str]) -> gpd.GeoDataFrame:
    """Return links with geometry, names and flows, in table order; utilisation and change are NaN."""
    table = network["links"]
    terminals = network["terminals"].set_index("terminal_id")
    labels = {tid: short_name(tid, name) for tid, name in terminals["name"].items()}
    start, end = table["from_terminal"], table["to_terminal"]
    country = terminals["country"]
    frame = pd.DataFrame(
        {
            "link_id": table["link_id"].astype(str),
            "name": [f"{labels.get(a, a)} – {labels.get(b, b)}" for a, b in zip(start, end, strict=True)],
            "corridor": table["corridor"].astype(str),
            "mode": table["mode"].astype(str),
            "status": table["status"].astype(str),
            "closed": table["link_id"].isin(list(closed)),
            "closed_text": [closed.get(link, "") for link in table["link_id"]],
            "countries": [
                ";".join(sorted({str(country.get(a, "")), str(country.get(b, ""))}))
                for a, b in zip(start, end, strict=True)
            ],
            "from_terminal": start.astype(str),
            "to_terminal": end.astype(str),
        }
    )
    frame = frame.astype({"name": str, "countries": str, "closed_text": str})
    for column in ("feu", "feu_westbound", "feu_eastbound"):
        frame[column] = frame["link_id"].map(flows[column]).fillna(0.0).astype(float)
    frame["utilisation"] = np.nan
    frame["change"] = np.nan
    return gpd.GeoDataFrame(frame.reset_index(drop=True), geometry=link_lines(network))


def _estimated_utilisation(
    network: Network, legs: pd.DataFrame | None, flows: pd.DataFrame, days: Days | None
) -> dict[str, float]:
    """Return FEU carried over FEU offered per link [-], where services are known."""
    offered = offered_feu(network, legs, days)
    return {link: min(1.0, float(flows["feu"].get(link, 0.0)) / feu) for link, feu in offered.items() if feu > 0}


def _terminal_frame(
    network: Network, links: gpd.GeoDataFrame, handled: tuple[Mapping[str, float], Mapping[str, float]]
) -> gpd.GeoDataFrame:
    """Return terminals with roles, flows and points."""
    table = network["terminals"]
    loaded, unloaded = handled
    ends = pd.concat([links.set_index("from_terminal")["feu"], links.set_index("to_terminal")["feu"]])
    passing = ends.groupby(level=0).max() if len(ends) else ends
    ids = table["terminal_id"].astype(str)
    frame = pd.DataFrame(
        {
            "terminal_id": ids,
            "name": table["name"].astype(str),
            "label": [short_name(i, n) for i, n in zip(ids, table["name"].astype(str), strict=True)],
            "country": table["country"].astype(str),
            "role": table["kind"].map(ROLES).fillna("terminal"),
            "feu_loaded": ids.map(loaded).fillna(0.0).astype(float),
            "feu_unloaded": ids.map(unloaded).fillna(0.0).astype(float),
            "feu_passing": ids.map(passing).fillna(0.0).astype(float),
        }
    )
    points = terminal_points(network)
    return gpd.GeoDataFrame(frame.reset_index(drop=True), geometry=points)


def drawable(links: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the links that have a line."""
    return links[~(shapely.is_empty(links.geometry.array) | shapely.is_missing(links.geometry.array))]
