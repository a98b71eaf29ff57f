"""Rows of the network tables as small frozen values with lookups; no arithmetic of plans."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from logistics.network.model import Network
from logistics.units import day_of, to_min


def words(value: Any) -> tuple[str, ...]:
    """Return the parts of a ``;`` list (blank gives none)."""
    return () if _blank(value) else tuple(part.strip() for part in str(value).split(";") if part.strip())


def _blank(value: Any) -> bool:
    return value is None or bool(pd.isna(value)) or value == ""


def number(value: Any, default: float) -> float:
    """Return a float, or the default for a blank cell."""
    return default if _blank(value) else float(value)


def text(value: Any) -> str:
    """Return text, ``""`` for a blank cell."""
    return "" if _blank(value) else str(value)


@dataclass(frozen=True)
class Validity:
    """First and last day (UTC day numbers) a row holds; None is open."""

    first: int | None
    last: int | None

    def holds(self, day: int) -> bool:
        """Tell whether the row holds on a day."""
        return (self.first is None or day >= self.first) and (self.last is None or day <= self.last)

    @property
    def always(self) -> bool:
        """Whether the row has no dates."""
        return self.first is None and self.last is None


def _day(value: Any) -> int | None:
    return None if _blank(value) else day_of(to_min(pd.Timestamp(value).to_pydatetime()))


def validity(row: dict[str, Any]) -> Validity:
    """Return the dates of a row."""
    return Validity(_day(row.get("valid_from")), _day(row.get("valid_to")))


@dataclass(frozen=True)
class Link:
    """One row of links.csv."""

    link_id: str
    ends: tuple[str, str]
    mode: str
    km: float
    operator: str
    from_share: float
    electrified: bool
    trains_per_day: float | None
    status: str
    valid: Validity


@dataclass(frozen=True)
class Service:
    """One row of services.csv; ``gauge`` is 0 for ships and roads."""

    service_id: str
    mode: str
    service_class: str
    speed_class: str
    direction: str
    gauge: int
    days: tuple[str, ...]
    times: tuple[str, ...]
    max_feu: float
    max_gross_t: float | None
    plugs: float
    cargo: tuple[str, ...]
    paired: str
    family: str
    valid: Validity

    def carries(self, cargo_class: str) -> bool:
        """Tell whether boxes of a cargo class may board."""
        return not self.cargo or cargo_class in self.cargo


@dataclass(frozen=True)
class Stop:
    """One row of stops.csv."""

    seq: int
    terminal: str
    stops: bool
    dwell_h: float
    link_id: str


@dataclass(frozen=True)
class Operation:
    """One row of operations.csv; gauges are -1 when blank."""

    operation_id: str
    terminal: str
    activity: str
    from_gauge: int
    to_gauge: int
    direction: str
    classes: tuple[str, ...]
    cargo: tuple[str, ...]
    handling_h: float
    queue_h: float
    facility: str
    cost: float
    valid: Validity
    transfer_class: str = ""

    @property
    def sides(self) -> tuple[int, int]:
        """Gauge sides where it begins and ends, -1 where blank."""
        return self.from_gauge, self.to_gauge

    @property
    def breaks(self) -> bool:
        """Whether it leads to another gauge."""
        return min(self.sides) >= 0 and self.from_gauge != self.to_gauge

    def serves(self, service: Service) -> bool:
        """Tell whether boxes (or the train itself) of an arriving service may use it."""
        return (
            self.from_gauge == service.gauge
            and self.direction in ("both", service.direction)
            and (not self.classes or service.service_class in self.classes)
        )

    def takes(self, cargo_class: str) -> bool:
        """Tell whether boxes of a cargo class may use it."""
        return not self.cargo or cargo_class in self.cargo


@dataclass(frozen=True)
class Facility:
    """One row of facilities.csv."""

    facility_id: str
    terminal: str
    kind: str
    capacity: float
    winter_factor: float
    hours_local: str
    valid: Validity


@dataclass(frozen=True)
class Book:
    """All lookups of one network."""

    network: Network
    links: dict[str, Link]
    services: dict[str, Service]
    stops: dict[str, list[Stop]]
    operations: dict[str, Operation]
    at: dict[tuple[str, str], list[Operation]]
    facilities: dict[str, Facility]
    country: dict[str, str]
    zone: dict[str, str]
    region: dict[str, str]
    place: dict[str, str]
    speed: dict[tuple[str, str], float]

    def operations_at(self, terminal: str, *activities: str) -> list[Operation]:
        """Return the operations of a terminal with some activities."""
        return [row for activity in activities for row in self.at.get((terminal, activity), [])]


def rows(network: Network, table: str) -> list[dict[str, Any]]:
    """Return a table as a list of mappings."""
    frame = network[table]
    names = [str(name) for name in frame.columns]
    return [
        dict(zip(names, cells, strict=True)) for cells in zip(*(frame[name].tolist() for name in names), strict=True)
    ]


def _gauge(value: Any) -> int:
    return int(number(value, -1))


def _link(row: dict[str, Any]) -> Link:
    capacity = number(row["capacity_trains_per_day"], -1)
    return Link(
        str(row["link_id"]), (str(row["from_terminal"]), str(row["to_terminal"])), str(row["mode"]),
        float(row["length_km"]), str(row["operator"]), float(row["from_share"]),
        text(row["electrified"]) not in ("", "n"), None if capacity < 0 else capacity,
        str(row["status"]), validity(row),
    )  # fmt: skip


def _service(row: dict[str, Any]) -> Service:
    gross = number(row["max_gross_t"], -1)
    gauge = _gauge(row["track_gauge_mm"]) if row["mode"] == "rail" else 0
    return Service(
        str(row["service_id"]), str(row["mode"]), str(row["service_class"]), text(row["speed_class"]),
        str(row["direction"]), gauge,
        words(row["days"]), words(row["departure_times"]), float(row["max_feu"]),
        None if gross < 0 else gross, float(row["powered_slots"]), words(row["cargo_class"]),
        text(row["paired_service_id"]), text(row["family"]), validity(row),
    )  # fmt: skip


def _operation(row: dict[str, Any]) -> Operation:
    return Operation(
        str(row["operation_id"]), str(row["terminal_id"]), str(row["activity"]), _gauge(row["from_gauge"]),
        _gauge(row["to_gauge"]), str(row["direction"]), words(row["service_class"]), words(row["cargo_class"]),
        float(row["handling_h"]), float(row["queue_h"]), text(row["facility_id"]),
        float(row["cost_usd_per_feu"]), validity(row), text(row["transfer_class"]),
    )  # fmt: skip


def _facility(row: dict[str, Any]) -> Facility:
    return Facility(
        str(row["facility_id"]), str(row["terminal_id"]), str(row["kind"]), float(row["capacity"]),
        number(row["winter_factor"], 1.0), text(row["hours_local"]), validity(row),
    )  # fmt: skip


def _stops(network: Network) -> dict[str, list[Stop]]:
    found: dict[str, list[Stop]] = {}
    for row in rows(network, "stops"):
        stop = Stop(
            int(row["seq"]), str(row["terminal_id"]), row["activity"] == "stop", float(row["dwell_h"]),
            text(row["link_id"]),
        )  # fmt: skip
        found.setdefault(str(row["service_id"]), []).append(stop)
    return {service: sorted(stops, key=lambda stop: stop.seq) for service, stops in found.items()}


def _provinces(network: Network) -> dict[str, str]:
    named = rows(network, "provinces") if "provinces" in network.tables else []
    return {str(row["terminal_id"]): str(row["province"]) for row in named}


def read_book(network: Network) -> Book:
    """Return the lookups of a network."""
    operations = [_operation(row) for row in rows(network, "operations")]
    at: dict[tuple[str, str], list[Operation]] = {}
    for operation in operations:
        at.setdefault((operation.terminal, operation.activity), []).append(operation)
    terminals = rows(network, "terminals")
    return Book(
        network=network,
        links={link.link_id: link for link in map(_link, rows(network, "links"))},
        services={row.service_id: row for row in map(_service, rows(network, "services"))},
        stops=_stops(network),
        operations={row.operation_id: row for row in operations},
        at=at,
        facilities={row.facility_id: row for row in map(_facility, rows(network, "facilities"))},
        country={str(row["terminal_id"]): str(row["country"]) for row in terminals},
        zone={str(row["terminal_id"]): str(row["timezone"]) for row in terminals},
        region={str(row["terminal_id"]): str(row["region"]) for row in terminals},
        place={str(row["terminal_id"]): str(row["country"]) for row in terminals} | _provinces(network),
        speed={
            (str(row["operator"]), str(row["service_class"])): float(row["speed_kmh"])
            for row in rows(network, "speeds")
        },
    )
