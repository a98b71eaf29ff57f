"""The proof of a plan: prices, the lower bound of the last stage, the gap, and reasons of unserved boxes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from logistics.audit.air import Air
from logistics.audit.blocked import forbidden_prices
from logistics.audit.bound import Prices, capacity_value, check_bound, read_prices
from logistics.audit.capacity import KINDS, Capacities, kind_of
from logistics.audit.cold_search import cheapest_of_units
from logistics.audit.costs import Amounts
from logistics.audit.events import Events
from logistics.audit.followed import Model
from logistics.audit.objective import read_segments
from logistics.audit.pricing import PriceField
from logistics.audit.report import Ledger
from logistics.audit.search import Search
from logistics.audit.stages import Stage
from logistics.audit.units import Choices
from logistics.audit.unserved import check_unserved
from logistics.audit.windows import Windows
from logistics.results.model import Plan
from logistics.scenario import Instance

TOLERANCE = 1e-6


@dataclass(frozen=True)
class Proof:
    """What the proof is checked with."""

    plan: Plan
    instance: Instance
    model: Model
    windows: Windows
    stage: Stage
    choices: Choices
    ledger: Ledger

    def fixed(self) -> Mapping[str, float]:
        """Return the use that was fixed before the last stage."""
        return self.stage.committed if len(self.plan.stages) > 1 else {}

    def check(self, used: Mapping[str, float], whole: Capacities, objective: float) -> None:
        """
        Check prices, bound, gap and reasons.

        Parameters
        ----------
        used : mapping of str to float
            Use of the whole plan, by resource id.
        whole : Capacities
            For the whole plan.
        objective : float
            Recomputed objective of the whole plan [USD].
        """
        plan, stage, ledger = self.plan, self.stage, self.ledger
        left = Capacities(
            self.model.book, self.windows, self.model.blocks, stage.committed, self.instance.horizon, stage.floors
        )
        own = {name: amount - self._before(name, whole) for name, amount in used.items()}
        prices = read_prices(plan, left, own, ledger)
        segments = read_segments(self.model.book)
        search_prices = {**prices.resource, **forbidden_prices(left, self.instance.horizon)}
        field = PriceField(self.model.book, self.windows, self.instance.horizon, search_prices)
        search = Search(Events(self.model, field, stage.not_before))
        cheapest = self._cheapest(search, prices)
        claimed, reached = plan.lower_bound, objective
        if len(plan.stages) > 1:
            claimed = float(str(plan.stages[-1]["lower_bound"]))
            reached = objective - stage.spent
            queues = [(left, own), (whole, used)]
            paid = [
                sum(segments.paid(amount, limits.of(name) or 0.0) for name, amount in use.items() if _queues(name))
                for limits, use in queues
            ]
            self._check_stage(reached + paid[0] - paid[1], claimed)
            reached += paid[0] - paid[1]
        scale = max(1.0, abs(plan.objective))
        bound = check_bound(claimed, stage, prices, cheapest, capacity_value(prices, left, segments), scale, ledger)
        ledger.ask("proven_gap", "gap that the recomputed objective and bound prove, against the gap written")
        proven = (reached - bound) / max(abs(objective), 1e-9)
        if not proven <= plan.gap + 2 * TOLERANCE:
            ledger.fault("proven_gap", f"the gap proven is {proven:.3g}, written {plan.gap:.3g}", proven - plan.gap)
        home = {box.consignment_id: box for box, part in zip(stage.boxes, stage.part, strict=True) if not part}
        check_unserved(plan, home, search, left, ledger)

    def _cheapest(self, search: Search, prices: Prices) -> Amounts:
        """Return the least cost of each consignment to be planned, whatever unit it takes."""
        stage = self.stage
        if not stage.boxes:
            return np.zeros(0)
        if not self.instance.cold_chain:
            return search.cheapest(stage.boxes)
        return cheapest_of_units(search, stage, self.choices, prices, Air(self.instance.network))

    def _before(self, name: str, whole: Capacities) -> float:
        """Return the use of a resource by what was fixed before the last stage."""
        if len(self.plan.stages) < 2:
            return 0.0
        return self.stage.committed.get(name, 0.0) - whole.committed.get(name, 0.0)

    def _check_stage(self, objective: float, claimed: float) -> None:
        """Check the last stage's own objective, and that the whole plan's bound lies as far below its objective."""
        plan, ledger = self.plan, self.ledger
        ledger.ask("stages", "objective of the last stage, and its gap carried over to the whole plan")
        written, scale = float(str(plan.stages[-1]["objective"])), max(1.0, abs(plan.objective))
        ledger.compare("stages", "objective of the last stage", written, objective, TOLERANCE * scale)
        where = "lower bound of the whole plan"
        expected = plan.objective - (written - claimed)
        ledger.compare("stages", where, plan.lower_bound, expected, TOLERANCE * scale)


def _queues(resource_id: str) -> bool:
    return kind_of(resource_id) == "throughput"


def check_capacity(
    used: Mapping[str, float], whole: Capacities, fixed: Mapping[str, float], floors: Mapping[str, float],
    ledger: Ledger,
) -> None:  # fmt: skip
    """
    Check that nothing is used beyond its capacity, one check per kind of resource.

    What was on its way cannot be undone when a capacity falls: use that was fixed before is no fault, nor is what boxes
    under way need of fleets besides.
    """
    for kind in KINDS.values():
        ledger.ask(kind, f"use of every {kind.replace('_', ' ')} resource within its capacity")
    for resource_id, amount in used.items():
        capacity = whole.of(resource_id)
        if capacity is None:
            continue
        capacity = max(capacity, fixed.get(resource_id, 0.0) + floors.get(resource_id, 0.0))
        excess = amount - capacity
        if excess > TOLERANCE * max(1.0, capacity):
            text = f"'{resource_id}' carries {amount:.6g}, capacity {capacity:.6g}"
            ledger.fault(kind_of(resource_id), text, excess)
