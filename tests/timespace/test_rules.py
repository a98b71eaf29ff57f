"""
One test per rule of the event graph, worked out by hand on the tiny network.

``cn_w`` reaches Dostyk on Wednesdays and Saturdays at 12:00 UTC; the gauge change there needs 10 h of
queue and 2 h of handling; ``kz_w`` leaves Thursdays and Sundays at 12:00 UTC, cut-off 6 h before.
"""

import numpy as np
import pytest
from compare import node_keys, plain_arcs
from making import minute, window

from logistics.errors import PlanningError
from logistics.timespace import ResourceKind, expand

ARRIVED = ("arrive", "cn_w@2025-09-01T00:00", 1)
YARD = ("yard", "dostyk", 1520)


def change(graph, name="dostyk_change_w", tail=ARRIVED):
    """Return (head, arc) of the transfer of an arrival by an operation."""
    found = [
        (key[2], arc) for key, arc in plain_arcs(graph).items() if key[1] == tail and key[3].split(" until ")[0] == name
    ]
    return found[0] if found else (None, None)


def capacities(graph, prefix):
    """Return capacities of resources by the rest of their id."""
    resources = graph.resources
    return {
        name.removeprefix(prefix): float(value)
        for name, value in zip(resources.resource_id, resources.capacity, strict=True)
        if name.startswith(prefix)
    }


def test_transfer_leads_to_the_first_yard_event_after_the_operation(make):
    """Arrival 3rd 12:00 + 12 h = 4th 00:00; the train on the 4th at 12:00 is cleared at 06:00."""
    head, arc = change(expand(make()))
    assert head == (*YARD, minute("2025-09-04T06:00"))
    assert arc["cost"] == pytest.approx(150 + 24 * 6 / 24), "operation and six hours of storage"


def test_cut_off_decides_which_train_is_reached(make):
    """With 13 h of cut-off the yard event of the first train was on the 3rd at 23:00."""
    head, _ = change(expand(make(rows=[("parameters", "cutoff_h", {"value": 13.0})])))
    assert head == (*YARD, minute("2025-09-04T11:00")), "the express of the 5th at 00:00"


def test_throughput_is_split_over_midnight(make):
    """Half an hour later the two hours of handling are 1.5 h on the 3rd and 0.5 h on the 4th."""
    rows = [("operations", "dostyk_change_w", {"queue_h": 10.5})]
    _, arc = change(expand(make(rows=rows)))
    shares = {name: use for name, use in arc["use"].items() if name.startswith("throughput")}
    assert shares == {
        "throughput:dostyk_crane_w:2025-09-03": pytest.approx(0.75),
        "throughput:dostyk_crane_w:2025-09-04": pytest.approx(0.25),
    }


def test_handling_without_duration_is_on_its_day(make):
    """Zero hours at midnight count for the day that begins."""
    rows = [("operations", "dostyk_change_w", {"handling_h": 0.0, "queue_h": 12.0})]
    _, arc = change(expand(make(rows=rows)))
    assert arc["use"]["throughput:dostyk_crane_w:2025-09-04"] == 1.0


def test_yard_hours_count_from_the_end_of_the_operation(make):
    """00:00 to 06:00 on the transfer, 06:00 to 12:00 on the loading."""
    graph = expand(make())
    head, arc = change(graph)
    assert arc["use"]["yard:dostyk_yard:2025-09-04T00"] == 6.0
    assert arc["use"]["powered:dostyk_power:2025-09-04T00"] == 6.0
    load = next(a for key, a in plain_arcs(graph).items() if key[0] == "LOAD" and key[1] == head)
    assert load["use"] == {
        "yard:dostyk_yard:2025-09-04T06": 6.0,
        "powered:dostyk_power:2025-09-04T06": 6.0,
    }
    assert load["cost"] == pytest.approx(6.0)
    assert capacities(graph, "yard:dostyk_yard:")["2025-09-04T06"] == 20 * 6


def test_operation_waits_for_opening_hours(make):
    """18:00 in Almaty is 13:00 UTC, an hour after the arrival: done at 01:00."""
    rows = [("facilities", "dostyk_crane_w", {"hours_local": "18:00-20:00"})]
    _, arc = change(expand(make(rows=rows)))
    assert arc["use"]["yard:dostyk_yard:2025-09-04T00"] == 5.0


