"""Diesel on the way: litres between two stops where a tank can be filled, against its size."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from logistics.network.model import Network
from logistics.results.path import Leg
from logistics.routing.asked import Asked
from logistics.routing.box import Box

if TYPE_CHECKING:
    from logistics.routing.router import Router

_MOVES = ("ride", "ferry", "sea", "road")


def handling_stops(network: Network) -> frozenset[tuple[str, str]]:
    """Return service and terminal of every stop where boxes may be handled, so that tanks can be filled."""
    stops = network["stops"]
    stops = stops[stops["activity"] == "stop"]
    return frozenset(zip(stops["service_id"].astype(str), stops["terminal_id"].astype(str), strict=True))


def fuel_told(legs: Sequence[Leg], box: Box, stops: frozenset[tuple[str, str]]) -> dict[str, Any]:
    """
    Return how the tank of a diesel unit lasts on a way.

    Returns
    -------
    dict
        ``tank_l`` (None: no size is known), ``refuellings`` (the fewest with a full tank at the gate; tanks are
        filled where boxes stand in a terminal or their train stops to handle boxes), ``longest_stretch``: the one
        that takes most of the tank, ``from, to, hours, litres, autonomy_h``.
    """
    tank, filled, left = box.runs.tank_l, 0, box.runs.tank_l
    for _, _, _, litres in (parts := _parts(legs, box, stops)):
        if litres > left:
            filled, left = filled + 1, tank
        left -= litres
    moving = [part for part in parts if part[0] != part[1]]
    longest = max(moving or parts, key=lambda part: part[3])
    return {
        "tank_l": tank if math.isfinite(tank) else None,
        "refuellings": filled if math.isfinite(tank) else None,
        "longest_stretch": _stretch(longest, tank),
    }


def dry_stretch(asked: Asked, router: Router) -> dict[str, Any] | None:
    """
    Return the stretch of the best way without it that no full tank lasts for, None when that is not what is wrong.

    Returns
    -------
    dict
        As ``longest_stretch`` of `fuel_told`, ``tank_l``, and ``text``.
    """
    if not math.isfinite(asked.box.runs.tank_l):
        return None
    path = router.best_of(replace(asked, box=without_tank(asked.box)), asked.box.time_usd_per_h)
    if path is None:
        return None
    tank = asked.box.runs.tank_l
    longest = fuel_told(path.legs, asked.box, router.stops)["longest_stretch"]
    need = longest["litres"]
    if need <= tank:
        return None
    names = router.names
    tail, head = names.called[longest["from"]], names.called[longest["to"]]
    text = (
        f"{names.goods(asked.box.commodity, first=True)} in {asked.box.unit}: between {tail} and {head} there is no "
        f"stop to fill the tank for {longest['hours']:.0f} h; it takes {need:.0f} l and {tank:g} l last "
        f"{longest['autonomy_h']:.0f} h; a tank of {math.ceil(need / 10) * 10} l would do"
    )
    return {**longest, "tank_l": tank, "text": text}


def without_tank(box: Box) -> Box:
    """Return a box whose diesel never runs out."""
    return replace(box, runs=replace(box.runs, tank_l=math.inf))


def _stretch(part: tuple[str, str, float, float], tank: float) -> dict[str, Any]:
    tail, head, hours, litres = part
    lasts = tank * hours / litres if litres > 0 and math.isfinite(tank) else None
    return {"from": tail, "to": head, "hours": hours, "litres": litres, "autonomy_h": lasts}


def _parts(
    legs: Sequence[Leg], box: Box, stops: frozenset[tuple[str, str]]
) -> list[tuple[str, str, float, float]]:  # fmt: skip
    """Return from, to, hours and litres per box between places where a tank can be filled."""
    found: list[tuple[str, str, float, float]] = []
    open_run = ""
    for leg in legs:
        litres = leg.fuel_l * box.feu
        aboard = leg.run_id != "" and leg.run_id == open_run
        if aboard:
            tail, _, hours, burnt = found.pop()
            found.append((tail, leg.to_terminal, hours + leg.hours, burnt + litres))
        else:
            found.append((leg.from_terminal, leg.to_terminal, leg.hours, litres))
        ends = leg.kind in _MOVES and (leg.service_id, leg.to_terminal) in stops
        open_run = "" if ends else leg.run_id
    return found
