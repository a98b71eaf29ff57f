"""Results as plain values; knows no solver and no graph."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import pandas as pd

from logistics.errors import InfeasibleError
from logistics.scenario.model import Scenario

PLAN_COLUMNS = (
    "consignment_id",
    "path_id",
    "unit",
    "boxes",
    "feu",
    "gross_t",
    "cost_usd",
    "generalised_usd",
    "transit_h",
    "shelf_life_used",
)
LEG_COLUMNS = (
    "path_id",
    "seq",
    "kind",
    "activity",
    "service_id",
    "run_id",
    "from",
    "to",
    "link_id",
    "operation_id",
    "start_utc",
    "end_utc",
    "distance_km",
    "cost_usd",
    "co2e_kg",
    "ambient_c",
    "cargo_c",
)
UNSERVED_COLUMNS = (
    "consignment_id",
    "boxes",
    "feu",
    "reason",
    "resource_id",
    "cheapest_relaxation",
    "outside_usd_per_box",
)
PRICE_COLUMNS = (
    "resource_id",
    "kind",
    "place",
    "period_start_utc",
    "period_end_utc",
    "capacity",
    "used",
    "unit",
    "price_usd",
)


class Status(StrEnum):
    """Outcome of a solve."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"
    TIME_LIMIT = "time_limit"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Plan:
    """
    A plan with its proof.

    Attributes
    ----------
    status : Status
    objective, lower_bound, gap : float
        USD, USD, and (objective - lower_bound) / abs(objective).
    objective_terms : mapping of str to float
        Parts that sum to the objective: transport, operations, storage, running, time, queue,
        constants (of routes: no money), outside.
    paths, legs, unserved, prices : DataFrame
        Columns `PLAN_COLUMNS`, `LEG_COLUMNS`, `UNSERVED_COLUMNS`, `PRICE_COLUMNS`.
        Times are timezone-aware UTC timestamps; costs in ``legs`` are USD per box, money only.
    consignments : DataFrame
        The consignments planned (columns of ``scenario.CONSIGNMENT_COLUMNS``).
    counts : mapping of str to int
        consignments, distinct_od_commodity_day, trains, columns, binding_resources, iterations ...
    seconds : mapping of str to float
        expand, solve, extract ...
    stages : tuple of mapping
        One per (re-)plan: known_from_utc, objective, lower_bound; one entry for a plan made at once.
    scenario : Scenario, optional
        What was planned; maps, summaries and comparisons need it.
    """

    status: Status
    objective: float
    lower_bound: float
    gap: float
    objective_terms: Mapping[str, float]
    paths: pd.DataFrame
    legs: pd.DataFrame
    unserved: pd.DataFrame
    prices: pd.DataFrame
    consignments: pd.DataFrame
    counts: Mapping[str, int] = field(default_factory=dict)
    seconds: Mapping[str, float] = field(default_factory=dict)
    stages: tuple[Mapping[str, object], ...] = ()
    scenario: Scenario | None = None

    def require_feasible(self) -> Plan:
        """
        Return the plan itself if it holds a usable answer.

        Raises
        ------
        InfeasibleError
            If no feasible flow was found.
        """
        if self.status in {Status.OPTIMAL, Status.FEASIBLE} or (
            self.status is Status.TIME_LIMIT and len(self.paths) > 0
        ):
            return self
        raise InfeasibleError(f"the plan has status '{self.status}' and no usable flows")

    def summary(self) -> str:
        """Return a few lines with status, objective, bound, gap and what is carried."""
        boxes = float(self.consignments["boxes"].sum())
        served = float(self.paths["boxes"].sum())
        name = f" of {self.scenario.name}" if self.scenario else ""
        return (
            f"Plan{name}: {self.status}, objective {self.objective:,.0f} USD, "
            f"lower bound {self.lower_bound:,.0f} USD, gap {max(self.gap, 0.0):.1e}\n"
            f"  served {served:,.0f} of {boxes:,.0f} boxes ({served / boxes if boxes else 0:.1%}) on "
            f"{len(self.paths):,} paths; unserved {float(self.unserved['feu'].sum()):,.0f} FEU"
        )

    def __str__(self) -> str:
        """Return the summary."""
        return self.summary()
