"""The stages of a plan that is made again whenever something becomes known."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from logistics.planning.solution import Solution
from logistics.results.model import Plan
from logistics.scenario import Instance
from logistics.timespace import TimeSpace
from logistics.timespace.leg_use import LegUse

LEAST_BOXES = 1e-7


@dataclass(frozen=True)
class Stage:
    """
    One optimisation.

    Attributes
    ----------
    graph : TimeSpace
    solution : Solution
    plan : Plan
        Read from the two.
    """

    graph: TimeSpace
    solution: Solution
    plan: Plan


@dataclass(frozen=True)
class Following:
    """
    What is planned next.

    Attributes
    ----------
    instance : Instance
        Boxes that have not departed, and boxes under way from where they are.
    known : Instance
        All consignments, whole, with the tables and windows known now.
    pieces : DataFrame
        Boxes under way: index ``consignment_id`` of the piece; ``original``, ``prefix`` (path id of the old plan).
    use : LegUse
        Capacity that rows of paths use under the tables and windows known now.
    """

    instance: Instance
    known: Instance
    pieces: pd.DataFrame
    use: LegUse
