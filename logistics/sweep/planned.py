"""One plan of many: started from the paths and prices of a plan of nearly the same scenario."""

from __future__ import annotations

from dataclasses import replace

from logistics.planning import solve_scenario, solve_timespace, to_plan
from logistics.planning.carry import carry_over
from logistics.results import Plan
from logistics.scenario import Scenario, build_instance, replan_times
from logistics.timespace import expand


def planned(scenario: Scenario, *, gap: float, like: Plan | None = None) -> Plan:
    """
    Plan a scenario.

    Parameters
    ----------
    scenario : Scenario
        Scenarios with events that are not foreseen are planned in stages, without help from `like`.
    gap : float
    like : Plan, optional
        Plan of the same network and horizon with other figures; what of its paths can be followed is the start.
    """
    if replan_times(scenario):
        return solve_scenario(scenario, gap=gap)
    graph = expand(build_instance(scenario, known_at_min=scenario.horizon.solved_start_min))
    warm = None if like is None else carry_over(like, graph, like.paths, like.legs)
    return replace(to_plan(graph, solve_timespace(graph, gap=gap, warm=warm)), scenario=scenario)
