"""The first columns: boxes loaded in rounds, each on its cheapest path with room left."""

from __future__ import annotations

import numpy as np

from logistics.planning.known import Known
from logistics.planning.master import Master
from logistics.planning.pricer import PathSet, select

ROUNDS = 15
FULL = 1e-6


def load_in_rounds(master: Master, known: Known, paths: PathSet) -> None:
    """
    Load boxes on their cheapest paths until rows are full, then the rest on the cheapest with room, and so on.

    Gives the first master columns that share capacity, and the rows that bind them.

    Parameters
    ----------
    master : Master
        Holds ``paths`` as its last columns; receives the paths of later rounds and the rows.
    known : Known
    paths : PathSet
        The cheapest path of every consignment.
    """
    problem = master.problem
    capacity = problem.rows.capacity
    room, left = capacity.copy(), problem.boxes.copy()
    full = np.zeros(len(room), bool)
    for _ in range(ROUNDS):
        placed = master.load(master.columns - len(paths.owner), room, left)
        full = (room <= FULL * capacity) & (capacity > 0)
        if placed <= 1e-3 * left.sum() or left.sum() < 1e-6:
            break
        shut = np.where(full, np.inf, 0.0)
        _, paths = master.pricer.search(shut, np.where(left > 1e-9, problem.outside, 0.0))
        paths = select(paths, known.new(paths))
        master.add_paths(paths)
    use = capacity - room
    master.add_rows(master.tightest(use, full | (use > problem.rows.free)))
