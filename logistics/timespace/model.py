"""The event graph as flat arrays in topological order; knows nothing of solvers."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from logistics.scenario.model import Instance
from logistics.timetable.model import Timetable


class NodeKind(IntEnum):
    """Kinds of event."""

    SOURCE = 0
    YARD = 1
    ONBOARD = 2
    ARRIVE = 3
    OUT = 4


class ArcKind(IntEnum):
    """Kinds of movement between events."""

    ENTER = 0  # source -> yard (load operation, or boxes already in a yard) or source -> arrive (onboard)
    LOAD = 1  # yard -> onboard
    RIDE = 2  # onboard -> arrive
    STAY = 3  # arrive -> onboard of the same run
    WAIT = 4  # yard -> next yard
    TRANSFER = 5  # arrive -> yard, by a transfer or gauge_change operation
    SLOT = 6  # arrive -> onboard of the paired train
    UNLOAD = 7  # arrive -> out


class Measure(IntEnum):
    """What one unit of coefficient is multiplied with to give a box's use of a resource."""

    FEU = 0  # feu_per_box
    GROSS_T = 1  # gross_t_per_box
    PLUG = 2  # feu_per_box if power == 'plug', else 0
    NET_T = 3  # tonnes of goods per box that a quota means, else 0
    BOX = 4  # boxes of a fleet, else 0
    TRAIN = 5  # feu_per_box; of wagons more where their mass takes a larger part of the train than their length


class ResourceKind(IntEnum):
    """Kinds of capacity."""

    TRAIN_FEU = 0
    TRAIN_GROSS = 1
    TRAIN_PLUG = 2
    THROUGHPUT = 3
    YARD = 4
    POWERED_YARD = 5
    LINK = 6
    LIMIT = 7
    SLOT = 8
    QUOTA = 9
    FLEET = 10


@dataclass(frozen=True)
class Resources:
    """
    Capacities; R rows.

    Attributes
    ----------
    resource_id : list of str
    kind, measure : uint8[R]
        `ResourceKind`, `Measure`.
    place : int32[R]
        Terminal row, link row for LINK and for limits on links, fleet row for FLEET, -1 for QUOTA.
    start_min, end_min : int32[R]
        Period (a train leg: departure to arrival).
    capacity : float64[R]
        After background, reserved slots, windows and committed use; never negative.
    cargo_mask : uint32[R]
        Bit c set when boxes of cargo class c consume it (all bits for ordinary resources).
    segments_upto, segments_cost : float64[R, S]
        Convex queue segments of THROUGHPUT rows: cumulative end as share of capacity, and USD per
        unit inside; other kinds have one segment (1.0, 0.0) repeated.
    whole : float64[R]
        Capacity before use by boxes on their way was taken off; empty where nobody asks.
    """

    resource_id: list[str]
    kind: NDArray[np.uint8]
    measure: NDArray[np.uint8]
    place: NDArray[np.int32]
    start_min: NDArray[np.int32]
    end_min: NDArray[np.int32]
    capacity: NDArray[np.float64]
    cargo_mask: NDArray[np.uint32]
    segments_upto: NDArray[np.float64]
    segments_cost: NDArray[np.float64]
    whole: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))


@dataclass(frozen=True)
class TimeSpace:
    """
    Event graph of one instance: N nodes sorted by time (topological), M arcs sorted by tail.

    Attributes
    ----------
    instance, timetable
        What it was built from.
    cargo_classes : tuple of str
        Bit order of the masks.
    node_min, node_terminal, node_kind : int32[N], int16[N], uint8[N]
    first_arc : int64[N + 1]
        Arcs of node n are ``first_arc[n]:first_arc[n + 1]``.
    head, tail : int32[M]
    kind : uint8[M]
    minutes : int32[M]
    cost : float64[M]
        USD per FEU, money only (tariff, operation, storage).
    reefer_cost : float64[M]
        Extra USD per FEU of a powered box (plug or diesel).
    co2e : float32[M]
        kg per gross tonne.
    km : float32[M]
    cargo_mask : uint32[M]
        Bit c set when cargo class c may use the arc.
    ref : int32[M]
        RIDE: leg row of the timetable; ENTER, TRANSFER, SLOT, UNLOAD: row in ``network["operations"]``
        (-1 when none); LOAD, STAY: run row; WAIT: -1.
    use_ptr, use_row, use_coef : int64[M + 1], int32[Z], float64[Z]
        Resources used per unit of the resource's measure.
    resources : Resources
    source_node : int32[K]
        Node where each consignment starts.
    sink_terminal : int16[K]
        Terminal row of each destination; a path ends at an OUT node there with node_min <= due.
    node_run, node_call : int32[N]
        Run and call row of ONBOARD and ARRIVE nodes (-1 elsewhere).
    node_gauge : int16[N]
        Gauge side of YARD nodes (-1 elsewhere).
    yard_from : int32[M]
        ENTER and TRANSFER: minute from which the boxes stand in the yard (-1 where they do not); empty in a graph
        that nobody writes paths from.
    constant : float64[M]
        Route constants of RIDE arcs [USD per FEU]: generalised cost that is no money; empty when there are none.
    """

    instance: Instance
    timetable: Timetable
    cargo_classes: tuple[str, ...]
    node_min: NDArray[np.int32]
    node_terminal: NDArray[np.int16]
    node_kind: NDArray[np.uint8]
    first_arc: NDArray[np.int64]
    head: NDArray[np.int32]
    tail: NDArray[np.int32]
    kind: NDArray[np.uint8]
    minutes: NDArray[np.int32]
    cost: NDArray[np.float64]
    reefer_cost: NDArray[np.float64]
    co2e: NDArray[np.float32]
    km: NDArray[np.float32]
    cargo_mask: NDArray[np.uint32]
    ref: NDArray[np.int32]
    use_ptr: NDArray[np.int64]
    use_row: NDArray[np.int32]
    use_coef: NDArray[np.float64]
    resources: Resources
    source_node: NDArray[np.int32]
    sink_terminal: NDArray[np.int16]
    node_run: NDArray[np.int32]
    node_call: NDArray[np.int32]
    node_gauge: NDArray[np.int16]
    yard_from: NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, np.int32))
    constant: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
