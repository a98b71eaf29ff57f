"""Temperature, limits, shelf life and value lost of every path, against what is written."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from logistics.audit.air import Air
from logistics.audit.keeps import NEAR_K, Keeps, Lived, live
from logistics.audit.report import Ledger
from logistics.audit.trace import Row, Trace
from logistics.audit.units import Choice
from logistics.audit.unplugged import in_the_dark, way_from

CHECKS = {
    "leg_temperature": "cargo temperature at the end of every row",
    "temperature_limit": "cargo stays below its ceiling on warm days and above its floor on cold ones",
    "shelf_life": "share of the shelf life used by every path, and not more than can be sold",
}
TENTH_MK, SHARE = 1e-4, 1e-6


def check_temperatures(
    air: Air, choices: Mapping[str, Choice], traces: Mapping[str, Trace], rows: Mapping[str, Sequence[Row]],
    written: Mapping[str, float], ledger: Ledger,
) -> None:  # fmt: skip
    """
    Follow the cargo of every path; what it loses becomes part of its trace.

    Parameters
    ----------
    air : Air
    choices : mapping of str to Choice
        What each path carries.
    traces : mapping of str to Trace
    rows : mapping of str to sequence of Row
    written : mapping of str to float
        ``shelf_life_used`` of each path.
    ledger : Ledger
    """
    for name, detail in CHECKS.items():
        ledger.ask(name, detail)
    for path_id, trace in traces.items():
        choice = choices[path_id]
        keeps = choice.keeps
        if trace.delivered is None:
            continue
        if keeps is None:
            _compare_used(path_id, written[path_id], math.nan, ledger)
            continue
        if trace.off is not None and choice.dark is not None:
            used = _unplugged(path_id, choice, air, trace, rows[path_id], ledger)
        else:
            used = _held(path_id, keeps, trace, rows[path_id], ledger) if keeps.held else _followed(
                path_id, keeps, air, trace, rows[path_id], ledger
            )  # fmt: skip
        _compare_used(path_id, written[path_id], used, ledger)
        if used > keeps.most * (1 + SHARE):
            ledger.fault("shelf_life", f"path {path_id}: {used:.4g} of the shelf life is used", used - keeps.most)
        trace.lost = keeps.lost(used)


def _held(path_id: str, keeps: Keeps, trace: Trace, rows: Sequence[Row], ledger: Ledger) -> float:
    """Return the life used at the set point."""
    _compare_rows(path_id, rows, [keeps.set_point] * len(rows), ledger)
    assert trace.delivered is not None
    if not keeps.quality.limits.min_c - NEAR_K <= keeps.set_point <= keeps.quality.limits.max_c + NEAR_K:
        ledger.fault("temperature_limit", f"path {path_id}: set point {keeps.set_point:g} °C is not allowed")
    return float(keeps.rate_at(keeps.set_point)) * (trace.delivered - trace.box.ready)


def _followed(path_id: str, keeps: Keeps, air: Air, trace: Trace, rows: Sequence[Row], ledger: Ledger) -> float:
    """Return the life used without power."""
    way = [(row.origin, row.destination, row.start, row.end) for row in rows]
    lived = live(keeps, air, (rows[0].origin, trace.box.ready), way)
    _compare_rows(path_id, rows, lived.ends, ledger)
    _inside(path_id, keeps, lived, ledger)
    return lived.used


def _unplugged(path_id: str, choice: Choice, air: Air, trace: Trace, rows: Sequence[Row], ledger: Ledger) -> float:
    """Return the life used of goods that were at their set point until a minute, and without power from then on."""
    assert trace.off is not None
    assert choice.dark is not None
    assert choice.keeps is not None
    lived, used = in_the_dark(choice, air, trace.box.ready, trace.off, way_from(rows, trace.off))
    held = [choice.keeps.set_point] * (len(rows) - len(lived.ends))
    _compare_rows(path_id, rows, [*held, *lived.ends], ledger)
    _inside(path_id, choice.dark, lived, ledger)
    return used


def _inside(path_id: str, keeps: Keeps, lived: Lived, ledger: Ledger) -> None:
    """Check the limits on warm and on cold days."""
    for found, limit, beyond in (
        (lived.warmest, keeps.ceiling, lived.warmest - keeps.ceiling),
        (lived.coldest, keeps.floor, keeps.floor - lived.coldest),
    ):
        if beyond > NEAR_K:
            ledger.fault("temperature_limit", f"path {path_id}: {found:.2f} °C, limit {limit:g} °C", beyond)


def _compare_rows(path_id: str, rows: Sequence[Row], ends: Sequence[float], ledger: Ledger) -> None:
    for row, expected in zip(rows, ends, strict=True):
        ledger.compare("leg_temperature", f"path {path_id} row {row.seq}: cargo_c", row.cargo_c, expected, TENTH_MK)


def _compare_used(path_id: str, found: float, expected: float, ledger: Ledger) -> None:
    if not (math.isnan(found) and math.isnan(expected)):
        ledger.compare("shelf_life", f"path {path_id}: shelf_life_used", found, expected, SHARE * (1 + abs(expected)))
