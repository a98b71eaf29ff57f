"""Which restriction stands in the way: the question again without it, and what the path would then be."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from logistics.results.path import Path
from logistics.routing.asked import Asked
from logistics.routing.box import Box, listed_units, loaded_at
from logistics.routing.tank import without_tank
from logistics.timetable.tables import texts
from logistics.units import MIN_PER_DAY, MIN_PER_H, iso_minute

if TYPE_CHECKING:
    from logistics.routing.router import Router

IN_A_HURRY = 1e5
"""USD per box and hour at which the cheapest path is the fastest."""
MOST_PAIRS = 60
_LONGER = 3


@dataclass(frozen=True)
class Restriction:
    """
    Something asked for that may be given up.

    Attributes
    ----------
    words : str
        How it was asked for.
    changes : mapping
        Fields of `Asked` without it.
    fields : mapping
        Fields of `Query` without it.
    """

    words: str
    changes: Mapping[str, Any]
    fields: Mapping[str, Any]


def restrictions(asked: Asked, router: Router) -> list[Restriction]:
    """Return everything that a question asks beyond origin, destination and goods."""
    query, names = asked.query, router.names
    last = asked.first_min + int(query.window_h * MIN_PER_H + 0.5)
    longest = last + int(asked.box.max_days * MIN_PER_DAY)
    far = last + int(_LONGER * asked.box.max_days * MIN_PER_DAY)
    found = []
    if asked.limited and asked.due_min < longest:
        words = f"arrive by {iso_minute(asked.due_min)}"
        found.append(Restriction(words, {"due_min": longest, "last_min": last}, {}))
    elif not asked.limited:
        found.append(Restriction(f"at most {asked.box.max_days:g} days under way", {"due_min": far}, {}))
    if query.service_class != "any":
        found.append(Restriction(f"service class {query.service_class}", {}, {"service_class": "any"}))
    found += [Restriction(f"via {names.terminals[row]}", {"via": _without(asked.via, row)}, {}) for row in asked.via]
    for field, word in (("avoid_terminals", "avoid"), ("close_terminals", "close")):
        for row in getattr(asked, field):
            rest = {field: _without(getattr(asked, field), row)}
            found.append(Restriction(f"{word} {names.terminals[row]}", rest, {}))
    for country in asked.avoid_countries:
        rest = {"avoid_countries": _without(asked.avoid_countries, country)}
        found.append(Restriction(f"avoid {country}", rest, {}))
    found += [
        Restriction(f"close {names.links[row]}", {"close_links": _without(asked.close_links, row)}, {})
        for row in asked.close_links
    ]
    if query.boxes > 1.0:
        fewer = {"boxes": float(_most_boxes(asked, router))}
        found.append(Restriction(f"room for {query.boxes:g} boxes", {}, fewer))
    if router.planned:
        found.append(Restriction("room beside the plan", {"beside_plan": False}, {}))
    rules = [rule.rule_id for rule in router.permission.of(asked).rules]
    if rules:
        ignored = (*query.ignore_rules, *rules)
        found.append(Restriction(f"rule {' and '.join(rules)}", {}, {"ignore_rules": ignored}))
    if router.weights(asked.box).remembers:
        words = f"temperatures that {names.goods(query.commodity)} in {asked.box.unit} can bear"
        found.append(Restriction(words, {"box": without_limits(asked.box)}, {}))
    return found + _of_the_unit(asked, router)


def _of_the_unit(asked: Asked, router: Router) -> list[Restriction]:
    """Return what the loading unit restricts: its tank, and itself."""
    found, query = [], asked.query
    if math.isfinite(asked.box.runs.tank_l):
        found.append(Restriction(f"a tank of {asked.box.runs.tank_l:g} l", {"box": without_tank(asked.box)}, {}))
    usual = router.boxes.of(query.commodity, None).unit
    for box in _other_units(asked, router):
        words = f"unit {asked.box.unit}" if box.unit == usual else f"unit {asked.box.unit} ({box.unit} instead)"
        found.append(Restriction(words, {"box": box}, {"unit": box.unit}))
    return found


def _most_boxes(asked: Asked, router: Router) -> int:
    """Return how many boxes at most find a path together, fewer than were asked for; at least one."""

    def fits(boxes: int) -> bool:
        fewer = replace(asked, query=replace(asked.query, boxes=float(boxes)))
        return router.best_of(fewer, asked.box.time_usd_per_h) is not None

    low, high = 1, math.ceil(asked.query.boxes)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if fits(middle) else (low, middle)
    return low


def _other_units(asked: Asked, router: Router) -> list[Box]:
    """
    Return the usual box of the goods, and others: all on offer for boxes that may spoil, those with power for many.

    Without rows in ``commodity_units.csv`` those with power are on offer.
    """
    units: list[str | None] = [None]
    spoils = router.weights(asked.box).remembers and not math.isnan(asked.box.start_c)
    if spoils or (asked.box.powered and asked.query.boxes > 1.0):
        table = router.network["loading_units"]
        powered = texts(table[table["power"] != "none"], "unit_id")
        listed = listed_units(router.network, asked.query.commodity)
        units += [unit for unit in listed if spoils or unit in powered] if listed else powered
    loaded = (loaded_at(router.boxes.of(asked.query.commodity, unit), asked.query.start_c) for unit in units)
    boxes = {box.unit: box for box in loaded}
    return [box for unit, box in boxes.items() if unit != asked.box.unit]


def without_limits(box: Box) -> Box:
    """Return a box whose goods bear everything."""
    return replace(box, quality=None, floor_c=-math.inf, ceiling_c=math.inf)


def _without(values: tuple[Any, ...], value: object) -> tuple[Any, ...]:
    return tuple(other for other in values if other != value)


def lift(asked: Asked, dropped: tuple[Restriction, ...]) -> Asked:
    """Return a question without some of its restrictions."""
    for restriction in dropped:
        changes = dict(restriction.changes)
        for name, kept in changes.items():
            if isinstance(kept, tuple):  # several of one list may go together
                changes[name] = tuple(value for value in getattr(asked, name) if value in kept)
        asked = replace(asked, **changes, query=replace(asked.query, **restriction.fields))
    return asked


def ways_without(asked: Asked, router: Router) -> list[dict[str, Any]]:
    """
    Return what dropping one restriction, or else two, or else all, brings; closest first.

    Of one restriction each, the path of least money and value of time (without a latest arrival: the fastest) is told;
    they are in the order of that sum.
    """
    every = restrictions(asked, router)
    rounds: tuple[Iterator[tuple[Restriction, ...]], ...] = (
        itertools.combinations(every, 1),
        itertools.islice(itertools.combinations(every, 2), MOST_PAIRS),
        iter([tuple(every)] if len(every) > 2 else []),
    )
    for choices in rounds:
        found = [entry for dropped in choices if (entry := _way(asked, router, dropped)) is not None]
        if found:
            found.sort(key=lambda entry: entry.pop("_order"))
            return found
    return []


def _way(asked: Asked, router: Router, dropped: tuple[Restriction, ...]) -> dict[str, Any] | None:
    free = lift(asked, dropped)
    hurry = any("due_min" in restriction.changes for restriction in dropped)
    value = IN_A_HURRY if hurry else asked.box.time_usd_per_h
    path = router.best_of(free, value)
    if path is None:
        return None
    order = path.cost_usd * asked.box.feu + asked.box.time_usd_per_h * path.transit_h
    words = [restriction.words for restriction in dropped]
    return {"dropped": words, "unit": free.box.unit, "boxes": free.query.boxes, **told(path), "_order": order}


def told(path: Path) -> dict[str, Any]:
    """Return a path in short."""
    return {
        "transit_h": path.transit_h,
        "cost_usd": path.cost_usd,
        "arrive_utc": f"{path.arrive_utc:%Y-%m-%dT%H:%MZ}",
        "route": route(path),
        "countries": list(path.countries),
    }


def route(path: Path) -> list[str]:
    """Return the terminals where boxes are handled, first to last."""
    stops = [path.legs[0].from_terminal]
    stops += [leg.from_terminal for leg in path.legs if leg.kind == "operate"]
    stops.append(path.legs[-1].to_terminal)
    return [stop for number, stop in enumerate(stops) if number == 0 or stop != stops[number - 1]]
