"""Connectivity: terminals on no link, and islands of links that no service reaches."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator

from logistics.network.checks.rule import View, listed
from logistics.network.findings import Finding


def components(pairs: Iterable[tuple[str, str]]) -> list[set[str]]:
    """
    Return the connected components of undirected pairs, largest first.

    Examples
    --------
    >>> [sorted(part) for part in components([("a", "b"), ("c", "d"), ("b", "e")])]
    [['a', 'b', 'e'], ['c', 'd']]
    """
    part_of: dict[str, set[str]] = {}
    for one, other in pairs:
        merged = part_of.get(one, {one}) | part_of.get(other, {other})
        for name in merged:
            part_of[name] = merged
    unique = {id(part): part for part in part_of.values()}
    return sorted(unique.values(), key=lambda part: (-len(part), min(part)))


def check_on_links(view: View) -> Iterator[Finding]:
    """Every terminal is an end of at least one link, open or planned."""
    ends = set(view["links"]["from_terminal"]) | set(view["links"]["to_terminal"])
    for row in view.rows("terminals"):
        if row.terminal_id not in ends:
            text = f"{row.terminal_id!r} is on no link of links.csv; add one or remove the terminal"
            yield view.error("terminals", row.Index, "terminal_id", text)


def check_gauges_reached(view: View) -> Iterator[Finding]:
    """Every gauge of a terminal is on an open link there."""
    reached: set[tuple[str, str]] = set()
    used: set[str] = set()
    for link in view.rows("links"):
        if link.status == "open":
            ends = {link.from_terminal, link.to_terminal}
            used |= ends
            reached |= set(itertools.product(ends, listed(link.track_gauges)))
    for row in view.rows("terminals"):
        for gauge in listed(row.track_gauges):
            if row.terminal_id in used and (row.terminal_id, gauge) not in reached:
                text = f"no open link reaches {row.terminal_id!r} on {gauge} mm"
                yield view.warning("terminals", row.Index, "track_gauges", text)


def check_islands(view: View) -> Iterator[Finding]:
    """Open links of one gauge or mode hang together, or their islands are named, services or not."""
    links = view["links"][view["links"]["status"] == "open"]
    pairs: dict[str, list[tuple[str, str]]] = {}
    for link in links.itertuples():
        for name in [f"{gauge} mm rail" for gauge in listed(link.track_gauges)] or [str(link.mode)]:
            pairs.setdefault(name, []).append((link.from_terminal, link.to_terminal))
    served = Counter(view["stops"]["terminal_id"])
    for name, ends in sorted(pairs.items()):
        for part in components(ends)[1:]:
            if name.endswith("rail") and not any(served[terminal] for terminal in part):
                text = f"{name}: {_names(part)} form an island that no service reaches"
                yield view.warning("links", None, "", text)


def check_unserved(view: View) -> Iterator[Finding]:
    """Terminals with operations are called at by a service (one warning names those that are not)."""
    stops = view["stops"]
    called = set(stops.loc[stops["activity"] == "stop", "terminal_id"])
    idle = set(view["operations"]["terminal_id"]) - called
    if idle:
        text = f"{len(idle)} terminals have operations, but no service stops there: {_names(idle)}"
        yield view.warning("operations", None, "terminal_id", text)


def _names(part: set[str]) -> str:
    return ", ".join(sorted(part))
