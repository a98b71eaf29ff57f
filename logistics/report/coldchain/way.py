"""A path as what a cold-chain chart needs: where on the axis, temperatures, shelf life, stops and countries."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

import numpy as np
from numpy.typing import NDArray

from logistics.cargo import Limits, Trace
from logistics.network.model import Network
from logistics.report.wording import BREAKS, MOVES
from logistics.results.path import Leg

Floats = NDArray[np.float64]
_WIDEST = 0.8  # room of all stops together, as a share of the room of the kilometres


@dataclass(frozen=True)
class Stop:
    """Time spent at one terminal; ``x0, x1`` is its band on the axis."""

    terminal: str
    x0: float
    x1: float
    hours: float
    gauge_break: bool


@dataclass(frozen=True)
class Stretch:
    """A country on the way, without a gap to the next one."""

    country: str
    x0: float
    x1: float
    km: float


@dataclass(frozen=True)
class Way:
    """
    Legs in order of travel.

    The axis runs in kilometres while the box moves, and in time while it stands: an hour at a terminal is
    as wide as an hour of riding, or less where the stops would take too much room.

    Attributes
    ----------
    x, km, hours, used : float64[legs + 1]
        Place on the axis, kilometres, hours and share of shelf life at the start and after each leg.
    ambient_c : float64[legs]
        Mean outside temperature of each leg; nan where unknown.
    cargo_x, cargo_c : float64[points]
        The cargo temperature as a line.
    beyond_h : float
        Hours beyond the limits.
    holdover_h : float64[legs]
        Hours that the goods would stay inside their limits without power; nan where there is none.
    cut : tuple of float, optional
        Place on the axis where the power fails and comes back.
    stops : tuple of Stop
    stretches : tuple of Stretch
    """

    x: Floats
    km: Floats
    hours: Floats
    used: Floats
    ambient_c: Floats
    cargo_x: Floats
    cargo_c: Floats
    beyond_h: float
    stops: tuple[Stop, ...]
    stretches: tuple[Stretch, ...]
    holdover_h: Floats
    cut: tuple[float, float] | None = None

    @property
    def middle_x(self) -> Floats:
        """Middle of each leg on the axis."""
        return np.asarray((self.x[:-1] + self.x[1:]) / 2.0)


def way_of(
    legs: Sequence[Leg], network: Network, limits: Limits, trace: Trace | None, cut: Mapping[str, Any] | None = None
) -> Way:
    """Return the way of legs; a trace of the same legs, or a power cut, gives the course of the cargo's temperature."""
    distance, hours = np.array([leg.distance_km for leg in legs]), np.array([leg.hours for leg in legs])
    standing = np.array([leg.kind not in MOVES for leg in legs])
    x = _sums(np.where(standing, hours * _km_per_standing_h(distance, hours, standing), distance))
    mean = np.array([leg.cargo_c for leg in legs], float)
    at_h, outage = _sums(hours), None
    if cut is not None and cut["touched"]:
        course = np.array(cut["course"], float)
        cargo_x, cargo = np.interp(course[:, 0], at_h, x), course[:, 1]
        beyond_h = _beyond_h(course[:, 0], cargo, limits)
        moments = [datetime.fromisoformat(cut[name]) for name in ("start_utc", "end_utc")]
        since = [(moment - legs[0].start_utc).total_seconds() / 3600.0 for moment in moments]
        outage = (float(np.interp(since[0], at_h, x)), float(np.interp(since[1], at_h, x)))
    elif trace is None:
        cargo_x, cargo = through_middles(x, mean)
        beyond_h = float(hours[np.isfinite(mean) & (limits.excess_c(np.nan_to_num(mean)) != 0)].sum())
    else:
        cargo_x, cargo = np.repeat(x, 2)[1:-1], np.column_stack([trace.start_c, trace.end_c]).ravel()
        beyond_h = float(trace.hours_above.sum() + trace.hours_below.sum())
    return Way(
        x=x,
        km=_sums(distance),
        hours=at_h,
        used=_sums(np.nan_to_num([leg.shelf_life_used for leg in legs], nan=0.0, posinf=np.inf)),
        ambient_c=np.array([leg.ambient_c for leg in legs], float),
        cargo_x=cargo_x,
        cargo_c=cargo,
        beyond_h=beyond_h,
        stops=_stops(legs, x),
        stretches=_stretches(legs, x, network),
        holdover_h=np.array([leg.holdover_h for leg in legs], float),
        cut=outage,
    )


