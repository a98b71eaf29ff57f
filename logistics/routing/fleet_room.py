"""Whether a plan leaves a box of the fleet free for a way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from logistics.cargo.fleets import fleet_of_unit, read_fleets
from logistics.results.path import Path
from logistics.routing.asked import Asked
from logistics.timespace.fleets import fleet_days
from logistics.timetable.tables import row_of
from logistics.units import from_min, to_min

if TYPE_CHECKING:
    from logistics.routing.router import Router

_ROUNDING = 1e-6


def fleet_notes(asked: Asked, router: Router, paths: Sequence[Path]) -> list[str]:
    """
    Return which ways find no free box of their fleet beside a plan, and in which week it is shortest.

    Boxes are out from readiness to delivery and until they have turned; a fleet is a capacity of box-days a week.
    """
    number = fleet_of_unit(router.network).get(asked.box.unit)
    if not router.planned or number is None:
        return []
    row, fleet = row_of(router.graph.resources.resource_id), read_fleets(router.network)[number]
    short: list[int] = []
    worst = (0.0, "")
    for position, path in enumerate(paths, 1):
        for week in fleet_days(router.network, _held(asked, path)).itertuples():
            if week.resource_id not in row:
                continue
            free = float(router.free[row[week.resource_id]])
            if week.amount > free + _ROUNDING:
                short = short if position in short else [*short, position]
                told = f"{free:g} of {week.capacity:,.0f} box-days free in the week of {from_min(week.monday):%Y-%m-%d}"
                worst = max(worst, (week.amount - free, told))
    if not short:
        return []
    which = "every path" if len(short) == len(paths) else f"path {', '.join(map(str, short))}"
    return [f"no free box of fleet {fleet.fleet_id} ({fleet.name}) for {which}: the plan leaves {worst[1]}"]


def _held(asked: Asked, path: Path) -> pd.DataFrame:
    """Return the boxes of a question as `fleet_days` takes them."""
    return pd.DataFrame({
        "unit": [asked.box.unit], "boxes": [asked.query.boxes], "start": [to_min(path.depart_utc)],
        "end": [to_min(path.arrive_utc)], "unloaded": [True],
    })  # fmt: skip
