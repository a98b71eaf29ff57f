"""Link lengths against the geodesic between their ends."""

from __future__ import annotations

from collections.abc import Iterator

import pyproj

from logistics.network.checks.rule import View
from logistics.network.findings import Finding

SHORTEST = 0.97
LONGEST = 2.2
SLACK_KM = 2.0
"""Terminals are points; on the shortest links a kilometre or two is their own size."""


def check_lengths(view: View) -> Iterator[Finding]:
    """
    Every link is at least 0.97 times, and (a warning) at most 2.2 times, as long as the geodesic.

    Both bounds allow two kilometres more.
    """
    terminals = view["terminals"].drop_duplicates("terminal_id").set_index("terminal_id")
    links = view["links"]
    links = links[links["from_terminal"].isin(terminals.index) & links["to_terminal"].isin(terminals.index)]
    start, end = terminals.loc[links["from_terminal"]], terminals.loc[links["to_terminal"]]
    geod = pyproj.Geod(ellps="WGS84")
    _, _, metres = geod.inv(
        start["lon"].to_numpy(), start["lat"].to_numpy(), end["lon"].to_numpy(), end["lat"].to_numpy()
    )
    for link, metre in zip(links.itertuples(), metres, strict=True):
        straight = metre / 1000
        found = f"{link.length_km:g} km from {link.from_terminal} to {link.to_terminal}, {straight:.0f} km apart"
        if link.length_km < SHORTEST * straight - SLACK_KM:
            yield view.error("links", link.Index, "length_km", f"{found}: shorter than the geodesic")
        elif link.length_km > LONGEST * straight + SLACK_KM:
            yield view.warning("links", link.Index, "length_km", f"{found}: more than {LONGEST:g} times the geodesic")
