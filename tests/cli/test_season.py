"""``logistics season``: tables, JSON, chart and refusals on the tiny network."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from logistics.cli import season as module

SCENARIO = str(Path(__file__).parents[1] / "data" / "tiny.toml")
ASK = ("season", "xian", "moscow", "--commodity", "beef", "--scenario", SCENARIO, "--unit", "reefer40")


def test_months_stand_beside_routes_and_reasons_are_told(logistics, tmp_path):
    """One table of days by month, one of what arrives, an example of each reason, and the chart."""
    chart = tmp_path / "season.svg"
    outcome = logistics(*ASK, "--unit", "dry40", "--chart", str(chart))
    assert outcome.code == 0
    for words in (
        "25-09",
        "26-08",
        "(reefer40)",
        "At arrival",
        "limit (passed in usual weather too; place and hour are those of a spell): e.g. Frozen-beef: the limit of",
    ):
        assert words in outcome.out
    assert chart.read_text(encoding="utf-8").startswith("<?xml")


def test_json_has_a_row_per_month_route_and_unit(logistics):
    """Programs read the same as people; nothing feasible is exit code 3."""
    outcome = logistics(*ASK, "--json")
    rows = outcome.json["rows"]
    assert len(rows) == 12 * len({row["route"] for row in rows})
    assert all(row["feasible"] and row["reason"] == "" for row in rows)
    dry = logistics(*ASK[:-1], "dry40", "--json")
    assert dry.code == 3
    assert {row["why"] for row in dry.json["rows"]} <= {"limit", "spell"}
    assert all(row["days_p50"] is None for row in dry.json["rows"])


def test_what_cannot_be_drawn_is_refused_first(logistics, tmp_path):
    """Suffix and folder are looked at before anything is computed."""
    assert logistics(*ASK, "--chart", "season.doc").code == 2
    assert logistics(*ASK, "--chart", str(tmp_path / "nowhere" / "season.png")).code == 2


def test_waits_for_weather_are_marked(capsys):
    """From a day on the cell has a w, the longest wait is told with its place; temperatures are of good months."""
    nan = float("nan")
    rows = {
        "month": ["2026-02", "2026-03", "2026-04"], "route": "a/b", "unit": "dry40", "why": ["limit", "", ""],
        "feasible": [False, True, True], "reason": ["too cold", "", ""], "days_p50": [nan, 26.4, 13.3],
        "days_p90": [nan, 28.0, 15.0], "cost_usd": [nan, 4668.0, 4617.0], "held_h": [nan, 312.0, 23.0],
        "held_at": ["", "a", ""], "shelf_life_left": [nan] * 3, "cargo_min_c": [-10.0, 1.0, 4.0],
        "cargo_max_c": [3.0, 9.0, 15.0],
    }  # fmt: skip
    module._show(pd.DataFrame(rows), "Wine", {"a": "Aa", "b": "Bb"}, {"dry40": "40 ft dry"})
    said = " ".join(capsys.readouterr().out.split())
    for words in ("40 ft dry (dry40)", "26.4 w", "2026-03 in dry40 by route 1, 13 days, most of them at Aa", "1 to 15"):
        assert words in said
    assert "13.3 w" not in said
    assert "-10" not in said
