"""The study of assumptions: every row is the plan of that change, and a stopped study goes on where it was."""

from __future__ import annotations

import numpy as np
import pytest

from logistics.errors import ScenarioError
from logistics.planning import solve_scenario
from logistics.sweep import ASSUMPTIONS, read_study, stamp, study, table_text, write_study

SOME = tuple(a for a in ASSUMPTIONS if a.name in {"demand", "section speeds", "tariffs, all operators"})


@pytest.fixture(scope="module")
def rows(tiny_scenario):
    """Return the study of three assumptions of the tiny scenario."""
    return study(tiny_scenario, assumptions=SOME, gap=1e-9)


def test_rows_are_the_plans_of_the_changed_scenarios(rows, tiny_scenario):
    """Starting from the paths of another plan changes the time a solve takes, not its answer."""
    at = 1
    for assumption in SOME:
        for factor in (0.75, 1.25):
            (entry,) = assumption.scaled(factor)
            plan = solve_scenario(tiny_scenario.with_change(entry))
            row = rows.iloc[at]
            assert (row["assumption"], row["factor"]) == (assumption.name, factor)
            assert row["objective"] == pytest.approx(plan.objective, rel=1e-7)
            assert row["change"] == pytest.approx(plan.objective / rows["objective"].iloc[0] - 1, abs=1e-6)
            at += 1
    assert at == len(rows)


def test_a_stopped_study_goes_on(rows, tiny_scenario, tmp_path):
    """Rows of the file are not solved again; the end is the same table."""
    mark, path = stamp(tiny_scenario, 1e-9), tmp_path / "new" / "study.csv"
    assert read_study(path, mark) is None
    write_study(rows.iloc[:4], path, mark)
    solved: list[str] = []
    again = study(
        tiny_scenario, assumptions=SOME, gap=1e-9, done=read_study(path, mark), step=solved.append,
        save=lambda frame: write_study(frame, path, mark),
    )  # fmt: skip
    assert len(solved) == len(rows) - 4
    assert solved[0].startswith("5 of 7")
    assert again["assumption"].tolist() == rows["assumption"].tolist()
    assert np.allclose(again.iloc[:, 1:].to_numpy(float), rows.iloc[:, 1:].to_numpy(float), rtol=1e-6, atol=1e-6)
    assert len(read_study(path, mark)) == len(rows)


def test_a_file_of_other_inputs_is_refused(rows, tiny_scenario, tmp_path):
    """Rows solved to another gap, or of another scenario, would make a table of two things."""
    path = tmp_path / "study.csv"
    write_study(rows, path, stamp(tiny_scenario, 1e-9))
    with pytest.raises(ScenarioError, match="gap_allowed 1e-09, now it is 0"):
        read_study(path, stamp(tiny_scenario, 1e-3))
    with pytest.raises(ScenarioError, match="inputs"):
        read_study(path, stamp(tiny_scenario.with_change(SOME[0].scaled(2.0)[0]), 1e-9))
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match="not a study"):
        read_study(path, stamp(tiny_scenario, 1e-9))


def test_the_table_names_gap_and_version_and_holds_the_largest(rows, tiny_scenario):
    """Two rows of each of the assumptions that move the objective most, after the scenario itself."""
    text = table_text(rows, stamp(tiny_scenario, 1e-9), top=1)
    assert "gap of 1e-09" in text
    assert "version" in text
    lines = [line for line in text.splitlines() if line.startswith("|")]
    assert len(lines) == 2 + 3
    largest = rows.loc[rows["change"].abs().idxmax(), "assumption"]
    assert all(line.startswith(f"| {largest} ") for line in lines[3:])
