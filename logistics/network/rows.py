"""Rows of a table from plain values, checked like rows of its file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

import pandas as pd

from logistics.errors import did_you_mean
from logistics.network.convert import check_references, convert
from logistics.network.loader import load_schema
from logistics.network.model import Network


def table_from_rows(
    table: str, rows: Sequence[Mapping[str, Any]], network: Network, *, own: Mapping[str, AbstractSet[str]]
) -> tuple[pd.DataFrame, list[tuple[int, str]]]:
    """
    Convert rows given as mappings to a frame typed like the table of a network.

    Parameters
    ----------
    table : str
        Name of the table.
    rows : sequence of mapping
        Values by column: text, numbers, booleans, dates, or lists of texts.
    network : Network
        Where references must lead.
    own : mapping of str to set of str
        Keys by table that the rows bring with them.

    Returns
    -------
    DataFrame, list of (int, str)
        The frame, and faults as row position and ``column: message``.
    """
    columns = load_schema(network.path)[table]
    faults = [
        (row, f"{key}: unknown key{did_you_mean(key, columns) or '; allowed: ' + ', '.join(columns)}")
        for row, values in enumerate(rows)
        for key in values
        if key not in columns
    ]
    series = {}
    for name, column in columns.items():
        cells = [cell_text(values.get(name, "")) for values in rows]
        series[name], wrong = convert(cells, column)
        if column.refers_to is not None and name != "source":
            target, key = column.refers_to
            known = [*network[target][key].unique().tolist(), *own.get(target, ())]
            wrong += check_references(cells, column, known, table=target)
        skip = name == "source"
        faults += [(row, f"{name}: {text}") for row, text in wrong if not skip]
    return pd.DataFrame(series), faults


def cell_text(value: Any) -> str:
    """
    Return a plain value as the text of a cell.

    Examples
    --------
    >>> cell_text(["Mon", "Thu"]), cell_text(2.5), cell_text(True)
    ('Mon;Thu', '2.5', 'true')
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return ";".join(cell_text(part) for part in value)
    return str(value)
