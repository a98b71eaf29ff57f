"""Plug-in reefers that went on without power: from when, whether they could, and what their goods lived through."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from logistics.audit.air import Air
from logistics.audit.keeps import Keeps, Lived, live
from logistics.audit.report import Ledger
from logistics.audit.trace import Box, Row, Trace
from logistics.audit.units import LATEST, Begun, Choice
from logistics.results.model import Plan
from logistics.units import iso_minute, to_min

WORDS = "reefers without power from the moment of a stage on, in a box whose unit without power is known"


def minute(moment: Any) -> int:
    """Return a moment as written in UTC minutes."""
    return to_min(np.datetime64(str(moment), "s").astype(object))


def read_off(plan: Plan) -> dict[str, int]:
    """Return the minute from which boxes of paths have no power, by path id."""
    written: Any = plan.stages[-1].get("unplugged", []) if plan.stages else []
    return {str(entry["path_id"]): minute(entry["from_utc"]) for entry in written}


def check_unplugged(
    off: Mapping[str, int], carried: Mapping[str, Choice], since: Mapping[str, set[int]], ledger: Ledger
) -> None:  # fmt: skip
    """
    Check that boxes could be unplugged, and when.

    Parameters
    ----------
    off : mapping of str to int
        Written minute by path id.
    carried : mapping of str to Choice
    since : mapping of str to set of int
        Minutes from which each path could change, one of each stage.
    ledger : Ledger
    """
    if off:
        ledger.ask("unplugged", WORDS)
    for path_id, when in off.items():
        choice = carried.get(path_id)
        if choice is None or choice.dark is None:
            ledger.fault("unplugged", f"path {path_id}: no reefer whose goods can be followed without power", 1.0)
        elif when not in since.get(path_id, set()):
            found = ", ".join(iso_minute(one) for one in sorted(since.get(path_id, set())))
            ledger.fault(
                "unplugged", f"path {path_id}: from {iso_minute(when)}; it could change {found or 'never'}", 1.0
            )


def way_from(rows: Sequence[Row], when: int) -> list[tuple[str, str, int, int]]:
    """Return rows from a minute on as parts of a way; what lies before is cut off."""
    return [(row.origin, row.destination, max(row.start, when), row.end) for row in rows if row.end > when]


def in_the_dark(
    choice: Choice, air: Air, ready: int, when: int, way: Sequence[tuple[str, str, int, int]]
) -> tuple[Lived, float]:
    """Return what goods live through from a minute on, and all of the shelf life used since they were ready."""
    assert choice.dark is not None
    assert choice.keeps is not None
    point = choice.keeps.set_point
    lived = live(choice.dark, air, ("", when), way, begin=point)
    return lived, float(choice.keeps.rate_at(point)) * (when - ready) + lived.used


def dark_box(box: Box, latest: int) -> Box:
    """Return a box without power: it takes no plug, costs what the reefer costs, and its arrival decides nothing."""
    return box._replace(
        power="off", due=max(box.due, latest), fresh_until=float("inf"), loss_rate=0.0, spent_at=LATEST, share=1.0
    )


def dark_part(choice: Choice, moved: Box, begun: Begun, latest: int) -> Choice:
    """Return boxes under way as a choice without power."""
    return Choice(dark_box(moved, latest), choice.unit, 1.0, choice.dark, begun)


def at_set_point(keeps: Keeps, trace: Trace, when: int) -> Begun:
    """Return what goods in a reefer that ran until a minute have been through."""
    point = keeps.set_point
    return Begun(point, point, point, float(keeps.rate_at(point)) * (when - trace.box.ready))
