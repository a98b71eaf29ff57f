"""Optimal plans: column generation on an event graph, and planning again when something becomes known."""

from __future__ import annotations

from logistics.kernel_cache import PLACES  # noqa: F401  before the kernels
from logistics.planning.plan import to_plan
from logistics.planning.relax import apply_relaxation
from logistics.planning.scenario_plan import PlanningProblem, solve, solve_scenario
from logistics.planning.solution import Solution
from logistics.planning.solve import Progress, solve_timespace
from logistics.planning.verify import PriceCheck, verify_prices

__all__ = [
    "PlanningProblem",
    "PriceCheck",
    "Progress",
    "Solution",
    "apply_relaxation",
    "solve",
    "solve_scenario",
    "solve_timespace",
    "to_plan",
    "verify_prices",
]
