"""Answers questions about single consignments on one event graph."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from logistics.errors import DataError
from logistics.network.track_km import TrackKm
from logistics.results.model import Plan
from logistics.results.path import Front, Path
from logistics.routing.asked import Asked, look_up
from logistics.routing.box import Box, Boxes
from logistics.routing.duty import Charges, with_duties
from logistics.routing.echo import echo
from logistics.routing.entry import Entries, Gates
from logistics.routing.explain import explain, rules_told
from logistics.routing.found import Found, merged, noticeable
from logistics.routing.gate_room import GateRoom
from logistics.routing.limits import Limits
from logistics.routing.names import Names
from logistics.routing.notes import notes, turned_note, units_on_offer
from logistics.routing.outage import check_cut
from logistics.routing.passing import Passing
from logistics.routing.path import PathMaker
from logistics.routing.permission import Permission, Ruling
from logistics.routing.plan_use import free_capacity, plan_use, stray_note
from logistics.routing.powered import tell_reefers
from logistics.routing.query import Query
from logistics.routing.rain import grain_of, tell_rain
from logistics.routing.search import Ground, Searcher
from logistics.routing.spread import spread
from logistics.routing.tank import handling_stops
from logistics.routing.weights import Weights, read_weights
from logistics.scenario import Horizon, Scenario, bare_instance
from logistics.scenario.wagons import Wagon
from logistics.timespace import NodeKind, TimeSpace, expand
from logistics.timespace.memory import read_memory
from logistics.timespace.wagons import seen_by
from logistics.timespace.weather import ArcPieces, Weather, arc_pieces
from logistics.timetable.tables import texts
from logistics.units import from_min, iso_minute

MOST_USD_PER_H = 1e6
"""A box is not worth more, and sums stay inside the whole numbers."""
WARMUP_WEEKS, RUNOUT_WEEKS = 3, 9
"""Weeks of trains before the first departure (none is longer under way) and after the last one."""


class Router:
    """
    Questions on one event graph; not to be shared by threads.

    Parameters
    ----------
    graph : TimeSpace
        Without consignments.
    first_min, end_min : int
        Departures are answered from ``first_min`` on and before ``end_min``.
    use : mapping of str to float, optional
        What a plan uses by resource id; boxes find the room that it leaves.
    plan_notes : sequence of str
        What is to be told about the plan with every answer.
    """

    def __init__(
        self,
        graph: TimeSpace,
        first_min: int,
        end_min: int,
        use: Mapping[str, float] | None = None,
        plan_notes: Sequence[str] = (),
    ) -> None:
        self.graph = graph
        self.network = graph.instance.network
        self.first_min, self.end_min = first_min, end_min
        self.names = Names(self.network)
        self.country = texts(self.network["terminals"], "country")
        self.offered = units_on_offer(self.network)
        self.grain = grain_of(self.network)
        self.boxes = Boxes(self.network)
        self.gates = Gates(graph)
        self.limits = Limits(graph)
        self.passing = Passing(graph, self.limits.passages)
        self.permission = Permission(graph, self.limits)
        horizon = graph.instance.horizon
        self.weather = Weather(self.network, horizon.earliest_min, horizon.latest_min)
        self.searcher = Searcher(graph)
        self._paths = PathMaker(graph, self.weather)
        self._charges = Charges(self.network)
        self._weights: dict[tuple[Box, bool], Weights] = {}
        self._views: dict[str, TimeSpace] = {}
        self._arcs: ArcPieces | None = None
        self._targets: dict[int, Any] = {}
        self._delivers = graph.node_kind == NodeKind.OUT
        self.planned, self._plan_notes = use is not None, tuple(plan_notes)
        self.free = free_capacity(graph, use or {})
        self._gate_room = {True: GateRoom(graph, self.gates, use or {}), False: GateRoom(graph, self.gates, {})}
        self.last_train_min = horizon.solved_end_min - 1

    @classmethod
    def from_scenario(
        cls, scenario: Scenario, *, start: date | None = None, end: date | None = None, plan: Plan | None = None
    ) -> Router:
        """
        Build the event graph of a scenario, with all its changes.

        Parameters
        ----------
        scenario : Scenario
        start, end : date, optional
            First and last day of departures; by default the solved days of the scenario.
        plan : Plan, optional
            Boxes find the room that it leaves. Runs of it that the scenario has not are told with every answer.

        Raises
        ------
        DataError
            If the days are reversed, or none of the runs of the plan is in the timetable.
        """
        horizon = scenario.horizon
        first = start or from_min(horizon.solved_start_min).date()
        last = end or from_min(horizon.solved_end_min - 1).date()
        if last < first:
            raise DataError(f"the last day of departures {last} is before the first {first}")
        asked = Horizon(first, last, warmup_weeks=WARMUP_WEEKS, runout_weeks=RUNOUT_WEEKS)
        graph = expand(bare_instance(scenario, asked))
        days = (asked.start_min, asked.end_min)
        if plan is None:
            return cls(graph, *days)
        told = stray_note(graph, plan, scenario.name)
        return cls(graph, *days, plan_use(graph, plan), told)

    def find_paths(self, query: Query) -> Front:
        """
        Return the front of a query, or why there is no path.

        Raises
        ------
        DataError
            If a word of the query is unknown, or it cannot be answered on this graph.
        """
        return self._front(noticeable(self.search(self.look_up(query))))

    def best_path(self, query: Query, *, usd_per_h: float | None = None) -> Path | None:
        """
        Return the path of least money and value of time, None when there is none.

        Parameters
        ----------
        query : Query
            Its criteria and alternatives are not looked at.
        usd_per_h : float, optional
            USD per box and hour; by default the value of time of the goods.
        """
        if usd_per_h is not None and not 0.0 <= usd_per_h <= MOST_USD_PER_H:
            raise DataError(f"usd_per_h is {usd_per_h}; it must lie between 0 and {MOST_USD_PER_H:,.0f}")
        asked = self.look_up(query)
        return self.best_of(asked, asked.box.time_usd_per_h if usd_per_h is None else usd_per_h)

    def best_of(self, asked: Asked, usd_per_h: float) -> Path | None:
        """Return the path of least money and value of time of a question that was looked up."""

        def best(grounds: Sequence[Ground]) -> Found:
            found = [self.searcher.best(asked, ground, usd_per_h) for ground in grounds]
            return min(found, key=lambda way: way.worth(usd_per_h))

        way = self.passing.straight(asked.via, self.grounds(asked), best)
        return self._paths.paths(way)[0] if len(way) else None

    def look_up(self, query: Query) -> Asked:
        """Return a query in rows and minutes, checked against the departures of this graph."""
        asked = look_up(query, self.names, self.boxes)
        check_cut(asked)
        if not self.first_min <= asked.first_min < self.end_min:
            raise DataError(
                f"depart {iso_minute(asked.first_min)} is outside the departures that are known here: "
                f"{iso_minute(self.first_min)} to {iso_minute(self.end_min - 1)}"
            )
        return asked

    def search(self, asked: Asked) -> Found:
        """Return the whole front as arcs and numbers."""

        def front(grounds: Sequence[Ground]) -> Found:
            return merged([self.searcher.front(asked, ground) for ground in grounds])

        return self.passing.straight(asked.via, self.grounds(asked), front)

    def weights(self, box: Box, *, beside_plan: bool = True) -> Weights:
        """Return the criteria of all arcs for a box, worked out once for every kind."""
        key = (box, beside_plan)
        if key not in self._weights:
            free = self.free if beside_plan else self.graph.resources.capacity
            memory = None
            if box.remembers:
                self._arcs = self._arcs or arc_pieces(self.graph, self.weather)
                memory = read_memory(self._arcs, box.unpowered, self.weather)
            graph = self.graph if box.wagon is None else self._seen(box.wagon)
            self._weights[key] = read_weights(graph, box, free, memory)
        return self._weights[key]

    def _seen(self, wagon: Wagon) -> TimeSpace:
        """Return the graph as a wagon sees it, worked out once."""
        if wagon.unit not in self._views:
            self._views[wagon.unit] = seen_by(self.graph, wagon).graph
        return self._views[wagon.unit]

    def grounds(self, asked: Asked) -> list[Ground]:
        """Return where a question may look: one for every way in which its goods may be cleared."""
        ruling = self.permission.of(asked)
        first = self._ground(asked, ruling)
        if ruling.sealed is None:
            return [first]
        return [first, replace(first, shut=self.limits.shut(asked, first.weights, ruling.sealed))]

    def ground(self, asked: Asked) -> Ground:
        """Return where a question may look for ways of goods that are inspected on entry, or not at all."""
        return self._ground(asked, self.permission.of(asked))

    def _ground(self, asked: Asked, ruling: Ruling) -> Ground:
        weights = self.weights(asked.box, beside_plan=asked.beside_plan)
        gate = self._gate_room[asked.beside_plan]

        def usable(entries: Entries) -> NDArray[np.bool_]:
            return gate.fits(entries, asked.origin, asked.box, asked.query.boxes)

        entries = self.gates.entries(asked.origin, asked.box.class_bit, asked.first_min, asked.last_min, usable)
        high = int(np.searchsorted(self.graph.node_min, asked.due_min, side="right"))
        entries = entries.rows((entries.node < high) & (not ruling.forbidding))
        if asked.box.wagon is not None:
            entries = entries.rows(self.graph.node_gauge[entries.node] == asked.box.wagon.gauge)
        target = self._target(asked.destination)
        stages, jump = self.passing.states(asked.via, target)
        low = int(entries.node[0]) if len(entries.node) else high
        return Ground(
            low=min(low, high),
            high=high,
            stages=stages,
            shut=self.limits.shut(asked, weights, ruling.arcs),
            jump=jump,
            target=target,
            entries=entries,
            weights=weights,
        )

    @cached_property
    def track_km(self) -> TrackKm:
        """Kilometres on the shortest open tracks."""
        return TrackKm(self.network)

    @cached_property
    def stops(self) -> frozenset[tuple[str, str]]:
        """Service and terminal of every stop where boxes may be handled."""
        return handling_stops(self.network)

    def _target(self, terminal: int) -> Any:
        if terminal not in self._targets:
            here = self._delivers & (self.graph.node_terminal == terminal)
            self._targets[terminal] = here.astype(np.uint8)
        return self._targets[terminal]

    def _front(self, found: Found) -> Front:
        asked, query = found.asked, found.asked.query
        shown = found.rows(spread(found.criteria(), query.alternatives)) if query.alternatives else found
        duties = self._charges.duties(asked)
        paths = tell_rain(tell_reefers(self._paths.paths(shown), asked, self), asked, self)
        return Front(
            origin=query.origin,
            destination=query.destination,
            commodity=query.commodity,
            depart_utc=from_min(asked.first_min),
            paths=with_duties(paths, duties),
            explanation=None if len(found) else explain(asked, self),
            query={
                **echo(asked),
                "unit_used": asked.box.unit,
                "tonnes_per_feu": asked.box.payload_t / asked.box.feu,
                "front_size": len(found),
                "notes": [*self._plan_notes, *notes(asked, self, paths), *turned_note(found, self.names)],
                "rules": rules_told(asked, self),
                "duties": duties,
                "cleaning_usd": self._charges.cleaning_usd(asked),
            },
        )
