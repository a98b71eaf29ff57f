"""What a rule is, and the view of the tables that rules read."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from logistics.network.findings import Finding, Severity
from logistics.network.model import Network


@dataclass(frozen=True)
class View:
    """
    Tables without the rows that already have a fault; the index is the row's position in the file.

    Attributes
    ----------
    network : Network
    tables : mapping of str to DataFrame
    """

    network: Network
    tables: Mapping[str, pd.DataFrame]
    _rows: dict[str, list[Any]] = field(default_factory=dict, compare=False, repr=False)

    def __getitem__(self, table: str) -> pd.DataFrame:
        return self.tables[table]

    def keyed(self, table: str, key: str) -> dict[str, Any]:
        """Return the rows of a table as named tuples (``Index`` = row position) by one column."""
        return {getattr(row, key): row for row in self.rows(table)}

    def rows(self, table: str) -> list[Any]:
        """Return the rows of a table as named tuples (``Index`` = row position)."""
        if table not in self._rows:
            self._rows[table] = list(self.tables[table].itertuples())
        return self._rows[table]

    @functools.cached_property
    def calls(self) -> dict[str, list[Any]]:
        """Rows of ``stops.csv`` by service, in order of ``seq``."""
        calls: dict[str, list[Any]] = {}
        for call in self.tables["stops"].sort_values(["service_id", "seq"], kind="stable").itertuples():
            calls.setdefault(call.service_id, []).append(call)
        return calls

    def error(self, table: str, row: int | None, column: str, message: str) -> Finding:
        """Return an error at a row (by position) of a table."""
        return self._finding("error", table, row, column, message)

    def warning(self, table: str, row: int | None, column: str, message: str) -> Finding:
        """Return a warning at a row (by position) of a table."""
        return self._finding("warning", table, row, column, message)

    def _finding(self, severity: Severity, table: str, row: int | None, column: str, message: str) -> Finding:
        line = None if row is None else self.network.line(table, int(row))
        return Finding(severity, f"{table}.csv", line, column, message, "")


@dataclass(frozen=True)
class Rule:
    """
    One rule about the tables.

    Attributes
    ----------
    name : str
    check : callable
        Takes a `View`, yields findings.
    intact : tuple of str
        Tables whose absent rows would make the rule cry wolf: it is skipped while one of them has
        faults of its own.
    """

    name: str
    check: Callable[[View], Iterator[Finding]]
    intact: tuple[str, ...] = field(default=())


def listed(cell: str) -> tuple[str, ...]:
    """
    Return the elements of a list cell.

    Examples
    --------
    >>> listed("Mon;Thu"), listed("")
    (('Mon', 'Thu'), ())
    """
    return tuple(part for part in cell.split(";") if part)


def allows(cell: str, word: str) -> bool:
    """
    Return whether a list cell names `word` or is blank (all).

    Examples
    --------
    >>> allows("dry;grain", "grain"), allows("", "grain"), allows("dry", "grain")
    (True, True, False)
    """
    return not cell or word in cell.split(";")


def same_direction(one: str, other: str) -> bool:
    """
    Return whether two directions overlap.

    Examples
    --------
    >>> same_direction("both", "westbound"), same_direction("eastbound", "westbound")
    (True, False)
    """
    return one == other or "both" in {one, other}
