"""What differs between the inputs of scenarios; knows no plan."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from logistics.scenario import Change, Scenario

INPUT_COLUMNS = ["plan", "item", "base", "other"]


def compare_inputs(scenarios: Mapping[str, Scenario]) -> pd.DataFrame:
    """
    List what differs between scenarios and the first of them.

    Parameters
    ----------
    scenarios : mapping of name to Scenario

    Returns
    -------
    DataFrame
        ``plan, item, base, other`` (texts): days, network, tables, and changes added or dropped, each
        with its id.
    """
    names = list(scenarios)
    rows: list[tuple[str, str, str, str]] = []
    for name in names[1:]:
        rows += [(name, *row) for row in _differences(scenarios[names[0]], scenarios[name])]
    return pd.DataFrame(rows, columns=INPUT_COLUMNS)


def new_changes(base: Scenario, other: Scenario) -> list[Change]:
    """Return changes of `other` that `base` does not have, whatever their names."""
    known = [_content(change) for change in base.changes]
    return [change for change in other.changes if _content(change) not in known]


def _content(change: Change) -> tuple[object, ...]:
    """Return everything of a change but its name."""
    return (change.kind, dict(change.fields), change.start, change.end, change.known_from or change.start)


def _differences(base: Scenario, other: Scenario) -> list[tuple[str, str, str]]:
    """Return ``item, base, other`` for everything that differs."""
    rows = []
    for item in ("start", "end", "warmup_weeks", "runout_weeks"):
        a, b = getattr(base.horizon, item), getattr(other.horizon, item)
        if a != b:
            rows.append((f"horizon.{item}", str(a), str(b)))
    rows += [(f"change added: {_which(change)}", "", _text(change)) for change in new_changes(base, other)]
    rows += [(f"change dropped: {_which(change)}", _text(change), "") for change in new_changes(other, base)]
    if base.network.path.resolve() != other.network.path.resolve():
        rows.append(("network", str(base.network.path), str(other.network.path)))
        rows += _table_differences(base, other)
    return rows


def _table_differences(base: Scenario, other: Scenario) -> list[tuple[str, str, str]]:
    """Name the tables of two network folders that are not equal."""
    a, b = base.network.tables, other.network.tables
    return [
        (f"table {name}", _rows(a.get(name)), _rows(b.get(name), a.get(name)))
        for name in dict.fromkeys([*a, *b])
        if name not in a or name not in b or not a[name].equals(b[name])
    ]


def _rows(table: pd.DataFrame | None, base: pd.DataFrame | None = None) -> str:
    """Return the size of a table in words, and how many of its rows another one of the same shape has differently."""
    if table is None:
        return "absent"
    text = f"{len(table)} rows"
    if base is None or base.shape != table.shape or list(base.columns) != list(table.columns):
        return text
    differs = (base != table) & ~(base.isna() & table.isna())
    return f"{text}, {int(differs.any(axis=1).sum())} of them different"


def _words(value: object) -> str:
    """Return a field of a change as people write it."""
    return ";".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)


def _which(change: Change) -> str:
    """Return the kind of a change and its id, by which the scenario file names it."""
    return f"{change.kind} ({change.change_id})"


def _text(change: Change) -> str:
    """Return a change in one line."""
    text = ", ".join(f"{key}={_words(value)}" for key, value in change.fields.items())
    for word, moment in (("from", change.start), ("to", change.end)):
        text += f" {word} {moment.isoformat()}" if moment else ""
    if change.known_from not in {None, change.start}:
        text += f" known from {change.known_from}"
    return text.strip()
