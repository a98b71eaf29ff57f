"""Demand: gates at both ends, an outside option for all of it, and a chain of services where one is meant."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from logistics.network.checks.breaks import gauge_side, serves
from logistics.network.checks.rule import View, allows, listed
from logistics.network.findings import Finding
from logistics.network.model import Network


def _pairs(view: View) -> pd.DataFrame:
    """Return distinct (origin, destination, cargo class) with the first row and the days of each."""
    demand = view["demand"]
    cargo = dict(zip(view["commodities"]["commodity_id"], view["commodities"]["cargo_class"], strict=True))
    frame = demand.assign(cargo_class=demand["commodity_id"].map(cargo), row=demand.index)
    frame = frame[frame["boxes"].fillna(0) > 0].dropna(subset=["cargo_class", "week"])
    grouped = frame.groupby(["origin", "destination", "cargo_class"], sort=False, as_index=False)
    return grouped.agg(row=("row", "first"), first=("week", "min"), last=("week", "max"))


def check_demand_rows(view: View) -> Iterator[Finding]:
    """Weeks begin on a Monday, and goods go somewhere else."""
    demand = view["demand"]
    for row in demand[demand["week"].notna() & (demand["week"].dt.day_of_week != 0)].itertuples():
        text = f"{row.week.date()} is a {row.week.day_name()}; give the Monday of the week"
        yield view.error("demand", row.Index, "week", text)
    for row in demand[demand["origin"] == demand["destination"]].itertuples():
        yield view.error("demand", row.Index, "destination", f"{row.destination!r} is the origin as well")


def check_gates(view: View) -> Iterator[Finding]:
    """Every origin has a load operation and every destination an unload operation for its cargo."""
    gates: dict[tuple[str, str], list[str]] = {}
    for operation in view["operations"].itertuples():
        gates.setdefault((operation.terminal_id, operation.activity), []).append(operation.cargo_class)
    told = set()
    for row in _pairs(view).itertuples():
        for column, place, activity in (("origin", row.origin, "load"), ("destination", row.destination, "unload")):
            cells = gates.get((place, activity), [])
            key = (place, activity, row.cargo_class)
            if key not in told and not any(allows(cell, row.cargo_class) for cell in cells):
                told.add(key)
                text = f"{place!r} has no operation {activity} for cargo class {row.cargo_class}"
                yield view.error("demand", row.row, column, text)


def check_outside_options(view: View) -> Iterator[Finding]:
    """Every pair of regions and cargo class with demand has an outside option on every week of it."""
    regions = dict(zip(view["terminals"]["terminal_id"], view["terminals"]["region"], strict=True))
    pairs = _pairs(view)
    pairs = pairs.assign(start=pairs["origin"].map(regions), end=pairs["destination"].map(regions))
    pairs = pairs.dropna(subset=["start", "end"])
    grouped = pairs.groupby(["start", "end", "cargo_class"], sort=False, as_index=False)
    options = view["outside_options"]
    for row in grouped.agg(row=("row", "first"), first=("first", "min"), last=("last", "max")).itertuples():
        fits = [
            option
            for option in options.itertuples()
            if row.start in listed(option.origin_region)
            and row.end in listed(option.destination_region)
            and allows(option.cargo_class, row.cargo_class)
        ]
        gap = _uncovered(fits, row.first, row.last + pd.Timedelta(days=6))
        if gap:
            text = f"no outside option from {row.start} to {row.end} for {row.cargo_class}{gap}; add one"
            yield view.error("demand", row.row, "origin, destination", text)


def _uncovered(options: list[object], first: pd.Timestamp, last: pd.Timestamp) -> str:
    """Return '' if every day from first to last is covered by an option, else which is not."""
    if not options:
        return "" if first is None else " at all"
    day = first
    spans = sorted((_or(o.valid_from, first), _or(o.valid_to, last)) for o in options)  # type: ignore[attr-defined]
    for start, end in spans:
        if start > day:
            break
        day = max(day, end + pd.Timedelta(days=1))
    return "" if day > last else f" on {day.date()}"


def _or(value: pd.Timestamp, default: pd.Timestamp) -> pd.Timestamp:
    return default if pd.isna(value) else value


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


Yard = tuple[str, int]


def _rides(network: Network | View, cargo_class: str) -> dict[Yard, tuple[set[Yard], set[str]]]:
    """Return, per yard (terminal, gauge side), the yards and the gates that one service leads to."""
    by_place: dict[str, list[object]] = {}
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


def _arrivals(here: list[object], service: object, place: str, yards: set[Yard], gates: set[str]) -> None:
    for o in here:
        if not serves(o, service):
            continue
        if o.activity in {"transfer", "gauge_change"} and str(o.to_gauge) != "<NA>":  # type: ignore[attr-defined]
            yards.add((place, int(o.to_gauge)))  # type: ignore[attr-defined]
        elif o.activity == "unload":  # type: ignore[attr-defined]
            gates.add(place)


def _pair_rides(
    services: dict[str, object], calls: dict[str, list[str]], rides: dict[Yard, tuple[set[Yard], set[str]]]
) -> None:
    """Let boxes of a paired service stay with the train across the break: its yards also reach the next one's."""
    for service in services.values():
        after = services.get(service.paired_service_id)  # type: ignore[attr-defined]
        places = calls.get(service.service_id, [])  # type: ignore[attr-defined]
        if after is None or not places:
            continue
        for place in places[:-1]:
            rides[place, gauge_side(service)][0].add((places[-1], gauge_side(after)))


def check_reach(view: View) -> Iterator[Finding]:
    """Every pair with demand is joined by some chain of services and operations (a warning otherwise)."""
    pairs = _pairs(view)
    for cargo_class, group in pairs.groupby("cargo_class", sort=False):
        reach = reachable(view, cargo_class=str(cargo_class))
        for row in group.itertuples():
            if row.origin in reach and row.destination not in reach[row.origin]:
                text = f"no chain of services carries {cargo_class} from {row.origin} to {row.destination}"
                yield view.warning("demand", row.row, "origin, destination", text)
