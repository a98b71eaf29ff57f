"""Queues of the shipped ``delays.csv``: one row per crossing and direction; each acts and can be changed."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from routing.making import legs

from logistics.network import load_network
from logistics.routing.delay import DelayModel, wait_moments
from logistics.timetable.tables import listed

TABLES = Path(__file__).parents[2] / "network_data"
QUEUES = [
    (row.delay_id, place, way)
    for row in pd.read_csv(TABLES / "delays.csv").itertuples()
    if row.part == "queue" and "gauge_change" in row.activities
    for place in row.terminals.split(";")
    for way in (("westbound", "eastbound") if row.direction == "both" else (row.direction,))
]


@pytest.fixture(scope="module")
def network():
    """Return the shipped tables."""
    return load_network(TABLES)


@pytest.fixture(scope="module")
def models(network):
    """Return the shipped delays, and those of a user who adds a day to every P90."""
    delays = network["delays"]
    later = network.with_tables(delays=delays.assign(p90_h=delays["p90_h"] + 24.0))
    return DelayModel(network), DelayModel(later)


def crossed(network, place, way):
    """Return a train of a direction to a place, and the ordinary gauge change there."""
    services, operations = network["services"], network["operations"]
    train = services[(services["direction"] == way) & (services["service_class"] == "ordinary")]["service_id"].iloc[0]
    there = (operations["terminal_id"] == place) & (operations["activity"] == "gauge_change")
    work = operations[
        there & operations["direction"].isin([way, "both"]) & (operations["transfer_class"] == "ordinary")
    ]
    row = work.iloc[0]
    hours = row["handling_h"] + row["queue_h"]
    return legs(("ride", place, train, "", 50.0), ("operate", place, row["operation_id"], "gauge_change", hours)), row


@pytest.mark.parametrize(("name", "place", "way"), QUEUES, ids=lambda value: value)
def test_a_queue_acts_at_its_crossing_and_can_be_changed(network, models, name, place, way):
    """Its row and no other queue holds there, its mean is the queue of the timetable, and a larger P90 is felt."""
    path, operation = crossed(network, place, way)
    shipped, later = models
    queues = [event for event in shipped.table.events(path) if event.delay.queue]
    assert [event.delay.delay_id for event in queues] == [name]
    assert wait_moments(queues[0])[0] == pytest.approx(operation["queue_h"], rel=0.1)
    assert later.quantiles(path)[2, -1] > shipped.quantiles(path)[2, -1] + 5.0
    waits = shipped.along(path, *hours_of(path))[1]
    rows = {row for row, _, _ in QUEUES}
    assert [(wait.cause, wait.terminal) for wait in waits if wait.cause in rows] == [(name, place)]
    assert waits[0].p90_h > waits[0].typical_h > 0


def hours_of(path):
    """Return hours elapsed and in motion of each leg."""
    hours = pd.Series([leg.hours for leg in path])
    return hours.cumsum().to_numpy(), hours.where([leg.kind == "ride" for leg in path], 0.0).to_numpy()


def test_every_gauge_change_has_a_queue_of_its_own(network):
    """Each ordinary gauge change with a queue has a row for its place and direction."""
    held = {(place, way) for _, place, way in QUEUES}
    for row in network["operations"].itertuples():
        ways = ("westbound", "eastbound") if row.direction == "both" else (row.direction,)
        if row.activity == "gauge_change" and row.queue_h > 0:
            assert {(row.terminal_id, way) for way in ways} <= held, row.operation_id


def test_a_changed_row_changes_the_answer_at_its_crossing_alone(network):
    """Two days more at Altynkol are felt by trains through Altynkol, westbound, and by no others."""
    delays = network["delays"]
    rows = delays["delay_id"] == "altynkol_wb"
    changed = DelayModel(network.with_tables(delays=delays.assign(typical_h=delays["typical_h"].mask(rows, 48.0),
                                                                  p90_h=delays["p90_h"].mask(rows, 72.0))))  # fmt: skip
    shipped = DelayModel(network)
    for place, way in (("altynkol", "westbound"), ("dostyk", "westbound"), ("alashankou", "eastbound")):
        path, _ = crossed(network, place, way)
        risen = changed.quantiles(path)[1, -1] - shipped.quantiles(path)[1, -1]
        assert (risen > 24.0) == (place == "altynkol"), place


def test_rows_of_episodes_name_crossings_that_queues_know(network):
    """A place of an episode at a gauge change has a queue in one direction at least."""
    known = {place for _, place, _ in QUEUES}
    for row in network["delays"].itertuples():
        if row.part == "extra" and "gauge_change" in listed(row.activities):
            assert set(listed(row.terminals)) <= known | {"khorgos_cn", "manzhouli", "zabaikalsk", "erenhot"}
