"""Model days of observations on the tiny network, by head."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pandas as pd
import pytest
from routing.making import legs

from logistics.calibration.ends import EndHours
from logistics.calibration.ferries import met_by_ferries
from logistics.calibration.observations import DOOR, OFFER, Observation
from logistics.calibration.predict import Predictor
from logistics.calibration.through import handed_on
from logistics.calibration.year import releases

ROW = Observation("a", "xian", "moscow", "ordinary", days_typical=9.0, year=2025, kind="train schedule")
END_H = 18.0


@pytest.fixture(scope="module")
def predictor(tiny_network):
    """Return a predictor on the tiny network; its year is built once."""
    return Predictor(tiny_network)


def test_a_schedule_is_the_hours_of_the_trains(predictor):
    """
    Xian-Dostyk 3000 km / 50 = 60 h, gauge change 12 h, then the wait for the train of Thursday or Sunday 17:00.

    Trains leave Xian Monday and Thursday 08:00 (00:00 UTC), are ready at Dostyk 72 h later, Thursday and Sunday
    00:00 UTC, and wait 12 h at most (through_wait_h); 600 km and 4000 km take 12 + 80 h,
    at Almaty they stand 2 h and 1 h of border work.
    """
    found = predictor.itineraries(ROW)
    hours = {round(sum(leg.hours for leg in way), 2) for way in found.ways}
    assert hours == {60.0 + 12.0 + 12.0 + 92.0 + 3.0}
    assert predictor.predict(ROW).p50_d == pytest.approx(179.0 / 24, rel=0.02)


def test_door_to_door_adds_the_stated_days(predictor):
    """Four days of pick-up and delivery on all quantiles."""
    row = replace(ROW, month=9)
    ends, door = predictor.predict(replace(row, kind=OFFER)), predictor.predict(replace(row, kind=DOOR))
    assert door.p50_d - ends.p50_d == pytest.approx(4.0)
    assert door.p90_d - ends.p90_d == pytest.approx(4.0)


def test_a_figure_from_terminal_to_terminal_holds_the_hours_at_both_terminals(predictor):
    """Cut-off, loading at Xian and unloading at Moscow, 6 h each; a figure of a train holds none of them."""
    row = replace(ROW, kind="average observed", month=9)
    train, ends = predictor.predict(row), predictor.predict(replace(row, kind=OFFER))
    assert 24 * (ends.p50_d - train.p50_d) == pytest.approx(END_H)
    assert 24 * (ends.p10_d - train.p10_d) == pytest.approx(END_H)


def test_the_shortest_loading_and_unloading_of_a_terminal_count(tiny_network):
    """A slower row beside them, with inspection for instance, is not what a figure for any goods contains."""
    table = tiny_network["operations"]
    slow = table[table["operation_id"].isin(["xian_load", "moscow_unload"])]
    slow = slow.assign(operation_id=slow["operation_id"] + "_slow", handling_h=30.0)
    for order in ([table, slow], [slow, table]):
        hours = EndHours(tiny_network.with_tables(operations=pd.concat(order, ignore_index=True)))
        assert hours.of("xian", "moscow") == END_H
    assert EndHours(tiny_network).of("nowhere", "moscow") == END_H - 6.0


def test_an_offer_of_no_month_tells_a_share_of_the_time(tiny_network, predictor):
    """Nine tenths of days and terminals together (offer_time_share); one of a month, or another figure, all."""
    table = tiny_network["parameters"]
    values = table["value"].where(table["parameter_id"] != "offer_time_share", 0.9)
    short = Predictor(tiny_network.with_tables(parameters=table.assign(value=values)))
    offer = replace(ROW, kind=OFFER)
    for row, told in ((offer, 0.9), (replace(offer, month=9), 1.0), (ROW, 1.0), (replace(ROW, kind=DOOR), 1.0)):
        whole, found = predictor.predict(row), short.predict(row)
        assert (found.p10_d, found.p50_d) == pytest.approx((told * whole.p10_d, told * whole.p50_d))


def test_year_and_month_select_the_episode(predictor):
    """The jam of summer 2024 is in a row of July 2024, to a quarter in one of 2024, and in no plan."""
    row = replace(ROW, kind="average observed")
    usual = predictor.predict(replace(row, year=2023, month=7)).p50_d
    july = predictor.predict(replace(row, year=2024, month=7)).p50_d
    year = predictor.predict(replace(row, year=2024)).p50_d
    assert july - usual == pytest.approx(100 / 24, abs=0.6)
    assert year - usual == pytest.approx(25 / 24, abs=0.3)
    assert predictor.predict(replace(ROW, year=2024, month=7)).p50_d < usual + 0.1


def test_an_offer_of_no_month_contains_a_part_of_the_episodes_of_its_year(predictor):
    """A quarter (offer_delay_share) of what an observed figure of 2024 contains; all of it when a month is said."""
    offer = replace(ROW, kind="terminal-to-terminal", year=2024)
    usual = predictor.predict(replace(offer, year=2023)).p50_d
    observed = predictor.predict(replace(offer, kind="average observed")).p50_d
    usual -= END_H / 24
    assert predictor.predict(offer).p50_d - END_H / 24 - usual == pytest.approx((observed - usual) / 4, abs=0.1)
    july = replace(offer, month=7)
    whole = predictor.predict(replace(july, kind="average observed"))
    assert predictor.predict(july).p50_d - END_H / 24 == pytest.approx(whole.p50_d)


def test_what_a_row_leaves_open_is_told(predictor):
    """A blank class is answered by ordinary trains; a place to touch that is an end restricts nothing."""
    plain = predictor.predict(ROW)
    blank = predictor.predict(replace(ROW, service_class="", via="xian;dostyk"))
    assert blank.p50_d == plain.p50_d
    assert blank.notes == ("no class: by ordinary trains", "via xian: an end of the way, so it restricts nothing")
    assert plain.notes == ()


def test_express_rows_take_express_trains_and_say_when_there_are_none(predictor):
    """Xian-Moscow has an express; Moscow-Xian has none and is answered with the ordinary one, faster."""
    express = predictor.predict(replace(ROW, service_class="express"))
    assert express.notes == ()
    assert express.p50_d < predictor.predict(ROW).p50_d
    back = replace(ROW, origin="moscow", destination="xian", service_class="express")
    assert "no express serves the pair" in predictor.predict(back).notes[0]
    assert predictor.predict(back).p50_d <= predictor.predict(replace(back, service_class="ordinary")).p50_d


def test_places_that_trains_only_pass_are_ends_too(predictor):
    """The express passes Almaty after 600 km: 12 h after Dostyk."""
    row = replace(ROW, origin="dostyk", destination="almaty", service_class="express")
    assert predictor.predict(row).p50_d == pytest.approx(0.5, rel=0.02)
    from_there = replace(ROW, origin="almaty", service_class="express")
    assert predictor.predict(from_there).p50_d == pytest.approx(80 / 24, rel=0.02)


def test_where_trains_stop_a_box_does_not_join_one_that_passes(tiny_network):
    """With an express stop at Almaty once a week, no box joins the others there that only pass."""
    stops, services = tiny_network["stops"], tiny_network["services"]
    west = services[(services["service_class"] == "express") & (services["track_gauge_mm"] == 1520)]
    name = west["service_id"].iloc[0]
    own = stops[stops["service_id"] == name]
    weekly = west.assign(service_id="weekly", days="Wed", paired_service_id="")
    calls = own.assign(service_id="weekly", activity="stop")
    both = tiny_network.with_tables(
        services=pd.concat([services, weekly], ignore_index=True), stops=pd.concat([stops, calls], ignore_index=True)
    )
    row = replace(ROW, origin="almaty", service_class="express")
    end = replace(ROW, origin="dostyk", destination="almaty", service_class="express")
    for question in (row, end):
        ways = Predictor(both).itineraries(question).ways
        assert {leg.service_id for way in ways for leg in way if leg.service_id} == {"weekly"}
        before = Predictor(tiny_network).itineraries(question).ways
        assert {leg.service_id for way in before for leg in way if leg.service_id} == {name}


@pytest.mark.parametrize(("kmh", "taken"), [(41.0, "weekly"), (39.0, "passing")])
def test_trains_that_stop_but_take_a_quarter_longer_are_not_what_a_figure_means(tiny_network, kmh, taken):
    """80 h at 50 km/h by trains that pass Almaty; 97.6 h at 41 by one that stops there, 102.6 h at 39."""
    stops, services, speeds = (tiny_network[name] for name in ("stops", "services", "speeds"))
    west = services[(services["service_class"] == "express") & (services["track_gauge_mm"] == 1520)]
    name = west["service_id"].iloc[0]
    weekly = west.assign(service_id="weekly", paired_service_id="", speed_class="trade")
    calls = stops[stops["service_id"] == name].assign(service_id="weekly", activity="stop")
    slow = speeds[(speeds["operator"] == "KTZ") & (speeds["service_class"] == "ordinary")]
    network = tiny_network.with_tables(
        services=pd.concat([services, weekly], ignore_index=True),
        stops=pd.concat([stops, calls], ignore_index=True),
        speeds=pd.concat([speeds, slow.assign(service_class="trade", speed_kmh=kmh)], ignore_index=True),
    )
    ways = Predictor(network).itineraries(replace(ROW, origin="almaty", service_class="express")).ways
    used = {leg.service_id for way in ways for leg in way if leg.service_id}
    assert used == {name if taken == "passing" else "weekly"}


def test_of_each_end_is_asked_whether_trains_stop_there(tiny_network):
    """No express stops in Almaty: those that pass serve it, whatever is wanted at the other end."""
    search = Predictor(tiny_network)._search
    ways = [search.best("dostyk", "almaty", "express", (), release, stops=True) for release in releases(None)]
    assert all(way is not None and way.last is not None for way in ways)


def test_a_timetable_lets_trains_and_ferries_meet():
    """No queue and no wait at the port on either side of the ferry; work, other changes and ships of the sea stay."""
    port = (("operate", "p", "", "transfer", 34.0), ("wait", "p", "", "yard", 12.0))
    way = legs(
        ("ride", "a", "s1", "", 10.0), *port, ("ferry", "b", "f", "", 20.0), *port, ("ride", "c", "s2", "", 10.0),
        *port, ("sea", "d", "v", "", 50.0), *port, ("ride", "e", "s3", "", 10.0),
    )  # fmt: skip
    way = tuple(replace(leg, operation_id="port") if leg.kind == "operate" else leg for leg in way)
    found = met_by_ferries(way, {"port": 10.0})
    assert [leg.hours for leg in found] == [10, 10, 0, 20, 10, 0, 10, 34, 12, 50, 34, 12, 10]
    assert [leg.hours for leg in met_by_ferries(way, {"port": 40.0})][:3] == [10, 34, 0]
    assert found[-1].end_utc - found[0].start_utc == timedelta(hours=212)


def test_a_timetable_by_the_caspian_has_no_wait_for_the_ship(predictor):
    """At Aktau a timetable holds the 4 h of work, what is observed the queue of 8 h and the wait to sail as well."""
    row = replace(ROW, destination="baku", via="aktau", year=2023)
    plan, seen = (predictor.itineraries(replace(row, kind=kind)).ways for kind in (ROW.kind, "average observed"))
    waits = [
        sum(leg.hours for leg in way if leg.to_terminal == "aktau" and leg.kind in {"operate", "wait"})
        for way in (plan[0], seen[0])
    ]
    assert waits[0] == pytest.approx(4.0)
    assert waits[1] >= 4.0 + 8.0


def test_a_port_on_the_way_is_crossed_by_ship(predictor):
    """By Aktau to Moscow there is no ship: said, and answered without it; to Baku there is."""
    assert "no way by aktau: answered without it" in predictor.predict(replace(ROW, via="aktau")).notes
    assert predictor.predict(replace(ROW, destination="baku", via="aktau")).notes == ()


def test_a_way_touches_all_places_that_are_asked(predictor):
    """Dostyk and Almaty are on the way whatever their order, and so are the ends; with Aktau there is none, said."""
    whole = predictor.predict(replace(ROW, via="almaty;dostyk"))
    assert (whole.notes, whole.p50_d) == ((), pytest.approx(predictor.predict(ROW).p50_d))
    ends = predictor.predict(replace(ROW, via="xian;almaty;moscow")).notes
    assert [note.split(":")[0] for note in ends] == ["via xian", "via moscow"]
    one = predictor.predict(replace(ROW, via="aktau;dostyk"))
    assert [note.split(": ")[1] for note in one.notes] == ["answered without aktau"]
    assert one.p50_d == pytest.approx(predictor.predict(ROW).p50_d)


def on_a_line(tables, train: str, named: str, places: str, km: float):
    """Add to tables a train with the first stop of another, which stops at both ends of a line and passes the rest."""
    first, *inside, _ = line = places.split()
    link = tables["links"][tables["links"]["link_id"].str.startswith(first)].iloc[:1]
    links = [
        link.assign(link_id=f"{a}-{b}-{named}", from_terminal=a, to_terminal=b, length_km=km) for a, b in pairwise(line)
    ]
    home = tables["terminals"][tables["terminals"]["terminal_id"] == first]
    known = set(tables["terminals"]["terminal_id"])
    call = tables["stops"][tables["stops"]["service_id"] == train].iloc[:1].assign(service_id=named)
    calls = [
        call.assign(seq=seq, terminal_id=place, activity="pass" if place in inside else "stop",
                    link_id="" if place == first else f"{line[seq - 1]}-{place}-{named}")
        for seq, place in enumerate(line)
    ]  # fmt: skip
    added = {
        "terminals": [home.assign(terminal_id=place) for place in line if place not in known],
        "links": links,
        "services": [tables["services"][tables["services"]["service_id"] == train].assign(service_id=named)],
        "stops": calls,
    }
    return tables | {name: pd.concat([tables[name], *rows], ignore_index=True) for name, rows in added.items()}


@pytest.fixture(scope="module")
def long_lines(tiny_network):
    """Return a predictor where trains run Xian - Urumqi - Dostyk - Almaty - Beyneu - Aktau and stop at Dostyk alone."""
    tables = {name: tiny_network[name] for name in ("terminals", "links", "services", "stops")}
    tables = on_a_line(tables, "exp_cn", "long_cn", "xian urumqi dostyk", 1000.0)
    tables = on_a_line(tables, "exp_kz", "long_kz", "dostyk almaty beyneu aktau", 1000.0)
    speeds = tiny_network["speeds"]
    feeder = speeds[speeds["service_class"] == "ordinary"].assign(service_class="feeder")
    return Predictor(tiny_network.with_tables(**tables, speeds=pd.concat([speeds, feeder], ignore_index=True)))


@pytest.fixture(scope="module")
def long_line(long_lines):
    """Return its search."""
    return long_lines._search


def test_places_may_be_written_in_any_order(long_lines):
    """Almaty lies beyond Urumqi: a way by both is found whichever is written first."""
    row = replace(ROW, destination="aktau", service_class="express")
    for via in ("urumqi;almaty", "almaty;urumqi", "beyneu;almaty;dostyk;urumqi"):
        found = long_lines.itineraries(replace(row, via=via))
        assert found.notes == ()
        passed = {leg.to_terminal for leg in found.ways[0]}
        assert passed >= {"urumqi", "dostyk", "almaty", "beyneu"}


def test_places_are_touched_on_the_part_of_a_train_that_a_box_takes(long_line):
    """Joined at Almaty the train touches Beyneu but not Dostyk; left at Beyneu it touched Almaty but not Aktau."""

    def found(origin: str, destination: str, *vias: str) -> bool:
        return long_line.best(origin, destination, "express", vias, releases(9)[0]) is not None

    assert found("almaty", "aktau", "beyneu")
    assert not found("almaty", "aktau", "dostyk")
    assert not found("almaty", "aktau", "beyneu", "xian")
    assert found("dostyk", "beyneu", "almaty")
    assert found("xian", "beyneu", "dostyk", "almaty")
    assert not found("xian", "beyneu", "dostyk", "almaty", "moscow")
    assert not found("almaty", "beyneu", "moscow")
    assert found("almaty", "beyneu", "almaty", "beyneu"), "ends are no places to touch"


def test_a_train_left_on_the_way_is_the_same_with_the_places_that_it_passes(long_line):
    """Almaty - Aktau by Beyneu, Dostyk - Beyneu by Almaty and Dostyk - Aktau by both are the ways without."""
    for ends, vias in (
        (("almaty", "aktau"), ("beyneu",)),
        (("dostyk", "beyneu"), ("almaty",)),
        (("dostyk", "aktau"), ("almaty", "beyneu")),
    ):
        whole, asked = (long_line.best(*ends, "express", places, releases(9)[0]) for places in ((), vias))
        assert whole is not None
        assert asked == whole


def test_the_same_question_has_the_same_answer(tiny_network, predictor):
    """Nothing is drawn at random."""
    assert Predictor(tiny_network).predict(ROW) == predictor.predict(ROW)


def test_the_wait_for_each_onward_train_is_capped_on_its_own():
    """Three waits before one train count together; the next train has its own allowance."""
    way = legs(
        ("ride", "a", "s1", "", 10.0), ("wait", "a", "", "yard", 5.0), ("wait", "a", "", "yard", 20.0),
        ("ride", "b", "s2", "", 10.0), ("wait", "b", "", "yard", 7.0), ("wait", "b", "", "aboard", 30.0),
    )  # fmt: skip
    assert [leg.hours for leg in handed_on(way, 12.0, 3.0)] == [10.0, 5.0, 7.0, 10.0, 7.0, 30.0]


def test_a_change_between_trains_of_one_gauge_is_a_stop_of_the_train_that_runs_through():
    """
    A transfer of 9 h and 15 h in the yard are 3 h, in proportion; a stop that is shorter stays as it is.

    At a break of gauge, from a train to a ship and at the ends of the way the work is done as written.
    """
    change = (("operate", "a", "", "transfer", 9.0), ("wait", "a", "", "yard", 15.0))
    way = legs(("ride", "a", "s1", "", 10.0), *change, ("ride", "b", "s2", "", 10.0))
    assert [leg.hours for leg in handed_on(way, 12.0, 3.0)] == pytest.approx([10.0, 1.125, 1.875, 10.0], abs=1e-3)
    assert [leg.hours for leg in handed_on(way, 12.0, 30.0)] == [10.0, 9.0, 15.0, 10.0]
    ship = legs(("ride", "a", "s1", "", 10.0), *change, ("ferry", "b", "s2", "", 10.0))
    assert [leg.hours for leg in handed_on(ship, 12.0, 3.0)] == [10.0, 9.0, 12.0, 10.0]
    gauge = ("operate", "a", "", "gauge_change", 9.0)
    other = legs(("ride", "a", "s1", "", 10.0), gauge, change[1], ("ride", "b", "s2", "", 10.0))
    assert [leg.hours for leg in handed_on(other, 12.0, 3.0)] == [10.0, 9.0, 12.0, 10.0]
    ends = legs(change[0], ("ride", "a", "s1", "", 10.0), change[0])
    assert [leg.hours for leg in handed_on(ends, 12.0, 3.0)] == [9.0, 10.0, 9.0]
