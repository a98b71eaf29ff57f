"""Runs the compiled search: memory that is kept from question to question, and what the labels say at the end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from logistics.routing import bounds, labels
from logistics.routing.asked import Asked
from logistics.routing.entry import Entries
from logistics.routing.found import Found
from logistics.routing.memory_search import AtGate, MemorySearch, at_gate
from logistics.routing.weights import LIFE, USD, Weights, whole
from logistics.timespace.drift import walk_way
from logistics.timespace.model import TimeSpace
from logistics.units import MIN_PER_H

I64 = NDArray[np.int64]
U8 = NDArray[np.uint8]


@dataclass(frozen=True)
class Ground:
    """
    Where a question may look.

    Attributes
    ----------
    low, high : int
        Nodes from the first entry to the latest arrival.
    stages : int
        States of a way by what it has passed (see `Passing.states`); the last one is to be reached.
    shut, jump : uint8[M], uint8[M * stages]
        Arcs that may not be used, and the stage after each arc (empty with one stage).
    target : uint8[N]
        Deliveries at the destination.
    entries : Entries
    weights : Weights
    """

    low: int
    high: int
    stages: int
    shut: U8
    jump: U8
    target: U8
    entries: Entries
    weights: Weights


_search: Any = labels.search
_seed: Any = labels.seed


class Searcher:
    """
    Searches of one graph; one at a time, because they share their memory.

    Parameters
    ----------
    graph : TimeSpace

    Attributes
    ----------
    labels : int
        Labels made by the last search.
    """

    def __init__(self, graph: TimeSpace) -> None:
        self._graph = graph
        self._memory = MemorySearch(graph)
        self._zeros = np.zeros(len(graph.head), np.int64)
        self._path = np.empty(1 << 12, np.int32)
        self._make_pool(1 << 16)
        self._make_front(1 << 10)
        self._make_states(len(graph.node_min))
        self.labels = 0

    def front(self, asked: Asked, ground: Ground) -> Found:
        """Return the whole front of a question."""
        graph, weights, entries = self._graph, ground.weights, ground.entries
        self._make_room(ground)
        criteria = asked.query.criteria
        timed = int("time" in criteria)
        cost = weights.cost if "cost" in criteria else self._zeros
        co2e = weights.co2e if "co2e" in criteria else self._zeros
        entry_cost, entry_life = weights.of_entries(graph, entries)
        if weights.remembers:
            counted = (cost, entry_cost * ("cost" in criteria))
            ages = "shelf_life" in criteria and weights.ages
            return self._remembering(asked, ground, counted, co2e, timed=timed, ages=ages)
        ages = "shelf_life" in criteria and weights.ages and not timed
        life = weights.life if ages else self._zeros
        entry = (entries.start, entry_cost * ("cost" in criteria), entry_life * ages)
        stage = np.zeros(len(entries.node), np.int64)
        bounds.reach(
            ground.low, ground.high, ground.stages, entries.node, stage, graph.first_arc, graph.head, ground.shut,
            ground.jump, self._reached,
        )  # fmt: skip
        bounds.to_go(
            ground.low, ground.high, ground.stages, ground.target, graph.node_min, graph.first_arc, graph.head,
            ground.shut, ground.jump, self._reached, cost, life, co2e, *self._to_go,
        )  # fmt: skip
        while True:
            self._first[ground.low * ground.stages : ground.high * ground.stages] = -1
            seeds = _seed(
                ground.high, ground.stages, timed, ground.target, graph.node_min, graph.first_arc, graph.head,
                ground.shut, ground.jump, cost, life, co2e, *self._to_go[:3], entries.node, stage, *entry, *self._front,
            )  # fmt: skip
            made, found = _search(
                ground.low, ground.high, ground.stages, timed, ground.target, graph.node_min, graph.first_arc,
                graph.head, ground.shut, ground.jump, cost, life, co2e, *self._to_go, entries.node, stage, *entry,
                seeds, *self._front, self._first, *self._pool,
            )  # fmt: skip
            if made >= 0:
                break
            if made == -1:
                self._make_pool(2 * len(self._pool[0]))
            else:
                self._make_front(2 * len(self._front[0]))
        self.labels = made
        return self._read(asked, ground, self._front[-1][seeds:found], (entry_cost, entry_life))

    def _remembering(
        self, asked: Asked, ground: Ground, cost: tuple[I64, I64], co2e: I64, *, timed: int, ages: bool
    ) -> Found:
        """Return the front of boxes whose temperature is carried along."""
        weights, entries = ground.weights, ground.entries
        assert weights.memory is not None
        gate = at_gate(self._graph, weights.memory, entries, asked.origin)
        scratch = (self._reached, self._to_go, self._first)
        paths, entry = self._memory.ways(ground, gate, cost, co2e, timed=timed, ages=ages, scratch=scratch)
        self.labels = self._memory.labels
        return self._found(asked, ground, paths, entry, (weights.of_entries(self._graph, entries)[0], gate.life), gate)

    def marks(self, ground: Ground) -> NDArray[np.bool_]:
        """Return which nodes of a ground are reached, at whatever stage."""
        return np.asarray(self.staged(ground).any(axis=1))

    def staged(self, ground: Ground) -> NDArray[np.bool_]:
        """Return which nodes of a ground are reached at which stage, bool[n, stages]."""
        self._make_room(ground)
        graph, node = self._graph, ground.entries.node
        bounds.reach(
            ground.low, ground.high, ground.stages, node, np.zeros(len(node), np.int64), graph.first_arc, graph.head,
            ground.shut, ground.jump, self._reached,
        )  # fmt: skip
        states = self._reached[ground.low * ground.stages : ground.high * ground.stages]
        return np.asarray(states.reshape(-1, ground.stages) != 0)

    def onward(self, ground: Ground) -> NDArray[np.bool_]:
        """Return from which nodes of a ground the destination can be reached."""
        self._least(ground, 0)
        states = self._to_go[0][ground.low * ground.stages : ground.high * ground.stages]
        return np.asarray((states < bounds.FAR).reshape(-1, ground.stages).any(axis=1))

    def _least(self, ground: Ground, per_min: int) -> None:
        """Fill the least cost and value of time to the destination, and the arcs that follow."""
        self._make_room(ground)
        graph = self._graph
        bounds.least(
            ground.low, ground.high, ground.stages, ground.target, graph.first_arc, graph.head, graph.minutes,
            ground.shut, ground.jump, ground.weights.cost, per_min, self._to_go[0], self._first,
        )  # fmt: skip

    def best(self, asked: Asked, ground: Ground, usd_per_h: float) -> Found:
        """Return the way of least money and value of time, if there is one."""
        graph, weights, entries = self._graph, ground.weights, ground.entries
        per_min = int(whole(np.array(usd_per_h / MIN_PER_H), USD))
        self._least(ground, per_min)
        best, following = self._to_go[0], self._first
        own = weights.of_entries(graph, entries)
        value = own[0] + per_min * (graph.node_min[entries.node] - entries.start)
        total = best[entries.node * ground.stages] + value
        chosen = int(np.argmin(total)) if len(total) else 0
        if not len(total) or total[chosen] >= bounds.FAR:
            return self._found(asked, ground, [], np.zeros(0, np.int64), own)
        n = bounds.follow(
            int(entries.node[chosen]), 0, ground.stages, following, graph.head, ground.jump, self._path
        )  # fmt: skip
        path = self._path[:n].copy()
        if weights.memory is None or not weights.remembers:
            return self._found(asked, ground, [path], np.array([chosen]), own)
        gate = at_gate(graph, weights.memory, entries, asked.origin)
        if gate.keeps(weights.memory, chosen, path):
            return self._found(asked, ground, [path], np.array([chosen]), (own[0], gate.life), gate)
        money = (weights.cost + per_min * graph.minutes.astype(np.int64), value)
        return self._remembering(asked, ground, money, self._zeros, timed=0, ages=False)

    def _read(self, asked: Asked, ground: Ground, arrived: I64, gate: tuple[I64, I64]) -> Found:
        """Return the ways that lead to labels."""
        paths, entry = [], []
        for label in arrived.tolist():
            n, first = labels.trace(label, self._pool[4], self._pool[5], self._path)
            if n > len(self._path):
                self._path = np.empty(2 * n, np.int32)
                n, first = labels.trace(label, self._pool[4], self._pool[5], self._path)
            paths.append(self._path[:n].copy())
            entry.append(first)
        return self._found(asked, ground, paths, np.array(entry, np.int64), gate)

    def _found(
        self, asked: Asked, ground: Ground, paths: list[NDArray[np.int32]], entry: I64, own: tuple[I64, I64],
        gate: AtGate | None = None,
    ) -> Found:  # fmt: skip
        """Return ways with all their criteria, by transit time, then cost; ``own`` is cost and life of entries."""
        graph, weights, entries = self._graph, ground.weights, ground.entries
        entry_cost, entry_life = own
        ptr = np.cumsum([0, *(len(path) for path in paths)])
        arc = np.concatenate(paths) if paths else np.zeros(0, np.int32)
        last = graph.head[arc[ptr[1:] - 1]] if paths else np.zeros(0, np.int64)

        def total(values: I64) -> I64:
            return np.add.reduceat(values[arc], ptr[:-1]) if paths else np.zeros(0, np.int64)

        life = total(weights.life if len(weights.life) else self._zeros)
        if gate is not None and weights.memory is not None:
            course = weights.memory.course
            temps = gate.temp[entry].tolist()
            lives = [walk_way(course, path, temp, LIFE) for path, temp in zip(paths, temps, strict=True)]
            life = np.array(lives, np.int64)
        found = Found(
            asked=asked,
            weights=weights,
            entries=entries,
            entry=entry,
            ptr=ptr,
            arc=arc,
            minutes=graph.node_min[last] - entries.start[entry],
            cost=total(weights.cost) + entry_cost[entry],
            life=life + entry_life[entry],
            co2e=total(weights.co2e),
        )
        order = np.lexsort((found.co2e, found.life, found.cost, found.minutes))
        return found.rows(order)

    def _make_room(self, ground: Ground) -> None:
        """Make room for the states of a ground."""
        states = len(self._graph.node_min) * ground.stages
        if states > len(self._first):
            self._make_states(states)

    def _make_pool(self, size: int) -> None:
        """Make room for labels: start, cost, life, CO2e, arc, parent, next."""
        wide = [np.empty(size, np.int64) for _ in range(4)]
        self._pool: list[NDArray[Any]] = [*wide, *(np.empty(size, np.int32) for _ in range(3))]

    def _make_front(self, size: int) -> None:
        """Make room for arrivals: time, cost, life, CO2e, label."""
        self._front = [np.empty(size, np.int64) for _ in range(5)]

    def _make_states(self, size: int) -> None:
        """Make room for states: first label, mark, and what is least to go in time, cost, life and CO2e."""
        self._first = np.empty(size, np.int32)
        self._reached = np.zeros(size, np.uint8)
        self._to_go = [np.empty(size, np.int64) for _ in range(4)]
