"""
The default LP backend: OR-Tools MathOpt, filled from arrays.

Three solvers share the work. PDLP gives rough prices while the gap is wide. HiGHS interior point with crossover solves
a master that changed a lot: on congested masters it needs a tenth of the time of a simplex. GLOP primal simplex
continues from the last basis when little changed. All see the whole model as arrays each time; expression loops would
take longer than solving.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from ortools.math_opt import (
    callback_pb2,
    model_parameters_pb2,
    model_pb2,
    parameters_pb2,
    result_pb2,
    solution_pb2,
)
from ortools.math_opt.core.python import solver as core_solver

from logistics.errors import PlanningError
from logistics.planning.backend import Entries, LPResult, check
from logistics.planning.problem import F64, I64
from logistics.results.model import Status

SMALL_CHANGE = 0.005
ROUGH_ROWS = 5000
_SOLVERS = {
    "glop": parameters_pb2.SOLVER_TYPE_GLOP,
    "highs": parameters_pb2.SOLVER_TYPE_HIGHS,
    "pdlp": parameters_pb2.SOLVER_TYPE_PDLP,
}
AT_LOWER = solution_pb2.BASIS_STATUS_AT_LOWER_BOUND
BASIC = solution_pb2.BASIS_STATUS_BASIC


class MathOptBackend:
    """
    LP in arrays, solved by HiGHS (interior point) or GLOP (warm primal simplex) through MathOpt.

    Parameters
    ----------
    small_change : float
        GLOP continues from the last basis when rows and columns added since the last solve are fewer than this
        share of all.
    rough_rows : int
        Masters with fewer rows are solved exactly even where a rough answer would do.
    """

    def __init__(self, small_change: float = SMALL_CHANGE, rough_rows: int = ROUGH_ROWS) -> None:
        self.lp = Entries.empty()
        self.small_change, self.rough_rows = small_change, rough_rows
        self._basis: tuple[I64, I64] | None = None
        self._near: tuple[F64, F64] | None = None

    def add_rows(self, upper: F64, ptr: I64, column: I64, value: F64) -> None:
        """Append rows."""
        self.lp.add_rows(upper, ptr, column, value)

    def add_columns(self, cost: F64, upper: F64, ptr: I64, row: I64, value: F64) -> None:
        """Append columns."""
        self.lp.add_columns(cost, upper, ptr, row, value)

    def keep(self, rows: NDArray[np.bool_], columns: NDArray[np.bool_]) -> None:
        """Drop all rows and columns that are not marked; the basis goes with them if it stays one."""
        if self._basis is not None:
            old_columns, old_rows = self._basis
            gone = np.concatenate(
                [old_columns[~columns[: len(old_columns)]] == BASIC, old_rows[~rows[: len(old_rows)]] != BASIC]
            )
            self._basis = (
                None if gone.any() else (old_columns[columns[: len(old_columns)]], old_rows[rows[: len(old_rows)]])
            )
        if self._near is not None:
            near_columns, near_rows = self._near
            self._near = near_columns[columns[: len(near_columns)]], near_rows[rows[: len(near_rows)]]
        self.lp.keep(rows, columns)

    def solve(self, time_limit_s: float | None = None, rough: float = 0.0) -> LPResult:
        """Solve; an answer whose residuals are wrong is tried again with the other solver before it is an error."""
        if rough > 0.0 and len(self.lp.rhs) >= self.rough_rows:
            result = self._run("pdlp", time_limit_s, rough)
            if result.status is Status.FEASIBLE:
                return result
        warm = self._basis is not None and self._changed() <= self.small_change * (len(self.lp.rhs) + len(self.lp.cost))
        problem: Exception | None = None
        for name in ("glop", "highs") if warm else ("highs", "glop"):
            try:
                result = check(self.lp, self._run(name, time_limit_s))
            except (PlanningError, RuntimeError, AttributeError, ValueError) as error:
                problem = error
                continue
            if result.status is not Status.UNKNOWN:
                return result
        raise PlanningError(f"no LP solver gave a trustworthy answer to the master problem ({problem}).")

    def _changed(self) -> int:
        assert self._basis is not None
        return len(self.lp.cost) - len(self._basis[0]) + len(self.lp.rhs) - len(self._basis[1])

    def _run(self, name: str, time_limit_s: float | None, rough: float = 0.0) -> LPResult:
        params = parameters_pb2.SolveParametersProto()
        if time_limit_s is not None:
            params.time_limit.FromNanoseconds(int(max(time_limit_s, 0.01) * 1e9))
        extra = model_parameters_pb2.ModelSolveParametersProto()
        if name == "glop":
            params.threads = 1
            params.presolve = params.scaling = parameters_pb2.EMPHASIS_OFF
            params.lp_algorithm = parameters_pb2.LP_ALGORITHM_PRIMAL_SIMPLEX
            self._give_basis(extra.initial_basis)
        elif name == "highs":
            params.lp_algorithm = parameters_pb2.LP_ALGORITHM_BARRIER
            params.highs.string_options["run_crossover"] = "on"
        else:
            params.threads = 2
            criteria = params.pdlp.termination_criteria.simple_optimality_criteria
            criteria.eps_optimal_relative, criteria.eps_optimal_absolute = rough, 0.0
            self._give_hint(extra)
        solver = core_solver.new(_SOLVERS[name], self._model(), parameters_pb2.SolverInitializerProto())
        answer = solver.solve(params, extra, None, callback_pb2.CallbackRegistrationProto(), None, None)
        result = self._read(answer)
        if rough > 0.0 and result.status is Status.OPTIMAL:
            return replace(result, status=Status.FEASIBLE)
        return result

    def _model(self) -> Any:
        lp, model = self.lp, model_pb2.ModelProto()
        n, m = len(lp.cost), len(lp.rhs)
        model.variables.ids.extend(range(n))
        model.variables.lower_bounds.extend(np.zeros(n))
        model.variables.upper_bounds.extend(lp.upper)
        model.variables.integers.extend(np.zeros(n, bool))
        model.linear_constraints.ids.extend(range(m))
        model.linear_constraints.lower_bounds.extend(np.full(m, -np.inf))
        model.linear_constraints.upper_bounds.extend(lp.rhs)
        order = np.lexsort((lp.column, lp.row))
        model.linear_constraint_matrix.row_ids.extend(lp.row[order])
        model.linear_constraint_matrix.column_ids.extend(lp.column[order])
        model.linear_constraint_matrix.coefficients.extend(lp.value[order])
        model.objective.linear_coefficients.ids.extend(range(n))
        model.objective.linear_coefficients.values.extend(lp.cost)
        return model

    def _give_basis(self, target: Any) -> None:
        """Extend the last basis: new columns at zero, new rows slack."""
        columns, rows = self._basis or (np.zeros(0, np.int64), np.zeros(0, np.int64))
        n, m = len(self.lp.cost), len(self.lp.rhs)
        target.variable_status.ids.extend(range(n))
        target.variable_status.values.extend(np.append(columns, np.full(n - len(columns), AT_LOWER)).tolist())
        target.constraint_status.ids.extend(range(m))
        target.constraint_status.values.extend(np.append(rows, np.full(m - len(rows), BASIC)).tolist())

    def _give_hint(self, extra: Any) -> None:
        """Start PDLP from the last answer, new rows and columns at zero."""
        if self._near is not None:
            hint = extra.solution_hints.add()
            x, y = self._near
            for target, values, size in (
                (hint.variable_values, x, len(self.lp.cost)),
                (hint.dual_values, y, len(self.lp.rhs)),
            ):
                target.ids.extend(range(size))
                target.values.extend(np.append(values, np.zeros(size - len(values))))

    def _read(self, answer: Any) -> LPResult:
        x, y = np.zeros(len(self.lp.cost)), np.zeros(len(self.lp.rhs))
        reason = answer.termination.reason
        status = {
            result_pb2.TERMINATION_REASON_OPTIMAL: Status.OPTIMAL,
            result_pb2.TERMINATION_REASON_NO_SOLUTION_FOUND: Status.TIME_LIMIT,
            result_pb2.TERMINATION_REASON_FEASIBLE: Status.TIME_LIMIT,
        }.get(reason, Status.UNKNOWN)
        if status is not Status.OPTIMAL:
            return LPResult(status, x, y, float("nan"))
        best = answer.solutions[0]
        primal, dual = best.primal_solution, best.dual_solution
        x[np.array(primal.variable_values.ids, np.int64)] = np.array(primal.variable_values.values)
        y[np.array(dual.dual_values.ids, np.int64)] = np.array(dual.dual_values.values)
        self._near = x, y
        if best.HasField("basis"):
            basis = best.basis
            self._basis = (
                np.array(basis.variable_status.values, np.int64),
                np.array(basis.constraint_status.values, np.int64),
            )
        return LPResult(status, x, y, float(primal.objective_value))
