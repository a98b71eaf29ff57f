"""One question, one answer: builds the weeks of the event graph that it needs."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

import pandas as pd

from logistics.errors import DataError, did_you_mean
from logistics.results.model import Plan
from logistics.results.path import Front
from logistics.routing.asked import check_numbers
from logistics.routing.query import Query
from logistics.routing.router import Router
from logistics.scenario import Scenario, build_instance
from logistics.units import MIN_PER_DAY, from_min, iso_minute, to_min

BESIDE_MIN = 366 * MIN_PER_DAY
"""So far beside the solved days of a scenario its timetable is taken to run."""


def find_paths(scenario: Scenario, *, consignment: str | None = None, plan: Plan | None = None, **asked: Any) -> Front:
    """
    Return the front of one consignment, or why it has no path.

    Parameters
    ----------
    scenario : Scenario
        Its changes hold, those known late included.
    consignment : str, optional
        Id of a consignment of the scenario: gives origin, destination, commodity, unit, depart, arrive_by and boxes;
        what is given beside it replaces them.
    plan : Plan, optional
        A plan of the scenario; boxes find the room that it leaves.
    **asked
        Fields of `Query`.

    Returns
    -------
    Front

    Raises
    ------
    DataError
        If a word is unknown, the departure lies more than a year outside the solved days (with a plan: outside), or
        the question contradicts itself.

    Examples
    --------
    >>> from logistics.scenario import load_scenario
    >>> scenario = load_scenario("tests/data/tiny.toml")
    >>> from datetime import datetime
    >>> front = find_paths(
    ...     scenario, origin="xian", destination="moscow", commodity="electronics", depart=datetime(2025, 9, 1)
    ... )
    >>> round(front[0].transit_h / 24, 1)
    7.7
    """
    query = _query(scenario, consignment, asked)
    check_numbers(query)
    depart = to_min(query.depart)
    horizon = scenario.horizon
    inside = horizon.solved_start_min <= depart < horizon.solved_end_min
    if not inside:
        _check_near(scenario, depart, plan)
    first = from_min(depart).date()
    router = Router.from_scenario(scenario, start=first, end=first + timedelta(days=_days(query)), plan=plan)
    front = router.find_paths(query)
    return front if inside else _with_note(front, _beyond(scenario, depart))


def _check_near(scenario: Scenario, depart: int, plan: Plan | None) -> None:
    """Refuse a departure that the timetable says nothing about, or a plan of other days."""
    horizon = scenario.horizon
    if plan is not None or not (
        horizon.solved_start_min - BESIDE_MIN <= depart < horizon.solved_end_min + BESIDE_MIN
    ):  # fmt: skip
        near = "" if plan is not None else " or within a year of them"
        raise DataError(f"{_beyond(scenario, depart)}; choose a departure inside{near}, or a scenario of other days")


def _beyond(scenario: Scenario, depart: int) -> str:
    horizon = scenario.horizon
    return (
        f"depart {iso_minute(depart)} is outside the solved days of scenario {scenario.name!r}, "
        f"{iso_minute(horizon.solved_start_min)} to {iso_minute(horizon.solved_end_min - 1)}"
    )


def _with_note(front: Front, beyond: str) -> Front:
    """Return an answer that says how far it may be trusted."""
    note = (
        f"{beyond}: trains, rules and weather are those of the days asked for, changes of the scenario by their dates"
    )
    return replace(front, query={**front.query, "notes": [note, *front.query["notes"]]})


def _days(query: Query) -> int:
    """Return the days of departures after the first one."""
    return int(min(max(query.window_h, 0.0), 24.0 * 366) * 60 // MIN_PER_DAY) + 1


def _query(scenario: Scenario, consignment: str | None, asked: dict[str, Any]) -> Query:
    """Return the query of keywords, filled up from a consignment."""
    allowed = [field.name for field in fields(Query)]
    for name in asked:
        if name not in allowed:
            raise DataError(f"find_paths: {name!r} is no part of a query{did_you_mean(name, allowed)}")
    if consignment is not None:
        asked = {**_of_consignment(scenario, consignment), **asked}
    missing = [name for name in allowed[:4] if name not in asked]
    if missing:
        raise DataError(f"find_paths: {', '.join(missing)} not given; give them, or a consignment of the scenario")
    return Query(**asked)


def _of_consignment(scenario: Scenario, consignment: str) -> dict[str, Any]:
    table: pd.DataFrame = build_instance(scenario).consignments
    row = table[table["consignment_id"] == consignment]
    if row.empty:
        hint = did_you_mean(consignment, table["consignment_id"])
        raise DataError(f"consignment {consignment!r} is not in scenario {scenario.name!r}{hint}")
    values = row.iloc[0]
    return {
        "origin": str(values["origin"]),
        "destination": str(values["destination"]),
        "commodity": str(values["commodity_id"]),
        "unit": str(values["unit_id"]),
        "depart": from_min(int(values["ready_min"])),
        "arrive_by": from_min(int(values["due_min"])),
        "boxes": float(values["boxes"]),
    }
