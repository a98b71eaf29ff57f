"""Chains of services: which terminals boxes can reach at all, times and capacities apart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from logistics.network.checks.breaks import gauge_side, serves
from logistics.network.checks.demand import demand_pairs
from logistics.network.checks.rule import View, allows
from logistics.network.findings import Finding
from logistics.network.model import Network

Yard = tuple[str, int]
"""Terminal and gauge side."""


def reachable(network: Network | View, *, cargo_class: str) -> dict[str, set[str]]:
    """
    Return the terminals that boxes of a cargo class can reach from each terminal with a load operation.

    Only the existence of services and operations counts here, not times or capacities.

    Parameters
    ----------
    network : Network or View
    cargo_class : str

    Returns
    -------
    dict of str to set of str
        Destinations (terminals with a fitting unload operation) by origin.
    """
    rides = _rides(network, cargo_class)
    operations = [o for o in network["operations"].itertuples() if allows(o.cargo_class, cargo_class)]
    starts: dict[str, set[tuple[str, int]]] = {}
    for o in operations:
        if o.activity == "load" and str(o.to_gauge) != "<NA>":
            starts.setdefault(o.terminal_id, set()).add((o.terminal_id, int(o.to_gauge)))
    found = {}
    for origin, yards in starts.items():
        seen, todo, ends = set(yards), list(yards), set()
        while todo:
            nexts, delivered = rides.get(todo.pop(), (set(), set()))
            ends |= delivered
            todo += nexts - seen
            seen |= nexts
        found[origin] = ends - {origin}
    return found


def _rides(network: Network | View, cargo_class: str) -> dict[Yard, tuple[set[Yard], set[str]]]:
    """Return, per yard (terminal, gauge side), the yards and the gates that one service leads to."""
    by_place: dict[str, list[Any]] = {}
    for o in network["operations"].itertuples():
        if allows(o.cargo_class, cargo_class):
            by_place.setdefault(o.terminal_id, []).append(o)
    calls = {
        name: list(group["terminal_id"])
        for name, group in network["stops"].query("activity == 'stop'").sort_values("seq").groupby("service_id")
    }
    services = {s.service_id: s for s in network["services"].itertuples() if allows(s.cargo_class, cargo_class)}
    rides: dict[Yard, tuple[set[Yard], set[str]]] = {}
    for service in services.values():
        places = calls.get(service.service_id, [])
        yards: set[Yard] = set()
        gates: set[str] = set()
        for place in reversed(places):
            held = rides.setdefault((place, gauge_side(service)), (set(), set()))
            held[0].update(yards)
            held[1].update(gates)
            _arrivals(by_place.get(place, []), service, place, yards, gates)
    _pair_rides(services, calls, rides)
    return rides


def _arrivals(here: list[Any], service: Any, place: str, yards: set[Yard], gates: set[str]) -> None:
    for o in here:
        if not serves(o, service):
            continue
        if o.activity in {"transfer", "gauge_change"} and str(o.to_gauge) != "<NA>":
            yards.add((place, int(o.to_gauge)))
        elif o.activity == "unload":
            gates.add(place)


def _pair_rides(
    services: dict[str, Any], calls: dict[str, list[str]], rides: dict[Yard, tuple[set[Yard], set[str]]]
) -> None:
    """Let boxes of a paired service stay with the train across the break: its yards also reach the next one's."""
    for service in services.values():
        after = services.get(service.paired_service_id)
        places = calls.get(service.service_id, [])
        if after is None or not places:
            continue
        for place in places[:-1]:
            rides[place, gauge_side(service)][0].add((places[-1], gauge_side(after)))


def check_reach(view: View) -> Iterator[Finding]:
    """Every pair with demand is joined by some chain of services and operations (a warning otherwise)."""
    pairs = demand_pairs(view)
    for cargo_class, group in pairs.groupby("cargo_class", sort=False):
        reach = reachable(view, cargo_class=str(cargo_class))
        for row in group.itertuples():
            if row.origin in reach and row.destination not in reach[row.origin]:
                text = f"no chain of services carries {cargo_class} from {row.origin} to {row.destination}"
                yield view.warning("demand", row.row, "origin, destination", text)
