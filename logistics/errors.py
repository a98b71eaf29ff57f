"""
Errors that the package raises on purpose; every message is meant for the person who runs it.

LogisticsError
├── DataError            tables at fault (also a ValueError); ``faults`` lists all of them
├── ScenarioError        scenario file or change at fault (also a ValueError)
├── PlanningError        the optimiser could not give a trustworthy answer
│   └── InfeasibleError
└── ResultsError         a results folder is missing, damaged or from a newer version
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence

_ALIKE, _ROWS_SHOWN = 4, 8


class LogisticsError(Exception):
    """Base of every error raised on purpose."""


class _FaultsError(LogisticsError, ValueError):
    """An error that carries several findings, one line each."""

    def __init__(self, faults: str | Sequence[str]) -> None:
        self.faults: tuple[str, ...] = (faults,) if isinstance(faults, str) else tuple(faults)
        super().__init__("\n".join(together(self.faults)))


class DataError(_FaultsError):
    """Tables are at fault; ``faults`` holds every finding as ``file:row: column: what; allowed``."""


class ScenarioError(_FaultsError):
    """A scenario file or a change is at fault."""


class PlanningError(LogisticsError):
    """The optimiser could not give a trustworthy answer."""


class InfeasibleError(PlanningError):
    """No plan satisfies the constraints."""


class ResultsError(LogisticsError):
    """A results folder is missing, damaged, or written by a newer version."""


def together(faults: Iterable[str]) -> list[str]:
    """
    Return faults with those that differ in their row alone on one line, where they are four or more.

    One wrong name in a table of goods is thousands of faults in the demand: a reader needs it once.
    """
    rows: dict[tuple[str, str], list[str]] = {}
    for fault in faults:
        found = re.match(r"([^:\n]+):(\d+): ", fault)
        rows.setdefault((found[1], fault[found.end() :]) if found else ("", fault), []).append(
            found[2] if found else ""
        )
    lines = []
    for (file, what), at in rows.items():
        if file and len(at) >= _ALIKE:
            more = f", … {at[-1]}" if len(at) - 1 > _ROWS_SHOWN else ""
            lines.append(
                f"{file}:{at[0]}: {what} ({len(at) - 1:,} more rows: {', '.join(at[1 : _ROWS_SHOWN + 1])}{more})"
            )
        else:
            lines += [f"{file}:{row}: {what}" if file else what for row in at]
    return lines


def did_you_mean(word: str, allowed: Iterable[str]) -> str:
    """
    Return ``"; did you mean 'x'?"`` for the closest allowed word, or an empty string.

    Examples
    --------
    >>> did_you_mean("KZ-DST", ["KZ-DOS", "KZ-ALA"])
    "; did you mean 'KZ-DOS'?"
    >>> did_you_mean("zzz", ["alpha"])
    ''
    """
    match = difflib.get_close_matches(word, list(allowed), n=1, cutoff=0.6)
    return f"; did you mean '{match[0]}'?" if match else ""
