"""Rules on one question: what forbids it, and which arcs of the graph they shut."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from logistics.cargo.rules import CLEARING, Rule, barred_countries, clearing_sites, read_rules, violated
from logistics.routing.asked import Asked
from logistics.routing.clearing import Clearing
from logistics.routing.limits import Limits
from logistics.timespace.model import TimeSpace
from logistics.timetable.tables import texts
from logistics.units import from_min, iso_minute

I64 = NDArray[np.int64]
NO_ARCS: I64 = np.zeros(0, np.int64)


@dataclass(frozen=True)
class Ruling:
    """
    What rules say to goods.

    Attributes
    ----------
    forbidding : tuple of Rule
        Whatever the way.
    barring : tuple of Rule
        Countries that may not be passed.
    uncleared : tuple of str
        Border terminals with inspected operations that may not clear these goods.
    arcs : int64[n]
        Shut: countries barred, and what `Cleared.on_entry` says.
    sealed : int64[n] or None
        Shut for goods that enter under seal and are inspected at their destination; None where they may not be.
    """

    forbidding: tuple[Rule, ...] = ()
    barring: tuple[Rule, ...] = ()
    uncleared: tuple[str, ...] = ()
    arcs: I64 = field(default_factory=lambda: np.zeros(0, np.int64))
    sealed: I64 | None = None

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
        self._limits = limits
        self._clearing = Clearing(graph)
        self._country = texts(network["terminals"], "country")
        goods = network["commodities"]
        self._cargo = dict(zip(texts(goods, "commodity_id"), texts(goods, "cargo_class"), strict=True))

    def of(self, asked: Asked) -> Ruling:
        """Return what the rules say to a question; they hold by the day of departure."""
        places, day = (asked.origin, asked.destination), from_min(asked.first_min).date()
        return self.on(asked.query.commodity, places, day, asked.query.ignore_rules)

    def on(self, goods: str, places: tuple[int, int], day: date, ignored: Collection[str] = ()) -> Ruling:
        """
        Return what the rules say to goods between two terminals on a day.

        Parameters
        ----------
        goods : str
            Commodity id.
        places : (int, int)
            Terminal rows of origin and destination.
        day : date
            Of departure.
        ignored : collection of str
            Rules to be passed over.
        """
        rules = [rule for rule in self.rules if rule.rule_id not in ignored]
        ends = (self._country[places[0]], self._country[places[1]])
        barred = barred_countries(rules, goods, *ends, day)
        passing = _joined(*(self._limits.in_country(country) for country in barred))
        ruling = Ruling(
            forbidding=tuple(violated(rules, goods, *ends, ends, day)),
            barring=tuple({rule.rule_id: rule for rule in barred.values()}.values()),
            arcs=passing,
        )
        named = {rule.terminal_id for rule in rules if rule.kind in CLEARING and rule.concerns(goods, *ends)}
        if not named:
            return ruling
        cleared = self._clearing.shut(
            self._cargo[goods], named, clearing_sites(rules, goods, *ends, day), ends[1], places[1]
        )
        return replace(
            ruling,
            uncleared=cleared.uncleared,
            arcs=_joined(passing, cleared.on_entry),
            sealed=None if cleared.at_end is None else _joined(passing, cleared.at_end),
        )

    def to_drop(self, ruling: Ruling, goods: str, ends: tuple[str, str]) -> tuple[str, ...]:
        """Return the rules without which a ruling would forbid nothing: where protocols lack, all of them."""
        found = dict.fromkeys(rule.rule_id for rule in ruling.forbidding)
        if any(rule.kind == "protocol" for rule in ruling.forbidding):
            own = [rule for rule in self.rules if rule.kind == "protocol" and rule.concerns(goods, *ends)]
            found.update(dict.fromkeys(rule.rule_id for rule in own))
        return tuple(found)


def _joined(*parts: I64) -> I64:
    """Return lists of arcs as one; the list itself where only one holds any, so that it is known again."""
    some = [part for part in parts if len(part)]
    return some[0] if len(some) == 1 else np.concatenate(some) if some else NO_ARCS


def sentence(rule: Rule, asked: Asked) -> str:
    """Return a rule that forbids a question as a sentence."""
    query, day = asked.query, iso_minute(asked.first_min)[:10]
    since = "" if rule.valid_from is None else f" from {rule.valid_from}"
    until = "" if rule.valid_to is None else f" to {rule.valid_to}"
    held = f"{since}{until}".strip() or "at all times"
    if rule.kind == "protocol":
        what = f"lets {query.commodity} go from {query.origin} to {query.destination} {held} only, not on {day}"
    elif rule.kind == "transit":
        what = f"forbids {query.commodity} to pass {', '.join(sorted(rule.through))} {held}"
    else:
        what = f"forbids {query.commodity} from {query.origin} to {query.destination} {held}"
    return f"rule {rule.rule_id} ({rule.kind}) {what}; source: {rule.source}"
