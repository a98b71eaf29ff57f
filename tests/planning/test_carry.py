"""A plan carried over to another event graph is what it was, wherever it can be followed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from logistics.planning import solve_timespace, to_plan
from logistics.planning.carry import carry_over
from logistics.planning.replan import next_instance, rest_of
from logistics.results.freeze import freeze
from logistics.scenario import Change, build_instance
from logistics.timespace import expand
from logistics.units import to_min


@pytest.fixture(scope="module")
def crowded(tiny_scenario):
    """Return instance, event graph and plan of the tiny scenario with eight times its boxes."""
    scenario = replace(tiny_scenario, changes=(Change("more", "demand", {"factor": 8.0}),))
    graph = expand(build_instance(scenario))
    return graph.instance, graph, to_plan(graph, solve_timespace(graph))


def test_in_its_own_graph_the_whole_plan_is_found(crowded):
    """Every path is followed arc by arc: same flows, same objective, and prices that prove it at once."""
    _, graph, plan = crowded
    warm = carry_over(plan, graph, plan.paths, plan.legs)
    assert np.sort(warm.flow) == pytest.approx(np.sort(plan.paths["boxes"]))
    states = []
    again = solve_timespace(graph, warm=warm, progress=states.append)
    assert again.objective == pytest.approx(plan.objective, rel=1e-9)
    assert len(states) == 1


@pytest.mark.parametrize("day", range(2, 16))
def test_after_any_day_the_rest_of_the_plan_is_found(crowded, day):
    """Nothing happens: what has not departed and what is under way goes on as planned, from where it is."""
    instance, _, plan = crowded
    frozen = freeze(plan, instance.network, to_min(date(2025, 9, day)))
    following = next_instance(plan, instance, frozen)
    graph = expand(following.instance)
    paths, legs = rest_of(plan, frozen, following)
    warm = carry_over(plan, graph, paths, legs)
    assert len(warm.flow) == len(paths)
    assert warm.flow.sum() == pytest.approx(paths["boxes"].sum())
    owners = graph.instance.consignments["boxes"].to_numpy(float)
    assert (np.bincount(warm.columns.owner, warm.flow, len(owners)) <= owners + 1e-6).all()
