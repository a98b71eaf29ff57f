"""How the model's hours of each observation move with the free figures: exact at their present values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from logistics.calibration.observations import SCHEDULE, Observation
from logistics.calibration.parameters import Parameter
from logistics.calibration.predict import Itineraries, Predictor
from logistics.calibration.tracks import FEEDER
from logistics.routing.delay_table import RIDES
from logistics.timetable.speeds import Speeds
from logistics.timetable.tables import texts

F64 = NDArray[np.float64]


@dataclass(frozen=True)
class Parts:
    """
    Hours of n observations and how they move with m parameters.

    Attributes
    ----------
    p10_h, p50_h, p90_h : float64[n]
        At the present values.
    ride_h : float64[n, m]
        Hours in motion with the operators of a speed parameter.
    share : float64[n, m]
        Part of the hours of a delay parameter that the observation suffers; 0 for the others.
    km, crossings : float64[n]
        Kilometres and changes of gauge or to a ship.
    offer : bool[n]
        Standing offers, of whose time the offer parameter is the share.
    corridor : tuple of str, length n
    """

    p10_h: F64
    p50_h: F64
    p90_h: F64
    ride_h: F64
    share: F64
    km: F64
    crossings: F64
    offer: NDArray[np.bool_]
    corridor: tuple[str, ...]

    def hours(self, parameters: Sequence[Parameter], values: F64) -> F64:
        """
        Return the hours at other values.

        h = (h_now + sum_g R_g (f_now / f_g - 1) + sum_k a_k (d_k - d_now)) o / o_now, R hours in motion at the
        present speed factor, a shares of the delays d, o the share of time of an offer (1 for other figures).
        """
        now = np.array([p.value for p in parameters])
        kind = np.array([p.kind for p in parameters])
        speed = kind == "speed"
        factor = np.where(speed, now / np.where(speed, values, 1.0) - 1.0, 0.0)
        hours: F64 = self.p50_h + self.ride_h @ factor + self.share @ (values - now)
        told: F64 = np.where(self.offer, np.prod(values[kind == "offer"] / now[kind == "offer"]), 1.0)
        return hours * told


def parts_of(predictor: Predictor, observations: Sequence[Observation], parameters: Sequence[Parameter]) -> Parts:
    """
    Return the parts of observations that have a path.

    Parameters
    ----------
    predictor : Predictor
    observations : sequence of Observation
        Each with a path.
    parameters : sequence of Parameter
        Of kind speed, delay and offer.
    """
    links = predictor.network["links"]
    operator = dict(zip(texts(links, "link_id"), texts(links, "operator"), strict=True))
    services = predictor.network["services"]
    pairs = zip(*(texts(services, name) for name in ("service_class", "speed_class")), strict=True)
    classes = dict(zip(texts(services, "service_id"), pairs, strict=True))
    speeds = Speeds(predictor.network)
    region = predictor.network["terminals"].set_index("terminal_id")["region"].to_dict()
    count = (len(observations), len(parameters))
    ride, share, km, crossings, corridors = np.zeros(count), np.zeros(count), [], [], []
    days = []
    for row, observation in enumerate(observations):
        found = predictor.itineraries(observation)
        prediction = predictor.predict(observation)
        days.append((prediction.p10_d, prediction.p50_d, prediction.p90_d))
        km.append(prediction.distance_km)
        crossings.append(np.mean([_crossings(legs) for legs in found.ways]))
        for legs in found.ways:
            for leg in legs:
                if leg.kind in RIDES:
                    group = operator.get(leg.link_id, "")
                    service_class, speed_class = classes.get(leg.service_id, (FEEDER, ""))
                    trains = speeds.row(group, service_class, "express" if found.express else speed_class)
                    for column, p in enumerate(parameters):
                        if p.kind == "speed" and group in p.targets and trains in p.classes:
                            ride[row, column] += leg.hours / len(found.ways)
        _add_shares(share[row], predictor, observation, found, parameters)
        told = predictor.time_share(observation)
        ride[row], share[row] = ride[row] * told, share[row] * told
        corridors.append(_corridor(observation, found, operator, region))
    p10, p50, p90 = (np.array(days) * 24.0).T
    offer = np.array([observation.is_offer for observation in observations])
    return Parts(p10, p50, p90, ride, share, np.array(km), np.array(crossings), offer, tuple(corridors))


def _add_shares(
    into: F64, predictor: Predictor, observation: Observation, found: Itineraries, parameters: Sequence[Parameter]
) -> None:
    """Add the mean share of each delay parameter over the ways."""
    for legs in found.ways:
        for event in predictor.delays.table.events(
            legs,
            year=observation.year,
            planned=observation.kind == SCHEDULE,
            express=found.express,
            episode_share=predictor.episode_share(observation),
        ):
            for column, p in enumerate(parameters):
                if p.kind == "delay" and event.delay.delay_id in p.targets:
                    into[column] += event.share / len(found.ways)


def _crossings(legs: Sequence[object]) -> int:
    """Return the changes of gauge and sailings of a way."""
    return sum(
        leg.activity in {"gauge_change", "same_train"} or leg.kind in {"ferry", "sea"}  # type: ignore[attr-defined]
        for leg in legs
    )


def _corridor(observation: Observation, found: Itineraries, operator: dict[str, str], region: dict[str, str]) -> str:
    """Return the corridor that an observation belongs to."""
    groups = {operator.get(leg.link_id, "") for legs in found.ways for leg in legs}
    if "FERRY_CASPIAN" in groups:
        return "Caspian"
    if any(leg.to_terminal in {"zabaikalsk", "zamyn_uud"} for leg in found.ways[0]):
        return "Trans-Siberian"
    ends = region[observation.origin], region[observation.destination]
    europe = [end in _EUROPE for end in ends]
    if europe[1]:
        return "to Europe"
    return "from Europe" if europe[0] else "Central Asia and Russia"


_EUROPE = {"EU", "BY"}
