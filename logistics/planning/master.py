"""
The restricted master: demand rows, the resource rows found so far, and the columns found so far.

``min Σ (c_p - o_k) x_p + Σ queue``, ``Σ x_p <= q_k``, ``Σ use x_p <= capacity`` (for rows with queue segments
``Σ use x_p - Σ y_i <= 0``, ``0 <= y_i <= width_i``). Boxes not carried take the outside option at o_k, so the
objective of the plan is this one plus ``Σ q_k o_k`` and the price of a demand row is ``o_k + dual``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from logistics.planning.backend import LPBackend
from logistics.planning.bound import fit
from logistics.planning.chunk import Chunk, kept
from logistics.planning.pricer import PathSet, Pricer, join, select
from logistics.planning.problem import F64, I64, Problem
from logistics.results.model import Status
from logistics.timespace.model import ResourceKind

ROW_TOLERANCE = 1e-7
FAR = 0.004
SPARE = 0.95


@dataclass(frozen=True)
class Point:
    """
    A solved master.

    Attributes
    ----------
    status : Status
    objective : float
        USD, outside options included.
    flow : float64[P]
        Boxes by column, in the order they were added.
    demand : float64[K]
        Price of one more box of each consignment [USD].
    price : float64[R]
        Price of one more unit of each resource [USD], >= 0; 0 for rows not in the master.
    use : float64[R]
        Use of every resource.
    """

    status: Status
    objective: float
    flow: F64
    demand: F64
    price: F64
    use: F64


class Master:
    """Column pool and LP, kept in step."""

    def __init__(self, problem: Problem, pricer: Pricer, backend: LPBackend) -> None:
        self.problem, self.pricer, self.backend = problem, pricer, backend
        self.chunks: list[Chunk] = []
        self.lp_row = np.full(len(problem.rows.capacity), -1, np.int64)
        self.row_order: list[int] = []
        self.lp_columns = 0
        self.segments: dict[int, slice] = {}
        self.offset = float(problem.boxes @ problem.outside)
        self.family = _families(problem)
        none = np.zeros(0, np.int64)
        backend.add_rows(problem.boxes, np.zeros(problem.size + 1, np.int64), none, np.zeros(0))

    @property
    def columns(self) -> int:
        """Number of path columns."""
        return sum(len(c.cost) for c in self.chunks)

    def add_paths(self, paths: PathSet) -> None:
        """Add one column per path."""
        n = len(paths.owner)
        if n == 0:
            return
        cost, ptr, row, amount = self.pricer.totals(paths)
        self.chunks.append(Chunk(paths, cost, ptr, row, amount, self.lp_columns + np.arange(n, dtype=np.int64)))
        inside = self.lp_row[row] >= 0
        of = np.repeat(np.arange(n), np.diff(ptr))[inside]
        column = np.concatenate([np.arange(n), of])
        order = np.argsort(column, kind="stable")
        rows = np.concatenate([self.problem.options.home[paths.owner], self.lp_row[row[inside]]])[order]
        values = np.concatenate([np.ones(n), amount[inside]])[order]
        ends = np.concatenate([[0], np.cumsum(np.bincount(column, minlength=n))]).astype(np.int64)
        saving = cost - self.problem.outside[self.problem.options.home[paths.owner]]
        self.backend.add_columns(saving, np.full(n, np.inf), ends, rows, values)
        self.lp_columns += n

    def add_rows(self, rows: I64) -> None:
        """Add resource rows, with their queue segments."""
        n = len(rows)
        if n == 0:
            return
        data = self.problem.rows
        new = np.full(len(self.lp_row), -1, np.int64)
        new[rows] = np.arange(n)
        at, column, value = [], [], []
        for chunk in self.chunks:
            hit = np.flatnonzero(new[chunk.row] >= 0)
            of = np.searchsorted(chunk.ptr, hit, side="right") - 1
            at.append(new[chunk.row[hit]])
            column.append(chunk.lp_column[of])
            value.append(chunk.amount[hit])
        where = np.concatenate([*at, np.zeros(0, np.int64)])
        order = np.argsort(where, kind="stable")
        ends = np.concatenate([[0], np.cumsum(np.bincount(where, minlength=n))]).astype(np.int64)
        queued = (data.cost[rows] > 0.0).any(axis=1)
        self.backend.add_rows(
            np.where(queued, 0.0, data.capacity[rows]),
            ends,
            np.concatenate([*column, np.zeros(0, np.int64)])[order],
            np.concatenate([*value, np.zeros(0)])[order],
        )
        first = self.problem.size + len(self.row_order)
        self.lp_row[rows] = first + np.arange(n)
        self.row_order.extend(rows.tolist())
        self._add_segments(rows[queued])

    def _add_segments(self, rows: I64) -> None:
        data = self.problem.rows
        width, cost = data.width[rows], data.cost[rows]
        keep = width.ravel() > 0.0
        n = int(keep.sum())
        if n:
            each = keep.reshape(width.shape).sum(axis=1)
            ends = self.lp_columns + np.cumsum(each)
            self.segments.update({int(r): slice(int(e - c), int(e)) for r, e, c in zip(rows, ends, each, strict=True)})
            row = np.repeat(self.lp_row[rows], width.shape[1])[keep]
            self.backend.add_columns(
                cost.ravel()[keep], width.ravel()[keep], np.arange(n + 1, dtype=np.int64), row, np.full(n, -1.0)
            )
            self.lp_columns += n

    def solve(self, time_limit_s: float | None = None, rough: float = 0.0) -> Point:
        """Solve the master as it is; see `LPBackend.solve` for ``rough``."""
        result = self.backend.solve(time_limit_s, rough)
        problem = self.problem
        price = np.zeros(len(self.lp_row))
        if self.row_order:
            price[self.row_order] = np.maximum(-result.duals[problem.size :], 0.0)
        flow = np.concatenate([*(result.x[c.lp_column] for c in self.chunks), np.zeros(0)])
        flow = np.maximum(flow, 0.0)
        return Point(
            status=result.status,
            objective=result.objective + self.offset,
            flow=flow,
            demand=problem.outside + np.minimum(result.duals[: problem.size], 0.0),
            price=price,
            use=self.use(flow),
        )

    def use(self, flow: F64) -> F64:
        """Return the use of every resource at given flows."""
        total = np.zeros(len(self.lp_row))
        at = 0
        for chunk in self.chunks:
            n = len(chunk.cost)
            total += np.bincount(chunk.row, chunk.amount * np.repeat(flow[at : at + n], np.diff(chunk.ptr)), len(total))
            at += n
        return total

    def purge(self, point: Point, reduced: F64) -> PathSet:
        """
        Drop rows with room to spare and columns that are far too dear; return the paths dropped.

        Parameters
        ----------
        point : Point
            Prices and use that tell what is far from being needed.
        reduced : float64[P]
            Reduced cost of the columns, relative to the price of their consignments.
        """
        rows, data = np.array(self.row_order, np.int64), self.problem.rows
        slack = (point.price[rows] <= 0.0) & (point.use[rows] < SPARE * data.free[rows])
        keep_rows = np.concatenate([np.ones(self.problem.size, bool), ~slack])
        keep_columns = np.ones(self.lp_columns, bool)
        for r in rows[slack].tolist():
            keep_columns[self.segments.pop(r, slice(0, 0))] = False
        drop = reduced > FAR
        at = np.concatenate([c.lp_column for c in self.chunks])
        keep_columns[at[drop]] = False
        self.backend.keep(keep_rows, keep_columns)
        new_column = np.cumsum(keep_columns) - 1
        self.lp_columns = int(keep_columns.sum())
        self.segments = {
            r: slice(int(new_column[s.start]), int(new_column[s.start]) + s.stop - s.start)
            for r, s in self.segments.items()
        }
        self.row_order = rows[~slack].tolist()
        self.lp_row[:] = -1
        self.lp_row[self.row_order] = self.problem.size + np.arange(len(self.row_order))
        gone = select(self.paths(), drop)
        ends = np.cumsum([0] + [len(c.cost) for c in self.chunks])
        self.chunks = [
            kept(c, ~drop[a:b], new_column) for c, a, b in zip(self.chunks, ends[:-1], ends[1:], strict=True)
        ]
        return gone

    def fitted(self, flow: F64) -> F64:
        """Return flows cut to every capacity, cheapest columns first."""
        out = flow.copy()
        owners = self.owners()
        saving = self.problem.outside[owners] - self.costs()
        order = np.lexsort((np.arange(len(out)), -saving)).astype(np.int64)
        lengths = np.concatenate([*(np.diff(c.ptr) for c in self.chunks), np.zeros(0, np.int64)])
        ptr = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
        row = np.concatenate([*(c.row for c in self.chunks), np.zeros(0, np.int32)])
        amount = np.concatenate([*(c.amount for c in self.chunks), np.zeros(0)])
        fit(order, owners, ptr, row, amount, out, self.problem.rows.capacity.copy(), self.problem.boxes.copy())
        return out

    def owners(self) -> I64:
        """Return the consignment of all columns."""
        owners = np.concatenate([*(c.paths.owner for c in self.chunks), np.zeros(0, np.int64)])
        home: I64 = self.problem.options.home[owners]
        return home

    def load(self, first: int, room: F64, left: F64) -> F64:
        """
        Load consignments on the columns from ``first`` on, added last, the most saving ones first; return the flows.

        ``room`` by row and ``left`` boxes by consignment are reduced.
        """
        if first >= self.columns:
            return np.zeros(0)
        chunk = self.chunks[-1]
        owners = self.problem.options.home[chunk.paths.owner]
        saving = self.problem.outside[owners] - chunk.cost
        order = np.lexsort((np.arange(len(owners)), -saving)).astype(np.int64)
        flow = left[owners].copy()
        fit(order, owners, chunk.ptr, chunk.row, chunk.amount, flow, room, left)
        return flow

    def violated(self, use: F64) -> I64:
        """Return resources outside the master whose free room is exceeded."""
        return np.flatnonzero(self.over(use)).astype(np.int64)

    def over(self, use: F64) -> NDArray[np.bool_]:
        """Return which resources outside the master have their free room exceeded."""
        free = self.problem.rows.free
        marks: NDArray[np.bool_] = (use > free + ROW_TOLERANCE * (1.0 + free)) & (self.lp_row < 0)
        return marks

    def tightest(self, use: F64, among: NDArray[np.bool_]) -> I64:
        """
        Return the rows to add: of the rows of one run only the one exceeded most.

        The legs of a run mostly carry the same boxes; one row then does for all, and the rest follow if they must.
        """
        rows = np.flatnonzero(among & (self.lp_row < 0))
        excess = use[rows] / np.maximum(self.problem.rows.free[rows], 1e-9)
        order = np.lexsort((rows, -excess, self.family[rows]))
        family = self.family[rows][order]
        first = np.ones(len(rows), bool)
        first[1:] = family[1:] != family[:-1]
        return np.sort(rows[order][first]).astype(np.int64)

    def paths(self) -> PathSet:
        """Return the paths of all columns, in the order they were added."""
        return join([c.paths for c in self.chunks])

    def costs(self) -> F64:
        """Return the cost per box of all columns."""
        return np.concatenate([*(c.cost for c in self.chunks), np.zeros(0)])


def _families(problem: Problem) -> I64:
    """Return a number shared by the FEU and gross rows, and one shared by the plug rows, of the same run."""
    ts = problem.ts
    kind = ts.resources.kind.astype(np.int64)
    family = np.arange(len(kind), dtype=np.int64)
    has_arc = np.diff(problem.rows.arc_ptr) > 0
    train = has_arc & np.isin(kind, (ResourceKind.TRAIN_FEU, ResourceKind.TRAIN_GROSS, ResourceKind.TRAIN_PLUG))
    arc = problem.rows.arc[problem.rows.arc_ptr[:-1][train]]
    run = ts.node_run[ts.tail[arc]].astype(np.int64)
    family[train] = len(kind) + 2 * run + (kind[train] == ResourceKind.TRAIN_PLUG)
    return family
