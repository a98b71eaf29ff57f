"""Why there is no path, in the words of the question."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from logistics.routing.asked import Asked
from logistics.routing.dropped import lift, restrictions, ways_without
from logistics.routing.gaps import missing, reached
from logistics.units import iso_minute

if TYPE_CHECKING:
    from logistics.routing.router import Router


def explain(asked: Asked, router: Router) -> dict[str, Any]:
    """
    Return why a question has no path.

    Returns
    -------
    dict
        ``text`` (one sentence or two); ``restrictions``: what dropping one of them (or two, or all) would bring,
        closest first, each with ``dropped, transit_h, cost_usd, arrive_utc, route, countries``; ``reached``: terminals
        nearest the destination that the boxes get to, with ``utc`` and ``km_left``; ``missing``: services, operations
        or room that would have to be added when nothing can be dropped.
    """
    ways = ways_without(asked, router)
    far = reached(asked, router)
    gaps = [] if ways else missing(_bare(asked, router), router)
    return {"text": _text(asked, ways, far, gaps), "restrictions": ways, "reached": far, "missing": gaps}


def _bare(asked: Asked, router: Router) -> Asked:
    """Return a question without any restriction, over the days that its goods may take."""
    return lift(replace(asked), tuple(restrictions(asked, router)))


def _text(asked: Asked, ways: list[dict[str, Any]], far: list[dict[str, Any]], gaps: list[str]) -> str:
    query = asked.query
    text = (
        f"No path from {query.origin} to {query.destination} for {query.commodity} leaving "
        f"{iso_minute(asked.first_min)} UTC and arriving by {iso_minute(asked.due_min)} UTC."
    )
    if ways:
        way = ways[0]
        text += (
            f" Without '{' and '.join(way['dropped'])}' there is one: {way['transit_h'] / 24:.1f} days, "
            f"{way['cost_usd']:,.0f} USD per FEU, arriving {way['arrive_utc']}, by {' - '.join(way['route'])}."
        )
    elif gaps:
        text += f" No restriction stands in the way: {'; '.join(gaps)}."
    if far:
        text += f" The search got to {far[0]['terminal']} ({far[0]['km_left']:,} km left) by {far[0]['utc']}."
    return text


def notes(asked: Asked, router: Router) -> list[str]:
    """Return the restrictions that change nothing, because nothing open to these boxes is touched by them."""
    limits, names, tail = router.limits, router.names, router.graph.tail
    if not (asked.avoid_countries or asked.close_links or asked.terminals_shut):
        return _end_of_trains(asked, router)
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
    found = [
        f"{word} {what}: nothing changes, because no train for this cargo touches it in these days"
        for word, what, arcs in kinds
        if idle(arcs)
    ]
    return found + _end_of_trains(asked, router)


def _end_of_trains(asked: Asked, router: Router) -> list[str]:
    """Return that arrivals are looked for after the last trains of the graph, if they are."""
    last = router.last_train_min
    if asked.due_min <= last:
        return []
    return [f"trains that leave by {iso_minute(last)} UTC are known only; some later arrivals may be missing"]
