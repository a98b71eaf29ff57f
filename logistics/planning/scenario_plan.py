"""From a scenario to a plan: made at once, or again whenever something new becomes known."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import pandas as pd

from logistics.planning.carry import carry_over
from logistics.planning.continued import continue_plan
from logistics.planning.plan import to_plan
from logistics.planning.rehandle import rehandle
from logistics.planning.replan import check_before, next_instance, rest_of
from logistics.planning.retime import retime
from logistics.planning.solve import Progress, solve_timespace
from logistics.planning.stage import Stage
from logistics.results.freeze import freeze
from logistics.results.model import Plan
from logistics.results.unplugged import ENTRY, unplugged_entries
from logistics.scenario import Instance, Scenario, build_instance, replan_times
from logistics.timespace import expand
from logistics.units import iso_minute


@dataclass(frozen=True)
class PlanningProblem:
    """
    What is to be planned.

    Attributes
    ----------
    scenario : Scenario
    """

    scenario: Scenario

    @classmethod
    def from_scenario(cls, scenario: Scenario) -> PlanningProblem:
        """Return the problem of a scenario."""
        return cls(scenario)


def solve(
    problem: PlanningProblem,
    *,
    gap: float = 1e-6,
    time_limit_s: float | None = None,
    seed: int = 0,
    progress: Callable[[str], object] | None = None,
    before: Plan | None = None,
) -> Plan:
    """
    Plan a problem: event graph, column generation, prices, reasons for what is left behind.

    Parameters
    ----------
    problem : PlanningProblem
    gap : float
        Relative gap at which to stop.
    time_limit_s : float, optional
        Seconds for each optimisation; when time is over the best plan found so far is returned with its bound.
    seed : int
        Kept for the day a step is random; none is, so every seed gives the same plan.
    progress : callable, optional
        Told in words what is being done.
    before : Plan, optional
        Plan of the same scenario without its events: taken as what was planned before they become known, and not
        solved again.

    Returns
    -------
    Plan
        With its scenario. Events are not foreseen: for every moment at which a change becomes known, what has
        departed by then stays as it is and the rest is planned again.

    Raises
    ------
    ScenarioError
        If `before` is the plan of something else.
    """
    del seed
    scenario = problem.scenario
    tell = progress or (lambda _: None)
    horizon = scenario.horizon
    if before is None:
        instance = build_instance(scenario, known_at_min=horizon.solved_start_min)
        before = _solve_stage(instance, gap, time_limit_s, tell).plan
    else:
        check_before(before, scenario)
        times = dict.fromkeys(("start_utc", "end_utc"), "datetime64[s, UTC]")
        before = replace(before, legs=before.legs.astype(times))
    plan, stages, seconds = before, [_entry(horizon.solved_start_min, before)], dict(before.seconds)
    stranded: list[dict[str, object]] = []
    for moment in replan_times(scenario):
        tell(f"planning again from {iso_minute(moment)}")
        known = build_instance(scenario, known_at_min=moment)
        frozen = rehandle(retime(freeze(plan, known.network, moment), plan, known), plan, known)
        following = next_instance(plan, known, frozen, stranded)
        so_far = (plan, *rest_of(plan, frozen, following))
        again = _solve_stage(following.instance, gap, time_limit_s, tell, so_far)
        continued = continue_plan(plan, frozen, following, again, stranded)
        plan, stranded = continued.plan, continued.stranded
        unplugged = unplugged_entries(continued.unplugged)
        known_now = {"left_standing": continued.left_standing, "stranded": stranded, ENTRY: unplugged}
        stages.append(_entry(moment, again.plan) | {name: value for name, value in known_now.items() if value})
        plan = replace(plan, stages=tuple(stages))
        seconds = {name: seconds.get(name, 0.0) + again.plan.seconds.get(name, 0.0) for name in {*seconds}}
    return replace(plan, scenario=scenario, stages=tuple(stages), seconds=seconds)


def solve_scenario(
    scenario: Scenario,
    *,
    gap: float = 1e-6,
    time_limit_s: float | None = None,
    progress: Callable[[str], object] | None = None,
    before: Plan | None = None,
) -> Plan:
    """Plan a scenario (see `solve`)."""
    return solve(PlanningProblem(scenario), gap=gap, time_limit_s=time_limit_s, progress=progress, before=before)


def _entry(moment: int, plan: Plan) -> dict[str, object]:
    """Describe a stage for the manifest."""
    return {"known_from_utc": iso_minute(moment), "objective": plan.objective, "lower_bound": plan.lower_bound}


def _solve_stage(
    instance: Instance,
    gap: float,
    time_limit_s: float | None,
    tell: Callable[[str], object],
    so_far: tuple[Plan, pd.DataFrame, pd.DataFrame] | None = None,
) -> Stage:
    """Build the event graph and optimise it, beginning with the plan so far where there is one."""
    tell("building the event graph")
    began = time.perf_counter()
    graph = expand(instance)
    built = time.perf_counter()

    def report(state: Progress) -> None:
        tell(
            f"optimising: iteration {state.iteration}, objective {state.objective:,.0f} USD, "
            f"bound {state.lower_bound:,.0f} USD, {state.columns:,} columns, {state.rows:,} rows, {state.seconds:.0f} s"
        )

    warm = carry_over(so_far[0], graph, *so_far[1:]) if so_far else None
    solution = solve_timespace(graph, gap=gap, time_limit_s=time_limit_s, progress=report, warm=warm)
    solved = time.perf_counter()
    tell("writing paths, prices and reasons")
    plan = to_plan(graph, solution)
    seconds = {"expand": built - began, "solve": solved - built, "extract": time.perf_counter() - solved}
    return Stage(graph, solution, replace(plan, seconds=seconds))
