"""Cheapest priced path of every consignment over all departures, by the audit's own plain search."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from logistics.audit.costs import Amounts
from logistics.audit.events import Combo, Events
from logistics.audit.scan import scan
from logistics.audit.trace import Box
from logistics.units import day_of

FOREVER = 2**40


@dataclass(frozen=True)
class Search:
    """
    Searches over prepared events.

    Attributes
    ----------
    events : Events
    """

    events: Events

    def cheapest(self, boxes: Sequence[Box]) -> Amounts:
        """
        Return the least cost [USD per box] of each consignment's paths that arrive in time (inf: none).

        One scan serves all consignments of one start and combination.
        """
        return self._run(boxes, None)

    def earliest(self, boxes: Sequence[Box]) -> Amounts:
        """Return the least hours from readiness to delivery of each consignment, whatever is due (inf: none)."""
        return self._run(boxes, FOREVER)

    def _run(self, boxes: Sequence[Box], due: int | None) -> Amounts:
        best = np.full(len(boxes), np.inf)
        by_combo: dict[Combo, dict[tuple[object, ...], list[int]]] = {}
        for k, box in enumerate(boxes):
            for combo in combos_of(box):
                by_combo.setdefault(combo, {}).setdefault(start_of(box), []).append(k)
        for combo, starts in by_combo.items():
            costs = self.events.priced(combo)
            if due is not None:
                costs = (np.where(np.isinf(costs[0]), np.inf, 0.0), np.where(np.isinf(costs[1]), np.inf, 0.0))
            for members in starts.values():
                found = self._scan(combo, costs, [boxes[k] for k in members], due)
                best[members] = np.minimum(best[members], found)
        return best

    def _scan(self, combo: Combo, costs: tuple[Amounts, Amounts], boxes: list[Box], due: int | None) -> Amounts:
        events = self.events
        place = np.array([events.terminals[box.destination] for box in boxes])
        order = np.argsort(place, kind="stable")
        target_ptr = np.searchsorted(place[order], np.arange(len(events.terminals) + 1)).astype(np.int64)
        dues = np.array([box.due if due is None else due for box in boxes], np.int64)
        rates = np.array([1.0 if due is not None else box.time_rate + box.running_rate for box in boxes])
        fresh = np.array([np.inf if due is not None else box.fresh_until for box in boxes])
        loss = np.array([0.0 if due is not None else box.loss_rate for box in boxes])
        found = np.full(len(boxes), np.inf)
        exits = costs[1] if due is not None else self.with_rent(boxes[0], costs[1])
        seeds, leg = self.seeds(combo, boxes[0], free=due is not None)
        if not seeds and leg < 0:
            return found
        begin = min([when for when, _, _ in seeds] or [int(events.leg_arrival[leg])])
        scan(
            int(np.searchsorted(events.time, begin)), events.kind, events.time, events.first, events.second, costs[0],
            events.previous, events.leg_terminal, events.unload_ptr, events.unload_done, exits,
            np.array([when for when, _, _ in seeds], np.int64), np.array([chain for _, chain, _ in seeds], np.int64),
            np.array([cost for _, _, cost in seeds], np.float64), leg, target_ptr, dues[order], rates[order],
            fresh[order], loss[order], boxes[0].ready, found, np.empty(len(events.chains)), np.empty(events.size),
            np.empty(events.size),
        )  # fmt: skip
        answer = np.empty(len(boxes))
        answer[order] = found - (0.0 if due is not None else hired_before(self.events, combo, leg))
        return answer

    def with_rent(self, box: Box, exits: Amounts) -> Amounts:
        """Return prices of unloadings with what a box of a fleet pays from its start until it can be loaded again."""
        return self.events.rents.added(box.fleet, box.turn, box.ready, self.events.unload_done, exits)

    def seeds(self, combo: Combo, box: Box, *, free: bool) -> tuple[list[tuple[int, int, float]], int]:
        """Return where and when the boxes enter yards and at what cost, or the leg they arrive on."""
        if box.start_kind == "onboard":
            return [], self._start_leg(box)
        if box.start_kind == "yard":
            entries = [(box.ready, box.start_terminal, box.start_gauge, 0.0)]
        else:
            entries = [self._loaded(combo, box, k) for k in range(len(self._loads(combo, box)))]
        seeds = []
        for when, terminal, gauge, cost in entries:
            chain, size = self.events.chains.get((terminal, gauge)), combo.on(gauge)
            if chain is not None and size is not None:
                paid = float(self.events.standing(terminal, np.array([when]), combo, size.feu)[0])
                if combo.wagon is not None:
                    paid += float(self.events.hired(size, np.array([box.ready]))[0])
                seeds.append((when, chain, 0.0 if free else cost - paid))
        return sorted(seeds), -1

    def _loads(self, combo: Combo, box: Box) -> list[str]:
        book, day = self.events.model.book, day_of(box.ready)
        return [
            operation.operation_id for operation in book.operations_at(box.origin, "load")
            if operation.takes(combo.cargo) and operation.valid.holds(day)
            and (combo.wagon is None or combo.wagon.gauge == operation.to_gauge)
        ]  # fmt: skip

    def _loaded(self, combo: Combo, box: Box, which: int) -> tuple[int, str, int, float]:
        model, field = self.events.model, self.events.field
        operation = model.book.operations[self._loads(combo, box)[which]]
        _, work, done = model.handling.at(operation, box.ready, operation.direction)
        terms = field.handling(operation, operation.direction, None, np.array([work]), np.array([done]))
        prices = [terms[key][0] for key in ("feu", f"cargo:{combo.cargo}") if key in terms]
        counted = combo.net_t * sum(field.prices.get(name, 0.0) for name in combo.law.quotas)
        return done, box.origin, operation.to_gauge, combo.feu * (operation.cost + float(sum(prices))) + counted

    def _start_leg(self, box: Box) -> int:
        service_id = box.start_run.rsplit("@", 1)[0]
        block = self.events.model.blocks.get(service_id)
        if block is None or box.start_run not in block.column:
            return -1
        for leg, (_, last) in enumerate(block.ends):
            if block.stops[last].seq == box.start_seq:
                return self.events.first_leg[service_id, leg] + block.column[box.start_run]
        return -1


def hired_before(events: Events, combo: Combo, leg: int) -> float:
    """Return the running total of a wagon's hire where boxes under way arrive, 0 where they start in no train."""
    size = None if leg < 0 or combo is None or combo.wagon is None else combo.on(int(events.leg_gauge[leg]))
    return 0.0 if size is None else float(events.hired(size, events.leg_arrival[leg : leg + 1])[0])


def combos_of(box: Box) -> list[Combo]:
    """Return what decides the price of a box's paths, for every way in which rules let it go; what set out goes on."""
    return [
        Combo(
            box.cargo, box.feu, box.gross_t, box.power, law, box.net_t if law.quotas else 0.0, box.fleet, box.wagon
        )
        for law in box.laws if box.start_kind != "gate" or not law.forbidden
    ]  # fmt: skip


def start_of(box: Box) -> tuple[object, ...]:
    """Return where and when a box starts; boxes alike in it can be searched for together."""
    origin = box.origin if box.start_kind == "gate" else ""
    return (
        box.start_kind, origin, box.start_terminal, box.start_gauge, box.start_run, box.start_seq, box.ready,
    )  # fmt: skip
