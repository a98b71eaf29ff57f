"""Dates: nothing ends before it begins."""

from __future__ import annotations

from collections.abc import Iterator

from logistics.network.checks.rule import View
from logistics.network.findings import Finding


def check_validity(view: View) -> Iterator[Finding]:
    """Every ``valid_from`` is on or before its ``valid_to`` (and ``start`` before ``end`` in targets)."""
    for table, frame in view.tables.items():
        first, last = ("start", "end") if table == "targets" else ("valid_from", "valid_to")
        if first not in frame or last not in frame:
            continue
        for row in frame.index[frame[first] > frame[last]]:
            start, end = frame.at[row, first].date(), frame.at[row, last].date()
            yield view.error(table, row, first, f"{start} is after {last} {end}")
