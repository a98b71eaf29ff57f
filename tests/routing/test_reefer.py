"""Running reefers on paths: energy as on the arcs, tanks, hold-over, power cuts."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from logistics.cargo import Box, commodity_quality, holdover_h, travel
from logistics.errors import DataError
from logistics.routing import Query, Router, season
from logistics.routing.holdover import holdover_on_legs, in_a_spell, shortest_holdover
from logistics.routing.outage import _first, _passed
from logistics.routing.reefer import arc_use
from logistics.routing.tank import dry_stretch, fuel_told, handling_stops
from logistics.routing.weights import KG
from logistics.timespace import ArcKind
from logistics.units import to_min

BEEF = Query("almaty", "xian", "beef", datetime(2025, 9, 2, tzinfo=UTC))
QUIET = settings(
    max_examples=12, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def with_unit(tiny_scenario, **cells):
    """Return a router on tables in which the diesel reefer is another."""
    units = tiny_scenario.network["loading_units"].copy()
    for name, value in cells.items():
        units.loc[units["unit_id"] == "diesel40", name] = value
    network = tiny_scenario.network.with_tables(loading_units=units)
    return Router.from_scenario(replace(tiny_scenario, network=network), start=date(2025, 9, 1), end=date(2025, 9, 14))


@pytest.mark.parametrize("unit", ["reefer40", "diesel40"])
def test_legs_take_what_their_arcs_take(tiny_router, unit):
    """The criterion counts from the first yard event on: the gate is the rest. Parts add up to the path."""
    asked = tiny_router.look_up(replace(BEEF, unit=unit))
    found = tiny_router.search(asked)
    paths = tiny_router.find_paths(replace(BEEF, unit=unit)).paths
    assert len(paths) == len(found) > 0
    box = asked.box
    assert box.feu == 1
    for number, path in enumerate(paths):
        arcs = found.arc[found.ptr[number] : found.ptr[number + 1]]
        assert sum(leg.co2e_kg for leg in path.legs) == pytest.approx(path.co2e_kg)
        assert 0 < path.reefer_co2e_kg < path.co2e_kg
        gate = path.reefer_co2e_kg - arc_use(tiny_router.graph, box.runs)[0][arcs].sum()
        traction = box.gross_t * float(tiny_router.graph.co2e[arcs].sum())
        assert path.co2e_kg - path.reefer_co2e_kg == pytest.approx(traction, rel=1e-6)
        assert found.co2e[number] / KG == pytest.approx(path.co2e_kg - gate, rel=1e-6)
        hours = (tiny_router.graph.node_min[found.entries.node[found.entry[number]]] - found.entries.start[0]) / 60
        assert 0 <= gate <= 5 * hours
        assert (path.energy_kwh > 0, path.fuel_l > 0) == (unit == "reefer40", unit == "diesel40")


def test_boxes_without_power_take_nothing(tiny_router):
    """And say nothing of a reefer."""
    path = tiny_router.find_paths(replace(BEEF, commodity="wheat", origin="almaty", destination="xian")).paths[0]
    assert (path.energy_kwh, path.fuel_l, path.reefer_co2e_kg, path.reefer) == (0, 0, 0, None)
    assert np.isnan([leg.holdover_h for leg in path.legs]).all()


def test_a_tank_must_last_from_stop_to_stop(tiny_scenario, tiny_router):
    """Dostyk - Xian takes 60 h at 1.2 l: 74 l. A little more goes, a little less not; the answer says what would."""
    path = tiny_router.find_paths(replace(BEEF, unit="diesel40")).paths[0]
    fuel = path.reefer["fuel"]
    longest = fuel["longest_stretch"]
    assert (longest["from"], longest["to"], longest["hours"]) == ("dostyk", "xian", 60)
    need = longest["litres"]
    assert need == pytest.approx(60 * (0.6 + 0.3 * ((2.1 + 2.25) / 2 / 1.3 + 0.35)))
    assert longest["autonomy_h"] == pytest.approx(500 * 60 / need)
    assert (fuel["tank_l"], fuel["refuellings"]) == (500, 0)
    enough = with_unit(tiny_scenario, tank_l=need + 0.1).find_paths(replace(BEEF, unit="diesel40"))
    assert enough.paths
    assert enough.paths[0].reefer["fuel"]["refuellings"] >= 2, "222 h take 270 l"
    front = with_unit(tiny_scenario, tank_l=need - 0.1).find_paths(replace(BEEF, unit="diesel40"))
    assert not front.paths
    dry = front.explanation["fuel"]
    assert (dry["from"], dry["to"]) == ("dostyk", "xian")
    for words in ("between Dostyk and Xian", "60 h", "a tank of 80 l would do"):
        assert words in front.explanation["text"]
    dropped = {word for way in front.explanation["restrictions"] for word in way["dropped"]}
    assert any(word.startswith("a tank of") for word in dropped)


def test_only_rides_beyond_the_tank_are_shut(tiny_scenario):
    """What standing takes does not matter: a tank is filled in terminals. Plugs have no tank."""
    router = with_unit(tiny_scenario, tank_l=40.0)
    for unit in ("diesel40", "reefer40"):
        box = router.look_up(replace(BEEF, unit=unit)).box
        weights, (_, litres) = router.weights(box), arc_use(router.graph, box.runs)
        free = router.weights(replace(box, runs=replace(box.runs, tank_l=np.inf)))
        shut = (weights.room == 0) & (free.room > 0)
        ride = router.graph.kind == ArcKind.RIDE
        expected = ride & (litres > 40.0) & (free.room > 0)
        assert shut.tolist() == expected.tolist()
        assert shut.any() == (unit == "diesel40")
        assert (litres[~ride] > 40.0).any() == (unit == "diesel40")


def test_hold_over_is_the_closed_form_in_a_spell(tiny_router, tiny_network):
    """At Almaty in September from -18 to -12 degC in a warm and sunny spell; the shortest is named with its place."""
    path = tiny_router.find_paths(BEEF).paths[0]
    warm, _ = tiny_router.weather.spell(np.array([2]), np.array([path.legs[0].start_utc.timestamp() // 60], np.int64))
    assert tiny_router.names.terminals[2] == "almaty"
    assert path.legs[0].holdover_h == pytest.approx(holdover_h(24_000, 2.0, 50.0, warm[0], -18.0, -12.0))
    least = path.reefer["shortest_holdover"]
    assert least["hours"] == min(leg.holdover_h for leg in path.legs)
    assert "xian" in (least["from"], least["to"]), "the warmest place"
    assert least["hours"] < path.legs[0].holdover_h


def test_a_power_cut_is_followed_step_by_step(tiny_router, tiny_network):
    """Thirty hours at Dostyk: drift there, then 24 h of time constant back; life as of the cargo room's own journey."""
    plain = tiny_router.find_paths(BEEF).paths[0]
    path = tiny_router.find_paths(replace(BEEF, power_cut="dostyk:30")).paths[0]
    cut = path.reefer["power_cut"]
    first = next(leg for leg in plain.legs if leg.from_terminal == "dostyk")
    assert cut["start_utc"] == f"{first.start_utc:%Y-%m-%dT%H:%MZ}"
    before = (first.start_utc - plain.depart_utc).total_seconds() / 3600
    rest = plain.transit_h - before - 30
    box, quality = Box.of(tiny_network, "beef", "reefer40"), commodity_quality(tiny_network, "beef")
    trace = travel(box, quality, [17.0] * 3, [before, 30, rest], powered=[True, False, True])
    assert cut["end_c"] == pytest.approx(trace.end_c[1])
    assert cut["warmest_c"] == pytest.approx(trace.end_c[1])
    assert path.shelf_life_used == pytest.approx(trace.total_life_used, rel=1e-3)
    assert cut["shelf_life_added"] == pytest.approx(path.shelf_life_used - plain.shelf_life_used)
    assert cut["shelf_life_added"] > 0
    assert sum(leg.shelf_life_used for leg in path.legs) == pytest.approx(path.shelf_life_used)
    assert cut["course"][0] == (0.0, -18.0)
    assert cut["course"][-1][0] == pytest.approx(plain.transit_h)
    assert (path.cost_usd, path.co2e_kg, path.transit_h) == (plain.cost_usd, plain.co2e_kg, plain.transit_h)


