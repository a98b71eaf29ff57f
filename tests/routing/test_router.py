"""Fronts on the tiny network: against lists of all ways, the optimiser's search, and by head."""

from __future__ import annotations

import itertools
import json
import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import brute
import numpy as np
import pandas as pd
import pytest

from logistics.network.track_km import DETOUR
from logistics.planning.pricer import Pricer
from logistics.planning.problem import build_problem
from logistics.routing import Query
from logistics.routing.found import noticeable
from logistics.routing.memory_search import at_gate
from logistics.routing.router import Router
from logistics.routing.weights import LIFE, USD
from logistics.scenario import build_instance
from logistics.timespace import ArcKind, NodeKind, expand

MONDAY = datetime(2025, 9, 1, tzinfo=UTC)
QUERY = Query("xian", "moscow", "electronics", MONDAY, arrive_by=MONDAY + timedelta(days=30))


def ways_of(router, query, ground=None):
    """Return all ways of a question without restrictions: arcs and values."""
    asked = router.look_up(query)
    graph, ground = router.graph, ground or router.ground(asked)
    weights, entries = ground.weights, ground.entries
    cost, _ = weights.of_entries(graph, entries)
    gate = at_gate(graph, weights.memory, entries, asked.origin) if weights.remembers else None

    def arcs_of(node, _):
        for arc in range(int(graph.first_arc[node]), int(graph.first_arc[node + 1])):
            if graph.node_min[graph.head[arc]] <= asked.due_min and not ground.shut[arc]:
                yield arc, int(graph.head[arc]), 0

    def is_target(node, _):
        return graph.node_kind[node] == NodeKind.OUT and graph.node_terminal[node] == asked.destination

    for e, start in enumerate(entries.start.tolist()):
        for arcs in brute.all_ways(arcs_of, int(entries.node[e]), 0, is_target):
            which, used = list(arcs), 0
            if gate is not None and weights.ages:
                used = int(gate.life[e]) + brute.walked(weights.memory.course, which, float(gate.temp[e]))
            minutes = int(graph.node_min[graph.head[which[-1]]]) - start
            if gate is None or gate.keeps(weights.memory, e, np.array(which, np.int32)):
                yield which, (minutes, int(weights.cost[which].sum() + cost[e]), used)


def values_of(found):
    """Return the values of what a search found, sorted."""
    life = found.life if found.weights.life_varies else np.zeros_like(found.life)
    return sorted(zip(found.minutes.tolist(), found.cost.tolist(), life.tolist(), strict=True))


def passed(router, arcs):
    """Return the terminals touched by a way in order, its links and the classes of its trains."""
    graph, t = router.graph, router.graph.timetable
    places, links, classes = [], [], []
    for arc in arcs:
        if graph.kind[arc] == ArcKind.RIDE:
            own = np.flatnonzero(t.pass_leg == graph.ref[arc])
            links += t.pass_link[own].tolist()
            for q in own.tolist():
                places += t.call_terminal[t.pass_from_call[q] : t.pass_from_call[q] + 2].tolist()
            service = t.run_service[t.leg_run[graph.ref[arc]]]
            classes.append(router.network["services"]["service_class"].iloc[service])
    ids = router.names
    return [ids.terminals[row] for row in places], [ids.links[row] for row in links], classes


def by_lot(weights, seed):
    """Return weights with costs by lot."""
    rng = np.random.default_rng(seed)
    return replace(weights, cost=rng.integers(0, 10**9, len(weights.cost)))


def in_order(places, via):
    """Return whether the terminals of a list are met in its order."""
    rest = iter(places)
    return all(any(place == word for place in rest) for word in via)


def turns_back(router, arcs, via):
    """Return whether a way rides a link before a place of a list, and back after it."""
    graph, t = router.graph, router.graph.timetable
    left, before, now = list(via), set(), set()
    for arc in arcs:
        for q in np.flatnonzero(t.pass_leg == graph.ref[arc]).tolist() if graph.kind[arc] == ArcKind.RIDE else ():
            tail, head = (router.names.terminals[row] for row in t.call_terminal[t.pass_from_call[q] :][:2])
            while left and left[0] == tail:
                left, before, now = left[1:], before | now, set()
            if (head, tail) in before:
                return True
            now.add((tail, head))
            while left and left[0] == head:
                left, before, now = left[1:], before | now, set()
    return False


