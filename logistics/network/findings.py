"""Findings about tables: what was found where, with a severity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class Finding:
    """
    One thing wrong, or worth a look, in the tables.

    Attributes
    ----------
    severity : {'error', 'warning'}
    file : str
        File name inside the network folder.
    line : int or None
        Line in the file, header = 1.
    column : str
        Column at fault ('' when the row or file is).
    what : str
        What was found and what is allowed.
    rule : str
        Name of the rule.
    """

    severity: Severity
    file: str
    line: int | None
    column: str
    what: str
    rule: str

    @property
    def message(self) -> str:
        """``file:line: column: what was found; what is allowed``."""
        where = self.file if self.line is None else f"{self.file}:{self.line}"
        return ": ".join(part for part in (where, self.column, self.what) if part)

    def __str__(self) -> str:
        return self.message
