"""Month by month and route by route: can the goods go, in which box, how long, for how much, and how do they arrive."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import pandas as pd

from logistics.errors import DataError
from logistics.results.path import Leg, Path
from logistics.routing.asked import Asked
from logistics.routing.breach import breaches
from logistics.routing.cargo_legs import cargo_range
from logistics.routing.crossings import Crossings, Route, find_routes
from logistics.routing.dropped import without_limits
from logistics.routing.gaps import missing
from logistics.routing.permission import sentence
from logistics.routing.query import Query
from logistics.routing.router import Router
from logistics.routing.season_units import season_units
from logistics.routing.tank import dry_stretch
from logistics.scenario import Scenario

WINDOW_H = 168.0
_DAY = 8
_HURRY_USD_PER_H = 1e5


def season(
    scenario: Scenario,
    origin: str,
    destination: str,
    *,
    commodity: str,
    units: Sequence[str] = (),
    year: int | None = None,
    routes: int = 5,
) -> pd.DataFrame:
    """
    Return one row per month, route and loading unit.

    Parameters
    ----------
    scenario : Scenario
        Its changes hold on their days.
    origin, destination : str
        Terminals, by id or name.
    commodity : str
    units : sequence of str, optional
        Loading units; by default those of `season_units`.
    year : int, optional
        Calendar year; by default the twelve months from the first one of the scenario.
    routes : int
        Most routes shown; a route is the sequence of border crossings.

    Returns
    -------
    DataFrame
        ``month`` (YYYY-MM), ``route``, ``unit``, ``power``, ``feasible``, ``why`` (rule; limit; spell: a limit that
        usual weather keeps and a warm or cold spell passes; service; blank if feasible), ``reason`` (a sentence),
        ``depart_utc``, ``days`` (by the timetable), ``days_p50``, ``days_p90``, ``cost_usd`` (per FEU),
        ``shelf_life_used``, ``shelf_life_left`` (shares at arrival), ``cargo_min_c``,
        ``cargo_max_c`` (monthly mean weather). Where a limit is passed the temperatures are those of the fastest way.
        ``held_h``: hours by which a way that keeps the limits arrives later than the one without (0: no later), and
        ``held_at``: the terminal where it stands longest (blank: nowhere later).

    Notes
    -----
    Of each month the second week is asked: boxes may come to the gate in any of its minutes, and the way of least
    money and value of time counts.
    """
    if routes < 1:
        raise DataError(f"routes is {routes}; ask for at least 1")
    months = _months(scenario, year)
    last = months[-1] + timedelta(days=_DAY + 7)
    router = Router.from_scenario(scenario, start=months[0], end=last)
    names = season_units(router, commodity, units)
    crossings = Crossings(router.network)
    asked = Query(origin, destination, commodity, _moment(months[0]), window_h=WINDOW_H)
    ways = _routes(router, asked, names, months, crossings, routes)
    rows = [
        {"month": f"{month:%Y-%m}", "route": crossings.words(route), **row}
        for month in months
        for route in ways
        for row in _of_route(router, asked, names, month, crossings.beside(route))
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


COLUMNS = (
    "month", "route", "unit", "power", "feasible", "why", "reason", "depart_utc", "days", "days_p50", "days_p90",
    "cost_usd", "shelf_life_used", "shelf_life_left", "cargo_min_c", "cargo_max_c", "held_h", "held_at",
)  # fmt: skip


def _months(scenario: Scenario, year: int | None) -> list[date]:
    """Return the first days of twelve months."""
    if year is not None and not 2000 <= year <= 2100:
        raise DataError(f"year is {year}; it must lie between 2000 and 2100")
    first = scenario.horizon.start if year is None else date(year, 1, 1)
    return [date(first.year + (first.month - 1 + i) // 12, (first.month - 1 + i) % 12 + 1, 1) for i in range(12)]


def _moment(month: date) -> datetime:
    return datetime(month.year, month.month, _DAY, tzinfo=UTC)


def _routes(
    router: Router, asked: Query, units: Sequence[str], months: Sequence[date], crossings: Crossings, most: int
) -> list[Route]:  # fmt: skip
    """Return the routes of four months of the year, whatever limits and rules say."""

    def best(closed: tuple[str, ...], month: date) -> Sequence[Leg]:
        query = replace(asked, depart=_moment(month), close=closed, unit=units[0])
        free = router.look_up(query)
        ignored = tuple(rule.rule_id for rule in router.permission.of(free).rules)
        path = router.best_of(
            _bare(replace(free, query=replace(free.query, ignore_rules=ignored))), free.box.time_usd_per_h
        )
        return path.legs if path else ()

    found: dict[Route, None] = {}
    for month in months[::3]:
        found.update(dict.fromkeys(find_routes(partial(best, month=month), crossings, most)))
    return list(found)[:most]


def _bare(asked: Asked) -> Asked:
    return replace(asked, box=without_limits(asked.box))


def _of_route(
    router: Router, asked: Query, units: Iterable[str], month: date, closed: tuple[str, ...]
) -> Iterator[dict[str, Any]]:  # fmt: skip
    """Yield what each unit finds on one route in one month."""
    for unit in units:
        query = router.look_up(replace(asked, depart=_moment(month), unit=unit, close=closed))
        row: dict[str, Any] = {"unit": unit, "power": query.box.power}
        path = router.best_of(query, query.box.time_usd_per_h)
        if path is not None:
            free = router.best_of(_bare(query), query.box.time_usd_per_h) if query.box.remembers else None
            told = {**_told(router, query, path), **_held(path, free)}
            yield {**row, "feasible": True, "why": "", "reason": "", **told}
            continue
        why, reason, fastest = _why(router, query)
        temperatures = _told(router, query, fastest) if fastest is not None else {}
        kept = {name: temperatures.get(name, math.nan) for name in ("cargo_min_c", "cargo_max_c")}
        yield {**row, "feasible": False, "why": why, "reason": reason, "depart_utc": pd.NaT, **kept}


def _told(router: Router, asked: Asked, path: Path) -> dict[str, Any]:
    low, high = cargo_range(path.legs, router.weights(asked.box), router.weather, router.names)
    return {
        "depart_utc": pd.Timestamp(path.depart_utc),
        "days": path.transit_h / 24.0,
        "days_p50": path.transit_p50_h / 24.0,
        "days_p90": path.transit_p90_h / 24.0,
        "cost_usd": path.cost_usd,
        "shelf_life_used": path.shelf_life_used,
        "shelf_life_left": 1.0 - path.shelf_life_used,
        "cargo_min_c": low,
        "cargo_max_c": high,
    }


def _held(path: Path, free: Path | None) -> dict[str, Any]:
    """Return how much later a way arrives than the one free of limits, because it waits or goes around, and where."""
    hours = 0.0 if free is None else max(0.0, (path.arrive_utc - free.arrive_utc) / timedelta(hours=1))
    stands: dict[str, float] = {}
    for leg in path.legs:
        if leg.from_terminal == leg.to_terminal:
            stands[leg.to_terminal] = stands.get(leg.to_terminal, 0.0) + leg.hours
    return {"held_h": hours, "held_at": max(stands, key=lambda place: stands[place]) if hours and stands else ""}


def _limit(router: Router, asked: Asked, path: Path) -> str:
    """Return whether usual weather passes a limit, or only a spell does."""
    low, high = cargo_range(path.legs, router.weights(asked.box), router.weather, router.names)
    return "spell" if asked.box.coldest_c <= low and high <= asked.box.warmest_c else "limit"


def _why(router: Router, asked: Asked) -> tuple[str, str, Path | None]:
    """Return what stands in the way first: a rule, a limit, or that nothing runs."""
    ruling = router.permission.of(asked)
    fastest = None if ruling.forbidding else router.best_of(_bare(asked), _HURRY_USD_PER_H)
    if fastest is None and ruling.rules:
        return "rule", "; ".join(sentence(rule, asked, router.network) for rule in ruling.rules), None
    if fastest is not None:
        passed = breaches(asked, fastest.legs, router)
        if passed:
            return _limit(router, asked, fastest), passed[0]["text"], fastest
        return (
            "limit",
            f"no way keeps the limits of {router.names.goods(asked.box.commodity)} in {asked.box.unit}",
            fastest,
        )
    dry = dry_stretch(asked, router)
    gaps = [dry["text"]] if dry else missing(asked, router)
    return "service", gaps[0] if gaps else "no service in time", None
