"""
One test per rule of the timetable, worked out by hand.

``kz_w`` leaves Dostyk on Thursdays and Sundays at 17:00 in Almaty (12:00 UTC): 600 km at 50 km/h to
Almaty are 12 h, two hours of dwell and one of border operation there, 4000 km to Moscow are 80 h.
"""

import numpy as np
import pytest
from making import window

from logistics.errors import DataError

RUN = "kz_w@2025-09-04T12:00"
EXPRESS = "exp_kz@2025-09-05T00:00"
FERRY = "ferry_w@2025-09-03T12:00"


def test_times_add_up_from_kilometres_speed_dwell_and_border_operation(board):
    """12 h ride, 2 + 1 h at Almaty, 80 h ride; the last call is left when it is reached."""
    assert board().calls(RUN) == {
        0: ("04T12:00", "04T12:00"),
        1: ("05T00:00", "05T03:00"),
        2: ("08T11:00", "08T11:00"),
    }


def test_border_operation_applies_where_the_train_only_passes(board):
    """The express does not stop at Almaty (600 + 4000 km at 50 km/h), but needs the border hour."""
    found = board()
    assert found.calls(EXPRESS)[1] == ("05T12:00", "05T13:00")
    assert list(found.legs(EXPRESS)) == [(0, 2)]
    assert found.passages(EXPRESS) == [("05T00:00", "05T12:00"), ("05T13:00", "08T21:00")]


def test_border_operation_needs_gauge_direction_class_and_day(board):
    """A row for another gauge, direction, class or day is not applied."""
    for values in (
        {"from_gauge": 1435},
        {"direction": "eastbound"},
        {"service_class": "express;grain"},
        {"valid_to": np.datetime64("2025-09-04")},
    ):
        calls = board(rows=[("operations", "almaty_pass", values)]).calls(RUN)
        assert calls[1] == ("05T00:00", "05T02:00"), values


def test_a_speed_class_stands_in_for_the_class_where_the_operator_has_it(board):
    """3000 km in China take 60 h at 50 km/h, 40 h at 75; no row of feeder trains: those of ordinary ones."""
    run = "cn_w@2025-09-04T00:00"
    assert board().calls(run)[1][0] == "06T12:00"
    assert board(rows=[("services", "cn_w", {"speed_class": "express"})]).calls(run)[1][0] == "05T16:00"
    assert board(rows=[("services", "cn_w", {"speed_class": "feeder"})]).calls(run)[1][0] == "06T12:00"


def test_ships_keep_their_own_time_zone_and_speed(board):
    """Aktau 17:00 is 12:00 UTC; 400 km at 20 km/h."""
    assert board().calls(FERRY) == {0: ("03T12:00", "03T12:00"), 1: ("04T08:00", "04T08:00")}


def test_border_operation_waits_for_opening_hours(board):
    """Arrival at Almaty 00:00 UTC is 05:00 local: the facility opens at 08:00 local, then one hour, dwell apart."""
    rows = [
        ("operations", "almaty_pass", {"facility_id": "almaty_gate"}),
        ("facilities", "almaty_gate", {"hours_local": "08:00-12:00"}),
    ]
    assert board(rows=rows).calls(RUN)[1] == ("05T00:00", "05T06:00")


def test_hours_are_added_on_links_and_border_operations(board):
    """Two hours on the link, half an hour at Almaty."""
    windows = [
        window("add_hours", "link:dostyk-almaty", value=2.0),
        window("add_hours", "terminal:almaty", value=0.5),
    ]
    assert board(*windows).calls(RUN)[1] == ("05T02:00", "05T05:30")


def test_speed_is_that_of_the_minute_the_link_is_entered(board):
    """Half speed doubles 12 h; a window that begins after the departure does nothing."""
    half = window("speed", "link:dostyk-almaty", value=0.5)
    late = window("speed", "link:dostyk-almaty", "2025-09-04T12:01", value=0.5)
    other = window("speed", "operator:KTZ", value=0.5, direction="eastbound")
    assert board(half).calls(RUN)[1][0] == "05T12:00"
    assert board(late, other).calls(RUN)[1][0] == "05T00:00"


def test_leg_over_a_closed_link_is_cancelled_when_known_at_departure(board):
    """The closure of the second link takes the second leg only; times stay as planned."""
    closed = window("close", "link:almaty-moscow", "2025-09-05", "2025-09-06")
    found = board(closed)
    assert list(found.legs(RUN)) == [(0, 1)]
    assert found.calls(RUN)[2] == ("08T11:00", "08T11:00")
    assert not found.legs(EXPRESS), "leaves in the minute in which the closure is known"


def test_train_under_way_is_held_before_the_link(board):
    """The express enters the second link on the 6th at 00:00 instead of the 5th at 13:00."""
    closed = window("close", "link:almaty-moscow", "2025-09-05", "2025-09-06", known="2025-09-05T00:01")
    found = board(closed)
    assert found.passages(EXPRESS)[1] == ("06T00:00", "09T08:00")
    assert found.calls(EXPRESS)[1] == ("05T12:00", "05T13:00")


