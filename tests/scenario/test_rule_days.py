"""Rules that a scenario switches on or off for some days: which days they then hold on."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruled import BAN, QUOTA, ruled

from logistics.errors import ScenarioError
from logistics.scenario import Change, build_instance
from logistics.scenario.instance import replan_times
from logistics.scenario.spells import rules_on_days

OFF = {**BAN, "active": False}
SEP = {**BAN, "valid_from": "2025-09-05", "valid_to": "2025-09-20"}


def spans(network):
    """Return rule, first and last day of the active rows of the rules."""
    rows = network["rules"][network["rules"]["active"]]
    text = {name: rows[name].dt.strftime("%m-%d").fillna("") for name in ("valid_from", "valid_to")}
    return list(zip(rows["rule_id"], text["valid_from"], text["valid_to"], strict=True))


def day(number, month=9):
    """Return a day of 2025."""
    return date(2025, month, number)


@pytest.mark.parametrize(
    ("rule", "active", "dates", "expected"),
    [
        (OFF, True, {"start": day(10)}, [("09-10", "")]),
        (OFF, True, {"start": day(10), "end": day(12)}, [("09-10", "09-12")]),
        (OFF, True, {"end": day(12)}, [("", "09-12")]),
        (OFF, True, {"known_from": day(12)}, [("09-12", "")]),
        (OFF, True, {"start": day(10), "known_from": datetime(2025, 9, 12, 6, tzinfo=UTC)}, [("09-12", "")]),
        (OFF, True, {"start": day(14), "known_from": day(12)}, [("09-14", "")]),
        ({**SEP, "active": False}, True, {"start": day(1), "end": day(2)}, [("09-01", "09-02")]),
        (SEP, True, {"start": day(1), "end": day(2)}, [("09-01", "09-02"), ("09-05", "09-20")]),
        (SEP, True, {"start": day(1), "end": day(4)}, [("09-01", "09-20")]),
        (SEP, True, {"start": day(21)}, [("09-05", "")]),
        (SEP, True, {"start": day(22)}, [("09-05", "09-20"), ("09-22", "")]),
        (SEP, True, {"start": day(6), "end": day(7)}, [("09-05", "09-20")]),
        (SEP, False, {"start": day(6), "end": day(7)}, [("09-05", "09-05"), ("09-08", "09-20")]),
        (SEP, False, {"start": day(1), "end": day(5)}, [("09-06", "09-20")]),
        (SEP, False, {"start": day(20)}, [("09-05", "09-19")]),
        (SEP, False, {"start": day(21)}, [("09-05", "09-20")]),
        (SEP, False, {"end": day(4)}, [("09-05", "09-20")]),
        (SEP, False, {"start": day(5), "end": day(20)}, []),
        (BAN, False, {"start": day(10), "end": day(12)}, [("", "09-09"), ("09-13", "")]),
        (OFF, False, {"start": day(10)}, []),
        (BAN, True, {"start": day(10)}, [("", "")]),
        (BAN, True, {"end": day(10)}, [("", "")]),
    ],
)  # fmt: skip
def test_days_of_a_rule(tiny_scenario, rule, active, dates, expected):
    """On its days a rule is switched; on all others it is as in the table; nothing changes before it is known."""
    scenario = ruled(tiny_scenario, rule, {**BAN, "rule_id": "other"})
    change = Change("c", "rule", {"rule": "ban_beef", "active": active}, **dates)
    network = build_instance(replace(scenario, changes=(change,))).network
    assert spans(network) == [*(("ban_beef", *span) for span in expected), ("other", "", "")]
    assert set(network["rules"]["rule_id"]) == {"ban_beef", "other"}


def test_a_quota_switched_on_is_for_the_days_of_the_change(tiny_scenario):
    """Its own dates do not count; the amount in tonnes is for the new ones."""
    change = Change("c", "rule", {"rule": "quota_wheat", "active": True}, start=day(1), end=day(30))
    for active in (True, False):
        scenario = replace(ruled(tiny_scenario, {**QUOTA, "active": active}), changes=(change,))
        assert spans(build_instance(scenario).network) == [("quota_wheat", "09-01", "09-30")]


def test_changes_of_one_rule_follow_each_other(tiny_scenario):
    """Each is put on what the one before it left; none of an unknown future is."""
    switched = [(True, day(1), day(30)), (False, day(10), day(12)), (True, day(12), day(12))]
    changes = tuple(
        Change(f"c{i}", "rule", {"rule": "ban_beef", "active": active}, start=start, end=end)
        for i, (active, start, end) in enumerate(switched)
    )
    scenario = replace(ruled(tiny_scenario, OFF), changes=changes)
    assert spans(build_instance(scenario).network) == [("ban_beef", "09-01", "09-09"), ("ban_beef", "09-12", "09-30")]
    times = replan_times(scenario)
    assert [pd.Timestamp(time, unit="m").day for time in times] == [1, 10, 12]
    assert spans(build_instance(scenario, times[0]).network) == [("ban_beef", "09-01", "09-30")]
    assert spans(build_instance(scenario, times[0] - 1).network) == []


@given(
    active=st.booleans(), switched=st.booleans(),
    own=st.tuples(st.integers(1, 28), st.integers(0, 9)), span=st.tuples(st.integers(1, 28), st.integers(0, 9)),
)  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_every_day_is_as_switched_or_as_in_the_table(active, switched, own, span):
    """Day by day: inside the change what it says, outside what the row says; no day twice."""
    days = pd.date_range("2025-01-01", periods=40)
    table = pd.DataFrame(
        {"rule_id": ["r"], "kind": ["ban"], "active": [active], "valid_from": [days[own[0]]],
         "valid_to": [days[own[0] + own[1]] if own[0] + own[1] < 40 else pd.NaT]}
    )  # fmt: skip
    first, last = days[span[0]], days[min(span[0] + span[1], 39)]
    change = Change("c", "rule", {"rule": "r", "active": switched}, start=first.date(), end=last.date())
    found = rules_on_days(table, pd.Series([True]), change)
    for now in days:
        inside = (found["valid_from"].fillna(days[0]) <= now) & (found["valid_to"].fillna(now) >= now)
        held = (found["active"] & inside).sum()
        before = active and days[own[0]] <= now and not table["valid_to"].iloc[0] < now
        assert held == (switched if first <= now <= last else before)


def test_what_cannot_be_asked(tiny_scenario):
    """A rule holds on whole days, and a quota is not switched off for some of its days."""
    scenario = ruled(tiny_scenario, OFF, QUOTA)
    with pytest.raises(ScenarioError, match="start: a moment found; a rule holds on whole days"):
        scenario.with_change("rule", rule="ban_beef", active=True, start=datetime(2025, 9, 2, 6, tzinfo=UTC))
    with pytest.raises(ScenarioError, match="'quota_wheat' is a quota; it can be switched off as a whole only"):
        scenario.with_change("rule", rule="quota_wheat", active=False, start=day(2))
    assert scenario.with_change("rule", rule="quota_wheat", active=False).changes
    split = ruled(tiny_scenario, BAN).with_change("rule", rule="ban_beef", active=False, start=day(2), end=day(3))
    assert len(build_instance(split).network["rules"]) == 2
    moment = datetime(2025, 9, 2, 6, tzinfo=UTC)
    assert scenario.with_change("rule", rule="ban_beef", active=True, known_from=moment).changes
