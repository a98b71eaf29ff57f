"""Values of whole paths: money, generalised cost, transit hours."""

from __future__ import annotations

from collections.abc import Mapping

from logistics.audit.report import Ledger
from logistics.audit.trace import Trace
from logistics.results.model import Plan

RELATIVE = 1e-6


def check_paths(plan: Plan, traces: Mapping[str, Trace], ledger: Ledger) -> None:
    """Compare the values of every path with those of its trace."""
    ledger.ask("path_cost", "money paid by every path, all boxes")
    ledger.ask("path_generalised", "generalised cost of every path, all boxes")
    ledger.ask("transit", "hours from readiness to delivery of every path")
    columns = ("path_id", "boxes", "cost_usd", "generalised_usd", "transit_h")
    for path_id, boxes, money, generalised, hours in zip(*(plan.paths[name] for name in columns), strict=True):
        trace = traces.get(str(path_id))
        if trace is None or trace.delivered is None:
            continue
        where, count = f"path {path_id}", float(boxes)
        for check, name, found, expected in (
            ("path_cost", "cost_usd", float(money), count * trace.money),
            ("path_generalised", "generalised_usd", float(generalised), count * trace.generalised),
            ("transit", "transit_h", float(hours), trace.hours),
        ):
            ledger.compare(check, f"{where}: {name}", found, expected, 1e-4 + RELATIVE * abs(expected))
