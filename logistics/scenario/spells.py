"""Rules that a scenario switches on or off for some days: a row for every span in which one then holds."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd

from logistics.network.convert import DATE_DTYPE
from logistics.scenario.change import Change

Span = tuple[date, date]
DAY = timedelta(days=1)


def days_of(change: Change) -> Span:
    """Return the first and last day of a change of a rule; nothing changes before the day that it is known."""
    first = max(_day(change.start) or date.min, _day(change.known_from) or date.min)
    return first, _day(change.end) or date.max


def rules_on_days(table: pd.DataFrame, own: pd.Series, change: Change) -> pd.DataFrame:
    """
    Return ``rules.csv`` with some rows switched on, or off, on the days of a change; on others they are as before.

    Parameters
    ----------
    table : DataFrame
    own : Series of bool
        Rows of the rules that change.
    change : Change
        Its days as in `days_of`, and whether the rule is ``active`` on them.

    Returns
    -------
    DataFrame
        A rule that holds in several spans has a row for each, with the same ``rule_id``. Of one that no longer holds
        on any day a row stays, not active.

    Notes
    -----
    A quota that is switched on has its amount for the days of the change, if it is in tonnes; rates stay rates.
    """
    rows: list[dict[str, Any]] = []
    mine = set(table.loc[own, "rule_id"])
    spans: dict[str, list[Span]] = {}
    for row in table[own].to_dict("records"):
        held = (_day(row["valid_from"]) or date.min, _day(row["valid_to"]) or date.max)
        spans.setdefault(str(row["rule_id"]), []).extend([held] if row["active"] else [])
    done: set[str] = set()
    for row in table.to_dict("records"):
        name = str(row["rule_id"])
        if name not in mine:
            rows.append(row)
        elif name not in done:
            done.add(name)
            before = [] if row["kind"] == "quota" and change.fields["active"] else spans[name]
            held_now = _with(before, days_of(change)) if change.fields["active"] else _without(before, days_of(change))
            rows += [{**row, "active": True, "valid_from": _cell(a), "valid_to": _cell(b)} for a, b in held_now]
            rows += [] if held_now else [{**row, "active": False}]
    found = pd.DataFrame(rows, columns=table.columns)
    return found.astype({"valid_from": DATE_DTYPE, "valid_to": DATE_DTYPE, "active": table["active"].dtype})


def _with(spans: list[Span], more: Span) -> list[Span]:
    """Return spans with one more, those that touch as one."""
    found: list[Span] = []
    for first, last in sorted([*spans, more]):
        if found and (found[-1][1] == date.max or first <= found[-1][1] + DAY):
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found


def _without(spans: list[Span], less: Span) -> list[Span]:
    """Return spans without the days of one."""
    found = []
    for first, last in spans:
        if last < less[0] or less[1] < first:
            found.append((first, last))
            continue
        found += [(first, less[0] - DAY)] if first < less[0] else []
        found += [(less[1] + DAY, last)] if less[1] < last else []
    return found


def _day(value: Any) -> date | None:
    if pd.isna(value):
        return None
    return value.date() if isinstance(value, datetime) else value


def _cell(day: date) -> pd.Timestamp | None:
    return None if day in {date.min, date.max} else pd.Timestamp(day)
