"""Fronts made by hand, so that charts, maps and tables can be tested without the router."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import networkx as nx

from logistics.network import Network
from logistics.results import Front, Leg, Path

DEPART = datetime(2025, 9, 8, 6, tzinfo=UTC)
SPEED_KMH = {"rail": 40.0, "ferry": 20.0, "sea": 20.0, "road": 50.0}
KIND = {"rail": "ride", "ferry": "ferry", "sea": "sea", "road": "road"}


def links_between(network: Network, stations: list[str]) -> list[tuple[str, str, str]]:
    """Return (link, from, to) of the shortest way that calls at the stations in order."""
    graph = nx.Graph()
    for row in network["links"].itertuples():
        if row.status == "open":
            graph.add_edge(row.from_terminal, row.to_terminal, km=row.length_km, link=row.link_id)
    way: list[tuple[str, str, str]] = []
    for start, end in pairwise(stations):
        stops = nx.shortest_path(graph, start, end, "km")
        way += [(graph.edges[a, b]["link"], a, b) for a, b in pairwise(stops)]
    return way


def made_path(
    network: Network,
    stations: list[str],
    stops: Mapping[str, tuple[str, float, float]],
    *,
    service: str = "",
    usd_per_km: float = 0.35,
    shelf_life: float = float("nan"),
) -> Path:
    """
    Return a path over the stations with stops of (activity, hours, USD).

    Each stop is a wait of a third of its hours and an operation for the rest. The band goes from 95 % to
    115 % of the hours elapsed.
    """
    links = network["links"].set_index("link_id")
    country = network["terminals"].set_index("terminal_id")["country"]
    legs: list[Leg] = []
    at = DEPART

    def add(kind: str, activity: str, a: str, b: str, hours: float, **rest: object) -> None:
        nonlocal at
        end = at + timedelta(minutes=round(60 * hours))
        values = {"service_id": "", "run_id": "", "link_id": "", "operation_id": "", "distance_km": 0.0,
                  "cost_usd": 0.0, "co2e_kg": 0.0, "ambient_c": 12.0, "country": str(country[b]), **rest}  # fmt: skip
        legs.append(Leg(kind, activity, a, b, start_utc=at, end_utc=end, **values))
        at = end

    def stand(place: str) -> None:
        if place in stops:
            activity, hours, usd = stops[place]
            add("wait", "yard", place, place, hours / 3)
            add("operate", activity, place, place, hours * 2 / 3, cost_usd=usd, operation_id=f"{place}_{activity}")

    stand(stations[0])
    countries: dict[str, float] = {}
    for link, a, b in links_between(network, stations):
        row = links.loc[link]
        km = float(row["length_km"])
        add(KIND[row["mode"]], "", a, b, km / SPEED_KMH[row["mode"]], link_id=link, distance_km=km,
            cost_usd=usd_per_km * km, co2e_kg=0.03 * km, service_id=service * (row["mode"] == "rail"))  # fmt: skip
        countries[str(country[b])] = countries.get(str(country[b]), 0.0) + km
        stand(b)
    elapsed = [(leg.end_utc - legs[0].start_utc).total_seconds() / 3600 for leg in legs]
    return Path(
        legs=tuple(legs), transit_p10_h=0.95 * elapsed[-1], transit_p50_h=1.02 * elapsed[-1],
        transit_p90_h=1.15 * elapsed[-1], cost_usd=sum(leg.cost_usd for leg in legs),
        co2e_kg=sum(leg.co2e_kg for leg in legs), shelf_life_used=shelf_life, countries=countries,
        p10_h=tuple(0.95 * h for h in elapsed), p50_h=tuple(1.02 * h for h in elapsed),
        p90_h=tuple(1.15 * h for h in elapsed),
    )  # fmt: skip


def tiny_front(network: Network) -> Front:
    """Return Xian - Moscow over the tiny network: the express, and ordinary trains with a stop at Almaty."""
    fast = made_path(
        network, ["xian", "dostyk", "moscow"],
        {"xian": ("load", 6, 50), "dostyk": ("same_train", 6, 150), "moscow": ("unload", 6, 50)},
        service="exp_cn", usd_per_km=0.6, shelf_life=0.2,
    )  # fmt: skip
    slow = made_path(
        network, ["xian", "dostyk", "moscow"],
        {"xian": ("load", 6, 50), "dostyk": ("gauge_change", 60, 150), "almaty": ("transfer", 30, 40),
         "moscow": ("unload", 6, 50)},
        service="cn_w", shelf_life=0.31,
    )  # fmt: skip
    return Front("xian", "moscow", "electronics", DEPART, (fast, slow), None, {"boxes": 1.0})


def corridor_front(network: Network) -> Front:
    """Return Chongqing - Duisburg over the real corridors: three ways west."""
    north = made_path(
        network, ["chongqing", "alashankou", "dostyk", "brest", "malaszewicze", "duisburg"],
        {"chongqing": ("load", 10, 120), "dostyk": ("gauge_change", 26, 190), "malaszewicze": ("gauge_change", 40, 240),
         "brest": ("pass", 8, 0), "duisburg": ("unload", 9, 130)},
        service="x-x8155-xian-duisburg-1", usd_per_km=0.5,
    )  # fmt: skip
    south = made_path(
        network, ["chongqing", "khorgos_cn", "altynkol", "brest", "malaszewicze", "duisburg"],
        {"chongqing": ("load", 10, 120), "altynkol": ("gauge_change", 50, 160),
         "malaszewicze": ("gauge_change", 70, 230), "brest": ("pass", 12, 0), "duisburg": ("unload", 9, 130)},
        usd_per_km=0.42,
    )  # fmt: skip
    middle = made_path(
        network, ["chongqing", "khorgos_cn", "altynkol", "aktau_port", "baku", "poti", "constanta", "duisburg"],
        {"chongqing": ("load", 10, 120), "altynkol": ("gauge_change", 60, 160), "aktau_port": ("transfer", 110, 260),
         "baku": ("transfer", 60, 220), "poti": ("transfer", 120, 240), "constanta": ("transfer", 60, 210),
         "duisburg": ("unload", 9, 130)},
        usd_per_km=0.55,
    )  # fmt: skip
    return Front("chongqing", "duisburg", "electronics", DEPART, (north, south, middle), None, {})
