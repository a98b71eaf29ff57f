"""
Holds of ``holds.csv``: goods that are sampled at an inspection and wait for the laboratory.

A hold hangs on a rule of ``rules.csv`` (kind ``hold``), which says for what goods, from where to where, at which
terminal and on which days; it acts while the rule is active. Goods are inspected once, so one hold at most meets a box.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from logistics.cargo.rules import Rule, rules_of
from logistics.network.model import Network


@dataclass(frozen=True)
class Hold:
    """
    A hold of some boxes; each hour between the ends is equally likely.

    Attributes
    ----------
    rule : Rule
    share : float
        Of the boxes inspected, those that are sampled.
    low_h, high_h : float
        Shortest and longest hold.
    """

    rule: Rule
    share: float
    low_h: float
    high_h: float

    @property
    def expected_h(self) -> float:
        """Hours that an inspected box is held on average, those not sampled included."""
        return self.share * (self.low_h + self.high_h) / 2.0

    @property
    def p90_h(self) -> float:
        """Hours that one inspected box in ten is held for or longer; 0 where fewer are sampled."""
        return self.high_h - (self.high_h - self.low_h) * 0.1 / self.share if self.share > 0.1 else 0.0

    @property
    def typical_h(self) -> float:
        """Median hold; 0 where not more than half are sampled."""
        return self.high_h - (self.high_h - self.low_h) * 0.5 / self.share if self.share > 0.5 else 0.0


def read_holds(network: Network) -> tuple[Hold, ...]:
    """Return the holds of active rules, in the order of ``rules.csv``."""
    if not {"rules", "holds"} <= set(network.tables):
        return ()
    table, facts = network["rules"], network["holds"].set_index("rule_id")
    table = table[table["active"].astype(bool) & (table["kind"] == "hold") & table["rule_id"].isin(facts.index)]
    rules = rules_of(network, table)
    return tuple(
        Hold(rule, *(float(facts.loc[rule.rule_id, name]) for name in ("share", "low_h", "high_h"))) for rule in rules
    )


def hold_at(
    holds: Iterable[Hold], commodity: str, ends: tuple[str, str], terminal: str, day: date
) -> Hold | None:  # fmt: skip
    """Return the hold that goods meet at an inspection; of several the one that is longest on average."""
    found = [
        hold
        for hold in holds
        if hold.rule.concerns(commodity, *ends) and hold.rule.holds(day) and hold.rule.terminal_id in {"", terminal}
    ]
    return max(found, key=lambda hold: hold.expected_h, default=None)
