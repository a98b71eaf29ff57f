"""Boxes under way that a stage could not carry on, followed as far as they came."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from logistics.audit.follow import Follower
from logistics.audit.reading import leg_rows
from logistics.audit.report import Ledger
from logistics.audit.trace import Row, Trace
from logistics.audit.units import Choice, Choices
from logistics.audit.unplugged import minute
from logistics.results.model import LEG_COLUMNS, Plan
from logistics.units import to_min

TOLERANCE = 1e-6


@dataclass(frozen=True)
class Stranded:
    """
    Boxes given up on their way.

    Attributes
    ----------
    trace : Trace
        What happened to them until then.
    boxes : float
    moment : int
        When the stage that gave them up was planned [min UTC].
    choice : Choice
        Their loading unit.
    rows : sequence of Row
        Of their way so far.
    """

    trace: Trace
    boxes: float
    moment: int
    choice: Choice
    rows: Sequence[Row]


def follow_stranded(
    plan: Plan, known: Choices, follower: Follower, ledger: Ledger
) -> list[Stranded]:  # fmt: skip
    """Follow the entries of the last stage; check that their boxes are among those not carried."""
    written: Any = plan.stages[-1].get("stranded", []) if plan.stages else []
    if not written:
        return []
    ledger.ask("stranded", "boxes given up on their way: rows as far as they came, and boxes among those not carried")
    found = []
    for number, entry in enumerate(written, start=1):
        name, boxes = str(entry["consignment_id"]), float(entry["boxes"])
        if name not in known or not 0 < boxes < float("inf"):
            ledger.fault("stranded", f"{boxes} boxes of '{name}'", 1.0)
            continue
        rows = leg_rows(_frame(entry["legs"], f"stranded {number}")).get(f"stranded {number}", [])
        choice = known[name].get(str(entry.get("unit", "")))
        if choice is None:
            words = f"'{name}': unit '{entry.get('unit', '')}', the consignment has '{', '.join(known[name])}'"
            ledger.fault("stranded", words, 1.0)
            continue
        off = minute(entry["off_utc"]) if "off_utc" in entry else None
        trace = follower.follow(f"stranded {number}", choice.box, rows, stranded=True, off=off)
        moment = to_min(np.datetime64(str(entry["from_utc"]), "s").astype(object))
        found.append(Stranded(trace, boxes, moment, choice, rows))
    _check_boxes(plan, found, ledger)
    return found


def _frame(legs: Sequence[Mapping[str, Any]], path_id: str) -> pd.DataFrame:
    return pd.DataFrame([{**leg, "path_id": path_id} for leg in legs], columns=list(LEG_COLUMNS))


def _check_boxes(plan: Plan, found: Sequence[Stranded], ledger: Ledger) -> None:
    left = plan.unserved.set_index("consignment_id")["boxes"].astype(float).to_dict()
    total: dict[str, float] = {}
    for part in found:
        name = part.trace.box.consignment_id
        total[name] = total.get(name, 0.0) + part.boxes * part.choice.share
    for name, boxes in total.items():
        if boxes > left.get(name, 0.0) + TOLERANCE:
            text = f"{boxes:.6g} boxes of '{name}' stranded, {left.get(name, 0.0):.6g} not carried"
            ledger.fault("stranded", text, boxes)
