"""What every resource can carry, worked out from its id, the tables and the windows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from logistics.audit.fleets import week_capacity
from logistics.audit.law import quota_capacity
from logistics.audit.runs import Block
from logistics.audit.tables import Book, Facility, Validity, number, rows, text, validity
from logistics.audit.windows import Window, Windows, factor
from logistics.scenario import Horizon
from logistics.units import MIN_PER_DAY, day_of, from_min

_WINTER = (11, 12, 1, 2, 3)
BUCKET_H = 6
KINDS = {
    "train:feu": "train_feu", "train:gross": "train_gross", "train:plug": "train_plug", "throughput": "throughput",
    "yard": "yard", "powered": "powered_yard", "link": "link", "limit": "limit", "slot": "slot",
    "quota": "quota", "fleet": "fleet",
}  # fmt: skip


def kind_of(resource_id: str) -> str:
    """
    Return the kind of a resource from its id ('' when it is none).

    Examples
    --------
    >>> kind_of("train:cn_w@2025-09-01T00:00:0-1:gross")
    'train_gross'
    """
    head = resource_id.split(":", 1)[0]
    return KINDS.get(f"train:{resource_id.rsplit(':', 1)[-1]}" if head == "train" else head, "")


def _day_start(text_day: str) -> int | None:
    try:
        return int(np.datetime64(text_day, "m").astype(np.int64))
    except ValueError:
        return None


@dataclass(frozen=True)
class Background:
    """One row of background.csv; month 0 is every month."""

    direction: str
    month: int
    trains: float
    feu: float
    valid: Validity


@dataclass
class Capacities:
    """
    Capacities by resource id; None for ids that name nothing.

    Attributes
    ----------
    committed : mapping of str to float
        Capacity used by boxes already on their way, subtracted last.
    floors : mapping of str to float
        What is left at least: what boxes on their way need, however much was used.
    """

    book: Book
    windows: Windows
    blocks: Mapping[str, Block]
    committed: Mapping[str, float]
    horizon: Horizon
    floors: Mapping[str, float] = field(default_factory=dict)
    _known: dict[str, float | None] = field(default_factory=dict)
    _reserved: dict[tuple[str, int], float] | None = None
    _taken: dict[str, list[Background]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Sort the background by what it uses."""
        for row in rows(self.book.network, "background"):
            target = text(row["link_id"]) or text(row["facility_id"])
            month = int(number(row["month"], 0))
            trains, feu = number(row["trains_per_day"], 0.0), number(row["feu_per_day"], 0.0)
            entry = Background(str(row["direction"]), month, trains, feu, validity(row))
            self._taken.setdefault(f"{'link' if text(row['link_id']) else 'facility'}:{target}", []).append(entry)

    def gross(self, resource_id: str) -> float | None:
        """Return the capacity before committed use, or None for an unknown resource."""
        if resource_id not in self._known:
            self._known[resource_id] = self._find(resource_id)
        return self._known[resource_id]

    def of(self, resource_id: str) -> float | None:
        """Return the capacity left to the plan, or None for an unknown resource."""
        whole = self.gross(resource_id)
        return (
            None
            if whole is None
            else max(0.0, whole - self.committed.get(resource_id, 0.0), self.floors.get(resource_id, 0.0))
        )

    def _find(self, resource_id: str) -> float | None:
        head, _, rest = resource_id.partition(":")
        finder = {
            "train": self._train, "throughput": self._throughput, "yard": self._yard, "powered": self._powered,
            "link": self._link, "limit": self._limit, "slot": self._slot, "quota": self._quota,
            "fleet": self._fleet,
        }.get(head)  # fmt: skip
        return finder(rest) if finder else None

    def _train(self, rest: str) -> float | None:
        run_id, _, tail = rest.rpartition(":")
        run_id, _, span = run_id.rpartition(":")
        block = self.blocks.get(run_id.rsplit("@", 1)[0])
        if block is None or run_id not in block.column:
            return None
        spans = [f"{block.stops[a].seq}-{block.stops[b].seq}" for a, b in block.ends]
        if span not in spans or block.cancelled[spans.index(span), block.column[run_id]]:
            return None
        service = block.service
        return {"feu": service.max_feu, "gross": service.max_gross_t, "plug": service.plugs}.get(tail)

    def _facility(self, facility_id: str, kind: str) -> Facility | None:
        facility = self.book.facilities.get(facility_id)
        return facility if facility and facility.kind == kind else None

    def _scaled(self, facility: Facility, when: int) -> float:
        """Return the capacity of a facility with winter and windows; 0 on days its row does not hold."""
        if not facility.valid.holds(day_of(when)):
            return 0.0
        winter = facility.winter_factor if from_min(when).month in _WINTER else 1.0
        place = ("facility", facility.facility_id)
        shut = facility.kind.endswith("yard") and any(w.start <= when < w.end for w in self.windows.on("close", place))
        if shut:
            return 0.0
        windows = self.windows.on("capacity", place)
        return facility.capacity * winter * float(factor(windows, np.array([when]))[0])

    def _throughput(self, rest: str) -> float | None:
        facility_id, _, day = rest.rpartition(":")
        facility, start = self._facility(facility_id, "throughput"), _day_start(day)
        if facility is None or start is None:
            return None
        taken = self._background(f"facility:{facility_id}", None, start)[1]
        taken += self.reserved().get((facility_id, day_of(start)), 0.0)
        return max(0.0, self._scaled(facility, start) - taken)

    def _background(self, target: str, direction: str | None, start: int) -> tuple[float, float]:
        """Return the background on a day: trains and FEU."""
        month, day, trains, feu = from_min(start).month, day_of(start), 0.0, 0.0
        for row in self._taken.get(target, []):
            sense = direction is None or row.direction in ("both", direction)
            if sense and row.month in (0, month) and row.valid.holds(day):
                trains, feu = trains + row.trains, feu + row.feu
        return trains, feu

    def reserved(self) -> dict[tuple[str, int], float]:
        """Return throughput reserved for express trains that keep their slot, by facility and day."""
        if self._reserved is None:
            self._reserved = {}
            for block in self.blocks.values():
                if block.service.paired:
                    self._reserve(block)
        return self._reserved

    def _reserve(self, block: Block) -> None:
        terminal = block.stops[-1].terminal
        slots = [op for op in self.book.operations_at(terminal, "same_train") if op.serves(block.service)]
        changes = [
            op.facility for op in self.book.operations_at(terminal, "gauge_change")
            if op.direction in ("both", block.service.direction) and op.facility
        ]  # fmt: skip
        assert self._reserved is not None
        for column, arrival in enumerate(block.arrival[-1]):
            if block.cancelled[-1, column]:
                continue
            day = day_of(int(arrival))
            for slot in slots:
                if slot.valid.holds(day):
                    amount = self._slot(f"{slot.operation_id}:{block.run_ids[column]}") or 0.0
                    for facility in dict.fromkeys(changes):
                        key = (facility, day)
                        self._reserved[key] = self._reserved.get(key, 0.0) + amount

    def _slot(self, rest: str) -> float | None:
        parts = rest.rsplit(":", 2)
        operation = self.book.operations.get(parts[0])
        run_id = ":".join(parts[1:])
        block = self.blocks.get(run_id.rsplit("@", 1)[0])
        if operation is None or block is None or run_id not in block.column:
            return None
        facility = self._facility(operation.facility, "slots")
        arrival = int(block.arrival[-1, block.column[run_id]])
        return None if facility is None else self._scaled(facility, arrival)

    def _bucket(self, rest: str, kind: str) -> float | None:
        facility_id, _, bucket = rest.rpartition(":")
        facility, start = self._facility(facility_id, kind), _day_start(bucket)
        if facility is None or start is None or start % (BUCKET_H * 60):
            return None
        return self._scaled(facility, start) * BUCKET_H

    def _yard(self, rest: str) -> float | None:
        return self._bucket(rest, "yard")

    def _powered(self, rest: str) -> float | None:
        return self._bucket(rest, "powered_yard")

    def limits_on(self, link_id: str, direction: str, start: int) -> list[Window]:
        """Return the limits that lower a link row itself on a day."""
        return [
            window for window in self.windows.on("limit", ("link", link_id), direction=direction)
            if not window.cargo and window.unit == "trains_per_day"
            and window.start < start + MIN_PER_DAY and start < window.end
        ]  # fmt: skip

    def _link(self, rest: str) -> float | None:
        link_id, direction, day = ([*rest.rsplit(":", 2), "", ""])[:3]
        link, start = self.book.links.get(link_id), _day_start(day)
        if link is None or start is None:
            return None
        limits = [window.value for window in self.limits_on(link_id, direction, start)]
        if link.trains_per_day is None and not limits:
            return None
        capacity = float("inf")
        if link.trains_per_day is not None:
            windows = self.windows.on("capacity", ("link", link_id), direction=direction)
            capacity = link.trains_per_day * float(factor(windows, np.array([start]))[0])
        taken = self._background(f"link:{link_id}", direction, start)[0]
        return max(0.0, min([capacity, *limits]) - taken)

    def _quota(self, rest: str) -> float | None:
        return quota_capacity(self.book, rest, self.horizon)

    def _fleet(self, rest: str) -> float | None:
        return week_capacity(self.book, rest)

    def _limit(self, rest: str) -> float | None:
        window_id, _, day = rest.rpartition(":")
        start = _day_start(day)
        for window in self.windows.all:
            inside = start is not None and window.start < start + MIN_PER_DAY and start < window.end
            if window.window_id == window_id and window.kind == "limit" and inside:
                return window.value
        return None


def bucket_start(minute: int) -> int:
    """Return the start of the 6-hour bucket of a minute."""
    return minute // (BUCKET_H * 60) * (BUCKET_H * 60)
