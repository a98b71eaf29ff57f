"""Counts written beside a plan."""

from __future__ import annotations

from logistics.audit.report import Ledger
from logistics.audit.usage import Loads
from logistics.results.model import Plan
from logistics.scenario.model import Instance
from logistics.units import MIN_PER_DAY


def check_counts(plan: Plan, instance: Instance, loads: Loads, offered: int, ledger: Ledger) -> None:
    """Check the counts that the tables and the flows decide; others (iterations, columns) are free."""
    ledger.ask("counts", "counts of consignments, distinct demands and trains used")
    table = instance.consignments
    ready_day = table["ready_min"].astype(int) // MIN_PER_DAY
    keys = zip(table["origin"], table["destination"], table["commodity_id"], ready_day, strict=True)
    expected = {
        "consignments": len(table),
        "distinct_od_commodity_day": len(set(keys)),
        "paths": len(plan.paths),
    }
    trains = len({(ride.service_id, ride.column) for ride, load in loads.rides.items() if load.feu > 0})
    expected["trains"] = trains
    if len(plan.stages) < 2:  # else the counts of the last stage alone
        expected |= {"trains_used": trains, "trains_offered": offered}
    for name, value in expected.items():
        if name in plan.counts:
            ledger.compare("counts", f"counts['{name}']", float(plan.counts[name]), float(value), 0.5)
