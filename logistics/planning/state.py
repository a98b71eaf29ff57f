"""Best plan and best bound found so far, and what is told about them."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from logistics.planning.pricer import PathSet, no_paths
from logistics.planning.problem import F64


@dataclass(frozen=True)
class Progress:
    """State after one iteration: masters solved, objective and bound [USD], columns, rows, seconds."""

    iteration: int
    objective: float
    lower_bound: float
    columns: int
    rows: int
    seconds: float


@dataclass
class State:
    """Best plan and best bound so far."""

    upper: float = np.inf
    paths: PathSet = field(default_factory=no_paths)
    flow: F64 = field(default_factory=lambda: np.zeros(0))
    lower: float = -np.inf
    price: F64 = field(default_factory=lambda: np.zeros(0))
    demand: F64 = field(default_factory=lambda: np.zeros(0))

    @property
    def gap(self) -> float:
        """Relative gap."""
        if not np.isfinite(self.upper) or not np.isfinite(self.lower):
            return np.inf
        return (self.upper - self.lower) / max(abs(self.upper), 1e-9)