def test_held_train_that_leaves_later_meets_the_next_closure(board):
    """Two windows in a row hold the express until the end of the second."""
    first = window("close", "link:almaty-moscow", "2025-09-05", "2025-09-06", known="2025-09-05T00:01")
    second = window("close", "link:almaty-moscow", "2025-09-06", "2025-09-07", known="2025-09-06")
    assert board(first, second).passages(EXPRESS)[1][0] == "07T00:00"


def test_passage_that_ends_when_the_closure_begins_is_not_touched(board):
    """Windows and passages are half open."""
    touching = window("close", "link:dostyk-almaty", "2025-09-05T00:00", "2025-09-05T01:00", known="2025-09-01")
    assert (0, 1) in board(touching).legs(RUN)
    overlapping = window("close", "link:dostyk-almaty", "2025-09-04T23:59", "2025-09-05T01:00", known="2025-09-01")
    assert (0, 1) not in board(overlapping).legs(RUN)


def test_closed_terminal_closes_the_links_at_it(board):
    """Dostyk closed: no leg of kz_w to or from it, the rest of the run goes."""
    found = board(window("close", "terminal:dostyk", "2025-09-04", "2025-09-05"))
    assert list(found.legs(RUN)) == [(1, 2)]


def test_closure_of_one_direction_leaves_the_other(board):
    """Direction of a window is that of the service."""
    found = board(window("close", "link:dostyk-almaty", "2025-09-04", "2025-09-05", direction="eastbound"))
    assert (0, 1) in found.legs(RUN)


def test_closed_service_has_no_runs_in_the_window(board):
    """Runs that left before it was known stay."""
    found = board(window("close", "service:kz_w", "2025-09-03", "2025-09-09", known="2025-09-05"))
    assert RUN in found.timetable.run_id
    assert "kz_w@2025-09-07T12:00" not in found.timetable.run_id


def test_link_that_is_not_open_or_valid_carries_no_train(board):
    """Suspended and expired links cancel their legs."""
    for values in ({"status": "suspended"}, {"valid_to": np.datetime64("2025-09-04")}):
        found = board(rows=[("links", "almaty-moscow", values)])
        assert list(found.legs(RUN)) == [(0, 1)]


def test_cost_is_kilometres_times_the_most_specific_tariff(board):
    """0.5 USD/FEU-km on KTZ, 0.6 for express; reefers pay 0.1 more."""
    found = board()
    table = found.timetable
    leg = found.legs(RUN)[0, 1]
    assert (table.leg_km[leg], table.leg_cost[leg], table.leg_reefer_cost[leg]) == (600, 300, 60)
    express = found.legs(EXPRESS)[0, 2]
    assert table.leg_cost[express] == pytest.approx(4600 * 0.6)


def test_price_windows_multiply_the_passages_that_start_inside(board):
    """Only the second link is entered after the rise."""
    risen = window("price", "operator:KTZ", "2025-09-05T13:00", value=2.0)
    found = board(risen)
    leg = found.legs(EXPRESS)[0, 2]
    assert found.timetable.leg_cost[leg] == pytest.approx(600 * 0.6 + 4000 * 0.6 * 2)


def test_missing_tariff_and_speed_say_which_row_to_add(board, tiny_network):
    """Errors name table, operator and class."""
    from making import minute

    from logistics.timetable import build_timetable

    for table, column in (("tariffs", "per_km"), ("speeds", "speed")):
        frame = tiny_network[table]
        broken = tiny_network.with_tables(**{table: frame[frame["operator"] != "ASCO"]})
        with pytest.raises(DataError, match="ASCO") as error:
            build_timetable(broken, minute("2025-09-01"), minute("2025-09-08"))
        assert column in str(error.value)


def test_emissions_follow_country_and_traction(board):
    """China electric 10 g, elsewhere 20 g, ferry 30 g per gross tonne-km."""
    found = board()
    table = found.timetable
    assert table.leg_co2e[found.legs(RUN)[0, 1]] == pytest.approx(600 * 20 / 1000)
    assert table.leg_co2e[found.legs("cn_w@2025-09-01T00:00")[0, 1]] == pytest.approx(3000 * 10 / 1000)
    assert table.leg_co2e[found.legs(FERRY)[0, 1]] == pytest.approx(400 * 30 / 1000)


def test_missing_emission_factor_is_an_error(tiny_network):
    """A link in use without a factor is named."""
    from making import minute

    from logistics.timetable import build_timetable

    frame = tiny_network["emission_factors"]
    broken = tiny_network.with_tables(emission_factors=frame[frame["scope"] != "ferry"])
    with pytest.raises(DataError, match="aktau-baku-ferry"):
        build_timetable(broken, minute("2025-09-01"), minute("2025-09-08"))


def test_runs_that_ended_are_left_out_when_planning_again(board):
    """Two days are kept, because their arrivals may still reserve slots."""
    found = board(not_before="2025-09-10T11:00")
    assert RUN in found.timetable.run_id
    assert RUN not in board(not_before="2025-09-10T11:01").timetable.run_id


def test_first_departures_lie_in_the_horizon(board):
    """The start counts, the end does not."""
    found = board(start="2025-09-04T12:00", end="2025-09-07T12:00").timetable.run_id
    assert [name for name in found if name.startswith("kz_w")] == [RUN]
