"""Best plan and best bound found so far, and what is told about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from logistics.planning.pricer import PathSet, no_paths
from logistics.planning.problem import F64

SHARP = 2e-5  # below this an exact answer takes no longer
FINER = 0.1


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

    def roughness(self, table: Sequence[tuple[float, float]], offset: float, wanted: float = 0.0) -> float:
        """
        Return how rough a master's answer may be: prices need not be sharp while the gap is wide.

        ``table`` says it by gaps: above each, the accuracy, relative to what the plan costs.
        A master counts what is saved against ``offset`` [USD], the cost of all outside options. That can be far more
        than the plan costs, and its accuracy is relative to it.
        No answer need be much finer than the gap ``wanted`` in the end.
        """
        share = min(1.0, self.upper / max(abs(self.upper - offset), 1e-9)) if np.isfinite(self.upper) else 1.0
        rough = share * max(next((accuracy for wide, accuracy in table if self.gap > wide), 0.0), FINER * wanted)
        return rough if rough >= SHARP else 0.0
