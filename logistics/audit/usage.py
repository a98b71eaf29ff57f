"""How much of every resource the traces of a plan use."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from logistics.audit.capacity import BUCKET_H, Capacities, bucket_start
from logistics.audit.fleets import Held, weeks_of
from logistics.audit.handling import by_day
from logistics.audit.runs import Block
from logistics.audit.tables import Book, Service
from logistics.audit.trace import Box, Handled, Ride, Slot, Stay, Trace
from logistics.audit.wagons import Size
from logistics.audit.windows import Window, Windows
from logistics.units import day_of, from_min, iso_day


@dataclass
class Load:
    """Boxes added up: FEU, gross tonnes, plug-in FEU, and FEU by cargo class."""

    feu: float = 0.0
    gross_t: float = 0.0
    plug: float = 0.0
    cargo: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    wagons: dict[tuple[str, Size], float] = field(default_factory=lambda: defaultdict(float))

    def add(self, box: Box, size: Size, boxes: float, *, dark: bool = False) -> None:
        """Add boxes of a consignment, of the size that their load has there; in the ``dark`` they take no plug."""
        self.feu += boxes * size.feu
        self.gross_t += boxes * size.gross_t
        self.plug += boxes * size.feu if box.power == "plug" and not dark else 0.0
        self.cargo[box.cargo] += boxes * size.feu
        if size.gauge:
            self.wagons[box.cargo, size] += boxes

    def of(self, classes: tuple[str, ...]) -> float:
        """Return the FEU of some cargo classes (all when none is named)."""
        return sum(self.cargo[name] for name in classes if name in self.cargo) if classes else self.feu

    def of_train(self, classes: tuple[str, ...], service: Service) -> float:
        """Return the FEU of a train that some cargo classes take: wagons by mass, where that is more than by length."""
        heavier = (
            boxes * (size.of_train(service) - size.feu)
            for (cargo, size), boxes in self.wagons.items() if not classes or cargo in classes
        )  # fmt: skip
        return self.of(classes) + sum(heavier)


@dataclass
class Loads:
    """
    Loads by what they used, before that is turned into resources.

    ``counted`` are tonnes by quota, ``held`` boxes of fleets.
    """

    rides: dict[Ride, Load] = field(default_factory=lambda: defaultdict(Load))
    handled: dict[Handled, Load] = field(default_factory=lambda: defaultdict(Load))
    stays: dict[Stay, Load] = field(default_factory=lambda: defaultdict(Load))
    slots: dict[Slot, Load] = field(default_factory=lambda: defaultdict(Load))
    counted: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    held: dict[Held, float] = field(default_factory=lambda: defaultdict(float))

    def add(self, trace: Trace, boxes: float, count: int | None = None) -> None:
        """Add the boxes of a path: all its steps, or the first few."""
        steps = trace.steps[:count]
        for name in trace.box.laws[0].quotas if steps else ():
            self.counted[name] += boxes * trace.box.net_t
        if trace.box.fleet and steps:
            self.held[trace.box.fleet, trace.box.ready, _back(trace, len(steps))] += boxes
        for step, size, end in zip(steps, trace.sizes, trace.ends, strict=False):
            load: Load
            dark = False
            if isinstance(step, Ride):
                load = self.rides[step]
                dark = trace.off is not None and end > trace.off
            elif isinstance(step, Handled):
                load = self.handled[step]
            elif isinstance(step, Stay):
                load = self.stays[step]
                dark = trace.off is not None and step.end > trace.off
            else:
                load = self.slots[step]
            load.add(trace.box, size, boxes, dark=dark)


@dataclass(frozen=True)
class Meter:
    """Turns loads into amounts of resources."""

    book: Book
    windows: Windows
    blocks: Mapping[str, Block]
    capacities: Capacities

    def read(self, loads: Loads) -> dict[str, float]:
        """Return the amount used of every resource with a capacity, by resource id."""
        used: dict[str, float] = defaultdict(float)
        for resource_id, amount in (*self._amounts(loads), *loads.counted.items()):
            used[resource_id] += amount
        return dict(used)

    def _amounts(self, loads: Loads) -> Iterator[tuple[str, float]]:
        for ride, load in loads.rides.items():
            yield from self._ride(ride, load)
        for handled, load in loads.handled.items():
            yield from self._handled(handled, load)
        for stay, load in loads.stays.items():
            yield from self._stay(stay, load)
        for slot, load in loads.slots.items():
            yield f"slot:{slot.operation_id}:{slot.run_id}", load.feu
        for (fleet, start, end), boxes in loads.held.items():
            for resource_id, days in weeks_of(fleet, start, end):
                yield resource_id, boxes * days

    def _ride(self, ride: Ride, load: Load) -> Iterator[tuple[str, float]]:
        block = self.blocks[ride.service_id]
        first, last = block.ends[ride.leg]
        head = f"train:{block.run_ids[ride.column]}:{block.stops[first].seq}-{block.stops[last].seq}"
        yield f"{head}:feu", load.feu
        yield f"{head}:plug", load.plug
        if block.service.max_gross_t is not None:
            yield f"{head}:gross", load.gross_t
        for i in range(first + 1, last + 1):
            yield from self._passage(block, i, int(block.enter[i, ride.column]), load)

    def _passage(self, block: Block, stop: int, start: int, load: Load) -> Iterator[tuple[str, float]]:
        service, link_id = block.service, block.stops[stop].link_id
        day = iso_day(day_of(start))
        row = f"link:{link_id}:{service.direction}:{day}"
        if self.capacities.gross(row) is not None:
            yield row, load.of_train((), service) / service.max_feu
        for window in own_limits(self.windows, ("link", link_id), service.direction):
            if window.start <= start < window.end:
                trains = window.unit == "trains_per_day"
                amount = load.of_train(window.cargo, service) / service.max_feu if trains else load.of(window.cargo)
                yield f"limit:{window.window_id}:{day}", amount

    def _handled(self, handled: Handled, load: Load) -> Iterator[tuple[str, float]]:
        operation = self.book.operations[handled.operation_id]
        service = self.book.services.get(handled.service_id)
        direction = service.direction if service else operation.direction
        limits = handling_limits(self.windows, operation.operation_id, operation.facility, direction)
        for day, share in by_day(handled.work, handled.done):
            if operation.facility:
                yield f"throughput:{operation.facility}:{day}", load.feu * share
            for window in limits:
                if window.unit == "trains_per_day" and service is None:
                    continue  # boxes from the gate come by no train
                if self.capacities.gross(f"limit:{window.window_id}:{day}") is not None:
                    amount = load.of(window.cargo)
                    if service and window.unit == "trains_per_day":
                        amount = load.of_train(window.cargo, service) / service.max_feu
                    yield f"limit:{window.window_id}:{day}", amount * share

    def _stay(self, stay: Stay, load: Load) -> Iterator[tuple[str, float]]:
        for kind, head, amount in (("yard", "yard", load.feu), ("powered_yard", "powered", load.plug)):
            facility = yard_of(self.book, stay.terminal, kind)
            if facility and amount:
                for start, hours in by_bucket(stay.start, stay.end):
                    yield f"{head}:{facility}:{from_min(start):%Y-%m-%dT%H}", amount * hours


def _back(trace: Trace, count: int) -> int:
    """Return the minute from which a box is free again after some steps of a path, or up to which it is known."""
    if count < len(trace.steps):
        return trace.ends[count - 1]
    if trace.delivered is not None:
        return trace.delivered + trace.box.turn
    return trace.ends[-1] if trace.left is None else trace.left


def own_limits(windows: Windows, target: tuple[str, str], direction: str) -> list[Window]:
    """Return the limits on a link that are rows of their own: for some cargo, or in FEU."""
    found = windows.on("limit", target, direction=direction)
    return [window for window in found if window.cargo or window.unit != "trains_per_day"]


def handling_limits(windows: Windows, operation_id: str, facility_id: str, direction: str) -> list[Window]:
    """Return the limits on an operation or its facility."""
    return windows.on("limit", ("operation", operation_id), ("facility", facility_id), direction=direction)


def yard_of(book: Book, terminal: str, kind: str) -> str:
    """Return the facility of a yard kind at a terminal ('' for none)."""
    for facility in book.facilities.values():
        if facility.terminal == terminal and facility.kind == kind:
            return facility.facility_id
    return ""


def by_bucket(start: int, end: int) -> list[tuple[int, float]]:
    """
    Split a stay over 6-hour buckets.

    Examples
    --------
    >>> by_bucket(300, 480)
    [(0, 1.0), (360, 2.0)]
    """
    width = BUCKET_H * 60
    return [
        (bucket, (min(end, bucket + width) - max(start, bucket)) / 60)
        for bucket in range(bucket_start(start), end, width)
    ]


def peaks(book: Book, loads: Loads) -> list[tuple[str, float, float, int]]:
    """
    Return the largest number of FEU standing at once in each yard.

    Returns
    -------
    list of (facility_id, peak FEU, capacity FEU, minute)
    """
    found = []
    for facility in book.facilities.values():
        if facility.kind in ("yard", "powered_yard"):
            plug = facility.kind == "powered_yard"
            stays = (
                (stay, load.plug if plug else load.feu)
                for stay, load in loads.stays.items() if stay.terminal == facility.terminal
            )  # fmt: skip
            peak, minute = _peak(stays)
            found.append((facility.facility_id, peak, facility.capacity, minute))
    return found


def _peak(stays: Iterable[tuple[Stay, float]]) -> tuple[float, int]:
    changes: dict[int, float] = defaultdict(float)
    for stay, feu in stays:
        changes[stay.start] += feu
        changes[stay.end] -= feu
    level, best, when = 0.0, 0.0, 0
    for minute in sorted(changes):
        level += changes[minute]
        if level > best:
            best, when = level, minute
    return best, when