@QUIET
@given(hours=st.floats(1, 120))
def test_a_limit_breaks_when_the_hold_over_is_past(tiny_router, hours):
    """Short cuts break nothing; long ones say after how many hours, in a spell before the mean."""
    path = tiny_router.find_paths(replace(BEEF, power_cut=f"almaty:{hours}")).paths[0]
    cut = path.reefer["power_cut"]
    holds = path.legs[0].holdover_h
    stays = (path.legs[2].start_utc - path.depart_utc).total_seconds() / 3600
    assert stays > holds, "the box is still at Almaty then"
    assert bool(cut["broken"]) == (hours > holds + 1 / 60)
    for entry in cut["broken"]:
        assert entry["limit_c"] == -12
        assert entry["after_h"] == pytest.approx(holds, abs=0.02) or entry["weather"] == "mean"
        assert (entry["weather"] == "mean") == (cut["warmest_c"] > -12)


def test_a_cut_on_a_link_and_one_elsewhere(tiny_router):
    """The first ends with the journey, the second is told not to touch the path."""
    path = tiny_router.find_paths(replace(BEEF, power_cut="xian-dostyk:500")).paths[0]
    cut = path.reefer["power_cut"]
    assert (cut["touched"], cut["until_arrival"]) == (True, True)
    first = next(leg for leg in path.legs if leg.link_id == "xian-dostyk")
    assert cut["start_utc"] == f"{first.start_utc:%Y-%m-%dT%H:%MZ}"
    plain = tiny_router.find_paths(BEEF).paths[0]
    other = tiny_router.find_paths(replace(BEEF, power_cut="Moscow:30")).paths[0]
    assert other.reefer["power_cut"] == {"place": "moscow", "hours": 30, "touched": False}
    assert other.legs == plain.legs


