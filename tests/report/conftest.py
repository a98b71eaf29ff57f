"""Networks and flows for the map tests: the tiny one, a hostile copy of it, and the real corridors."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from types import MappingProxyType

import networkx as nx
import pandas as pd
import pytest

from logistics.network import Network
from logistics.report.maps import MapData, map_data

ROOT = Path(__file__).parents[2]
HOSTILE = ("<img src=x onerror=alert(1)>", "</script><script>alert(2)</script>", "\"'&<b>{{ data }}</b>", "=1+1]]>")


def plan_tables(network: Network, ods: list[tuple[str, str, float]]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return legs and paths of boxes that take the shortest way (km, ships counted fourfold)."""
    graph = nx.Graph()
    links = network["links"]
    for row in links[links["status"] == "open"].itertuples():
        factor = 1.0 if row.mode == "rail" else 4.0
        graph.add_edge(row.from_terminal, row.to_terminal, km=row.length_km * factor, row=row)
    legs, paths = [], []
    for k, (origin, destination, feu) in enumerate(ods):
        start = pd.Timestamp("2025-09-01", tz="UTC") + pd.Timedelta(days=k)
        paths.append({"consignment_id": f"c{k}", "path_id": f"p{k}", "boxes": 1, "feu": feu})
        way = nx.shortest_path(graph, origin, destination, "km")
        for seq, (a, b) in enumerate(pairwise(way)):
            row = graph.edges[a, b]["row"]
            legs.append(
                {
                    "path_id": f"p{k}", "seq": seq, "kind": "ride" if row.mode == "rail" else row.mode, "activity": "",
                    "service_id": "", "from": a, "to": b, "link_id": row.link_id, "operation_id": "",
                    "start_utc": start, "end_utc": start + pd.Timedelta(days=1),
                }
            )  # fmt: skip
    return pd.DataFrame(legs), pd.DataFrame(paths)


def _tables(folder: Path) -> Network:
    """Return the two tables the maps need."""
    read = {
        name: pd.read_csv(folder / f"{name}.csv", keep_default_na=False).astype(dtypes)
        for name, dtypes in (
            ("terminals", {"lon": float, "lat": float}),
            ("links", {"length_km": float}),
        )
    }
    return Network(MappingProxyType(read), folder)


@pytest.fixture(scope="session")
def corridors() -> Network:
    """Terminals and links of the real corridors."""
    return _tables(ROOT / "network_data")


@pytest.fixture(scope="session")
def flows(corridors: Network) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Flows over four orders of magnitude, both directions."""
    china = ("chongqing", "chengdu", "xian", "zhengzhou", "yiwu", "wuhan", "harbin", "lianyungang")
    west = ("duisburg", "hamburg", "lodz", "moscow", "almaty", "tashkent", "poti", "constanta", "budapest", "minsk")
    pairs = [(a, b, 3.5 + 7.0 * (i * j) ** 2.2) for i, a in enumerate(china) for j, b in enumerate(west)]
    pairs += [(b, a, 0.5 + feu / 3) for a, b, feu in pairs]
    return plan_tables(corridors, pairs)


@pytest.fixture(scope="session")
def corridor_map(corridors: Network, flows: tuple[pd.DataFrame, pd.DataFrame]) -> MapData:
    """Map of the real corridors with made-up flows."""
    return map_data(corridors, *flows, title="Corridors", subtitle="Test flows")


@pytest.fixture(scope="session")
def tiny_map(tiny_network: Network) -> MapData:
    """Map of the tiny network: 10.25 FEU west and 4 FEU east on the whole way, 2 FEU to Baku."""
    ends = _far_ends(tiny_network)
    legs, paths = plan_tables(tiny_network, [(*ends, 10.25), (*ends[::-1], 4.0)])
    return map_data(tiny_network, legs, paths, title="Tiny", subtitle="Two consignments", utilisation={"x": 0.5})


def _far_ends(network: Network) -> tuple[str, str]:
    """Return the eastern- and westernmost terminals that open rail links join."""
    links = network["links"]
    rail = links[(links["mode"] == "rail") & (links["status"] == "open")]
    graph = nx.Graph(zip(rail["from_terminal"], rail["to_terminal"], strict=True))
    lon = network["terminals"].set_index("terminal_id")["lon"]
    largest = sorted(max(nx.connected_components(graph), key=len), key=lambda t: lon[t])
    return largest[-1], largest[0]


@pytest.fixture(scope="session")
def hostile_map(tiny_network: Network) -> MapData:
    """Map of the tiny network whose names, titles and prices try to break out of the file."""
    terminals = tiny_network["terminals"].copy()
    terminals["name"] = [HOSTILE[i % len(HOSTILE)] for i in range(len(terminals))]
    network = tiny_network.with_tables(terminals=terminals)
    ends = _far_ends(network)
    legs, paths = plan_tables(network, [(*ends, 10.0)])
    link = legs["link_id"].iloc[0]
    prices = pd.DataFrame(
        {"resource_id": [f"link:{link}:westbound:2025-09-01"], "kind": [HOSTILE[0]], "place": ["x"], "price_usd": [5.0]}
    )
    return map_data(network, legs, paths, prices, title=HOSTILE[1], subtitle=HOSTILE[0], period=HOSTILE[2])
