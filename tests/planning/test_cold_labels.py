"""Labels of boxes without power on random small graphs, against all paths one by one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logistics.cargo.unpowered import CELLS_PER_K, grid_c
from logistics.planning.drifting import MEMORY, walk
from logistics.planning.keeping import nothing_to_keep
from logistics.planning.labels import label, new_pool
from logistics.planning.to_go import OUT
from logistics.timespace import NodeKind
from logistics.timespace.drift import compose, kept_shares

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
