"""The border to LP solvers: growing, shrinking, and not believing what does not add up."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from logistics.errors import PlanningError
from logistics.planning.backend import Entries, LPResult, check
from logistics.planning.mathopt import MathOptBackend
from logistics.results import Status

NONE, NO_INDEX = np.zeros(0), np.zeros(0, np.int64)


def index(*values):
    """Return indices."""
    return np.array(values, np.int64)


def backend(**options):
    """Min -x - 2y with x + y <= 4 and y <= 3: x = 1, y = 3, objective -7, duals -1 and -1."""
    lp = MathOptBackend(**options)
    lp.add_rows(np.array([4.0]), index(0, 0), NO_INDEX, NONE)
    lp.add_columns(np.array([-1.0, -2.0]), np.array([np.inf, np.inf]), index(0, 1, 2), index(0, 0), np.ones(2))
    lp.add_rows(np.array([3.0]), index(0, 1), index(1), np.ones(1))
    return lp


@pytest.mark.parametrize("small_change", [0.0, 1e9])
def test_rows_and_columns_grow_between_solves(small_change):
    """A third column at -3 with x + y + z <= 4 and z <= 2 gives z = 2, y = 2: -10; by HiGHS and by warm GLOP."""
    lp = backend(small_change=small_change)
    first = lp.solve()
    assert first.status is Status.OPTIMAL
    assert first.x == pytest.approx([1.0, 3.0])
    assert first.duals == pytest.approx([-1.0, -1.0])
    lp.add_columns(np.array([-3.0]), np.array([2.0]), index(0, 1), index(0), np.ones(1))
    second = lp.solve()
    assert second.objective == pytest.approx(-10.0)
    assert second.x == pytest.approx([0.0, 2.0, 2.0])


def test_dropped_rows_and_columns_are_gone():
    """Without y and its row: x = 4."""
    lp = backend()
    lp.solve()
    lp.keep(np.array([True, False]), np.array([True, False]))
    result = lp.solve()
    assert result.x == pytest.approx([4.0])
    assert len(result.duals) == 1


def test_rough_answers_are_marked_as_such():
    """A rough answer is FEASIBLE, never OPTIMAL, and near the optimum."""
    lp = backend(rough_rows=0)
    result = lp.solve(rough=1e-4)
    assert result.status is Status.FEASIBLE
    assert result.objective == pytest.approx(-7.0, rel=1e-2)
    assert lp.solve().status is Status.OPTIMAL


@pytest.mark.parametrize(
    "spoil",
    [
        {"x": np.array([2.0, 3.0])},  # breaks the first row
        {"x": np.array([1.0, 2.0])},  # not optimal
        {"x": np.array([-1.0, 3.0])},  # below zero
        {"duals": np.array([1.0, -1.0])},  # wrong sign
        {"duals": np.array([4.0, 3.0])},  # activities in place of duals
        {"duals": np.array([0.0, 0.0])},  # no duals at all
        {"objective": -8.0},
        {"objective": 0.0},
        {"x": np.array([np.nan, 3.0])},
    ],
)
def test_answers_that_do_not_add_up_are_not_believed(spoil):
    """A status of optimal is checked against rows, signs and the dual objective."""
    lp = backend()
    good = lp.solve()
    assert check(lp.lp, good) is good
    with pytest.raises(PlanningError):
        check(lp.lp, replace(good, **spoil))


def test_other_statuses_are_passed_on_unchecked():
    """Only answers called optimal are held against the model."""
    result = LPResult(Status.TIME_LIMIT, NONE, NONE, float("nan"))
    assert check(Entries.empty(), result) is result


def test_a_solver_that_fails_is_replaced(monkeypatch):
    """When the first solver's answer is wrong the second is asked; when both fail it is an error."""
    lp = backend()
    run = MathOptBackend._run
    asked = []

    def first_lies(self, name, limit, rough=0.0):
        asked.append(name)
        result = run(self, name, limit, rough)
        return replace(result, objective=0.0) if len(asked) == 1 else result

    monkeypatch.setattr(MathOptBackend, "_run", first_lies)
    assert lp.solve().objective == pytest.approx(-7.0)
    assert asked == ["highs", "glop"]
    monkeypatch.setattr(MathOptBackend, "_run", lambda self, name, limit, rough=0.0: replace(good_but_wrong(lp)))
    with pytest.raises(PlanningError, match="no LP solver gave a trustworthy answer"):
        lp.solve()


def good_but_wrong(lp):
    """Return zeros called optimal."""
    return LPResult(Status.OPTIMAL, np.zeros(len(lp.lp.cost)), np.zeros(len(lp.lp.rhs)), 0.0)
