"""A power cut on the way: the cargo of a plug-in box drifts, and returns to its set point when power is back."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from logistics.cargo import Box as Walls
from logistics.cargo import Trace, travel
from logistics.cargo.thermal import hours_to_reach
from logistics.errors import DataError
from logistics.results.path import Leg, Path
from logistics.routing.asked import Asked
from logistics.units import MIN_PER_H, iso_minute, to_min

if TYPE_CHECKING:
    from logistics.routing.router import Router

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]
_NEAR_K = 1e-9


def check_cut(asked: Asked) -> None:
    """Refuse a cut that no plug feels."""
    box = asked.box
    if asked.power_cut and box.power != "plug":
        own = "has its own diesel set" if box.power == "diesel" else "takes no power"
        raise DataError(f"power_cut: unit {box.unit!r} {own}; only a plug-in unit feels a power cut")
    if asked.power_cut and math.isnan(box.tau_h):
        raise DataError(
            f"power_cut: {box.commodity!r} in {box.unit!r} has no time constant; give specific_heat_kj_kgk in "
            "commodities.csv and ua_w_k in loading_units.csv"
        )


def cut_power(path: Path, asked: Asked, router: Router) -> tuple[Path, dict[str, Any]]:
    """
    Return a path on which the power fails once, and what comes of it.

    The power fails when the box first comes to the terminal, or onto the link, and stays away for the hours asked for,
    wherever the box is by then.

    Returns
    -------
    Path
        With cargo temperatures, shelf life used and time as lived; energy and CO2e stay as they are: what a cut saves,
        the way back to the set point takes about again.
    dict
        ``place, hours, touched``; where touched ``start_utc, end_utc, until_arrival, from, to, end_c`` (cargo when
        power is back, or at arrival),
        ``warmest_c, coldest_c``, ``shelf_life_added`` (all in monthly mean weather), ``broken``: limits that are
        passed, each ``limit_c, after_h`` (since the power failed), ``weather`` (mean, spell), ``text``; and
        ``course``: hours since departure and cargo temperature along the way.

    Notes
    -----
    Without power ``dT/dt = (A - T) / τ``, with power back ``dT/dt = (T_set - T) / recovery_h`` (assumed: a unit
    keeps goods cold, it does not cool them down). Life is used in mean weather; limits are tested in it and in a warm
    and a cold spell, as those of boxes without power.
    """
    assert asked.power_cut is not None
    kind, row, hours = asked.power_cut
    place = (router.names.terminals if kind == "terminal" else router.names.links)[row]
    told: dict[str, Any] = {"place": place, "hours": hours, "touched": False}
    first = _first(path.legs, kind, place)
    if first is None:
        return path, told
    begin = first
    end = min(begin + int(hours * MIN_PER_H + 0.5), to_min(path.arrive_utc))
    steps = _steps(path.legs, begin, end, router)
    walls = Walls.of(router.network, asked.box.commodity, asked.box.unit)
    traces = {
        name: travel(walls, asked.box.quality, steps[name], steps["minutes"] / MIN_PER_H, powered=steps["powered"])
        for name in ("mean", "warm", "cold")
    }
    mean = traces["mean"]
    legs = _lived(
        path.legs, mean, steps["row"], steps["minutes"], ages=asked.box.quality is not None and asked.box.quality.ages
    )
    used = sum(leg.shelf_life_used for leg in legs)
    out = next(leg for leg in path.legs if begin < to_min(leg.end_utc))
    last_off = np.flatnonzero(~steps["powered"])[-1]
    told |= {
        "touched": True,
        "start_utc": iso_minute(begin) + "Z",
        "end_utc": iso_minute(end) + "Z",
        "until_arrival": end == to_min(path.arrive_utc),
        "from": out.from_terminal,
        "to": out.to_terminal,
        "end_c": float(mean.end_c[last_off]),
        "warmest_c": float(max(mean.start_c.max(), mean.end_c.max())),
        "coldest_c": float(min(mean.start_c.min(), mean.end_c.min())),
        "shelf_life_added": used - path.shelf_life_used,
        "broken": _broken(asked, walls, traces, steps),
        "course": _course(mean, steps["minutes"]),
    }
    return replace(path, legs=legs, shelf_life_used=used), told


def _first(legs: Sequence[Leg], kind: str, place: str) -> int | None:
    """Return the minute at which a way first comes to a place, None if it never does."""
    for leg in legs:
        if leg.end_utc > leg.start_utc and (leg.from_terminal == place if kind == "terminal" else leg.link_id == place):
            return to_min(leg.start_utc)
    return None


def _steps(legs: Sequence[Leg], begin: int, end: int, router: Router) -> dict[str, Any]:
    """Return the pieces of a way, cut where the power goes and comes."""
    rows = {name: row for row, name in enumerate(router.names.terminals)}
    tail, head = (np.array([rows[getattr(leg, name)] for leg in legs]) for name in ("from_terminal", "to_terminal"))
    starts, ends = (np.array([to_min(getattr(leg, name)) for leg in legs]) for name in ("start_utc", "end_utc"))
    pieces = router.weather.pieces(tail, head, starts, ends)
    minutes = pieces.minutes.astype(np.int64)
    until = starts[0] + np.cumsum(minutes)
    cuts = np.unique(np.concatenate([until, [begin, end]]))
    cuts = cuts[cuts > starts[0]]
    of = np.searchsorted(until, cuts)
    since = np.concatenate([[starts[0]], cuts[:-1]])
    weather = {name: np.asarray(getattr(pieces, name), np.float64)[of] for name in ("mean", "warm", "cold")}
    return {"row": pieces.row[of], "minutes": cuts - since, "powered": (since < begin) | (since >= end), **weather}


def _lived(legs: Sequence[Leg], trace: Trace, row: I64, minutes: I64, *, ages: bool) -> tuple[Leg, ...]:
    """Return legs with the temperature and the shelf life of a trace."""
    whole = np.maximum(np.bincount(row, minutes, len(legs)), 1)
    mean = np.bincount(row, trace.mean_c * minutes, len(legs)) / whole
    used = np.bincount(row, np.nan_to_num(trace.life_used, posinf=np.inf), len(legs))
    known = np.bincount(row, minutes, len(legs)) > 0
    return tuple(
        replace(
            leg,
            cargo_c=float(mean[i]) if known[i] else leg.cargo_c,
            shelf_life_used=float(used[i]) if ages else leg.shelf_life_used,
        )
        for i, leg in enumerate(legs)
    )


def _broken(asked: Asked, walls: Walls, traces: Mapping[str, Trace], steps: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the limits that are passed: in mean weather, else in a spell."""
    box, found = asked.box, []
    for limit, sign, spell in ((box.warmest_c, 1.0, "warm"), (box.coldest_c, -1.0, "cold")):
        for name in ("mean", spell) if math.isfinite(limit) else ():
            after = _passed(traces[name], walls, steps, name, limit, sign)
            if after is not None:
                weather = "in monthly mean weather" if name == "mean" else f"in a {spell} spell"
                end = "highest" if sign > 0 else "lowest"
                what = f"the {end} temperature allowed, {limit:g} °C,"
                text = f"{what} is passed {after:.0f} h after the power failed {weather}"
                found.append(
                    {"limit_c": limit, "after_h": after, "weather": "mean" if name == "mean" else "spell", "text": text}
                )
                break
    return found


def _passed(
    trace: Trace, walls: Walls, steps: Mapping[str, Any], name: str, limit: float, sign: float
) -> float | None:  # fmt: skip
    """Return the hours from the failure until a limit is passed, None if it never is."""
    beyond = np.flatnonzero(sign * (trace.end_c - limit) > _NEAR_K)
    if not len(beyond):
        return None
    step, off = int(beyond[0]), int(np.flatnonzero(~steps["powered"])[0])
    before = float(steps["minutes"][off:step].sum()) / MIN_PER_H
    if sign * (trace.start_c[step] - limit) > 0:
        return before  # beyond it already
    pull, tau = walls.pulls(steps[name][step : step + 1], steps["powered"][step : step + 1])
    return before + float(hours_to_reach(tau, pull, trace.start_c[step : step + 1], np.array([limit]))[0])


def _course(trace: Trace, minutes: I64) -> list[tuple[float, float]]:
    """Return hours since departure and cargo temperature, point by point."""
    hours = np.concatenate([[0.0], np.cumsum(minutes)]) / MIN_PER_H
    celsius = np.concatenate([trace.start_c[:1], trace.end_c])
    return [(float(h), float(c)) for h, c in zip(hours, celsius, strict=True)]
