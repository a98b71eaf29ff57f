"""What a plan says of relaxations and prices is confirmed by doing it, through scenario and tables."""

from __future__ import annotations

from dataclasses import replace

import pytest

from logistics.errors import LogisticsError
from logistics.planning import solve_scenario
from logistics.report.folder import write_plan
from logistics.scenario import Change
from logistics.sweep import confirm
from logistics.sweep.confirm import carried, confirm_relaxations


@pytest.fixture(scope="module")
def crowded(tiny_scenario):
    """Return the plan of the tiny scenario with twenty times its boxes: many stay behind."""
    return solve_scenario(replace(tiny_scenario, changes=(Change("more", "demand", {"factor": 20.0}),)))


def test_relaxations_of_the_tiny_network_carry_what_stays_behind(crowded):
    """Every row whose reason a figure can mend, one at a time, put on the scenario and solved again."""
    graph = confirm.graph_of(crowded)
    table = confirm_relaxations(crowded, carried(crowded, graph), graph, draws=8)
    assert len(table) >= 4
    assert (table["left_before"] > 0).all()
    assert table["left_after"].to_numpy() == pytest.approx(0.0, abs=1e-4)


def test_the_command_prints_both_tables(crowded, tmp_path, capsys):
    """Exit code 0: prices and relaxations hold."""
    folder, report, _ = write_plan(crowded, tmp_path / "crowded")
    assert report.passed
    assert confirm.main([str(folder), "--draws", "2", "--prices", "3"]) == 0
    text = capsys.readouterr().out
    assert "one unit more of the dearest resources" in text
    assert "2 of 2 carried in full" in text


def test_a_relaxation_that_does_not_serve_is_told(crowded, tmp_path, capsys):
    """A premium of a cent carries nothing: exit code 1."""
    empty = crowded.unserved.assign(cheapest_relaxation='{"premium_usd_per_box": 0.01}')
    folder, _, _ = write_plan(replace(crowded, unserved=empty), tmp_path / "spoilt")
    assert confirm.main([str(folder), "--draws", "3", "--prices", "0"]) == 1
    assert "0 of 3 carried in full" in capsys.readouterr().out


def test_plans_made_in_stages_are_refused(crowded, tmp_path):
    """Their prices are those of the last stage; the base is to be confirmed."""
    staged = replace(crowded, stages=crowded.stages * 2)
    folder, _, _ = write_plan(staged, tmp_path / "staged")
    with pytest.raises(LogisticsError, match="made in stages"):
        confirm.main([str(folder)])
