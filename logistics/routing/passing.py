"""
Places to pass: the states of a question by what its way has touched, and tracks that it may not go back over.

A way that rides to a place and comes back over the same tracks passes it in words alone. Such a turn is found on a way
and then barred for all ways, by a state that remembers it; so the search stays exact with a few more states.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from logistics.network.track_km import DETOUR
from logistics.routing.found import Found
from logistics.timespace.model import ArcKind, TimeSpace
from logistics.timetable.tables import numbers

if TYPE_CHECKING:
    from logistics.routing.search import Ground

U8 = NDArray[np.uint8]
I64 = NDArray[np.int64]
Bools = NDArray[np.bool_]
MOST_STATES = 130
"""A state is told in one byte, and every node of the graph has room for all."""
_NEVER = -1


class Turn(NamedTuple):
    """A link ridden ``towards`` a terminal before place number ``place`` is touched, and back after it."""

    link: int
    towards: int
    place: int


@dataclass(frozen=True)
class Passages:
    """
    Links ridden by the trains of a graph, in the order of each train.

    Attributes
    ----------
    arc, run, link, tail, head : int64[Q]
        Ride (-1: not in the graph), run of a train, link, and terminals at its ends, in the direction ridden.
    """

    arc: I64
    run: I64
    link: I64
    tail: I64
    head: I64


def read_passages(graph: TimeSpace) -> Passages:
    """Return the passages of a graph."""
    t = graph.timetable
    ride = np.flatnonzero(graph.kind == ArcKind.RIDE)
    of_leg = np.full(len(t.leg_run), -1, dtype=np.int64)
    of_leg[graph.ref[ride]] = ride
    return Passages(
        arc=of_leg[t.pass_leg],
        run=t.leg_run[t.pass_leg].astype(np.int64),
        link=t.pass_link.astype(np.int64),
        tail=t.call_terminal[t.pass_from_call].astype(np.int64),
        head=t.call_terminal[t.pass_from_call + 1].astype(np.int64),
    )


class Passing:
    """
    What the rides of a graph touch.

    Parameters
    ----------
    graph : TimeSpace
    passages : Passages
        Of the graph.
    """

    def __init__(self, graph: TimeSpace, passages: Passages) -> None:
        self._graph, self._passages = graph, passages
        self._km = numbers(graph.instance.network["links"], "length_km")[self._passages.link]

    def states(self, via: tuple[int, ...], target: U8, turns: tuple[Turn, ...] = ()) -> tuple[int, U8]:
        """
        Return the number of states and, by arc and state, the state after the arc.

        A ride advances by every terminal of the list that it touches, in the order of the list. The last state is that
        of ways which have touched all; with turns it is entered on delivery, and a way that makes one stays for ever
        in the state before it.

        Parameters
        ----------
        via : tuple of int
        target : uint8[N]
            Nodes where boxes are delivered.
        turns : tuple of Turn
            Not to be made; so few that `count_states` is at most `MOST_STATES`.
        """
        count, places = count_states(via, turns), len(via) + 1
        if count == 1:
            return 1, np.zeros(0, dtype=np.uint8)
        jump = np.tile(np.arange(count, dtype=np.uint8), len(self._graph.head))
        table = jump.reshape(-1, count)
        arcs, visit, there, back = self._marked(via, turns)
        after = np.column_stack([_advanced(visit, stage, np.inf) for stage in range(places)])
        if not turns:
            table[arcs] = after
            return count, jump
        dead = count - 2
        for made in range(1 << len(turns)):
            for stage in range(places):
                now, barred = np.full(len(arcs), made), np.zeros(len(arcs), np.bool_)
                for number, turn in enumerate(turns):
                    out, home = there[:, number], back[:, number]
                    now |= ((out > _NEVER) & (_advanced(visit, stage, out) < turn.place)) << number
                    if made >> number & 1:
                        barred |= (home > _NEVER) & (_advanced(visit, stage, home) >= turn.place)
                table[arcs, made * places + stage] = np.where(barred, dead, now * places + after[:, stage])
        table[np.flatnonzero(target[self._graph.head]), places - 1 : dead : places] = count - 1
        return count, jump

    def _marked(self, via: tuple[int, ...], turns: tuple[Turn, ...]) -> tuple[I64, I64, I64, I64]:
        """Return rides with a place or a turn, and where along them: each place, each turn there and back."""
        p = self._passages
        where = [
            *(((p.tail == place, 0), (p.head == place, 2)) for place in via),
            *((((p.link == turn.link) & (p.head == turn.towards), 1),) for turn in turns),
            *((((p.link == turn.link) & (p.tail == turn.towards), 1),) for turn in turns),
        ]
        on = np.zeros(len(p.arc), np.bool_)
        for marks in where:
            on |= np.logical_or.reduce([mark for mark, _ in marks])
        arcs = np.unique(p.arc[on & (p.arc >= 0)])
        spot = np.full((len(arcs), len(where)), _NEVER, dtype=np.int64)
        for column, marks in enumerate(where):
            for mark, part in marks:
                passage = np.flatnonzero(mark & (p.arc >= 0))
                row = np.searchsorted(arcs, p.arc[passage])
                np.maximum.at(spot[:, column], row, 3 * passage + part)
        first, second = len(via), len(via) + len(turns)
        return arcs, spot[:, :first], spot[:, first:second], spot[:, second:]

    def turn(self, via: tuple[int, ...], arcs: NDArray[np.int32]) -> Turn | None:
        """
        Return the first link that a way goes back over after a place to pass, having come by it before, if any.

        What a train rides both ways itself is its route and no turn.
        """
        p, stage = self._passages, 0
        came: dict[tuple[int, int], tuple[int, int]] = {}
        for passage in self._ridden(arcs):
            link, tail, head, run = (int(column[passage]) for column in (p.link, p.tail, p.head, p.run))
            stage += stage < len(via) and via[stage] == tail
            before, by = came.get((link, tail), (stage, run))
            if before < stage and by != run:
                return Turn(link, tail, before + 1)
            came.setdefault((link, head), (stage, run))
            stage += stage < len(via) and via[stage] == head
        return None

    def _ridden(self, arcs: NDArray[np.int32]) -> list[int]:
        """Return the passages of a way in order."""
        legs = self._graph.ref[arcs[self._graph.kind[arcs] == ArcKind.RIDE]]
        bounds = np.searchsorted(self._graph.timetable.pass_leg, np.stack([legs, legs + 1]))
        return [row for first, last in bounds.T.tolist() for row in range(first, last)]

    def turns(self, via: tuple[int, ...], found: Found) -> list[Turn | None]:
        """Return a turn of every way found, None for those that make none."""
        return [self.turn(via, way) for way in found.ways()]

    def straight(
        self, via: tuple[int, ...], grounds: Sequence[Ground], search: Callable[[Sequence[Ground]], Found]
    ) -> Found:
        """
        Return what a search finds without the ways that make a turn.

        The turn that most ways make is barred and the search run again, until none makes one. Where that leaves none,
        or only ways `DETOUR` times as long, turns are allowed, and ``turned`` says so. Where it takes more than
        `MOST_STATES` states, those found that make none are left, and ``cut`` says so.
        """
        every = found = search(grounds)
        barred: tuple[Turn, ...] = ()
        while via and any(turns := self.turns(via, found)):
            turn = Counter(turn for turn in turns if turn).most_common(1)[0][0]
            if turn in barred or count_states(via, (*barred, turn)) > MOST_STATES:
                left = found.rows(np.flatnonzero([turn is None for turn in turns]))
                return replace(left, cut=True) if len(left) else replace(every, turned=True, cut=True)
            barred = (*barred, turn)
            stages, jump = self.states(via, grounds[0].target, barred)
            found = search([replace(ground, stages=stages, jump=jump) for ground in grounds])
        if barred and self._least_km(found) > DETOUR * self._least_km(every):
            return replace(every, turned=True)
        return found

    def _least_km(self, found: Found) -> float:
        """Return the length of the shortest way found; infinite without one."""
        return min((float(self._km[self._ridden(way)].sum()) for way in found.ways()), default=math.inf)


def count_states(via: tuple[int, ...], turns: tuple[Turn, ...]) -> int:
    """Return the number of states: places touched and turns that may be made, and with turns two more to end in."""
    return ((len(via) + 1) << len(turns)) + (2 if turns else 0)


def _advanced(visit: I64, stage: int, until: I64 | float) -> I64:
    """Return how many places are touched up to a spot of each ride, ``stage`` of them before it."""
    after, spot = np.full(len(visit), stage, dtype=np.int64), np.full(len(visit), _NEVER, dtype=np.int64)
    for number in range(stage, visit.shape[1]):
        on = (after == number) & (visit[:, number] > spot) & (visit[:, number] <= until)
        after[on] = number + 1
        spot[on] = visit[on, number]
    return after
