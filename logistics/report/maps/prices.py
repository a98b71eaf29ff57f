"""The highest resource prices per link and terminal, as short texts for pop-ups."""

from __future__ import annotations

from collections import defaultdict

import pandas as pd

from logistics.network.model import Network

SHOWN = 3
KIND_NAMES = {
    "train_feu": "train length",
    "train_gross": "train mass",
    "train_plug": "powered slots",
    "throughput": "throughput",
    "yard": "yard",
    "powered_yard": "powered yard",
    "link": "train paths",
    "limit": "limit",
    "slot": "express slot",
    "quota": "quota",
    "fleet": "fleet",
}
_MEASURES = {"feu": "train length", "gross": "train mass", "plug": "powered slots"}


def price_texts(
    network: Network, prices: pd.DataFrame | None
) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """
    Return texts by link and by terminal: kind, highest price, number of periods with a price.

    Train prices are shown on every link of the leg, the others at the place they belong to.
    """
    if prices is None or prices.empty:
        return {}, {}
    rows = prices[(prices["price_usd"] > 0) & (prices["kind"] != "demand")]
    facility = _lookup(network, "facilities", "facility_id", "terminal_id")
    stops = _stop_links(network)
    links = set(network["links"]["link_id"])
    found: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for resource, kind, place, price in zip(
        rows["resource_id"].astype(str), rows["kind"].astype(str), rows["place"].astype(str),
        rows["price_usd"].astype(float), strict=True,
    ):  # fmt: skip
        for target, label in _targets(resource, kind, place, facility, stops):
            found[target][label].append(price)
    by_link = {key: _texts(value) for key, value in found.items() if key in links}
    return by_link, {key: _texts(value) for key, value in found.items() if key not in links}


def _targets(
    resource: str, kind: str, place: str, facility: dict[str, str], stops: dict[str, list[tuple[int, str]]]
) -> list[tuple[str, str]]:
    """Return (link or terminal, label) pairs a resource is shown at."""
    parts = resource.split(":")
    if parts[0] == "train" and len(parts) >= 4:  # train:run:from-to:measure, runs hold a colon
        label = _MEASURES.get(parts[-1], KIND_NAMES.get(kind, kind))
        service = parts[1].split("@")[0]
        start, _, end = parts[-2].partition("-")
        if start.isdigit() and end.isdigit():
            return [(link, label) for seq, link in stops.get(service, []) if int(start) < seq <= int(end)]
        return []
    label = KIND_NAMES.get(kind, kind.replace("_", " "))
    if parts[0] == "link" and len(parts) > 1:
        return [(parts[1], label)]
    return [(facility.get(parts[1], place) if len(parts) > 1 else place, label)]


def _texts(by_label: dict[str, list[float]]) -> tuple[str, ...]:
    """Return the labels with the highest prices as text."""
    ranked = sorted(by_label.items(), key=lambda item: (-max(item[1]), item[0]))[:SHOWN]
    return tuple(
        f"{label}: up to {max(values):,.0f} USD, {len(values)} period{'s' if len(values) > 1 else ''}"
        for label, values in ranked
    )


def _lookup(network: Network, table: str, key: str, value: str) -> dict[str, str]:
    """Return one column of a table by another, empty when the table is absent."""
    if table not in network.tables:
        return {}
    frame = network[table]
    return dict(zip(frame[key].astype(str), frame[value].astype(str), strict=True))


def _stop_links(network: Network) -> dict[str, list[tuple[int, str]]]:
    """Return (seq, link) of each service, in order."""
    if "stops" not in network.tables:
        return {}
    stops = network["stops"]
    rows = stops[stops["link_id"].notna() & (stops["link_id"] != "")]
    found: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for service, seq, link in zip(rows["service_id"], rows["seq"], rows["link_id"], strict=True):
        found[str(service)].append((int(seq), str(link)))
    return found
