"""Rules on one question: what forbids it, and which arcs of the graph they shut."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from logistics.cargo.rules import Rule, barred_countries, clearing_sites, read_rules, violated
from logistics.routing.asked import Asked
from logistics.routing.limits import Limits
from logistics.timespace.model import ArcKind, TimeSpace
from logistics.timetable.tables import texts
from logistics.units import from_min, iso_minute

I64 = NDArray[np.int64]


@dataclass(frozen=True)
class Ruling:
    """
    What rules say to a question.

    Attributes
    ----------
    forbidding : tuple of Rule
        Whatever the way.
    barring : tuple of Rule
        Countries that may not be passed.
    uncleared : tuple of str
        Border terminals with inspected operations that may not clear these goods.
    arcs : int64[n]
        Shut by the last two.
    """

    forbidding: tuple[Rule, ...] = ()
    barring: tuple[Rule, ...] = ()
    uncleared: tuple[str, ...] = ()
    arcs: I64 = field(default_factory=lambda: np.zeros(0, np.int64))

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
        self._country = texts(network["terminals"], "country")
        self._terminals = texts(network["terminals"], "terminal_id")
        inspected = np.array([name == "inspected" for name in texts(network["operations"], "transfer_class")], bool)
        by_operation = np.isin(graph.kind, (ArcKind.TRANSFER, ArcKind.UNLOAD)) & (graph.ref >= 0)
        arcs = np.flatnonzero(by_operation)
        self._inspected = arcs[inspected[graph.ref[arcs]]] if len(arcs) else arcs
        self._place = graph.node_terminal[graph.tail[self._inspected]].astype(np.int64)

    def of(self, asked: Asked) -> Ruling:
        """Return what the rules say to a question; they hold by the day of departure."""
        ends = (self._country[asked.origin], self._country[asked.destination])
        return self.on(asked.query.commodity, ends, from_min(asked.first_min).date(), asked.query.ignore_rules)

    def on(self, goods: str, ends: tuple[str, str], day: date, ignored: Collection[str] = ()) -> Ruling:
        """
        Return what the rules say to goods between two countries on a day.

        Parameters
        ----------
        goods : str
            Commodity id.
        ends : (str, str)
            Countries of origin and destination (ISO-2).
        day : date
            Of departure.
        ignored : collection of str
            Rules to be passed over.
        """
        rules = [rule for rule in self.rules if rule.rule_id not in ignored]
        barred = barred_countries(rules, goods, *ends, day)
        at_end = violated(rules, goods, *ends, ends, day)
        uncleared = self._uncleared(rules, goods, ends, day)
        parts = [self._limits.in_country(country) for country in barred]
        parts += [self._inspected[self._place == row] for row in uncleared]
        return Ruling(
            forbidding=tuple(at_end),
            barring=tuple({rule.rule_id: rule for rule in barred.values()}.values()),
            uncleared=tuple(self._terminals[row] for row in uncleared),
            arcs=np.concatenate(parts) if parts else np.zeros(0, np.int64),
        )

    def to_drop(self, ruling: Ruling, goods: str, ends: tuple[str, str]) -> tuple[str, ...]:
        """Return the rules without which a ruling would forbid nothing: where protocols lack, all of them."""
        found = dict.fromkeys(rule.rule_id for rule in ruling.forbidding)
        if any(rule.kind == "protocol" for rule in ruling.forbidding):
            own = [rule for rule in self.rules if rule.kind == "protocol" and rule.concerns(goods, *ends)]
            found.update(dict.fromkeys(rule.rule_id for rule in own))
        return tuple(found)

    def _uncleared(self, rules: list[Rule], goods: str, ends: tuple[str, str], day: date) -> list[int]:
        """Return the terminals of the destination's country that inspect, but not these goods on this day."""
        meant = any(rule.kind in {"site", "inspection"} and rule.concerns(goods, *ends) for rule in rules)
        if not meant:
            return []
        sites = clearing_sites(rules, goods, *ends, day)
        places = [int(row) for row in np.unique(self._place) if self._country[int(row)] == ends[1]]
        return [row for row in places if self._terminals[row] not in sites]


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
