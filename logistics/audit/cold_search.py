"""Cheapest priced path of consignments whatever loading unit they take, limits of the goods kept."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from logistics.audit.air import Air
from logistics.audit.bound import Prices
from logistics.audit.cold_scan import Ways, cold_scan
from logistics.audit.cold_state import LOW_C, PER_K, Goods
from logistics.audit.costs import Amounts
from logistics.audit.events import Combo, Events
from logistics.audit.keeps import live
from logistics.audit.search import Search, combos_of, hired_before, start_of
from logistics.audit.stages import PART, Stage
from logistics.audit.units import Choice, Choices

FIRST_STATES, MOST_STATES = 1_000_000, 64_000_000
CELLS = 12_001
SAME = 1e-7


def cheapest_of_units(search: Search, stage: Stage, choices: Choices, prices: Prices, air: Air) -> Amounts:
    """
    Return the least cost [USD per box of its usual unit] of each consignment to be planned.

    Costs alone are searched first, for every unit. Where a box without power would then be cheaper than the price
    of its consignment says, the path may not have kept the goods: those are searched for again with temperatures.
    """
    mine = [
        [stage.under_way[k], *stage.unplugged.get(k, ())]
        if k in stage.under_way else list(choices[box.consignment_id].values())
        for k, box in enumerate(stage.boxes)
    ]  # fmt: skip
    home = np.repeat(np.arange(len(mine)), [len(units) for units in mine])
    every = [choice for units in mine for choice in units]
    share = np.array([choice.share for choice in every])
    cost = search.cheapest([choice.box for choice in every]) / share
    cold = ColdSearch(search, air)
    follow = np.array([cold.matters(choice) for choice in every])
    worth = np.array(stage.outside, np.float64)
    np.minimum.at(worth, home[~follow], cost[~follow])
    of_parts: dict[str, float] = {}
    for name, value in prices.demand.items():
        whole = name.split(PART)[0]
        of_parts[whole] = max(of_parts.get(whole, 0.0), value)
    price = np.array([of_parts.get(box.consignment_id, math.inf) for box in stage.boxes])
    least = np.minimum(worth, price * (1 - SAME))
    again = np.flatnonzero(cost < least[home])  # followed ones alone: all others are part of what is least
    sure = np.flatnonzero(cost >= least[home])
    np.minimum.at(worth, home[sure], cost[sure])
    bound = np.minimum(worth, price * (1 + SAME))  # nothing cheaper than the price is all that is to be shown
    found = cold.cheapest([every[i] for i in again], bound[home[again]] * share[again])
    np.minimum.at(worth, home[again], found / share[again])
    return worth


class ColdSearch:
    """
    Searches that carry temperatures.

    Parameters
    ----------
    search : Search
    air : Air
    """

    def __init__(self, search: Search, air: Air) -> None:
        self.search, self.events = search, search.events
        self.air = air
        self.yard = np.empty(len(self.events.chains), np.int64)
        self.aboard, self.arrived = np.empty(self.events.size, np.int64), np.empty(self.events.size, np.int64)
        self._make_room(FIRST_STATES)
        self.legs = _legs(self.events, air)
        terminals = [air.row[name] for name in self.events.terminals]
        self.mean, self.warm, self.cold = (table[terminals] for table in (air.mean, air.warm, air.cold))
        self.first_day = self.events.field.first_day
        days = np.arange(self.first_day, self.first_day + self.events.field.days)
        self.month = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % 12 + 1

    def _make_room(self, states: int) -> None:
        self.following, self.table = np.empty(states, np.int64), np.empty((states, 6))

    def matters(self, choice: Choice) -> bool:
        """Return whether a limit can be passed, or value lost, in a box without power on any way."""
        if choice.keeps is None or choice.keeps.held:
            return False
        return any(self._risks(choice, choice.box.due))

    def _risks(self, choice: Choice, due: int) -> tuple[bool, bool, bool]:
        """Return whether the ceiling, the floor and the shelf life can matter before a minute."""
        keeps, begun = choice.keeps, choice.begun
        assert keeps is not None
        begin = [*begun[:3]] if begun else [] if math.isnan(keeps.start) else [keeps.start]
        spent = begun.used if begun else 0.0
        warmest = max([float(np.nanmax(self.mean)), *begin])
        capped = max([float(np.nanmax(self.warm)), *begin]) > keeps.ceiling
        floored = min([float(np.nanmin(self.cold)), *begin]) < keeps.floor
        fastest = float(keeps.rate_at(min(keeps.ceiling, warmest)))
        return capped, floored, spent + fastest * (due - choice.box.ready) > min(keeps.threshold, keeps.most)

    def cheapest(self, choices: Sequence[Choice], bound: Amounts) -> Amounts:
        """Return the least cost [USD per box] below ``bound`` of each choice, or the bound."""
        best = bound.copy()
        by_combo: dict[Combo, dict[tuple[object, ...], list[int]]] = {}
        for k, choice in enumerate(choices):
            start = (*start_of(choice.box), choice.unit, choice.keeps, choice.begun)
            for combo in combos_of(choice.box):
                by_combo.setdefault(combo, {}).setdefault(start, []).append(k)
        for combo, starts in by_combo.items():
            costs = self.events.priced(combo)
            ways = self._ways(costs)
            for members in starts.values():
                best[members] = self._scan(combo, ways, [choices[k] for k in members], best[members])
        return best

    def _ways(self, costs: tuple[Amounts, Amounts]) -> Ways:
        events = self.events
        yards = np.zeros(len(events.chains), np.int64)
        for (terminal, _), chain in events.chains.items():
            yards[chain] = events.terminals[terminal]
        return Ways(
            events.kind, events.time, events.first, events.second, costs[0], events.previous, events.leg_terminal,
            events.leg_departure, events.leg_arrival, yards, *self.legs, events.unload_ptr, events.unload_done,
            costs[1],
        )  # fmt: skip

    def _scan(self, combo: Combo, ways: Ways, choices: list[Choice], bound: Amounts) -> Amounts:
        events, keeps, box = self.events, choices[0].keeps, choices[0].box
        assert keeps is not None
        place = np.array([events.terminals[choice.box.destination] for choice in choices])
        order = np.argsort(place, kind="stable")
        target_ptr = np.searchsorted(place[order], np.arange(len(events.terminals) + 1)).astype(np.int64)
        due = np.array([choice.box.due for choice in choices], np.int64)[order]
        rate = np.array([choice.box.time_rate + choice.box.running_rate for choice in choices])[order]
        capped, floored, counts = self._risks(choices[0], int(due.max()))
        cells = LOW_C + np.arange(CELLS) / PER_K
        goods = Goods(
            keeps.tau_min, keeps.ceiling, keeps.floor, capped, floored, keeps.threshold, keeps.most, keeps.usd, counts,
            np.asarray(keeps.rate_at(cells), np.float64), self.mean, self.warm, self.cold, self.month, self.first_day,
        )  # fmt: skip
        seeds, chains, leg = self._seeds(combo, choices[0])
        ways, best = ways._replace(exit_price=self.search.with_rent(box, ways.exit_price)), bound[order]
        while len(seeds):
            begin = seeds[:, 1].min() if leg < 0 else min(seeds[0, 1], events.leg_arrival[leg])
            first, least = int(np.searchsorted(events.time, begin)), best.copy()
            states = cold_scan(
                first, ways, goods, seeds, chains, leg, target_ptr, due, rate, box.ready, least, self.yard, self.aboard,
                self.arrived, self.following, self.table,
            )  # fmt: skip
            if states <= len(self.table):
                best = least
                break
            if len(self.table) >= MOST_STATES:
                best = np.full(len(best), -math.inf)  # no bound is proven
                break
            self._make_room(4 * len(self.table))
        answer = np.empty(len(choices))
        answer[order] = best
        return answer

    def _seeds(self, combo: Combo, choice: Choice) -> tuple[Amounts, np.ndarray, int]:
        """Return the boxes as they enter yards: cost, minute, temperatures and life used; or the leg they arrive on."""
        keeps, box = choice.keeps, choice.box
        assert keeps is not None
        found, leg = self.search.seeds(combo, box, free=False)
        if choice.begun is not None:
            now = choice.begun
            fits = now.warm <= keeps.ceiling and now.cold >= keeps.floor and now.used <= keeps.most
            aboard = (-hired_before(self.events, combo, leg), int(self.events.leg_arrival[leg]))
            starts = [(cost, when) for when, _, cost in found] or [aboard]
            known = self.events.not_before - self.events.model.cutoff  # what they have been through is told for then
            table = np.array([(cost, max(when, known), *now) for cost, when in starts if fits], np.float64)
            table = table.reshape(-1, 6)
            return table, np.array([chain for _, chain, _ in found if fits], np.int64), leg
        rows = []
        for when, _, cost in found:
            lived = live(
                keeps, self.air, (box.start_terminal, box.ready), [(box.start_terminal,) * 2 + (box.ready, when)]
            )
            fits = lived.warmest <= keeps.ceiling and lived.coldest >= keeps.floor
            rows.append((cost if fits else math.inf, when, lived.mean, lived.warm, lived.cold, lived.used))
        keep = [i for i, row in enumerate(rows) if row[0] < math.inf]
        chains = np.array([found[i][1] for i in keep], np.int64)
        return np.array([rows[i] for i in keep], np.float64).reshape(-1, 6), chains, -1


def _legs(events: Events, air: Air) -> tuple[np.ndarray, Amounts, Amounts, Amounts, Amounts]:
    """Return the parts of the way of every leg: pointer, minutes, outside (usual, warm, cold)."""
    parts: list[list[tuple[Amounts, Amounts, Amounts, Amounts]]] = [[] for _ in range(events.size)]
    for service_id, block in events.model.blocks.items():
        for leg, (first, last) in enumerate(block.ends):
            start = events.first_leg[service_id, leg]
            for column in range(len(block.run_ids)):
                now = int(block.departure[first, column])
                for i in range(first + 1, last + 1):
                    here, there = block.stops[i - 1].terminal, block.stops[i].terminal
                    for way in (
                        (here, here, now, int(block.enter[i, column])),
                        (here, there, int(block.enter[i, column]), int(block.leave[i, column])),
                    ):
                        if way[3] > way[2]:
                            spell = air.spell(*way)
                            parts[start + column].append((spell.minutes, spell.mean, spell.warm, spell.cold))
                    now = int(block.leave[i, column])
    counts = [sum(len(part[0]) for part in leg) for leg in parts]
    columns = [
        np.concatenate([np.zeros(0), *(part[i] for leg in parts for part in leg)]).astype(np.float64) for i in range(4)
    ]
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64), columns[0], columns[1], columns[2], columns[3]
