"""Memory of the paths that a master holds."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from logistics.planning.pricer import PathSet
from logistics.planning.problem import Problem


class Known:
    """Paths already in the master, by a 64-bit signature of owner and arcs."""

    def __init__(self, problem: Problem) -> None:
        rng = np.random.default_rng(20250901)
        self.arc = rng.integers(1, 2**63, len(problem.ts.head), dtype=np.uint64)
        self.owner = rng.integers(1, 2**63, len(problem.source), dtype=np.uint64)
        self.seen: set[int] = set()

    def _signs(self, paths: PathSet) -> list[int]:
        total = np.concatenate([np.zeros(1, np.uint64), np.cumsum(self.arc[paths.arc], dtype=np.uint64)])
        signs: list[int] = (total[paths.ptr[1:]] - total[paths.ptr[:-1]] + self.owner[paths.owner]).tolist()
        return signs

    def new(self, paths: PathSet) -> NDArray[np.bool_]:
        """Return which paths were not seen before, and remember them."""
        fresh = np.zeros(len(paths.owner), bool)
        for i, sign in enumerate(self._signs(paths)):
            if sign not in self.seen:
                self.seen.add(sign)
                fresh[i] = True
        return fresh

    def forget(self, paths: PathSet) -> None:
        """Take paths as new again."""
        self.seen.difference_update(self._signs(paths))
