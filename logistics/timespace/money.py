"""What the money of every arc is for: transport, operations, storage."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from logistics.timespace.model import ArcKind, TimeSpace

F64 = NDArray[np.float64]
BY_OPERATION = (ArcKind.ENTER, ArcKind.TRANSFER, ArcKind.SLOT, ArcKind.UNLOAD)


def operation_cost(ts: TimeSpace) -> F64:
    """Return the price of the operation of every arc [USD per FEU], 0 where there is none."""
    table = ts.instance.network["operations"]["cost_usd_per_feu"].to_numpy(np.float64)
    out = np.zeros(len(ts.head))
    by_operation = np.isin(ts.kind, BY_OPERATION) & (ts.ref >= 0)
    out[by_operation] = np.minimum(table[ts.ref[by_operation]], ts.cost[by_operation])
    return out


def arc_money(ts: TimeSpace) -> dict[str, F64]:
    """Return transport, operations and storage of every arc [USD per FEU], powered extras apart."""
    operations = operation_cost(ts)
    moving = np.isin(ts.kind, (ArcKind.RIDE, ArcKind.STAY))
    transport = np.where(moving, ts.cost, 0.0)
    return {"transport": transport, "operations": operations, "storage": ts.cost - transport - operations}
