"""The fixed list of 200 questions of the routing benchmark."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from logistics.routing import Query

WINDOW = 1.8
GATE_H = 72.0
HUBS = ("xian", "chongqing", "zhengzhou", "wuhan", "yiwu", "chengdu")
EUROPE = ("duisburg", "hamburg", "lodz", "warsaw", "budapest", "moscow", "minsk", "malaszewicze", "prague", "milan")
SOUTH = ("tbilisi", "poti", "halkali", "mersin")
DRY = ("electronics", "machinery", "consumer_goods", "auto_parts")


def _caspian():
    """Fifty-four across the Caspian, to Europe, the Caucasus and Turkey: neither through Russia nor through Iran."""
    far = itertools.product(HUBS, ("duisburg", "hamburg", "warsaw", "vienna", "budapest"))
    near = itertools.product(HUBS, SOUTH)
    return [
        (a, b, goods, {"avoid": ("RU", "IR")})
        for (a, b), goods in zip([*far, *near], itertools.cycle(DRY), strict=False)
    ]


def _unpowered():
    """Seventy-six without power, of which shelf life adds ways to fifty and more: hides and grain."""
    hides = itertools.product((*HUBS, "lianyungang"), EUROPE)
    grain = itertools.product(("aktobe",), HUBS)
    return [
        *((a, b, "hides_wet_salted", {}) for a, b in hides),
        *((a, b, goods, {}) for (a, b), goods in zip(grain, itertools.cycle(("wheat", "maize")), strict=False)),
    ]


def _other():
    """Seventy others: manufactures westbound, meat and return goods eastbound."""
    west = itertools.product(HUBS, [place for place in EUROPE if place != "moscow"])
    east = itertools.product(("duisburg", "hamburg"), HUBS[:4])
    meat = itertools.product(("almaty", "astana"), HUBS[:4])
    return [
        *((a, b, goods, {}) for (a, b), goods in zip(west, itertools.cycle(DRY), strict=False)),
        *((a, b, "return_chemicals", {}) for a, b in east),
        *((a, b, "frozen_beef", {}) for a, b in meat),
    ]


def queries():
    """
    Return the questions, without a latest arrival.

    Ready days go through September; boxes may come to the gate within three days.
    """
    every = [*_caspian(), *_unpowered(), *_other()]
    return [
        Query(
            origin, destination, commodity, datetime(2025, 9, 1 + 5 * number % 28, tzinfo=UTC), window_h=GATE_H, **more
        )
        for number, (origin, destination, commodity, more) in enumerate(every)
    ]


def within_window(query, router):
    """Return a question with the latest arrival at 1.8 times the fastest transit."""
    fastest = router.best_path(query, usd_per_h=1e5)
    if fastest is None:
        raise SystemExit(f"no path: {query}")
    return replace(query, arrive_by=query.depart + timedelta(hours=WINDOW * fastest.transit_h))
