"""Compiled ways known before a search with box temperatures: they let it give up early what cannot be in the front."""

# ruff: noqa: PLR0917  compiled kernels take flat arrays, one parameter each

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from logistics.routing.bounds import FAR
from logistics.routing.labels import _arrive, _beaten
from logistics.timespace.drift import walk

I64 = NDArray[np.int64]


@njit(cache=True, nogil=True)
def seed(  # noqa: C901  one loop over entries, modes and arcs
    area: Any, gate: Any, course: Any, strain: Any, least: I64, unit: float, f_time: I64, f_cost: I64, f_life: I64,
    f_co2e: I64, f_label: I64,
) -> int:  # fmt: skip
    """
    Put values of ways that keep the limits into the front, near the fastest, cheapest and freshest of every entry.

    ``least`` is what every arc can use at least (see `memory_bounds.least_used`). Returns the size of the front.
    """
    found, tracks, stages = 0, len(strain.most), area.stages
    carried = np.empty(tracks)
    for e in range(len(gate.node)):
        if area.early[gate.node[e] * stages] == FAR:
            continue
        for mode in range(3):
            n, s, temp = gate.node[e], 0, gate.temp[e]
            c, u, g = gate.cost[e], gate.life[e], 0
            for x in range(tracks):
                carried[x] = gate.strain[x, e]
            arc = 0
            while arc >= 0 and not (area.target[n] and s == stages - 1):
                best, second, arc = FAR, FAR, -1
                for a in range(area.first_arc[n], area.first_arc[n + 1]):
                    h = area.head[a] * stages + (s if stages == 1 else area.jump[a * stages + s])
                    if area.shut[a] or area.head[a] >= area.high or area.early[h] == FAR:
                        continue
                    fits = True
                    for x in range(tracks):
                        after = strain.keep[a] * carried[x] + strain.push[x, a]
                        fits = fits and carried[x] <= strain.most[x, a] and after <= area.most[x, h]
                    money = area.cost[a] + area.cheap[h]
                    value = area.early[h] if mode == 0 else money if mode == 1 else least[a] + area.fresh[h]
                    other = area.early[h] if mode == 1 else money
                    if fits and (value < best or (value == best and other < second)):
                        best, second, arc = value, other, a
                if arc >= 0:
                    temp, used = walk(course, course.begin[arc], course.stop[arc], temp)
                    c, u, g = c + area.cost[arc], u + int(used * unit + 0.5), g + area.co2e[arc]
                    for x in range(tracks):
                        carried[x] = strain.keep[arc] * carried[x] + strain.push[x, arc]
                    s = s if stages == 1 else int(area.jump[arc * stages + s])
                    n = int(area.head[arc])
            time = (area.node_min[n] - gate.start[e]) * area.timed
            if arc >= 0 and found + 1 < len(f_cost) and not _beaten(
                time, c, u, g, 0, found, f_time, f_cost, f_life, f_co2e
            ):  # fmt: skip
                found = _arrive(time, c, u, g, -1, 0, found, f_time, f_cost, f_life, f_co2e, f_label)
    return found