@pytest.mark.parametrize(
    ("word", "unit", "told"),
    [
        ("dostyk", "reefer40", "write a terminal or link, a colon and hours"),
        ("dostyk:0", "reefer40", "hours up to"),
        ("dostyk:nan", "reefer40", "hours up to"),
        ("dostik:5", "reefer40", "did you mean 'dostyk'"),
        ("nowhere:5", "reefer40", "is called 'nowhere'. See links.csv"),
        ("dostyk:5", "diesel40", "has its own diesel set"),
        ("dostyk:5", "thermos40", "takes no power"),
    ],
)
def test_cuts_that_mean_nothing_are_refused(tiny_router, word, unit, told):
    """With what to do."""
    with pytest.raises(DataError, match=told):
        tiny_router.find_paths(replace(BEEF, power_cut=word, unit=unit))


def test_a_season_says_that_the_tank_is_too_small(tiny_scenario):
    """In summer, with the stretch in words; in a cold January 60 l are enough."""
    units = tiny_scenario.network["loading_units"].copy()
    units.loc[units["unit_id"] == "diesel40", "tank_l"] = 60.0
    network = tiny_scenario.network.with_tables(loading_units=units)
    table = season(replace(tiny_scenario, network=network), "almaty", "xian", commodity="beef", units=("diesel40",))
    table = table.set_index("month")
    assert table.loc["2026-01", "feasible"]
    dry = table[~table["feasible"]]
    assert {"2025-09", "2026-07"} <= set(dry.index)
    assert dry["reason"].str.contains("between Dostyk and Xian there is no stop to fill the tank for 60 h").all()


@pytest.mark.parametrize(
    ("tank", "litres", "filled"),
    [(100.0, (60, 60, 30), 1), (100.0, (60, 40, 1), 1), (60.0, (60, 60, 60), 2), (math.inf, (60, 60, 60), None)],
)
def test_the_fewest_refuellings(tank, litres, filled):
    """Full at the gate, and filled only where the next stretch takes more than is left; none without a size."""
    legs = [
        SimpleNamespace(
            fuel_l=float(use), run_id=f"r{i}", from_terminal=f"t{i}", to_terminal=f"t{i + 1}", hours=10.0, kind="ride",
            service_id="s",
        )
        for i, use in enumerate(litres)
    ]  # fmt: skip
    stops = frozenset(("s", f"t{i}") for i in range(4))
    told = fuel_told(legs, SimpleNamespace(runs=SimpleNamespace(tank_l=tank), feu=1.0), stops)
    assert told["refuellings"] == filled
    assert told["tank_l"] == (None if math.isinf(tank) else tank)


