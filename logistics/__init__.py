"""
Rail-freight and cold-chain planning on the China-Kazakhstan-Europe corridors.

>>> import logistics as lg
>>> lg.Horizon.__name__
'Horizon'

Names are loaded when first used, so that ``import logistics`` and ``logistics --help`` stay fast.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from logistics.audit import AuditReport, audit_folder, audit_plan
    from logistics.errors import (
        DataError,
        InfeasibleError,
        LogisticsError,
        PlanningError,
        ResultsError,
        ScenarioError,
    )
    from logistics.indicators import Comparison, compare, evaluate
    from logistics.network import Network, check_network, load_network
    from logistics.planning import PlanningProblem, solve
    from logistics.report import plot_corridor, plot_paths, write_plan
    from logistics.results import Front, Path, Plan, Status, read_results, write_results
    from logistics.routing import Query, find_paths
    from logistics.scenario import Change, Closure, Horizon, Instance, Scenario, build_instance, load_scenario
    from logistics.timespace import TimeSpace, expand
    from logistics.timetable import Timetable, build_timetable

_HOME = {
    "AuditReport": "audit", "audit_folder": "audit", "audit_plan": "audit",
    "DataError": "errors", "InfeasibleError": "errors", "LogisticsError": "errors", "PlanningError": "errors",
    "ResultsError": "errors", "ScenarioError": "errors",
    "Comparison": "indicators", "compare": "indicators", "evaluate": "indicators",
    "Network": "network", "check_network": "network", "load_network": "network",
    "PlanningProblem": "planning", "solve": "planning",
    "plot_corridor": "report", "plot_paths": "report", "write_plan": "report",
    "Front": "results", "Path": "results", "Plan": "results",
    "Status": "results", "read_results": "results", "write_results": "results",
    "Query": "routing", "find_paths": "routing",
    "Change": "scenario", "Closure": "scenario", "Horizon": "scenario", "Instance": "scenario",
    "Scenario": "scenario", "build_instance": "scenario", "load_scenario": "scenario",
    "TimeSpace": "timespace", "expand": "timespace",
    "Timetable": "timetable", "build_timetable": "timetable",
}  # fmt: skip

__all__ = [
    "AuditReport",
    "Change",
    "Closure",
    "Comparison",
    "DataError",
    "Front",
    "Horizon",
    "InfeasibleError",
    "Instance",
    "LogisticsError",
    "Network",
    "Path",
    "Plan",
    "PlanningError",
    "PlanningProblem",
    "Query",
    "ResultsError",
    "Scenario",
    "ScenarioError",
    "Status",
    "TimeSpace",
    "Timetable",
    "audit_folder",
    "audit_plan",
    "build_instance",
    "build_timetable",
    "check_network",
    "compare",
    "evaluate",
    "expand",
    "find_paths",
    "load_network",
    "load_scenario",
    "plot_corridor",
    "plot_paths",
    "read_results",
    "solve",
    "write_plan",
    "write_results",
]


def __getattr__(name: str) -> Any:
    """Load a public name on first use."""
    if name not in _HOME:
        raise AttributeError(f"module 'logistics' has no attribute '{name}'")
    value = getattr(importlib.import_module(f"logistics.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """Return the public names."""
    return __all__
