"""Which arcs rules shut on their own days, and what is to be dropped for goods to go: on a sketch of a graph."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from logistics.cargo.rules import Rule
from logistics.routing.permission import NO_ARCS, Permission, _joined
from logistics.timespace.model import ArcKind
from logistics.units import MIN_PER_DAY, to_min

MIDNIGHT = to_min(date(2025, 9, 2))
BEFORE, AT, LATER = range(3)
NODES = np.array([MIDNIGHT - 1, MIDNIGHT, MIDNIGHT + 40 * MIN_PER_DAY])


class Tables(dict):
    """Tables by name, as a network."""

    tables = property(lambda self: self)


def permission(kind=(), tail=(), head=()):
    """Return a permission on arcs between three nodes: a minute before a midnight, at it, and forty days later."""
    network = Tables(
        terminals=pd.DataFrame({"terminal_id": ["a"], "country": ["CN"]}),
        operations=pd.DataFrame(
            columns=["terminal_id", "activity", "transfer_class", "from_gauge", "cargo_class"], dtype=object
        ),
        commodities=pd.DataFrame({"commodity_id": ["beef"], "cargo_class": ["frozen"]}),
        rules=pd.DataFrame({"active": [], "kind": [], "terminal_id": []}),
    )
    graph = SimpleNamespace(
        instance=SimpleNamespace(network=network), kind=np.array(kind, np.int64), ref=np.full(len(kind), -1),
        tail=np.array(tail, np.int64), head=np.array(head, np.int64), node_min=NODES,
    )  # fmt: skip
    return Permission(graph, None)


@pytest.mark.parametrize(
    ("kind", "tail", "head", "first"),
    [
        (ArcKind.RIDE, BEFORE, AT, False),  # arrives on the second day
        (ArcKind.LOAD, BEFORE, AT, False),  # leaves on the second day
        (ArcKind.TRANSFER, BEFORE, AT, True),  # its train came on the first
        (ArcKind.UNLOAD, BEFORE, LATER, True),
        (ArcKind.RIDE, BEFORE, BEFORE, True),
        (ArcKind.TRANSFER, AT, LATER, False),
        (ArcKind.RIDE, AT, LATER, False),  # the last span goes on for ever
    ],
)
def test_the_event_of_an_arc_decides_which_days_rules_shut_it(kind, tail, head, first):
    """Rides by their arrival, boarding by the departure, operations by the arrival of the train; midnight is later."""
    days = [(date(2025, 9, 1), date(2025, 9, 1)), (date(2025, 9, 2), date(2025, 9, 3))]
    made, arc = permission([kind], [tail], [head]), np.array([0])
    assert made._in_turn(days, [arc, NO_ARCS]).tolist() == ([0] if first else [])
    assert made._in_turn(days, [NO_ARCS, arc]).tolist() == ([] if first else [0])


def test_the_first_span_begins_with_the_world():
    """What holds on the first day held before."""
    days = [(date(2025, 9, 20), date(2025, 9, 21)), (date(2025, 9, 22), date(2025, 9, 23))]
    made = permission([ArcKind.RIDE], [BEFORE], [BEFORE])
    assert made._in_turn(days, [np.array([0]), NO_ARCS]).tolist() == [0]


def test_arcs_that_one_rule_shuts_are_known_again():
    """The list itself, so that what was found for it serves once more."""
    arcs, more = np.array([3, 1]), np.array([2])
    assert _joined(NO_ARCS, arcs, NO_ARCS) is arcs
    assert _joined(NO_ARCS, NO_ARCS) is NO_ARCS
    assert _joined(arcs, NO_ARCS, more).tolist() == [3, 1, 2]


def rule(name, kind, goods="beef"):
    """Return a rule on goods from Kazakhstan to China."""
    lands = (frozenset({"KZ"}), frozenset({"CN"}))
    return Rule(name, kind, frozenset({goods}), *lands, frozenset(), "", None, None, "tiny")


def test_goods_go_when_all_their_protocols_are_dropped():
    """One that is not in force forbids as long as any is asked for; other rules fall alone."""
    made = permission()
    made.rules = (rule("p1", "protocol"), rule("p2", "protocol"), rule("p3", "protocol", "wheat"), rule("b", "ban"))
    assert made.to_drop((made.rules[3], made.rules[1]), "beef", ("KZ", "CN")) == ("b", "p2", "p1")
    assert made.to_drop((made.rules[3],), "beef", ("KZ", "CN")) == ("b",)
    assert made.to_drop((), "beef", ("KZ", "CN")) == ()
