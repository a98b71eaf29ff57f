"""Runs the compiled search of boxes that remember their temperature."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from logistics.routing import bounds, labels, memory_bounds, memory_labels, memory_seeds
from logistics.routing.entry import Entries
from logistics.routing.memory_labels import Area, Gate, Pool
from logistics.routing.weights import LIFE
from logistics.timespace.drift import compose, walk_each
from logistics.timespace.memory import Memory
from logistics.timespace.model import TimeSpace

if TYPE_CHECKING:
    from logistics.routing.search import Ground

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]
_bounds: Any = memory_bounds
_labels: Any = memory_labels


@dataclass(frozen=True)
class AtGate:
    """
    Boxes at the yard events of E entries.

    Attributes
    ----------
    temp : float64[E]
    strain : float64[X, E]
    life : int64[E]
        Shelf life used since the gate, in `LIFE` units.
    kept : bool[E]
        Whether all limits were kept since.
    """

    temp: F64
    strain: F64
    life: I64
    kept: NDArray[np.bool_]

    def keeps(self, memory: Memory, entry: int, arcs: NDArray[np.int32]) -> bool:
        """Return whether a way keeps all limits."""
        breaks = [_bounds.first_break(memory.strain, x, own, arcs) for x, own in enumerate(self.strain[:, entry])]
        return bool(self.kept[entry]) and all(place < 0 for place in breaks)


def at_gate(graph: TimeSpace, memory: Memory, entries: Entries, terminal: int) -> AtGate:
    """Return the boxes at the yard events of entries."""
    count = len(entries.node)
    place, until = np.full(count, terminal), graph.node_min[entries.node].astype(np.int64)
    temp, warm, cold = memory.starts(place, entries.start)
    strains = memory.strains(warm, cold)
    course, outside = memory.over(memory.weather.pieces(place, place, entries.start, until))
    end, used = walk_each(course, course.begin, course.stop, temp)
    kept = np.ones(count, dtype=np.bool_)
    after = np.empty_like(strains)
    for x, (own, limit) in enumerate(zip(outside, memory.limit, strict=True)):
        keep, push, most = compose(course.begin, course.stop, course.minutes, own, course.kept, limit)
        kept &= (strains[x] <= limit) & (strains[x] <= most)
        after[x] = keep * strains[x] + push
    return AtGate(end, after, np.rint(used * LIFE).astype(np.int64), kept)


class MemorySearch:
    """
    Searches of one graph; one at a time, because they share their memory.

    Parameters
    ----------
    graph : TimeSpace
    """

    def __init__(self, graph: TimeSpace) -> None:
        self._graph = graph
        self._arcs = np.zeros(len(graph.head), np.int64)
        self._coldest = np.empty(len(graph.node_min))
        self._size, self._room = 1 << 15, 1 << 10
        self._pools: dict[int, Pool] = {}
        self._path = np.empty(1 << 12, np.int32)
        self.labels = 0

    def ways(
        self, ground: Ground, gate: AtGate, cost: tuple[I64, I64], co2e: I64, *, timed: int, ages: bool,
        scratch: tuple[NDArray[np.uint8], list[I64], NDArray[np.int32]],
    ) -> tuple[list[NDArray[np.int32]], I64]:  # fmt: skip
        """
        Return the ways of the front that keep the limits: their arcs and entries.

        Parameters
        ----------
        ground, gate
        cost : int64[M], int64[E]
            Of arcs and entries; zeros when it does not count.
        co2e : int64[M]
        timed : int
            1 when time counts.
        ages : bool
            Whether shelf life counts.
        scratch
            Marks, what is least to go, and first labels of states.
        """
        graph, memory = self._graph, ground.weights.memory
        assert memory is not None
        reached, to_go, first = scratch
        which = np.flatnonzero(gate.kept)
        node = ground.entries.node[which]
        life = gate.life[which] * ages
        own = Gate(node, ground.entries.start[which], cost[1][which], life, gate.temp[which], gate.strain[:, which])
        stage, unit = np.zeros(len(node), np.int64), LIFE * ages
        where = (ground.low, ground.high, ground.stages)
        flow = (graph.first_arc, graph.head, ground.shut)
        bounds.reach(*where, node, stage, *flow, ground.jump, reached)
        least = self._arcs
        if ages:
            _bounds.least_used(
                *where, node, own.temp, *flow, reached, memory.course, unit, memory.monotone, self._coldest, least
            )
        else:
            least[:] = 0
        bounds.to_go(
            *where, ground.target, graph.node_min, *flow, ground.jump, reached, cost[0], least, co2e, *to_go
        )  # fmt: skip
        tracks, states = len(memory.limit), len(graph.node_min) * ground.stages
        most, safe = np.empty((tracks, states)), np.empty((tracks, states))
        for x in range(tracks):
            _bounds.tolerance(
                *where, x, ground.target, *flow, ground.jump, to_go[0], memory.strain, most[x], safe[x]
            )  # fmt: skip
        early, cheap, fresh, clean = to_go
        area = Area(
            *where, timed, ground.target, graph.node_min, *flow, ground.jump, cost[0], co2e, early, cheap, fresh, clean,
            most, safe,
        )  # fmt: skip
        return self._run(area, own, memory, least, unit, first, which)

    def _run(
        self, area: Area, gate: Gate, memory: Memory, least: I64, unit: float, first: NDArray[np.int32], which: I64
    ) -> tuple[list[NDArray[np.int32]], I64]:  # fmt: skip
        """Search with ever more room until it is enough."""
        slope = memory.slope * unit
        while True:
            first[area.low * area.stages : area.high * area.stages] = -1
            front = [np.empty(self._room, np.int64) for _ in range(5)]
            pool = self._pool(len(memory.limit))
            seeds = memory_seeds.seed(area, gate, memory.course, memory.strain, least, unit, *front)
            made, found = _labels.search(
                area, gate, memory.course, memory.strain, unit, slope, not memory.monotone, seeds, *front, first, pool
            )  # fmt: skip
            if made >= 0:
                break
            self._size, self._room = (2 * self._size, self._room) if made == -1 else (self._size, 2 * self._room)
        self.labels = made
        paths, entry = [], []
        for label in front[4][seeds:found].tolist():
            n, e = labels.trace(label, pool.arc, pool.parent, self._path)
            if n > len(self._path):
                self._path = np.empty(2 * n, np.int32)
                n, e = labels.trace(label, pool.arc, pool.parent, self._path)
            paths.append(self._path[:n].copy())
            entry.append(which[e])
        return paths, np.array(entry, np.int64)

    def _pool(self, tracks: int) -> Pool:
        """Return room for labels."""
        if tracks not in self._pools or len(self._pools[tracks].cost) < self._size:
            start, cost, life, co2e = (np.empty(self._size, np.int64) for _ in range(4))
            arc, parent, following = (np.empty(self._size, np.int32) for _ in range(3))
            temp, strain = np.empty(self._size), np.empty((tracks, self._size))
            self._pools[tracks] = Pool(start, cost, life, co2e, temp, strain, arc, parent, following)
        return self._pools[tracks]
