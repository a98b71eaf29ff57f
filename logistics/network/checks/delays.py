"""Delays: rows that act somewhere, on trade of known countries, with a P90 that is not below the median."""

from __future__ import annotations

from collections.abc import Iterator

from logistics.network.checks.rule import View, listed
from logistics.network.findings import Finding


def check_delays(view: View) -> Iterator[Finding]:
    """Check that a queue has an operation at its place and direction, that countries exist, and that P90 is no less."""
    done = {(row.terminal_id, row.activity, row.direction) for row in view.rows("operations")}
    countries = view["terminals"]["country"].unique().tolist()
    for row in view.rows("delays"):
        if row.p90_h < row.typical_h:
            text = f"{row.p90_h:g} found; it is at least typical_h, {row.typical_h:g}"
            yield view.error("delays", row.Index, "p90_h", text)
        for name in listed(row.trade):
            if name not in countries:
                text = f"no terminal is in {name!r}; countries of terminals.csv: {', '.join(sorted(countries))}"
                yield view.error("delays", row.Index, "trade", text)
        ways = ("westbound", "eastbound") if row.direction == "both" else (row.direction,)
        for place in listed(row.terminals) if row.part == "queue" else ():
            if not any((place, act, way) in done for act in listed(row.activities) for way in (*ways, "both")):
                text = (
                    f"{place} has no operation {row.activities} {row.direction} in operations.csv: nothing waits there"
                )
                yield view.error("delays", row.Index, "terminals", text)
