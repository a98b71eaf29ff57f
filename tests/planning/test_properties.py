"""What must hold of every answer: proof, parts, order, repetition, limits."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from generator import Size, synthetic_timespace
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from logistics.planning import solve_timespace, verify_prices
from logistics.planning.bound import lagrangian, queue_cost
from logistics.planning.pricer import Pricer
from logistics.planning.problem import build_problem
from logistics.planning.verify import with_capacity, with_outside
from logistics.results import Status

SMALL = Size(consignments=60, terminals=14, services=24, weeks=6, load=0.5)
QUIET = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)


@pytest.fixture(scope="module")
def graph():
    """Return a congested event graph with closed resources."""
    return synthetic_timespace(SMALL, seed=3)


@pytest.fixture(scope="module")
def solution(graph):
    """Its answer."""
    return solve_timespace(graph)


def test_answer_is_congested_enough_to_mean_something(graph, solution):
    """Prices of three kinds, boxes left behind, boxes carried."""
    assert solution.status is Status.OPTIMAL
    assert len(np.unique(graph.resources.kind[solution.resource_price > 0])) >= 2
    assert 0 < solution.served.sum() < graph.instance.consignments["boxes"].sum()


def test_terms_sum_to_the_objective(solution):
    """Transport, operations, storage, running, time, queue, outside."""
    assert sum(solution.objective_terms.values()) == pytest.approx(solution.objective, rel=1e-12)


def test_objective_is_the_cost_of_its_paths(graph, solution):
    """Paths, queues and boxes left behind, added up from their own costs."""
    problem = build_problem(graph)
    cost, ptr, row, amount = Pricer(problem).totals(solution.columns)
    use = np.bincount(row, amount * np.repeat(solution.flow, np.diff(ptr)), len(problem.rows.capacity))
    left = problem.boxes - np.bincount(solution.columns.owner, solution.flow, problem.size)
    total = cost @ solution.flow + queue_cost(problem, use).sum() + left @ problem.outside
    assert solution.objective == pytest.approx(total, rel=1e-9)
    assert use == pytest.approx(solution.resource_use)
    assert (use <= problem.rows.capacity + 1e-6).all()
    assert (left >= -1e-6).all()


def test_prices_prove_the_bound_with_closed_resources_open(graph, solution):
    """Strong duality: a search that takes every resource for open finds the objective from the prices alone."""
    problem = build_problem(graph)
    cheapest, _ = Pricer(problem, open_zero_rows=True).search(solution.resource_price, np.full(problem.size, np.inf))
    bound = lagrangian(problem, solution.resource_price, cheapest, np.full(problem.size, np.inf))
    assert bound == pytest.approx(solution.objective, rel=1e-6)
    assert bound == pytest.approx(solution.lower_bound, rel=1e-9)
    assert solution.demand_price == pytest.approx(np.minimum(cheapest, problem.outside), rel=1e-9)


def test_priced_resources_are_full_and_carried_boxes_pay_their_price(graph, solution):
    """Complementary slackness, where no queue segments smooth it."""
    problem = build_problem(graph)
    plain = (solution.resource_price > 1e-3) & ~(problem.rows.cost > 0).any(axis=1)
    assert solution.resource_use[plain] == pytest.approx(problem.rows.capacity[plain], abs=1e-5)
    cost, ptr, row, amount = Pricer(problem).totals(solution.columns)
    of = np.repeat(np.arange(len(cost)), np.diff(ptr))
    priced = cost + np.bincount(of, amount * solution.resource_price[row], len(cost))
    carries = solution.flow > 1e-6
    assert priced[carries] == pytest.approx(solution.demand_price[solution.columns.owner[carries]], rel=1e-5)


def test_same_graph_gives_the_same_bytes(graph, solution):
    """Two threads and three solvers leave no trace."""
    again = solve_timespace(graph)
    for name in ("flow", "resource_price", "demand_price", "served"):
        assert getattr(again, name).tobytes() == getattr(solution, name).tobytes()
    assert again.columns.arc.tobytes() == solution.columns.arc.tobytes()
    assert (again.objective, again.lower_bound, again.iterations) == (
        solution.objective, solution.lower_bound, solution.iterations,
    )  # fmt: skip


@QUIET
@given(row=st.integers(0, 10**6), amount=st.floats(0.1, 20.0))
def test_more_capacity_never_costs_more_and_gains_at_most_the_price(graph, solution, row, amount):
    """Any resource, any amount: 0 <= saving <= price times amount."""
    r = row % len(graph.resources.resource_id)
    more = solve_timespace(with_capacity(graph, {r: amount}), warm=solution)
    tolerance = 3e-6 * solution.objective
    saving = solution.objective - more.objective
    assert -tolerance <= saving <= solution.resource_price[r] * amount + tolerance


@pytest.mark.parametrize("factor", [0.5, 2.0])
def test_warm_start_gives_the_cold_answer(graph, solution, factor):
    """Halved and doubled outside options: the same objective from kept columns and from nothing."""
    changed = with_outside(graph, graph.instance.consignments["outside_usd_per_box"] * factor)
    warm, cold = solve_timespace(changed, warm=solution), solve_timespace(changed)
    assert warm.objective == pytest.approx(cold.objective, rel=2e-6)
    assert warm.status is cold.status is Status.OPTIMAL


def test_warm_start_after_a_capacity_falls_to_zero(graph, solution):
    """Columns over a resource that has closed are left out."""
    r = int(np.argmax(solution.resource_use * (graph.resources.capacity > 0)))
    closed = with_capacity(graph, {r: -float(graph.resources.capacity[r])})
    warm, cold = solve_timespace(closed, warm=solution), solve_timespace(closed)
    assert warm.objective == pytest.approx(cold.objective, rel=2e-6)
    assert warm.resource_use[r] == 0.0


def test_ten_largest_prices_are_confirmed(graph, solution):
    """One unit more saves something, and never more than the price."""
    checks = verify_prices(graph, solution, top=10)
    assert len(checks) == 10
    assert all(check.confirmed for check in checks), checks


@pytest.mark.parametrize("seconds", [0.0, 0.05])
def test_time_limit_gives_a_feasible_plan_and_a_valid_bound(graph, solution, seconds):
    """Status TIME_LIMIT, capacities kept, bound below the optimum, objective above it."""
    problem = build_problem(graph)
    early = solve_timespace(graph, time_limit_s=seconds, gap=0.0)
    assert early.status in {Status.TIME_LIMIT, Status.OPTIMAL}
    assert early.lower_bound <= solution.objective * (1 + 1e-9)
    assert early.objective >= solution.lower_bound * (1 - 1e-9)
    assert (early.resource_use <= problem.rows.capacity * (1 + 1e-9) + 1e-9).all()
    assert early.gap == pytest.approx((early.objective - early.lower_bound) / early.objective)


def test_progress_tells_falling_objectives_and_rising_bounds(graph):
    """One message per master."""
    told = []
    done = solve_timespace(graph, progress=told.append)
    assert len(told) == done.iterations
    assert all(b.objective <= a.objective for a, b in itertools.pairwise(told))
    assert all(b.lower_bound >= a.lower_bound for a, b in itertools.pairwise(told))


def test_rough_masters_end_at_the_same_answer(graph, solution):
    """PDLP prices while the gap is wide change the way, not the end."""
    from logistics.planning.mathopt import MathOptBackend

    rough = solve_timespace(graph, backend=MathOptBackend(rough_rows=0))
    assert rough.status is Status.OPTIMAL
    assert rough.objective == pytest.approx(solution.objective, rel=2e-6)


def test_unsorted_nodes_are_refused(graph):
    """An arc that goes back in time is a fault of the graph, named."""
    from logistics.errors import PlanningError

    with pytest.raises(PlanningError, match="arc 0 goes back in time"):
        solve_timespace(replace(graph, head=np.zeros_like(graph.head)))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"capacity": -1.0}, "capacity -1"),
        ({"segments_cost": -1.0}, "convex"),
    ],
)
def test_wrong_resources_are_refused(graph, change, message):
    """Negative capacities and falling queue costs are refused by name."""
    from logistics.errors import PlanningError

    name, value = next(iter(change.items()))
    array = getattr(graph.resources, name).copy()
    array[(0,) if array.ndim == 1 else (0, -1)] = value
    with pytest.raises(PlanningError, match=message):
        solve_timespace(replace(graph, resources=replace(graph.resources, **{name: array})))
