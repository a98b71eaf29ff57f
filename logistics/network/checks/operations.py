"""Operations: gauges that fit the activity and the terminal, facilities at the same place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from logistics.network.checks.rule import View, listed
from logistics.network.findings import Finding

_SIDES = {
    "load": (False, True),
    "unload": (True, False),
    "transfer": (True, True),
    "gauge_change": (True, True),
    "same_train": (True, True),
    "pass": (True, True),
}
"""Whether an activity has a gauge it comes from, and one it goes to."""


def check_operation_gauges(view: View) -> Iterator[Finding]:
    """Operations name the gauge sides of their activity, and only gauges that the terminal has."""
    gauges = {row.terminal_id: listed(row.track_gauges) for row in view.rows("terminals")}
    for row in view.rows("operations"):
        for column, wanted in zip(("from_gauge", "to_gauge"), _SIDES[row.activity], strict=True):
            side = getattr(row, column)
            given = str(side) != "<NA>"
            if given != wanted:
                text = f"{side if given else 'blank'} found; {row.activity} {'needs' if wanted else 'has no'} {column}"
                yield view.error("operations", row.Index, column, text)
            elif given and side != 0 and row.terminal_id in gauges and str(side) not in gauges[row.terminal_id]:
                allowed = ";".join(gauges[row.terminal_id])
                text = f"{side} mm found; {row.terminal_id} has {allowed} mm in terminals.csv"
                yield view.error("operations", row.Index, column, text)


def check_gauge_changes(view: View) -> Iterator[Finding]:
    """Gauge changes join two gauges; transfers and passes stay on one (ship and road sides apart)."""
    for row in view.rows("operations"):
        start, end = str(row.from_gauge), str(row.to_gauge)
        if "<NA>" in {start, end}:
            continue
        if row.activity == "gauge_change" and start == end:
            text = f"{end} mm on both sides; a gauge_change joins two gauges, a transfer stays on one"
            yield view.error("operations", row.Index, "to_gauge", text)
        elif row.activity == "pass" and start != end:
            text = f"from {start} to {end} mm; a train that passes stays on its gauge"
            yield view.error("operations", row.Index, "to_gauge", text)
        elif row.activity == "transfer" and start != end and "0" not in {start, end}:
            text = f"from {start} to {end} mm crosses a gauge break; its activity must be gauge_change"
            yield view.error("operations", row.Index, "activity", text)


def check_facilities_used(view: View) -> Iterator[Finding]:
    """Operations use a facility of their terminal: slots for same_train, throughput for the others."""
    facilities = view.keyed("facilities", "facility_id")
    for row in view.rows("operations"):
        facility = facilities.get(row.facility_id)
        if not row.facility_id and row.activity != "pass":
            text = f"blank found; {row.activity} uses a facility of {row.terminal_id}"
            yield view.error("operations", row.Index, "facility_id", text)
        elif facility is not None:
            yield from _check_facility(view, row, facility)


def _check_facility(view: View, row: Any, facility: Any) -> Iterator[Finding]:
    wanted = "slots" if row.activity == "same_train" else "throughput"
    if facility.terminal_id != row.terminal_id:
        text = f"{row.facility_id!r} is at {facility.terminal_id}, the operation at {row.terminal_id}"
        yield view.error("operations", row.Index, "facility_id", text)
    if facility.kind != wanted:
        text = f"{row.facility_id!r} is of kind {facility.kind}; {row.activity} uses {wanted}"
        yield view.error("operations", row.Index, "facility_id", text)
