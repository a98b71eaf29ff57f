"""
Prints the time of a plan, building included, against the same problem as an arc-flow LP in the same run.

Two sizes of the fixed generator, on event graphs made beforehand for both. Medians of five runs of the plan, and of
five runs of the peer or of as many as fit into its patience; a peer that does not finish in time counts with the
time it was given, and the ratio is a lower bound.
"""

from __future__ import annotations

import statistics
import sys
import time
from dataclasses import dataclass

import numpy as np
from arcflow import ArcFlow, solve_arcflow
from generator import Size, synthetic_timespace

from logistics.planning import solve_timespace
from logistics.planning.solution import Solution
from logistics.timespace.model import ResourceKind, TimeSpace

SIZES = (100, 1000)
RUNS = 5
LIMIT_S = 900.0
PATIENCE_S = 600.0


@dataclass(frozen=True)
class Comparison:
    """Both answers to one event graph and the seconds of all runs."""

    graph: TimeSpace
    plan: Solution
    peer: ArcFlow
    plan_s: tuple[float, ...]
    peer_s: tuple[float, ...]

    @property
    def ratio(self) -> float:
        """Median seconds of the peer over those of the plan; a lower bound when the peer did not finish."""
        return statistics.median(self.peer_s) / statistics.median(self.plan_s)

    @property
    def binding(self) -> float:
        """Share of the train legs in use that are full."""
        resources = self.graph.resources
        trains = resources.kind == ResourceKind.TRAIN_FEU
        used = self.plan.resource_use[trains]
        full = used >= resources.capacity[trains] * (1 - 1e-6)
        return float(full.sum() / max((used > 1e-6).sum(), 1))

    @property
    def difference(self) -> float:
        """Relative difference of the objectives; not a number when the peer did not finish."""
        return abs(self.plan.objective - self.peer.objective) / abs(self.plan.objective)


def timed(work):
    """Return seconds and answer of a call."""
    start = time.perf_counter()
    answer = work()
    return time.perf_counter() - start, answer


def compare(count: int, *, limit_s: float = LIMIT_S, runs: int = RUNS) -> Comparison:
    """Solve one size of the generator both ways."""
    graph = synthetic_timespace(Size(consignments=count))
    solve_timespace(graph)  # compiled kernels are loaded before anything is timed
    own = [timed(lambda: solve_timespace(graph)) for _ in range(runs)]
    peer = [timed(lambda: solve_arcflow(graph, time_limit_s=limit_s))]
    while len(peer) < runs and peer[0][1].finished and sum(t for t, _ in peer) + peer[0][0] < PATIENCE_S:
        peer.append(timed(lambda: solve_arcflow(graph, time_limit_s=limit_s)))
    return Comparison(graph, own[0][1], peer[0][1], tuple(t for t, _ in own), tuple(t for t, _ in peer))


def text(found: Comparison) -> str:
    """Return four lines about a comparison."""
    plan, peer, graph = found.plan, found.peer, found.graph
    own_s, peer_s = statistics.median(found.plan_s), statistics.median(found.peer_s)
    carried = plan.served.sum() / graph.instance.consignments["boxes"].sum()
    if peer.finished:
        answer = f"objective {peer.objective:,.2f} USD, relative difference {found.difference:.1e}"
        ratio = f"{found.ratio:8.1f}"
    else:
        answer, ratio = "stopped at its time limit without an answer", f"more than {found.ratio:.0f}"
    return (
        f"{len(plan.served):,} consignments, {len(graph.node_min):,} nodes, {len(graph.head):,} arcs, "
        f"{carried:.0%} of boxes carried, {found.binding:.0%} of used train legs full\n"
        f"  plan      {own_s:8.2f} s (median of {len(found.plan_s)}), objective {plan.objective:,.2f} USD, "
        f"gap {plan.gap:.1e}, {plan.iterations} masters of at most {plan.rows:,} rows\n"
        f"  arc flow  {peer_s:8.2f} s (median of {len(found.peer_s)}), {answer}; {peer.commodities:,} commodities, "
        f"{peer.columns:,} columns, {peer.rows:,} rows, {peer.nonzeros:,} non-zeros\n"
        f"  ratio     {ratio}"
    )


def main(sizes: tuple[int, ...] = SIZES) -> None:
    """Print four lines per size."""
    for count in sizes:
        found = compare(count)
        print(text(found), flush=True)
        assert not found.peer.finished or np.isclose(found.plan.objective, found.peer.objective, rtol=1e-6)


if __name__ == "__main__":
    main(tuple(int(word) for word in sys.argv[1:]) or SIZES)
