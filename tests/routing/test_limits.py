"""What single questions shut, on rides written down one by one."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from logistics.routing.limits import Limits, _link_countries
from logistics.routing.passing import Passages
from logistics.timespace.model import ArcKind


@pytest.fixture
def limits():
    """Return rides 5 (terminals 0, 1, 2) and 2 (terminals 2, 3); a third train (1, 4) is not in the graph of 6 arcs."""
    made = object.__new__(Limits)
    made.passages = Passages(
        arc=np.array([5, 5, 2, -1]),
        run=np.arange(4),
        link=np.arange(4),
        tail=np.array([0, 1, 2, 1]),
        head=np.array([1, 2, 3, 4]),
    )
    made._country = np.array(["CN", "CN", "KZ", "KZ", "RU"], object)
    made._standing = np.array([0, 1, 2, 3, 4, 0])
    made._express, made._slow = np.array([5]), np.array([2])
    made._in_country, made._link_countries = {}, [{"CN"}, {"CN", "KZ"}, {"KZ"}, {"RU"}]
    return made


def test_rides_that_are_not_in_the_graph_shut_nothing(limits):
    """By link, by terminal and by country; what stands at a terminal is shut with the rides that touch it."""
    assert limits.on_links([3]).tolist() == []
    assert limits.on_links([2, 3]).tolist() == [2]
    assert limits.at_terminals([4]).tolist() == [4]
    assert limits.at_terminals([1]).tolist() == [1, 5]
    assert limits.at_terminals([3]).tolist() == [3, 2]
    assert limits.at_terminals([2]).tolist() == [2, 2, 5]
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


FERRY, LOAD_CN, EXPRESS, LOAD_KZ, ORDINARY, OTHER = range(6)


@pytest.fixture
def sketch():
    """
    Return limits of a graph: three trains and a ferry, of which one train is not in it.

    An express goes from China past Kazakhstan to Russia without a stop, an ordinary train from Kazakhstan to Russia
    and a ferry back; the express passes a kilometre of Mongolia, which has no terminal on the way.
    """
    terminals = {"terminal_id": ["xian", "almaty", "moscow", "ulan"], "country": ["CN", "KZ", "RU", "MN"]}
    services = {
        "service_class": ["express", "ordinary", "", "express", "ordinary"], "mode": ["rail", "rail", *["ferry"] * 3]
    }  # fmt: skip
    links = {"from_terminal": ["xian", "ulan", "moscow"], "to_terminal": ["almaty", "moscow", "almaty"]}
    tables = {"terminals": terminals, "services": services, "links": {**links, "from_share": [0.0, 0.5, 0.0]}}
    timetable = SimpleNamespace(
        leg_run=np.array([0, 1, 2, 3, 4, 5]), run_service=np.array([0, 1, 2, 1, 3, 4]),
        run_id=["fast", "slow", "ship", "gone", "a", "b"],
        call_terminal=np.array([0, 1, 2, 1, 2, 2, 1, 0, 2]), call_seq=np.array([0, 1, 2, 5, 6, 0, 1, 0, 2]),
        leg_from_call=np.array([0, 3, 5, 7, 5, 5]), leg_to_call=np.array([2, 4, 6, 8, 6, 6]),
        pass_from_call=np.array([0, 1, 3, 5, 7]), pass_leg=np.array([0, 0, 1, 2, 3]),
        pass_link=np.array([0, 1, 0, 2, 0]),
    )  # fmt: skip
    kind = [ArcKind.RIDE, ArcKind.LOAD, ArcKind.RIDE, ArcKind.LOAD, ArcKind.RIDE, ArcKind.UNLOAD, *[ArcKind.RIDE] * 2]
    graph = SimpleNamespace(
        instance=SimpleNamespace(network={name: pd.DataFrame(table) for name, table in tables.items()}),
        timetable=timetable, kind=np.array(kind), ref=np.array([2, 0, 0, 1, 1, 2, 4, 5]),
        node_terminal=np.array([0, 1, 2]), tail=np.array([2, 0, 0, 1, 1, 1, 2, 2]), head=np.zeros(8),
    )  # fmt: skip
    return Limits(graph)


def asked(service_class):
    """Return a question for trains of a class."""
    return SimpleNamespace(
        query=SimpleNamespace(service_class=service_class), terminals_shut=(), avoid_countries=(), close_links=()
    )


def test_classes_are_those_of_trains(sketch):
    """Who asks for express trains takes ferries, too; ferries are of no class, whatever is written of them."""
    assert sketch.blocked(asked("express")).tolist() == [ORDINARY]
    assert sketch.blocked(asked("ordinary")).tolist() == [EXPRESS]


def test_rides_of_a_graph_and_the_countries_they_come_into(sketch):
    """From outside, also past a terminal without a stop, or over a kilometre of a link."""
    for _ in range(2):  # the second time from memory
        assert sketch.into("RU").tolist() == [EXPRESS, ORDINARY]
        assert sketch.into("KZ").tolist() == [FERRY, EXPRESS]
        assert sketch.into("CN").tolist() == []
        assert sketch.into("MN").tolist() == [EXPRESS]
        assert sketch.leaving(0).tolist() == [LOAD_CN]
        assert sketch.leaving(1).tolist() == [LOAD_KZ]
        assert sketch.in_country("CN").tolist() == [LOAD_CN, EXPRESS]


@pytest.mark.parametrize(
    ("run", "seq", "lands"),
    [
        ("fast", 2, {"KZ", "RU", "MN"}), ("slow", 6, {"RU"}), ("ship", 1, {"KZ"}), ("slow", 2, set()),
        ("gone", 2, {"KZ", "RU"}), ("fast", 1, set()),
    ],
)  # fmt: skip
def test_countries_that_a_run_comes_into_or_passes(sketch, run, seq, lands):
    """On its way to a stop from the one before, where its boxes come from; nothing is known of other stops."""
    assert sketch.entered(run, seq) == lands


def test_a_graph_without_trains_shuts_none(sketch):
    """A question for one class then shuts nothing."""
    graph = sketch._graph
    still = SimpleNamespace(**{**vars(graph), "kind": np.full(8, ArcKind.UNLOAD)})
    found = Limits(still)
    assert found.blocked(asked("express")).tolist() == found.blocked(asked("ordinary")).tolist() == []
    assert found.into("KZ").tolist() == []
