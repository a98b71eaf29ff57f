"""What is told of the running reefer of a path beside its legs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from logistics.results.path import Path
from logistics.routing.asked import Asked
from logistics.routing.holdover import shortest_holdover
from logistics.routing.outage import cut_power
from logistics.routing.tank import fuel_told

if TYPE_CHECKING:
    from logistics.routing.router import Router


def tell_reefers(paths: tuple[Path, ...], asked: Asked, router: Router) -> tuple[Path, ...]:
    """
    Return paths with what a running unit means on them (see `Path.reefer`); unchanged without power.

    Parameters
    ----------
    paths : tuple of Path
    asked : Asked
        With a ``power_cut``, it happens on every path that touches its place.
    router : Router
    """
    box = asked.box
    if not box.powered:
        return paths
    found = []
    for path in paths:
        cut = None
        lived = path
        if asked.power_cut:
            lived, cut = cut_power(path, asked, router)
        told = {
            "power": box.power,
            "set_point_c": box.set_point_c,
            "fuel": fuel_told(path.legs, box, router.stops) if box.power == "diesel" else None,
            "shortest_holdover": shortest_holdover(path.legs),
            "power_cut": cut,
        }
        found.append(replace(lived, reefer=told))
    return tuple(found)
