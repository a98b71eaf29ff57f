"""From a published figure to the model's days: P10, P50 and P90, averaged over the departures of its month or year."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from logistics.calibration.ends import EndHours
from logistics.calibration.feeder import Feeders
from logistics.calibration.ferries import met_by_ferries
from logistics.calibration.observations import DOOR, KINDS, SCHEDULE, Observation
from logistics.calibration.one_gauge import OneGauge, changes_gauge_twice
from logistics.calibration.search import Search
from logistics.calibration.through import ExpressHours, handed_on
from logistics.calibration.trace import Tracer
from logistics.calibration.year import releases, year_graph
from logistics.network.model import Network
from logistics.network.track_km import DETOUR
from logistics.results.path import Leg
from logistics.routing.delay import DelayModel
from logistics.timespace import NodeKind

Legs = tuple[Leg, ...]
_LONGER = 1.25
"""Trains that stop at both ends answer, unless they take more than this many times the hours of trains that pass."""


@dataclass(frozen=True)
class Itineraries:
    """
    What the timetable offers for one observation.

    Attributes
    ----------
    ways : tuple of tuple of Leg
        One per departure asked for.
    extra_h : float
        Hours of feeders at the ends.
    express : bool
        Whether every train is treated as a fixed-timetable one.
    notes : tuple of str
        What was done that the row did not ask for.
    """

    ways: tuple[Legs, ...]
    extra_h: float
    express: bool
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Prediction:
    """
    Model days of one observation; nan without a path.

    Attributes
    ----------
    p10_d, p50_d, p90_d : float
    distance_km : float
        Mean over the departures.
    notes : tuple of str
    """

    p10_d: float
    p50_d: float
    p90_d: float
    distance_km: float
    notes: tuple[str, ...]


class Predictor:
    """
    Answers observations on one network; the year's graph is built once, at the first question.

    Parameters
    ----------
    network : Network
        ``observations.csv`` is not read.
    """

    def __init__(self, network: Network) -> None:
        self.network = network
        self._door_h = 24.0 * network.parameter("pickup_delivery_days")
        self._wait_h = network.parameter("through_wait_h")
        self._stop_h = network.parameter("through_stop_h")
        self._offer_share, self._offer_time = (network.parameter(f"offer_{part}_share") for part in ("delay", "time"))
        self.delays = DelayModel(network)
        self._express, self._feeders, self._ends = ExpressHours(network), Feeders(network), EndHours(network)
        self._one_gauge = OneGauge(network)
        operations = network["operations"]
        self._handling_h = dict(zip(operations["operation_id"], operations["handling_h"].astype(float), strict=True))
        graph = year_graph(network)
        self._search, self._tracer = Search(graph), Tracer(graph)
        self._kind = network["terminals"].set_index("terminal_id")["kind"].to_dict()
        calls = self._search.calls
        self._served = {
            name
            for name in network["terminals"]["terminal_id"]
            if calls.nodes(NodeKind.ARRIVE, name).size or calls.passing(name)[0].size
        }
        self._answered: dict[Observation, Itineraries] = {}
        self._found: dict[tuple[str, str, str, tuple[str, ...], int, bool], Legs | None] = {}

    def itineraries(self, observation: Observation) -> Itineraries:
        """Return the ways of an observation, as trains that are handed on at the class asked for."""
        if observation not in self._answered:
            self._answered[observation] = self._itineraries(observation)
        return self._answered[observation]

    def _itineraries(self, observation: Observation) -> Itineraries:
        notes: list[str] = []
        ends = (observation.origin, observation.destination)
        vias, note = self._vias(observation.vias, ends)
        notes += note
        asked, month = observation.service_class or "ordinary", observation.month
        if not observation.service_class:
            notes.append("no class: by ordinary trains")
        notes += [
            f"via {name}: an end of the way, so it restricts nothing" for name in observation.vias if name in ends
        ]
        found = self._on_one_gauge(self._by_feeders(ends, asked, vias, month), ends, vias, month)
        if not found.ways and vias:
            notes.append(f"no way by {', '.join(vias)}: answered without {'it' if len(vias) == 1 else 'them'}")
            found = self._on_one_gauge(self._by_feeders(ends, asked, (), month), ends, (), month)
        if found.ways and self._is_detour(found.ways, (ends[0], *vias, ends[1])):
            tracks = self._feeders.km(ends[0], *vias, ends[1])
            km = _mean(map(_km, found.ways))
            notes.append(f"a detour: {km:,.0f} km by trains, {tracks:,.0f} km on the shortest tracks")
        if found.express:
            notes.append("no express serves the pair: ordinary trains at express speeds")
        if observation.kind not in KINDS:
            named = f"kind {observation.kind!r} is not known" if observation.kind else "no kind"
            notes.append(f"{named}: taken as observed")
        ways = tuple(handed_on(legs, self._wait_h, self._stop_h) for legs in found.ways)
        if observation.kind == SCHEDULE:
            ways = tuple(met_by_ferries(legs, self._handling_h) for legs in ways)
        return Itineraries(ways, found.extra_h, found.express, (*notes, *found.notes))

    def _by_feeders(
        self, ends: tuple[str, str], service_class: str, vias: tuple[str, ...], month: int | None
    ) -> Itineraries:
        """Return the ways from end to end; where there are none, or only a detour, from or to places near by."""
        direct = self._ways(*ends, service_class, vias, month)
        if direct.ways and not self._is_detour(direct.ways, (ends[0], *vias, ends[1])):
            return direct
        best, shortest = direct, _mean(_hours(way) for way in direct.ways) if direct.ways else np.inf
        for origin, before_h in self._near(ends[0]):
            for destination, after_h in self._near(ends[1]):
                found = self._ways(origin, destination, service_class, vias, month)
                extra_h = before_h + after_h
                if found.ways and _mean(_hours(way) for way in found.ways) + extra_h < shortest:
                    shortest = _mean(_hours(way) for way in found.ways) + extra_h
                    note = f"{extra_h:.0f} h on tracks from or to regular trains {origin} - {destination}"
                    best = Itineraries(found.ways, extra_h, found.express, (note,))
        return best

    def _on_one_gauge(
        self, found: Itineraries, ends: tuple[str, str], vias: tuple[str, ...], month: int | None
    ) -> Itineraries:
        """Return the ways on tracks of one gauge where trains leave it and come back, or go nowhere; else what was."""
        if not all(map(changes_gauge_twice, found.ways)):
            return found
        places = (ends[0], *vias, ends[1])
        alone = self._one_gauge.ways(places, releases(month))
        if not alone or self._is_detour(alone, places):
            return found
        return Itineraries(alone, 0.0, False, ("no regular trains on one gauge: on its tracks",))

    def _is_detour(self, ways: tuple[Legs, ...], places: tuple[str, ...]) -> bool:
        """Return whether ways are longer on average than `DETOUR` times the shortest tracks from place to place."""
        return _mean(map(_km, ways)) > DETOUR * self._feeders.km(*places)

    def _near(self, name: str) -> list[tuple[str, float]]:
        """Return places that may stand for an end, with the hours to them: itself, or near it with a wait."""
        near = self._feeders.around(name, self._served)
        if not near and (place := self._feeders.nearest(name, self._served - {name})):
            near = [place]
        own = [(name, 0.0)] if name in self._served else []
        return own + [(place, hours + self._wait_h) for place, hours in near]

    def predict(self, observation: Observation) -> Prediction:
        """Return the model's days for an observation."""
        found = self.itineraries(observation)
        if not found.ways:
            nan = float("nan")
            return Prediction(nan, nan, nan, nan, (*found.notes, "no path"))
        p10, p50, p90 = (self.quantiles_h(observation, self.delays) / 24.0).tolist()
        km = _mean(map(_km, found.ways))
        return Prediction(p10, p50, p90, km, found.notes)

    def quantiles_h(self, observation: Observation, model: DelayModel) -> NDArray[np.float64]:
        """Return P10, P50 and P90 in hours, averaged over the departures, for an observation with a path."""
        found = self.itineraries(observation)
        extra_h = found.extra_h + (self._door_h if observation.kind == DOOR else 0.0)
        if observation.from_terminal:
            extra_h += self._ends.of(observation.origin, observation.destination)
        planned, share = observation.kind == SCHEDULE, self.episode_share(observation)
        hours = [
            model.quantiles(legs, year=observation.year, planned=planned, express=found.express, episode_share=share)[
                :, -1
            ]
            for legs in found.ways
        ]
        average: NDArray[np.float64] = (np.mean(hours, axis=0) + extra_h) * self.time_share(observation)
        return average

    def time_share(self, observation: Observation) -> float:
        """Return what a figure tells of the time that boxes take: all, but a standing offer less."""
        return self._offer_time if observation.is_offer else 1.0

    def episode_share(self, observation: Observation) -> float:
        """Return the part of an episode's hours that a figure contains: all, but of a standing offer only some."""
        return self._offer_share if observation.is_offer else 1.0

    def _ways(
        self, origin: str, destination: str, service_class: str, vias: tuple[str, ...], month: int | None
    ) -> Itineraries:
        """Return ways by the trains of a class, else by any, made express when that is what was asked for."""
        for trains in dict.fromkeys((service_class, "any")):
            if ways := self._by_stops(origin, destination, trains, vias, month):
                express = service_class == "express" and trains == "any"
                return Itineraries(tuple(map(self._express.apply, ways)) if express else tuple(ways), 0.0, express, ())
        return Itineraries((), 0.0, False, ())

    def _by_stops(
        self, origin: str, destination: str, trains: str, vias: tuple[str, ...], month: int | None
    ) -> list[Legs]:
        """Return ways between stops of trains; where these take much longer than trains that only pass, by those."""
        asked = (origin, destination, trains, vias)
        stopping, passing = (
            [legs for minute in releases(month) if (legs := self._way(*asked, minute, stops=stops))]
            for stops in (True, False)
        )
        if stopping and _mean(map(_hours, stopping)) <= _LONGER * _mean(map(_hours, passing)):
            return stopping
        return passing

    def _vias(self, names: tuple[str, ...], ends: tuple[str, str]) -> tuple[tuple[str, ...], list[str]]:
        """Return the places to touch as they lie on the tracks, served ones for those without trains, and notes."""
        found, notes = [], []
        for name in (name for name in names if name not in ends):
            near = (name, 0.0) if name in self._served else self._feeders.nearest(name, self._served)
            if near is None:
                notes.append(f"no track leads to {name}")
                continue
            found += [near[0]] if near[0] not in ends else []
            notes += [f"{name} has no regular train: by {near[0]}"] if near[0] != name else []
        return self._possible(self._feeders.in_order(ends[0], found, ends[1]), ends, notes), notes

    def _possible(self, vias: tuple[str, ...], ends: tuple[str, str], notes: list[str]) -> tuple[str, ...]:
        """Return the places that trains of any class touch together, from the first on, and note the others."""
        if len(vias) < 2 or not self._served.issuperset(ends):
            return vias
        kept: tuple[str, ...] = ()
        for via in vias:
            if self._search.best(*ends, "any", (*kept, via), releases(None)[0]) is None:
                notes.append(f"no way by {', '.join((*kept, via))}: answered without {via}")
            else:
                kept = (*kept, via)
        return kept

    def _way(
        self, origin: str, destination: str, service_class: str, vias: tuple[str, ...], minute: int, *, stops: bool
    ) -> Legs | None:
        key = (origin, destination, service_class, vias, minute, stops)
        if key not in self._found:
            way = None if origin == destination else self._search.best(*key[:-1], stops=stops)
            self._found[key] = None if way is None else self._tracer.legs(way)
        return self._found[key]


def _mean(values: Iterable[float]) -> float:
    return float(np.mean(list(values)))


def _km(legs: Legs) -> float:
    return sum(leg.distance_km for leg in legs)


def _hours(legs: Legs) -> float:
    return sum(leg.hours for leg in legs)
