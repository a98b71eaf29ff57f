"""Kinds of box without power on an event graph: the columns of `Keeping` that belong to kinds, tracks and arcs."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from logistics.errors import PlanningError
from logistics.planning.lives import Life
from logistics.timespace.memory import Memory, read_memory
from logistics.timespace.model import TimeSpace
from logistics.timespace.weather import Weather, arc_pieces

F64 = NDArray[np.float64]


def no_boxes() -> dict[str, Any]:
    """Return the columns where there is no box without power."""
    none, rows, wide = np.zeros(0), np.zeros(0, np.int64), np.zeros((0, 0))
    one_each = dict.fromkeys(("ceiling", "floor", "threshold", "most", "slope", "outside"), none)
    return {
        **one_each, "lasting": np.zeros(0, np.uint8), **dict.fromkeys(("hot", "icy", "begin", "stop"), rows),
        **dict.fromkeys(("share", "push", "bear", "rates"), wide), "kept": np.zeros((0, 0, 0)),
        "minutes": np.zeros(0, np.int16),
    }  # fmt: skip


def without_power(
    ts: TimeSpace, weather: Weather, lives: list[Life], begin: list[dict[str, F64]], longest_min: float
) -> dict[str, Any]:  # fmt: skip
    """
    Return the columns of some kinds of box.

    Parameters
    ----------
    ts : TimeSpace
    weather : Weather
    lives : list of Life
        Of each kind.
    begin : list of mapping
        ``mean``, ``warm``, ``cold``, ``used`` that boxes of each kind start with.
    longest_min : float
        No box is longer under way.

    Raises
    ------
    PlanningError
        If goods keep longer when warmer.
    """
    if not lives:
        return no_boxes()
    arcs = arc_pieces(ts, weather)
    tracks = _Tracks()
    columns: dict[str, list[Any]] = {name: [] for name in _OF_KIND}
    for life, state in zip(lives, begin, strict=True):
        assert life.unpowered is not None
        others = np.concatenate([state[name] for name in ("mean", "warm", "cold")])
        memory = read_memory(arcs, life.unpowered, weather, others.tolist())
        if not memory.monotone:
            raise PlanningError(
                f"'{life.quality.name if life.quality else ''}' keeps longer when warmer; the plan cannot follow such "
                "goods."
            )
        spent = memory.fastest * longest_min + float(state["used"].max(initial=0.0))
        hot, icy = tracks.rows(memory, life.unpowered.tau_min)
        values = (
            life.unpowered.ceiling_c, life.unpowered.floor_c, life.threshold, life.most, memory.slope,
            spent <= min(life.threshold, life.most), hot, icy, memory.course.kept, memory.course.rate,
        )  # fmt: skip
        for name, value in zip(_OF_KIND, values, strict=True):
            columns[name].append(value)
    course = memory.course
    return {
        **{name: np.array(values, _OF_KIND[name]) for name, values in columns.items()},
        **tracks.columns(len(ts.head)), "begin": course.begin, "stop": course.stop, "minutes": course.minutes,
        "outside": course.outside,
    }  # fmt: skip


_OF_KIND: dict[str, Any] = {
    "ceiling": np.float64, "floor": np.float64, "threshold": np.float64, "most": np.float64, "slope": np.float64,
    "lasting": np.uint8, "hot": np.int64, "icy": np.int64, "kept": np.float64, "rates": np.float64,
}  # fmt: skip


class _Tracks:
    """Limits by arc; kinds of box that forget alike and have the same limit share one."""

    def __init__(self) -> None:
        self._row: dict[tuple[float, float, float], int] = {}
        self._arcs: list[tuple[F64, F64, F64]] = []

    def rows(self, memory: Memory, tau_min: float) -> tuple[int, int]:
        """Return the tracks of the ceiling and of the floor of a kind of box, -1 where it has none."""
        found = {1.0: -1, -1.0: -1}
        for x, (sign, limit) in enumerate(zip(memory.sign, memory.limit, strict=True)):
            key = (tau_min, sign, limit)
            if key not in self._row:
                self._row[key] = len(self._arcs)
                self._arcs.append((memory.strain.keep, memory.strain.push[x], memory.strain.most[x]))
            found[sign] = self._row[key]
        return found[1.0], found[-1.0]

    def columns(self, arcs: int) -> dict[str, F64]:
        """Return the arrays of all tracks."""
        parts = [[track[i] for track in self._arcs] for i in range(3)]
        return {
            name: np.array(part, np.float64).reshape(len(self._arcs), arcs)
            for name, part in zip(("share", "push", "bear"), parts, strict=True)
        }
