"""Tidy indicator tables of plans."""

from __future__ import annotations

from logistics.indicators.backlog import daily_backlog, recovery_days
from logistics.indicators.compare import Comparison, compare
from logistics.indicators.flows import crossings, link_flows, moves, transit_shares
from logistics.indicators.inputs import compare_inputs, new_changes
from logistics.indicators.plan import evaluate, reported

__all__ = [
    "Comparison",
    "compare",
    "compare_inputs",
    "crossings",
    "daily_backlog",
    "evaluate",
    "link_flows",
    "moves",
    "new_changes",
    "recovery_days",
    "reported",
    "transit_shares",
]
