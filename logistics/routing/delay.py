"""
Transit times as distributions: P10, P50 and P90 of the hours elapsed along a path.

Five things vary: the hours in motion (all together, a train is slow or fast), the wait until an ordinary train is full,
the waits of ``delays.csv`` at crossings, the wait for an onward train that a late box misses, and whether a box is
sampled at its inspection and held.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from logistics.network.model import Network
from logistics.results.path import Leg
from logistics.results.wait import FULL_TRAIN, Wait
from logistics.routing.delay_table import RIDES, DelayTable, Event
from logistics.routing.filling import WEEK_H, Filling, FillingModel, weekly
from logistics.routing.sampled import Sampled, mixed_quantiles, wait_of
from logistics.timetable.tables import texts

F64 = NDArray[np.float64]
SAME_TRAIN = "same_train"
"""Change of gauge in the slot of a train that goes on as one: it waits for its boxes."""
Z90 = 1.2815515655446004
"""90 % quantile of the standard normal distribution."""


class DelayModel:
    """
    Distributions of transit times on a network; reads the tables once.

    Parameters
    ----------
    network : Network

    Notes
    -----
    Elapsed time at the end of a leg is F + S. F are the hours of the timetable that do not vary; S is the
    sum of independent parts, each known by mean and variance:

    - R exp(s Z), R the hours in motion so far, s = ``ride_spread``: one Z for the whole path;
    - per event a lognormal wait with median ``queue_h + typical_h`` and P90 ``queue_h + p90_h``;
    - the wait until the first train is full, with the mean of the timetable (see `FillingModel`);
    - per onward train a wait known up to its headway H: variance H^2 / 12, mean as in the timetable (the
      slack that the timetable leaves against the headway that a missed train costs).

    S is taken as the lognormal of the same mean and variance: Fenton, *The sum of log-normal probability
    distributions in scatter transmission systems*, IRE Trans. Commun. Syst. 8 (1960). Along the legs each
    quantile is made non-decreasing. Boxes that are sampled have the mean and variance of their hold besides; the
    quantiles are those of the mixture.
    """

    def __init__(self, network: Network) -> None:
        self.table = DelayTable(network)
        values = network["parameters"].set_index("parameter_id")["value"]
        self.ride_spread = float(values.get("ride_spread", 0.0))
        self.filling = FillingModel(network)
        names = texts(network["services"], "service_id")
        self._headway_h = {name: WEEK_H / count for name, count in zip(names, weekly(network), strict=True) if count}

    def with_spread(self, ride_spread: float) -> DelayModel:
        """Return the same model with another scatter of the hours in motion."""
        other = copy.copy(self)
        other.ride_spread = ride_spread
        return other

    def quantiles(
        self,
        legs: Sequence[Leg],
        *,
        year: int | None = None,
        planned: bool = False,
        express: bool = False,
        episode_share: float = 1.0,
    ) -> F64:
        """
        Return the hours elapsed at the end of each leg, float64[3, n]: P10, P50 and P90.

        Parameters
        ----------
        legs : sequence of Leg
            Of one path, first to last; at least one.
        year : int, optional
            Year whose episodes act; None: the dates of the legs.
        planned : bool
            As a timetable says: trains do not wait to be full, and of ``delays.csv`` only what everybody reckons with
            acts (see `Delay.stands`).
        express : bool
            Treat every train as a fixed-timetable one.
        episode_share : float
            Part of the hours of episodes that counts (see `Delay.is_episode`).
        """
        elapsed = np.array([(leg.end_utc - legs[0].start_utc).total_seconds() / 3600.0 for leg in legs])
        ride = np.array([leg.hours if leg.kind in RIDES else 0.0 for leg in legs])
        events = self.table.events(legs, year=year, planned=planned, express=express, episode_share=episode_share)
        filling = None if planned or express else self.filling.of(legs, elapsed)
        return self._quantiles(legs, elapsed, ride, events, filling)

    def along(
        self, legs: Sequence[Leg], elapsed_h: F64, ride_h: F64, held: Sampled | None = None
    ) -> tuple[F64, tuple[Wait, ...]]:
        """
        Return the same as `quantiles` on the dates of the legs, and the waits that vary, in the order of travel.

        For one who has the hours of the legs at hand.

        Parameters
        ----------
        legs : sequence of Leg
        elapsed_h : float64[n]
            Hours from the start of the first leg to the end of each.
        ride_h : float64[n]
            Hours in motion on each leg.
        held : Sampled, optional
            The hold that its boxes may meet.
        """
        events = self.table.events(legs)
        filling = self.filling.of(legs, elapsed_h)
        return self._quantiles(legs, elapsed_h, ride_h, events, filling, held), _waits(legs, events, filling, held)

    def _quantiles(
        self,
        legs: Sequence[Leg],
        elapsed_h: F64,
        ride_h: F64,
        events: Sequence[Event],
        filling: Filling | None,
        held: Sampled | None = None,
    ) -> F64:
        ride = np.cumsum(ride_h)
        fixed = elapsed_h - ride
        factor = math.exp(self.ride_spread**2 / 2)
        mean = ride * factor
        variance = ride**2 * factor**2 * math.expm1(self.ride_spread**2)
        for event in events:
            event_mean, event_variance = wait_moments(event)
            mean[event.leg :] += event_mean
            variance[event.leg :] += event_variance
            fixed[event.leg :] -= event.queue_h
        if filling is not None:
            mean[filling.leg :] += filling.mean_h
            variance[filling.leg :] += filling.variance_h2
            fixed[filling.leg :] -= filling.mean_h
        for leg, headway_h in self._onward(legs):
            variance[leg:] += headway_h**2 / 12
        found = fixed + lognormal_quantiles(mean, variance)
        if held is not None:
            found = with_hold(found, fixed, mean, variance, held)
        return np.maximum.accumulate(found, axis=1)

    def _onward(self, legs: Sequence[Leg]) -> list[tuple[int, float]]:
        """Return leg and headway of each train that may be missed: those boarded after one that is not the same."""
        found, previous = [], ""
        for index, leg in enumerate(legs):
            if leg.activity == SAME_TRAIN:
                previous = ""
            elif leg.kind in RIDES and leg.service_id != previous:
                if previous and leg.service_id in self._headway_h:
                    found.append((index, self._headway_h[leg.service_id]))
                previous = leg.service_id
        return found


def path_quantiles(legs: Sequence[Leg], network: Network, *, year: int | None = None, planned: bool = False) -> F64:
    """
    Return the hours elapsed at the end of each leg of a path (see `DelayModel.quantiles`).

    Parameters
    ----------
    legs : sequence of Leg
        Of one path, first to last.
    network : Network
    year, planned
        As in `DelayModel.quantiles`.

    Returns
    -------
    float64[3, n]
        P10, P50 and P90 [h].
    """
    return DelayModel(network).quantiles(legs, year=year, planned=planned)


def _waits(
    legs: Sequence[Leg], events: Sequence[Event], filling: Filling | None, held: Sampled | None
) -> tuple[Wait, ...]:
    """Return the waits that vary, in the order of travel."""
    found = [] if held is None else [(held.leg, wait_of(held, legs))]
    if filling is not None:
        shape = math.log1p(filling.variance_h2 / filling.mean_h**2)  # of the lognormal with its moments
        median = filling.mean_h * math.exp(-shape / 2)
        p90 = median * math.exp(Z90 * math.sqrt(shape))
        place = legs[filling.leg].to_terminal
        found.append((filling.leg, Wait(FULL_TRAIN, place, filling.service_id, filling.mean_h, median, p90)))
    for event in events:
        typical, p90 = _waited(event)
        if p90 > 0:
            place = legs[event.leg].to_terminal
            found.append((event.leg, Wait(event.delay.delay_id, place, "", event.queue_h, typical, p90)))
    return tuple(wait for _, wait in sorted(found, key=lambda entry: entry[0]))


def _waited(event: Event) -> tuple[float, float]:
    """Return median and P90 of the whole wait of an event [h]."""
    typical, p90 = event.hours
    median = max(event.queue_h + typical, 0.0)
    return median, max(event.queue_h + p90, median) if median else 0.0


def wait_moments(event: Event) -> tuple[float, float]:
    """
    Return mean and variance of a lognormal wait with the median and P90 of an event [h, h^2].

    For ln X ~ N(m, s^2): median e^m, P90 e^(m + 1.2816 s), mean e^(m + s^2/2).
    """
    median, p90 = _waited(event)
    if median <= 0:
        return 0.0, 0.0
    spread = math.log(p90 / median) / Z90
    mean = median * math.exp(spread**2 / 2)
    return mean, mean**2 * math.expm1(spread**2)


def with_hold(free: F64, fixed_h: F64, mean: F64, variance: F64, held: Sampled) -> F64:
    """
    Return quantiles of boxes of which a share is held on a leg, float64[3, n].

    Parameters
    ----------
    free : float64[3, n]
        Those of boxes that are not held.
    fixed_h, mean, variance : float64[n]
        Hours that do not vary, and moments of the others.
    held : Sampled
    """
    hold, after = held.hold, np.arange(len(mean)) >= held.leg
    moments = {
        False: (mean, variance),
        True: (
            mean + after * (hold.low_h + hold.high_h) / 2,
            variance + after * (hold.high_h - hold.low_h) ** 2 / 12,
        ),
    }

    def below(hours: F64, sampled: bool) -> F64:
        return lognormal_share(hours - fixed_h, *moments[sampled])

    return mixed_quantiles(free, fixed_h + lognormal_quantiles(*moments[True]), hold.share, below)


def lognormal_share(hours: F64, mean: F64, variance: F64) -> F64:
    """
    Return how much of lognormal distributions given by their moments lies at or below some hours.

    Examples
    --------
    >>> quantiles = lognormal_quantiles(np.array([10.0]), np.array([4.0]))
    >>> lognormal_share(quantiles, np.array([10.0]), np.array([4.0])).round(6).ravel().tolist()
    [0.1, 0.5, 0.9]
    """
    certain = (mean <= 0) | (variance <= 0)
    shape = np.sqrt(np.log1p(np.where(certain, 1.0, variance) / np.where(certain, 1.0, mean) ** 2))
    middle = np.log(np.where(certain, 1.0, mean)) - shape**2 / 2
    z = (np.log(np.maximum(hours, 1e-12)) - middle) / shape
    share = (1 + np.vectorize(math.erf, otypes=[float])(z / math.sqrt(2))) / 2
    return np.where(certain, (hours >= mean).astype(float), np.where(hours > 0, share, 0.0))


def lognormal_quantiles(mean: F64, variance: F64) -> F64:
    """
    Return P10, P50 and P90 of lognormal distributions given by their moments, float64[3, n].

    Examples
    --------
    >>> lognormal_quantiles(np.array([10.0, 0.0]), np.array([0.0, 0.0])).tolist()
    [[10.0, 0.0], [10.0, 0.0], [10.0, 0.0]]
    """
    safe = np.where(mean > 0, mean, 1.0)
    shape = np.log1p(variance / safe**2)
    middle = np.where(mean > 0, safe * np.exp(-shape / 2), 0.0)
    quantiles: F64 = middle * np.exp(np.array([-Z90, 0.0, Z90])[:, None] * np.sqrt(shape))
    return quantiles