@pytest.mark.parametrize(
    ("runs", "stops", "expected"),
    [
        (("r", "r"), {"t0", "t1", "t2"}, ("t0", "t1", 120.0)),
        (("r", "r"), {"t0", "t2"}, ("t0", "t2", 180.0)),
        (("r", "q"), {"t0", "t2"}, ("t0", "t1", 120.0)),
    ],
    ids=["a stop", "passed", "another train"],
)
def test_a_stretch_lasts_while_the_train_does_not_stop(runs, stops, expected):
    """A tank is filled where a train stops to handle boxes, or the box leaves it; litres are per box of two FEU."""
    legs = [
        SimpleNamespace(
            fuel_l=use, run_id=run, from_terminal=f"t{i}", to_terminal=f"t{i + 1}", hours=10.0, kind="ride",
            service_id="s",
        )
        for i, (use, run) in enumerate(zip((60.0, 30.0), runs, strict=True))
    ]  # fmt: skip
    box = SimpleNamespace(runs=SimpleNamespace(tank_l=500.0), feu=2.0)
    longest = fuel_told(legs, box, frozenset(("s", name) for name in stops))["longest_stretch"]
    assert (longest["from"], longest["to"], longest["litres"]) == expected


def test_tanks_are_filled_where_trains_stop_not_where_they_pass():
    """Stops of the table alone."""
    stops = pd.DataFrame({"service_id": "s", "terminal_id": ["a", "b"], "activity": ["stop", "pass"]})
    assert handling_stops({"stops": stops}) == {("s", "a")}


@pytest.mark.parametrize(
    ("limits", "tau_h", "hours"),
    [
        ((8.0, -math.inf), 50.0, 50.0 * math.log(28.0 / 22.0)),  # 30 degC at the far end
        ((math.inf, 0.0), 50.0, 50.0 * math.log(12.0 / 10.0)),  # -10 degC at the near end
        ((8.0, 0.0), 50.0, 50.0 * math.log(12.0 / 10.0)),
        ((40.0, -40.0), 50.0, math.inf),
        ((8.0, 0.0), math.nan, math.nan),
    ],
)
def test_hold_over_is_that_of_the_worse_end_in_the_middle(limits, tau_h, hours):
    """A warm spell for the ceiling, a cold one for the floor; none known without a time constant."""

    def spell(place, minute):
        assert minute.tolist() == [150]
        return np.where(place == 0, 10.0, 30.0), np.where(place == 0, -10.0, 5.0)

    table = SimpleNamespace(
        path=np.array([0]), start=np.array([100]), end=np.array([200]), from_row=np.array([0]), to_row=np.array([1])
    )
    box = SimpleNamespace(powered=True, tau_h=tau_h, warmest_c=limits[0], coldest_c=limits[1], set_point_c=2.0)
    found = holdover_on_legs(table, box, SimpleNamespace(spell=spell))
    assert found == pytest.approx([hours], nan_ok=True)


def test_rows_without_power_have_no_hold_over_to_compare():
    """The first of the shortest is told; none where no limit is ever passed."""
    legs = [
        SimpleNamespace(holdover_h=hours, from_terminal=name, to_terminal="z")
        for hours, name in ((math.nan, "a"), (9.0, "b"), (5.0, "c"), (5.0, "d"), (math.inf, "e"))
    ]
    assert shortest_holdover(legs) == {"hours": 5.0, "from": "c", "to": "z"}
    assert shortest_holdover([legs[0], legs[4]]) is None


def test_where_a_cut_begins():
    """When a way first comes to the terminal, or onto the link, for any time at all; never where it does not come."""
    hours = [datetime(2025, 9, 1, hour, tzinfo=UTC) for hour in (0, 0, 4, 9)]
    legs = [
        SimpleNamespace(start_utc=start, end_utc=end, from_terminal=place, link_id=link)
        for start, end, place, link in zip(hours, hours[1:], "aba", ("", "x", "a"), strict=False)
    ]
    first = to_min(hours[0])
    assert _first(legs, "terminal", "a") == first + 240  # no time passes on its first row
    assert _first(legs, "link", "x") == first
    assert _first(legs, "terminal", "x") is None
    assert _first(legs, "link", "b") is None


