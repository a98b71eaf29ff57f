"""Resources that have no capacity left: no box may use them, whatever it would pay."""

from __future__ import annotations

from collections.abc import Iterator

from logistics.audit.capacity import BUCKET_H, Capacities
from logistics.audit.runs import Block
from logistics.audit.tables import rows
from logistics.scenario import Horizon
from logistics.units import MIN_PER_DAY, day_of, from_min, iso_day

NOTHING = 1e-9
FORBIDDEN = 1e9  # USD per unit: above every path, small enough to add without losing cents
FORBIDDEN_H = 1e7  # USD per FEU-hour in a yard
_AFTER_DAYS = 60
_DIRECTIONS = ("westbound", "eastbound")


def forbidden_prices(capacities: Capacities, horizon: Horizon) -> dict[str, float]:
    """Return prices above every path for all resources without capacity."""
    return {
        resource_id: FORBIDDEN_H if resource_id.startswith(("yard:", "powered:")) else FORBIDDEN
        for resource_id in _candidates(capacities, horizon)
        if (capacity := capacities.of(resource_id)) is not None and capacity <= NOTHING
    }


def _candidates(capacities: Capacities, horizon: Horizon) -> Iterator[str]:
    """Yield the resources that may lack capacity."""
    yield from capacities.committed
    yield from (f"quota:{row['rule_id']}" for row in rows(capacities.book.network, "rules") if row["kind"] == "quota")
    for block in capacities.blocks.values():
        yield from _trains(block, capacities)
    days = range(day_of(horizon.solved_start_min), day_of(horizon.solved_end_min) + _AFTER_DAYS)
    for window in capacities.windows.all:
        if window.kind == "limit" and window.value <= NOTHING:
            yield from (f"limit:{window.window_id}:{iso_day(day)}" for day in days)
    for facility in capacities.book.facilities.values():
        name = facility.facility_id
        if facility.kind == "throughput":
            yield from (f"throughput:{name}:{iso_day(day)}" for day in days)
        elif facility.kind != "slots" and (not facility.valid.always or _weakened(capacities, name)):
            head = "yard" if facility.kind == "yard" else "powered"
            starts = (day * MIN_PER_DAY + hour * 60 for day in days for hour in range(0, 24, BUCKET_H))
            yield from (f"{head}:{name}:{from_min(start):%Y-%m-%dT%H}" for start in starts)
    for link in capacities.book.links.values():
        if link.trains_per_day is not None or capacities.windows.on("limit", ("link", link.link_id)):
            for direction in _DIRECTIONS:
                yield from (f"link:{link.link_id}:{direction}:{iso_day(day)}" for day in days)


def _weakened(capacities: Capacities, facility_id: str) -> bool:
    return any(capacities.windows.on(kind, ("facility", facility_id)) for kind in ("capacity", "close"))


def _trains(block: Block, capacities: Capacities) -> Iterator[str]:
    """Yield trains without plugs, and slots of trains that keep theirs."""
    if block.service.plugs <= NOTHING:
        for first, last in block.ends:
            span = f"{block.stops[first].seq}-{block.stops[last].seq}"
            yield from (f"train:{run_id}:{span}:plug" for run_id in block.run_ids)
    if block.service.paired:
        for operation in capacities.book.operations_at(block.stops[-1].terminal, "same_train"):
            yield from (f"slot:{operation.operation_id}:{run_id}" for run_id in block.run_ids)
