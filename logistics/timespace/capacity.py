"""Resources of an instance: rows of every kind and the arcs that use them."""

from __future__ import annotations

from logistics.scenario.model import Instance
from logistics.timespace.arcs import Arcs
from logistics.timespace.base import Base
from logistics.timespace.fleets import fleet_rows
from logistics.timespace.handled import Arrivals
from logistics.timespace.nodes import Nodes
from logistics.timespace.places import reserved_slots, throughput_rows, yard_rows
from logistics.timespace.quotas import quota_rows
from logistics.timespace.rows import RowBlock
from logistics.timespace.slots import slot_arrivals
from logistics.timespace.tracks import limit_rows, link_rows, read_passages
from logistics.timespace.trains import slot_rows, train_rows


def build_rows(base: Base, instance: Instance, nodes: Nodes, arcs: Arcs) -> list[RowBlock]:
    """Return the resource rows by kind: trains, throughput, yards, links, limits, slots, quotas, fleets."""
    timetable, services, supply = base.timetable, base.services, base.supply
    passages = read_passages(timetable, services, arcs)
    return [
        *train_rows(timetable, services, arcs),
        throughput_rows(base.operations, supply, arcs, _reserved(base)),
        *yard_rows(supply, arcs, nodes),
        link_rows(passages, supply),
        *limit_rows(base.windows, passages, base.operations, services, timetable, supply, arcs),
        slot_rows(base.operations, timetable, supply, arcs, nodes),
        *quota_rows(base.network, instance.horizon, nodes, arcs),
        *(fleet_rows(base.network, nodes, arcs) if instance.cold_chain else ()),
    ]


def _reserved(base: Base) -> dict[tuple[int, int], float]:
    """Return throughput set aside for express slots; trains of today that have arrived still count."""
    board = base.whole_board()
    found = slot_arrivals(base.operations, Arrivals(board, base.services), board, base.services, base.timetable)
    return reserved_slots(base.operations, found, board, base.supply)
