"""Reasons of unserved boxes, confirmed by search where they speak of paths."""

from __future__ import annotations

from collections.abc import Mapping

from logistics.audit.capacity import Capacities
from logistics.audit.report import Ledger
from logistics.audit.search import Search
from logistics.audit.tables import rows as table_rows
from logistics.audit.trace import NOTHING, Box
from logistics.results.model import Plan

REASONS = ("no_path", "too_late", "closed", "rule", "outside_cheaper", "capacity")


def check_unserved(
    plan: Plan, known: Mapping[str, Box], search: Search, capacities: Capacities, ledger: Ledger
) -> None:  # fmt: skip
    """Check that reasons are known, that paths exist or not as they say, and that named resources exist."""
    rules = {str(row["rule_id"]) for row in table_rows(capacities.book.network, "rules") if row["active"]}
    ledger.ask("unserved", "reasons of unserved boxes: no path, too late, or a path in time exists")
    rows = [row for row in plan.unserved.to_dict("records") if row["consignment_id"] in known]
    boxes = [known[row["consignment_id"]] for row in rows]
    hours = search.earliest(boxes)
    lawless = search.earliest([box._replace(laws=(NOTHING,)) for box in boxes])
    for row, least, free in zip(rows, hours, lawless, strict=True):
        box, reason = known[row["consignment_id"]], str(row["reason"])
        fact, banned = _fact(box, float(least)), bool(box.laws[0].forbidden)
        ruled = banned or fact == "in time" or _fact(box, float(free)) == "in time"
        wrong = (
            reason not in REASONS
            or (reason == "closed" and fact == "in time")
            or (reason in ("no_path", "too_late") and fact != reason)
            or (reason in ("outside_cheaper", "capacity") and fact != "in time")
            or (reason == "rule" and not ruled)
            or (reason != "rule" and banned)
        )
        if wrong:
            text = f"'{box.consignment_id}' has reason '{reason}', the search finds: {fact}"
            ledger.fault("unserved", text)
        resource_id = row["resource_id"]
        if not isinstance(resource_id, str) or not resource_id:
            continue
        if reason == "rule":
            if resource_id not in rules:
                ledger.fault("unserved", f"'{box.consignment_id}' names '{resource_id}', which is no active rule")
        elif capacities.of(resource_id) is None:
            ledger.fault("unserved", f"'{box.consignment_id}' names '{resource_id}', which is no resource")


def _fact(box: Box, hours: float) -> str:
    if hours == float("inf"):
        return "no_path"
    return "too_late" if box.ready + hours * 60 > box.due + 0.5 else "in time"
