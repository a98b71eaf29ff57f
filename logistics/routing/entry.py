"""From the gate of the origin into its yards: arcs made for one question."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from logistics.timespace.model import NodeKind, TimeSpace
from logistics.timetable.operations import Operation, operation_times, read_operations
from logistics.timetable.windows import WindowIndex

I64 = NDArray[np.int64]


@dataclass(frozen=True)
class Entries:
    """
    Ways from the gate to the first yard event; E entries, sorted by node.

    Attributes
    ----------
    node : int64[E]
        Yard event.
    start, done : int64[E]
        UTC minutes: at the gate, and in the yard.
    operation : int64[E]
        Row of the load operation.
    fee : float64[E]
        USD per FEU of the operation.
    """

    node: I64
    start: I64
    done: I64
    operation: I64
    fee: NDArray[np.float64]

    def rows(self, which: NDArray[np.bool_]) -> Entries:
        """Return some of the ways."""
        return Entries(self.node[which], self.start[which], self.done[which], self.operation[which], self.fee[which])


class Gates:
    """
    Load operations and yard events of a graph.

    Parameters
    ----------
    graph : TimeSpace
    """

    def __init__(self, graph: TimeSpace) -> None:
        network = graph.instance.network
        self._windows = WindowIndex(network.windows)
        self.operations = read_operations(network)
        self._fee = np.array([operation.cost_usd_per_feu for operation in self.operations])
        self._loads: dict[int, list[Operation]] = {}
        for operation in self.operations:
            if operation.activity == "load":
                self._loads.setdefault(operation.terminal, []).append(operation)
        yards = np.flatnonzero(graph.node_kind == NodeKind.YARD)
        keys = np.column_stack([graph.node_terminal[yards], graph.node_gauge[yards]])
        pairs, chain = np.unique(keys, axis=0, return_inverse=True)
        self._chains = {
            (int(terminal), int(gauge)): yards[chain.ravel() == number]
            for number, (terminal, gauge) in enumerate(pairs)
        }
        self._minute = graph.node_min

    def loads(self, terminal: int) -> list[Operation]:
        """Return the load operations of a terminal."""
        return self._loads.get(terminal, [])

    def entries(self, terminal: int, class_bit: int, first: int, last: int) -> Entries:
        """
        Return the ways into the yards of a terminal for boxes at its gate at some minute of ``first..last``.

        Every minute of the window is tried; of those that reach the same yard event by the same operation, one
        is kept unless a later minute at the gate gives an earlier end of loading: it is there shorter, stands in the
        yard shorter and arrives no later.
        """
        parts = []
        minutes = np.arange(first, last + 1, dtype=np.int64)
        for operation in self.loads(terminal):
            nodes = self._chains.get((terminal, operation.to_gauge))
            ready = minutes[operation.valid_at(minutes)]
            if nodes is None or not ready.size or not (operation.cargo_mask >> class_bit) & 1:
                continue
            done = operation_times(operation, ready, operation.direction, self._windows).done
            at = np.searchsorted(self._minute[nodes], done, side="left")
            inside = at < len(nodes)
            at, ready, done = at[inside][::-1], ready[inside][::-1], done[inside][::-1]
            keep = _undominated(at, done)
            rows = np.full(int(keep.sum()), operation.row)
            parts.append((nodes[at[keep]], ready[keep], done[keep], rows))
        if not parts:
            none = np.zeros(0, dtype=np.int64)
            return Entries(none, none, none, none, np.zeros(0))
        node, start, done, row = (np.concatenate(column).astype(np.int64) for column in zip(*parts, strict=True))
        order = np.lexsort((row, -start, node))
        return Entries(node[order], start[order], done[order], row[order], self._fee[row[order]])


def _undominated(event: I64, done: I64) -> NDArray[np.bool_]:
    """Return which of ascending delays at the gate end later than all shorter ones that reach the same event."""
    order = np.argsort(event, kind="stable")
    span = int(done.max()) + 1 if len(done) else 1
    key = event[order] * span + done[order]
    keep = np.ones(len(event), dtype=np.bool_)
    keep[order[1:]] = key[1:] > np.maximum.accumulate(key)[:-1]
    return keep
