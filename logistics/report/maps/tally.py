"""Sums of a plan for maps: FEU per link and direction, FEU offered, ends of paths."""

from __future__ import annotations

import pandas as pd

from logistics.network.model import Network

FLOW_COLUMNS = ("feu", "feu_westbound", "feu_eastbound")


def passages(legs: pd.DataFrame | None, paths: pd.DataFrame | None) -> pd.DataFrame:
    """Return the rows of ``legs`` that pass a link, with the FEU of their path."""
    if legs is None or paths is None or legs.empty or paths.empty:
        return pd.DataFrame(columns=["link_id", "service_id", "from", "to", "feu"])
    rows = legs[legs["link_id"].notna() & (legs["link_id"] != "")]
    feu = paths.groupby("path_id")["feu"].sum()
    return rows.assign(feu=rows["path_id"].map(feu).fillna(0.0).astype(float))


def link_flows(network: Network, legs: pd.DataFrame | None, paths: pd.DataFrame | None) -> pd.DataFrame:
    """
    Return FEU per link over the whole plan, both directions and each.

    The direction is that of the service; without a service, eastbound when the passage goes east.
    """
    rows = passages(legs, paths)
    if rows.empty:
        return pd.DataFrame({c: pd.Series(dtype=float) for c in FLOW_COLUMNS})
    westbound = _westbound(network, rows)
    feu = rows["feu"].astype(float)
    split = pd.DataFrame(
        {"feu": feu, "feu_westbound": feu.where(westbound, 0.0), "feu_eastbound": feu.where(~westbound, 0.0)}
    )
    return split.groupby(rows["link_id"].astype(str)).sum().round(6)


def _westbound(network: Network, rows: pd.DataFrame) -> pd.Series:
    """Return whether each passage goes west."""
    lon = network["terminals"].set_index("terminal_id")["lon"]
    by_lon = rows["to"].map(lon).astype(float) < rows["from"].map(lon).astype(float)
    if "services" not in network.tables:
        return by_lon
    direction = rows["service_id"].map(network["services"].set_index("service_id")["direction"])
    return (direction == "westbound").where(direction.notna(), by_lon).astype(bool)


def offered_feu(network: Network, legs: pd.DataFrame | None) -> dict[str, float]:
    """
    Return FEU offered per link between the first and last day of ``legs``.

    Each service offers ``max_feu`` on each link of its stops for every departure in the table's week.
    """
    if legs is None or legs.empty or not {"services", "stops"} <= set(network.tables):
        return {}
    weeks = max(1.0, (legs["end_utc"].max() - legs["start_utc"].min()).total_seconds() / (7 * 86400))
    services = network["services"].set_index("service_id")
    departures = services["days"].map(_count_items) * services["departure_times"].map(_count_items)
    offered = departures * services["max_feu"].astype(float) * weeks
    stops = network["stops"]
    rows = stops[stops["link_id"].notna() & (stops["link_id"] != "")]
    total = rows["service_id"].map(offered).groupby(rows["link_id"].astype(str)).sum()
    return {str(link): float(value) for link, value in total.items()}


def _count_items(text: object) -> int:
    """Return the number of items of a list cell."""
    return sum(bool(part.strip()) for part in str(text).split(";"))


def closed_links(network: Network) -> set[str]:
    """Return the links that a ``close`` window on them or on a terminal at their end closes for some time."""
    windows, links = network.windows, network["links"]
    targets = windows[windows["kind"] == "close"]
    direct = set(targets.loc[targets["target_kind"] == "link", "target_id"].astype(str))
    places = set(targets.loc[targets["target_kind"] == "terminal", "target_id"].astype(str))
    ends = links["from_terminal"].isin(places) | links["to_terminal"].isin(places)
    return direct | set(links.loc[ends, "link_id"].astype(str))


def path_ends(legs: pd.DataFrame | None, paths: pd.DataFrame | None) -> tuple[dict[str, float], dict[str, float]]:
    """Return FEU by the terminal where paths start, and by the terminal where they end."""
    if legs is None or paths is None or legs.empty or paths.empty:
        return {}, {}
    feu = paths.groupby("path_id")["feu"].sum()
    ordered = legs.sort_values(["path_id", "seq"], kind="stable")
    first = ordered.drop_duplicates("path_id", keep="first").set_index("path_id")["from"]
    last = ordered.drop_duplicates("path_id", keep="last").set_index("path_id")["to"]
    return _sum_by(first, feu), _sum_by(last, feu)


def _sum_by(place: pd.Series, feu: pd.Series) -> dict[str, float]:
    """Return FEU summed by place."""
    total = feu.reindex(place.index).fillna(0.0).groupby(place.to_numpy()).sum()
    return {str(k): round(float(v), 6) for k, v in total.items()}


def period_text(legs: pd.DataFrame | None) -> str:
    """Return the first and last day of ``legs`` for people, or an empty text."""
    if legs is None or legs.empty:
        return ""
    start, end = legs["start_utc"].min(), legs["end_utc"].max()
    return f"{start.day} {start:%B %Y} – {end.day} {end:%B %Y}"
