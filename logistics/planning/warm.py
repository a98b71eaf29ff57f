"""What a solve may begin with."""

from __future__ import annotations

from dataclasses import dataclass

from logistics.planning.pricer import PathSet
from logistics.planning.problem import F64


@dataclass(frozen=True)
class Warm:
    """
    Paths, flows and prices of an earlier answer, by the numbers of the event graph to be solved.

    Attributes
    ----------
    columns : PathSet
    flow : float64[P]
        Boxes on each column; cut to what is feasible.
    resource_price, resource_use : float64[R]
        Prices [USD per unit] that give the first bound, and use: both tell which resources are scarce.
    """

    columns: PathSet
    flow: F64
    resource_price: F64
    resource_use: F64
