"""Local clock times, operating days and opening hours."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from logistics.errors import DataError
from logistics.timetable.opening import next_open, parse_hours
from logistics.timetable.operating_days import departures
from logistics.timetable.windows import WindowIndex
from logistics.timetable.zones import clock_min, utc_minutes

ZONES = ("Asia/Almaty", "Asia/Shanghai", "Europe/Warsaw", "Europe/Berlin", "Asia/Tehran", "America/New_York")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def minutes(*when):
    """Return minutes of a UTC time."""
    return int((datetime(*when, tzinfo=UTC) - EPOCH).total_seconds() // 60)


@given(st.sampled_from(ZONES), st.lists(st.integers(0, 60 * 365 * 1440), min_size=1, max_size=5))
def test_utc_minutes_equal_those_of_zoneinfo(zone, local):
    """The vectorised conversion is that of the standard library, changes of the clocks included."""
    expected = [
        int(((EPOCH + timedelta(minutes=m)).replace(tzinfo=ZoneInfo(zone)) - EPOCH).total_seconds() // 60)
        for m in local
    ]
    assert utc_minutes(zone, np.array(local)).tolist() == expected


def test_departures_keep_local_time_when_clocks_change():
    """Warsaw goes back an hour on 26 October 2025: 08:00 is 06:00 UTC before, 07:00 after."""
    found = departures("Sat;Sun", "08:00", "Europe/Warsaw", (0, 10**6), (minutes(2025, 10, 25), minutes(2025, 10, 27)))
    assert found.tolist() == [minutes(2025, 10, 25, 6), minutes(2025, 10, 26, 7)]


def test_operating_days_are_local_days():
    """Monday 03:00 in Almaty is Sunday 22:00 UTC."""
    found = departures("Mon", "03:00", "Asia/Almaty", (0, 10**6), (minutes(2025, 9, 1), minutes(2025, 9, 9)))
    assert found.tolist() == [minutes(2025, 9, 7, 22)]


def test_services_run_only_while_valid():
    """Both ends of validity are included."""
    day = minutes(2025, 9, 1) // 1440
    found = departures(
        "Mon;Tue;Wed;Thu",
        "12:00;00:30",
        "UTC",
        (day + 1, day + 2),
        (minutes(2025, 8, 1), minutes(2025, 10, 1)),
    )
    assert found.tolist() == [
        minutes(2025, 9, 2, 0, 30),
        minutes(2025, 9, 2, 12),
        minutes(2025, 9, 3, 0, 30),
        minutes(2025, 9, 3, 12),
    ]


@given(
    st.sampled_from(ZONES),
    st.sampled_from(["00:00-05:00", "22:30-04:15", "08:00-12:00;13:00-17:30", "00:00-24:00"]),
    st.integers(minutes(2025, 3, 20), minutes(2025, 11, 10)),
)
def test_next_open_is_open_and_nothing_before_it_is(zone, hours, start):
    """The first open minute at or after the given one, across changes of the clocks."""

    def is_open(minute):
        local = (EPOCH + timedelta(minutes=minute)).astimezone(ZoneInfo(zone))
        clock = local.hour * 60 + local.minute
        return any(a <= clock < b or a <= clock + 1440 < b for a, b in parse_hours(hours))

    found = int(next_open(np.array([start]), hours, zone)[0])
    assert found >= start
    assert is_open(found)
    assert not any(is_open(minute) for minute in range(start, found, 7))


@pytest.mark.parametrize("text", ["8", "25:00", "12:60", "ab:cd"])
def test_wrong_clock_times_are_refused(text):
    """The message shows the value."""
    with pytest.raises(DataError, match=text):
        clock_min(text)


def test_wrong_calendars_are_refused():
    """Weekdays, zones and hours."""
    with pytest.raises(DataError, match="Monday"):
        departures("Monday", "08:00", "UTC", (0, 99), (0, 99))
    with pytest.raises(DataError, match="Asia/Nowhere"):
        utc_minutes("Asia/Nowhere", np.array([0]))
    with pytest.raises(DataError, match="always"):
        parse_hours("always")


def test_windows_that_would_do_nothing_are_refused():
    """A window on a target that its kind does not act on is an error, not ignored."""
    from making import window
    from pandas import DataFrame

    with pytest.raises(DataError, match=r"speed.*facility"):
        WindowIndex(DataFrame([window("speed", "facility:x", value=1.0)]))
