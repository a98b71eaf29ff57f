"""Cargo temperature at the end of every row of a path, for boxes without power."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from logistics.planning.drifting import MEMORY, course_of
from logistics.planning.keeping import weather_of
from logistics.planning.pricer import PathSet
from logistics.planning.problem import Problem
from logistics.timespace.drift import walk_on
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
    keeping = problem.keeping
    ends = np.full(len(rows.path), np.nan)
    owner = paths.owner[rows.path]
    first = np.append(True, rows.path[1:] != rows.path[:-1])[: len(rows.path)]
    start = np.where(first, keeping.mean[owner], np.nan)
    followed = keeping.kind[owner] == MEMORY
    if not followed.any():
        return ends
    pieces = weather_of(problem.ts).pieces(rows.from_row, rows.to_row, rows.start, rows.end)
    for box in range(len(keeping.ceiling)):
        mine = np.flatnonzero(followed & (keeping.box[owner] == box))
        course = course_of(box, keeping)._replace(minutes=pieces.minutes, outside=pieces.mean)
        ends[mine] = walk_on(course, pieces.begin[mine], pieces.stop[mine], start[mine])[0]
    return ends
