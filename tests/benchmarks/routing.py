"""
Prints the speed of routing on the real network as ratios to peers on the same work, and in questions per second.

1. The fixed list of 200 questions: exact fronts, from looking up the words to all criteria of every way, the event
   graph and the weights of each kind of box made beforehand; then the same with four criteria compared, and with all
   legs written out. CPU seconds of one thread, so that other work on the machine counts little; medians of five rounds.
2. The same compiled kernels run as plain Python over lists, on every tenth question; those of boxes without power,
   which carry their temperature along, apart.
3. Earliest arrival from one event to all: one pass in topological order against Dijkstra of scipy and of networkx.
"""

from __future__ import annotations

import statistics
import time
from collections import Counter
from dataclasses import replace
from datetime import date

import networkx as nx
import numpy as np
from pure_python import listed, pure_modules
from routing_queries import queries, within_window
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from logistics.network import load_network
from logistics.routing import Router, bounds, labels, memory_bounds, memory_labels, memory_seeds, search
from logistics.scenario import load_scenario
from logistics.timespace import drift
from logistics.timespace.kernels import sweep

ROUNDS = 5
EVERY = 10
TWO = ("time", "cost")
FOUR = ("time", "cost", "shelf_life", "co2e")


def seconds(work):
    """Return the CPU seconds of this thread for a call."""
    start = time.thread_time()
    work()
    return time.thread_time() - start


def median(work, rounds=ROUNDS):
    """Return the median seconds of some calls."""
    return statistics.median(seconds(work) for _ in range(rounds))


def asking(query, criteria, router):
    """Return a question with other criteria, looked up."""
    return router.look_up(replace(query, criteria=criteria))


def crossing(router, found):
    """Return of each front whether every way has a sailing on the Caspian."""
    graph, links = router.graph, router.network["links"]
    sea = np.flatnonzero((links["operator"] == "FERRY_CASPIAN").to_numpy())
    sails = np.zeros(len(graph.head), np.bool_)
    sails[router.limits.on_links(sea)] = True
    return [bool(np.logical_or.reduceat(sails[front.arc], front.ptr[:-1]).all()) for front in found]


def fronts(router, asked):
    """Print sizes of fronts and questions per second."""
    found = [router.search(router.look_up(query)) for query in asked]
    sizes = [len(front) for front in found]
    unaged = [len(router.search(asking(query, TWO, router))) for query in asked]
    unpowered = [front.weights.remembers for front in found]
    groups = {
        "every way crosses the Caspian": crossing(router, found),
        "in boxes without power": unpowered,
        "without power, and shelf life adds ways": [
            off and few < size for off, few, size in zip(unpowered, unaged, sizes, strict=True)
        ],
    }
    four = [replace(query, criteria=FOUR) for query in asked]
    wide = [len(router.search(asking(query, FOUR, router))) for query in asked]
    for name, which in groups.items():
        own = [size for size, yes in zip(sizes, which, strict=True) if yes]
        print(f"  {name}: {len(own)}, median front {statistics.median(own):g}")
    print(f"  ways in the front: number of questions {dict(sorted(Counter(sizes).items()))}")
    many = sum(size >= 5 for size in sizes)
    print(
        f"  median front {statistics.median(sizes):g} ({many} of {len(sizes)} questions have five ways or more), with "
        f"CO2e as fourth criterion {statistics.median(wide):g}"
    )
    runs = (
        ("exact fronts, three criteria, CO2e told", lambda: [router.search(router.look_up(query)) for query in asked]),
        ("exact fronts, four criteria", lambda: [router.search(router.look_up(query)) for query in four]),
        ("the same as first, all legs written out", lambda: [router.find_paths(query) for query in asked]),
    )
    for name, work in runs:
        print(f"  {len(asked) / median(work):7.0f} questions per second and thread: {name}", flush=True)


KERNELS = {
    (bounds, "reach"): (bounds, "reach"),
    (bounds, "to_go"): (bounds, "to_go"),
    (search, "_seed"): (labels, "seed"),
    (search, "_search"): (labels, "search"),
    (memory_bounds, "least_used"): (memory_bounds, "least_used"),
    (memory_bounds, "tolerance"): (memory_bounds, "tolerance"),
    (memory_seeds, "seed"): (memory_seeds, "seed"),
    (memory_labels, "search"): (memory_labels, "search"),
}
"""Where a search calls each kernel, and where that kernel is written."""


def against_python(router, asked):
    """Print the ratio of the compiled kernels to the same as plain Python over lists."""
    spaces = pure_modules(bounds, labels, memory_bounds, memory_labels, memory_seeds, drift)
    for name, which in {
        "with power": [query for query in asked[::EVERY] if not router.look_up(query).box.remembers],
        "without power": [query for query in asked[::EVERY] if router.look_up(query).box.remembers],
    }.items():
        compare(router, name, [router.look_up(query) for query in which], spaces)


