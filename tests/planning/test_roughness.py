"""How rough a master's answer may be: as rough as the gap allows, never finer than the plan asks for."""

from __future__ import annotations

import pytest

from logistics.planning.state import State

TABLE = ((1e-2, 1e-3), (1e-4, 1e-4))


@pytest.mark.parametrize(
    ("gap", "wanted", "rough"),
    [
        (5e-2, 1e-6, 1e-3),
        (1e-3, 1e-6, 1e-4),
        (1e-3, 5e-3, 5e-4),
        (5e-5, 1e-3, 1e-4),
        (5e-5, 1e-4, 0.0),
        (5e-5, 1e-6, 0.0),
    ],
)
def test_accuracy_follows_the_gap_and_what_is_wanted(gap, wanted, rough):
    """
    A plan wanted to 5e-3 needs no master to 1e-4, and one wanted to 1e-3 no exact one.

    Below the last gap of the table answers are exact, and where the accuracy wanted takes as long as that.
    """
    state = State(upper=1.0, lower=1.0 - gap)
    assert state.roughness(TABLE, 2.0, wanted) == pytest.approx(rough)


def test_accuracy_counts_against_what_is_saved():
    """Outside options of 11 for a plan of 1: the master saves 10, so a tenth of the accuracy is needed."""
    state = State(upper=1.0, lower=0.95)
    assert state.roughness(TABLE, 11.0) == pytest.approx(1e-4)
