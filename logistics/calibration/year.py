"""The event graph of the shipped timetable year, and the days on which a month is asked for."""

from __future__ import annotations

from datetime import date

from logistics.network.model import Network
from logistics.scenario.horizon import Horizon
from logistics.scenario.instance import make_consignments
from logistics.scenario.model import Instance
from logistics.timespace import TimeSpace, expand
from logistics.units import to_min

YEAR_START, YEAR_END = date(2025, 9, 1), date(2026, 8, 31)
RUNOUT_WEEKS = 11
_DAYS_OF_YEAR = (4, 19)
_DAYS_OF_MONTH = (2, 6, 10, 15, 19, 24, 28)


def year_graph(network: Network) -> TimeSpace:
    """Return the event graph of the timetable year, without consignments."""
    network = network.with_tables(demand=network["demand"].iloc[:0])
    horizon = Horizon(YEAR_START, YEAR_END, 0, RUNOUT_WEEKS)
    consignments = make_consignments(network, [], horizon)
    return expand(Instance(network, consignments, horizon, horizon.solved_start_min))


def releases(month: int | None) -> tuple[int, ...]:
    """
    Return the UTC minutes from which departures are asked for: seven days of a month, or two of every month.

    The days walk through the week from month to month; a month is that month of the timetable year.

    Examples
    --------
    >>> len(releases(6)), len(releases(None))
    (7, 24)
    """
    months = range(1, 13) if month is None else (month,)
    days = _DAYS_OF_YEAR if month is None else _DAYS_OF_MONTH
    return tuple(
        to_min(date(YEAR_START.year if m >= YEAR_START.month else YEAR_END.year, m, day))
        for m in months
        for day in days
    )
