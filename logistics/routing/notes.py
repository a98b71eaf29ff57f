"""What a user should know beside an answer: what changes nothing, odd units and ways, days that count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from logistics.network.model import Network
from logistics.network.track_km import DETOUR
from logistics.results.path import Leg, Path
from logistics.routing.asked import Asked
from logistics.routing.box import Box
from logistics.routing.explain import wagon_text
from logistics.routing.fleet_room import fleet_notes
from logistics.routing.found import Found
from logistics.routing.names import Names
from logistics.timetable.tables import texts
from logistics.units import from_min, iso_minute

if TYPE_CHECKING:
    from logistics.routing.router import Router

_BREAKS = ("gauge_change", "same_train")
_FAR_KM = 200
"""A detour is longer than the tracks by so much at least."""
_FAR_BACK_KM = 50
"""So much of its own tracks, ridden both ways, is worth a word; less is a yard beside the line."""


def notes(asked: Asked, router: Router, paths: Sequence[Path]) -> list[str]:
    """
    Return sentences to be told beside the paths of a question.

    They name restrictions that change nothing, a loading unit that is not on offer for the goods, days on which rules
    keep the goods out, arrivals after the last known train, what a wagon costs a tonne, ways that leave the country of
    the origin over a gauge break to come back or go back over their own tracks, and fleets of which a plan leaves no
    box.
    """
    return [
        *_idle(asked, router), *_not_offered(asked, router), *_beyond(asked, router), *_days_of_rules(asked, router),
        *_wagon(asked.box, paths), *_comes_back(asked, router, paths),
        *_goes_back(router.names, paths), *_detour(asked, router, paths), *fleet_notes(asked, router, paths),
    ]  # fmt: skip


def units_on_offer(network: Network) -> dict[str, list[str]]:
    """Return the loading units that ``commodity_units.csv`` has for each of the goods, in file order."""
    found: dict[str, list[str]] = {}
    table = network["commodity_units"]
    for goods, unit in zip(texts(table, "commodity_id"), texts(table, "unit_id"), strict=True):
        found.setdefault(goods, []).append(unit)
    return found


def _not_offered(asked: Asked, router: Router) -> list[str]:
    """Return that a loading unit is none that the goods are known to travel in."""
    goods = asked.query.commodity
    usual = router.boxes.of(goods, None).unit
    offered = list(dict.fromkeys([usual, *router.offered.get(goods, ())]))
    if asked.box.unit in offered or len(offered) == 1:
        return []
    listed = f"commodity_units.csv has for {router.names.goods(goods)} ({', '.join(offered)})"
    return [f"{asked.box.unit} is no unit that {listed}: whether it is fit for the goods is not checked"]


def _comes_back(asked: Asked, router: Router, paths: Sequence[Path]) -> list[str]:
    """Return which ways leave the country of the origin over a gauge break and come back to it."""
    home = router.country[asked.origin]
    numbers = [i for i, path in enumerate(paths, 1) if _leaves_and_returns(path.legs, home)]
    if not numbers:
        return []
    some = "path {} leaves" if len(numbers) == 1 else "paths {} leave"
    which = "every path leaves" if len(numbers) == len(paths) else some.format(", ".join(map(str, numbers)))
    return [f"{which} {router.names.country(home)} over a gauge break to come back to it"]


def _leaves_and_returns(legs: Sequence[Leg], home: str) -> bool:
    """Return whether boxes change gauge outside a country between two stays in it."""
    away = False
    for leg in legs:
        if leg.kind == "operate" and leg.activity in _BREAKS and leg.country != home:
            away = True
        elif away and leg.country == home:
            return True
    return False


def _goes_back(names: Names, paths: Sequence[Path]) -> list[str]:
    """Return which ways go back over their own tracks, from where and how far."""
    found: dict[tuple[str, int], list[str]] = {}
    for number, path in enumerate(paths, 1):
        place, km = _both_ways(path.legs)
        if km >= _FAR_BACK_KM:
            found.setdefault((names.called[place], round(km, -1)), []).append(str(number))
    return [
        f"path{'s' if len(numbers) > 1 else ''} {', '.join(numbers)} go{'' if len(numbers) > 1 else 'es'} "
        f"back over {km:,} km of tracks by which {'they' if len(numbers) > 1 else 'it'} came to {place}"
        for (place, km), numbers in found.items()
    ]


def _detour(asked: Asked, router: Router, paths: Sequence[Path]) -> list[str]:
    """Return that even the shortest way is much longer than the tracks, where nothing asked for explains it."""
    if not paths or asked.terminals_shut or asked.avoid_countries or asked.close_links:
        return []
    name = router.names.terminals
    tracks = router.track_km.of(*(name[row] for row in (asked.origin, *asked.via, asked.destination)))
    km = min(path.distance_km for path in paths)
    if km < max(DETOUR * tracks, tracks + _FAR_KM):
        return []
    return [f"the shortest path has {km:,.0f} km, {km / tracks:.1f} times the {tracks:,.0f} km of the shortest tracks"]


def _both_ways(legs: Sequence[Leg]) -> tuple[str, int]:
    """
    Return where a way begins to go back over its own tracks, and the kilometres that it rides both ways.

    What a train rides both ways itself is its route and does not count.
    """
    came: dict[tuple[str, str], str] = {}
    place, km = "", 0.0
    for leg in legs:
        if leg.link_id and came.get((leg.link_id, leg.from_terminal), leg.service_id) != leg.service_id:
            place, km = place or leg.from_terminal, km + leg.distance_km
        came[leg.link_id, leg.to_terminal] = leg.service_id
    return place, round(km)


def turned_note(found: Found, names: Names) -> list[str]:
    """Return that ways turn back at a place to pass because no better goes on, or that some may be missing."""
    places = " and ".join(names.place(row) for row in found.asked.via)
    due = iso_minute(found.asked.due_min)
    if found.cut:
        return [f"ways by {places} turn back in more places than are kept apart: some that go on may be missing"]
    if found.turned:
        return [f"no way by {places} goes on from there by {due} UTC, or only far around: these may turn back"]
    return []


def _wagon(box: Box, paths: Sequence[Path]) -> list[str]:
    """Return what a tonne costs in a wagon: beside boxes its price per FEU says little."""
    if box.wagon is None or not paths:
        return []
    least = min(path.cost_usd for path in paths) * box.feu / box.wagon.payload_t
    back = "with its empty run back" if box.wagon.own.empty_feu > 0.0 else "without an empty run"
    size = f"{box.unit}: {box.wagon.payload_t:g} t in {box.feu:g} FEU"
    return [f"{size}; the cheapest path costs {least:.1f} USD a tonne, {back}.{wagon_text(box.wagon)}"]


def _idle(asked: Asked, router: Router) -> list[str]:
    """Return the restrictions that change nothing, because nothing open to these boxes is touched by them."""
    limits, names, tail = router.limits, router.names, router.graph.tail
    if not (asked.avoid_countries or asked.close_links or asked.terminals_shut):
        return []
    free = replace(asked, avoid_terminals=(), avoid_countries=(), close_terminals=(), close_links=())
    ground = router.ground(free)

    def idle(arcs: Any) -> bool:
        inside = (tail[arcs] >= ground.low) & (tail[arcs] < ground.high)
        return not bool((inside & (ground.shut[arcs] == 0)).any())

    kinds = [
        *(("avoid", names.terminals[row], limits.at_terminals([row])) for row in asked.avoid_terminals),
        *(("avoid", country, limits.in_country(country)) for country in asked.avoid_countries),
        *(("close", names.terminals[row], limits.at_terminals([row])) for row in asked.close_terminals),
        *(("close", names.links[row], limits.on_links([row])) for row in asked.close_links),
    ]
    return [
        f"{word} {what}: nothing changes, because no train for this cargo touches it in these days"
        for word, what, arcs in kinds
        if idle(arcs)
    ]


def _beyond(asked: Asked, router: Router) -> list[str]:
    """Return that a start temperature means nothing, and that arrivals are looked for after the last trains."""
    last, found = router.last_train_min, []
    if asked.query.start_c is not None and not asked.box.remembers:
        found.append(f"start_c: nothing changes, because no limit or shelf life of {asked.box.unit} depends on it")
    if asked.due_min <= last:
        return found
    return [*found, f"trains that leave by {iso_minute(last)} UTC are known only; some later arrivals may be missing"]


def _days_of_rules(asked: Asked, router: Router) -> list[str]:
    """Return on which days rules keep these goods out, where they may come in on others: ways wait for those."""
    first, last = (from_min(minute).date() for minute in (asked.first_min, asked.due_min))
    spells = [
        (max(begin, first), min(end, last), rules)
        for begin, end, rules, _ in router.permission.of(asked).spells
        if begin <= last and first <= end
    ]
    if all(rules for _, _, rules in spells):
        return []
    return [
        f"from {begin} to {end} these goods may not come in, or leave "
        f"(rule {', '.join(rule.rule_id for rule in rules)}): a way may wait for other days"
        for begin, end, rules in spells
        if rules
    ]