@pytest.fixture(scope="session")
def triangle(tiny_scenario):
    """Return the tiny scenario with a second line, by which expresses run, and changes of train at its ends."""
    network = tiny_scenario.network
    links, stops, work = (network[name].copy() for name in ("links", "stops", "operations"))
    links.loc[links["link_id"] == "dostyk-moscow", "status"] = "open"
    express = stops["service_id"] == "exp_kz"
    stops = stops[~(express & (stops["terminal_id"] == "almaty"))].copy()
    stops.loc[(stops["service_id"] == "exp_kz") & (stops["terminal_id"] == "moscow"), ["seq", "link_id"]] = [
        1, "dostyk-moscow"
    ]  # fmt: skip
    change = work[work["operation_id"] == "almaty_transfer"]
    more = [
        change.assign(operation_id=f"{place}_transfer", terminal_id=place, facility_id=gate)
        for place, gate in (("dostyk", "dostyk_crane_w"), ("moscow", "moscow_gate"))
    ]
    return replace(
        tiny_scenario, network=network.with_tables(links=links, stops=stops, operations=pd.concat([work, *more]))
    )


def least_km(router, ways):
    """Return the length of the shortest of the ways that no other is as good as; infinite without any."""
    best = set(brute.undominated([value for _, value in ways]))
    length = router.network["links"].set_index("link_id")["length_km"]
    km = (length[passed(router, arcs)[1]].sum() for arcs, value in ways if tuple(value) in best)
    return min(km, default=math.inf)


VIAS = [("almaty",), ("almaty", "dostyk"), ("dostyk", "almaty"), ("moscow",), ("moscow", "almaty"), ("dostyk",)]
ENDS = [("xian", "moscow"), ("xian", "almaty"), ("moscow", "xian"), ("almaty", "baku")]


def test_ways_do_not_turn_back_at_a_place_to_pass(triangle):
    """Unless all do, and then that is told; with costs by lot, turning back would often be cheap."""
    told = barred = 0
    for ends, seed in itertools.product(ENDS, [None, 0, 1, 2]):
        router = Router.from_scenario(triangle, start=MONDAY.date(), end=MONDAY.date() + timedelta(days=20))
        query = replace(QUERY, origin=ends[0], destination=ends[1], arrive_by=MONDAY + timedelta(days=24))
        asked = router.look_up(query)
        if seed is not None:
            router._weights[asked.box, asked.beside_plan] = by_lot(router.weights(asked.box), seed)
        every = list(ways_of(router, query))
        for via in (via for via in VIAS if not set(ends) & set(via)):
            by = [(arcs, value) for arcs, value in every if in_order(passed(router, arcs)[0], via)]
            on = [(arcs, value) for arcs, value in by if not turns_back(router, arcs, via)]
            far = len(on) < len(by) and least_km(router, on) > DETOUR * least_km(router, by)
            allowed = [value for _, value in (by if far else on)]
            front = router.find_paths(replace(query, via=via))
            question = router.look_up(replace(query, via=via))
            found, best = router.search(question), router.best_of(question, 10.0)
            assert brute.same_front(values_of(found), allowed)
            assert found.turned == far
            assert any("these may turn back" in note for note in front.query["notes"]) == found.turned
            least = min((cost / USD + 10.0 * minutes / 60 for minutes, cost, _ in allowed), default=None)
            assert (best is None) == (least is None)
            assert best is None or seed is not None or best.cost_usd + 10.0 * best.transit_h == pytest.approx(least)
            told += found.turned
            barred += bool(on) and not brute.same_front(values_of(found), [value for _, value in by])
    assert told >= 3
    assert barred >= 1


@pytest.mark.parametrize(
    ("asked", "obeys"),
    [
        ({}, lambda *_: True),
        ({"service_class": "express"}, lambda _, __, classes: set(classes) == {"express"}),
        ({"service_class": "ordinary"}, lambda _, __, classes: "express" not in classes),
        ({"via": ("almaty",)}, lambda places, *_: "almaty" in places),
        ({"via": ("dostyk", "almaty")}, lambda places, *_: in_order(places, ["dostyk", "almaty"])),
        ({"via": ("almaty", "dostyk")}, lambda places, *_: in_order(places, ["almaty", "dostyk"])),
        ({"close": ("dostyk-almaty",)}, lambda _, links, __: "dostyk-almaty" not in links),
        ({"avoid": ("almaty",)}, lambda places, *_: "almaty" not in places),
        ({"avoid": ("KZ",)}, lambda places, *_: not {"dostyk", "almaty"} & set(places)),
    ],
)
def test_fronts_equal_all_ways_that_obey(tiny_router, asked, obeys):
    """Every restriction takes out exactly the ways that break it."""
    every = list(ways_of(tiny_router, QUERY))
    assert len(every) > 30
    allowed = [value for arcs, value in every if obeys(*passed(tiny_router, arcs))]
    found = tiny_router.search(tiny_router.look_up(replace(QUERY, **asked)))
    assert brute.same_front(values_of(found), allowed)


