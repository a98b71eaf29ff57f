"""The fixed list of 200 questions of the routing benchmark."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from logistics.routing import Query

WINDOW = 1.8
GATE_H = 72.0
CHINA = ("xian", "chongqing", "chengdu", "zhengzhou", "yiwu", "wuhan", "urumqi", "lianyungang")
EUROPE = ("duisburg", "hamburg", "lodz", "warsaw", "budapest", "moscow", "minsk", "malaszewicze", "prague", "milan")
SOUTH = ("tbilisi", "poti", "halkali", "mersin")
STEPPE = ("kostanay", "aktobe", "astana")
HIDES_BAN = ("ban_raw_hides_kz_2019",)
DRY = ("electronics", "machinery", "consumer_goods", "auto_parts")


def _caspian():
    """Sixty across the Caspian, by way of a port of either shore; twenty of them to the Caucasus and Turkey."""
    far = itertools.product(
        ("xian", "chongqing", "zhengzhou", "almaty"), ("duisburg", "hamburg", "warsaw", "vienna", "budapest")
    )
    near = itertools.product(("xian", "chengdu", "zhengzhou", "urumqi", "almaty"), SOUTH)
    ways = [(*pair, port) for pair, port in itertools.product(far, ("baku", "aktau_port"))]
    ways += [(*pair, "aktau_port") for pair in near]
    return [
        (a, b, goods, {"via": (port,)}) for (a, b, port), goods in zip(ways, itertools.cycle(DRY[1:]), strict=False)
    ]


def _unpowered():
    """Sixty with shelf life and without power: hides westbound, grain and hides eastbound."""
    west = itertools.product(CHINA[:7], EUROPE[:4] + EUROPE[5:7])
    east = itertools.product(STEPPE, ("xian", "chongqing", "zhengzhou", "lianyungang", "chengdu", "urumqi"))
    goods = itertools.cycle(("wheat", "hides_wet_salted", "maize"))
    return [
        *((a, b, "hides_wet_salted", {}) for a, b in west),
        *((a, b, commodity, {"ignore_rules": HIDES_BAN}) for (a, b), commodity in zip(east, goods, strict=False)),
    ]


def _other():
    """Eighty others: manufactures westbound, meat and return goods eastbound."""
    west = list(itertools.product(CHINA[:6], EUROPE))
    east = list(itertools.product(EUROPE[:3], CHINA[:4]))
    meat = list(itertools.product(("almaty", "astana"), CHINA[:4]))
    return [
        *((a, b, goods, {}) for (a, b), goods in zip(west, itertools.cycle(DRY), strict=False)),
        *((a, b, "return_food", {}) for a, b in east),
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
