"""Months, routes and boxes on the tiny network."""

from __future__ import annotations

import json
import math
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest

from logistics.cargo.rules import Rule
from logistics.errors import DataError
from logistics.results.path import Leg
from logistics.routing import Query, season
from logistics.routing.crossings import Crossings, find_routes
from logistics.routing.permission import Ruling
from logistics.routing.season import _held, _why
from logistics.routing.season_units import season_units
from logistics.scenario import Horizon

season_module = sys.modules[_held.__module__]  # its name in the package is the function's


@pytest.fixture(scope="module")
def beef(tiny_scenario):
    """Beef from Xian to Moscow over twelve months."""
    return season(tiny_scenario, "xian", "moscow", commodity="beef", units=("reefer40", "dry40"))


def test_a_season_has_a_row_per_month_route_and_unit(beef):
    """Twelve months from the first of the scenario; the border crossings name the route."""
    assert next(iter(beef["month"])) == "2025-09"
    assert beef["month"].nunique() == 12
    assert not beef.duplicated(["month", "route", "unit"]).any()
    assert set(beef["unit"]) == {"reefer40", "dry40"}
    assert all("dostyk" in route for route in beef["route"])


def test_units_are_those_of_the_goods(tiny_router):
    """By default the units that commodity_units.csv lists; goods without a row there get the usual one."""
    assert season_units(tiny_router, "beef") == ["reefer40", "diesel40", "thermos40"]
    assert season_units(tiny_router, "wheat") == ["liner20", "liner40"]
    assert season_units(tiny_router, "electronics") == ["dry40"]


def test_reefers_go_all_year_and_dry_boxes_say_what_stops_them(beef):
    """The set point is held; without power the ceiling of -12 degC is passed, as the cargo temperature shows."""
    reefer, dry = (beef[beef["unit"] == unit] for unit in ("reefer40", "dry40"))
    assert reefer["feasible"].all()
    assert (reefer["cargo_max_c"] == -18.0).all()
    assert ((reefer["shelf_life_left"] + reefer["shelf_life_used"] - 1.0).abs() < 1e-12).all()
    assert (reefer["days_p50"] <= reefer["days_p90"]).all()
    assert not dry["feasible"].any()
    assert set(dry["why"]) <= {"limit", "spell"}
    assert all("-12 °C" in reason for reason in dry["reason"])
    assert (dry.loc[dry["why"] == "limit", "cargo_max_c"] > -12.0).all()


def test_rules_come_first(tiny_scenario):
    """A ban of the tables is the reason of the months in which it holds."""
    network = tiny_scenario.network
    row = dict.fromkeys(network["rules"].columns, "")
    row |= {
        "rule_id": "no_beef",
        "kind": "ban",
        "goods": "beef",
        "from_country": "CN",
        "active": True,
        "source": "tiny",
    }
    rules = network["rules"].reindex(range(1))
    for column, value in row.items():
        if column not in {"amount", "valid_from", "valid_to"}:
            rules[column] = rules[column].astype(object)
            rules.loc[0, column] = value
    banned = replace(tiny_scenario, network=network.with_tables(rules=rules))
    table = season(banned, "xian", "moscow", commodity="beef", units=("reefer40",), year=2025)
    assert set(table["why"]) == {"rule"}
    assert all("rule no_beef" in reason for reason in table["reason"])
    assert next(iter(table["month"])) == "2025-01"


def standing(*stands):
    """Return a way that stands some hours in places one after another."""
    at, legs = datetime(2025, 3, 8, tzinfo=UTC), []
    for place, hours in stands:
        end = at + timedelta(hours=hours)
        legs.append(Leg("wait", "yard", place, place, "", "", "", "", at, end, 0.0, 0.0, 0.0))
        at = end
    return SimpleNamespace(legs=legs, arrive_utc=at)


@pytest.mark.parametrize(
    ("way", "told"),
    [
        (standing(("a", 12), ("b", 15), ("a", 4)), (7.0, "a")),
        (standing(("a", 12), ("b", 17), ("a", 4)), (9.0, "b")),
        (standing(("a", 24)), (0.0, "")),
        (standing(("a", 20)), (0.0, "")),
    ],
)
def test_a_way_that_waits_for_weather_is_told(way, told):
    """By how much later it arrives than without limits, and where it stands longest in all."""
    assert tuple(_held(way, standing(("a", 24))).values()) == told
    assert tuple(_held(way, None).values()) == (0.0, "")


def riding(hours):
    """Return a way that only rides."""
    at = datetime(2025, 3, 8, tzinfo=UTC)
    end = at + timedelta(hours=hours)
    return SimpleNamespace(legs=[Leg("ride", "", "a", "b", "", "", "", "", at, end, 0.0, 0.0, 0.0)], arrive_utc=end)


def test_a_way_around_stands_nowhere():
    """Hours under way are none in which it stands."""
    longer = riding(40)
    assert _held(longer, riding(24)) == {"held_h": 16.0, "held_at": ""}
    mixed = SimpleNamespace(legs=[*longer.legs, *standing(("c", 3)).legs], arrive_utc=longer.arrive_utc)
    assert _held(mixed, riding(24)) == {"held_h": 16.0, "held_at": "c"}


