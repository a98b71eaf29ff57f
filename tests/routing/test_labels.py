"""The compiled label setting against lists of all ways, on random graphs."""

from __future__ import annotations

from dataclasses import dataclass

import brute
import numpy as np
import pytest

from logistics.routing import bounds, labels


@dataclass
class Sketch:
    """A random acyclic graph with entries, targets, shut arcs and stages, as the kernels take it."""

    node_min: np.ndarray
    first_arc: np.ndarray
    head: np.ndarray
    shut: np.ndarray
    stages: int
    jump: np.ndarray
    target: np.ndarray
    weight: list
    entry: list

    @property
    def tail(self):
        """Tail of every arc."""
        return np.repeat(np.arange(len(self.node_min)), np.diff(self.first_arc))


def random_sketch(seed):
    """Return a graph of a dozen nodes; small weights, so that many ways tie."""
    rng = np.random.default_rng(seed)
    nodes, stages = int(rng.integers(5, 13)), int(rng.integers(1, 4))
    pairs = sorted(
        (int(a), int(b)) for a, b in rng.integers(0, nodes, (int(rng.integers(10, 34)), 2)) if a < b and a < nodes - 2
    )
    tail, head = (np.array([pair[k] for pair in pairs], np.int64) for k in (0, 1))
    jump = np.tile(np.arange(stages, dtype=np.uint8), (len(pairs), 1))
    for stage in range(stages - 1):
        jump[rng.random(len(pairs)) < 0.4, stage] += 1
    target = np.zeros(nodes, np.uint8)
    target[-2:] = 1
    first = np.searchsorted(tail, np.arange(nodes + 1)).astype(np.int64)
    node_min = np.sort(rng.integers(0, 40, nodes)).astype(np.int32)
    entry = sorted(
        (int(rng.integers(0, 3)), 0, int(node_min[0] - rng.integers(0, 5)), *rng.integers(0, 4, 2).tolist())
        for _ in range(int(rng.integers(1, 5)))
    )
    return Sketch(
        node_min=node_min,
        first_arc=first,
        head=head.astype(np.int32),
        shut=(rng.random(len(pairs)) < 0.1).astype(np.uint8),
        stages=stages,
        jump=jump.ravel() if stages > 1 else np.zeros(0, np.uint8),
        target=target,
        weight=[rng.integers(0, 6, len(pairs)).astype(np.int64) for _ in range(3)],
        entry=entry,
    )


def run(sketch, *, timed=1, pool=4096, front=256, seeds=()):
    """Return the vectors found, and the arcs and entry of each."""
    s, nodes = sketch, len(sketch.node_min)
    columns = [np.array(column, np.int64) for column in zip(*s.entry, strict=True)]
    node, stage, start, cost, life = columns
    reached = np.zeros(nodes * s.stages, np.uint8)
    where = (0, nodes, s.stages)
    bounds.reach(*where, node, stage, s.first_arc, s.head, s.shut, s.jump, reached)
    go = [np.zeros(nodes * s.stages, np.int64) for _ in range(4)]
    bounds.to_go(*where, s.target, s.node_min, s.first_arc, s.head, s.shut, s.jump, reached, *s.weight, *go)
    values = [np.zeros(front, np.int64) for _ in range(5)]
    for i, seed in enumerate(seeds):
        for column, value in zip(values, (*seed, -1), strict=True):
            column[i] = value
    room = [np.zeros(pool, np.int64) for _ in range(4)] + [np.zeros(pool, np.int32) for _ in range(3)]
    made, found = labels.search(
        *where, timed, s.target, s.node_min, s.first_arc, s.head, s.shut, s.jump, *s.weight, *go, node, stage, start,
        cost, life, len(seeds), *values, np.full(nodes * s.stages, -1, np.int32), *room,
    )  # fmt: skip
    if made < 0:
        return made, []
    path = np.zeros(100, np.int32)
    ways = []
    for label in values[4][len(seeds) : found].tolist():
        n, entry = labels.trace(label, room[4], room[5], path)
        ways.append((entry, tuple(path[:n].tolist())))
    vectors = [tuple(int(column[i]) for column in values[:4]) for i in range(len(seeds), found)]
    return vectors, ways


def value_of(sketch, entry, way, timed=1):
    """Return time, cost, life and CO2e of a way."""
    node, _, start, cost, life = sketch.entry[entry]
    for arc in way:
        node = int(sketch.head[arc])
    first, second, third = (int(sum(w[a] for a in way)) for w in sketch.weight)
    return (int(sketch.node_min[node] - start) * timed, cost + first, life + second, third)


