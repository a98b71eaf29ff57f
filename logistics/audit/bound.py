"""The lower bound from the prices: every consignment priced over all departures, less what capacity earns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from logistics.audit.capacity import Capacities, kind_of
from logistics.audit.costs import Amounts
from logistics.audit.objective import Segments
from logistics.audit.report import Ledger
from logistics.audit.stages import PART, Stage
from logistics.results.model import Plan

TOLERANCE = 1e-6
NEGLIGIBLE = 1e-9


@dataclass(frozen=True)
class Prices:
    """
    Prices of a plan.

    Attributes
    ----------
    resource : mapping of str to float
        USD per unit, by resource id; only those above zero.
    demand : mapping of str to float
        USD per box, by consignment id.
    """

    resource: Mapping[str, float]
    demand: Mapping[str, float]


def read_prices(plan: Plan, capacities: Capacities, used: Mapping[str, float], ledger: Ledger) -> Prices:
    """Return the prices, having checked sign, capacity and use of every row."""
    ledger.ask("prices", "prices are not negative, for resources that exist, once each")
    ledger.ask("price_capacity", "capacity written beside every price")
    ledger.ask("price_used", "use written beside every price")
    resource: dict[str, float] = {}
    demand: dict[str, float] = {}
    for row in plan.prices.to_dict("records"):
        resource_id, price = str(row["resource_id"]), float(row["price_usd"])
        if not 0 <= price < float("inf"):
            ledger.fault("prices", f"'{resource_id}' has price {price}", price)
            continue
        known = demand if row["kind"] == "demand" else resource
        key = resource_id.removeprefix("demand:") if known is demand else resource_id
        if key in known:
            ledger.fault("prices", f"'{resource_id}' occurs twice")
        known[key] = price
        if known is resource:
            _check_row(row, resource_id, capacities, used, ledger)
    return Prices({key: price for key, price in resource.items() if price > NEGLIGIBLE}, demand)


def _check_row(
    row: Mapping[object, object], resource_id: str, capacities: Capacities, used: Mapping[str, float], ledger: Ledger
) -> None:
    capacity = capacities.of(resource_id)
    if capacity is None:
        ledger.fault("prices", f"'{resource_id}' is no resource of the network in these days")
        return
    if row["kind"] != kind_of(resource_id):
        ledger.fault("prices", f"'{resource_id}' is of kind '{kind_of(resource_id)}', not '{row['kind']}'")
    tolerance = 1e-6 * max(1.0, capacity)
    for name, expected in (("capacity", capacity), ("used", used.get(resource_id, 0.0))):
        ledger.compare(f"price_{name}", f"'{resource_id}': {name}", float(str(row[name])), expected, tolerance)


def capacity_value(prices: Prices, capacities: Capacities, segments: Segments) -> float:
    """Return what all capacity earns at the prices [USD]."""
    value = 0.0
    for resource_id, price in prices.resource.items():
        capacity = capacities.of(resource_id)
        if capacity is not None:
            throughput = kind_of(resource_id) == "throughput"
            value += segments.worth(price, capacity) if throughput else price * capacity
    return value


def check_bound(
    claimed: float, stage: Stage, prices: Prices, cheapest: Amounts, capacity: float, scale: float, ledger: Ledger
) -> float:
    """
    Compare the lower bound with the recomputed one, and demand prices with what the search found.

    Parameters
    ----------
    claimed : float
        Lower bound written for the stage [USD].
    stage : Stage
        What was planned last.
    prices : Prices
    cheapest : float64[K]
        Cheapest priced path of each consignment [USD per box], inf when there is none.
    capacity : float
        What all capacity earns at the prices [USD].
    scale : float
        Size of the objective [USD]: tolerances are relative to it.
    ledger : Ledger

    Returns
    -------
    float
        The recomputed bound [USD].
    """
    ledger.ask("bound", "lower bound from the prices, every consignment priced over all departures")
    ledger.ask("demand_prices", "price of every consignment is its cheapest priced path or outside option")
    worth = np.minimum(stage.outside, cheapest)
    bound = float((stage.amounts * worth).sum()) - capacity
    if abs(bound - claimed) > TOLERANCE * scale:
        text = f"lower bound is {claimed:.8g}, the prices prove {bound:.8g}"
        ledger.fault("bound", text, bound - claimed)
    _check_demand_prices(stage, prices, worth, scale, ledger)
    return bound


def _check_demand_prices(stage: Stage, prices: Prices, worth: Amounts, scale: float, ledger: Ledger) -> None:
    """Check that what one more box costs is what the search finds; parts under way go by their consignment."""
    under_way: dict[str, list[float]] = {}
    for name, price in prices.demand.items():
        under_way.setdefault(name.split(PART)[0], []).append(price)
    total, worst = 0.0, (0.0, "")
    for box, amount, part, value in zip(stage.boxes, stage.amounts, stage.part, worth, strict=True):
        name = box.consignment_id
        found = under_way.get(name, []) if part else [prices.demand[name]] if name in prices.demand else []
        if not found:
            ledger.fault("demand_prices", f"consignment '{name}' has no price")
            continue
        price = min(found, key=lambda price: abs(price - value))
        differ = abs(price - float(value)) * float(amount)
        total += differ
        worst = max(worst, (differ, f"consignment '{name}': price {price:.8g}, the search finds {value:.8g}"))
    known = {box.consignment_id for box in stage.boxes}
    for name in sorted(prices.demand):
        if name not in known and name.split(PART)[0] not in known:
            ledger.fault("demand_prices", f"consignment '{name}' was not to be planned")
    if total > 2 * TOLERANCE * scale:
        ledger.fault("demand_prices", worst[1], worst[0])
