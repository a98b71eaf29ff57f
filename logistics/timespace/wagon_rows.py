"""Rows of paths in wagons: the gauge side of each, and what the load pays and weighs there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from logistics.network.model import Network
from logistics.results.freeze import MOVES
from logistics.scenario.wagons import Side, Wagon, wagons_of
from logistics.timetable.tables import gauges, texts

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Amounts:
    """
    What the load of one wagon is on rows of its path, over what the wagon is on its own gauge; n rows.

    Attributes
    ----------
    feu, gross : float64[n]
        Its length and counted mass over the wagon's own.
    paid : float64[n]
        FEU that it pays for over the wagon's own length.
    hire_usd_h : float64[n]
        USD per hour; 0 in boxes, whose hire is a running cost of the whole way.
    at_home, in_wagon : bool[n]
        Whether the load is in the wagon itself, and whether in this or another one.
    """

    feu: F64
    gross: F64
    paid: F64
    hire_usd_h: F64
    at_home: Bools
    in_wagon: Bools

    @classmethod
    def of_boxes(cls, size: int) -> Amounts:
        """Return the amounts of rows in boxes: those of the box everywhere."""
        return cls(
            np.ones(size),
            np.ones(size),
            np.ones(size),
            np.zeros(size),
            np.ones(size, np.bool_),
            np.zeros(size, np.bool_),
        )

    def put(self, at: I64, own: Amounts) -> None:
        """Put the amounts of some rows in place."""
        for column in fields(self):
            getattr(self, column.name)[at] = getattr(own, column.name)


def amounts(wagon: Wagon, gauge: I64, moves: Bools, crosses: Bools) -> Amounts:
    """
    Return the amounts of rows in one kind of wagon.

    Parameters
    ----------
    wagon : Wagon
    gauge : int64[n]
        Track gauge on which each row begins.
    moves, crosses : bool[n]
        Rides, and operations that lead to another gauge.
    """
    own = wagon.own
    sides: tuple[Side, Side] = (own, wagon.onward or own)
    side = (gauge != wagon.gauge).astype(np.int64)

    def at(name: str) -> F64:
        return np.asarray(np.array([getattr(one, name) for one in sides])[side], np.float64)

    paid = np.where(moves, at("freight_feu"), np.where(crosses, at("transload_feu"), at("feu")))
    return Amounts(
        at("feu") / own.feu, at("gross_t") / own.gross_t, paid / own.feu, at("hire_usd_h"), side == 0, at("gauge") > 0
    )


def row_gauges(path: I64, rides: I64, begins: I64, ends: I64) -> I64:
    """
    Return the track gauge on which each row of paths begins.

    Parameters
    ----------
    path : int64[n]
        Path of each row; rows of a path stand together in order of time.
    rides : int64[n]
        Gauge of the train, -1 where the row is no ride.
    begins, ends : int64[n]
        Gauge sides of an operation, -1 where the row is none or the side is blank.

    Notes
    -----
    A row that waits is on the gauge to which the row before leads; at the start of a path on that of the row after.

    Examples
    --------
    >>> none = np.full(4, -1)
    >>> rides, begins, ends = none.copy(), none.copy(), none.copy()
    >>> rides[[0, 3]], begins[1], ends[1] = (1520, 1435), 1520, 1435
    >>> row_gauges(np.zeros(4, int), rides, begins, ends).tolist()  # ride, gauge change, yard, ride
    [1520, 1520, 1435, 1435]
    """
    before = np.where(rides >= 0, rides, np.where(begins >= 0, begins, ends))
    after = np.where(rides >= 0, rides, np.where(ends >= 0, ends, begins))
    table = pd.DataFrame({"path": path, "before": before, "after": after}).replace(-1, np.nan)
    led = table.groupby("path", sort=False)["after"].ffill()
    following = table.groupby("path", sort=False)["before"].bfill()
    found = table["before"].fillna(led).fillna(following).fillna(-1)
    return np.asarray(found.to_numpy(np.int64), np.int64)


def leg_amounts(legs: pd.DataFrame, unit: Mapping[object, object] | pd.Series, network: Network) -> Amounts:
    """
    Return the amounts of rows of ``legs.parquet``.

    Parameters
    ----------
    legs : DataFrame
        Rows of whole paths or their beginnings, those of a path in order of time.
    unit : mapping or Series
        Loading unit by path id.
    network : Network
    """
    wagons = wagons_of(network)
    found = Amounts.of_boxes(len(legs))
    units = legs["path_id"].map(unit)
    mine = np.flatnonzero(units.isin(set(wagons)).to_numpy(bool)) if wagons else np.zeros(0, np.int64)
    if not len(mine):
        return found
    part, units = legs.iloc[mine], units.iloc[mine]
    services, operations = network["services"], network["operations"]
    rail = [mode == "rail" for mode in texts(services, "mode")]
    of_service = np.where(rail, np.array(gauges(services, "track_gauge_mm")), 0)
    train = dict(zip(texts(services, "service_id"), of_service.tolist(), strict=True))
    places = [
        dict(zip(texts(operations, "operation_id"), gauges(operations, column), strict=True))
        for column in ("from_gauge", "to_gauge")
    ]
    ends = [part["operation_id"].map(place).fillna(-1).to_numpy(np.int64) for place in places]
    moves = part["kind"].isin(MOVES).to_numpy(bool)
    rides = np.where(moves, part["service_id"].map(train).fillna(-1).to_numpy(np.int64), -1)
    gauge = row_gauges(pd.factorize(part["path_id"])[0].astype(np.int64), rides, *ends)
    crosses = (ends[0] >= 0) & (ends[1] >= 0) & (ends[0] != ends[1])
    for name in units.unique().tolist():
        rows = np.flatnonzero((units == name).to_numpy(bool))
        found.put(mine[rows], amounts(wagons[str(name)], gauge[rows], moves[rows], crosses[rows]))
    return found


def leg_hours(legs: pd.DataFrame) -> F64:
    """Return the hours of rows."""
    seconds = (legs["end_utc"] - legs["start_utc"]).dt.total_seconds()
    return np.asarray(seconds.to_numpy(np.float64) / 3600.0, np.float64)


def leg_hire(legs: pd.DataFrame, unit: Mapping[object, object] | pd.Series, network: Network) -> F64:
    """Return the hire of wagons in rows of ``legs.parquet`` [USD per wagon], 0 in boxes; arguments as `leg_amounts`."""
    rate = leg_amounts(legs, unit, network).hire_usd_h
    return rate * leg_hours(legs) if rate.any() else rate
