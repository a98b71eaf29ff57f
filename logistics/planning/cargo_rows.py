"""Cargo temperature at the end of every row of a path, for boxes without power."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from logistics.planning.drifting import F64, I64, MEMORY
from logistics.planning.lives import life_of
from logistics.planning.pricer import PathSet
from logistics.planning.problem import Problem
from logistics.planning.weather import Stretches, Weather
from logistics.timespace.leg_table import LegTable


def cargo_at_ends(problem: Problem, paths: PathSet, rows: LegTable) -> NDArray[np.float64]:
    """
    Return the temperature at the end of every row [degC], nan where none is followed.

    The outside is the monthly mean: what is expected, not the warm and cold days that limits are checked on.

    Parameters
    ----------
    problem : Problem
    paths : PathSet
    rows : LegTable
        Rows of the paths.
    """
    network, keeping = problem.ts.instance.network, problem.keeping
    weather = Weather(network, (0.0,))
    pieces = weather.pieces(Stretches(np.arange(len(rows.path)), rows.from_row, rows.to_row, rows.start, rows.end),
                            len(rows.path))  # fmt: skip
    table = problem.ts.instance.consignments.iloc[problem.options.home[paths.owner]]
    goods, unit = table["commodity_id"].to_numpy(object), problem.options.unit[paths.owner]
    followed = keeping.kind[paths.owner] == MEMORY
    start, tau = np.full(len(paths.owner), np.nan), np.ones(len(paths.owner))
    place = problem.ts.node_terminal[problem.source[paths.owner]].astype(np.int64)
    outside = weather.at(place, table["ready_min"].to_numpy(np.int64))[0]
    lives = {pair: life_of(network, *pair) for pair in set(zip(goods[followed], unit[followed], strict=True))}
    for p in np.flatnonzero(followed).tolist():
        life = lives[goods[p], unit[p]]
        tau[p] = life.tau_min
        start[p] = outside[p] if np.isnan(life.start_c) else life.start_c
    return _ends(rows.path, pieces.ptr, pieces.minutes, pieces.outside[0], start, tau)


@njit(cache=True, nogil=True)
def _ends(path: I64, ptr: I64, minutes: F64, outside: F64, start: F64, tau: F64) -> F64:
    out = np.empty(len(path))
    at, cargo = -1, 0.0
    for r in range(len(path)):
        if path[r] != at:
            at, cargo = path[r], start[path[r]]
        for p in range(ptr[r], ptr[r + 1]):
            cargo = outside[p] + (cargo - outside[p]) * np.exp(-minutes[p] / tau[at])
        out[r] = cargo
    return out