def test_goods_beyond_their_limit_keep_it_no_longer(tiny_router):
    """A set point outside the limits keeps them for 0 h whatever the weather; inside, the outside decides."""
    box = tiny_router.look_up(replace(BEEF, unit="reefer40")).box
    warm, cold = np.array([30.0, -15.0]), np.array([10.0, -20.0])
    assert in_a_spell(replace(box, set_point_c=-10.0), warm, cold).tolist() == [0.0, 0.0]
    assert in_a_spell(replace(box, floor_c=-17.0), warm, cold).tolist() == [0.0, 0.0]
    kept = in_a_spell(box, warm, cold)
    assert 0.0 < kept[0] < math.inf
    assert kept[1] == math.inf


@pytest.mark.parametrize(("start", "hours"), [(-10.0, 0.0), (-12.0, 0.0), (-13.0, 50.0 * math.log(43.0 / 42.0))])
def test_a_limit_that_is_passed_already_is_passed_at_once(start, hours):
    """When the power fails the goods are beyond it; else by the exponential towards 30 °C with 50 h."""
    trace = SimpleNamespace(start_c=np.array([start]), end_c=np.array([-5.0]))
    walls = SimpleNamespace(pulls=lambda outside, powered: (np.array([30.0]), np.array([50.0])))
    steps = {"powered": np.array([False]), "minutes": np.array([600]), "mean": np.array([30.0])}
    assert _passed(trace, walls, steps, "mean", -12.0, 1.0) == pytest.approx(hours)


def test_a_box_that_only_stands_has_a_longest_stretch_too():
    """That in which it burns most, and where."""
    legs = [
        SimpleNamespace(
            fuel_l=use, run_id="", from_terminal="a", to_terminal="a", hours=use, kind="wait", service_id=""
        )
        for use in (5.0, 12.0, 7.0)
    ]
    box = SimpleNamespace(runs=SimpleNamespace(tank_l=24.0), feu=1.0)
    longest = fuel_told(legs, box, frozenset())["longest_stretch"]
    assert longest == {"from": "a", "to": "a", "hours": 12.0, "litres": 12.0, "autonomy_h": 24.0}
    still = fuel_told(legs[:1], SimpleNamespace(runs=SimpleNamespace(tank_l=math.inf), feu=1.0), frozenset())
    assert still["longest_stretch"]["autonomy_h"] is None
    legs[0].fuel_l = 0.0
    assert fuel_told(legs[:1], box, frozenset())["longest_stretch"]["autonomy_h"] is None


@dataclass(frozen=True)
class Runs:
    """What a set of its own has to run on."""

    tank_l: float


@dataclass(frozen=True)
class Unit:
    """A box of half a FEU with a set of its own."""

    runs: Runs
    feu: float = 0.5
    time_usd_per_h: float = 1.0
    commodity: str = "beef"
    unit: str = "diesel20"


@dataclass(frozen=True)
class Question:
    """A question about it."""

    box: Unit


NAMES = SimpleNamespace(called={"a": "Aa", "b": "Bb"}, goods=lambda name, **_: str(name))


@pytest.mark.parametrize(("tank", "dry"), [(29.0, True), (30.0, False), (59.0, False), (math.inf, False)])
def test_the_stretch_that_no_full_tank_lasts_for(tank, dry):
    """60 l per FEU are 30 l in a box of half a FEU; where the tank is enough, or endless, it is not what is wrong."""
    leg = SimpleNamespace(
        fuel_l=60.0, run_id="r", from_terminal="a", to_terminal="b", hours=20.0, kind="ride", service_id="s"
    )

    def best_of(asked, usd_per_h):
        assert math.isfinite(tank), "not looked for where the tank has no end"
        assert asked.box.runs.tank_l == math.inf
        return SimpleNamespace(legs=[leg])

    found = dry_stretch(Question(Unit(Runs(tank))), SimpleNamespace(best_of=best_of, stops=frozenset(), names=NAMES))
    assert (found is not None) == dry
    if found is not None:
        assert (found["from"], found["to"], found["litres"], found["tank_l"]) == ("a", "b", 30.0, 29.0)
        for words in ("between Aa and Bb", "for 20 h; it takes 30 l and 29 l last 19 h", "a tank of 30 l would do"):
            assert words in found["text"]


def test_where_there_is_no_way_at_all_the_tank_is_not_what_is_wrong():
    """Not even without a tank."""
    nowhere = SimpleNamespace(best_of=lambda *_: None, stops=frozenset())
    assert dry_stretch(Question(Unit(Runs(5.0))), nowhere) is None
