"""The border to LP solvers: a small protocol, and the check that an answer is believable."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from logistics.errors import PlanningError
from logistics.planning.problem import F64, I64
from logistics.results.model import Status


@dataclass(frozen=True)
class LPResult:
    """
    Answer of an LP solver to ``min c x, A x <= b, 0 <= x <= u``.

    Attributes
    ----------
    status : Status
        OPTIMAL, TIME_LIMIT, or UNKNOWN when the solver failed.
    x, duals : float64[n], float64[m]
        Values, and row duals (<= 0 for a minimisation).
    objective : float
    """

    status: Status
    x: F64
    duals: F64
    objective: float


class LPBackend(Protocol):
    """An LP ``min c x, A x <= b, 0 <= x <= u`` that grows by rows and columns and is solved again and again."""

    def add_rows(self, upper: F64, ptr: I64, column: I64, value: F64) -> None:
        """Append rows; row i has ``value[ptr[i]:ptr[i + 1]]`` on existing columns."""

    def add_columns(self, cost: F64, upper: F64, ptr: I64, row: I64, value: F64) -> None:
        """Append columns; column j has ``value[ptr[j]:ptr[j + 1]]`` in existing rows."""

    def keep(self, rows: NDArray[np.bool_], columns: NDArray[np.bool_]) -> None:
        """Drop all rows and columns that are not marked; numbers close up."""

    def solve(self, time_limit_s: float | None = None, rough: float = 0.0) -> LPResult:
        """
        Solve from where the last solve ended, where the solver can.

        ``rough`` above 0 allows an answer with residuals of that relative size (status FEASIBLE); it is used for
        prices only, never for a result.
        """


@dataclass
class Entries:
    """The LP as arrays, for backends that hand the whole model over, and for checking answers."""

    cost: F64
    upper: F64
    rhs: F64
    row: I64
    column: I64
    value: F64

    @classmethod
    def empty(cls) -> Entries:
        """Return an LP without rows and columns."""
        none, index = np.zeros(0), np.zeros(0, np.int64)
        return cls(none, none, none, index, index, none)

    def add_rows(self, upper: F64, ptr: I64, column: I64, value: F64) -> None:
        """Append rows."""
        index = np.repeat(np.arange(len(upper), dtype=np.int64) + len(self.rhs), np.diff(ptr))
        self.rhs = np.concatenate([self.rhs, upper])
        self._append(index, column, value)

    def add_columns(self, cost: F64, upper: F64, ptr: I64, row: I64, value: F64) -> None:
        """Append columns."""
        index = np.repeat(np.arange(len(cost), dtype=np.int64) + len(self.cost), np.diff(ptr))
        self.cost = np.concatenate([self.cost, cost])
        self.upper = np.concatenate([self.upper, upper])
        self._append(row, index, value)

    def keep(self, rows: NDArray[np.bool_], columns: NDArray[np.bool_]) -> None:
        """Drop all rows and columns that are not marked."""
        held = rows[self.row] & columns[self.column]
        self.row = (np.cumsum(rows) - 1)[self.row[held]]
        self.column = (np.cumsum(columns) - 1)[self.column[held]]
        self.value = self.value[held]
        self.cost, self.upper, self.rhs = self.cost[columns], self.upper[columns], self.rhs[rows]

    def _append(self, row: I64, column: I64, value: F64) -> None:
        self.row = np.concatenate([self.row, row])
        self.column = np.concatenate([self.column, column])
        self.value = np.concatenate([self.value, value])


def check(lp: Entries, result: LPResult, tolerance: float = 1e-6) -> LPResult:
    """
    Return an optimal answer only when its residuals say that it is one.

    Rows and bounds must hold, duals and reduced costs have the right sign, and primal and dual objective agree, each
    within ``tolerance`` relative to the size of the numbers.

    Raises
    ------
    PlanningError
        If the solver's answer is not what its status claims.
    """
    if result.status is not Status.OPTIMAL:
        return result
    x, y = result.x, result.duals
    if not (np.all(np.isfinite(x)) and np.all(np.isfinite(y))):
        raise PlanningError("the LP solver returned values that are not numbers; nothing was saved.")
    activity = np.bincount(lp.row, lp.value * x[lp.column], len(lp.rhs))
    reduced = lp.cost - np.bincount(lp.column, lp.value * y[lp.row], len(lp.cost))
    finite = np.where(np.isfinite(lp.upper), lp.upper, 0.0)
    dual_objective = float(lp.rhs @ y + finite @ np.minimum(reduced, 0.0))
    primal = float(lp.cost @ x)
    scale = 1.0 + np.abs(lp.rhs)
    unbounded = ~np.isfinite(lp.upper)
    worst = max(
        float(((activity - lp.rhs) / scale).max(initial=0.0)),
        float((-reduced / (1.0 + np.abs(lp.cost)))[unbounded].max(initial=0.0)),
        float((-x).max(initial=0.0)),
        float((y / (1.0 + np.abs(y).max(initial=0.0))).max(initial=0.0)),
        abs(primal - dual_objective) / (1.0 + abs(primal)),
        abs(primal - result.objective) / (1.0 + abs(primal)),
    )
    if worst > tolerance:
        raise PlanningError(
            f"the LP solver calls its answer optimal but a residual is {worst:.1e} (allowed {tolerance:.0e})."
        )
    return result
