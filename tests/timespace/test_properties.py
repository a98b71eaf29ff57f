"""Properties of every event graph, whatever its instance."""

import dataclasses

import numpy as np
import pytest
from making import window

from logistics.timespace import ArcKind, Measure, NodeKind, ResourceKind, expand

DISTURBED = [
    window("close", "terminal:almaty", "2025-09-05", "2025-09-09", known="2025-09-06"),
    window("limit", "link:dostyk-almaty", value=1.0, unit="trains_per_day"),
    window("add_hours", "terminal:dostyk", "2025-09-02", value=20.0),
]
ENDS = {
    ArcKind.ENTER: ({NodeKind.SOURCE}, {NodeKind.YARD, NodeKind.ARRIVE}),
    ArcKind.LOAD: ({NodeKind.YARD}, {NodeKind.ONBOARD}),
    ArcKind.RIDE: ({NodeKind.ONBOARD}, {NodeKind.ARRIVE}),
    ArcKind.STAY: ({NodeKind.ARRIVE}, {NodeKind.ONBOARD}),
    ArcKind.WAIT: ({NodeKind.YARD}, {NodeKind.YARD}),
    ArcKind.TRANSFER: ({NodeKind.ARRIVE}, {NodeKind.YARD}),
    ArcKind.SLOT: ({NodeKind.ARRIVE}, {NodeKind.ONBOARD}),
    ArcKind.UNLOAD: ({NodeKind.ARRIVE}, {NodeKind.OUT}),
}


@pytest.fixture(params=["base", "disturbed", "no cut-off, no hours"])
def graph(make, request):
    """Three graphs, one of them with movements that take no time."""
    if request.param == "no cut-off, no hours":
        nothing = {"handling_h": 0.0, "queue_h": 0.0}
        names = ("dostyk_change_w", "almaty_transfer", "almaty_unload", "almaty_load", "almaty_pass")
        rows = [("operations", name, nothing) for name in names]
        return expand(make(rows=[*rows, ("parameters", "cutoff_h", {"value": 0.0})]))
    return expand(make(*(DISTURBED if request.param == "disturbed" else [])))


def test_arcs_lead_forward(graph):
    """Every arc leads to a node with a larger index that is not earlier; rides take time."""
    assert (graph.tail < graph.head).all()
    assert (np.diff(graph.node_min) >= 0).all()
    assert (graph.minutes == graph.node_min[graph.head] - graph.node_min[graph.tail]).all()
    assert (graph.minutes >= 0).all()
    assert (graph.minutes[graph.kind == ArcKind.RIDE] > 0).all()


def test_arcs_are_sorted_by_tail(graph):
    """first_arc points at the arcs of each node."""
    assert graph.first_arc[0] == 0
    assert graph.first_arc[-1] == len(graph.head)
    assert (np.repeat(np.arange(len(graph.node_min)), np.diff(graph.first_arc)) == graph.tail).all()


def test_arcs_join_the_kinds_of_node_they_should(graph):
    """And nothing else."""
    for kind, (tails, heads) in ENDS.items():
        own = graph.kind == kind
        assert set(graph.node_kind[graph.tail[own]]) <= tails
        assert set(graph.node_kind[graph.head[own]]) <= heads


def test_trains_are_chains(graph):
    """Each departure has one ride and one loading; each arrival one ride at most; a stay joins one call."""
    count = len(graph.node_min)
    for kind, degree, ends in ((ArcKind.RIDE, "tail", NodeKind.ONBOARD), (ArcKind.LOAD, "head", NodeKind.ONBOARD)):
        nodes = getattr(graph, degree)[graph.kind == kind]
        assert (np.bincount(nodes, minlength=count)[graph.node_kind == ends] == 1).all()
    rides = np.bincount(graph.head[graph.kind == ArcKind.RIDE], minlength=count)
    assert rides[graph.node_kind == NodeKind.ARRIVE].max() == 1
    stay = graph.kind == ArcKind.STAY
    assert (graph.node_call[graph.tail[stay]] == graph.node_call[graph.head[stay]]).all()