@pytest.mark.parametrize(
    ("minutes", "cost", "life", "left"),
    [
        ([9, 9, 9], [100, 200, 300], [50.0, 49.5, 10.0], [0, 2]),  # dearer for nothing; dearer and fresher
        ([9, 9], [100, 200], [50.0, 48.0], [0, 1]),  # two millionths are noticed
        ([9, 8], [100, 200], [50.0, 50.0], [0, 1]),  # faster
        ([9, 9, 9], [100, 100, 100], [50.0, 49.5, 49.5], [1]),  # alike: the freshest, then the first
        ([9], [100], [50.0], [0]),
    ],
)
def test_what_no_buyer_would_notice_makes_no_way_of_its_own(tiny_router, minutes, cost, life, left):
    """Shelf life in millionths; without it as a criterion nothing is taken out."""
    query = replace(QUERY, commodity="wheat")
    found = tiny_router.search(tiny_router.look_up(query)).rows(np.zeros(len(minutes), np.int64))
    values = {"minutes": minutes, "cost": cost, "life": np.array(life) * LIFE * 1e-6}
    made = replace(found, **{name: np.array(column).astype(np.int64) for name, column in values.items()})
    kept = noticeable(made)
    assert list(zip(kept.cost.tolist(), kept.life.tolist(), strict=True)) == [
        (int(made.cost[i]), int(made.life[i])) for i in left
    ]
    timed = tiny_router.look_up(replace(query, criteria=("time", "cost")))
    assert len(noticeable(replace(made, asked=timed))) == len(minutes)


def test_large_fronts_equal_all_ways(tiny_router):
    """With costs by lot, fronts are long; they are still those of all ways."""
    query = replace(QUERY, commodity="wheat", window_h=72.0)
    asked = tiny_router.look_up(query)
    plain = tiny_router.ground(asked)
    sizes = []
    for seed in range(8):
        ground = replace(plain, weights=by_lot(plain.weights, seed))
        found = tiny_router.searcher.front(asked, ground)
        assert brute.same_front(values_of(found), [value for _, value in ways_of(tiny_router, query, ground)])
        sizes.append(len(found))
    assert max(sizes) >= 4


def test_shelf_life_is_a_criterion_of_its_own_without_power(tiny_router):
    """Wheat in a lined box: what it uses depends on where it stands, so the front has a third criterion."""
    query = replace(QUERY, commodity="wheat")
    found = tiny_router.search(tiny_router.look_up(query))
    assert found.weights.life_varies
    assert brute.same_front(values_of(found), [value for _, value in ways_of(tiny_router, query)])


def test_a_window_is_the_union_of_its_minutes(tiny_router):
    """Boxes that may come to the gate at any minute have the best of the fronts of all minutes."""
    start = MONDAY + timedelta(hours=15)
    due = start + timedelta(days=15)
    values = []
    for minute in range(0, 601, 5):
        moment = start + timedelta(minutes=minute)
        alone = tiny_router.search(tiny_router.look_up(replace(QUERY, depart=moment, arrive_by=due)))
        values += values_of(alone)
    query = replace(QUERY, depart=start, arrive_by=due, window_h=10.0)
    together = tiny_router.search(tiny_router.look_up(query))
    assert values_of(together) == brute.undominated(values)


def test_the_best_path_is_that_of_the_optimiser(tiny_scenario, tiny_router):
    """At no prices, the optimiser's search finds the same least cost for every consignment."""
    graph = expand(build_instance(tiny_scenario))
    problem = build_problem(graph)
    cost, _ = Pricer(problem).search(np.zeros(len(problem.rows.capacity)), np.full(problem.size, 1e9))
    table = graph.instance.consignments
    compared = 0
    for row, best in zip(table.itertuples(), cost.tolist(), strict=True):
        ready = datetime.fromtimestamp(row.ready_min * 60, tz=UTC)
        if not tiny_router.first_min <= row.ready_min < tiny_router.end_min:
            continue
        due = datetime.fromtimestamp(row.due_min * 60, tz=UTC)
        query = Query(row.origin, row.destination, row.commodity_id, ready, arrive_by=due)
        path = tiny_router.best_path(query)
        if path is None:
            assert best == np.inf
            continue
        value = path.cost_usd * row.feu_per_box + row.time_usd_per_box_h * path.transit_h
        assert value == pytest.approx(best, abs=1e-3)
        compared += 1
    assert compared >= 5


