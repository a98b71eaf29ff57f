"""Changes that change nothing are told, one sentence each; those that change something are not."""

from __future__ import annotations

from datetime import date

import pytest

from logistics.scenario import idle_changes


@pytest.mark.parametrize(
    ("kind", "fields", "why"),
    [
        ("fleet", {"fleet": "reefers", "boxes": 5}, "fleets count only where the scenario has cold_chain = true"),
        ("offer_units", {"unit": "liner40", "active": False},
         "loading units are a choice only where the scenario has cold_chain = true"),
        ("demand", {"commodity": "wheat", "origin": "xian", "factor": 5}, "no demand of the solved days matches it"),
        ("demand", {"commodity": "electronics", "factor": 2}, ""),
        ("scale", {"table": "speeds", "column": "speed_kmh", "factor": 1.0}, "the tables say so already"),
        ("scale", {"table": "speeds", "column": "speed_kmh", "factor": 1.5}, ""),
        ("close", {"link": "dostyk-almaty", "start": date(2025, 9, 2), "end": date(2025, 9, 3)}, ""),
        ("cold_chain", {"active": False}, ""),
        ("route_constants", {"active": False}, ""),  # a switch of the whole scenario
    ],
)  # fmt: skip
def test_changes_without_effect(tiny_scenario, kind, fields, why):
    """Each alone."""
    found = idle_changes(tiny_scenario.with_change(kind, **fields))
    assert [text.partition("changes nothing: ")[2] for text in found] == ([why] if why else [])


def test_what_the_cold_chain_counts_is_told_by_the_tables(tiny_scenario):
    """With it a fleet of another size counts, and the same size does not; the second of two alike changes nothing."""
    cold = tiny_scenario.with_change("cold_chain", active=True)
    assert idle_changes(cold.with_change("fleet", fleet="reefers", boxes=5)) == []
    (said,) = idle_changes(cold.with_change("fleet", fleet="reefers", boxes=60))
    assert said.endswith("(fleet) changes nothing: the tables say so already")
    twice = cold.with_change("fleet", fleet="reefers", boxes=5).with_change("fleet", fleet="reefers", boxes=5)
    assert len(idle_changes(twice)) == 1