def every_value(sketch, timed=1):
    """Return the values of all ways."""

    def arcs_of(node, stage):
        for arc in range(int(sketch.first_arc[node]), int(sketch.first_arc[node + 1])):
            if not sketch.shut[arc]:
                after = stage if sketch.stages == 1 else int(sketch.jump[arc * sketch.stages + stage])
                yield arc, int(sketch.head[arc]), after

    def is_target(node, stage):
        return bool(sketch.target[node]) and stage == sketch.stages - 1

    return [
        value_of(sketch, number, way, timed)
        for number, entry in enumerate(sketch.entry)
        for way in brute.all_ways(arcs_of, entry[0], entry[1], is_target)
    ]


@pytest.mark.parametrize("timed", [0, 1])
def test_fronts_equal_lists_of_all_ways(timed):
    """Stages, windows, ties and four criteria: the front is that of all ways, and its ways have its values."""
    sizes = []
    for seed in range(400):
        sketch = random_sketch(seed)
        vectors, ways = run(sketch, timed=timed)
        assert sorted(vectors) == brute.undominated(every_value(sketch, timed)), seed
        assert [value_of(sketch, entry, way, timed) for entry, way in ways] == vectors
        sizes.append(len(vectors))
    assert max(sizes) >= 6
    assert min(sizes) == 0


def test_ways_known_before_hide_nothing():
    """Any values of real ways may be given as seeds: all of the front is still found."""
    rng = np.random.default_rng(5)
    for seed in range(200):
        sketch = random_sketch(seed)
        every = every_value(sketch)
        if not every:
            continue
        seeds = [every[i] for i in rng.integers(0, len(every), 3)]
        vectors, _ = run(sketch, seeds=seeds)
        assert sorted(vectors) == brute.undominated(every), seed


def test_a_full_pool_is_told_and_not_overrun():
    """The caller is asked for more room; nothing is lost."""
    sketch = next(s for s in map(random_sketch, range(400)) if len(run(s)[0]) >= 6)
    assert run(sketch, pool=4)[0] == -1
    assert run(sketch, front=3)[0] == -2


def test_least_follows_the_cheapest_way():
    """One criterion backwards gives the least of all ways, and arcs that have it."""
    for seed in range(200):
        s = random_sketch(seed)
        nodes = len(s.node_min)
        best, following = np.zeros(nodes * s.stages, np.int64), np.zeros(nodes * s.stages, np.int32)
        minutes = (s.node_min[s.head] - s.node_min[s.tail]).astype(np.int32)
        bounds.least(
            0, nodes, s.stages, s.target, s.first_arc, s.head, minutes, s.shut, s.jump, s.weight[0], 2, best, following
        )
        path = np.zeros(100, np.int32)
        for number, entry in enumerate(s.entry):
            node, stage = entry[:2]
            alone = Sketch(**{**s.__dict__, "entry": [(node, stage, int(s.node_min[node]), 0, 0)]})
            least = min((cost + 2 * time for time, cost, *_ in every_value(alone)), default=bounds.FAR)
            assert best[node * s.stages + stage] == least, (seed, number)
            n = bounds.follow(node, stage, s.stages, following, s.head, s.jump, path)
            if least < bounds.FAR:
                time, cost = value_of(alone, 0, path[:n].tolist())[:2]
                assert cost + 2 * time == least


def test_known_ways_do_not_leave_the_time_of_a_question():
    """
    Two arcs leave the entry: to a target at minute 10 for 5, and beyond the latest arrival for 1.

    What an earlier question left there says that all is near and free, but no way known beforehand goes on there.
    """
    first_arc, head = np.array([0, 2, 2, 3, 3]), np.array([1, 2, 3], np.int32)
    cost, nothing = np.array([5, 1, 0]), np.zeros(3, np.int64)
    target, node_min = np.array([0, 1, 0, 1], np.uint8), np.array([0, 10, 99, 100], np.int32)
    early, cheap, fresh = np.array([10, 10, 20, 20]), np.array([5, 0, 0, 0]), np.zeros(4, np.int64)
    front = [np.full(8, -7, np.int64) for _ in range(5)]
    entry = [np.array([value]) for value in (0, 0, 0, 0, 0)]
    found = labels.seed(
        2, 1, 1, target, node_min, first_arc, head, np.zeros(3, np.uint8), np.zeros(0, np.uint8), cost, nothing,
        nothing, early, cheap, fresh, *entry, *front,
    )  # fmt: skip
    assert [(int(front[0][i]), int(front[1][i])) for i in range(found)] == [(10, 5)]
