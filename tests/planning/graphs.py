"""Event graphs that can be solved by head: yards, trains and exits written down one by one."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from logistics.cargo import CARGO_CLASSES
from logistics.network import Network
from logistics.scenario import Horizon, Instance
from logistics.scenario.model import CONSIGNMENT_COLUMNS
from logistics.timespace import ArcKind, Measure, NodeKind, ResourceKind, Resources, TimeSpace
from logistics.timetable import Timetable

ALL_CARGO = 2 ** len(CARGO_CLASSES) - 1
ORIGIN, DESTINATION = 0, 1
DEFAULTS = {
    "cargo_class": "dry", "power": "none", "boxes": 10, "feu_per_box": 1.0, "gross_t_per_box": 20.0,
    "time_usd_per_box_h": 0.0, "running_usd_per_box_h": 0.0, "outside_usd_per_box": 500.0, "due_min": 10_000,
}  # fmt: skip


@dataclass
class Sketch:
    """
    One origin, one destination, direct trains between them.

    A train is a ride arc that starts at its departure and ends an hour later; ``rows`` are named resources.
    """

    rows: dict[str, tuple[ResourceKind, Measure, float, int]] = field(default_factory=dict)
    trains: list[tuple[int, float, int, dict[str, float]]] = field(default_factory=list)
    segments: tuple[tuple[float, ...], tuple[float, ...]] = ((1.0,), (0.0,))

    def resource(
        self, name: str, capacity: float, kind: ResourceKind = ResourceKind.TRAIN_FEU, measure: Measure = Measure.FEU,
        mask: int = ALL_CARGO,
    ) -> Sketch:  # fmt: skip
        """Add a resource."""
        self.rows[name] = (kind, measure, capacity, mask)
        return self

    def train(self, departure: int, cost: float, *, mask: int = ALL_CARGO, **uses: float) -> Sketch:
        """Add a train with its cost per FEU and its use of named resources per unit of their measure."""
        self.trains.append((departure, cost, mask, uses))
        return self

    def graph(self, *consignments: dict[str, object]) -> TimeSpace:
        """Return the event graph; consignments override `DEFAULTS`."""
        nodes = [(0, NodeKind.SOURCE, ORIGIN)]
        arcs: list[tuple[int, int, ArcKind, float, int, dict[str, float]]] = []
        for departure, cost, mask, uses in sorted(self.trains, key=lambda train: train[0]):
            n = len(nodes)
            nodes += [(departure, NodeKind.YARD, ORIGIN), (departure + 60, NodeKind.ARRIVE, DESTINATION)]
            nodes += [(departure + 60, NodeKind.OUT, DESTINATION)]
            arcs += [(0, n, ArcKind.ENTER, 0.0, ALL_CARGO, {}), (n, n + 1, ArcKind.RIDE, cost, mask, uses)]
            arcs += [(n + 1, n + 2, ArcKind.UNLOAD, 0.0, ALL_CARGO, {})]
        return _freeze(nodes, arcs, self.rows, self.segments, consignments)


def _freeze(nodes, arcs, rows, segments, consignments) -> TimeSpace:
    order = sorted(range(len(nodes)), key=lambda n: (nodes[n][0], nodes[n][1] != NodeKind.YARD, n))
    order.remove(0)
    order.insert(0, 0)
    new = np.argsort(order)
    arcs = sorted(((int(new[t]), int(new[h]), *rest) for t, h, *rest in arcs), key=lambda arc: arc[:2])
    names = list(rows)
    uses = [[(names.index(name), coef) for name, coef in arc[5].items()] for arc in arcs]
    tail, head = np.array([a[0] for a in arcs], np.int32), np.array([a[1] for a in arcs], np.int32)
    time = np.array([nodes[n][0] for n in order], np.int32)
    table = _consignments(consignments)
    network = Network({"operations": pd.DataFrame({"cost_usd_per_feu": pd.Series(dtype=float)})}, Path("sketch"))
    horizon = Horizon(date(1970, 1, 1), date(1970, 1, 7), 0, 0)
    zeros = np.zeros(len(arcs))
    return TimeSpace(
        instance=Instance(network, table, horizon, 0),
        timetable=_no_timetable(),
        cargo_classes=CARGO_CLASSES,
        node_min=time,
        node_terminal=np.array([nodes[n][2] for n in order], np.int16),
        node_kind=np.array([nodes[n][1] for n in order], np.uint8),
        first_arc=np.searchsorted(tail, np.arange(len(nodes) + 1)).astype(np.int64),
        head=head,
        tail=tail,
        kind=np.array([a[2] for a in arcs], np.uint8),
        minutes=(time[head] - time[tail]).astype(np.int32),
        cost=np.array([a[3] for a in arcs], np.float64),
        reefer_cost=zeros.copy(),
        co2e=zeros.astype(np.float32),
        km=zeros.astype(np.float32),
        cargo_mask=np.array([a[4] for a in arcs], np.uint32),
        ref=np.full(len(arcs), -1, np.int32),
        use_ptr=np.concatenate([[0], np.cumsum([len(u) for u in uses])]).astype(np.int64),
        use_row=np.array([r for u in uses for r, _ in u], np.int32),
        use_coef=np.array([c for u in uses for _, c in u], np.float64),
        resources=_resources(rows, segments),
        source_node=np.zeros(len(table), np.int32),
        sink_terminal=np.full(len(table), DESTINATION, np.int16),
        node_run=np.full(len(nodes), -1, np.int32),
        node_call=np.full(len(nodes), -1, np.int32),
        node_gauge=np.full(len(nodes), -1, np.int16),
    )


def _resources(rows, segments) -> Resources:
    upto, cost = segments
    kind = np.array([r[0] for r in rows.values()], np.uint8)
    queued = (kind == ResourceKind.THROUGHPUT)[:, None]
    return Resources(
        resource_id=list(rows),
        kind=kind,
        measure=np.array([r[1] for r in rows.values()], np.uint8),
        place=np.zeros(len(rows), np.int32),
        start_min=np.zeros(len(rows), np.int32),
        end_min=np.zeros(len(rows), np.int32),
        capacity=np.array([r[2] for r in rows.values()], np.float64),
        cargo_mask=np.array([r[3] for r in rows.values()], np.uint32),
        segments_upto=np.where(queued, np.array(upto), 1.0),
        segments_cost=np.where(queued, np.array(cost), 0.0),
    )


def _consignments(given) -> pd.DataFrame:
    rows = []
    for k, values in enumerate(given or ({},)):
        row = dict.fromkeys(CONSIGNMENT_COLUMNS, "") | {"consignment_id": f"C{k}", "ready_min": 0} | DEFAULTS | values
        rows.append(row)
    return pd.DataFrame(rows, columns=list(CONSIGNMENT_COLUMNS))


def _no_timetable() -> Timetable:
    empty = {name: np.zeros(0) for name in Timetable.__dataclass_fields__ if name != "run_id"}
    return Timetable(run_id=[], **empty)
