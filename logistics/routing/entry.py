"""From the gate of the origin into its yards: arcs made for one question."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields

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
    start, handling, done : int64[E]
        UTC minutes: at the gate, start of handling, and in the yard.
    operation : int64[E]
        Row of the load operation.
    fee : float64[E]
        USD per FEU of the operation.
    """

    node: I64
    start: I64
    handling: I64
    done: I64
    operation: I64
    fee: NDArray[np.float64]

    def rows(self, which: NDArray[np.bool_] | I64) -> Entries:
        """Return some of the ways."""
        return Entries(*(getattr(self, column.name)[which] for column in fields(self)))


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

    def entries(
        self, terminal: int, class_bit: int, first: int, last: int, usable: Callable[[Entries], NDArray[np.bool_]]
    ) -> Entries:
        """
        Return the ways into the yards of a terminal for boxes at its gate at some minute of ``first..last``.

        Every minute of the window is tried; of the usable ones that reach the same yard event by the same operation,
        one is kept unless a later minute at the gate gives no later end of loading: that way is shorter, and stands in
        the yard no longer before the same train.
        """
        parts = []
        minutes = np.arange(first, last + 1, dtype=np.int64)
        for operation in self.loads(terminal):
            nodes = self._chains.get((terminal, operation.to_gauge))
            ready = minutes[operation.valid_at(minutes)]
            if nodes is None or not ready.size or not (operation.cargo_mask >> class_bit) & 1:
                continue
            times = operation_times(operation, ready, operation.direction, self._windows)
            at = np.searchsorted(self._minute[nodes], times.done, side="left")
            which = np.flatnonzero(at < len(nodes))[::-1]
            rows = np.full(len(which), operation.row, dtype=np.int64)
            fee = np.full(len(which), operation.cost_usd_per_feu)
            found = Entries(nodes[at[which]], ready[which], times.handling[which], times.done[which], rows, fee)
            found = found.rows(usable(found))
            parts.append(found.rows(_undominated(found.node, found.done)))
        names = [column.name for column in fields(Entries)]
        if not parts:
            none = np.zeros(0, dtype=np.int64)
            return Entries(none, none, none, none, none, np.zeros(0))
        whole = Entries(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))
        return whole.rows(np.lexsort((whole.operation, -whole.start, whole.node)))


def _undominated(event: I64, done: I64) -> NDArray[np.bool_]:
    """Return which ways end later than all that come to the gate later and reach the same event; latest first."""
    order = np.argsort(event, kind="stable")
    span = int(done.max()) + 1 if len(done) else 1
    key = event[order] * span + done[order]
    keep = np.ones(len(event), dtype=np.bool_)
    keep[order[1:]] = key[1:] > np.maximum.accumulate(key)[:-1]
    return keep
