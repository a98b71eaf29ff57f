"""Backlog by day and days to recover, counted by hand at the midnights of the plan by hand."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from logistics.indicators import daily_backlog, recovery_days

DAYS = ["2025-09-01", "2025-09-02", "2025-09-03", "2025-09-04", "2025-09-05", "2025-09-06", "2025-09-07", "2025-09-08"]


def test_waiting_and_under_way_at_each_midnight(hand_plan):
    """An interval counts at the end of a day when it covers that midnight; at its own end it is over.

    Waiting. A/1 (2 FEU): yard to 2 Sep 00:00 (over); yard 3 Sep 22:00 - 4 Sep 12:00 (end of 3); train stands 5 Sep
    00:00 - 03:00 (end of 4). A/2 (1): yard 1 Sep 06:00 - 4 Sep 00:00 (1, 2); 7 Sep 00:00 - 12:00 (6); stands 8 Sep
    00:00 - 03:00 (7). B (2): 2 Sep 06:00 - 4 Sep 11:00 (2, 3); 5 Sep 11:00 - 8 Sep 12:00 (5, 6, 7).
    Under way from the first departure to the end of unloading: A/1 2 Sep 00:00 - 8 Sep 17:00 (1 to 7),
    A/2 4 Sep 00:00 - 11 Sep 17:00 (3 to 10), B 4 Sep 11:00 - 11 Sep 06:00 (4 to 10).
    """
    backlog = daily_backlog(hand_plan)
    assert backlog.loc[DAYS, "waiting_feu"].to_list() == [1, 1 + 2, 2 + 2, 2, 2, 1 + 2, 1 + 2, 0]
    assert backlog.loc[DAYS, "under_way_feu"].to_list() == [2, 2, 2 + 1, 5, 5, 5, 5, 1 + 2]
    assert backlog.loc["2025-09-10", "under_way_feu"] == 3
    assert backlog.loc["2025-09-11", "under_way_feu"] == 0
    # one week before, four after the two weeks
    assert (backlog.index[0], backlog.index[-1], len(backlog)) == ("2025-08-25", "2025-10-12", 7 * 7)


def test_boxes_under_way_when_the_horizon_ends_stay_in_the_last_day(hand_plan):
    """Intervals are cut at the ends of the solved days."""
    shift = pd.Timedelta(days=36)  # A/1 from 8 Oct 00:00, A/2 from 10 Oct 00:00, B from 10 Oct 11:00; the end is 13 Oct
    legs = hand_plan.legs.assign(
        start_utc=hand_plan.legs["start_utc"] + shift, end_utc=hand_plan.legs["end_utc"] + shift
    )
    backlog = daily_backlog(replace(hand_plan, legs=legs))
    assert backlog["under_way_feu"].iloc[-7:].to_list() == [0, 2, 2, 3, 5, 5, 5]


def test_a_plan_that_carries_nothing_has_no_backlog(hand_plan):
    """All zeros, every day there."""
    empty = replace(hand_plan, paths=hand_plan.paths.head(0), legs=hand_plan.legs.head(0))
    backlog = daily_backlog(empty)
    assert len(backlog) == 49
    assert not backlog.to_numpy().any()


def test_a_backlog_needs_a_scenario(hand_plan):
    """Without a horizon there are no days."""
    with pytest.raises(ValueError, match="needs a plan with its scenario"):
        daily_backlog(replace(hand_plan, scenario=None))


@pytest.mark.parametrize(
    ("extra", "end", "days"),
    [
        ([0, 0, 0, 0, 0, 0, 0, 0], 1, 0.0),  # no extra backlog
        ([0, 100, 100, 60, 30, 10, 0, 0], 2, 2.0),  # from day 4 on 10 on average, a tenth of the peak: two after day 2
        ([0, 100, 5, 5, 5, 5, 5, 5], 2, 0.0),  # nothing left at the end of the event
        ([0, 100, 5, 60, 5, 0, 0, 0], 1, 3.0),  # it must stay down for the week: day 4, three after day 1
        ([0, 100, 90, 80, 70, 60, 50, 40], 1, None),  # not inside the horizon
        ([0, -50, -50, 0, 0, 0, 0, 0], 1, 0.0),  # less than without the event
        ([0, 1e-12, 0, 1e-12, 1e-12, 1e-12, 1e-12, 1e-12], 1, 0.0),  # rounding is no backlog
    ],
)
def test_days_to_recover(extra, end, days):
    """Recovered when on the average of a week a tenth of the peak is left."""
    base = pd.Series(7.0, DAYS)
    assert recovery_days(base, base + pd.Series(extra, DAYS), DAYS[end]) == days


def test_backlogs_of_less_than_a_train_are_none():
    """Indifferent boxes differ between plans of equal worth: 40 FEU late in the horizon are no aftermath."""
    base = pd.Series(0.0, DAYS)
    other = pd.Series([0, 60, 0, 0, 0, 0, 40, 40], DAYS)
    assert recovery_days(base, other, DAYS[1], least=50.0) == 0
    assert recovery_days(base, other, DAYS[1]) is None


@pytest.mark.parametrize(
    ("extra", "over"),
    [
        ([300, 0, 0, 0, 0, 0, 0, 0, 0, 0, 200, 500, 600, 300, 0, 0, 0, 0, 0, 0, 0, 0], 13),  # 300 / 7 are still left
        ([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 200, 500, 600, 600, 600, 600, 600, 600, 600, 500, 400, 300], None),
        ([300, 50, 0, 0, 0, 0, 0, 0, 0, 0, 30, 30, 30, 0, 0, 0, 0, 0, 0, 0, 0, 0], 1),  # the peak came first
    ],
)
def test_a_backlog_is_over_after_its_peak(extra, over):
    """A quiet week before the peak is no recovery: trains held by a closure reach the next crossing together."""
    days = [f"2025-09-{day:02d}" for day in range(1, 23)]
    base = pd.Series(10.0, days)
    assert recovery_days(base, base + pd.Series(extra, days), days[1]) == (None if over is None else over - 1)


def test_a_peak_out_of_the_days_of_an_event_is_not_its_own():
    """What differs long after an event does not put off its end."""
    days = [f"2025-09-{day:02d}" for day in range(1, 23)]
    base, extra = pd.Series(0.0, days), pd.Series(0.0, days)
    extra.iloc[[1, 2, 18, 19, 20]] = [100.0, 50.0, 900.0, 900.0, 900.0]
    assert recovery_days(base, extra, days[1], within=(days[0], days[11])) == 1
    assert recovery_days(base, extra, days[1]) == 20
