"""Tables that a plan is compared with, and constants that were found by comparing."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from logistics.errors import did_you_mean
from logistics.network.checks.rule import View, listed
from logistics.network.findings import Finding

MOST_CONSTANTS = 5
PER_WEEK = ("trains/week", "TEU/week", "t/week")
"""Units of targets that plans are compared with; rows with other units are kept as published."""


def check_constants(view: View) -> Iterator[Finding]:
    """Families of route constants exist; more than five active ones say that the model is bent (a warning)."""
    families = view["services"]["family"].unique().tolist()
    active = [row for row in view.rows("route_constants") if row.active]
    for row in view.rows("route_constants"):
        if row.family and row.family not in families:
            text = f"{row.family!r} is no family of services.csv{did_you_mean(row.family, families)}"
            yield view.error("route_constants", row.Index, "family", text)
    if len(active) > MOST_CONSTANTS:
        text = f"{len(active)} rows are active; at most {MOST_CONSTANTS} are credible, look for the cause instead"
        yield view.warning("route_constants", active[MOST_CONSTANTS].Index, "active", text)


def check_sections(view: View) -> Iterator[Finding]:
    """Neighbours in a list of places are joined by a link."""
    ends = {frozenset((link.from_terminal, link.to_terminal)) for link in view.rows("links")}
    for row in view.rows("sections"):
        for one, other in itertools.pairwise(listed(row.terminals)):
            if frozenset((one, other)) not in ends:
                text = f"no link joins {one} and {other}; name the places between them"
                yield view.error("sections", row.Index, "terminals", text)


def check_targets(view: View) -> Iterator[Finding]:
    """Check that counts per week are at terminals, several joined by ``+``."""
    terminals = view["terminals"]["terminal_id"].tolist()
    for row in view.rows("targets"):
        for place in row.place.split("+") if row.unit in PER_WEEK else ():
            if place not in terminals:
                text = f"{place!r} is not in terminals.csv; a count per week is at terminals joined by +"
                yield view.error("targets", row.Index, "place", f"{text}{did_you_mean(place, terminals)}")
