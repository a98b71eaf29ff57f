"""A box without power in routing and in planning: the same temperatures, life and limits, and those of plain Python."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

import numpy as np
import pytest

from logistics.cargo import commodity_quality
from logistics.planning.drifting import MEMORY
from logistics.planning.pricer import PathSet, Pricer
from logistics.planning.problem import build_problem
from logistics.routing import Query, Router
from logistics.routing.box import read_box
from logistics.routing.memory_bounds import first_break
from logistics.routing.weights import LIFE
from logistics.scenario import Change, build_instance
from logistics.timespace import ArcKind, NodeKind, expand
from logistics.timespace.drift import walk, walk_way
from logistics.timespace.memory import read_memory
from logistics.timespace.weather import Weather, arc_pieces

STEP_MIN = 20.0
GOODS = {
    "frozen": {"shelf_life_id": "beef", "set_point_c": -18.0},
    "chilled": {"shelf_life_id": "chilled", "set_point_c": 2.0},
}


def edited(network, table, key, cells):
    """Return a network with cells of a table replaced: {row: {column: value}}."""
    frame = network[table].copy()
    for row, values in cells.items():
        for column, value in values.items():
            frame.loc[frame[key] == row, column] = value
    return network.with_tables(**{table: frame})


def drawn(tiny_scenario, seed):
    """Return the tiny scenario with another climate, other margins, extremes that bind, other walls and limits."""
    rng, network = np.random.default_rng(seed), tiny_scenario.network
    kind = ("frozen", "chilled")[seed % 2]
    places = network["climate"]["place_id"]
    shift = {place: rng.uniform(-3.0, 3.0) for place in sorted(set(places))}
    colder = rng.uniform(25.0, 45.0) if kind == "frozen" else rng.uniform(9.0, 25.0)
    climate = network["climate"].assign(tmean_c=network["climate"]["tmean_c"] - colder + places.map(shift))
    network = network.with_tables(climate=climate, demand=network["demand"].assign(
        commodity_id=rng.choice(["beef", "beef", "wheat"], len(network["demand"]))))  # fmt: skip
    ceiling, floor = ((-14.0, -10.0), (-19.0, -18.2)) if kind == "frozen" else ((4.0, 9.0), (-3.0, 1.0))
    beef = {
        **GOODS[kind], "limit_max_c": rng.uniform(*ceiling), "limit_min_c": rng.choice([np.nan, rng.uniform(*floor)]),
        "loss_from_share": rng.choice([0.01, 0.5]),
    }  # fmt: skip
    network = edited(network, "commodities", "commodity_id", {"beef": beef})
    network = edited(network, "loading_units", "unit_id", {"thermos40": {"ua_w_k": rng.uniform(30.0, 120.0)}})
    network = edited(network, "parameters", "parameter_id", {
        "limit_spreads": {"value": rng.uniform(0.0, 2.0)}, "design_depth_share": {"value": rng.choice([0.1, 0.71])},
    })  # fmt: skip
    if rng.random() < 0.3:
        start = beef["set_point_c"] + rng.uniform(-1.0, 1.0)
        network = edited(network, "commodity_units", "unit_id", {"thermos40": {"start_c": start}})
    return replace(tiny_scenario, network=network, changes=(Change("cold_chain", "cold_chain", {"active": True}),))


def random_paths(problem, rng, o, wanted=3):
    """Return some paths of an option, drawn arc by arc."""
    ts, found = problem.ts, []
    for _ in range(60):
        node, arcs = int(problem.source[o]), []
        while ts.node_kind[node] != NodeKind.OUT:
            leaving = np.arange(ts.first_arc[node], ts.first_arc[node + 1])
            if not len(leaving):
                break
            arcs.append(int(rng.choice(leaving)))
            node = int(ts.head[arcs[-1]])
        if ts.node_kind[node] == NodeKind.OUT:
            found.append(np.array(arcs, np.int32))
        if len(found) == wanted:
            break
    return found


def of_router(ts, memory, box, place, ready, arcs):
    """Return the life used and whether the limits of a box are kept, as routing sees it, and its last temperature."""
    mean, warm, cold = memory.starts(np.array([place]), np.array([ready]))
    strains = memory.strains(warm, cold)[:, 0]
    kept = box.coldest_c <= cold[0] and warm[0] <= box.warmest_c
    kept &= all(first_break(memory.strain, x, own, arcs) < 0 for x, own in enumerate(strains))
    end = mean[0]
    for a in arcs:
        end, _ = walk(memory.course, memory.course.begin[a], memory.course.stop[a], end)
    return walk_way(memory.course, arcs, mean[0], LIFE) / LIFE, bool(kept), float(end)


def stretches(ts, arcs):
    """Yield terminals and minutes of what an arc is made of."""
    t = ts.timetable
    for a in arcs:
        if ts.kind[a] != ArcKind.RIDE:
            place = int(ts.node_terminal[ts.tail[a]])
            yield place, place, int(ts.node_min[ts.tail[a]]), int(ts.node_min[ts.head[a]])
            continue
        now = int(t.leg_dep[ts.ref[a]])
        for q in np.flatnonzero(t.pass_leg == ts.ref[a]):
            here, there = (int(t.call_terminal[t.pass_from_call[q] + i]) for i in (0, 1))
            yield here, here, now, int(t.pass_start[q])
            yield here, there, int(t.pass_start[q]), int(t.pass_end[q])
            now = int(t.pass_end[q])


def outside(network):
    """Return the mean, the warm and the cold weather of a terminal and month by the formulas of the tables."""
    climate, value = network["climate"], network.parameter
    place_of = network["terminals"]["climate_place"].tolist()
    by_place = {name: rows.set_index("month")["tmean_c"] for name, rows in climate.groupby("place_id")}

    @cache
    def at(terminal, month):
        mean = by_place[place_of[terminal]]
        span = mean.max() - mean.min()
        winter = 0.5 + 0.5 * math.cos(2.0 * math.pi * (month - 1) / 12.0)
        ratio = value("summer_spread_ratio")
        season = ratio + (1.0 - ratio) * winter
        swing = value("limit_spreads") * value("spread_share_of_range") * span * season
        depth = value("design_depth_share") * span
        sun = 0.5 * (value("sunshine_july_k") + (value("sunshine_january_k") - value("sunshine_july_k")) * winter)
        middle = mean[month]
        return middle, min(middle + swing, middle + depth * ratio) + sun, max(middle - swing, middle - depth * season)

    return at


def by_hand(ts, weather, quality, tau_min, start, arcs):
    """Return life used, warmest and coldest moment and last mean temperature, by small steps of Runge and Kutta."""
    states = list(start)
    seen, weight, warmest, coldest = [], [], states[1], states[2]
    for here, there, begin, end in stretches(ts, arcs):
        now = begin
        while now < end:
            until = min(end, (now // 360 + 1) * 360)
            month = datetime.fromtimestamp(now * 60, tz=UTC).month
            share = ((now + until) / 2 - begin) / (end - begin)
            air = [a + (b - a) * share for a, b in zip(weather(here, month), weather(there, month), strict=True)]
            steps = math.ceil((until - now) / STEP_MIN)
            h = (until - now) / steps / tau_min
            grow = 1 - h + h**2 / 2 - h**3 / 6 + h**4 / 24  # four stages of Runge-Kutta on a linear equation
            half = 1 - h / 2 + h**2 / 8 - h**3 / 48 + h**4 / 384
            for _ in range(steps):
                ahead = [a + (state - a) * grow for a, state in zip(air, states, strict=True)]
                seen += [states[0], air[0] + (states[0] - air[0]) * half, ahead[0]]
                weight += [h * tau_min / 6, h * tau_min * 4 / 6, h * tau_min / 6]
                states = ahead
                warmest, coldest = max(warmest, states[1]), min(coldest, states[2])
            now = until
    rate = quality.rate_per_h(np.clip(seen, quality.low_c, quality.high_c)) / 60.0
    return float(rate @ np.array(weight)), warmest, coldest, states[0]


def test_router_planner_and_plain_python_agree_on_any_path(tiny_scenario):
    """Frozen, chilled on both sides and grain; loaded at a set point, at another temperature, at that of the place."""
    outcomes, starts = [], set()
    for seed in range(8):
        scenario = drawn(tiny_scenario, seed)
        ts = expand(build_instance(scenario))
        problem, network = build_problem(ts), scenario.network
        horizon, rng = ts.instance.horizon, np.random.default_rng(1000 + seed)
        weather = Weather(network, horizon.earliest_min, horizon.latest_min)
        arcs_of, table = arc_pieces(ts, weather), ts.instance.consignments
        pricer, plain = Pricer(problem), outside(network)
        for o in np.flatnonzero(problem.keeping.kind == MEMORY)[::3].tolist():
            row, unit = table.iloc[problem.options.home[o]], str(problem.options.unit[o])
            box = read_box(network, row["commodity_id"], unit)
            memory = read_memory(arcs_of, box.unpowered, weather)
            starts.add(math.isnan(box.start_c))
            place, ready = int(ts.node_terminal[problem.source[o]]), int(row["ready_min"])
            quality = commodity_quality(network, row["commodity_id"])
            for path in random_paths(problem, rng, o):
                used, kept, end = of_router(ts, memory, box, place, ready, path)
                pair = PathSet(np.array([o]), np.array([0, len(path)]), path)
                _, used_there, fits = pricer.follow(pair)
                assert fits[0] == (kept and used <= max(1.0, quality.threshold))
                begin = [float(own[0]) for own in memory.starts(np.array([place]), np.array([ready]))]
                hand, warmest, coldest, last = by_hand(ts, plain, quality, box.tau_h * 60.0, begin, path)
                assert end == pytest.approx(last, abs=1e-6)
                assert used == pytest.approx(hand, abs=1e-6, rel=2e-5)
                if min(abs(warmest - box.warmest_c), abs(coldest - box.coldest_c)) > 1e-6:
                    assert kept == (warmest <= box.warmest_c and coldest >= box.coldest_c)
                if fits[0]:
                    assert used_there[0] == pytest.approx(used, abs=1e-6)
                outcomes.append(bool(fits[0]))
    assert min(sum(outcomes), len(outcomes) - sum(outcomes)) >= 10
    assert starts == {True, False}


def test_the_router_offers_what_the_planner_would_take(tiny_scenario):
    """The best way without power, or that there is none, is the same, found by either search with its own labels."""
    taken, none = 0, 0
    for seed in range(8):
        scenario = drawn(tiny_scenario, seed)
        network = edited(scenario.network, "commodities", "commodity_id", {"beef": {"loss_from_share": 1.0}})
        scenario = replace(scenario, network=network)
        ts, router = expand(build_instance(scenario)), Router.from_scenario(scenario)
        problem = build_problem(ts)
        mine = problem.keeping.kind == MEMORY
        pricer = Pricer(problem)
        cost, paths = pricer.search(np.zeros(len(problem.rows.capacity)), np.where(mine, 1e9, 0.0))
        used = dict(zip(paths.owner.tolist(), pricer.follow(paths)[1].tolist(), strict=True))
        found = {(problem.options.home[o], problem.options.unit[o]): o for o in np.flatnonzero(mine).tolist()}
        for k, row in enumerate(ts.instance.consignments.itertuples()):
            if row.commodity_id != "beef" or not router.first_min <= row.ready_min < router.end_min:
                continue
            ready, due = (datetime.fromtimestamp(minute * 60, tz=UTC) for minute in (row.ready_min, row.due_min))
            query = Query(row.origin, row.destination, "beef", ready, arrive_by=due, unit="thermos40")
            path, o = router.best_path(query), found.get((k, "thermos40"), -1)
            if path is None:
                assert o < 0 or cost[o] == np.inf
                none += 1
                continue
            options = problem.options
            value = path.cost_usd * options.feu[o] + options.time_usd_h[o] * path.transit_h
            assert value / options.share[o] == pytest.approx(cost[o], abs=1e-3)
            assert path.shelf_life_used == pytest.approx(used[o], abs=1e-6)
            taken += 1
    assert min(taken, none) >= 5
