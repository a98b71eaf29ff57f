"""Rows of quotas: tonnes of goods that set out while a quota holds."""

from __future__ import annotations

import numpy as np

from logistics.cargo.quotas import read_quotas
from logistics.network.model import Network
from logistics.scenario.horizon import Horizon
from logistics.timespace.arcs import Arcs
from logistics.timespace.model import ArcKind, Measure, ResourceKind
from logistics.timespace.nodes import Nodes
from logistics.timespace.rows import RowBlock


def quota_rows(network: Network, horizon: Horizon, nodes: Nodes, arcs: Arcs) -> list[RowBlock]:
    """
    Return one row for every quota, used at the gate by all goods that become ready while it holds.

    Which goods a quota means is not known to arcs: who measures use leaves the others out.
    """
    gate = np.flatnonzero((arcs.kind == ArcKind.ENTER) & (arcs.operation >= 0))
    ready = nodes.minute[arcs.tail[gate]]
    found = []
    for quota in read_quotas(network):
        start, end = quota.days(horizon.solved_start_min, horizon.ready_end_min)
        arc = gate[(ready >= start) & (ready < end)]
        found.append(
            RowBlock(
                resource_id=[f"quota:{quota.rule.rule_id}"],
                kind=ResourceKind.QUOTA,
                measure=Measure.NET_T,
                place=np.full(1, -1, np.int64),
                start_min=np.full(1, start, np.int64),
                end_min=np.full(1, end, np.int64),
                capacity=np.full(1, quota.tonnes(horizon.solved_start_min, horizon.ready_end_min)),
                arc=arc,
                row=np.zeros(arc.size, np.int64),
                coef=np.ones(arc.size),
            )
        )
    return found
