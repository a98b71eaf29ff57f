"""All departures laid out as one list of events in time order, for the audit's own search."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from logistics.audit.costs import Amounts
from logistics.audit.fleets import Rents
from logistics.audit.followed import Model
from logistics.audit.handling import later, valid_on_days
from logistics.audit.law import comes_into
from logistics.audit.pricing import PriceField
from logistics.audit.runs import Block
from logistics.audit.tables import Operation, Service
from logistics.audit.trace import NOTHING, Law
from logistics.audit.wagons import Size, Wagon
from logistics.audit.windows import Minutes
from logistics.scenario.model import STANDING_MIN
from logistics.units import MIN_PER_DAY

AVAILABLE, BOARD, KEEP, GO = 0, 1, 2, 3


@dataclass(frozen=True)
class Combo:
    """What decides the price of a path apart from its start, end and value of time."""

    cargo: str
    feu: float
    gross_t: float
    power: str
    law: Law = NOTHING
    net_t: float = 0.0
    fleet: str = ""
    wagon: Wagon | None = None

    def on(self, gauge: int) -> Size | None:
        """Return the size on a gauge, None where it may not run."""
        return Size(self.feu, self.gross_t, self.feu, self.feu) if self.wagon is None else self.wagon.on(gauge)


@dataclass
class Part:
    """
    Events of one kind from one service and operation, n of them.

    ``base`` is USD per FEU, route constants included; ``extra`` USD per FEU of powered boxes; ``terms`` are prices by
    measure. ``stand`` is +1 (leaves a yard), -1 (enters it), 0; ``clock`` is when. ``lands`` are the countries that a
    leg comes into; ``operation`` is what is done; rules hold by ``ruled``: the departure of those that board, else
    the arrival of the train. ``gauge`` and ``onto`` are the sides of the track where it begins and ends, ``service``
    the train of a leg, ``train`` that or the one just left, and ``weighed`` the route constants of a leg.
    """

    kind: int
    time: Minutes
    first: NDArray[np.int64]
    second: NDArray[np.int64]
    base: Amounts
    cargo: tuple[tuple[str, ...], ...]
    terms: Mapping[str, Amounts]
    extra: Amounts | None = None
    stand: int = 0
    clock: Minutes | None = None
    terminal: str = ""
    lands: frozenset[str] = frozenset()
    operation: str = ""
    ruled: Minutes | None = None
    gauge: int = 0
    onto: int = 0
    service: Service | None = None
    train: Service | None = None
    weighed: float = 0.0


def _permits(lists: tuple[tuple[str, ...], ...], cargo: str) -> bool:
    return all(not allowed or cargo in allowed for allowed in lists)


class Events:
    """
    Every boarding, departure, transfer and kept slot that is still possible, in time order.

    Legs are numbered run by run; chains are (terminal, gauge side) yards.
    """

    def __init__(self, model: Model, field: PriceField, not_before: int) -> None:
        self.model, self.field, self.not_before = model, field, not_before
        self.rents = Rents(field.prices)
        self.chains: dict[tuple[str, int], int] = {}
        self.terminals = {terminal: i for i, terminal in enumerate(model.book.country)}
        self.first_leg: dict[tuple[str, int], int] = {}
        self.size = 0
        for service_id, block in model.blocks.items():
            for leg in range(len(block.ends)):
                self.first_leg[service_id, leg] = self.size
                self.size += len(block.run_ids)
        self.previous = np.full(self.size, -1, np.int64)
        self.leg_terminal = np.zeros(self.size, np.int64)
        self.leg_arrival = np.zeros(self.size, np.int64)
        self.leg_departure = np.zeros(self.size, np.int64)
        self.leg_gauge = np.zeros(self.size, np.int64)
        self.parts: list[Part] = []
        self.unloads: list[Part] = []
        for block in model.blocks.values():
            for leg in range(len(block.ends)):
                self._leg(block, leg)
            self._slots(block)
        self._sort()

    def chain(self, terminal: str, gauge: int) -> int:
        """Return the number of a yard chain."""
        return self.chains.setdefault((terminal, gauge), len(self.chains))

    def _leg(self, block: Block, leg: int) -> None:
        service, (first, last) = block.service, block.ends[leg]
        start = self.first_leg[service.service_id, leg]
        ids = start + np.arange(len(block.run_ids))
        departure, arrival = block.leg_departure(leg), block.leg_arrival(leg)
        self.leg_terminal[ids] = self.terminals[block.stops[last].terminal]
        self.leg_arrival[ids] = arrival
        self.leg_departure[ids] = departure
        self.leg_gauge[ids] = service.gauge
        if leg > 0:
            self.previous[ids] = self.first_leg[service.service_id, leg - 1] + np.arange(len(ids))
        possible = ~block.cancelled[leg] & (departure >= self.not_before)
        cost, extra = self.model.costs.leg(block, leg)
        weighed = self.model.costs.leg_constant(block, leg)
        cost = cost + weighed
        terms = {key: value[possible] for key, value in self.field.leg(block, leg).items()}
        self.parts.append(
            Part(GO, departure[possible], ids[possible], ids[possible], cost[possible], (), terms, extra[possible],
                 lands=comes_into(self.model.book, block, leg), ruled=arrival[possible], gauge=service.gauge,
                 onto=service.gauge, service=service, train=service, weighed=weighed)
        )  # fmt: skip
        terminal = block.stops[first].terminal
        chain = np.full(int(possible.sum()), self.chain(terminal, service.gauge), np.int64)
        self.parts.append(
            Part(BOARD, departure[possible] - self.model.cutoff, ids[possible], chain, np.zeros(len(chain)),
                 (service.cargo,), {}, None, 1, departure[possible], terminal, ruled=departure[possible],
                 gauge=service.gauge, onto=service.gauge)
        )  # fmt: skip
        for operation in self.model.book.operations_at(
            block.stops[last].terminal, "transfer", "gauge_change", "unload"
        ):
            if operation.serves(service):
                seen = arrival >= self.not_before - STANDING_MIN
                there = ~block.cancelled[leg] & seen & valid_on_days(operation, arrival)
                self._handle(block, operation, ids[there], arrival[there], arrival[there])
                turns = np.where(there, self.model.handling.turns(operation, block, last), 0)
                if turns.any():
                    begun, _, _ = self.model.handling.times(operation, arrival, service.direction)
                    for which, ready in later(begun, turns):
                        self._handle(block, operation, ids[which], arrival[which], ready)

    def _handle(
        self, block: Block, operation: Operation, ids: NDArray[np.int64], arrival: Minutes, ready: Minutes
    ) -> None:  # fmt: skip
        """Add what can be done from ``ready`` on to the boxes of arrived legs."""
        if not len(ids):
            return
        service = block.service
        _, work, done = self.model.handling.times(operation, ready, service.direction)
        terms = self.field.handling(operation, service.direction, service.max_feu, work, done)
        base = np.full(len(ids), operation.cost)
        name = operation.operation_id
        if operation.activity == "unload":
            self.unloads.append(
                Part(AVAILABLE, done, ids, ids, base, (operation.cargo,), terms, clock=done, operation=name,
                     ruled=arrival, gauge=service.gauge, onto=service.gauge, train=service)
            )  # fmt: skip
            return
        chain = np.full(len(ids), self.chain(operation.terminal, operation.to_gauge), np.int64)
        self.parts.append(
            Part(AVAILABLE, done, ids, chain, base, (operation.cargo,), terms, None, -1, done, operation.terminal,
                 operation=name, ruled=arrival, gauge=service.gauge, onto=operation.to_gauge, train=service)
        )  # fmt: skip

    def _slots(self, block: Block) -> None:
        last = len(block.ends) - 1
        for operation in self.model.book.operations_at(block.stops[-1].terminal, "same_train"):
            if not block.service.paired or not operation.serves(block.service):
                continue
            valid = valid_on_days(operation, block.arrival[-1])
            for column, run_id in enumerate(block.run_ids):
                found = self.model.slot_departure(operation, block, column)
                if found is None or not valid[column] or block.cancelled[last, column]:
                    continue
                paired, stop, target = found
                leg = [first for first, _ in paired.ends].index(stop)
                departure = int(paired.departure[stop, target])
                arrived = int(block.arrival[-1, column]) >= self.not_before - STANDING_MIN
                if paired.cancelled[leg, target] or departure < self.not_before or not arrived:
                    continue
                price = self.field.prices.get(f"slot:{operation.operation_id}:{run_id}", 0.0)
                self.parts.append(
                    Part(KEEP, np.array([departure]),
                         np.array([self.first_leg[block.service.service_id, last] + column]),
                         np.array([self.first_leg[paired.service.service_id, leg] + target]),
                         np.array([operation.cost]), (operation.cargo, paired.service.cargo),
                         {"feu": np.array([price])}, operation=operation.operation_id,
                         ruled=np.array([int(block.arrival[-1, column])]), gauge=block.service.gauge,
                         onto=paired.service.gauge)
                )  # fmt: skip

    def _sort(self) -> None:
        kinds = _joined([np.full(len(part.time), part.kind, np.int64) for part in self.parts])
        times = _joined([part.time for part in self.parts])
        self.order = np.lexsort((kinds, times))
        self.kind, self.time = kinds[self.order], times[self.order]
        self.first = _joined([part.first for part in self.parts])[self.order]
        self.second = _joined([part.second for part in self.parts])[self.order]
        legs = _joined([part.first for part in self.unloads])
        self.unload_order = np.argsort(legs, kind="stable")
        self.unload_done = _joined([part.time for part in self.unloads])[self.unload_order]
        self.unload_ptr = np.searchsorted(legs[self.unload_order], np.arange(self.size + 1)).astype(np.int64)

    def standing(self, terminal: str, until: Minutes, combo: Combo, feu: float) -> Amounts:
        """Return what some FEU pay for standing in a yard from the start of all series until some minutes."""
        storage = self.model.costs.storage * (until - self.field.origin) / MIN_PER_DAY
        cost = feu * (storage + self.field.standing(terminal, "yard", until))
        if combo.power == "plug":
            cost = cost + feu * self.field.standing(terminal, "powered_yard", until)
        return cost

    def hired(self, size: Size, until: Minutes) -> Amounts:
        """
        Return the hire of a wagon from the start of all series until some minutes.

        Like standing, it is paid as differences of a running total, where the load changes sides and at the end.
        """
        return size.hire * (until - self.field.origin) / 60

    def _price(self, part: Part, combo: Combo) -> Amounts:
        size, onto = combo.on(part.gauge), combo.on(part.onto)
        if (
            not _permits(part.cargo, combo.cargo) or size is None or onto is None
            or (part.service is not None and not size.boards(part.service))
            or (combo.wagon is not None and part.kind == KEEP)
        ):  # fmt: skip
            return np.full(len(part.time), np.inf)
        if part.service is not None:
            cost = size.pays * part.base + (size.feu - size.pays) * part.weighed
        else:
            cost = (size.feu if part.gauge == part.onto or part.kind == KEEP else size.reloads) * part.base
        for spell in combo.law.spells:
            stops = part.kind == BOARD and part.terminal in spell.held
            if part.ruled is not None and (stops or part.lands & spell.barred or part.operation in spell.closed):
                cost = np.where((spell.first <= part.ruled) & (part.ruled < spell.end), np.inf, cost)
        if part.extra is not None and combo.power != "none":
            cost = cost + size.feu * part.extra
        factors = {"feu": size.feu, "gross": size.gross_t, "plug": size.feu if combo.power == "plug" else 0.0}
        factors["train"] = size.feu if part.train is None else size.of_train(part.train)
        factors |= {f"cargo:{combo.cargo}": size.feu, f"train:{combo.cargo}": factors["train"]}
        for key, price in part.terms.items():
            cost = cost + factors.get(key, 0.0) * price
        if part.stand and part.clock is not None:
            cost = cost + part.stand * self.standing(part.terminal, part.clock, combo, onto.feu)
        if combo.wagon is not None and part.kind == AVAILABLE and part.clock is not None:
            cost = cost + self.hired(size, part.clock)
            if part.stand:  # into a yard; else out of the gate
                cost = cost - self.hired(onto, part.clock)
        return cost

    def priced(self, combo: Combo) -> tuple[Amounts, Amounts]:
        """Return the cost of every event and of every unloading for boxes of a combination."""
        events = np.concatenate([self._price(part, combo) for part in self.parts] or [np.zeros(0)])
        unloads = np.concatenate([self._price(part, combo) for part in self.unloads] or [np.zeros(0)])
        return events[self.order], unloads[self.unload_order]


def _joined(arrays: list[NDArray[np.int64]]) -> NDArray[np.int64]:
    """Return arrays end to end (none gives an empty one)."""
    return np.concatenate([np.zeros(0, np.int64), *arrays]).astype(np.int64)
