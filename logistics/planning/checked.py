"""An event graph is looked at before it is optimised: order of nodes, capacities, costs, queue segments."""

from __future__ import annotations

import numpy as np

from logistics.errors import PlanningError
from logistics.timespace.model import TimeSpace


def check_graph(ts: TimeSpace) -> None:
    """
    Refuse a graph that cannot be optimised.

    Raises
    ------
    PlanningError
        If nodes are not in topological order, a capacity or a cost is negative or not a number, or queue segments
        are not convex.
    """
    table = ts.instance.consignments
    if len(ts.head) and not bool((ts.head > ts.tail).all()):
        bad = int(np.flatnonzero(ts.head <= ts.tail)[0])
        raise PlanningError(f"event graph: arc {bad} goes back in time; nodes must be in topological order.")
    res = ts.resources
    if not bool(np.all(res.capacity >= 0)):
        bad = int(np.flatnonzero(~(res.capacity >= 0))[0])
        raise PlanningError(
            f"resource {res.resource_id[bad]}: capacity {res.capacity[bad]}; capacities must be 0 or more."
        )
    for name in ("cost", "reefer_cost", "constant"):
        values = getattr(ts, name)
        if not bool(np.all(np.isfinite(values) & (values >= 0))):
            raise PlanningError(f"event graph: an arc has a negative or missing {name}; costs must be 0 or more.")
    convex = np.diff(res.segments_cost, axis=1) >= 0
    rising = np.diff(res.segments_upto, axis=1) >= 0
    if not (bool(convex.all()) and bool(rising.all())):
        raise PlanningError("queue segments must be convex: shares and costs ascend from segment to segment.")
    for name in ("boxes", "outside_usd_per_box", "feu_per_box", "gross_t_per_box"):
        if not bool(np.all(table[name].to_numpy(np.float64) >= 0)):
            raise PlanningError(f"consignments: {name} must be 0 or more in every row.")
