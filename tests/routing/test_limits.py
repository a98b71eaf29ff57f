"""What single questions shut, and stages of terminals to be visited, on rides written down one by one."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from logistics.routing.limits import Limits, _link_countries


@pytest.fixture
def limits():
    """Return rides 5 (terminals 0, 1, 2) and 2 (terminals 2, 3); a third train (1, 4) is not in the graph of 6 arcs."""
    made = object.__new__(Limits)
    made._tail, made._head = np.array([0, 1, 2, 1]), np.array([1, 2, 3, 4])
    made._arc_of_leg, made._unmoved = np.array([5, 2, -1]), {}
    made._country = np.array(["CN", "CN", "KZ", "KZ", "RU"], object)
    made._standing = np.array([0, 1, 2, 3, 4, 0])
    made._express, made._slow = np.array([5]), np.array([2])
    made._in_country, made._link_countries = {}, [{"CN"}, {"CN", "KZ"}, {"KZ"}, {"RU"}]
    timetable = SimpleNamespace(pass_leg=np.array([0, 0, 1, 2]), pass_link=np.array([0, 1, 2, 3]))
    made._graph = SimpleNamespace(head=np.zeros(6), timetable=timetable)
    return made


def moved(limits, via):
    """Return the stages after rides 5 and 2, from each stage; all other arcs leave it as it is."""
    count, jump = limits.stages(via)
    assert count == len(via) + 1
    table = jump.reshape(6, count)
    for arc in (0, 1, 3, 4):
        assert table[arc].tolist() == list(range(count))
    return table[5].tolist(), table[2].tolist()


@pytest.mark.parametrize(
    ("via", "expected"),
    [
        ((1,), ([1, 1], [0, 1])),
        ((2,), ([1, 1], [1, 1])),
        ((4,), ([0, 1], [0, 1])),  # on a train that is not there
        ((1, 3), ([1, 1, 2], [0, 2, 2])),
        ((0, 1), ([2, 2, 2], [0, 1, 2])),
        ((1, 0), ([1, 2, 2], [0, 1, 2])),  # passed in the other order
        ((0, 1, 2), ([3, 3, 3, 3], [0, 1, 3, 3])),
        ((1, 4), ([1, 1, 2], [0, 1, 2])),
    ],
)
def test_a_ride_advances_by_the_terminals_that_it_touches_in_order(limits, via, expected):
    """From every stage, by as many of the list as follow each other on it."""
    assert moved(limits, via) == expected
    assert moved(limits, via) == expected, "asked again"


def test_without_terminals_to_visit_there_is_one_stage(limits):
    """And no table of stages."""
    count, jump = limits.stages(())
    assert (count, jump.tolist()) == (1, [])


def test_rides_that_are_not_in_the_graph_shut_nothing(limits):
    """By link, by terminal and by country; what stands at a terminal is shut with the rides that touch it."""
    assert limits.on_links([3]).tolist() == []
    assert limits.on_links([2, 3]).tolist() == [2]
    assert limits.at_terminals([4]).tolist() == [4]
    assert limits.at_terminals([1]).tolist() == [1, 5]
    assert limits.at_terminals([3]).tolist() == [3, 2]
    assert limits.at_terminals([2]).tolist() == [2, 5, 2]
    assert limits.in_country("KZ").tolist() == [2, 3, 5]
    assert limits.in_country("RU").tolist() == [4]


@pytest.mark.parametrize(
    ("given", "arcs"),
    [
        ({}, []), ({"service_class": "express"}, [2]), ({"service_class": "ordinary"}, [5]),
        ({"terminals_shut": (4,)}, [4]), ({"avoid_countries": ("RU",)}, [4]), ({"close_links": (2,)}, [2]),
    ],
)  # fmt: skip
def test_what_a_question_shuts(limits, given, arcs):
    """Each restriction by itself, and with what rules forbid; nothing is written into the arcs of all questions."""
    cells = {"terminals_shut": (), "avoid_countries": (), "close_links": (), **given}
    asked = SimpleNamespace(
        query=SimpleNamespace(service_class=cells.pop("service_class", None), boxes=1), **cells
    )  # fmt: skip
    assert limits.blocked(asked).tolist() == arcs
    free = np.zeros(6, np.uint8)
    weights = SimpleNamespace(shut=lambda boxes: free)
    assert np.flatnonzero(limits.shut(asked, weights, np.zeros(0, np.int64))).tolist() == arcs
    assert np.flatnonzero(limits.shut(asked, weights, np.array([0]))).tolist() == [0, *arcs]
    assert not free.any()


def test_countries_with_a_kilometre_of_a_link():
    """That of the first terminal where it has a share, that of the second where that is not all."""
    links = pd.DataFrame({"from_terminal": "a", "to_terminal": "b", "from_share": [1.0, 0.5, 0.0]})
    terminals = pd.DataFrame({"terminal_id": ["a", "b"], "country": ["CN", "KZ"]})
    found = _link_countries({"links": links, "terminals": terminals})
    assert found == [{"CN"}, {"CN", "KZ"}, {"KZ"}]
