"""
Prints the time of a plan, building included, against the same problem as an arc-flow LP in the same run.

Two sizes of the fixed generator; medians of five runs for the plan, and for the peer of five, or of as many as fit
into ten minutes.
"""

from __future__ import annotations

import statistics
import sys
import time

import numpy as np
from arcflow import solve_arcflow
from generator import Size, synthetic_timespace

from logistics.planning import solve_timespace
from logistics.timespace.model import ResourceKind

SIZES = (250, 1000)
RUNS = 5
PATIENCE_S = 600.0


def binding(graph, solution):
    """Return the share of train legs in use that are full."""
    trains = graph.resources.kind == ResourceKind.TRAIN_FEU
    used = solution.resource_use[trains]
    full = used >= graph.resources.capacity[trains] * (1 - 1e-6)
    return float(full.sum() / max((used > 1e-6).sum(), 1))


def timed(work):
    """Return seconds and answer of a call."""
    start = time.perf_counter()
    answer = work()
    return time.perf_counter() - start, answer


def main(sizes=SIZES):
    """Print one line per size."""
    for count in sizes:
        graph = synthetic_timespace(Size(consignments=count))
        solve_timespace(graph)  # compiled kernels are loaded before anything is timed
        own = [timed(lambda g=graph: solve_timespace(g)) for _ in range(RUNS)]
        seconds, solution = statistics.median(t for t, _ in own), own[0][1]
        peer, spent = [], 0.0
        while len(peer) < RUNS and (not peer or spent + peer[-1][0] < PATIENCE_S):
            peer.append(timed(lambda g=graph: solve_arcflow(g)))
            spent += peer[-1][0]
        slow, answer = statistics.median(t for t, _ in peer), peer[0][1]
        same = abs(solution.objective - answer.objective) / abs(answer.objective)
        print(
            f"{count} consignments, {len(graph.node_min):,} nodes, {len(graph.head):,} arcs, "
            f"{binding(graph, solution):.0%} of used train legs full\n"
            f"  plan      {seconds:8.2f} s (median of {len(own)}), objective {solution.objective:,.2f}\n"
            f"  arc flow  {slow:8.2f} s (median of {len(peer)}), objective {answer.objective:,.2f}, "
            f"{answer.columns:,} columns, {answer.rows:,} rows\n"
            f"  ratio     {slow / seconds:8.1f}, objectives differ by {same:.1e}",
            flush=True,
        )
        assert np.isclose(solution.objective, answer.objective, rtol=1e-6)


if __name__ == "__main__":
    main(tuple(int(word) for word in sys.argv[1:]) or SIZES)
