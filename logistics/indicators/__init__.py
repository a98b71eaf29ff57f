"""Tidy indicator tables of plans."""

from __future__ import annotations

from logistics.indicators.backlog import daily_backlog, recovery_days
from logistics.indicators.carec import carec_indicators, compare_carec
from logistics.indicators.compare import Comparison, compare
from logistics.indicators.counts import compare_flows
from logistics.indicators.erai import erai
from logistics.indicators.flows import crossings, link_flows, moves, transit_shares
from logistics.indicators.inputs import compare_inputs, new_changes
from logistics.indicators.plan import evaluate, reported
from logistics.indicators.sections import compare_sections

__all__ = [
    "Comparison",
    "carec_indicators",
    "compare",
    "compare_carec",
    "compare_flows",
    "compare_inputs",
    "compare_sections",
    "crossings",
    "daily_backlog",
    "erai",
    "evaluate",
    "link_flows",
    "moves",
    "new_changes",
    "recovery_days",
    "reported",
    "transit_shares",
]
