"""Labels of boxes without power on random small graphs, against all paths one by one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logistics.cargo.unpowered import CELLS_PER_K, grid_c
from logistics.planning.drifting import MEMORY, walk
from logistics.planning.keeping import nothing_to_keep
from logistics.planning.labels import _add, _spread, _write, label, new_pool
from logistics.planning.to_go import OUT
from logistics.timespace import NodeKind
from logistics.timespace.drift import Course, compose, kept_shares

NODES, TAU_MIN = 9, 900.0


def graph(rng):
    """Return first arcs, heads and costs of a graph whose last node is the exit; one or two arcs to nodes ahead."""
    heads = [[n + 1, *rng.integers(n + 1, NODES, rng.integers(1, 4)).tolist()] for n in range(NODES - 1)]
    first = np.cumsum([0, *(len(own) for own in heads), 0]).astype(np.int64)
    head = np.array([h for own in heads for h in own], np.int32)
    return first, head, rng.integers(0, 60, len(head)).astype(np.float64)


def keeping(rng, arcs, *, limits, lasting=False):
    """Return one box on arcs of one piece each: warm days warmer, cold ones colder than usual."""
    minutes = rng.integers(30, 361, arcs).astype(np.int16)
    mean = rng.uniform(-10.0, 30.0, arcs)
    warm, cold = mean + rng.uniform(0.0, 15.0, arcs), mean - rng.uniform(0.0, 15.0, arcs)
    begin = np.arange(arcs)
    kept = kept_shares(TAU_MIN)
    rate = 2.0 ** (grid_c().clip(-20.0, 40.0) / 5.0) / (60.0 * 1440.0)
    ceiling, floor = limits
    hot = compose(begin, begin + 1, minutes, warm, kept, ceiling)
    icy = compose(begin, begin + 1, minutes, -cold, kept, -floor)
    start = rng.uniform(-1.0, 3.0)
    state = {"mean": start, "warm": start + rng.uniform(0.0, 3.0), "cold": start - rng.uniform(0.0, 3.0), "used": 0.01}
    return nothing_to_keep(1)._replace(
        kind=np.array([MEMORY], np.uint8), usd=np.array([200.0]),
        **{name: np.array([value]) for name, value in state.items()},
        ceiling=np.array([ceiling]), floor=np.array([floor]), threshold=np.array([1.0 if lasting else 0.02]),
        most=np.array([1.0 if lasting else rng.choice([0.06, 1.0])]), lasting=np.array([lasting], np.uint8),
        slope=np.array([np.abs(np.diff(rate)).max() * CELLS_PER_K * TAU_MIN]),
        hot=np.array([0 if np.isfinite(ceiling) else -1]), icy=np.array([1 if np.isfinite(floor) else -1]),
        share=np.array([hot[0], icy[0]]), push=np.array([hot[1], icy[1]]), bear=np.array([hot[2], icy[2]]),
        kept=kept[None], rates=rate[None], begin=begin, stop=begin + 1, minutes=minutes, outside=mean,
    )  # fmt: skip


def all_paths(first, head, node=0):
    """Yield the arcs of every path to the exit."""
    if node == NODES - 1:
        yield []
        return
    for a in range(int(first[node]), int(first[node + 1])):
        for rest in all_paths(first, head, int(head[a])):
            yield [a, *rest]


def both(seed, limits, *, lasting=False):
    """Return the least cost by labels and by all paths, and how many of those the limits shut."""
    rng = np.random.default_rng(seed)
    first, head, cost = graph(rng)
    keep = keeping(rng, len(head), limits=limits, lasting=lasting)
    to_go = np.full((NODES, 2), np.inf)[:, 0]  # a lane of several searches, as in `pricing.search`
    to_go[-1] = 0.0
    for n in range(NODES - 2, -1, -1):
        to_go[n] = min(cost[a] + to_go[head[a]] for a in range(first[n], first[n + 1]))
    kind = np.full(NODES, NodeKind.YARD, np.uint8)
    kind[-1] = OUT
    path = np.empty(NODES, np.int32)
    found, n = label(
        0, 0, NODES, 0, 1e6, np.zeros(NODES, np.int16), kind, first, head, cost, to_go, keep, new_pool(NODES, 4000),
        path,
    )  # fmt: skip
    every = []
    for arcs in all_paths(first, head):
        lost, _, fits = walk(0, np.array(arcs, np.int32), len(arcs), keep)
        every.append(cost[arcs].sum() + lost if fits else np.inf)
    if np.isfinite(found):
        lost, _, fits = walk(0, path, n, keep)
        assert fits
        assert cost[path[:n]].sum() + lost == pytest.approx(found)
    return found, min(every), int(np.isinf(every).sum())


@pytest.mark.parametrize("lasting", [False, True], ids=["ages", "lasts"])
@pytest.mark.parametrize("limits", [(14.0, -np.inf), (np.inf, -2.0), (16.0, -4.0), (np.inf, -np.inf)],
                         ids=["ceiling", "floor", "both", "life alone"])  # fmt: skip
def test_labels_find_the_cheapest_of_all_paths(limits, lasting):
    """Whatever is cheap but too warm, too cold or too old is left for what is dearer; nothing better is dropped."""
    shut = 0
    for seed in range(300):
        found, least, dropped = both(seed, limits, lasting=lasting)
        assert found == pytest.approx(least, rel=1e-9), seed
        shut += dropped > 0
    assert (shut > 50) == (np.isfinite(limits).any() or not lasting)


@settings(max_examples=100, deadline=None)
@given(st.integers(1000, 10**6), st.floats(8.0, 25.0), st.floats(-12.0, 0.0))
def test_labels_are_exact_at_any_limits(seed, ceiling, floor):
    """The same for drawn limits."""
    found, least, _ = both(seed, (ceiling, floor))
    assert found == pytest.approx(least, rel=1e-9)


def left_of(labels, slope=0.0, room=10):
    """Return the numbers of the labels that are left at a node, and how many were asked for in all."""
    pool, size, number = new_pool(1, room), 0, []
    for i, (cost, mean, warm, cold, used) in enumerate(labels):
        before, size = size, _add(size, 0, i, -1, cost, mean, warm, cold, used, slope, pool)
        number += [i] if size > before else []
    left, at = [], pool.first[0]
    while at >= 0:
        left.append(int(pool.arc[at]))
        at = pool.next[at]
    return sorted(left), size


USUAL = (10.0, 5.0, 8.0, 2.0, 0.5)


@pytest.mark.parametrize(
    ("other", "left"),
    [
        (USUAL, [0]),
        ((11.0, 5.0, 8.0, 2.0, 0.5), [0]),
        ((10.0, 5.0, 9.0, 2.0, 0.5), [0]),
        ((10.0, 5.0, 8.0, 1.0, 0.5), [0]),
        ((10.0, 5.0, 8.0, 2.0, 0.6), [0]),
        ((9.0, 5.0, 8.0, 2.0, 0.5), [1]),
        ((10.0, 5.0, 7.0, 2.0, 0.5), [1]),
        ((10.0, 5.0, 8.0, 3.0, 0.5), [1]),
        ((10.0, 5.0, 8.0, 2.0, 0.4), [1]),
        ((9.0, 5.0, 9.0, 2.0, 0.5), [0, 1]),
        ((9.0, 5.0, 8.0, 1.0, 0.5), [0, 1]),
        ((9.0, 5.0, 8.0, 2.0, 0.6), [0, 1]),
        ((11.0, 5.0, 7.0, 2.0, 0.5), [0, 1]),
        ((11.0, 5.0, 8.0, 3.0, 0.5), [0, 1]),
        ((11.0, 5.0, 8.0, 2.0, 0.4), [0, 1]),
        ((10.0, 6.0, 8.0, 2.0, 0.5), [0]),  # warmer in usual weather, for the same life
        ((10.0, 4.0, 8.0, 2.0, 0.5), [1]),
        ((10.0, 6.0, 8.0, 2.0, 0.41), [0, 1]),  # a kelvin may cost 0.1 of the life yet
        ((10.0, 6.0, 8.0, 2.0, 0.39), [1]),
        ((10.0, 4.0, 8.0, 2.0, 0.59), [0, 1]),
        ((10.0, 4.0, 8.0, 2.0, 0.61), [0]),
        ((11.0, 6.0, 8.0, 2.0, 0.45), [0, 1]),
        ((9.0, 4.0, 8.0, 2.0, 0.55), [0, 1]),
    ],
)
def test_a_label_gives_way_to_one_that_is_as_good_in_all(other, left):
    """In cost, in warm and in cold weather, and in life, with what it may be warmer counted as life."""
    assert left_of([USUAL, other], slope=0.1) == (left, 1 if left == [0] else 2)


def test_labels_in_the_middle_of_a_list_give_way_too():
    """Of four that do not compare, the second and the last fall to a fifth; the rest stay in the list."""
    four = [(float(10 - i), 0.0, float(i), 0.0, 0.0) for i in range(4)]
    assert left_of(four)[0] == [0, 1, 2, 3]
    assert left_of([*four, (9.0, 0.0, 1.0, 0.0, 0.0)])[0] == [0, 1, 2, 3]
    assert left_of([*four, (8.0, 0.0, 1.0, 0.0, 0.0)])[0] == [0, 3, 4]
    assert left_of([*four, (7.0, 0.0, 0.5, 0.0, 0.0)])[0] == [0, 4]
    assert left_of([*four, (0.0, 0.0, 0.0, 0.0, 0.0)])[0] == [4]


def test_labels_beyond_the_room_are_counted_and_not_written():
    """The search then says that there was no room."""
    four = [(float(10 - i), 0.0, float(i), 0.0, 0.0) for i in range(4)]
    assert left_of(four, room=4) == ([0, 1, 2, 3], 4)
    assert left_of(four, room=3) == ([0, 1, 2], 4)


def spread(*, last=3, best=100.0, cost=0.0, to_go=(0.0, 30.0, 40.0, 0.0), arcs=2, lasting=0, **cells):
    """Return heads and costs of the labels that one at node 0 spreads to: 20 USD to node 1, 30 USD to node 2."""
    keep = nothing_to_keep(1)._replace(
        kind=np.array([MEMORY], np.uint8), usd=np.array([100.0]), ceiling=np.array([9.0]), floor=np.array([-9.0]),
        threshold=np.array([0.5]), most=np.array([cells.get("most", 1.0)]), lasting=np.array([lasting], np.uint8),
        slope=np.zeros(1), hot=np.array([0]), icy=np.array([-1]), share=np.ones((1, 2)), push=np.zeros((1, 2)),
        bear=np.array([[cells.get("bear", 9.0), 9.0]]), kept=kept_shares(TAU_MIN)[None],
        rates=np.full((1, 6401), cells.get("rate", 0.0)), begin=np.array([0, 1]), stop=np.array([1, 2]),
        minutes=np.array([60, 60], np.int16), outside=np.zeros(2),
    )  # fmt: skip
    pool = new_pool(4, 10)
    size = _add(0, 0, -1, -1, cost, 5.0, 5.0, 5.0, cells.get("used", 0.0), 0.0, pool)
    course = Course(keep.begin, keep.stop, keep.minutes, keep.outside, keep.kept[0], keep.rates[0])
    size = _spread(
        0, size, 0, last, best, np.array([0, arcs, arcs, arcs, arcs]), np.array([1, 2], np.int32),
        np.array([20.0, 30.0]), np.array(to_go), course, keep, pool,
    )  # fmt: skip
    return [(int(pool.node[i]), float(pool.cost[i]), float(pool.used[i])) for i in range(1, size)]


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({}, [(1, 20.0, 0.0), (2, 30.0, 0.0)]),
        ({"last": 2}, [(1, 20.0, 0.0)]),
        ({"best": 70.0}, [(1, 20.0, 0.0)]),
        ({"best": 50.0}, []),
        ({"cost": 25.0, "best": 80.0}, [(1, 45.0, 0.0)]),
        ({"bear": 4.0}, [(2, 30.0, 0.0)]),
        ({"rate": 0.01}, [(1, 20.0, 0.6), (2, 30.0, 0.6)]),
        ({"rate": 0.01, "lasting": 1}, [(1, 20.0, 0.0), (2, 30.0, 0.0)]),
        ({"rate": 0.01, "used": 0.3, "best": 300.0}, [(1, 20.0, 0.9), (2, 30.0, 0.9)]),
        ({"rate": 0.01, "used": 0.5, "best": 300.0}, []),
        ({"rate": 0.01, "most": 0.5}, []),
        ({"rate": 0.01, "best": 80.0}, [(1, 20.0, 0.6)]),  # 20 USD of value are lost: 90 and 70
        ({"rate": 0.01, "best": 65.0}, []),
    ],
)
def test_a_label_spreads_as_far_as_limits_and_the_best_cost_allow(given, found):
    """Beyond node 1 at least 30 USD are to come, beyond node 2 40; 100 USD of goods lose value from half their life."""
    told = spread(**given)
    assert [entry[:2] for entry in told] == [entry[:2] for entry in found]
    assert [entry[2] for entry in told] == pytest.approx([entry[2] for entry in found])


def test_a_path_is_written_where_it_fits():
    """Three arcs, from the start to the label; their number is told in any case."""
    pool = new_pool(1, 4)
    pool.before[:], pool.arc[:] = [-1, 0, 1, 2], [-1, 7, 8, 9]
    path = np.zeros(3, np.int32)
    assert (_write(3, pool, path), path.tolist()) == (3, [7, 8, 9])
    assert (_write(0, pool, path), path.tolist()) == (0, [7, 8, 9])
    assert (_write(2, pool, path), path.tolist()) == (2, [7, 8, 9])
    short = np.zeros(2, np.int32)
    assert (_write(3, pool, short), short.tolist()) == (3, [0, 0])


def searched(*, bound=100.0, room=8, warm=5.0, cold=0.0, to_go=0.0, bear=9.0):
    """
    Return cost and arcs found from node 0: to exits 1 and 4 elsewhere for 3 USD, over yard 2 to exits 3 and 5 for 8.

    The way to 5 over 2 is 1 USD dearer.
    """
    first, head = np.array([0, 2, 2, 5, 5, 5, 5]), np.array([1, 2, 3, 4, 5], np.int32)
    keep = nothing_to_keep(1)._replace(
        kind=np.array([MEMORY], np.uint8), warm=np.array([warm]), cold=np.array([cold]), ceiling=np.array([9.0]),
        floor=np.array([-9.0]), threshold=np.ones(1), most=np.ones(1), lasting=np.ones(1, np.uint8),
        slope=np.zeros(1), hot=np.array([0]), icy=np.array([-1]), share=np.ones((1, 5)), push=np.zeros((1, 5)),
        bear=np.array([[9.0, 9.0, bear, 9.0, 9.0]]),
        kept=kept_shares(TAU_MIN)[None], rates=np.zeros((1, 6401)), begin=np.zeros(5, np.int64),
        stop=np.zeros(5, np.int64), minutes=np.zeros(0, np.int16), outside=np.zeros(0),
    )  # fmt: skip
    kind = np.array([NodeKind.YARD, OUT, NodeKind.YARD, OUT, OUT, OUT], np.uint8)
    pool, path, least = new_pool(7, room), np.zeros(4, np.int32), np.full((6, 2), to_go)[:, 0]
    pool.node[:], pool.first[6] = 6, 5
    found, n = label(
        0, 0, 6, 1, bound, np.array([0, 7, 0, 1, 7, 1], np.int16), kind, first, head,
        np.array([3.0, 4.0, 4.0, 1.0, 5.0]), least, keep, pool, path,
    )  # fmt: skip
    assert pool.first.tolist() == [*[-1] * 6, 5], "the next search finds an empty list at every node that was reached"
    return found, path[: max(n, 0)].tolist(), n


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, (8.0, [1, 2], 2)),
        ({"bear": 4.0}, (9.0, [1, 4], 2)),  # the cheaper arc is too warm
        ({"bound": 8.5}, (8.0, [1, 2], 2)),
        ({"bound": 8.0}, (np.inf, [], 0)),
        ({"warm": 9.5}, (np.inf, [], 0)),
        ({"cold": -9.5}, (np.inf, [], 0)),
        ({"to_go": np.inf}, (np.inf, [], 0)),
        ({"room": 2, "to_go": 2.0}, (2.0, [], -1)),
    ],
)
def test_a_search_by_head(given, expected):
    """Exits elsewhere do not count, however cheap; below the bound only; without room there is a lower bound."""
    assert searched(**given) == expected
