"""Resources of trains: length, gross mass and plugs of every leg, and slots across a gauge break."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from logistics.timespace.arcs import Arcs
from logistics.timespace.board import Services
from logistics.timespace.model import ArcKind, Measure, ResourceKind
from logistics.timespace.nodes import Nodes
from logistics.timespace.rows import RowBlock, distinct
from logistics.timespace.supply import Supply
from logistics.timetable.model import Timetable
from logistics.timetable.operations import Operation

_TRAIN = (
    (ResourceKind.TRAIN_FEU, Measure.FEU, "feu"),
    (ResourceKind.TRAIN_GROSS, Measure.GROSS_T, "gross"),
    (ResourceKind.TRAIN_PLUG, Measure.PLUG, "plug"),
)


def train_rows(timetable: Timetable, services: Services, arcs: Arcs) -> list[RowBlock]:
    """Return length, gross mass (where a limit is known) and plug rows of every leg that is ridden."""
    t = timetable
    arc = np.flatnonzero(arcs.kind == ArcKind.RIDE)
    order = np.argsort(arcs.leg[arc], kind="stable")
    arc = arc[order]
    leg = arcs.leg[arc]
    run, first = t.leg_run[leg], t.leg_from_call[leg]
    ends = zip(t.call_seq[first].tolist(), t.call_seq[t.leg_to_call[leg]].tolist(), strict=True)
    stems = [f"train:{t.run_id[r]}:{a}-{b}:" for r, (a, b) in zip(run.tolist(), ends, strict=True)]
    limits = (services.max_feu, services.max_gross_t, services.powered_slots)
    blocks = []
    for (kind, measure, name), limit in zip(_TRAIN, limits, strict=True):
        capacity = limit[t.run_service[run]]
        block = RowBlock(
            resource_id=[stem + name for stem in stems],
            kind=kind,
            measure=measure,
            place=t.call_terminal[first].astype(np.int64),
            start_min=t.leg_dep[leg].astype(np.int64),
            end_min=t.leg_arr[leg].astype(np.int64),
            capacity=capacity,
            arc=arc,
            row=np.arange(arc.size),
            coef=np.ones(arc.size),
        )
        blocks.append(block.only(~np.isnan(capacity)))
    return blocks


def slot_rows(operations: list[Operation], timetable: Timetable, supply: Supply, arcs: Arcs, nodes: Nodes) -> RowBlock:
    """Return the slots of every arriving express run, by operation."""
    arc = np.flatnonzero(arcs.kind == ArcKind.SLOT)
    operation, run, row = distinct(arcs.operation[arc], arcs.run[arc])
    first = _first_use(row, operation.size)
    start = nodes.minute[arcs.tail[arc]][first]
    return RowBlock(
        resource_id=[
            f"slot:{operations[o].operation_id}:{timetable.run_id[r]}"
            for o, r in zip(operation.tolist(), run.tolist(), strict=True)
        ],
        kind=ResourceKind.SLOT,
        measure=Measure.FEU,
        place=np.array([operations[o].terminal for o in operation.tolist()], dtype=np.int64),
        start_min=start,
        end_min=nodes.minute[arcs.head[arc]][first],
        capacity=slot_capacity(operations, supply, operation, start),
        arc=arc,
        row=row,
        coef=np.ones(arc.size),
    )


def slot_capacity(
    operations: list[Operation], supply: Supply, operation: NDArray[np.int64], minute: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return FEU kept for each express arrival: the capacity of the operation's slots on that day."""
    capacity = np.zeros(operation.size)
    for row in np.unique(operation):
        own = operation == row
        facility = operations[row].facility
        if facility >= 0 and operations[row].facility_kind == "slots":
            capacity[own] = supply.facility(facility, minute[own])
    return capacity


def _first_use(row: NDArray[np.int64], rows: int) -> NDArray[np.int64]:
    first = np.zeros(rows, dtype=np.int64)
    first[row[::-1]] = np.arange(row.size)[::-1]
    return first
