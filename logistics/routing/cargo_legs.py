"""Cargo temperature and shelf life used on the legs of paths."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from logistics.results.path import Leg
from logistics.routing.names import Names
from logistics.routing.weights import Weights
from logistics.timespace.drift import walk_on
from logistics.timespace.leg_table import LegTable
from logistics.timespace.weather import Weather
from logistics.units import MIN_PER_H, to_min

F64 = NDArray[np.float64]


def cargo_on_legs(table: LegTable, weights: Weights, ambient_c: F64, weather: Weather) -> tuple[F64, F64]:
    """
    Return the mean cargo temperature [degC] and the share of the shelf life used, by leg.

    Powered boxes hold their set point; others drift from leg to leg, from the gate on. Goods without shelf life and
    limits have the temperature of the outside.
    """
    box, memory, hours = weights.box, weights.memory, (table.end - table.start) / MIN_PER_H
    count = len(table.path)
    if memory is None:
        rate = weights.rate_per_min * MIN_PER_H
        return (np.full(count, box.set_point_c) if box.powered else ambient_c), rate * hours
    pieces = weather.pieces(table.from_row, table.to_row, table.start, table.end)
    course, _ = memory.over(pieces)
    first = np.append(True, table.path[1:] != table.path[:-1])
    start = np.where(first, memory.starts(table.from_row, table.start)[0], np.nan)
    end, used = walk_on(course, course.begin, course.stop, start)
    before = np.where(first, start, np.append(np.nan, end[:-1])[:count])
    tau = box.tau_h * MIN_PER_H
    outside = np.bincount(pieces.row, pieces.mean * pieces.minutes, count)
    minutes = np.maximum(table.end - table.start, 1)
    # dT/dt = (A - T) / τ, so the mean of T is that of A, less τ times the rise over the time
    mean = np.where(table.end > table.start, outside / minutes - tau * (end - before) / minutes, end)
    return mean, used if weights.ages else np.full(count, np.nan)


def cargo_range(legs: Sequence[Leg], weights: Weights, weather: Weather, names: Names) -> tuple[float, float]:
    """Return the lowest and highest cargo temperature in monthly mean weather [degC]; nan where unknown."""
    memory, box = weights.memory, weights.box
    if memory is None:
        return box.set_point_c, box.set_point_c
    rows = {name: row for row, name in enumerate(names.terminals)}
    tail, head = (np.array([rows[getattr(leg, name)] for leg in legs]) for name in ("from_terminal", "to_terminal"))
    start, end = (np.array([to_min(getattr(leg, name)) for leg in legs]) for name in ("start_utc", "end_utc"))
    pieces = weather.pieces(tail, head, start, end)
    course, _ = memory.over(pieces)
    begin = np.arange(len(pieces.row))
    first = np.full(len(begin), np.nan)
    at_gate = float(memory.starts(tail[:1], start[:1])[0][0])
    first[:1] = at_gate
    after, _ = walk_on(course, begin, begin + 1, first)
    return float(min(at_gate, after.min())), float(max(at_gate, after.max()))
