"""The objective term by term, recomputed from flows, traces and throughput."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from logistics.audit.capacity import Capacities, kind_of
from logistics.audit.report import Ledger
from logistics.audit.tables import Book, rows
from logistics.audit.trace import Trace
from logistics.results.model import Plan
from logistics.scenario.model import Instance

TERMS = ("transport", "operations", "storage", "running", "time", "queue", "constants", "outside")
TOLERANCE = 1e-6


@dataclass(frozen=True)
class Segments:
    """
    Convex queue segments of throughput: ends as shares of capacity, USD per FEU inside each.

    Attributes
    ----------
    upto, cost : tuple of float
    """

    upto: tuple[float, ...]
    cost: tuple[float, ...]

    def widths(self, capacity: float) -> list[float]:
        """Return the width of each segment [FEU]."""
        return [(end - begin) * capacity for begin, end in zip((0.0, *self.upto[:-1]), self.upto, strict=True)]

    def paid(self, used: float, capacity: float) -> float:
        """
        Return what the queue costs at a use.

        Examples
        --------
        >>> Segments((0.5, 1.0), (0.0, 10.0)).paid(8, 10)
        30.0
        """
        total, left = 0.0, used
        for width, cost in zip(self.widths(capacity), self.cost, strict=True):
            part = min(left, width)
            total, left = total + part * cost, left - part
        return total + max(0.0, left) * self.cost[-1]

    def worth(self, price: float, capacity: float) -> float:
        """
        Return what capacity earns at a price: width times price above the segment's cost, summed.

        Examples
        --------
        >>> Segments((0.5, 1.0), (0.0, 10.0)).worth(12, 10)
        70.0
        """
        pairs = zip(self.widths(capacity), self.cost, strict=True)
        return sum(width * max(0.0, price - cost) for width, cost in pairs)


def read_segments(book: Book) -> Segments:
    """Return the queue segments of throughput."""
    price = book.network.parameter("queue_usd_per_feu_h")
    found = sorted(
        (float(row["upto_share"]), float(row["extra_h"]) * price)
        for row in rows(book.network, "congestion") if row["kind"] == "throughput"
    )  # fmt: skip
    found = found or [(1.0, 0.0)]
    return Segments(tuple(end for end, _ in found), tuple(cost for _, cost in found))


def recompute_terms(
    plan: Plan, instance: Instance, flows: Iterable[tuple[Trace, float]], used: Mapping[str, float],
    capacities: Capacities, segments: Segments,
) -> dict[str, float]:  # fmt: skip
    """
    Return the parts of the objective; ``flows`` are traces and their boxes, those given up on their way included.

    Returns
    -------
    dict of str to float
        Keys `TERMS`, and ``value_lost`` where temperature is followed, USD.
    """
    terms = dict.fromkeys((*TERMS, "value_lost") if instance.cold_chain else TERMS, 0.0)
    for trace, boxes in flows:
        terms["transport"] += boxes * trace.transport
        terms["operations"] += boxes * trace.operations
        terms["storage"] += boxes * trace.storage
        terms["constants"] += boxes * trace.constants
        if instance.cold_chain:
            terms["value_lost"] += boxes * trace.lost
        terms["running"] += boxes * (trace.box.running_rate * trace.hours + trace.hire)
        terms["time"] += boxes * trace.box.time_rate * trace.hours
    for resource_id, amount in used.items():
        if kind_of(resource_id) == "throughput":
            terms["queue"] += segments.paid(amount, capacities.of(resource_id) or 0.0)
    outside = instance.consignments.set_index("consignment_id")["outside_usd_per_box"].astype(float).to_dict()
    for name, boxes in zip(plan.unserved["consignment_id"], plan.unserved["boxes"].astype(float), strict=True):
        terms["outside"] += boxes * outside.get(str(name), float("nan"))
    return terms


def check_objective(plan: Plan, terms: Mapping[str, float], ledger: Ledger) -> None:
    """Compare the objective, its terms and the gap with what was recomputed."""
    ledger.ask("objective", "objective and its sum of terms, recomputed from the flows")
    ledger.ask("objective_terms", "each term of the objective")
    ledger.ask("gap", "gap = (objective - lower bound) / |objective|")
    total = sum(terms.values())
    scale = max(1.0, abs(total))
    ledger.compare("objective", "objective", plan.objective, total, TOLERANCE * scale)
    written = sum(float(value) for value in plan.objective_terms.values())
    ledger.compare("objective", "sum of objective_terms", written, plan.objective, TOLERANCE * scale)
    for name in sorted(set(terms) | set(plan.objective_terms)):
        found = float(plan.objective_terms.get(name, 0.0))
        ledger.compare("objective_terms", f"'{name}'", found, terms.get(name, 0.0), TOLERANCE * scale)
    gap = (plan.objective - plan.lower_bound) / max(abs(plan.objective), 1e-9)
    ledger.compare("gap", "gap", plan.gap, gap, 1e-9 + 1e-6 * abs(gap))
