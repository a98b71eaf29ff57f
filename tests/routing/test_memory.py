"""Boxes without power: the search that carries their temperature, against lists of all ways and the cargo room."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace

import brute
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_labels import random_sketch

from logistics.cargo import Box, travel
from logistics.cargo.catalogue import quality_of_rows
from logistics.cargo.unpowered import CELLS_PER_K, grid_c
from logistics.errors import DataError
from logistics.network import load_network
from logistics.routing import Query
from logistics.routing.box import read_box
from logistics.routing.memory_search import AtGate, MemorySearch
from logistics.timespace.drift import Course, compose, kept_shares, walk
from logistics.timespace.memory import Memory, Strain

TAU_MIN = (3000.0, 900.0)
"""Boxes that forget in 50 h, and in 15 h."""
NAN = float("nan")
GOODS = {
    "frozen": ("log_linear", -24.0, 20.0, "hold", -18.0, (-np.inf, -12.0)),
    "chilled": ("square_root", -30.0, 30.0, "refuse", 1.0, (-1.5, 7.0)),
    "grain": ("safe_storage", -40.0, 50.0, "hold", 12.0, (-np.inf, np.inf)),
    "odd": ("log_linear", -30.0, 30.0, "hold", 5.0, (-np.inf, np.inf)),
}
POINTS = {"frozen": "-24:700;-18:450;-12:240;20:3", "odd": "-30:20;-5:300;5:40;30:90"}


def quality(name):
    """Return a shelf life; the odd one keeps worse at some colder temperatures, as fruit does."""
    model, low, high, colder, _, limits = GOODS[name]
    life = {
        "model": model, "points": POINTS.get(name, ""), "life_ref_d": 90.0, "t_ref_c": 0.0, "t_min_c": -40.0,
        "low_c": low, "high_c": high, "colder": colder,
    }  # fmt: skip
    goods = {
        "commodity_id": name, "moisture_wb_pct": 14.0, "limit_min_c": limits[0], "limit_max_c": limits[1],
        "loss_from_share": 1.0,
    }  # fmt: skip
    return quality_of_rows(life, goods)


def random_pieces(rng, arcs, mild):
    """Return bounds, minutes and outside temperatures of the pieces of some arcs; margins too."""
    count = rng.integers(0, 4, arcs)
    stop = np.cumsum(count)
    total = int(stop[-1]) if arcs else 0
    span = 8.0 if mild else 35.0
    outside = rng.uniform(-span, span, total) + rng.choice([-15.0, 0.0, 15.0])
    return stop - count, stop, rng.integers(1, 361, total).astype(np.int16), outside, rng.uniform(0, 6, total)


def make(name, seed):
    """Return a random graph with what boxes of some goods meet on it, and the gate."""
    rng = np.random.default_rng(seed)
    sketch = random_sketch(seed)
    begin, stop, minutes, outside, spread = random_pieces(rng, len(sketch.head), bool(rng.integers(2)))
    tau = TAU_MIN[seed % 2]
    kept = kept_shares(tau)
    goods = quality(name)
    rate = goods.rate_per_h(np.clip(grid_c(), goods.low_c, goods.high_c)) / 60.0
    active = [(sign, sign * limit) for sign, limit in ((1.0, GOODS[name][5][1]), (-1.0, GOODS[name][5][0]))
              if np.isfinite(limit)]  # fmt: skip
    steps = [compose(begin, stop, minutes, sign * outside + spread, kept, limit) for sign, limit in active]
    empty = np.zeros((0, len(begin)))
    step = np.diff(rate)
    memory = Memory(
        weather=None,
        start_c=NAN,
        course=Course(begin.astype(np.int64), stop.astype(np.int64), minutes, outside, kept, rate),
        strain=Strain(
            steps[0][0] if steps else np.zeros(0),
            np.array([s[1] for s in steps]) if steps else empty,
            np.array([s[2] for s in steps]) if steps else empty,
        ),
        sign=tuple(sign for sign, _ in active),
        limit=tuple(limit for _, limit in active),
        steady=NAN,
        fastest=NAN,
        slope=float(np.abs(step).max()) * CELLS_PER_K * tau,
        monotone=bool((step >= 0).all()),
    )
    count = len(sketch.entry)
    temp = GOODS[name][4] + rng.uniform(-1.0, 1.0, count)
    strain = np.array([sign * temp for sign in memory.sign]).reshape(len(memory.sign), count)
    kept_at_gate = np.array(
        [all(strain[x, e] <= limit for x, limit in enumerate(memory.limit)) for e in range(count)], dtype=bool
    )
    gate = AtGate(temp, strain, np.array([e[4] for e in sketch.entry], np.int64), kept_at_gate)
    return sketch, memory, gate, spread


def search(sketch, memory, gate, *, timed=1, ages=True):
    """Return the values of the ways that the search finds."""
    columns = [np.array(column, np.int64) for column in zip(*sketch.entry, strict=True)]
    graph = SimpleNamespace(
        first_arc=sketch.first_arc, head=sketch.head, node_min=sketch.node_min, tail=sketch.tail
    )  # fmt: skip
    states = len(sketch.node_min) * sketch.stages
    ground = SimpleNamespace(
        low=0, high=len(sketch.node_min), stages=sketch.stages, shut=sketch.shut, jump=sketch.jump,
        target=sketch.target, entries=SimpleNamespace(node=columns[0], start=columns[2]),
        weights=SimpleNamespace(memory=memory),
    )  # fmt: skip
    scratch = (
        np.zeros(states, np.uint8), [np.zeros(states, np.int64) for _ in range(4)], np.zeros(states, np.int32)
    )  # fmt: skip
    paths, entry = MemorySearch(graph).ways(
        ground, gate, (sketch.weight[0], columns[3]), sketch.weight[2], timed=timed, ages=ages, scratch=scratch
    )  # fmt: skip
    return [
        value(sketch, memory, gate, e, path.tolist(), timed, ages) for e, path in zip(entry, paths, strict=True)
    ]  # fmt: skip


def value(sketch, memory, gate, e, way, timed=1, ages=True):
    """Return time, cost, CO2e and shelf life used of a way."""
    node, _, start, cost, life = sketch.entry[e]
    used = (life + brute.walked(memory.course, way, float(gate.temp[e]))) if ages else 0
    for arc in way:
        node = int(sketch.head[arc])
    money, green = (int(sum(sketch.weight[k][a] for a in way)) for k in (0, 2))
    return (int(sketch.node_min[node] - start) * timed, cost + money, green, used)


def keeps(memory, gate, e, way, spread):
    """Return whether a box keeps its limits at the end of every piece of a way."""
    course = memory.course
    tau = -1.0 / np.log(course.kept[0, 1])
    for x, (sign, limit) in enumerate(zip(memory.sign, memory.limit, strict=True)):
        strain = float(gate.strain[x, e])
        if strain > limit:
            return False
        for arc in way:
            for i in range(int(course.begin[arc]), int(course.stop[arc])):
                outside = sign * float(course.outside[i]) + float(spread[i])
                strain = outside + (strain - outside) * np.exp(-int(course.minutes[i]) / tau)
                if strain > limit:
                    return False
    return True


def every_way(sketch, memory, gate, spread, **what):
    """Return the values of all ways that keep the limits."""

    def arcs_of(node, stage):
        for arc in range(int(sketch.first_arc[node]), int(sketch.first_arc[node + 1])):
            if not sketch.shut[arc]:
                yield (
                    arc,
                    int(sketch.head[arc]),
                    stage if sketch.stages == 1 else int(sketch.jump[arc * sketch.stages + stage]),
                )

    def is_target(node, stage):
        return bool(sketch.target[node]) and stage == sketch.stages - 1

    return [
        value(sketch, memory, gate, e, way, **what)
        for e, entry in enumerate(sketch.entry)
        for way in brute.all_ways(arcs_of, entry[0], entry[1], is_target)
        if keeps(memory, gate, e, way, spread)
    ]


@pytest.mark.parametrize("name", list(GOODS))
def test_fronts_equal_all_ways_that_keep_the_limits(name):
    """Frozen, chilled on both sides, grain without limits, and goods whose life does not fall with temperature."""
    sizes, fewer = [], 0
    for seed in range(250):
        sketch, memory, gate, spread = make(name, seed)
        every = every_way(sketch, memory, gate, spread)
        found = search(sketch, memory, gate)
        assert brute.same_front(sorted(found), every), seed
        sizes.append(len(found))
        fewer += len(every) < len(every_way(sketch, replace(memory, sign=(), limit=()), gate, spread))
    assert max(sizes) >= 5
    assert (fewer > 20) == bool(memory.sign)  # limits did shut ways


@settings(max_examples=150, deadline=None)
@given(st.integers(1000, 10**6), st.sampled_from(list(GOODS)), st.booleans(), st.booleans())
def test_any_small_network_gives_the_front_of_all_ways(seed, name, timed, ages):
    """With and without time and shelf life as criteria."""
    sketch, memory, gate, spread = make(name, seed)
    what = {"timed": int(timed), "ages": ages}
    assert brute.same_front(
        sorted(search(sketch, memory, gate, **what)), every_way(sketch, memory, gate, spread, **what)
    )  # fmt: skip


def test_the_walk_is_that_of_the_cargo_room():
    """Temperatures are exact; shelf lives agree with the exact integral to 3e-4, even in a box that forgets in 15 h."""
    for name in ("frozen", "chilled", "grain"):
        rng = np.random.default_rng(3)
        goods = quality(name)
        low, high = (max(goods.low_c, -20.0) + 1, min(goods.high_c, 30.0) - 1) if name != "frozen" else (-30.0, 15.0)
        for _ in range(20):
            minutes = rng.integers(1, 361, 40).astype(np.int16)
            outside = rng.uniform(low, high, 40)
            rate = goods.rate_per_h(np.clip(grid_c(), goods.coldest_c, goods.high_c)) / 60.0
            bounds = np.array([0], np.int64), np.array([40], np.int64)
            course = Course(*bounds, minutes, outside, kept_shares(TAU_MIN[-1]), rate)
            start = GOODS[name][4]
            end, used = walk(course, 0, 40, start)
            box = Box(tau_h=TAU_MIN[-1] / 60.0, recovery_h=24.0, ua_w_k=300.0)
            trace = travel(box, goods, outside, minutes / 60.0, start_c=start)
            assert end == pytest.approx(trace.end_c[-1], abs=1e-9)
            assert used == pytest.approx(trace.total_life_used, rel=3e-4)


def test_a_constant_rate_needs_no_temperature_and_another_one_does(tiny_router):
    """
    Wheat colder than any place of the tiny network has one rate only where its model holds it constant.

    Then hours are enough; wheat as it is has a rate of every temperature, and labels carry it.
    """
    box = tiny_router.look_up(Query("xian", "moscow", "wheat", datetime(2025, 9, 1, tzinfo=UTC))).box
    assert tiny_router.weights(box).remembers
    flat = replace(box.quality, low_c=50.0, high_c=50.0, holds_below=True)
    assert not tiny_router.weights(replace(box, quality=flat)).remembers


def test_memoryless_fronts_equal_those_with_temperatures(tiny_router):
    """Where the rate is constant, leaving the temperature out of the labels changes no front."""
    asked = tiny_router.look_up(Query("xian", "moscow", "wheat", datetime(2025, 9, 1, tzinfo=UTC), window_h=48.0))
    flat = replace(asked.box, quality=replace(asked.box.quality, low_c=50.0, high_c=50.0, holds_below=True))
    asked = replace(asked, box=flat)
    ground = tiny_router.ground(asked)
    carried = replace(ground.weights, memory=replace(ground.weights.memory, steady=NAN), rate_per_min=NAN)
    plain = tiny_router.searcher.front(asked, ground)
    full = tiny_router.searcher.front(asked, replace(ground, weights=carried))
    assert len(plain) == len(full) > 0
    assert plain.minutes.tolist() == full.minutes.tolist()
    assert plain.cost.tolist() == full.cost.tolist()
    assert np.allclose(plain.life, full.life, rtol=1e-6)


def test_a_limit_that_is_passed_is_named_with_place_hour_and_remedy(tiny_router):
    """Frozen beef in a dry box in September: the ceiling of -12 degC is passed near Xian; the reefer is the remedy."""
    front = tiny_router.find_paths(Query("xian", "moscow", "beef", datetime(2025, 9, 1, tzinfo=UTC), unit="dry40"))
    assert not front.paths
    limit = front.explanation["limits"][0]
    assert limit["limit_c"] == -12.0
    assert "allowed by law" in limit["text"]
    assert "in an unpowered box (dry40)" in limit["text"]
    # by hand: 20 t x 2 kJ/(kg K) / (500 W/K x 3.6) = 22.2 h; outside is warmer than 20 degC, so -12 comes in 2 to 4 h
    assert 2.0 < limit["after_h"] < 4.0
    assert limit["text"] in front.explanation["text"]
    assert "With unit reefer40 there is one" in front.explanation["text"]


def test_the_limit_binds_before_shelf_life_and_by_the_spell(tiny_router, tiny_scenario):
    """Beef that starts deep enough arrives below its limit; the same beef started at the limit does not leave."""
    winter = Query("xian", "moscow", "beef", datetime(2025, 9, 1, tzinfo=UTC), unit="dry40")
    for start, ways in ((-12.0, 0), (-40.0, 0)):
        assert len(tiny_router.find_paths(replace(winter, start_c=start)).paths) == ways
    box = tiny_router.look_up(winter).box
    far = replace(box, ceiling_c=7.9, tau_h=1e4)  # one month's drift of few kelvins: everything arrives
    asked = replace(tiny_router.look_up(winter), box=replace(far, quality=replace(far.quality, high_c=8.0)))
    assert len(tiny_router.search(asked)) > 0
    late = replace(asked, box=replace(asked.box, ceiling_c=-17.5))
    assert len(tiny_router.search(late)) == 0


def test_powered_boxes_hold_their_set_point_and_it_must_be_allowed(tiny_router, tiny_copy):
    """The reefer ignores the weather; a set point beyond the limit is refused by name."""
    path = tiny_router.find_paths(Query("xian", "moscow", "beef", datetime(2025, 9, 1, tzinfo=UTC)))[0]
    assert {leg.cargo_c for leg in path.legs} == {-18.0}
    tiny_copy.edit("commodities", "beef", set_point_c="-8")
    with pytest.raises(DataError, match="set_point_c of 'beef' is -8 °C"):
        read_box(load_network(tiny_copy.path), "beef", None)


def test_goods_start_as_the_table_of_their_units_says(tiny_copy):
    """Without power beef starts at ``start_c`` of its row, else at its set point."""
    assert read_box(load_network(tiny_copy.path), "beef", "thermos40").start_c == -18.0
    tiny_copy.edit("commodity_units", "beef/thermos40", start_c="-15")
    assert read_box(load_network(tiny_copy.path), "beef", "thermos40").start_c == -15.0


def test_a_start_temperature_that_means_nothing_is_told(tiny_router):
    """Powered boxes hold their set point, so the answer says that the words were idle."""
    query = Query("xian", "moscow", "beef", datetime(2025, 9, 1, tzinfo=UTC), start_c=-20.0)
    assert "start_c" in tiny_router.find_paths(query).query["notes"][0]


def test_cargo_on_legs_is_that_of_the_cargo_room(tiny_router):
    """Mean temperatures and shelf lives of legs follow from their outside temperatures."""
    path = tiny_router.find_paths(
        Query("xian", "moscow", "wheat", datetime(2025, 9, 1, tzinfo=UTC), start_c=30.0)
    )[0]  # fmt: skip
    box = Box.of(tiny_router.network, "wheat")
    ambient, hours = [leg.ambient_c for leg in path.legs], [leg.hours for leg in path.legs]
    quality = tiny_router.look_up(Query("xian", "moscow", "wheat", datetime(2025, 9, 1, tzinfo=UTC))).box.quality
    trace = travel(box, quality, ambient, hours, start_c=30.0)
    assert np.allclose([leg.cargo_c for leg in path.legs], trace.mean_c, atol=0.7)  # one outside per leg there
    assert path.shelf_life_used == pytest.approx(trace.total_life_used, rel=0.03)
