"""States by places passed, and turns that are found and barred, on rides written down or drawn by lot."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from logistics.routing.found import Found
from logistics.routing.passing import Passing, Turn, count_states, read_passages
from logistics.timespace.model import ArcKind

DELIVERED = 1
"""The node where boxes are delivered; all rides end at node 0."""


def passing_of(rides, absent=()):
    """
    Return the passages of rides, each a list of terminals, with a last arc of delivery.

    Arc i is ride i; trains of ``absent`` are in the timetable, but not in the graph.
    """
    trains = [*absent, *rides]
    calls = [place for ride in trains for place in ride]
    starts = np.cumsum([0, *(len(ride) for ride in trains)])[:-1]
    pairs = sorted({tuple(sorted(pair)) for ride in trains for pair in itertools.pairwise(ride)})
    of_pair = {pair: link for link, pair in enumerate(pairs)}
    passes = [
        (leg, of_pair[tuple(sorted((ride[i], ride[i + 1])))], start + i)
        for leg, (ride, start) in enumerate(zip(trains, starts.tolist(), strict=True))
        for i in range(len(ride) - 1)
    ]
    leg, link, call = (np.array(column, np.int64) for column in zip(*passes, strict=True))
    timetable = SimpleNamespace(
        leg_run=np.arange(len(trains)), pass_leg=leg, pass_link=link, pass_from_call=call,
        call_terminal=np.array(calls),
    )  # fmt: skip
    network = {"links": pd.DataFrame({"length_km": np.full(len(pairs), 10.0)})}
    graph = SimpleNamespace(
        timetable=timetable,
        instance=SimpleNamespace(network=network),
        kind=np.array([*[ArcKind.RIDE] * len(rides), ArcKind.UNLOAD]),
        ref=np.array([*range(len(absent), len(trains)), 0]),
        head=np.array([*[0] * len(rides), DELIVERED]),
    )
    return Passing(graph, read_passages(graph)), of_pair


def target():
    """Return the nodes of delivery."""
    return np.array([0, 1], np.uint8)


def moved(passing, via):
    """Return the states after each arc, from each state."""
    count, jump = passing.states(via, target())
    assert count == len(via) + 1
    return jump.reshape(-1, count).tolist()


@pytest.mark.parametrize(
    ("via", "first", "second"),
    [
        ((1,), [1, 1], [0, 1]),
        ((2,), [1, 1], [1, 1]),
        ((4,), [0, 1], [0, 1]),  # on a train that is not there
        ((1, 3), [1, 1, 2], [0, 2, 2]),
        ((0, 1), [2, 2, 2], [0, 1, 2]),
        ((1, 0), [1, 2, 2], [0, 1, 2]),  # passed in the other order
        ((0, 1, 2), [3, 3, 3, 3], [0, 1, 3, 3]),
        ((1, 4), [1, 1, 2], [0, 1, 2]),
    ],
)
def test_a_ride_advances_by_the_places_that_it_touches_in_order(via, first, second):
    """From every state, by as many of the list as follow each other on it."""
    passing, _ = passing_of([[0, 1, 2], [2, 3]], absent=[[1, 4]])
    expected = [first, second, list(range(len(via) + 1))]
    assert moved(passing, via) == expected
    assert moved(passing, via) == expected, "asked again"


def test_without_places_to_pass_there_is_one_state():
    """And no table of states."""
    passing, _ = passing_of([[0, 1]])
    count, jump = passing.states((), target())
    assert (count, jump.tolist()) == (1, [])


@pytest.mark.parametrize(
    ("rides", "via", "turn"),
    [
        ([[0, 1, 2], [2, 1, 3]], (2,), ((1, 2), 2, 1)),  # there and back
        ([[0, 1, 2], [2, 1, 3]], (1,), None),  # passed on the way out; what is ridden back lies behind it
        ([[0, 1, 2], [2, 1, 0]], (1,), ((0, 1), 1, 1)),  # but not if the way goes back over what leads to it
        ([[0, 1, 2, 1], [1, 3]], (3,), None),  # one train to and fro: before the place there is no turn
        ([[0, 1, 2], [2, 4], [4, 1, 3]], (2,), None),  # another way back
        ([[0, 1, 2], [2, 4, 2, 1, 3]], (2, 4), ((1, 2), 2, 1)),  # to the second place and back it is one train
        ([[0, 1, 2], [2, 1], [1, 3]], (), None),  # nothing to pass
        ([[0, 1, 2, 1, 3]], (2,), None),  # the route of one train
    ],
)
def test_the_first_turn_of_a_way(rides, via, turn):
    """A link ridden before a place is touched and back after it; its number is that of the place."""
    passing, of_pair = passing_of(rides)
    found = passing.turn(via, np.arange(len(rides) + 1, dtype=np.int32))
    assert found == (turn and Turn(of_pair[turn[0]], turn[1], turn[2]))


@dataclass(frozen=True)
class Place:
    """A ground, as far as turns need one."""

    target: np.ndarray
    stages: int = 1
    jump: np.ndarray | None = None


def found_of(*ways):
    """Return ways of arcs."""
    none = np.zeros(len(ways), np.int64)
    ptr = np.cumsum([0, *map(len, ways)])
    arc = np.array([arc for way in ways for arc in way], np.int32)
    return Found(None, None, None, none, ptr, arc, none, none, none, none)


OUT, BACK, ON, AROUND = range(4)
RIDES = [[0, 1, 2], [2, 1, 3], [2, 4, 3], [2, 5, 6, 7, 8, 3]]
TURNING, STRAIGHT, FAR = (OUT, BACK), (OUT, ON), (OUT, AROUND)


@pytest.mark.parametrize(
    ("answers", "left", "turned", "cut"),
    [
        ([[STRAIGHT]], [STRAIGHT], False, False),
        ([[TURNING, STRAIGHT], [STRAIGHT]], [STRAIGHT], False, False),
        ([[TURNING], [STRAIGHT, FAR]], [STRAIGHT, FAR], False, False),
        ([[TURNING], []], [TURNING], True, False),  # no way goes on
        ([[TURNING], [FAR]], [TURNING], True, False),  # 70 km, and 40 km with the turn
        ([[TURNING, STRAIGHT], [TURNING, STRAIGHT]], [STRAIGHT], False, True),  # it could not be barred
        ([[TURNING], [TURNING]], [TURNING], True, True),
    ],
)
def test_what_is_left_when_turns_are_barred(answers, left, turned, cut):
    """The search is asked again with more states until no way makes a turn; what that costs is told."""
    passing, _ = passing_of(RIDES)
    asked = []

    def search(grounds):
        asked.append([ground.stages for ground in grounds])
        return found_of(*answers[len(asked) - 1])

    found = passing.straight((2,), [Place(target()), Place(target())], search)
    ways = [tuple(found.arc[a:b].tolist()) for a, b in itertools.pairwise(found.ptr.tolist())]
    assert (ways, found.turned, found.cut) == (left, turned, cut)
    assert asked == [[1, 1], [6, 6]][: len(answers)]


def test_with_no_room_for_states_nothing_is_asked_again(monkeypatch):
    """The ways without turns stay, and it is told that some may be missing."""
    monkeypatch.setattr("logistics.routing.passing.MOST_STATES", 5)
    passing, _ = passing_of(RIDES)
    found = passing.straight((2,), [Place(target())], lambda _: found_of(TURNING, STRAIGHT))
    assert (found.arc.tolist(), found.turned, found.cut) == ([*STRAIGHT], False, True)


def walked(rides, of_pair, via, turns):
    """Return, passage by passage in plain Python, how many places a way has touched and whether it makes a turn."""
    stage, armed, made = 0, set(), False
    for ride in rides:
        for tail, head in itertools.pairwise(ride):
            if stage < len(via) and via[stage] == tail:
                stage += 1
            for turn in turns:
                if of_pair[tuple(sorted((tail, head)))] != turn.link:
                    continue
                if head == turn.towards and stage < turn.place:
                    armed.add(turn)
                if tail == turn.towards and stage >= turn.place and turn in armed:
                    made = True
            if stage < len(via) and via[stage] == head:
                stage += 1
    return stage, made


@st.composite
def ways(draw):
    """Draw rides that follow each other on a small net; no train passes a terminal twice."""
    at, rides = 0, []
    for _ in range(draw(st.integers(1, 5))):
        ahead = draw(
            st.lists(st.integers(0, 4), min_size=1, max_size=3, unique=True).filter(lambda x, a=at: a not in x)
        )
        rides.append([at, *ahead])
        at = ahead[-1]
    return rides


@given(ways(), st.lists(st.integers(1, 4), min_size=1, max_size=3, unique=True), st.data())
def test_states_follow_a_way_passage_by_passage(rides, via, data):
    """
    The state after each ride is that of a walk over all passages.

    A way that makes a turn never comes to the last state; another one does on delivery, if it has passed all places.
    """
    passing, of_pair = passing_of(rides)
    links = st.sampled_from(sorted(of_pair))
    turns = data.draw(
        st.lists(
            st.builds(lambda pair, end, place: Turn(of_pair[pair], pair[end], place), links, st.integers(0, 1),
                      st.integers(1, len(via))),
            max_size=3, unique=True,
        )
    )  # fmt: skip
    count, jump = passing.states(tuple(via), target(), tuple(turns))
    assert count == count_states(tuple(via), tuple(turns))
    table, state = jump.reshape(-1, count), 0
    for arc in range(len(rides)):
        state = int(table[arc, state])
        stage, made = walked(rides[: arc + 1], of_pair, via, turns)
        assert (state == count - 2) == made if turns else state == stage
        assert made or state % (len(via) + 1) == stage
    stage, made = walked(rides, of_pair, via, turns)
    assert (table[-1, state] == count - 1) == (stage == len(via) and not made)


@given(ways(), st.lists(st.integers(1, 4), min_size=1, max_size=2, unique=True))
def test_a_turn_found_is_one_that_is_barred(rides, via):
    """What is found on a way keeps the same way out, and a way without turns has none to find."""
    passing, of_pair = passing_of(rides)
    turn = passing.turn(tuple(via), np.arange(len(rides), dtype=np.int32))
    every = [
        Turn(link, end, place) for pair, link in of_pair.items() for end in pair for place in range(1, len(via) + 1)
    ]
    assert (turn is not None) == walked(rides, of_pair, via, every)[1]
    if turn is not None:
        assert walked(rides, of_pair, via, [turn])[1]
