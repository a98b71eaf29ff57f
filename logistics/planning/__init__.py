"""Optimal plans on an event graph: column generation with an LP solver behind a small protocol."""

from __future__ import annotations

from logistics.planning.solution import Solution
from logistics.planning.solve import Progress, solve_timespace

__all__ = ["Progress", "Solution", "solve_timespace"]
