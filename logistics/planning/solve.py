"""Column generation: solve the master, search for cheaper paths at its prices, add paths and rows, prove a bound."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from logistics.planning.backend import LPBackend
from logistics.planning.bound import lagrangian, queue_cost
from logistics.planning.known import Known
from logistics.planning.loading import load_in_rounds
from logistics.planning.master import Master, Point
from logistics.planning.mathopt import MathOptBackend
from logistics.planning.pricer import PathSet, Pricer, join, select
from logistics.planning.problem import F64, build_problem
from logistics.planning.solution import Solution
from logistics.planning.state import Progress, State
from logistics.planning.terms import objective_terms
from logistics.planning.warm import Warm
from logistics.results.model import Status
from logistics.timespace.model import TimeSpace

__all__ = ["Progress", "solve_timespace"]

MAX_ITERATIONS = 2000
SECOND_SEARCH_GAP = 1e-5
NEARLY = 0.01
OTHERS = 3
ROUGH = ((2e-2, 1e-3), (2e-3, 1e-4))
ENOUGH = 0.005
LARGE = 5000
KEEP = 0.05


def solve_timespace(
    ts: TimeSpace,
    *,
    gap: float = 1e-6,
    time_limit_s: float | None = None,
    progress: Callable[[Progress], None] | None = None,
    warm: Warm | Solution | None = None,
    backend: LPBackend | None = None,
) -> Solution:
    """
    Return the cheapest way to carry the consignments of an event graph, proven to a gap.

    Parameters
    ----------
    ts : TimeSpace
        Event graph with its consignments.
    gap : float
        Relative gap at which to stop.
    time_limit_s : float, optional
        Stop after this many seconds with the best plan and bound found (status TIME_LIMIT).
    progress : callable, optional
        Called with a `Progress` after every master.
    warm : Warm or Solution, optional
        What to begin with: for instance the answer for the same event graph with other capacities, costs of outside
        options or boxes.
    backend : LPBackend, optional
        LP solver; OR-Tools by default.

    Returns
    -------
    Solution

    Raises
    ------
    PlanningError
        If the event graph is at fault, or no LP solver gave a trustworthy answer.

    Notes
    -----
    Each iteration solves one linear master and adds columns and rows together. Searches are bounded by the price of
    each consignment, at most its outside option. While the gap is wide, a second search at prices half-way between
    the best bound's and the master's finds more columns per master and better bounds.
    """
    return _Run(ts, gap, time_limit_s, progress, backend or MathOptBackend()).run(warm)


class _Run:
    """One solve."""

    def __init__(
        self,
        ts: TimeSpace,
        gap: float,
        limit: float | None,
        progress: Callable[[Progress], None] | None,
        backend: LPBackend,
    ) -> None:
        self.began = time.perf_counter()
        self.gap, self.limit, self.progress = gap, limit, progress
        self.problem = build_problem(ts)
        self.home = self.problem.options.home
        self.pricer = Pricer(self.problem)
        self.master = Master(self.problem, self.pricer, backend)
        self.state = State()
        self.spent = {"setup": self.elapsed(), "price": 0.0, "master": 0.0}
        self.known = Known(self.problem)
        self.iterations = 0
        self.sharp = False

    def elapsed(self) -> float:
        """Seconds since the start."""
        return time.perf_counter() - self.began

    def left(self) -> float | None:
        """Seconds left, None without a limit."""
        return None if self.limit is None else max(self.limit - self.elapsed(), 0.0)

    def run(self, warm: Warm | Solution | None) -> Solution:
        """Iterate until the gap is reached or time is over."""
        self._start(warm)
        status = Status.TIME_LIMIT
        previous: Point | None = None
        while self.iterations < MAX_ITERATIONS and (self.limit is None or self.elapsed() < self.limit):
            rough = 0.0 if self.sharp else self.state.roughness(ROUGH, self.master.offset, self.gap)
            if not rough and previous is not None and previous.status is Status.FEASIBLE:
                self._purge(previous)
            began = time.perf_counter()
            point = self.master.solve(self.left(), rough)
            self.spent["master"] += time.perf_counter() - began
            if point.status not in {Status.OPTIMAL, Status.FEASIBLE}:
                break
            self.iterations += 1
            self._remember(point)
            previous = point
            added = self._search(point)
            rows = self.master.violated(point.use)
            self.master.add_rows(self.master.tightest(point.use, self.master.over(point.use)))
            if self.progress is not None:
                self.progress(self._progress())
            if self.state.gap <= self.gap:
                status = Status.OPTIMAL
                break
            if not added and not len(rows):
                if point.status is Status.OPTIMAL:
                    status = Status.OPTIMAL if self.state.gap <= max(self.gap, 1e-9) else Status.FEASIBLE
                    break
                self.sharp = True
        return self._solution(status)

    def _start(self, warm: Warm | Solution | None) -> None:
        """Begin with the cheapest path of every consignment, or with the columns of an earlier answer."""
        problem, state = self.problem, self.state
        nothing, flow = np.zeros(len(problem.rows.capacity)), np.zeros(0)
        if warm is not None:
            flow = self._reuse(warm)
            held = (warm.resource_price > 0.0) | (warm.resource_use > problem.rows.free)
            self.master.add_rows(np.flatnonzero(held & (problem.rows.capacity > 0)).astype(np.int64))
            price = np.where(problem.rows.capacity > 0, warm.resource_price, 0.0)
        else:
            price = nothing
        cheapest, paths = self._priced(price, problem.outside)
        state.lower = lagrangian(problem, price, cheapest, problem.outside)
        state.price, state.demand = price, np.minimum(problem.best(cheapest), problem.outside)
        fresh = select(paths, self.known.new(paths))
        self.master.add_paths(fresh)
        began = time.perf_counter()
        self._keep(load_in_rounds(self.master, self.known, fresh, flow))
        self.spent["price"] += time.perf_counter() - began

    def _reuse(self, warm: Warm | Solution) -> F64:
        """Take over the paths of an earlier answer; return of its flows what is feasible."""
        open_ = self._open(warm.columns)
        paths, flow = select(warm.columns, open_), warm.flow[open_]
        fresh = self.known.new(paths)
        self.master.add_paths(select(paths, fresh))
        return self.master.fitted(flow[fresh])

    def _open(self, paths: PathSet) -> NDArray[np.bool_]:
        """Return which paths need no closed resource and no closed arc, and keep the goods inside their limits."""
        combo = self.problem.combo_of[paths.owner]
        weight = self.pricer.base[np.repeat(combo, np.diff(paths.ptr)), paths.arc]
        shut = np.zeros(len(paths.owner), bool)
        shut[np.repeat(np.arange(len(paths.owner)), np.diff(paths.ptr))[~np.isfinite(weight)]] = True
        return ~shut & self.pricer.follow(paths)[2]

    def _priced(self, price: F64, bound: F64, others: int = 0) -> tuple[F64, PathSet]:
        began = time.perf_counter()
        answer = self.pricer.search(price, bound[self.home], others=others, nearly=1.0 + NEARLY)
        self.spent["price"] += time.perf_counter() - began
        return answer

    def _add(self, paths: PathSet) -> int:
        """Add the paths that are new; return their number."""
        fresh = select(paths, self.known.new(paths))
        self.master.add_paths(fresh)
        return len(fresh.owner)

    def _remember(self, point: Point) -> None:
        """Cut the master's flows to what is feasible, and keep them if they are the best so far."""
        flow = point.flow.copy()
        if point.status is Status.FEASIBLE or self.master.over(point.use).any():
            flow = self.master.fitted(flow)
        self._keep(flow)

    def _keep(self, flow: F64) -> None:
        """Keep feasible flows if they are the best so far."""
        problem, use = self.problem, self.master.use(flow)
        saving = self.master.costs() - problem.outside[self.master.owners()]
        upper = self.master.offset + float(saving @ flow) + float(queue_cost(problem, use).sum())
        if upper < self.state.upper:
            self.state.upper, self.state.flow = upper, flow[flow > 0.0]
            self.state.paths = select(self.master.paths(), flow > 0.0)

    def _purge(self, point: Point) -> None:
        """Forget columns that are far too dear, and rows with room to spare; both may come back."""
        paths = self.master.paths()
        relative = self._reduced(paths, point) / (1.0 + point.demand[self.home[paths.owner]])
        self.known.forget(self.master.purge(point, relative))

    def _search(self, point: Point) -> int:
        """Search at the master's prices, and half-way to the best bound's while the gap is wide."""
        problem, exact = self.problem, point.status is Status.OPTIMAL
        careful = exact and problem.size + len(self.master.row_order) >= LARGE
        added = 0
        if self.state.gap > SECOND_SEARCH_GAP:
            price = 0.5 * (self.state.price + point.price)
            cheapest, paths = self._priced(price, problem.outside)
            self._bound(price, cheapest, problem.outside)
            reduced = self._reduced(paths, point)
            worth = point.demand[self.home[paths.owner]]
            added = self._add(select(paths, reduced < (0.0 if careful else NEARLY) * worth - 1e-6))
            if careful and added >= ENOUGH * problem.size:
                return added
        cheapest, paths = self._priced(point.price, point.demand, OTHERS if exact else 1)
        self._bound(point.price, cheapest, point.demand)
        demand = point.demand[self.home]
        better = np.isfinite(cheapest) & (cheapest < demand - 1e-9 * (1.0 + demand))
        return added + self._add(select(paths, better[paths.owner]))

    def _bound(self, price: F64, cheapest: F64, searched: F64) -> None:
        """Keep the prices if their bound is the best so far."""
        lower = lagrangian(self.problem, price, cheapest, searched)
        if lower > self.state.lower:
            self.state.lower, self.state.price = lower, price
            self.state.demand = np.minimum(np.minimum(self.problem.best(cheapest), searched), self.problem.outside)

    def _use(self, paths: PathSet, flow: F64) -> F64:
        """Return the use of every resource by flows on paths."""
        _, ptr, row, amount = self.pricer.totals(paths)
        use = np.bincount(row, amount * np.repeat(flow, np.diff(ptr)), len(self.problem.rows.capacity))
        return use.astype(np.float64)

    def _reduced(self, paths: PathSet, point: Point) -> F64:
        """Return the reduced cost per box of paths at the master's prices."""
        cost, ptr, row, amount = self.pricer.totals(paths)
        of = np.repeat(np.arange(len(cost)), np.diff(ptr))
        rent = np.bincount(of, amount * point.price[row], len(cost))
        reduced: F64 = cost + rent - point.demand[self.home[paths.owner]]
        return reduced

    def _progress(self) -> Progress:
        return Progress(
            self.iterations,
            self.state.upper,
            self.state.lower,
            self.master.columns,
            len(self.master.row_order),
            self.elapsed(),
        )

    def _solution(self, status: Status) -> Solution:
        problem, state, master = self.problem, self.state, self.master
        use = self._use(state.paths, state.flow)
        point = Point(status, state.upper, state.flow, state.demand, state.price, use)
        found = master.paths()
        near = self._reduced(found, point) <= KEEP * (1.0 + state.demand[self.home[found.owner]])
        carries = Known(problem)
        carries.new(state.paths)
        more = select(found, near)
        more = select(more, carries.new(more))
        columns, flow = join([state.paths, more]), np.append(state.flow, np.zeros(len(more.owner)))
        served: F64 = np.bincount(self.home[columns.owner], flow, problem.size).astype(np.float64)
        terms = objective_terms(problem, columns, flow, served, use, self.pricer.follow(columns)[0])
        upper = float(sum(terms.values()))
        return Solution(
            status=status,
            objective=upper,
            lower_bound=state.lower,
            gap=(upper - state.lower) / max(abs(upper), 1e-9),
            objective_terms=terms,
            columns=columns,
            flow=flow,
            served=served,
            demand_price=state.demand,
            resource_price=self.pricer.lift(state.price, state.demand[self.home]),
            resource_use=use,
            iterations=self.iterations,
            rows=len(master.row_order),
            labelled=np.unique(self.home[self.pricer.labelled > 0]),
            seconds={**self.spent, "total": self.elapsed()},
        )
