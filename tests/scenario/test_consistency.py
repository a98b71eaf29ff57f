"""Changes must hold on some solved day, and tables that they open or add to are checked again."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from logistics.errors import ScenarioError
from logistics.network.findings import Finding
from logistics.scenario import Change, Horizon, consistency
from logistics.scenario.consistency import check_changes

HORIZON = Horizon(date(2025, 9, 1), date(2025, 9, 14), 0, 0)
LATE = (
    "becomes known at 2025-09-{:02d}T00:00 (UTC) only, when it is over (2025-09-05T00:00); set known_from before its "
    "end"
)
DAYS = "the solved days are 2025-09-01T00:00 to 2025-09-15T00:00"


def scenario(network, *changes):
    """Return a scenario of two weeks."""
    return SimpleNamespace(changes=changes, network=network, horizon=HORIZON)


@pytest.mark.parametrize(("kind", "checked"), [
    ("add_service", True), ("open_link", True), ("rule", True), ("close", False), ("demand", False),
    ("parameter", False),
])  # fmt: skip
def test_tables_are_checked_where_changes_may_spoil_them(tiny_network, monkeypatch, kind, checked):
    """Errors are told, without lines; warnings are not."""
    seen = []

    def check(network):
        seen.append(network.lines)
        return [Finding("warning", "links.csv", 3, "x", "odd", "r"), Finding("error", "stops.csv", 2, "x", "bad", "r")]

    monkeypatch.setattr(consistency, "check_network", check)
    monkeypatch.setattr(consistency, "apply_tables", lambda network, _: network)
    changed = scenario(tiny_network, Change("b", "close", {}), Change("a", kind, {}))
    if not checked:
        assert check_changes(changed, "s.toml") is changed
        assert seen == []
        return
    with pytest.raises(ScenarioError) as caught:
        check_changes(changed, "s.toml")
    assert caught.value.faults == ("s.toml: stops.csv with the changes: bad",)
    assert seen == [{}]


@pytest.mark.parametrize(
    ("start", "end", "known", "text"),
    [
        (None, None, None, ""), ((9, 3), (9, 4), None, ""), ((8, 1), (9, 1), None, ""), ((9, 14), (10, 1), None, ""),
        ((8, 1), (8, 31), None, f"holds from 2025-08-01T00:00 to 2025-09-01T00:00 (UTC); {DAYS}"),
        ((9, 15), (10, 1), None, f"holds from 2025-09-15T00:00 to 2025-10-02T00:00 (UTC); {DAYS}"),
        ((9, 16), (10, 1), None, f"holds from 2025-09-16T00:00 to 2025-10-02T00:00 (UTC); {DAYS}"),
        ((9, 3), (9, 4), (9, 4), ""),
        ((9, 3), (9, 4), (9, 5), LATE.format(5)), ((9, 3), (9, 4), (9, 6), LATE.format(6)),
    ],
)  # fmt: skip
def test_changes_hold_on_a_solved_day(tiny_network, start, end, known, text):
    """From its first minute to its last; before anybody knows of it a change is none."""
    days = [None if day is None else date(2025, *day) for day in (start, end, known)]
    changed = scenario(tiny_network, Change("c", "close", {}, *days))
    if not text:
        assert check_changes(changed, "s.toml") is changed
        return
    with pytest.raises(ScenarioError) as caught:
        check_changes(changed, "s.toml")
    assert caught.value.faults == (f"s.toml: change 'c' (close) {text}",)


def test_all_that_is_wrong_is_told_at_once(tiny_network, monkeypatch):
    """Every change outside, and every error of the tables."""
    monkeypatch.setattr(consistency, "check_network", lambda _: [Finding("error", "a.csv", 2, "x", "bad", "r")] * 2)
    monkeypatch.setattr(consistency, "apply_tables", lambda network, _: network)
    late = [Change(name, "rule", {}, date(2026, 1, 1), date(2026, 1, 2)) for name in "ab"]
    with pytest.raises(ScenarioError) as caught:
        check_changes(scenario(tiny_network, *late), "s.toml")
    assert [fault.split(" ")[1] for fault in caught.value.faults] == ["change", "change", "a.csv", "a.csv"]
