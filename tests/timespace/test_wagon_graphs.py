"""The event graph as wagons see it, arc by arc and use by use, against the rules in plain loops."""

from __future__ import annotations

import math
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from wagoned import wagoned

from logistics.scenario import build_instance
from logistics.scenario.wagons import wagons_of
from logistics.timespace import ArcKind, NodeKind, ResourceKind, expand
from logistics.timespace.model import Measure
from logistics.timespace.money import arc_money
from logistics.timespace.wagons import _gauges, _of_trains, as_it_is, seen_by

UNITS = {
    "on in a wagon": ({}, {}),
    "trains of any class": ({"service_class": "", "feu": 1.25}, {"service_class": ""}),
    "nowhere beyond": ({"onward_unit_id": "", "service_class": "ordinary"}, {}),
    "on in boxes": ({"onward_unit_id": "liner20", "service_class": "ordinary"}, {}),
    "boxes on some trains": ({"onward_unit_id": "liner40"}, {}),
    "of the other gauge": (
        {"track_gauge_mm": 1435, "service_class": "ordinary"}, {"track_gauge_mm": 1520, "service_class": "ordinary"}),
    "track that is nowhere": ({"track_gauge_mm": 1668}, {"service_class": ""}),
}  # fmt: skip


@pytest.fixture(scope="module")
def graphs(tiny_scenario):
    """Return graphs with wagons of several kinds: trains counted at a crane and on a link, some constants."""
    found = {}
    for name, (hopper, covered) in UNITS.items():
        scenario = wagoned(tiny_scenario, hopper=hopper, covered=covered, only_wheat=False)
        services = scenario.network["services"].copy()
        services.loc[services["service_id"] == "cn_e", "max_gross_t"] = math.nan
        units = scenario.network["loading_units"].copy()
        if name == "boxes on some trains":
            units.loc[units["unit_id"] == "liner40", "service_class"] = "express"
        scenario = replace(scenario, network=scenario.network.with_tables(services=services, loading_units=units))
        for limit in ({"link": "dostyk-almaty"}, {"facility": "dostyk_crane_e"}):
            scenario = scenario.with_change("limit", per_day=0.5, unit="trains_per_day", **limit)
        graph = expand(build_instance(scenario))
        if name == "on in a wagon":  # what a ship says of track is not that it has any
            table = graph.instance.network["services"]
            table = table.assign(track_gauge_mm=table["track_gauge_mm"].fillna(1520.0))
            network = graph.instance.network.with_tables(services=table)
            graph = replace(graph, instance=replace(graph.instance, network=network))
        if name == "of the other gauge":  # some boxes are in a yard already: no gate is in their way
            there = (graph.kind == ArcKind.ENTER) & (np.arange(len(graph.head)) % 2 == 0)
            graph = replace(graph, ref=np.where(there, np.int32(-1), graph.ref))
        constant = np.arange(len(graph.head)) % 7.0 if name in {"on in a wagon", "on in boxes"} else graph.constant
        found[name] = replace(graph, constant=constant), wagons_of(scenario.network)["hopper"]
    return found


