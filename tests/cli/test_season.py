"""``logistics season``: tables, JSON, chart and refusals on the tiny network."""

from __future__ import annotations

from pathlib import Path

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