def test_operation_waits_for_the_end_of_a_closure(make):
    """Closed until the 3rd at 14:00: done at 02:00; the other direction does not matter."""
    closed = window("close", "facility:dostyk_crane_w", "2025-09-03", "2025-09-03T14:00")
    _, arc = change(expand(make(closed)))
    assert arc["use"]["yard:dostyk_yard:2025-09-04T00"] == 4.0
    _, arc = change(expand(make(closed | {"direction": "eastbound"})))
    assert arc["use"]["yard:dostyk_yard:2025-09-04T00"] == 6.0


def test_added_hours_make_the_queue_longer(make):
    """Seven hours more: done on the 4th at 07:00, after the cut-off of the train of 12:00."""
    longer = window("add_hours", "operation:dostyk_change_w", value=7.0)
    head, _ = change(expand(make(longer)))
    assert head == (*YARD, minute("2025-09-04T18:00"))


def test_operations_serve_their_class_gauge_and_direction(make):
    """The express uses the priority row, the ordinary train does not."""
    graph = expand(make())
    assert change(graph, "dostyk_priority_w") == (None, None)
    head, _ = change(graph, "dostyk_priority_w", ("arrive", "exp_cn@2025-09-02T00:00", 1))
    assert head is not None


def test_slot_leads_to_the_paired_train(make):
    """The express arrives on the 3rd at 16:00; its pair leaves on the 5th at 00:00."""
    graph = expand(make())
    tail = ("arrive", "exp_cn@2025-09-02T00:00", 1)
    head, arc = change(graph, "dostyk_slot_w", tail)
    assert head == ("onboard", "exp_kz@2025-09-05T00:00", 0)
    assert arc["use"] == {"slot:dostyk_slot_w:exp_cn@2025-09-02T00:00": 1.0}
    assert arc["cost"] == 150
    assert capacities(graph, "slot:dostyk_slot_w:")["exp_cn@2025-09-02T00:00"] == 2


def test_slot_is_lost_with_the_leg_of_the_paired_train(make):
    """The next pair a week later is not the kept slot."""
    graph = expand(make(window("close", "link:dostyk-almaty", "2025-09-05", "2025-09-06")))
    assert change(graph, "dostyk_slot_w", ("arrive", "exp_cn@2025-09-02T00:00", 1)) == (None, None)


def test_slots_and_background_lower_throughput_on_their_day(make):
    """10 FEU, 2 of background, 2 of the express that arrives on the 3rd."""
    found = capacities(expand(make()), "throughput:dostyk_crane_w:")
    assert (found["2025-09-03"], found["2025-09-06"]) == (6, 8)


def test_throughput_is_lower_in_winter(make, tiny_scenario):
    """From November to March the crane works at 0.8 of its capacity."""
    from dataclasses import replace
    from datetime import date

    instance = make()
    horizon = replace(instance.horizon, start=date(2025, 10, 27), end=date(2025, 11, 9))
    found = capacities(expand(replace(instance, horizon=horizon)), "throughput:dostyk_crane_e:")
    assert {value for day, value in found.items() if day < "2025-11"} == {10}
    assert {value for day, value in found.items() if day >= "2025-11"} == {8}


def test_committed_use_is_taken_off_last(make):
    """Rows are summed per resource; nothing goes below zero; negative use adds capacity."""
    name = "throughput:dostyk_crane_w:2025-09-03"
    for amounts, left in (([1.5, 2.0], 2.5), ([60.0], 0), ([-4.0], 10)):
        graph = expand(make(committed=[(name, amount) for amount in amounts]))
        assert capacities(graph, name)[""] == left


def test_trains_have_length_mass_and_plugs(make):
    """Mass only where the limit is known: not for kz_w."""
    graph = expand(make())
    assert capacities(graph, "train:cn_w@2025-09-01T00:00:0-1:") == {"feu": 4, "gross": 120, "plug": 2}
    assert capacities(graph, "train:kz_w@2025-09-04T12:00:1-2:") == {"feu": 4, "plug": 2}


def test_link_counts_trains_by_the_day_they_enter_it(make):
    """Three trains a day less one of background; a quarter of a train per FEU."""
    graph = expand(make())
    assert capacities(graph, "link:dostyk-almaty:westbound:")["2025-09-04"] == 2
    ride = next(arc for key, arc in plain_arcs(graph).items() if key[1] == ("onboard", "kz_w@2025-09-04T12:00", 0))
    assert ride["use"]["link:dostyk-almaty:westbound:2025-09-04"] == 0.25
    assert not capacities(graph, "link:almaty-moscow:"), "no capacity is known"