@pytest.mark.parametrize(("remembers", "held"), [(True, 16.0), (False, 0.0)])
def test_only_goods_that_feel_the_weather_wait_for_it(monkeypatch, remembers, held):
    """Those in a box that holds their temperature are asked for once, not again without limits."""
    own = SimpleNamespace(box=SimpleNamespace(power="none", time_usd_per_h=1.0, remembers=remembers))
    router = SimpleNamespace(look_up=lambda _: own, best_of=lambda asked, _: riding(40 if asked is own else 24))
    monkeypatch.setattr(season_module, "_bare", lambda _: None)
    monkeypatch.setattr(season_module, "_told", lambda *_: {})
    query = Query("xian", "moscow", "beef", datetime(2025, 9, 1, tzinfo=UTC))
    (row,) = season_module._of_route(router, query, ["dry40"], date(2025, 9, 1), ())
    assert (row["feasible"], row["held_h"]) == (True, held)


def test_wrong_questions_are_refused(tiny_scenario):
    """Years and routes outside what makes sense, and unknown units, are told."""
    with pytest.raises(DataError, match="year is 1900"):
        season(tiny_scenario, "xian", "moscow", commodity="beef", year=1900)
    with pytest.raises(DataError, match="routes is 0"):
        season(tiny_scenario, "xian", "moscow", commodity="beef", routes=0)
    with pytest.raises(DataError, match="'dry4'"):
        season(tiny_scenario, "xian", "moscow", commodity="beef", units=("dry4",))


def test_crossings_that_share_a_terminal_are_one(tiny_network):
    """Only links between two countries count; a way names each crossing once."""
    crossings = Crossings(tiny_network)
    for own in crossings.links.values():
        assert own
    route = next(iter(crossings.links))
    assert route not in crossings.beside((route,))
    assert crossings.words(()) == "no border"


def test_routes_are_found_by_closing_crossings_in_turn(tiny_network):
    """Of two parallel crossings the better comes first; with both closed there is none."""
    crossings = Crossings(tiny_network)
    first, second = list(crossings.links)[:2]

    def best(closed):
        for link in (first, second):
            if link not in closed:
                return [Leg("ride", "", "a", "b", "", "", link, "", None, None, 1.0, 0.0, 0.0)]
        return []

    assert find_routes(best, crossings, 5) == [(first,), (second,)]
    assert find_routes(best, crossings, 1) == [(first,)]


def test_months_follow_the_scenario_or_the_year(tiny_scenario):
    """Twelve months from December reach into the next year."""
    from logistics.routing.season import _months

    late = replace(tiny_scenario, horizon=Horizon(date(2025, 12, 1), date(2025, 12, 14)))
    assert [f"{month:%Y-%m}" for month in _months(late, None)][::11] == ["2025-12", "2026-11"]
    assert [f"{month:%Y-%m}" for month in _months(late, 2024)][::11] == ["2024-01", "2024-12"]


@pytest.mark.parametrize("suffix", ["png", "svg"])
def test_a_season_can_be_drawn(beef, tmp_path, suffix):
    """The chart has a cell per row; SVG holds its words and is the same every time."""
    from logistics.report.season import plot_season

    file = tmp_path / f"season.{suffix}"
    plot_season(beef, file, title="Beef")
    content = file.read_bytes()
    assert len(content) > 5000
    if suffix == "svg":
        assert "temperature limit passed" in content.decode()
        plot_season(beef, file, title="Beef")
        assert file.read_bytes() == content


def test_a_season_is_plain_json(beef):
    """Nothing that a program cannot read: times as text, unknown as null."""
    from logistics.cli.season import _plain

    rows = _plain(beef)
    assert json.loads(json.dumps(rows))[0]["month"] == "2025-09"
    assert not any(isinstance(value, float) and math.isnan(value) for row in rows for value in row.values())


def ban_of(name):
    """Return a ban."""
    countries = (frozenset({"CN"}), frozenset({"RU"}))
    return Rule(name, "ban", frozenset({"beef"}), *countries, frozenset(), "", None, None, "tiny")


@pytest.mark.parametrize(
    ("forbidding", "barring", "way", "why"),
    [
        ((), (), True, "limit"),
        ((), (), False, "service"),
        (("ban",), (), True, "rule"),
        (("ban",), (), False, "rule"),
        ((), ("some_days",), True, "limit"),  # there is a way that keeps to it, so it is not the reason
        ((), ("some_days",), False, "rule"),
    ],
)
def test_a_rule_is_the_reason_where_no_way_keeps_to_it(tiny_router, monkeypatch, forbidding, barring, way, why):
    """A rule of some days is not blamed for what a limit of the goods forbids."""
    asked = tiny_router.look_up(Query("xian", "moscow", "beef", datetime(2025, 9, 1, tzinfo=UTC)))
    path = tiny_router.best_of(asked, 0.0)
    ruling = Ruling(*(tuple(ban_of(name) for name in names) for names in (forbidding, barring)))
    monkeypatch.setattr(tiny_router.permission, "of", lambda _: ruling)
    monkeypatch.setattr(tiny_router, "best_of", lambda *_: path if way else None)
    found, text, _ = _why(tiny_router, asked)
    assert found == why
    assert all(name in text for name in (*forbidding, *barring)) or why != "rule"
