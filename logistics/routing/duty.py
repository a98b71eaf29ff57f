"""What the goods of a question pay whichever way they go: duties, and the cleaning of their box."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from logistics.cargo.duties import duties_on, read_duties
from logistics.cargo.rules import places
from logistics.network.model import Network
from logistics.results.path import Path

if TYPE_CHECKING:
    from logistics.routing.asked import Asked


class Charges:
    """
    Money that goods pay beside the cost of every way, read once from the tables.

    Parameters
    ----------
    network : Network
    """

    def __init__(self, network: Network) -> None:
        goods, units = network["commodities"], network["loading_units"]
        names = goods["commodity_id"].tolist()
        self._duties, self._place = read_duties(network), places(network)
        self._value = dict(zip(names, goods["value_usd_per_t"].astype(float).tolist(), strict=True))
        self._cleaning = dict(zip(names, goods["cleaning_usd_per_box"].astype(float).tolist(), strict=True))
        self._payload = dict(zip(units["unit_id"].tolist(), units["payload_t"].astype(float).tolist(), strict=True))

    def duties(self, asked: Asked) -> list[dict[str, Any]]:
        """
        Return the duties on the goods of a question, by the day that they are ready.

        Returns
        -------
        list of dict
            ``rule_id, amount, unit, usd_per_feu, source``.
        """
        goods, ignored = asked.query.commodity, asked.query.ignore_rules
        ends = (self._place[asked.origin], self._place[asked.destination])
        t_per_feu = self._payload[asked.box.unit] / asked.box.feu
        return [
            {
                "rule_id": duty.rule.rule_id,
                "amount": duty.amount,
                "unit": duty.unit,
                "usd_per_feu": duty.usd_per_t(self._value[goods]) * t_per_feu,
                "source": duty.rule.source,
            }
            for duty in duties_on(self._duties, goods, ends, asked.first_min)
            if duty.rule.rule_id not in ignored
        ]

    def cleaning_usd(self, asked: Asked) -> float:
        """Return what cleaning after the goods of a question costs, per FEU."""
        usd = self._cleaning[asked.query.commodity]
        return 0.0 if math.isnan(usd) else usd / asked.box.feu


def with_duties(paths: tuple[Path, ...], duties: Iterable[Mapping[str, Any]]) -> tuple[Path, ...]:
    """Return paths with the duties that their goods pay (see `Path.duty_usd`)."""
    usd = sum(entry["usd_per_feu"] for entry in duties)
    return tuple(replace(path, duty_usd=usd) for path in paths) if usd else paths