class Plain:
    """A graph in plain lists: the service of every run node, and the gauges on which every arc begins and ends."""

    def __init__(self, ts):
        self.ts, self.services = ts, ts.instance.network["services"].to_dict("records")
        of_run = ts.timetable.run_service.tolist()
        self.service = [None if run < 0 else self.services[of_run[run]] for run in ts.node_run.tolist()]
        self.ends = [self._ends(arc) for arc in range(len(ts.head))]
        self.of_leg = [self.services[of_run[run]]["service_class"] for run in ts.timetable.leg_run.tolist()]

    def _gauge(self, node):
        """Return the gauge of a yard, or of the train of a node: 0 for ships and roads."""
        if self.ts.node_kind[node] == NodeKind.YARD:
            return int(self.ts.node_gauge[node])
        service = self.service[node]
        if service is None:
            return -1
        return int(service["track_gauge_mm"]) if service["mode"] == "rail" else 0

    def _ends(self, arc):
        """Return the gauges of the ends; the gate and the exit are on that of the other one."""
        tail, head = int(self.ts.tail[arc]), int(self.ts.head[arc])
        begin, end = self._gauge(tail), self._gauge(head)
        enters, leaves = self.ts.node_kind[tail] == NodeKind.SOURCE, self.ts.node_kind[head] == NodeKind.OUT
        return end if enters else begin, begin if leaves else end

    def open_to(self, wagon, arc):
        """Return whether a wagon, or its onward unit beyond the break, may use an arc."""
        (begin, end), kind, onward = self.ends[arc], self.ts.kind[arc], wagon.onward
        if kind == ArcKind.SLOT:
            return False
        known = [wagon.gauge] + ([] if onward is None else [onward.gauge])
        if 0 not in known and (begin not in known or end not in known):
            return False
        if kind == ArcKind.ENTER and self.ts.ref[arc] >= 0 and end != wagon.gauge:
            return False
        if kind == ArcKind.RIDE:
            side = wagon.own if begin == wagon.gauge else onward
            return side is not None and (not side.classes or self.of_leg[self.ts.ref[arc]] in side.classes)
        return True


@pytest.mark.parametrize("name", UNITS)
def test_arcs_as_a_wagon_sees_them(graphs, name):
    """Money by part, hire, mass, constants and where it may go: by the side on which an arc begins or ends."""
    ts, wagon = graphs[name]
    plain, seen, parts = Plain(ts), seen_by(ts, wagon), arc_money(ts)
    own, beyond = wagon.own, wagon.onward or wagon.own
    expected = []
    for arc, (begin, end) in enumerate(plain.ends):
        here, there = (own if gauge == wagon.gauge else beyond for gauge in (begin, end))
        stands = ts.node_min[ts.head[arc]] - ts.yard_from[arc] if ts.yard_from[arc] >= 0 else 0
        crosses = ts.kind[arc] == ArcKind.TRANSFER and begin != end
        expected.append((
            parts["transport"][arc] * here.freight_feu / own.feu,
            parts["operations"][arc] * (here.transload_feu if crosses else here.feu) / own.feu,
            parts["storage"][arc] * there.feu / own.feu,
            ((ts.minutes[arc] - stands) * here.hire_usd_h + stands * there.hire_usd_h) / 60.0 / own.feu,
            ts.co2e[arc] * here.gross_t / own.gross_t,
            here.feu / own.feu,
            plain.open_to(wagon, arc),
        ))  # fmt: skip
    transport, operations, storage, hire, co2e, length, free = np.array(expected).T
    found = seen.graph
    assert np.allclose(seen.money["transport"], transport)
    assert np.allclose(seen.money["operations"], operations)
    assert np.allclose(seen.money["storage"], storage)
    assert np.allclose(seen.hire, hire)
    assert np.allclose(found.cost, transport + operations + storage + hire)
    assert np.allclose(found.co2e, co2e)
    assert np.allclose(found.constant, ts.constant * length if len(ts.constant) else ts.constant)
    assert found.cargo_mask.tolist() == (ts.cargo_mask * free.astype(np.uint32)).tolist()
    assert not free.all()


