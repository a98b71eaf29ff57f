"""Prices of a plan spread over legs, operations, yards and slots: what a box pays where and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from logistics.audit.capacity import BUCKET_H
from logistics.audit.costs import Amounts
from logistics.audit.runs import Block
from logistics.audit.tables import Book, Operation
from logistics.audit.usage import handling_limits, own_limits, yard_of
from logistics.audit.windows import Minutes, Windows
from logistics.scenario.horizon import Horizon
from logistics.units import MIN_PER_DAY, day_of

_SPARE_DAYS = 90


@dataclass
class PriceField:
    """
    Prices by resource id, as series over days and buckets.

    Attributes
    ----------
    prices : mapping of str to float
        USD per unit of each resource; resources not named cost nothing.
    """

    book: Book
    windows: Windows
    horizon: Horizon
    prices: Mapping[str, float]
    _days: dict[str, Amounts] = field(default_factory=dict)
    _areas: dict[str, Amounts] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Lay the prices out as series."""
        self.first_day = day_of(self.horizon.solved_start_min) - _SPARE_DAYS
        self.days = day_of(self.horizon.solved_end_min) + _SPARE_DAYS - self.first_day
        self.origin = self.first_day * MIN_PER_DAY
        buckets: dict[str, Amounts] = {}
        for resource_id, price in self.prices.items():
            head, _, stamp = resource_id.rpartition(":")
            kind = resource_id.split(":", 1)[0]
            if price and kind in ("throughput", "link", "limit"):
                self._put(self._days, head, self._position(stamp, MIN_PER_DAY), price, self.days)
            elif price and kind in ("yard", "powered"):
                self._put(buckets, head, self._position(stamp, BUCKET_H * 60), price, self.days * 24 // BUCKET_H)
        for head, series in buckets.items():
            self._areas[head] = np.concatenate([[0.0], np.cumsum(series * BUCKET_H)])

    def _position(self, stamp: str, width: int) -> int:
        minute = int(np.datetime64(stamp, "m").astype(np.int64))
        return (minute - self.origin) // width

    @staticmethod
    def _put(series: dict[str, Amounts], head: str, position: int, price: float, length: int) -> None:
        if 0 <= position < length:
            series.setdefault(head, np.zeros(length))[position] += price

    def on_days(self, head: str, when: Minutes) -> Amounts | None:
        """Return the price of a daily resource on the days of some minutes (None: free)."""
        series = self._days.get(head)
        return None if series is None else series[np.clip(when // MIN_PER_DAY - self.first_day, 0, self.days - 1)]

    def work(self, head: str, begin: Minutes, end: Minutes) -> Amounts | None:
        """Return the price of one unit of work spread over days by overlap (None: free)."""
        series = self._days.get(head)
        if series is None:
            return None
        area = np.concatenate([[0.0], np.cumsum(series)])
        spread = (_integral(area, begin, end, self.origin, MIN_PER_DAY)) / np.maximum(end - begin, 1) * MIN_PER_DAY
        at_once = series[np.clip(begin // MIN_PER_DAY - self.first_day, 0, self.days - 1)]
        return np.where(end > begin, spread, at_once)

    def standing(self, terminal: str, kind: str, until: Minutes) -> Amounts:
        """Return the price of a unit standing in a yard from the start of all series until some minutes."""
        head = "yard" if kind == "yard" else "powered"
        area = self._areas.get(f"{head}:{yard_of(self.book, terminal, kind)}")
        if area is None:
            return np.zeros(len(until))
        origin = np.full(len(until), self.origin, np.int64)
        return _integral(area, origin, until, self.origin, BUCKET_H * 60)

    def leg(self, block: Block, leg: int) -> dict[str, Amounts]:
        """Return prices of a leg: feu, gross, plug, train, and ``cargo:<class>``, ``train:<class>`` for limits."""
        first, last = block.ends[leg]
        span = f"{block.stops[first].seq}-{block.stops[last].seq}"
        found = {
            tail: np.array([self.prices.get(f"train:{run_id}:{span}:{tail}", 0.0) for run_id in block.run_ids])
            for tail in ("feu", "gross", "plug")
        }
        service = block.service
        for i in range(first + 1, last + 1):
            link_id, enter = block.stops[i].link_id, block.enter[i]
            price = self.on_days(f"link:{link_id}:{service.direction}", enter)
            if price is not None:
                _tax(found, (), price / service.max_feu, "train")
            for window in own_limits(self.windows, ("link", link_id), service.direction):
                price = self.on_days(f"limit:{window.window_id}", enter)
                if price is not None:
                    price = np.where(window.covers(enter), price, 0.0)
                    if window.unit == "trains_per_day":
                        _tax(found, window.cargo, price / service.max_feu, "train")
                    else:
                        _tax(found, window.cargo, price)
        return found

    def handling(
        self, operation: Operation, direction: str, max_feu: float | None, begin: Minutes, end: Minutes
    ) -> dict[str, Amounts]:
        """Return prices of an operation per FEU: feu, and ``cargo:<class>``, ``train:<class>`` or train for limits."""
        found: dict[str, Amounts] = {}
        price = self.work(f"throughput:{operation.facility}", begin, end)
        if price is not None:
            found["feu"] = price
        for window in handling_limits(self.windows, operation.operation_id, operation.facility, direction):
            price = self.work(f"limit:{window.window_id}", begin, end)
            by_train = window.unit == "trains_per_day"
            if price is not None and (max_feu or not by_train):  # boxes from the gate come by no train
                if max_feu and by_train:
                    _tax(found, window.cargo, price / max_feu, "train")
                else:
                    _tax(found, window.cargo, price)
        return found


def _tax(found: dict[str, Amounts], cargo: tuple[str, ...], price: Amounts, measure: str = "feu") -> None:
    """Add a price per FEU, or per FEU of trains, of some cargo classes or of all boxes."""
    head = "cargo" if measure == "feu" else measure
    for key in [f"{head}:{name}" for name in cargo] or [measure]:
        found[key] = found.get(key, 0.0) + price


def _integral(area: Amounts, begin: Minutes, end: Minutes, origin: int, width: int) -> Amounts:
    """Return the integral of a step series between minutes, given its running sum per step."""
    grid = np.arange(len(area), dtype=np.float64) * width + origin
    upto: NDArray[np.float64] = np.interp(end, grid, area)
    before: NDArray[np.float64] = np.interp(begin, grid, area)
    return upto - before