def _beyond_h(hours: Floats, cargo: Floats, limits: Limits) -> float:
    """Return the hours that a line of temperatures spends beyond its limits."""
    total = 0.0
    for excess in (cargo - limits.max_c, limits.min_c - cargo):
        if np.isfinite(excess).all():
            before, after = excess[:-1], excess[1:]
            share = np.clip(np.maximum(before, after) / np.maximum(np.abs(after - before), 1e-12), 0.0, 1.0)
            total += float((np.diff(hours) * np.where((before > 0) & (after > 0), 1.0, share)).sum())
    return total


def through_middles(x: Floats, values: Floats) -> tuple[Floats, Floats]:
    """Return a line through the middles of the legs, level at both ends; legs without a value are passed over."""
    known = np.isfinite(values)
    if not known.any():
        return np.empty(0), np.empty(0)
    middle, y = ((x[:-1] + x[1:]) / 2.0)[known], values[known]
    return np.concatenate([x[:1], middle, x[-1:]]), np.concatenate([y[:1], y, y[-1:]])


def _km_per_standing_h(distance: Floats, hours: Floats, standing: NDArray[np.bool_]) -> float:
    """Return the room of an hour at a terminal, in kilometres of the axis."""
    stood, rode = float(hours[standing].sum()), float(hours[~standing].sum())
    total = float(distance.sum())
    return min(total / max(rode, 1e-9), _WIDEST * total / stood) if stood > 0 else 0.0


def _sums(values: Floats) -> Floats:
    """Return sums from zero."""
    return np.concatenate([[0.0], np.cumsum(np.asarray(values, float))])


def _stops(legs: Sequence[Leg], x: Floats) -> tuple[Stop, ...]:
    """Return one stop per run of legs that stand at a terminal."""
    found = []
    for (standing, terminal), rows in groupby(
        enumerate(legs), lambda item: (item[1].kind not in MOVES, item[1].to_terminal)
    ):
        if standing:
            group = list(rows)
            breaks = any(leg.activity in BREAKS for _, leg in group)
            hours = sum(leg.hours for _, leg in group)
            found.append(Stop(terminal, float(x[group[0][0]]), float(x[group[-1][0] + 1]), hours, breaks))
    return tuple(found)


def _stretches(legs: Sequence[Leg], x: Floats, network: Network) -> tuple[Stretch, ...]:
    """Return the countries in order; a leg across a border is cut at the share of its link."""
    home = dict(zip(network["terminals"]["terminal_id"], network["terminals"]["country"], strict=True))
    links = network["links"].set_index("link_id")[["from_terminal", "from_share"]]
    pieces: list[tuple[str, float, float]] = []
    for leg, room in zip(legs, np.diff(x), strict=True):
        start, end = home.get(leg.from_terminal, leg.country), home.get(leg.to_terminal, leg.country)
        share = 0.5
        if leg.link_id in links.index:
            first, known = links.loc[leg.link_id]
            share = 0.5 if math.isnan(known) else float(known if first == leg.from_terminal else 1 - known)
        share = 1.0 if start == end else share
        pieces += [
            (start, float(room) * share, leg.distance_km * share),
            (end, float(room) * (1 - share), leg.distance_km * (1 - share)),
        ]
    found: list[Stretch] = []
    at = 0.0
    for country, rows in groupby((piece for piece in pieces if piece[1] > 0), lambda piece: piece[0]):
        group = list(rows)
        upto = at + sum(room for _, room, _ in group)
        found.append(Stretch(country, at, upto, sum(km for _, _, km in group)))
        at = upto
    return tuple(found)