def test_limit_on_a_link_lowers_its_row(make):
    """min(3, 1.5) - 1 of background; a link without a capacity gets rows in the window only."""
    limits = [
        window("limit", "link:dostyk-almaty", "2025-09-04", "2025-09-05", value=1.5, unit="trains_per_day"),
        window("limit", "link:almaty-moscow", "2025-09-05", "2025-09-06", value=1.0, unit="trains_per_day"),
    ]
    graph = expand(make(*limits))
    found = capacities(graph, "link:dostyk-almaty:westbound:")
    assert (found["2025-09-04"], found["2025-09-05"]) == (0.5, 2)
    days = {"westbound:2025-09-05": 1, "eastbound:2025-09-05": 1}
    assert capacities(graph, "link:almaty-moscow:") == days


def test_limit_on_a_cargo_class_has_rows_of_its_own(make):
    """Only boxes of that class count; the capacity of the link stays."""
    limit = window(
        "limit", "link:dostyk-almaty", value=0.5, unit="trains_per_day", cargo_class="grain", window_id="cap"
    )
    graph = expand(make(limit))
    found = capacities(graph, "limit:cap:")
    assert set(found.values()) == {0.5}
    kind, mask = graph.resources.kind, graph.resources.cargo_mask
    assert set(mask[kind == ResourceKind.LIMIT]) == {1 << graph.cargo_classes.index("grain")}
    assert set(mask[kind != ResourceKind.LIMIT]) == {127}


def test_limit_on_a_facility_counts_handled_boxes(make):
    """FEU per day, in the window only."""
    limit = window("limit", "facility:dostyk_crane_w", "2025-09-03", "2025-09-04", value=3.0, unit="feu_per_day")
    graph = expand(make(limit))
    assert capacities(graph, "limit:limit-dostyk_crane_w:") == {"2025-09-03": 3}
    _, arc = change(graph)
    assert arc["use"]["limit:limit-dostyk_crane_w:2025-09-03"] == 1.0


def test_queue_segments_price_throughput_only(make):
    """0, 2, 6 and 24 hours at 10 USD per FEU and hour."""
    resources = expand(make()).resources
    throughput = resources.kind == ResourceKind.THROUGHPUT
    assert np.unique(resources.segments_cost[throughput], axis=0).tolist() == [[0, 20, 60, 240]]
    assert np.unique(resources.segments_upto[throughput], axis=0).tolist() == [[0.7, 0.85, 0.95, 1]]
    assert not resources.segments_cost[~throughput].any()
    assert (resources.segments_upto[~throughput] == 1).all()


def test_departures_before_not_before_are_gone(make):
    """A run under way is seen by its arrival, without a ride that leads there."""
    graph = expand(make(not_before="2025-09-05T01:00"))
    keys = node_keys(graph)
    assert ("arrive", "kz_w@2025-09-04T12:00", 1) in keys, "arrived an hour before: boxes may still be aboard"
    assert ("arrive", "kz_w@2025-09-04T12:00", 1) not in node_keys(expand(make(not_before="2025-09-07T00:01")))
    assert ("arrive", "kz_w@2025-09-04T12:00", 2) in keys
    assert ("onboard", "kz_w@2025-09-04T12:00", 1) in keys, "departs at 03:00"
    assert ("arrive", "exp_kz@2025-09-05T00:00", 2) in keys
    assert ("onboard", "exp_kz@2025-09-05T00:00", 0) not in keys


def test_boxes_aboard_a_run_that_does_not_arrive_are_an_error(make):
    """The message names run and call."""
    instance = make()
    aboard = {"start_kind": "onboard", "start_run_id": "ghost@2025-09-01T00:00", "start_seq": 1}
    with pytest.raises(PlanningError, match="ghost"):
        expand(make(goods=aboard))
    late = {"start_kind": "onboard", "start_run_id": "cn_w@2025-09-01T00:00", "start_seq": 1}
    late["ready_min"] = [minute("2025-09-10")] * len(instance.consignments)
    with pytest.raises(PlanningError, match="does not arrive later"):
        expand(make(goods=late))


def test_staying_aboard_then_waiting_is_never_a_free_unloading(make):
    """Boxes get from a train into a yard by an operation only, which takes time or money."""
    for key, arc in plain_arcs(expand(make())).items():
        if key[1][0] in ("arrive", "onboard") and key[2][0] in ("yard", "out"):
            assert key[0] in ("TRANSFER", "UNLOAD")
            assert key[3], "an operation"
            assert arc["cost"] > 0
