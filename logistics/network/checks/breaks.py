"""Gauge breaks and journeys' ends: where a service stops for good, an operation takes its boxes on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from logistics.network.checks.rule import View, allows, same_direction
from logistics.network.findings import Finding


def gauge_side(service: Any) -> int:
    """Return the gauge side of a service [mm]; 0 for ships and trucks."""
    return int(service.track_gauge_mm) if service.mode == "rail" and str(service.track_gauge_mm) != "<NA>" else 0


def serves(operation: Any, service: Any) -> bool:
    """Return whether boxes (or the train) of an arriving service may use an operation."""
    return (
        str(operation.from_gauge) == str(gauge_side(service))
        and same_direction(operation.direction, service.direction)
        and allows(operation.service_class, service.service_class)
    )


def check_breaks(view: View) -> Iterator[Finding]:
    """
    Boxes of every service can go on at its last stop, and boxes can reach its first.

    Where another service of another gauge begins, that takes a ``gauge_change`` or ``same_train``
    operation from the one gauge to the other.
    """
    operations: dict[str, list[Any]] = {}
    for operation in view.rows("operations"):
        operations.setdefault(operation.terminal_id, []).append(operation)
    filled = {(o.terminal_id, str(o.to_gauge)) for o in view.rows("operations") if o.activity != "pass"}
    paired = set(view["services"]["paired_service_id"])
    for service in view.rows("services"):
        if service.service_id not in view.calls:
            continue
        route = view.calls[service.service_id]
        first, last = route[0].terminal_id, route[-1].terminal_id
        side = gauge_side(service)
        here = operations.get(last, [])
        if not any(o.activity not in {"load", "pass"} and serves(o, service) for o in here):
            text = (
                f"{service.service_id!r} ends at {last} on {_side(side)}, and no operation there takes its boxes on; "
                f"add one with from_gauge {side}, {service.direction}, class {service.service_class}"
            )
            yield view.error("services", service.Index, "service_id", text)
        if (first, str(side)) not in filled and service.service_id not in paired:
            text = (
                f"{service.service_id!r} begins at {first} on {_side(side)}, and no operation brings boxes to that side"
            )
            yield view.error("services", service.Index, "service_id", text)


def _side(gauge: int) -> str:
    return f"{gauge} mm" if gauge else "the ship or road side"


def check_pairs(view: View) -> Iterator[Finding]:
    """Paired services meet where the first one ends, and a same_train operation joins their gauges."""
    services = view.keyed("services", "service_id")
    stopping = view["stops"][view["stops"]["activity"] == "stop"]
    called = set(zip(stopping["service_id"], stopping["terminal_id"], strict=True))
    joins = [o for o in view.rows("operations") if o.activity == "same_train"]
    for service in services.values():
        after = services.get(service.paired_service_id)
        if after is None or service.service_id not in view.calls:
            continue
        place = view.calls[service.service_id][-1].terminal_id
        if (after.service_id, place) not in called:
            text = f"{after.service_id!r} does not stop at {place}, where {service.service_id!r} ends"
            yield view.error("services", service.Index, "paired_service_id", text)
            continue
        if after.direction != service.direction:
            text = f"{after.service_id!r} is {after.direction}, {service.service_id!r} {service.direction}"
            yield view.error("services", service.Index, "paired_service_id", text)
        to_side = str(gauge_side(after))
        if not any(o.terminal_id == place and serves(o, service) and str(o.to_gauge) == to_side for o in joins):
            text = (
                f"{service.service_id!r} and {after.service_id!r} meet at {place} without a same_train operation from "
                f"{gauge_side(service)} to {to_side} mm ({service.direction}, class {service.service_class})"
            )
            yield view.error("services", service.Index, "paired_service_id", text)
