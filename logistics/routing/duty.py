"""Duties that the goods of a question pay, beside what their way costs."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from logistics.cargo.duties import duties_on, read_duties
from logistics.cargo.rules import places
from logistics.results.path import Path

if TYPE_CHECKING:
    from logistics.routing.asked import Asked
    from logistics.routing.router import Router


def duties_told(asked: Asked, router: Router) -> list[dict[str, Any]]:
    """
    Return the duties on the goods of a question, by the day that they are ready.

    Returns
    -------
    list of dict
        ``rule_id, amount, unit, usd_per_feu, source``.
    """
    network, query = router.network, asked.query
    place = places(network)
    ends = (place[asked.origin], place[asked.destination])
    found = duties_on(read_duties(network), query.commodity, ends, asked.first_min)
    goods = network["commodities"].set_index("commodity_id").loc[query.commodity]
    payload = network["loading_units"].set_index("unit_id").loc[asked.box.unit, "payload_t"]
    return [
        {
            "rule_id": duty.rule.rule_id,
            "amount": duty.amount,
            "unit": duty.unit,
            "usd_per_feu": duty.usd_per_t(float(goods["value_usd_per_t"])) * float(payload) / asked.box.feu,
            "source": duty.rule.source,
        }
        for duty in found
        if duty.rule.rule_id not in query.ignore_rules
    ]


def cleaning_usd(asked: Asked, router: Router) -> float:
    """Return what cleaning after the goods of a question costs, per FEU: money beside the cost of every way."""
    goods = router.network["commodities"].set_index("commodity_id").loc[asked.query.commodity]
    usd = float(goods["cleaning_usd_per_box"])
    return 0.0 if math.isnan(usd) else usd / asked.box.feu


def tell_duties(paths: tuple[Path, ...], asked: Asked, router: Router) -> tuple[Path, ...]:
    """Return paths with the duties that their goods pay (see `Path.duty_usd`)."""
    usd = sum(entry["usd_per_feu"] for entry in duties_told(asked, router))
    return tuple(replace(path, duty_usd=usd) for path in paths) if usd else paths
