"""Room at the gate: facilities that load boxes, and the yard they wait in, which no arc of the graph stands for."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from logistics.routing.box import Box
from logistics.routing.entry import Entries, Gates
from logistics.routing.weights import ROUNDING
from logistics.timespace.model import TimeSpace
from logistics.timespace.periods import BUCKET_MIN, bucket_texts, day_texts, split_periods
from logistics.timespace.supply import read_supply
from logistics.timetable.operations import Operation
from logistics.timetable.windows import WindowIndex
from logistics.units import MIN_PER_DAY, MIN_PER_H

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]


class GateRoom:
    """
    Boxes that find room between the gate and the first departure.

    Parameters
    ----------
    graph : TimeSpace
    gates : Gates
    use : mapping of str to float
        Use of a plan by resource id.
    """

    def __init__(self, graph: TimeSpace, gates: Gates, use: Mapping[str, float]) -> None:
        network, horizon = graph.instance.network, graph.instance.horizon
        self._minute, self._gates, self._use = graph.node_min, gates, use
        self._windows = WindowIndex(network.windows)
        self._supply = read_supply(network, self._windows)
        span = (horizon.solved_start_min, horizon.latest_min)
        self._days = np.arange(span[0] // MIN_PER_DAY, span[1] // MIN_PER_DAY)
        self._buckets = np.arange(span[0] // BUCKET_MIN, span[1] // BUCKET_MIN)
        self._by_day: dict[tuple[int, int], F64] = {}
        self._by_bucket: dict[tuple[int, str], F64] = {}

    def fits(self, entries: Entries, terminal: int, box: Box, boxes: float) -> NDArray[np.bool_]:
        """Return on which ways through the gate of a terminal some boxes find room."""
        if self._roomy(entries, terminal, box, boxes):
            return np.ones(len(entries.node), dtype=np.bool_)
        return np.asarray(self.boxes(entries, terminal, box) >= boxes * ROUNDING)

    def _roomy(self, entries: Entries, terminal: int, box: Box, boxes: float) -> bool:
        """Return whether there is room on all days that ways through the gate may take, however they fall."""
        if not len(entries.node):
            return True
        first, until = int(entries.start.min()), int(self._minute[entries.node].max())
        days = slice(first // MIN_PER_DAY - self._days[0], until // MIN_PER_DAY + 1 - self._days[0])
        buckets = slice(first // BUCKET_MIN - self._buckets[0], until // BUCKET_MIN + 1 - self._buckets[0])
        free = [
            self._of_day(self._gates.operations[row], box.class_bit)[days] for row in set(entries.operation.tolist())
        ]
        kinds = ("yard", "powered_yard") if box.power == "plug" else ("yard",)
        free += [self._of_bucket(terminal, kind)[buckets] for kind in kinds]
        return min(float(part.min()) for part in free) >= boxes * box.feu

    def boxes(self, entries: Entries, terminal: int, box: Box) -> F64:
        """Return how many boxes find room on each way through the gate of a terminal."""
        room = np.full(len(entries.node), np.inf)
        for row in np.unique(entries.operation).tolist():
            own = np.flatnonzero(entries.operation == row)
            free = self._of_day(self._gates.operations[row], box.class_bit)
            start, done = entries.handling[own], entries.done[own]
            entry, day, overlap = split_periods(start, done, MIN_PER_DAY)
            minutes = (done - start)[entry]
            share = np.where(minutes > 0, overlap / np.maximum(minutes, 1), 1.0)
            fits = free[day - self._days[0]] / (box.feu * np.where(share > 0, share, np.inf))
            np.minimum.at(room, own[entry], np.where(share > 0, fits, np.inf))
        until = self._minute[entries.node].astype(np.int64)
        entry, bucket, overlap = split_periods(entries.done, until, BUCKET_MIN)
        for kind in ("yard", "powered_yard") if box.power == "plug" else ("yard",):
            places = self._of_bucket(terminal, kind)[bucket - self._buckets[0]]
            np.minimum.at(room, entry, np.where(overlap > 0, places / box.feu, np.inf))
        return room

    def _of_day(self, operation: Operation, class_bit: int) -> F64:
        """Return FEU that a load operation can still handle on each day."""
        key = (operation.row, class_bit)
        if key not in self._by_day:
            free = np.full(len(self._days), np.inf)
            if operation.facility_kind == "throughput":
                free = self._supply.facility(operation.facility, self._days * MIN_PER_DAY)
                free = free - self._supply.facility_background(operation.facility, self._days)
                name = self._supply.facility_id[operation.facility]
                free -= self._used(f"throughput:{name}", day_texts(self._days))
            for window in self._windows.all:
                concerns = window.target in operation.targets and window.concerns(operation.direction)
                if window.kind == "limit" and window.unit != "trains_per_day" and concerns:
                    used = self._used(f"limit:{window.window_id}", day_texts(self._days))
                    met = window.meets(self._days * MIN_PER_DAY, (self._days + 1) * MIN_PER_DAY)
                    met &= bool((window.cargo_mask >> class_bit) & 1)
                    free = np.where(met, np.minimum(free, window.value - used), free)
            self._by_day[key] = np.maximum(free, 0.0)
        return self._by_day[key]

    def _of_bucket(self, terminal: int, kind: str) -> F64:
        """Return the places left in the yard of a terminal in each six-hour bucket, in FEU."""
        key = (terminal, kind)
        if key not in self._by_bucket:
            supply = self._supply
            rows = [
                row
                for row, own in enumerate(supply.facility_kind)
                if own == kind and supply.facility_terminal[row] == terminal
            ]
            free = np.full(len(self._buckets), np.inf)
            for row in rows[-1:]:
                prefix = "yard" if kind == "yard" else "powered"
                used = self._used(f"{prefix}:{supply.facility_id[row]}", bucket_texts(self._buckets))
                free = supply.facility(row, self._buckets * BUCKET_MIN) - used / (BUCKET_MIN / MIN_PER_H)
            self._by_bucket[key] = np.maximum(free, 0.0)
        return self._by_bucket[key]

    def _used(self, stem: str, periods: list[str]) -> F64:
        """Return the use of the periods of a resource."""
        return np.array([self._use.get(f"{stem}:{text}", 0.0) for text in periods])
