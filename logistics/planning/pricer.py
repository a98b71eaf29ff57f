"""Runs the compiled searches: all consignments at given prices, on two threads with results that never vary."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from logistics.planning import pricing, totals
from logistics.planning.drifting import MEMORY, follow_paths
from logistics.planning.labels import MOST_LABELS, new_pool
from logistics.planning.problem import F64, I32, I64, Problem, measure_table
from logistics.planning.to_go import LANES

THREADS = 2
PATH_ARCS = 256


@dataclass(frozen=True)
class PathSet:
    """
    Paths in compressed rows: path p is ``arc[ptr[p]:ptr[p + 1]]`` for option ``owner[p]`` of the problem.

    Attributes
    ----------
    owner : int64[P]
    ptr : int64[P + 1]
    arc : int32[...]
    """

    owner: I64
    ptr: I64
    arc: I32


def no_paths() -> PathSet:
    """Return an empty set."""
    return PathSet(np.zeros(0, np.int64), np.zeros(1, np.int64), np.zeros(0, np.int32))


class Pricer:
    """
    Cheapest paths of a problem at any prices.

    Parameters
    ----------
    problem : Problem
    open_zero_rows : bool
        Let boxes use resources of capacity zero (to tell what opening them would bring); by default arcs that need
        such a resource are closed to the boxes that would use it.
    """

    def __init__(self, problem: Problem, *, open_zero_rows: bool = False) -> None:
        self.problem = problem
        ts, combos = problem.ts, problem.combos
        self.measure = measure_table(ts.resources, combos, problem.permits)
        shut = (problem.rows.capacity <= 0.0) & (not open_zero_rows)
        self.closed = (shut[None, :] & (self.measure > 0.0)).astype(np.uint8)
        self.base = np.empty((len(combos.class_bit), len(ts.head)))
        for c in range(len(combos.class_bit)):
            view = problem.views[combos.view[c]]
            pricing.base_weights(
                view.cost, ts.reefer_cost, ts.minutes, view.graph.cargo_mask, int(combos.class_bit[c]),
                float(combos.measure[c, 0]), float(combos.powered[c]), float(combos.usd_per_min[c]),
                ts.use_ptr, ts.use_row, view.graph.use_coef, self.closed[c], self.base[c],
            )  # fmt: skip
            self.base[c][problem.permits.shut[combos.permit[c]]] = np.inf
        nodes = len(ts.node_min)
        self._scratch = [
            (np.empty((nodes, LANES)), np.empty((nodes, LANES), np.int32), np.empty(nodes), np.empty(nodes, np.int32))
            for _ in range(THREADS)
        ]
        self._labels = np.zeros(len(combos.class_bit), bool)
        self._labels[problem.combo_of[problem.keeping.kind == MEMORY]] = True
        most = MOST_LABELS if (problem.keeping.kind == MEMORY).any() else 1
        self._pools = [new_pool(nodes, most) for _ in range(THREADS)]
        self._path = np.empty((len(problem.source), PATH_ARCS), np.int32)
        self.labelled = np.zeros(len(problem.source), np.uint8)

    def weights(self, combo: int, price: F64) -> F64:
        """Return USD per box of every arc for one combo at resource prices [USD per unit]."""
        rows = self.problem.rows
        weight: F64 = self.base[combo].copy()
        priced = np.flatnonzero(price > 0.0)
        coef = self.problem.views[self.problem.combos.view[combo]].coef
        pricing.add_prices(priced, price, self.measure[combo], rows.arc_ptr, rows.arc, coef, weight)
        return weight

    def search(self, price: F64, bound: F64, *, others: int = 0, nearly: float = 1.0) -> tuple[F64, PathSet]:
        """
        Return the cheapest cost per box of every option at ``price``, value lost included, and the paths.

        Parameters
        ----------
        price : float64[R]
            USD per unit of each resource, >= 0; infinity closes it.
        bound : float64[O]
            Only paths cheaper than this [USD per box] are looked for; 0 leaves an option out.
        others : int
            At most so many further paths of each option found, which leave the cheapest one once.
        nearly : float
            Further paths must be cheaper than this share of the bound.

        Returns
        -------
        cost : float64[O]
            Infinity where no path is cheaper than the bound, or the consignment goes cheaper in a unit with power.
        paths : PathSet
            One path for every finite cost, in the order of options; then the further ones. An option with too many
            labels has a finite cost, a lower bound, and no path.
        """
        size = len(self.problem.source)
        best, count = np.full(size, np.inf), np.zeros(size, np.int64)
        while True:
            more = np.empty((size, others, self._path.shape[1]), np.int32)
            more_count = np.zeros((size, others), np.int64)
            self._sweep_all(price, bound, nearly, best, count, more, more_count)
            longest = int(count.max(initial=0))
            if longest <= self._path.shape[1]:
                break
            self._path = np.empty((size, 2 * longest), np.int32)
        paths = _gather(np.arange(size, dtype=np.int64), count, self._path)
        if others:
            owner = np.repeat(np.arange(size, dtype=np.int64), others)
            further = _gather(owner, more_count.reshape(-1), more.reshape(size * others, -1))
            paths = join([paths, select(further, self.follow(further)[2])])
        return best, paths

    def follow(self, paths: PathSet) -> tuple[F64, F64, NDArray[np.bool_]]:
        """Return value lost [USD per box], shelf life used (nan: none known), and whether limits are kept."""
        ts, n = self.problem.ts, len(paths.owner)
        lost, used, fits = np.zeros(n), np.full(n, np.nan), np.ones(n, np.uint8)
        if self.problem.keeps:
            follow_paths(
                paths.owner, paths.ptr, paths.arc, ts.head, ts.node_min, self.problem.keeping, lost, used, fits
            )
        return lost, used, fits > 0

    def _sweep_all(
        self, price: F64, bound: F64, nearly: float, best: F64, count: I64, others: NDArray[np.int32],
        other_count: NDArray[np.int64],
    ) -> None:  # fmt: skip
        """
        Search all combos; those with boxes without power last, and only for what is cheaper than with power.

        Of the options of a consignment only the cheapest counts, so the dear search with labels stops early.
        """
        best[:] = np.inf
        combos = np.arange(len(self.problem.targets.combo_ptr) - 1)
        for which in (combos[~self._labels[combos]], combos[self._labels[combos]]):
            if len(which):
                self._sweep_combos(which, price, bound, nearly, best, count, others, other_count)
                bound = np.minimum(bound, self.problem.best(best)[self.problem.options.home])

    def _sweep_combos(
        self, combos: I64, price: F64, bound: F64, nearly: float, best: F64, count: I64, others: NDArray[np.int32],
        other_count: NDArray[np.int64],
    ) -> None:  # fmt: skip
        targets = self.problem.targets
        with ThreadPoolExecutor(THREADS) as pool:
            for c in combos.tolist():
                weight = self.weights(c, price)
                of_combo = np.arange(targets.combo_ptr[c], targets.combo_ptr[c + 1])
                parts = [of_combo[t::THREADS] for t in range(THREADS)]
                jobs = [
                    pool.submit(self._sweep, part, weight, t, bound, nearly, best, count, others, other_count)
                    for t, part in enumerate(parts)
                ]
                for job in jobs:
                    job.result()

    def _sweep(
        self, part: I64, weight: F64, thread: int, bound: F64, nearly: float, best: F64, count: I64,
        others: NDArray[np.int32], other_count: NDArray[np.int64],
    ) -> None:  # fmt: skip
        problem, ts, targets = self.problem, self.problem.ts, self.problem.targets
        to_go, following, dist, previous = self._scratch[thread]
        pricing.search(
            part, targets.low, targets.high, targets.ptr, targets.member, problem.source, problem.sink, problem.last,
            bound, ts.node_terminal, ts.node_kind, ts.first_arc, ts.head, ts.tail, weight, to_go, following, dist,
            previous, best, count, self._path, nearly, others, other_count, ts.node_min, problem.keeping,
            self._pools[thread], self.labelled,
        )  # fmt: skip

    def lift(self, price: F64, demand: F64) -> F64:
        """
        Return prices with those of closed resources raised until no path over them is cheaper than ``demand``.

        Resources of capacity zero earn nothing, so any price keeps the bound; these prove it to a search that takes
        them for open, and each is at least what one unit of that resource alone would save.

        Parameters
        ----------
        price : float64[R]
        demand : float64[O]
            Price of the consignment of each option [USD per box].
        """
        if not self.closed.any():
            return price
        problem, ts, rows, targets = self.problem, self.problem.ts, self.problem.rows, self.problem.targets
        opened, lifted = Pricer(problem, open_zero_rows=True), price.copy()
        nodes = len(ts.node_min)
        to_go, following, dist = np.empty(nodes), np.empty(nodes, np.int32), np.empty(nodes)
        for c in range(len(self.closed)):
            if self.closed[c].any():
                part = np.arange(targets.combo_ptr[c], targets.combo_ptr[c + 1])
                view = problem.views[problem.combos.view[c]]
                totals.lift(
                    part, targets.low, targets.high, targets.ptr, targets.member, problem.source, problem.sink,
                    problem.last, demand, ts.node_terminal, ts.node_kind, ts.first_arc, ts.head,
                    opened.weights(c, lifted), self.closed[c], ts.use_ptr, ts.use_row, view.graph.use_coef,
                    self.measure[c], rows.arc_ptr, rows.arc, view.coef, lifted, to_go, following, dist,
                )  # fmt: skip
        return lifted

    def totals(self, paths: PathSet) -> tuple[F64, I64, I32, F64]:
        """Return generalised cost per box of each path without prices, value lost included; use as ptr, row, amount."""
        of = self.problem.combos.view[self.problem.combo_of[paths.owner]]
        seen = np.unique(of).tolist()
        if len(seen) < 2:
            cost, ptr, row, amount = self._totals(paths, seen[0] if seen else 0)
        else:
            cost, ptr, row, amount = _in_order([(of == v, *self._totals(select(paths, of == v), v)) for v in seen])
        if self.problem.keeps:
            cost += self.follow(paths)[0]
        return cost, ptr, row, amount

    def _totals(self, paths: PathSet, number: int) -> tuple[F64, I64, I32, F64]:
        """Return cost and use of paths that see the graph in the same way."""
        ts, combos, view = self.problem.ts, self.problem.combos, self.problem.views[number]
        n = len(paths.owner)
        most = int(np.diff(ts.use_ptr)[paths.arc].sum())
        cost, ptr = np.empty(n), np.zeros(n + 1, np.int64)
        row, amount = np.empty(most, np.int32), np.empty(most)
        totals.path_totals(
            self.problem.combo_of[paths.owner], paths.ptr, paths.arc, view.cost, ts.reefer_cost, ts.minutes,
            np.ascontiguousarray(combos.measure[:, 0]), combos.powered, combos.usd_per_min, ts.use_ptr, ts.use_row,
            view.graph.use_coef, self.measure, ptr, cost, row, amount,
        )  # fmt: skip
        return cost, ptr, row[: ptr[-1]].copy(), amount[: ptr[-1]].copy()


def _in_order(parts: list[tuple[NDArray[np.bool_], F64, I64, I32, F64]]) -> tuple[F64, I64, I32, F64]:
    """Return cost and use of the paths of several parts, each at its place."""
    size = len(parts[0][0])
    cost, count = np.empty(size), np.zeros(size, np.int64)
    for mine, paid, ptr, _, _ in parts:
        cost[mine], count[mine] = paid, np.diff(ptr)
    ends = np.append(0, np.cumsum(count))
    row, amount = np.empty(ends[-1], np.int32), np.empty(ends[-1])
    for mine, _, _, rows, amounts in parts:
        at = np.repeat(mine, count)
        row[at], amount[at] = rows, amounts
    return cost, ends.astype(np.int64), row, amount


def _gather(owner: I64, count: I64, path: NDArray[np.int32]) -> PathSet:
    """Return the rows of a path buffer that hold a path."""
    held = np.flatnonzero(count > 0)
    length = count[held]
    keep = np.arange(path.shape[1])[None, :] < length[:, None]
    arcs: I32 = path[held][keep]
    return PathSet(owner[held], np.concatenate([[0], np.cumsum(length)]).astype(np.int64), arcs)


def join(sets: list[PathSet]) -> PathSet:
    """Return several path sets as one, in order."""
    if not sets:
        return no_paths()
    lengths = np.concatenate([np.diff(s.ptr) for s in sets])
    return PathSet(
        owner=np.concatenate([s.owner for s in sets]),
        ptr=np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
        arc=np.concatenate([s.arc for s in sets]),
    )


def select(paths: PathSet, which: NDArray[np.bool_]) -> PathSet:
    """Return the paths marked in ``which``."""
    length = np.diff(paths.ptr)
    return PathSet(
        owner=paths.owner[which],
        ptr=np.concatenate([[0], np.cumsum(length[which])]).astype(np.int64),
        arc=paths.arc[np.repeat(which, length)],
    )
