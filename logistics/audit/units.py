"""Which loading units each consignment may take, and what a box of each carries and costs."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from logistics.audit.fleets import fleets_by_unit
from logistics.audit.goods import box_of
from logistics.audit.keeps import Keeps, keeps_of
from logistics.audit.law import Laws
from logistics.audit.reading import boxes_of
from logistics.audit.tables import Book, number, rows
from logistics.audit.trace import Box
from logistics.audit.wagons import read_wagons
from logistics.scenario import Instance

LATEST = 10**9


class Begun(NamedTuple):
    """Temperatures in a usual month, on warm and on cold days [degC], and share of the shelf life used so far."""

    mean: float
    warm: float
    cold: float
    used: float


@dataclass(frozen=True)
class Choice:
    """
    A consignment in a loading unit.

    Attributes
    ----------
    box : Box
        One box of the unit; due no later than it can be sold.
    unit : str
    share : float
        Boxes of the consignment that one box of the unit carries.
    keeps : Keeps or None
        How the goods keep in it, where temperature is followed.
    begun : Begun or None
        What boxes under way have been through; None at the gate.
    dark : Keeps or None
        How the goods keep in the same box of a plug-in reefer when it has no power; None where that is not known.
    """

    box: Box
    unit: str
    share: float
    keeps: Keeps | None
    begun: Begun | None = None
    dark: Keeps | None = None


Choices = dict[str, dict[str, Choice]]


def choices_of(instance: Instance, book: Book, laws: Laws) -> Choices:
    """Return the units of every consignment, its own first, by consignment and unit."""
    allowed: dict[str, list[str]] = {}
    goods = {str(row["commodity_id"]): row for row in rows(book.network, "commodities")}
    units = {str(row["unit_id"]): row for row in rows(book.network, "loading_units")}
    if instance.cold_chain:
        for row in rows(book.network, "commodity_units"):
            if row["optional"]:
                continue
            allowed.setdefault(str(row["commodity_id"]), []).append(str(row["unit_id"]))
    fleets = fleets_by_unit(book) if instance.cold_chain else {}
    known: dict[tuple[str, str], Keeps | None] = {}
    wagons = read_wagons(book)
    found: Choices = {}
    for box, row in zip(boxes_of(instance.consignments, laws), instance.consignments.to_dict("records"), strict=True):
        own, what = str(row["unit_id"]), str(row["commodity_id"])
        more = allowed.get(what, []) if box.start_kind == "gate" else []
        mine: dict[str, Choice] = {}
        for unit in [own, *(name for name in more if name != own)]:
            if instance.cold_chain and (what, unit) not in known:
                known[what, unit] = keeps_of(book.network, goods[what], units[unit])
            sized = box if unit == own else _boxed(book, box, goods[what], units[unit])._replace(wagon=wagons.get(unit))
            share = 1.0 if unit == own else float(units[unit]["payload_t"]) / float(row["tonnes_per_box"])
            if unit in fleets:
                sized = sized._replace(fleet=fleets[unit].fleet_id, turn=fleets[unit].turn)
            mine[unit] = _choice(sized, unit, share, known.get((what, unit)))
            dark = _dark(book, goods[what], units, unit) if sized.fleet and sized.power == "plug" else None
            if dark is not None:
                mine[unit] = replace(mine[unit], dark=dark)
        found[box.consignment_id] = mine
    return found


def _dark(book: Book, goods: dict[str, Any], units: dict[str, dict[str, Any]], unit: str) -> Keeps | None:
    """Return how goods keep in the unit of the same fleet and size without power, None without one or its figures."""
    own = units[unit]
    alike = ("fleet_id", "feu", "payload_t", "tare_t", "ua_w_k")
    for other in units.values():
        if other["power"] == "none" and all(other[name] == own[name] for name in alike):
            figures = [number(value, -1.0) for value in (goods["specific_heat_kj_kgk"], own["ua_w_k"])]
            known = min(figures) > 0 and number(goods["set_point_c"], math.inf) < math.inf
            return keeps_of(book.network, goods, other) if known else None
    return None


def _boxed(book: Book, box: Box, goods: dict[str, Any], unit: dict[str, Any]) -> Box:
    """Return a box of another unit."""
    sizes = box_of(book, goods, unit)
    return box._replace(
        feu=sizes["feu_per_box"], gross_t=sizes["gross_t_per_box"], power=str(unit["power"]), unit=str(unit["unit_id"]),
        time_rate=sizes["time_usd_per_box_h"], running_rate=sizes["running_usd_per_box_h"],
        net_t=float(unit["payload_t"]),
    )  # fmt: skip


def _choice(box: Box, unit: str, share: float, keeps: Keeps | None) -> Choice:
    """Return a choice; goods at their set point lose value by the arrival alone."""
    if keeps is not None and keeps.held:
        rate = keeps.rate_at(keeps.set_point)
        if rate > 0:
            spent = int(box.ready + min(keeps.most / rate, LATEST))
            free = box.ready + min(keeps.threshold / rate, LATEST)
            steep = keeps.usd * rate / (1 - keeps.threshold) if keeps.threshold < 1 else 0.0
            box = box._replace(due=min(box.due, spent), spent_at=spent, fresh_until=free, loss_rate=steep)
    return Choice(box._replace(share=share), unit, share, keeps)
