"""From a front to map data: which links its paths take, where they stop, what is closed."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd
import shapely

from logistics.errors import LogisticsError
from logistics.network.model import Network
from logistics.network.short_names import goods_text, place_names
from logistics.report.maps.closures import closed_links
from logistics.report.maps.data import drawable, map_data
from logistics.report.maps.model import MapData
from logistics.report.routes.ways import Way, ways
from logistics.report.wording import BREAKS, MOVES
from logistics.results.path import Front
from logistics.units import to_min

STOPS_SCORE = 0.3  # share of the weight of an end of the way


@dataclass(frozen=True)
class FrontMap:
    """
    Everything the map of a front needs.

    Attributes
    ----------
    data : MapData
        Links with the number of paths as ``feu``, terminals, titles.
    ways : tuple of Way
    stops : frozenset of str
        Terminals where boxes stand: ends, gauge changes, changes of train.
    """

    data: MapData
    ways: tuple[Way, ...]
    stops: frozenset[str]


def front_map(front: Front, network: Network, *, title: str = "", subtitle: str = "") -> FrontMap:
    """
    Return the map data of a front.

    Raises
    ------
    LogisticsError
        If there is no path.
    """
    if not front.paths:
        raise LogisticsError("plot_front: there is no path to draw; the front's explanation says why")
    names = place_names(network)
    legs = pd.concat([path.to_frame().assign(path_id=str(n)) for n, path in enumerate(front.paths)], ignore_index=True)
    legs["seq"] = legs.groupby("path_id").cumcount()
    paths = pd.DataFrame({"path_id": [str(n) for n in range(len(front.paths))], "feu": 1.0})
    start, end = names.get(front.origin, front.origin), names.get(front.destination, front.destination)
    data = map_data(
        network, legs, paths, title=title or f"{start} → {end}",
        subtitle=subtitle or goods_text(front.commodity, network),
        closed=(), utilisation={}, period=f"Ready {front.depart_utc:%A %-d %B %Y, %H:%M} UTC",
    )  # fmt: skip
    stops = frozenset(leg.to_terminal for path in front.paths for leg in path.legs if leg.kind not in MOVES)
    stops |= {front.origin, front.destination}
    terminals = data.terminals.copy()
    standing = terminals["terminal_id"].isin(stops) & (terminals["feu_loaded"] + terminals["feu_unloaded"] == 0)
    terminals.loc[standing, "feu_loaded"] = STOPS_SCORE * len(front.paths)
    breaks = {leg.to_terminal for path in front.paths for leg in path.legs if leg.activity in BREAKS}
    terminals.loc[terminals["terminal_id"].isin(breaks), "role"] = "gauge"
    links = data.links.copy()
    links["closed"] = links["link_id"].isin(_closed(front, network, links))
    links["closed_text"] = ["closed" if shut else "" for shut in links["closed"]]
    return FrontMap(replace(data, links=links, terminals=terminals), ways(front.paths, names), stops)


def _closed(front: Front, network: Network, links: pd.DataFrame) -> set[str]:
    """Return closed links near the paths: those the question closes, and those of the scenario in these days."""
    asked = {str(word) for word in front.query.get("close", ())}
    ends = links["from_terminal"].isin(asked) | links["to_terminal"].isin(asked)
    found = asked | set(links.loc[ends, "link_id"])
    first, last = to_min(front.depart_utc), max(to_min(path.arrive_utc) for path in front.paths)
    windows = network.windows
    if len(windows):
        now = windows[(windows["start_min"] < last) & (windows["end_min"] > first)]
        found |= closed_links(replace(network, windows=now))
    used = drawable(links[links["feu"] > 0])
    area = shapely.box(*used.total_bounds) if len(used) else shapely.Polygon()
    near = links[links.geometry.intersects(area)]
    return found & set(near["link_id"])