def test_legs_add_up_without_gaps(tiny_router):
    """Times join, and the sums of the legs are the criteria that were compared."""
    for commodity, unit in (("electronics", None), ("beef", None), ("wheat", None)):
        asked = tiny_router.look_up(replace(QUERY, commodity=commodity, unit=unit))
        found, front = tiny_router.search(asked), tiny_router.find_paths(replace(QUERY, commodity=commodity, unit=unit))
        assert len(front) == len(found) > 0
        for number, path in enumerate(front):
            for before, after in zip(path.legs, path.legs[1:], strict=False):
                assert before.end_utc == after.start_utc
            assert path.transit_h * 60 == found.minutes[number]
            assert path.cost_usd * found.weights.box.feu == pytest.approx(found.cost[number] / USD, abs=1e-3)
            assert path.countries.keys() >= {"CN", "KZ", "RU"}
            assert sum(path.countries.values()) == pytest.approx(path.distance_km)
            if found.weights.ages:
                used = sum(leg.shelf_life_used for leg in path.legs)
                assert used == pytest.approx(found.life[number] / LIFE, rel=1e-6)
                assert path.shelf_life_used == pytest.approx(used, rel=1e-6)


def test_powered_boxes_use_shelf_life_by_the_hour(tiny_router):
    """At the set point the rate is constant, so the share is hours times rate."""
    path = tiny_router.find_paths(replace(QUERY, commodity="beef"))[0]
    quality = tiny_router.look_up(replace(QUERY, commodity="beef")).box.quality
    assert path.shelf_life_used == pytest.approx(path.transit_h * float(quality.rate_per_h(-18.0)))
    assert {leg.cargo_c for leg in path.legs} == {-18.0}


def test_alternatives_are_the_best_in_each_criterion_first(tiny_router, monkeypatch):
    """Three of a long front of three criteria: the fastest, the cheapest and the freshest."""
    query = replace(QUERY, commodity="wheat", window_h=72.0)
    box = tiny_router.look_up(query).box
    key = (box, True)
    plain = tiny_router.weights(box)
    for seed in range(60):
        monkeypatch.setitem(tiny_router._weights, key, by_lot(plain, seed))
        whole = noticeable(tiny_router.search(tiny_router.look_up(query)))
        if len(whole) > 3:
            break
    assert len(whole) > 3
    one, three = (tiny_router.find_paths(replace(query, alternatives=count)) for count in (1, 3))
    best = {int(np.argmin(column)) for column in (whole.minutes, whole.cost, whole.life)}
    shown = tiny_router.find_paths(query)
    assert three.query["front_size"] == len(whole)
    assert {shown[row].transit_h for row in best} <= {path.transit_h for path in three}
    assert len(three) == 3
    assert [path.transit_h for path in one] == [shown[0].transit_h]


def test_a_front_is_plain_json(tiny_router):
    """What is printed for programs needs no encoder of its own, and repeats the question."""
    front = tiny_router.find_paths(QUERY)
    text = json.loads(json.dumps(front.to_dict()))
    assert text["query"]["arrive_by_utc"] == "2025-10-01T00:00Z"
    assert text["query"]["notes"] == []
    assert len(text["paths"]) == len(front)


def test_names_of_the_terminal_table_are_understood(tiny_router):
    """A terminal may be called by its name in any case."""
    front = tiny_router.find_paths(replace(QUERY, origin="Xian", destination="MOSCOW"))
    assert front.origin == "xian"
    assert front.destination == "moscow"


def test_a_search_does_not_see_what_an_earlier_one_left_behind(tiny_router):
    """The first train leaves after the latest arrival: no way, whatever the question before has found from there."""
    query = replace(QUERY, window_h=24.0 * 7)
    assert tiny_router.best_path(query) is not None
    late = replace(query, arrive_by=QUERY.depart + timedelta(hours=5))
    assert tiny_router.best_path(late) is None
    assert len(tiny_router.find_paths(late)) == 0
    front = tiny_router.find_paths(replace(late, avoid=("baku",)))
    assert all("arrive by 2025-09-01T05:00" in way["dropped"] for way in front.explanation["restrictions"])
