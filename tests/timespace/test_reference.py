"""The event graph equals a plain one built from loops and dictionaries, arc by arc and row by row."""

import numpy as np
import pytest
from compare import differences
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from making import minute, window
from reference import Reference

from logistics.timespace import NodeKind, expand
from logistics.timespace.kernels import mark_reachable, node_bound, path_arcs, sweep_class

CASES = {
    "base": {},
    "close link, unknown to trains under way": [
        window("close", "link:dostyk-almaty", "2025-09-05", "2025-09-09", known="2025-09-06")
    ],
    "close link in two windows": [
        window("close", "link:almaty-moscow", "2025-09-05", "2025-09-07", known="2025-09-07"),
        window("close", "link:almaty-moscow", "2025-09-06", "2025-09-12", window_id="second"),
    ],
    "close terminal": [window("close", "terminal:dostyk", "2025-09-05", "2025-09-08")],
    "trains held on their way": [window("close", "link:almaty-moscow", "2025-09-05T06:00", "2025-09-09")],
    "trains held, where boxes are handled by day and more slowly then": [
        window("close", "link:almaty-moscow", "2025-09-05T06:00", "2025-09-09"),
        window("close", "facility:moscow_gate", "2025-09-13", "2025-09-15", window_id="gate"),
        window("add_hours", "terminal:moscow", "2025-09-17", "2025-09-20", value=30.0),
    ],
    "close service": [window("close", "service:kz_w", "2025-09-05", "2025-09-20", known="2025-09-07")],
    "close operation and facility": [
        window("close", "operation:dostyk_change_w", "2025-09-05", "2025-09-08"),
        window("close", "facility:almaty_gate", "2025-09-05", "2025-09-08", direction="westbound"),
        window("close", "operation:almaty_pass", "2025-09-05", "2025-09-08"),
    ],
    "speeds, hours and prices": [
        window("speed", "link:dostyk-almaty", value=0.7),
        window("speed", "operator:KTZ", "2025-09-05", "2025-09-10", value=1.1, direction="eastbound"),
        window("add_hours", "link:xian-dostyk", "2025-09-02", value=5.5),
        window("add_hours", "terminal:dostyk", "2025-09-02", "2025-09-10", value=30.0),
        window("add_hours", "terminal:almaty", "2025-09-02", value=3.3, direction="westbound"),
        window("price", "operator:KTZ", "2025-09-06", "2025-09-20", value=1.4),
        window("price", "link:almaty-moscow", value=0.5, direction="eastbound"),
    ],
    "capacities and limits": [
        window("capacity", "facility:dostyk_crane_w", value=0.5),
        window("capacity", "facility:dostyk_yard", "2025-09-05", value=2.0),
        window("capacity", "facility:dostyk_slots", value=0.5),
        window("capacity", "link:dostyk-almaty", value=2.0, direction="westbound"),
        window("limit", "link:dostyk-almaty", value=2.5, unit="trains_per_day", direction="eastbound"),
        window("limit", "link:xian-dostyk", "2025-09-05", value=1.0, unit="trains_per_day"),
        window(
            "limit",
            "link:almaty-moscow",
            value=3.0,
            unit="feu_per_day",
            cargo_class="dry;frozen",
            window_id="a",
        ),
        window(
            "limit",
            "link:dostyk-almaty",
            value=0.5,
            unit="trains_per_day",
            cargo_class="grain",
            window_id="b",
        ),
        window("limit", "facility:dostyk_crane_e", value=2.0, unit="feu_per_day", cargo_class="grain"),
        window("limit", "facility:almaty_gate", value=2.0, unit="trains_per_day"),
    ],
}
ROWS = {
    "speed class": [("services", "cn_w", {"speed_class": "express"}), ("services", "kz_w", {"speed_class": "feeder"})],
    "winter": [("facilities", "dostyk_crane_w", {"winter_factor": 0.25, "capacity": 9.0})],
    "opening hours": [
        ("facilities", "dostyk_crane_w", {"hours_local": "09:30-17:00"}),
        ("facilities", "xian_gate", {"hours_local": "22:00-04:00"}),
        ("facilities", "almaty_gate", {"hours_local": "06:00-07:00;12:00-24:00"}),
        ("operations", "almaty_pass", {"facility_id": "almaty_gate"}),
        ("operations", "dostyk_change_w", {"handling_h": 0.0, "queue_h": 0.125}),
    ],
    "validity and cargo": [
        ("operations", "dostyk_change_w", {"valid_to": np.datetime64("2025-09-10")}),
        ("operations", "xian_load", {"cargo_class": "dry;chilled", "direction": "westbound"}),
        ("services", "kz_w", {"valid_from": np.datetime64("2025-09-08"), "cargo_class": "dry"}),
        ("links", "aktau-baku-ferry", {"status": "suspended"}),
        ("parameters", "cutoff_h", {"value": 0.0}),
        ("stops", "kz_w", {"dwell_h": 0.0}),
    ],
}


def check(instance):
    """Compare the graph with the reference; return both."""
    graph, reference = expand(instance), Reference(instance)
    assert not differences(graph, reference)
    return graph, reference


@pytest.mark.parametrize("name", CASES)
def test_graph_equals_reference_under_windows(make, name):
    """Every kind of window, alone and with others."""
    check(make(*CASES[name]))


@pytest.mark.parametrize("name", ROWS)
def test_graph_equals_reference_with_changed_tables(make, name):
    """Seasons, opening hours, validity, cargo classes, no cut-off."""
    check(make(rows=ROWS[name]))


