"""Why there is no path, in the words of the question."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from logistics.routing.asked import Asked
from logistics.routing.breach import breaches
from logistics.routing.dropped import IN_A_HURRY, lift, restrictions, ways_without, without_limits
from logistics.routing.gaps import gap, missing, reached
from logistics.routing.names import Names
from logistics.routing.permission import sentence
from logistics.routing.tank import dry_stretch
from logistics.scenario.wagons import Wagon
from logistics.units import iso_minute

if TYPE_CHECKING:
    from logistics.routing.router import Router

_SHUT = ("avoid ", "close ")


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
        ``missing``: services, operations or room that would have to be added when nothing can be dropped, and the
        service that would lead past what is avoided or closed.
    """
    ways = ways_without(asked, router)
    passed = _passed(asked, router)
    far = reached(asked, router)
    dry = dry_stretch(asked, router)
    gaps = [] if ways else missing(_bare(asked, router), router)
    broken = passed if dry is None else [dry]
    told = _told(asked, ways, broken)
    if told and all(words.startswith(_SHUT) for words in told["dropped"]):
        gaps = gap(asked, router)
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
    if gaps:
        text += f" {'As asked' if way else 'No restriction stands in the way'}: {'; '.join(gaps)}."
    if far and far[0]["terminal"] != query.destination:
        at = far[0]
        place = "" if at["toward"] == query.destination else f" to {called[at['toward']]}"
        text += f" The search got to {called[at['terminal']]} ({at['km_left']:,} km left{place}) by {at['utc']}."
    return text
