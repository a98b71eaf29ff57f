"""What ``logistics validate`` shows of flows, sections and CAREC indicators."""

from __future__ import annotations

import json

import pytest

from logistics.cli.flows import flows_data, show_flows, show_tables, tables_data
from logistics.cli.output import show_json
from logistics.errors import ResultsError


def test_flows_are_shown_and_are_json(solved, capsys, monkeypatch):
    """One row per count of the days; the switch is named; the same values are strict JSON."""
    monkeypatch.setenv("COLUMNS", "240")
    data = flows_data(solved)
    assert [row["target_id"] for row in data["flows"]] == ["trains_dostyk", "teu_caspian"]
    assert data["flows"][0]["ratio_without_constants"] == data["flows"][0]["ratio"]
    show_flows(data)
    said = capsys.readouterr().out
    assert "No route constant is active" in said
    assert all(name in said for name in ("Dostyk", " a week, ", "TEU"))
    show_json(data)
    assert json.loads(capsys.readouterr().out)["constants"] == []


def test_a_plan_without_constants_stands_beside(solved, solved_closed):
    """A second folder gives the ratio with all constants at zero."""
    data = flows_data(solved, solved_closed)
    assert all("ratio_without_constants" in row for row in data["flows"])


def test_a_missing_plan_says_how_to_make_one(tmp_path, monkeypatch):
    """There is no default plan in an empty folder; a folder of something else is none either."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ResultsError, match=r"results/base: does not exist; .*run `logistics plan scenarios/base.toml`"):
        flows_data(None)
    with pytest.raises(ResultsError, match="is no results folder"):
        flows_data(tmp_path)


def test_sections_and_carec_need_no_plan(tiny_network, capsys):
    """Both tables are printed from the network alone, with what is comparable."""
    data = tables_data(tiny_network)
    show_tables(data)
    said = capsys.readouterr().out
    assert "xian_moscow" in said
    assert "+1.3%" in said
    assert "TFI1: one side" in said
