"""The optimiser's answer as plain arrays; knows no solver."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from logistics.planning.pricer import PathSet
from logistics.planning.problem import F64
from logistics.results.model import Status


@dataclass(frozen=True)
class Solution:
    """
    Flows on paths with their proof.

    Attributes
    ----------
    status : Status
        OPTIMAL when the gap was reached, TIME_LIMIT otherwise (flows and bound are valid all the same).
    objective, lower_bound, gap : float
        USD, USD, (objective - lower_bound) / abs(objective).
    objective_terms : mapping of str to float
        transport, operations, storage, running, time, queue, outside [USD]; they sum to the objective.
    columns : PathSet
        Paths found that are worth keeping, used or not.
    flow : float64[P]
        Boxes on each column.
    served : float64[K]
        Boxes carried of each consignment.
    demand_price : float64[K]
        What one more box of the consignment costs [USD].
    resource_price : float64[R]
        What one more unit of the resource saves [USD], >= 0.
    resource_use : float64[R]
        Units used.
    iterations, rows : int
        Masters solved, and resource rows the last one held.
    labelled : int64[...]
        Consignments whose cheapest path at some prices was not allowed, so that temperature had to be searched with.
    seconds : mapping of str to float
        setup, price, master, total.
    """

    status: Status
    objective: float
    lower_bound: float
    gap: float
    objective_terms: Mapping[str, float]
    columns: PathSet
    flow: F64
    served: F64
    demand_price: F64
    resource_price: F64
    resource_use: F64
    iterations: int
    rows: int
    labelled: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    seconds: Mapping[str, float] = field(default_factory=dict)
