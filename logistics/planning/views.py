"""The event graph as each kind of loading unit sees it: as it is for boxes, and once more for every wagon on offer."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from logistics.scenario.wagons import wagons_of
from logistics.timespace.model import TimeSpace
from logistics.timespace.wagons import Seen, as_it_is, seen_by

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]


@dataclass(frozen=True)
class View:
    """
    A graph as one kind of unit sees it, in the terms of an optimiser; M arcs, Z uses.

    Attributes
    ----------
    seen : Seen
    cost, constant : float64[M]
        USD per FEU of the unit's own length with the route constants, and those constants alone (no money).
    coef : float64[Z]
        Uses in the order of resources (`logistics.planning.problem.Rows.arc`).
    """

    seen: Seen
    cost: F64
    constant: F64
    coef: F64

    @property
    def graph(self) -> TimeSpace:
        """The graph as it is seen."""
        return self.seen.graph


def views_of(ts: TimeSpace, units: Iterable[str], by_row: I64) -> tuple[tuple[View, ...], dict[str, int]]:
    """
    Return the views that some loading units need, that of boxes first, and the number of each wagon's.

    ``by_row`` sorts uses by resource.
    """
    wagons = wagons_of(ts.instance.network)
    named = [unit for unit in dict.fromkeys(units) if unit in wagons]
    seen = [as_it_is(ts), *(seen_by(ts, wagons[unit]) for unit in named)]
    return tuple(_view(one, by_row) for one in seen), {unit: number for number, unit in enumerate(named, start=1)}


def _view(seen: Seen, order: I64) -> View:
    graph = seen.graph
    constant = graph.constant if graph.constant.size else np.zeros(len(graph.head))
    return View(seen, graph.cost + constant, constant, graph.use_coef[order])


def along(views: tuple[View, ...], of: I64, arc: NDArray[np.int32], values: Callable[[View], F64]) -> F64:
    """
    Return values of arcs, each in the view of its path.

    Parameters
    ----------
    views : tuple of View
    of : int64[n]
        View of each arc.
    arc : int32[n]
    values : callable
        Values by arc in a view.
    """
    found = values(views[0])[arc]
    for number in range(1, len(views)):
        mine = of == number
        if mine.any():
            found[mine] = values(views[number])[arc[mine]]
    return found
