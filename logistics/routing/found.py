"""What a search found: arcs and criteria of each way, before it is written out."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from logistics.routing.asked import Asked
from logistics.routing.entry import Entries
from logistics.routing.weights import LIFE, USD, Weights
from logistics.units import MIN_PER_H

I64 = NDArray[np.int64]
UNNOTICED = 1e-6
"""Share of the shelf life that is rounding to a buyer."""


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
    turned : bool
        Whether ways may turn back at a place to pass, because no other goes on, or only far around.
    cut : bool
        Whether the search for ways that do not was given up, so that some may be missing.
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
    turned: bool = False
    cut: bool = False

    def __len__(self) -> int:
        """Return the number of ways."""
        return len(self.entry)

    def criteria(self) -> NDArray[np.float64]:
        """Return the criteria asked for, one column each."""
        columns = {"time": self.minutes, "cost": self.cost, "shelf_life": self.life, "co2e": self.co2e}
        return np.column_stack([columns[name] for name in self.asked.query.criteria]).astype(np.float64)

    def ways(self) -> Iterator[NDArray[np.int32]]:
        """Yield the arcs of each way."""
        for first, last in itertools.pairwise(self.ptr.tolist()):
            yield self.arc[first:last]

    def worth(self, usd_per_h: float) -> float:
        """Return money and value of time of the first way [USD per box]; infinite without one."""
        if not len(self):
            return math.inf
        return float(self.cost[0]) / USD + usd_per_h * float(self.minutes[0]) / MIN_PER_H

    def rows(self, which: I64) -> Found:
        """Return some of the ways."""
        length = np.diff(self.ptr)[which]
        arcs = [self.arc[self.ptr[p] : self.ptr[p + 1]] for p in which.tolist()]
        return replace(
            self,
            entry=self.entry[which],
            ptr=np.append(0, np.cumsum(length)),
            arc=np.concatenate(arcs) if arcs else np.zeros(0, np.int32),
            minutes=self.minutes[which],
            cost=self.cost[which],
            life=self.life[which],
            co2e=self.co2e[which],
        )


def noticeable(found: Found) -> Found:
    """Return the ways but those that a millionth of the shelf life alone sets apart from one no worse in the rest."""
    if "shelf_life" not in found.asked.query.criteria or len(found) < 2:
        return found
    columns = {"time": found.minutes, "cost": found.cost, "co2e": found.co2e}
    rest = np.column_stack(
        [columns[name] for name in columns if name in found.asked.query.criteria] or [found.life * 0]
    )
    kept: list[int] = []
    for way in np.lexsort((found.life, *rest.T[::-1])).tolist():
        near = found.life[kept] <= found.life[way] + LIFE * UNNOTICED
        if not (near & (rest[kept] <= rest[way]).all(axis=1)).any():
            kept.append(way)
    return found.rows(np.array(sorted(kept)))


def merged(fronts: Sequence[Found]) -> Found:
    """
    Return the ways of several searches of one question that no other way beats, by transit time, then cost.

    Parameters
    ----------
    fronts : sequence of Found
        At least one; of the same entries and weights. Where ways are alike in all criteria, that of the first stays.
    """
    if len(fronts) == 1:
        return fronts[0]
    first = fronts[0]
    arcs = [len(found.arc) for found in fronts]
    every = Found(
        asked=first.asked,
        weights=first.weights,
        entries=first.entries,
        entry=np.concatenate([found.entry for found in fronts]),
        ptr=np.concatenate([np.zeros(1, np.int64), *(f.ptr[1:] + sum(arcs[:i]) for i, f in enumerate(fronts))]).astype(
            np.int64
        ),
        arc=np.concatenate([found.arc for found in fronts]),
        minutes=np.concatenate([found.minutes for found in fronts]),
        cost=np.concatenate([found.cost for found in fronts]),
        life=np.concatenate([found.life for found in fronts]),
        co2e=np.concatenate([found.co2e for found in fronts]),
    )
    values = every.criteria()
    as_good = (values[:, None, :] <= values[None, :, :]).all(axis=2)
    better = as_good & ((values[:, None, :] < values[None, :, :]).any(axis=2) | (_before(len(values))))
    keep = np.flatnonzero(~better.any(axis=0))
    order = np.lexsort((every.co2e[keep], every.life[keep], every.cost[keep], every.minutes[keep]))
    return every.rows(keep[order])


def _before(size: int) -> NDArray[np.bool_]:
    """Return whether each row stands before each column."""
    place = np.arange(size)
    return place[:, None] < place[None, :]
