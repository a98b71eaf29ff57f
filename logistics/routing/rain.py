"""Water that condenses under the roof of a box of grain on its way (container rain)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from logistics.cargo import container_rain_h
from logistics.network.model import Network
from logistics.results.path import Leg, Path
from logistics.timetable.tables import numbers, texts
from logistics.units import MIN_PER_H, to_min

if TYPE_CHECKING:
    from logistics.routing.asked import Asked
    from logistics.routing.router import Router

F64 = NDArray[np.float64]


def tell_rain(paths: tuple[Path, ...], asked: Asked, router: Router) -> tuple[Path, ...]:
    """
    Return paths with the hours in which water may condense over their grain (see `Path.rain`).

    The grain has its temperature in mean weather; the air outside is that of a cold spell, and the roof 4 K colder
    under a clear sky (`container_rain_h`). Powered boxes and goods without an ``isotherm`` in ``commodities.csv`` are
    left as they are.
    """
    grain, moisture = router.grain[asked.box.commodity]
    if asked.box.powered or not grain:
        return paths
    return tuple(replace(path, rain=_rain(path.legs, grain, moisture, router)) for path in paths)


def grain_of(network: Network) -> dict[str, tuple[str, float]]:
    """Return the isotherm (blank: no grain) and the moisture [% wet basis] of each of the goods."""
    table = network["commodities"]
    moisture = numbers(table, "moisture_wb_pct").tolist()
    rows = zip(texts(table, "commodity_id"), texts(table, "isotherm"), moisture, strict=True)
    return {goods: (isotherm, wet) for goods, isotherm, wet in rows}


def _rain(legs: tuple[Leg, ...], grain: str, moisture: float, router: Router) -> dict[str, Any]:
    """Return the hours in which water condenses, the first leg on which it does, and how moist the grain is."""
    cargo = np.array([leg.cargo_c for leg in legs])
    begin, end = (np.array([to_min(getattr(leg, name)) for leg in legs]) for name in ("start_utc", "end_utc"))
    rows = {name: row for row, name in enumerate(router.names.terminals)}
    colds = [
        router.weather.spell(np.array([rows[getattr(leg, name)] for leg in legs]), (begin + end) // 2)[1]
        for name in ("from_terminal", "to_terminal")
    ]
    known = np.isfinite(cargo)
    hours = container_rain_h(
        grain, moisture, np.where(known, cargo, 0.0), np.minimum(*colds), np.where(known, end - begin, 0) / MIN_PER_H
    )
    wet = np.flatnonzero(hours > 0)
    first = None if not len(wet) else {
        "from": legs[wet[0]].from_terminal, "to": legs[wet[0]].to_terminal, "cargo_c": float(cargo[wet[0]]),
        "outside_c": float(np.minimum(*colds)[wet[0]]),
    }  # fmt: skip
    return {"grain": grain, "moisture_wb_pct": moisture, "hours": float(hours.sum()), "first": first}
