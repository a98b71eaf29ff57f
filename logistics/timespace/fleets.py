"""Rows of fleets: boxes that are out in a week, from the gate until they can be loaded again."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from logistics.cargo.fleets import Fleet, fleet_of_unit, fleets_on_offer, read_fleets
from logistics.network.model import Network
from logistics.timespace.arcs import Arcs
from logistics.timespace.model import ArcKind, Measure, ResourceKind
from logistics.timespace.nodes import Nodes
from logistics.timespace.periods import day_texts, split_periods
from logistics.timespace.rows import RowBlock
from logistics.units import MIN_PER_DAY

I64 = NDArray[np.int64]
F64 = NDArray[np.float64]
WEEK_DAYS = 7
WEEK_MIN = WEEK_DAYS * MIN_PER_DAY
MONDAY_MIN = 4 * MIN_PER_DAY
"""The first Monday, 5 January 1970: weeks are counted from it."""


def by_week(start: I64, end: I64) -> tuple[I64, I64, F64]:
    """
    Split intervals over weeks from Monday to Sunday (UTC).

    Returns
    -------
    row, monday, days : int64[n], int64[n], float64[n]
        Interval, first minute of the week, and days inside, above 0.

    Examples
    --------
    >>> by_week(np.array([3 * 1440]), np.array([5 * 1440]))
    (array([0, 0]), array([-4320,  5760]), array([1., 1.]))
    """
    row, week, overlap = split_periods(start - MONDAY_MIN, end - MONDAY_MIN, WEEK_MIN)
    inside = overlap > 0
    return row[inside], week[inside] * WEEK_MIN + MONDAY_MIN, overlap[inside] / MIN_PER_DAY


def resource_ids(fleet: Fleet, monday: I64) -> list[str]:
    """Return the ids of a fleet in weeks."""
    return [f"fleet:{fleet.fleet_id}:{text}" for text in day_texts(monday // MIN_PER_DAY)]


def fleet_rows(network: Network, nodes: Nodes, arcs: Arcs) -> list[RowBlock]:
    """
    Return box-days of every fleet by week, used by every movement; by unloading also until the box has turned.

    Which boxes are of a fleet is not known to arcs: who measures use leaves the others out.
    """
    found = []
    start, end = nodes.minute[arcs.tail], nodes.minute[arcs.head]
    used = fleets_on_offer(network)
    for number, fleet in enumerate(read_fleets(network)):
        if number not in used:
            continue
        back = end + np.where(arcs.kind == ArcKind.UNLOAD, fleet.turn_min, 0)
        arc, monday, days = by_week(start, back)
        weeks, row = np.unique(monday, return_inverse=True)
        found.append(
            RowBlock(
                resource_id=resource_ids(fleet, weeks),
                kind=ResourceKind.FLEET,
                measure=Measure.BOX,
                place=np.full(weeks.size, number, np.int64),
                start_min=weeks,
                end_min=weeks + WEEK_MIN,
                capacity=np.full(weeks.size, fleet.boxes * WEEK_DAYS),
                arc=arc,
                row=row.ravel(),
                coef=days,
            )
        )
    return found


def fleet_days(network: Network, held: pd.DataFrame) -> pd.DataFrame:
    """
    Return the box-days of fleets that boxes take, by week.

    Parameters
    ----------
    network : Network
    held : DataFrame
        ``unit, boxes, start, end, unloaded``: boxes of a unit that are out between two minutes, and whether they are
        unloaded then, so that they turn.

    Returns
    -------
    DataFrame
        ``fleet`` (row of ``fleets.csv``), ``monday`` (first minute of the week), ``resource_id, amount, capacity``;
        one row per fleet and week used.
    """
    of_unit, parts = fleet_of_unit(network), []
    member = held["unit"].map(of_unit).fillna(-1).to_numpy(np.int64)
    start, end = held["start"].to_numpy(np.int64), held["end"].to_numpy(np.int64)
    for number, fleet in enumerate(read_fleets(network)):
        mine = np.flatnonzero(member == number)
        back = end[mine] + np.where(held["unloaded"].to_numpy(bool)[mine], fleet.turn_min, 0)
        row, monday, days = by_week(start[mine], back)
        weeks, week = np.unique(monday, return_inverse=True)
        amount = np.bincount(week.ravel(), days * held["boxes"].to_numpy(float)[mine][row], len(weeks))
        table = {"fleet": number, "monday": weeks, "resource_id": resource_ids(fleet, weeks), "amount": amount}
        parts.append(pd.DataFrame({**table, "capacity": fleet.boxes * WEEK_DAYS}))
    columns = ("fleet", "monday", "resource_id", "amount", "capacity")
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(columns))
