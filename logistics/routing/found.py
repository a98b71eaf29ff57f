"""What a search found: arcs and criteria of each way, before it is written out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from logistics.routing.asked import Asked
from logistics.routing.entry import Entries
from logistics.routing.weights import Weights

I64 = NDArray[np.int64]


@dataclass(frozen=True)
class Found:
    """
    The ways of one question, by transit time, then cost; P entries.

    Attributes
    ----------
    asked : Asked
    weights : Weights
    entries : Entries
    entry : int64[P]
        Way through the gate of each.
    ptr, arc : int64[P + 1], int32[...]
        Arcs of way p are ``arc[ptr[p]:ptr[p + 1]]``.
    minutes, cost, life, co2e : int64[P]
        Transit, and criteria in the units of `Weights`, per box.
    """

    asked: Asked
    weights: Weights
    entries: Entries
    entry: I64
    ptr: I64
    arc: NDArray[np.int32]
    minutes: I64
    cost: I64
    life: I64
    co2e: I64

    def __len__(self) -> int:
        """Return the number of ways."""
        return len(self.entry)

    def criteria(self) -> NDArray[np.float64]:
        """Return the criteria asked for, one column each."""
        columns = {"time": self.minutes, "cost": self.cost, "shelf_life": self.life, "co2e": self.co2e}
        return np.column_stack([columns[name] for name in self.asked.query.criteria]).astype(np.float64)

    def rows(self, which: I64) -> Found:
        """Return some of the ways."""
        length = np.diff(self.ptr)[which]
        arcs = [self.arc[self.ptr[p] : self.ptr[p + 1]] for p in which.tolist()]
        return Found(
            asked=self.asked,
            weights=self.weights,
            entries=self.entries,
            entry=self.entry[which],
            ptr=np.append(0, np.cumsum(length)),
            arc=np.concatenate(arcs) if arcs else np.zeros(0, np.int32),
            minutes=self.minutes[which],
            cost=self.cost[which],
            life=self.life[which],
            co2e=self.co2e[which],
        )
