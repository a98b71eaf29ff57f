"""Rules on one question: what forbids it, and which arcs of the graph they shut."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from logistics.cargo.rules import (
    CLEARING,
    Rule,
    barred_countries,
    clearing_sites,
    country_of,
    places,
    protocols,
    read_rules,
    spans,
    violated,
)  # fmt: skip
from logistics.network.basemap import country_names
from logistics.network.model import Network
from logistics.routing.asked import Asked
from logistics.routing.clearing import Clearing
from logistics.routing.limits import Limits
from logistics.timespace.model import ArcKind, TimeSpace
from logistics.timetable.tables import texts
from logistics.units import MIN_PER_DAY, from_min, iso_minute, to_min

I64 = NDArray[np.int64]
NO_ARCS: I64 = np.zeros(0, np.int64)
NEVER = 2**40
_NAMED = (("commodities", "commodity"), ("terminals", "terminal"))


@dataclass(frozen=True)
class Ruling:
    """
    What rules say to goods.

    Attributes
    ----------
    forbidding : tuple of Rule
        Whatever the way, on all days in question.
    barring : tuple of Rule
        Countries that may not be passed; and what forbids the goods on some of the days only.
    uncleared : tuple of str
        Border terminals with inspected operations that may not clear these goods.
    arcs : int64[n]
        Shut: rides into countries that do not let the goods in, boarding at the origin while they may not leave it,
        and what `Cleared.on_entry` says.
    sealed : int64[n] or None
        Shut for goods that enter under seal and are inspected at their destination; None where they may not be.
    spells : tuple of (date, date, tuple of Rule, frozenset of str)
        First and last day of the spans in which the same rules hold; what forbids the goods in each, and the countries
        that they may not come into.
    """

    forbidding: tuple[Rule, ...] = ()
    barring: tuple[Rule, ...] = ()
    uncleared: tuple[str, ...] = ()
    arcs: I64 = field(default_factory=lambda: np.zeros(0, np.int64))
    sealed: I64 | None = None
    spells: tuple[tuple[date, date, tuple[Rule, ...], frozenset[str]], ...] = ()

    def forbids(self, first: date, last: date) -> tuple[Rule, ...]:
        """Return what forbids the goods on all days from first to last: the rules of the first of them."""
        told = [rules for begin, end, rules, _ in self.spells if begin <= last and first <= end]
        return told[0] if told and all(told) else ()

    def closed(self, day: date) -> frozenset[str]:
        """Return the countries that the goods may not come into on a day."""
        return next((closed for begin, end, _, closed in self.spells if begin <= day <= end), frozenset())

    @property
    def rules(self) -> tuple[Rule, ...]:
        """All rules that forbid something."""
        return (*self.forbidding, *self.barring)


class Permission:
    """
    Rules of a network on a graph, read once.

    Parameters
    ----------
    graph : TimeSpace
    limits : Limits
        Gives the arcs of countries.
    """

    def __init__(self, graph: TimeSpace, limits: Limits) -> None:
        network = graph.instance.network
        self.rules = read_rules(network)
        self._graph, self._limits = graph, limits
        self._clearing = Clearing(graph)
        moves = np.isin(graph.kind, (ArcKind.RIDE, ArcKind.LOAD))
        self._event = np.where(moves, graph.head, graph.tail)
        self._place = places(network)
        goods = network["commodities"]
        self._cargo = dict(zip(texts(goods, "commodity_id"), texts(goods, "cargo_class"), strict=True))

    def of(self, asked: Asked) -> Ruling:
        """Return what the rules say to a question, on the days from its departure to its latest arrival."""
        days = (from_min(asked.first_min).date(), from_min(asked.due_min).date())
        return self.over(asked.query.commodity, (asked.origin, asked.destination), days, asked.query.ignore_rules)

    def over(
        self, goods: str, places: tuple[int, int], days: tuple[date, date], ignored: Collection[str] = ()
    ) -> Ruling:
        """
        Return what the rules say to goods between two terminals under way between two days.

        Parameters
        ----------
        goods : str
            Commodity id.
        places : (int, int)
            Terminal rows of origin and destination.
        days : (date, date)
            First and last; what holds on them is taken to hold before and after.
        ignored : collection of str
            Rules to be passed over.
        """
        ends = (self._place[places[0]], self._place[places[1]])
        rules = [rule for rule in self.rules if rule.rule_id not in ignored]
        every = spans(rules, goods, ends, *days)
        daily = [self._on(rules, goods, places, begin) for begin, _ in every]
        told = [ruling for ruling, _ in daily]
        spells = tuple((*span, *ruling.spells[0][2:]) for span, ruling in zip(every, told, strict=True))
        if len(told) == 1:
            return replace(told[0], spells=spells)
        some = dict.fromkeys(rule for ruling in told for rule in ruling.rules)
        forbidding = told[0].forbidding if all(ruling.forbidding for ruling in told) else ()
        seals = any(ruling.sealed is not None for ruling in told)
        return Ruling(
            forbidding=forbidding,
            barring=tuple(rule for rule in some if rule not in forbidding),
            uncleared=tuple(dict.fromkeys(name for ruling in told for name in ruling.uncleared)),
            arcs=self._in_turn(every, [ruling.arcs for ruling in told]),
            sealed=self._in_turn(every, [arcs for _, arcs in daily]) if seals else None,
            spells=spells,
        )

    def on(self, goods: str, places: tuple[int, int], day: date) -> Ruling:
        """Return what the rules of one day say, as if they held for ever."""
        return self._on(self.rules, goods, places, day)[0]

    def _on(self, rules: Collection[Rule], goods: str, places: tuple[int, int], day: date) -> tuple[Ruling, I64]:
        """Return what rules of one day say, and what is shut on it for goods that entered under seal."""
        ends = (self._place[places[0]], self._place[places[1]])
        barred = barred_countries(rules, goods, *ends, day)
        forbidding = tuple(violated(rules, goods, *ends, [country_of(end) for end in ends], day))
        closed = dict.fromkeys(barred)
        if any(not rule.of_sender(ends[1]) for rule in forbidding):
            closed[country_of(ends[1])] = None
        passing = _joined(*(self._limits.into(country) for country in closed))
        if any(rule.of_sender(ends[1]) for rule in forbidding):
            passing = _joined(passing, self._limits.leaving(places[0]))
        ruling = Ruling(
            forbidding=forbidding,
            barring=tuple({rule.rule_id: rule for rule in barred.values()}.values()),
            arcs=passing,
            spells=((day, day, forbidding, frozenset(closed)),),
        )
        named = {rule.terminal_id for rule in rules if rule.kind in CLEARING and rule.concerns(goods, *ends)}
        if not named:
            return ruling, passing
        sites = clearing_sites(rules, goods, *ends, day)
        cleared = self._clearing.shut(self._cargo[goods], named, sites, country_of(ends[1]), places[1])
        sealed = _joined(passing, cleared.at_end)
        ruling = replace(
            ruling,
            uncleared=cleared.uncleared,
            arcs=_joined(passing, cleared.on_entry),
            sealed=sealed if cleared.may_end else None,
        )
        return ruling, sealed

    def _in_turn(self, days: Sequence[tuple[date, date]], shut: Sequence[I64]) -> I64:
        """
        Return the arcs that are shut in their own span of days.

        Rides count by their arrival, boarding by the departure, operations by the arrival of the train.
        """
        parts = []
        for number, ((begin, end), arcs) in enumerate(zip(days, shut, strict=True)):
            since = to_min(begin) if number else -NEVER
            until = to_min(end) + MIN_PER_DAY if number + 1 < len(days) else NEVER
            at = self._graph.node_min[self._event[arcs]]
            parts.append(arcs[(since <= at) & (at < until)])
        return _joined(*parts)

    def to_drop(self, rules: Collection[Rule], goods: str, ends: tuple[str, str]) -> tuple[str, ...]:
        """Return the rules without which some that forbid would not: where protocols lack, all of them."""
        found = dict.fromkeys(rule.rule_id for rule in rules)
        if any(rule.kind == "protocol" for rule in rules):
            found.update(dict.fromkeys(rule.rule_id for rule in protocols(self.rules, goods, *ends)))
        return tuple(found)


def _joined(*parts: I64) -> I64:
    """Return lists of arcs as one; the list itself where only one holds any, so that it is known again."""
    some = [part for part in parts if len(part)]
    return some[0] if len(some) == 1 else np.concatenate(some) if some else NO_ARCS


def sentence(rule: Rule, asked: Asked, network: Network) -> str:
    """Return a rule that forbids a question as a sentence."""
    goods, ends = (network[name].set_index(f"{name_id}_id")["name"] for name, name_id in _NAMED)
    query, day = asked.query, iso_minute(asked.first_min)[:10]
    since = "" if rule.valid_from is None else f" from {rule.valid_from}"
    until = "" if rule.valid_to is None else f" to {rule.valid_to}"
    held = f"{since}{until}".strip() or "at all times"
    what, way = goods[query.commodity], f"from {ends[query.origin]} to {ends[query.destination]}"
    if rule.kind == "protocol":
        said = f"lets {what} go {way} {held} only, not on {day}"
    elif rule.kind == "transit":
        land = country_names(network.path)
        said = f"forbids {what} to pass {', '.join(land.get(code, code) for code in sorted(rule.through))} {held}"
    else:
        said = f"forbids {what} {way} {held}"
    return f"rule {rule.rule_id} ({rule.kind}) {said}; source: {rule.source}"
