"""Why there is no path, in the words of the question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from logistics.results.path import Path
from logistics.routing.asked import Asked
from logistics.routing.box import Box
from logistics.routing.breach import breaches
from logistics.routing.dropped import IN_A_HURRY, lift, restrictions, ways_without, without_limits
from logistics.routing.gaps import missing, reached
from logistics.routing.names import Names
from logistics.routing.permission import sentence
from logistics.routing.tank import dry_stretch
from logistics.scenario.wagons import Wagon
from logistics.units import from_min, iso_minute

if TYPE_CHECKING:
    from logistics.routing.router import Router


def explain(asked: Asked, router: Router) -> dict[str, Any]:
    """
    Return why a question has no path.

    Returns
    -------
    dict
        ``text`` (one sentence or two); ``restrictions``: what dropping one of them (or two, or all) would bring,
        the one told first, then closest first, each with ``dropped, unit, boxes, transit_h, cost_usd, arrive_utc,
        route, countries``; ``reached``: terminals nearest the next place to be reached (``toward``: of ``via``, else
        the destination) that the boxes get to, with ``utc`` and ``km_left``; ``limits``: temperature limits that the
        fastest way passes (see `breaches`); ``fuel``: the stretch that no full tank of a diesel reefer lasts for (see
        `dry_stretch`); ``rules``: rules that forbid the way, or countries on it, with their dates and source;
        ``missing``: services, operations or room that would have to be added when nothing can be dropped.
    """
    ways = ways_without(asked, router)
    passed = _passed(asked, router)
    far = reached(asked, router)
    dry = dry_stretch(asked, router)
    gaps = [] if ways else missing(_bare(asked, router), router)
    broken = passed if dry is None else [dry]
    told = _told(asked, ways, broken)
    return {
        "text": _text(asked, told, far, gaps, broken, rules_told(asked, router), router.names)
        + wagon_text(asked.box.wagon),
        "restrictions": [*([told] if told else []), *(way for way in ways if way is not told)],
        "limits": passed,
        "fuel": dry,
        "rules": rules_told(asked, router),
        "reached": far,
        "missing": gaps,
    }


def wagon_text(wagon: Wagon | None) -> str:
    """Return where a wagon may go, as sentences; '' for boxes."""
    if wagon is None:
        return ""
    trains = f" on trains of class {' or '.join(wagon.own.classes)}" if wagon.own.classes else ""
    beyond = (
        f"where the gauge changes its load goes on in unit {wagon.onward.unit}"
        if wagon.onward
        else "it has no onward_unit_id in loading_units.csv, so its load cannot pass a gauge break"
    )
    return f" Unit {wagon.unit} keeps to {wagon.gauge} mm track{trains}; {beyond}."


def wagon_notes(box: Box, paths: Sequence[Path]) -> list[str]:
    """Return what a tonne costs in a wagon: beside boxes its price per FEU says little."""
    if box.wagon is None or not paths:
        return []
    least = min(path.cost_usd for path in paths) * box.feu / box.wagon.payload_t
    back = "with its empty run back" if box.wagon.own.empty_feu > 0.0 else "without an empty run"
    size = f"{box.unit}: {box.wagon.payload_t:g} t in {box.feu:g} FEU"
    return [f"{size}; the cheapest path costs {least:.1f} USD a tonne, {back}.{wagon_text(box.wagon)}"]


def rules_told(asked: Asked, router: Router) -> list[dict[str, Any]]:
    """Return the rules that forbid something here, each with a sentence."""
    rules = router.permission.of(asked).rules
    return [{**rule.told(), "text": sentence(rule, asked, router.network)} for rule in rules]


def _passed(asked: Asked, router: Router) -> list[dict[str, Any]]:
    """Return the temperature limits that the fastest way passes."""
    if not router.weights(asked.box).remembers:
        return []
    fastest = router.best_of(replace(asked, box=without_limits(asked.box)), IN_A_HURRY)
    return [] if fastest is None else breaches(asked, fastest.legs, router)


def _bare(asked: Asked, router: Router) -> Asked:
    """Return a question without any restriction, over the days that its goods may take."""
    return lift(replace(asked), tuple(restrictions(asked, router)))


def _told(asked: Asked, ways: list[dict[str, Any]], passed: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Return the way that the text tells: the closest, but another box where the one asked for passes a limit."""
    other = [way for way in ways if passed and way["unit"] != asked.box.unit]
    return next(iter([*other, *ways]), None)


def _text(
    asked: Asked,
    way: dict[str, Any] | None,
    far: list[dict[str, Any]],
    gaps: list[str],
    passed: list[dict[str, Any]],
    rules: list[dict[str, Any]],
    names: Names,
) -> str:
    query, called = asked.query, names.called
    text = (
        f"No path from {names.place(asked.origin)} to {names.place(asked.destination)} for "
        f"{names.goods(query.commodity)} leaving {iso_minute(asked.first_min)} UTC and arriving by "
        f"{iso_minute(asked.due_min)} UTC."
    )
    text += "".join(f" {entry['text']}." for entry in [*rules, *passed[:1]])
    if way:
        other = bool(passed) and way["unit"] != asked.box.unit
        text += f" With unit {way['unit']}" if other else f" Without '{' and '.join(way['dropped'])}'"
        fewer = f" for {way['boxes']:g} boxes" if 1.0 < way["boxes"] < query.boxes else ""
        text += (
            f" there is one{fewer}: {way['transit_h'] / 24:.1f} days, "
            f"{way['cost_usd']:,.0f} USD per FEU, arriving {way['arrive_utc']}, by "
            f"{' - '.join(called[place] for place in way['route'])}."
        )
    elif gaps:
        text += f" No restriction stands in the way: {'; '.join(gaps)}."
    if far and far[0]["terminal"] != query.destination:
        at = far[0]
        place = "" if at["toward"] == query.destination else f" to {called[at['toward']]}"
        text += f" The search got to {called[at['terminal']]} ({at['km_left']:,} km left{place}) by {at['utc']}."
    return text


def notes(asked: Asked, router: Router) -> list[str]:
    """Return the restrictions that change nothing, because nothing open to these boxes is touched by them."""
    limits, names, tail = router.limits, router.names, router.graph.tail
    if not (asked.avoid_countries or asked.close_links or asked.terminals_shut):
        return _other_notes(asked, router)
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
    return found + _other_notes(asked, router)


def _other_notes(asked: Asked, router: Router) -> list[str]:
    """Return that a start temperature means nothing, days of rules, and arrivals looked for after the last trains."""
    last, found = router.last_train_min, []
    if asked.query.start_c is not None and not asked.box.remembers:
        found.append(f"start_c: nothing changes, because no limit or shelf life of {asked.box.unit} depends on it")
    found += _days_of_rules(asked, router)
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