def test_exits_are_left_by_nothing_and_sources_entered_by_nothing(graph):
    """Flow begins and ends only there."""
    count = len(graph.node_min)
    assert not np.bincount(graph.tail, minlength=count)[graph.node_kind == NodeKind.OUT].any()
    assert not np.bincount(graph.head, minlength=count)[graph.node_kind == NodeKind.SOURCE].any()


def test_costs_are_finite_and_not_negative(graph):
    """Money, kilometres and emissions."""
    for column in (graph.cost, graph.reefer_cost, graph.co2e, graph.km):
        assert np.isfinite(column).all()
        assert (column >= 0).all()
    assert (graph.km[graph.kind == ArcKind.RIDE] > 0).all()


def test_uses_are_rows_in_order_without_repetition(graph):
    """Compressed rows of positive amounts, every resource used by something."""
    assert graph.use_ptr[0] == 0
    assert graph.use_ptr[-1] == len(graph.use_row) == len(graph.use_coef)
    assert (graph.use_coef > 0).all()
    for a in range(len(graph.head)):
        rows = graph.use_row[graph.use_ptr[a] : graph.use_ptr[a + 1]]
        assert (np.diff(rows) > 0).all()
    assert set(graph.use_row) == set(range(len(graph.resources.resource_id)))
    assert len(set(graph.resources.resource_id)) == len(graph.resources.resource_id)


def test_operations_use_one_unit_of_throughput_in_all(graph):
    """Shares over days add up to one box; yard hours to the hours stood, for length and for plugs alike."""
    arc = np.repeat(np.arange(len(graph.head)), np.diff(graph.use_ptr))
    kind = graph.resources.kind[graph.use_row]

    def total(resource):
        own = kind == resource
        return np.bincount(arc[own], graph.use_coef[own], minlength=len(graph.head))

    worked = total(ResourceKind.THROUGHPUT)
    assert np.allclose(worked[worked > 0], 1.0)
    assert set(graph.kind[worked > 0]) <= {ArcKind.ENTER, ArcKind.TRANSFER, ArcKind.UNLOAD}
    stood = total(ResourceKind.YARD)
    assert np.allclose(stood, total(ResourceKind.POWERED_YARD)), "the tiny network has both at Dostyk only"
    waits = (graph.kind == ArcKind.WAIT) & (stood > 0)
    assert np.allclose(stood[waits], graph.minutes[waits] / 60)


def test_resources_have_their_measure_and_period(graph):
    """FEU, tonnes or plugs; a period that is not empty; capacities not negative."""
    resources = graph.resources
    measures = {
        ResourceKind.TRAIN_GROSS: Measure.GROSS_T,
        ResourceKind.TRAIN_PLUG: Measure.PLUG,
        ResourceKind.POWERED_YARD: Measure.PLUG,
        ResourceKind.LINK: Measure.TRAIN,
    }
    for kind in ResourceKind:
        assert set(resources.measure[resources.kind == kind]) <= {measures.get(kind, Measure.FEU)}
    assert (resources.end_min > resources.start_min).all()
    assert (resources.capacity >= 0).all()
    assert (resources.place >= 0).all()


def test_same_instance_gives_the_same_bytes(make):
    """Twice the same arrays, and consignments in another order change only their own."""
    instance = make(*DISTURBED)
    first, second = expand(instance), expand(instance)
    turned = dataclasses.replace(instance, consignments=instance.consignments.iloc[::-1])
    third = expand(turned)
    for column in dataclasses.fields(first):
        value = getattr(first, column.name)
        if isinstance(value, np.ndarray):
            assert value.tobytes() == getattr(second, column.name).tobytes()
            if column.name not in ("source_node", "sink_terminal"):
                assert value.tobytes() == getattr(third, column.name).tobytes()
    assert first.resources.resource_id == second.resources.resource_id == third.resources.resource_id
    assert (first.source_node == third.source_node[::-1]).all()
