"""The first columns: boxes loaded in rounds, each on its cheapest path with room left."""

from __future__ import annotations

import numpy as np

from logistics.planning.known import Known
from logistics.planning.master import Master
from logistics.planning.pricer import PathSet, select
from logistics.planning.problem import F64

ROUNDS = 15
FULL = 1e-6


def load_in_rounds(master: Master, known: Known, paths: PathSet, flow: F64) -> F64:
    """
    Load boxes on their cheapest paths until rows are full, then the rest on the cheapest with room, and so on.

    Gives the first master columns that share capacity, and the rows that bind them.

    Parameters
    ----------
    master : Master
        Holds ``paths`` as its last columns; receives the paths of later rounds and the rows.
    known : Known
    paths : PathSet
        The cheapest path of every option, as far as it is new.
    flow : float64[P]
        Boxes already on the columns before those of `paths`.

    Returns
    -------
    float64[P]
        Boxes on all columns; feasible if those given are.
    """
    problem = master.problem
    capacity = problem.rows.capacity
    flows = np.concatenate([flow, np.zeros(len(paths.owner))])
    room = np.maximum(capacity - master.use(flows), 0.0)
    left = np.maximum(problem.boxes - np.bincount(master.owners(), flows, problem.size), 0.0)
    full = np.zeros(len(room), bool)
    for _ in range(ROUNDS):
        placed = master.load(len(flow), room, left)
        flow = np.concatenate([flow, placed])
        full = (room <= FULL * capacity) & (capacity > 0)
        if placed.sum() <= 1e-3 * left.sum() or left.sum() < 1e-6:
            break
        shut = np.where(full, np.inf, 0.0)
        _, paths = master.pricer.search(shut, np.where(left > 1e-9, problem.outside, 0.0)[problem.options.home])
        paths = select(paths, known.new(paths))
        master.add_paths(paths)
    use = capacity - room
    master.add_rows(master.tightest(use, full | (use > problem.rows.free)))
    return np.concatenate([flow, np.zeros(master.columns - len(flow))])
