"""Confirms prices by doing what they speak of: one unit more of a resource, and solving again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from logistics.planning.solution import Solution
from logistics.planning.solve import solve_timespace
from logistics.timespace import TimeSpace


@dataclass(frozen=True)
class PriceCheck:
    """
    One price, and what one unit more of the resource saved when the plan was made again.

    Attributes
    ----------
    resource_id : str
    price_usd, gain_usd : float
        USD per unit; the gain must not exceed the price.
    tolerance_usd : float
        What both proven gaps leave open.
    """

    resource_id: str
    price_usd: float
    gain_usd: float
    tolerance_usd: float

    @property
    def confirmed(self) -> bool:
        """Whether the gain is not negative and does not exceed the price."""
        return -self.tolerance_usd <= self.gain_usd <= self.price_usd + self.tolerance_usd

    @property
    def verdict(self) -> str:
        """
        Say in a word what was found.

        ``price``: all of it is saved; ``part``: a whole unit saves less than the first bit of it; ``tie``: nothing is
        saved, another plan is as cheap at these prices, which are then some of several; ``wrong``: not confirmed.
        """
        if not self.confirmed:
            return "wrong"
        if self.gain_usd >= self.price_usd - self.tolerance_usd:
            return "price"
        return "part" if self.gain_usd > self.tolerance_usd else "tie"


def verify_prices(
    ts: TimeSpace,
    solution: Solution,
    *,
    top: int = 10,
    gap: float = 1e-9,
    step: Callable[[str], object] = lambda _: None,
) -> list[PriceCheck]:
    """
    Solve again with one unit more of each of the dearest resources.

    Parameters
    ----------
    ts : TimeSpace
    solution : Solution
        Answer for ``ts``; its columns start the new solves.
    top : int
        How many of the largest prices to check.
    gap : float
        Relative gap of the new solves.
    step : callable, optional
        Told which resource is tried.

    Returns
    -------
    list of PriceCheck
        By falling price. With segments of queue costs all segments widen in proportion.

    Notes
    -----
    The bound moves by at most the price for one unit, so ``gain <= price`` holds whatever else is scarce.
    """
    order = np.lexsort((np.arange(len(solution.resource_price)), -solution.resource_price))[:top]
    checks = []
    for r in order[solution.resource_price[order] > 0.0].tolist():
        step(ts.resources.resource_id[r])
        again = solve_timespace(with_capacity(ts, {r: 1.0}), gap=gap, warm=solution)
        tolerance = abs(solution.objective) * (max(solution.gap, 0.0) + gap + 1e-12) + 1e-6
        checks.append(
            PriceCheck(
                ts.resources.resource_id[r],
                float(solution.resource_price[r]),
                solution.objective - again.objective,
                tolerance,
            )
        )
    return checks


def with_capacity(ts: TimeSpace, added: dict[int, float]) -> TimeSpace:
    """Return the event graph with units added to the capacity of some resource rows."""
    capacity = ts.resources.capacity.copy()
    for row, amount in added.items():
        capacity[row] += amount
    return replace(ts, resources=replace(ts.resources, capacity=capacity))


def with_outside(ts: TimeSpace, usd_per_box: pd.Series) -> TimeSpace:
    """Return the event graph with other costs of the outside options [USD per box], in row order."""
    table = ts.instance.consignments.assign(outside_usd_per_box=usd_per_box.to_numpy(float))
    return replace(ts, instance=replace(ts.instance, consignments=table))
