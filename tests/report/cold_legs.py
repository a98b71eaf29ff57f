"""Legs of a cold-chain path made from a list of terminals: 35 km/h, hours at terminals, weather of a month."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

import numpy as np

from logistics.cargo import Box, Climate, Trace, commodity_quality, sunshine_k, travel
from logistics.network import Network
from logistics.results.path import Leg


def cold_legs(
    network: Network,
    way: Sequence[str],
    month: int,
    commodity: str,
    stops: Mapping[str, float],
    off: Sequence[str] = (),
) -> tuple[list[Leg], Trace]:
    """Return legs with temperatures and shelf life, and the cargo's trace; power fails at the terminals in `off`."""
    links = network["links"]
    place = dict(zip(network["terminals"]["terminal_id"], network["terminals"]["climate_place"], strict=True))
    climate, sun = Climate.of(network), sunshine_k(network, month)
    steps: list[tuple[str, str, str, float, float, float, bool]] = []
    for here, there in itertools.pairwise([*way, ""]):
        if here in stops:
            outside = climate.at(place[here], month) + sun
            steps.append((here, here, "", stops[here], 0.0, outside, here not in off))
        if there:
            ends = {here, there}
            row = links[links["from_terminal"].isin(ends) & links["to_terminal"].isin(ends)].iloc[0]
            outside = climate.along([place[here], place[there]], [0, 2], 1, month) + sun
            steps.append((here, there, row["link_id"], row["length_km"] / 35, row["length_km"], outside, True))
    ambient, hours = np.array([s[5] for s in steps]), np.array([s[3] for s in steps])
    trace = travel(
        Box.of(network, commodity), commodity_quality(network, commodity), ambient, hours, powered=[s[6] for s in steps]
    )
    at, legs = datetime(2025, month, 3, 8, tzinfo=UTC), []
    for step, (a, b, link, length, km, outside, _) in enumerate(steps):
        end = at + timedelta(hours=length)
        kind, activity = ("ride", "") if km else ("operate", "gauge_change" if length > 20 else "transfer")
        legs.append(
            Leg(kind, activity, a, b, "", "", link, "", at, end, km, 0.0, 0.0, outside, float(trace.mean_c[step]),
                float(trace.life_used[step]))
        )  # fmt: skip
        at = end
    return legs, trace