@pytest.mark.parametrize("name", UNITS)
def test_uses_as_a_wagon_sees_them(graphs, name):
    """Yards by the side on which an arc ends, all else by that where it begins; trains by mass where that is more."""
    ts, wagon = graphs[name]
    plain, own, beyond = Plain(ts), wagon.own, wagon.onward or wagon.own
    expected, met = [], set()
    for arc, ends in enumerate(plain.ends):
        for row in ts.use_row[ts.use_ptr[arc] : ts.use_ptr[arc + 1]].tolist():
            at_end = ts.resources.kind[row] in {ResourceKind.YARD, ResourceKind.POWERED_YARD}
            measure, side = int(ts.resources.measure[row]), own if ends[at_end] == wagon.gauge else beyond
            ratio = 1.0
            if measure in {Measure.FEU, Measure.PLUG}:
                ratio = side.feu / own.feu
            elif measure == Measure.GROSS_T:
                ratio = side.gross_t / own.gross_t
            elif measure == Measure.TRAIN:
                service, length = plain.service[ts.tail[arc]], side.feu
                if service is not None and side.gauge != 0 and not pd.isna(service["max_gross_t"]):
                    length = max(length, side.gross_t / service["max_gross_t"] * service["max_feu"])
                ratio = length / own.feu
            expected.append(ratio)
            met.add(measure)
    assert np.allclose(seen_by(ts, wagon).graph.use_coef, ts.use_coef * expected)
    assert {Measure.FEU, Measure.GROSS_T, Measure.PLUG, Measure.TRAIN} <= met


def test_boxes_see_the_graph_as_it_is(graphs):
    """The same money by part, and no hire on arcs."""
    ts, _ = graphs["on in a wagon"]
    seen = as_it_is(ts)
    assert seen.graph is ts
    assert {part: values.tolist() for part, values in seen.money.items()} == {
        part: values.tolist() for part, values in arc_money(ts).items()
    }
    assert seen.hire.tolist() == [0.0] * len(ts.head)


def test_a_graph_without_trains_has_none_to_be_shut(graphs):
    """Rides are looked up only where there are some."""
    ts, wagon = graphs["on in a wagon"]
    still = np.flatnonzero(ts.kind == ArcKind.RIDE)
    quiet = replace(ts, kind=np.where(ts.kind == ArcKind.RIDE, np.uint8(ArcKind.STAY), ts.kind))
    mask = seen_by(quiet, wagon).graph.cargo_mask
    assert mask[still].any()


def test_a_wagon_takes_of_a_train_by_its_limits_and_elsewhere_by_its_length():
    """Of the service of the run that an arc begins on, on its side of the break; without a run its plain length."""
    services = pd.DataFrame({"max_feu": [40.0, 50.0], "max_gross_t": [100.0, 10.0]})
    ts = SimpleNamespace(
        instance=SimpleNamespace(network={"services": services}), node_run=np.array([0, 1, -1]),
        tail=np.array([0, 1, 2, 0, 2]), timetable=SimpleNamespace(run_service=np.array([1, 0])),
    )  # fmt: skip
    sides = tuple(
        SimpleNamespace(feu=feu, train_feu=lambda feet, mass, feu=feu: feu * (feet + mass)) for feu in (2.0, 3.0)
    )
    found = _of_trains(ts, np.arange(5), np.array([0, 0, 0, 1, 1]), sides)
    assert found.tolist() == [60.0, 140.0, 1.0, 3.0 * 60.0 / 2.0, 1.5]


def test_ships_and_their_yards_have_no_track():
    """Gauge 0, also in a yard; gates and exits are on the gauge of the yard or train beside them."""
    services = pd.DataFrame({"mode": ["sea", "rail"], "track_gauge_mm": [math.nan, 1520.0]})
    kinds = [NodeKind.SOURCE, NodeKind.YARD, NodeKind.ARRIVE, NodeKind.ARRIVE, NodeKind.OUT]
    ts = SimpleNamespace(
        instance=SimpleNamespace(network={"services": services}),
        timetable=SimpleNamespace(run_service=np.array([0, 1])),
        node_kind=np.array(kinds), node_gauge=np.array([-1, 0, -1, -1, -1]), node_run=np.array([-1, -1, 0, 1, -1]),
        tail=np.array([0, 1, 2, 3, 3]), head=np.array([1, 2, 1, 1, 4]),
    )  # fmt: skip
    tail, head = _gauges(ts)
    assert tail.tolist() == [0, 0, 0, 1520, 1520]
    assert head.tolist() == [0, 0, 0, 0, 1520]
