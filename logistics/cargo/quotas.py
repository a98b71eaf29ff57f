"""Quotas of ``rules.csv``: how many tonnes of some goods may set out while the rule holds."""

from __future__ import annotations

from dataclasses import dataclass

from logistics.cargo.rules import Rule, rules_of
from logistics.network.model import Network
from logistics.units import MIN_PER_DAY, to_min

DAYS_PER = {"t/year": 365.0, "t/month": 365.0 / 12.0}
"""Days that the amount of a rate stands for."""
UNITS = ("t", *DAYS_PER)


@dataclass(frozen=True)
class Quota:
    """
    A quota on all goods that a rule means.

    Attributes
    ----------
    rule : Rule
    amount : float
        Tonnes over the days of the rule, or per year or month.
    unit : {'t', 't/year', 't/month'}
    """

    rule: Rule
    amount: float
    unit: str

    def days(self, start_min: int, end_min: int) -> tuple[int, int]:
        """Return the minutes from which and up to which goods that become ready in a period count."""
        first, last = self.rule.valid_from, self.rule.valid_to
        start = start_min if first is None else max(start_min, to_min(first))
        end = end_min if last is None else min(end_min, to_min(last) + MIN_PER_DAY)
        return start, max(end, start)

    def tonnes(self, start_min: int, end_min: int) -> float:
        """
        Return the tonnes that may set out in a period: its share of the quota, by days.

        Notes
        -----
        A quota over dates is taken to be used evenly, so that a scenario which covers part of them gets its share.
        """
        start, end = self.days(start_min, end_min)
        if self.unit == "t":
            assert self.rule.valid_from is not None
            assert self.rule.valid_to is not None
            whole = (to_min(self.rule.valid_to) + MIN_PER_DAY - to_min(self.rule.valid_from)) / MIN_PER_DAY
        else:
            whole = DAYS_PER[self.unit]
        return self.amount * (end - start) / MIN_PER_DAY / whole


def read_quotas(network: Network) -> tuple[Quota, ...]:
    """Return the active quotas of a network, in the order of the table."""
    table = network["rules"]
    table = table[table["active"].astype(bool) & (table["kind"] == "quota")]
    columns = zip(rules_of(network, table), table["amount"].tolist(), table["unit"].tolist(), strict=True)
    return tuple(Quota(rule, float(amount), str(unit)) for rule, amount, unit in columns)