def test_graph_equals_reference_when_planning_again(make):
    """Boxes at the gate, in a yard and aboard; what has departed is seen by its arrival only."""
    goods = {
        "start_kind": ["onboard", "yard", "gate", "yard", "gate", "gate", "gate", "gate"],
        "start_terminal": ["dostyk", "dostyk", "xian", "dostyk", "almaty", "xian", "moscow", "xian"],
        "start_gauge": [-1, 1520, -1, 1435, -1, -1, -1, -1],
        "start_run_id": ["exp_cn@2025-09-02T00:00", *[""] * 7],
        "start_seq": [1, *[-1] * 7],
        "ready_min": [minute("2025-09-03")] * 4 + [minute("2025-09-05")] * 4,
    }
    committed = [("throughput:dostyk_crane_w:2025-09-03", 3.0), ("nothing", 1.0)]
    committed += [("throughput:dostyk_crane_w:2025-09-03", 0.5), ("yard:dostyk_yard:2025-09-04T06", -5.0)]
    instance = make(not_before="2025-09-03T10:00", goods=goods, committed=committed)
    graph, reference = check(instance)
    assert reference.capacity["throughput:dostyk_crane_w:2025-09-03"] == 10 - 2 - 2 - 3.5
    assert graph.node_min[graph.node_kind == NodeKind.ONBOARD].min() >= minute("2025-09-03T10:00")
    assert graph.node_min[graph.node_kind == NodeKind.ARRIVE].min() >= minute("2025-09-01T10:00")


@pytest.mark.parametrize("name", ["base", "close terminal", "speeds, hours and prices"])
def test_best_paths_equal_those_of_the_reference(make, name):
    """Earliest arrival and least generalised cost of every consignment."""
    instance = make(*CASES[name])
    graph, reference = expand(instance), Reference(instance)
    dist = np.empty(len(graph.node_min))
    pred = np.empty(len(graph.node_min), dtype=np.int32)
    reached = np.empty(len(graph.node_min), dtype=np.bool_)
    weight = graph.cost + 0.1 * graph.minutes
    for k, row in enumerate(instance.consignments.to_dict("records")):
        bit, source = graph.cargo_classes.index(row["cargo_class"]), int(graph.source_node[k])
        end = node_bound(graph.node_min, row["due_min"])
        sweep_class(graph.first_arc, graph.head, weight, graph.cargo_mask, bit, source, end, dist, pred)
        mark_reachable(graph.first_arc, graph.head, graph.cargo_mask, bit, source, end, reached)
        exits = source + np.flatnonzero(
            (graph.node_kind[source:end] == NodeKind.OUT) & (graph.node_terminal[source:end] == graph.sink_terminal[k])
        )
        exits = exits[reached[exits]]
        if not exits.size:
            assert reference.best(row, lambda _, minutes: minutes) == np.inf
            continue
        found = int(exits[np.argmin(dist[exits])])
        earliest = graph.node_min[exits].min() - row["ready_min"]
        assert earliest == reference.best(row, lambda _, minutes: minutes)
        assert dist[found] == pytest.approx(reference.best(row, lambda arc, minutes: arc["cost"] + 0.1 * minutes))
        arcs = path_arcs(pred, graph.tail, found)
        assert sum(weight[arcs]) == pytest.approx(dist[found])
        assert [graph.tail[arcs[0]], graph.head[arcs[-1]]] == [source, found]


TARGETS = {
    "close": [
        "link:dostyk-almaty",
        "link:xian-dostyk",
        "terminal:almaty",
        "terminal:dostyk",
        "service:kz_w",
        "service:exp_kz",
        "facility:dostyk_crane_w",
        "operation:almaty_transfer",
    ],
    "add_hours": [
        "link:almaty-moscow",
        "terminal:almaty",
        "facility:dostyk_crane_e",
        "operation:almaty_pass",
    ],
    "speed": ["link:dostyk-almaty", "operator:KTZ", "operator:CR"],
    "price": ["link:dostyk-almaty", "operator:KTZ"],
    "capacity": ["facility:dostyk_yard", "facility:almaty_gate", "link:dostyk-almaty"],
}


@st.composite
def any_windows(draw):
    """Draw up to four windows of any kind, hour by hour."""
    windows = []
    for number in range(draw(st.integers(1, 4))):
        kind = draw(st.sampled_from(sorted(TARGETS)))
        row = window(kind, draw(st.sampled_from(TARGETS[kind])), window_id=f"w{number}")
        # capacities and limits count by day, so their windows start and end at midnight
        step = 1440 if kind == "capacity" else 60
        row["start_min"] = minute("2025-08-28") + step * draw(st.integers(0, 480 * 60 // step))
        row["end_min"] = row["start_min"] + step * draw(st.integers(1, 240 * 60 // step))
        row["known_from_min"] = row["start_min"] + 60 * draw(st.integers(-24, 48))
        row["value"] = draw(st.sampled_from([0.3, 0.85, 1.7]))
        row["direction"] = draw(st.sampled_from(["both", "westbound", "eastbound"]))
        windows.append(row)
    return windows


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(any_windows(), st.sampled_from([0.0, 0.25, 6.0]), st.integers(0, 20))
def test_graph_equals_reference_under_any_windows(make, windows, cutoff_h, hours_later):
    """Random windows, cut-offs and times of planning."""
    later = f"2025-08-{26 + hours_later // 5:02d}T{hours_later % 5:02d}:07"
    instance = make(*windows, rows=[("parameters", "cutoff_h", {"value": cutoff_h})], not_before=later)
    check(instance)
