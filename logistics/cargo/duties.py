"""
What goods pay whichever way they go: duties of ``rules.csv``, and the cleaning of their box.

That is no part of the cost of a way: every way from one country to another pays it alike, by rail or not. Only goods
that are not sold at all save it, so the plan takes it off that outside option and chooses as if it were paid.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from logistics.cargo.rules import Rule, places, rules_of
from logistics.network.model import Network
from logistics.units import from_min


@dataclass(frozen=True)
class Duty:
    """
    A duty on all goods that a rule means.

    Attributes
    ----------
    rule : Rule
        Holds by the day that goods become ready, as quotas do.
    amount : float
    unit : {'%', 'USD/t'}
        Of the customs value (``value_usd_per_t`` of ``commodities.csv``), or by mass.
    """

    rule: Rule
    amount: float
    unit: str

    def usd_per_t(self, value_usd_per_t: float) -> float:
        """Return what a tonne of a value pays [USD]."""
        return self.amount * value_usd_per_t / 100.0 if self.unit == "%" else self.amount


def read_duties(network: Network) -> tuple[Duty, ...]:
    """Return the active duties of a network, in the order of the table."""
    table = network["rules"]
    table = table[table["active"].astype(bool) & (table["kind"] == "duty")]
    columns = zip(rules_of(network, table), table["amount"].tolist(), table["unit"].tolist(), strict=True)
    return tuple(Duty(rule, float(amount), str(unit)) for rule, amount, unit in columns)


def duties_on(
    duties: Iterable[Duty], commodity: str, ends: tuple[str, str], ready_min: int
) -> list[Duty]:  # fmt: skip
    """Return the duties on goods between two places that become ready at a minute; several are added up."""
    day = from_min(ready_min).date()
    return [duty for duty in duties if duty.rule.concerns(commodity, *ends) and duty.rule.holds(day)]


def duty_usd_per_t(network: Network, rows: pd.DataFrame) -> NDArray[np.float64]:
    """
    Return the duty on a tonne of consignments [USD].

    Parameters
    ----------
    network : Network
    rows : DataFrame
        ``commodity_id, origin, destination, ready_min``.
    """
    duties = read_duties(network) if "rules" in network.tables else ()
    if not duties:
        return np.zeros(len(rows))
    place = dict(zip(network["terminals"]["terminal_id"], places(network), strict=True))
    goods = network["commodities"]
    value = dict(zip(goods["commodity_id"], goods["value_usd_per_t"].astype(float), strict=True))
    columns = [rows[name].tolist() for name in ("commodity_id", "origin", "destination", "ready_min")]
    return np.array(
        [
            sum(d.usd_per_t(value[name]) for d in duties_on(duties, name, (place[start], place[end]), ready))
            for name, start, end, ready in zip(*columns, strict=True)
        ],
        np.float64,
    )


def charges_usd(network: Network, rows: pd.DataFrame) -> NDArray[np.float64]:
    """
    Return what a box of consignments pays on every way: duties on its goods, and its cleaning after them [USD].

    Parameters
    ----------
    network : Network
    rows : DataFrame
        ``commodity_id, origin, destination, ready_min, tonnes_per_box``.
    """
    cleaning = network["commodities"].set_index("commodity_id")["cleaning_usd_per_box"].fillna(0.0)
    duty = duty_usd_per_t(network, rows) * rows["tonnes_per_box"].to_numpy(np.float64)
    return np.asarray(duty + rows["commodity_id"].map(cleaning).to_numpy(np.float64), np.float64)
