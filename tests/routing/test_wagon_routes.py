"""Routes in wagons: what rows say is what the search counted, and words where a wagon cannot go."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from wagoned import wagoned

from logistics.planning import solve_scenario
from logistics.routing import Query, Router
from logistics.routing.plan_use import plan_use
from logistics.routing.weights import USD
from logistics.scenario import build_instance
from logistics.timespace import expand

WHEAT = Query("almaty", "xian", "wheat", datetime(2025, 9, 1, tzinfo=UTC), unit="hopper")


def router_of(tiny_scenario, **cells):
    """Return a router on the tiny network with wagons."""
    return Router.from_scenario(wagoned(tiny_scenario, **cells), start=date(2025, 9, 1), end=date(2025, 9, 14))


@pytest.fixture(scope="module")
def router(tiny_scenario):
    """Return a router with wagons as they are."""
    return router_of(tiny_scenario)


def test_rows_cost_what_the_search_counted(router):
    """Money with hire of either side, in the fees of yards too, from the gate to the gate."""
    found = router.search(router.look_up(WHEAT))
    paths = router.find_paths(WHEAT).paths
    assert len(found) == len(paths) > 0
    assert [path.cost_usd for path in paths] == pytest.approx((found.cost / USD).tolist(), abs=1e-4)


def test_a_route_in_a_hopper_by_head(router):
    """As in plans: 600 km at 0.55, reloading of 2 FEU, 3,000 km at 0.3, hire 2 USD/h and then a third."""
    path = router.find_paths(WHEAT).paths[0]
    hours = {(leg.activity or leg.kind, leg.from_terminal): leg.hours for leg in path.legs}
    yard = hours["yard", "almaty"] * 1.0 + hours["yard", "dostyk"] * 1.2
    first = sum(h for (_, place), h in hours.items() if place == "almaty") + hours["gauge_change", "dostyk"]
    beyond = path.transit_h - first
    money = 50 + 330 + 300 + 900 + 60 + yard + 2.0 * first + beyond / 3
    assert path.cost_usd == pytest.approx(money)
    assert all(leg.service_id in ("", "grain_e", "cn_e") for leg in path.legs)


def test_notes_tell_what_a_tonne_costs_and_where_the_load_goes_on(router):
    """Price per tonne, empty run, gauge, trains and onward unit."""
    front = router.find_paths(WHEAT)
    note = front.query["notes"][-1]
    assert f"48 t in 1 FEU; the cheapest path costs {min(p.cost_usd for p in front.paths) / 48:.1f} USD a tonne" in note
    assert "with its empty run back" in note
    assert "keeps to 1520 mm track on trains of class grain" in note
    assert "its load goes on in unit covered35" in note
    assert not any("tonne" in text for text in router.find_paths(replace(WHEAT, unit=None)).query["notes"])


@pytest.mark.parametrize(
    ("hopper", "covered", "words"),
    [
        ({"onward_unit_id": ""}, {}, "no onward_unit_id in loading_units.csv, so its load cannot pass a gauge break"),
        ({"service_class": "express"}, {}, "keeps to 1520 mm track on trains of class express"),
        ({"track_gauge_mm": 1668}, {}, "keeps to 1668 mm track"),
        (
            {"track_gauge_mm": 1435, "service_class": ""},
            {"track_gauge_mm": 1520, "service_class": ""},
            "keeps to 1435 mm track",
        ),
        ({}, {"service_class": "grain"}, "goes on in unit covered35"),
    ],
    ids=["no onward unit", "no train", "no track", "gate on another gauge", "no train beyond"],
)
def test_where_a_wagon_cannot_go_the_answer_says_why(tiny_scenario, hopper, covered, words):
    """No path, the way that another box would take, and what the wagon keeps to."""
    front = router_of(tiny_scenario, hopper=hopper, covered=covered).find_paths(WHEAT)
    assert not front.paths
    assert words in front.explanation["text"]
    assert "Without 'unit hopper' there is one" in front.explanation["text"]


def test_a_wagon_that_stays_on_its_gauge_needs_no_onward_unit(tiny_scenario):
    """Almaty to Dostyk has no unloading there; Moscow to Almaty runs on one gauge throughout."""
    hopper = {"onward_unit_id": "", "service_class": "ordinary"}
    router = router_of(tiny_scenario, hopper=hopper)
    inside = replace(WHEAT, origin="moscow", destination="almaty")
    assert router.find_paths(inside).paths


def test_room_for_wagons_counts_their_mass_on_either_side(tiny_scenario):
    """110 t of grain_e take one hopper of 60 t and not two; 100 t beyond take one of 52 2/3 t."""
    for limits in ({}, {"grain_e": {"max_gross_t": 1e4}, "cn_e": {"max_gross_t": 100.0}}):
        router = router_of(tiny_scenario, limits=limits)
        assert router.find_paths(WHEAT).paths
        assert not router.find_paths(replace(WHEAT, boxes=2)).paths
    free = router_of(tiny_scenario, limits={name: {"max_gross_t": 1e4} for name in ("grain_e", "cn_e")})
    assert free.find_paths(replace(WHEAT, boxes=2)).paths


def test_a_plan_in_wagons_takes_the_room_that_it_uses(tiny_scenario):
    """What rows of a plan use is found again on a graph: trains before and beyond the break, cranes, yards."""
    scenario = wagoned(tiny_scenario).with_change("price", outside_mode="all", factor=5.0)
    plan = solve_scenario(scenario)
    assert "hopper" in set(plan.paths["unit"])
    use = plan_use(expand(build_instance(scenario)), plan)
    priced = plan.prices[plan.prices["kind"] != "demand"]
    assert len(priced) == 2
    assert [use[name] for name in priced["resource_id"]] == pytest.approx(priced["used"].tolist())
    feu = {"hopper": 1.0, "liner20": 0.5}
    cranes = sum(amount for name, amount in use.items() if name.startswith("throughput:dostyk_crane_e"))
    assert cranes == pytest.approx((plan.paths["boxes"] * plan.paths["unit"].map(feu)).sum())
    yards = sum(amount for name, amount in use.items() if name.startswith("yard:dostyk_yard"))
    legs = plan.legs[(plan.legs["activity"] == "yard") & (plan.legs["from"] == "dostyk")].merge(
        plan.paths, on="path_id"
    )
    hours = (legs["end_utc"] - legs["start_utc"]).dt.total_seconds() / 3600.0
    assert yards == pytest.approx((hours * legs["boxes"] * legs["unit"].map({"hopper": 1.2, "liner20": 0.5})).sum())