def compare(router, name, taken, spaces):
    """Print the ratio for some questions."""
    kept = {place: getattr(*place) for place in KERNELS}
    spent, calls, answers = [], [], []

    def timed(place, kernel):
        def call(*arguments):
            start = time.thread_time()
            answer = kernel(*arguments)
            spent.append(time.thread_time() - start)
            return answer

        return call

    def recorded(place, kernel):
        def call(*arguments):
            calls.append((place, listed(arguments)))
            answers.append(kernel(*arguments))
            return answers[-1]

        return call

    def run(wrapped):
        for place, kernel in kept.items():
            setattr(*place, wrapped(place, kernel))
        for question in taken:
            router.search(question)
        for place, kernel in kept.items():
            setattr(*place, kernel)

    rounds = []
    for _ in range(ROUNDS):
        spent.clear()
        run(timed)
        rounds.append(sum(spent))
    run(recorded)
    slow, same = 0.0, []
    for place, arguments in calls:
        module, kernel = KERNELS[place]
        start = time.thread_time()
        same.append(spaces[module.__name__][kernel](*arguments))
        slow += time.thread_time() - start
    assert same == answers  # the sizes that kernels return
    fast = statistics.median(rounds)
    print(
        f"  {len(taken)} questions {name}: compiled {slow / fast:.0f} times as fast ({slow:.2f} s against {fast:.4f} s)"
    )


def one_to_all(graph):
    """
    Print the ratios of earliest arrivals from one event to all.

    In an event graph whatever is reached is reached at the minute of the event, so one pass of marks is the answer; the
    general pass with lengths of arcs and predecessors is timed as well.
    """
    nodes, arcs = len(graph.node_min), len(graph.head)
    minutes = graph.minutes.astype(np.float64)
    dist, pred = np.empty(nodes), np.empty(nodes, np.int32)
    marks, none = np.zeros(nodes, np.uint8), np.zeros(0, np.uint8)
    shut, stage = np.zeros(arcs, np.uint8), np.zeros(1, np.int64)

    def earliest(source):
        start = np.array([source], np.int64)
        bounds.reach(source, nodes, 1, start, stage, graph.first_arc, graph.head, shut, none, marks)

    def general(source):
        sweep(graph.first_arc, graph.head, minutes, source, nodes, dist, pred)

    reached = {}
    for source in range(0, nodes // 4, max(nodes // 400, 1)):
        earliest(source)
        reached[source] = int(marks[source:].sum())
    source = max(reached, key=reached.get)
    order = np.lexsort((minutes, graph.head, graph.tail))  # of parallel arcs the shortest
    tail, head = graph.tail[order], graph.head[order]
    first = np.append(True, (tail[1:] != tail[:-1]) | (head[1:] != head[:-1]))
    tail, head = tail[first], head[first]
    length = np.maximum(minutes[order][first], 1e-6)  # scipy takes a stored zero for no arc
    matrix = csr_array((length, (tail, head)), shape=(nodes, nodes))
    web = nx.DiGraph()
    web.add_weighted_edges_from(zip(tail.tolist(), head.tolist(), length.tolist(), strict=True))
    earliest(source)
    general(source)
    peer = dijkstra(matrix, indices=source)[source:]
    found = marks[source:] == 1
    assert np.array_equal(np.isfinite(peer), found)
    assert np.array_equal(np.isfinite(dist[source:]), found)
    assert np.allclose(peer[found], (graph.node_min[source:] - graph.node_min[source])[found], atol=1e-2)
    assert np.allclose(dist[source:][found], peer[found], atol=1e-2)
    scipy_s = median(lambda: dijkstra(matrix, indices=source))
    nx_s = median(lambda: nx.single_source_dijkstra_path_length(web, source), 3)
    print(f"  {nodes:,} events, {arcs:,} arcs, {found.sum():,} reached")
    for name, work in (("marks", earliest), ("lengths and predecessors", general)):
        ours = median(lambda w=work: w(source), 21)
        print(
            f"  one pass ({name}): {ours * 1e3:.2f} ms, {scipy_s / ours:.0f} times as fast as "
            f"scipy.sparse.csgraph.dijkstra, {nx_s / ours:.0f} times as fast as networkx"
        )


def main():
    """Print everything."""
    scenario = load_scenario("scenarios/base.toml", load_network("network_data"))
    start = time.perf_counter()
    router = Router.from_scenario(scenario, start=date(2025, 9, 1), end=date(2025, 9, 30))
    built = time.perf_counter() - start
    print(
        f"event graph: {len(router.graph.node_min):,} events, {len(router.graph.head):,} arcs, built in {built:.1f} s\n"
        "fronts of 200 questions, latest arrival at 1.8 times the fastest transit"
    )
    asked = [within_window(query, router) for query in queries()]
    fronts(router, asked)
    print("the same kernels in pure Python")
    against_python(router, asked)
    print("earliest arrival, one to all")
    one_to_all(router.graph)


if __name__ == "__main__":
    main()
