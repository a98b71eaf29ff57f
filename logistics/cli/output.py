"""Tables, JSON and messages on the terminal."""

from __future__ import annotations

import json
import math
import re
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

EXIT_FAULT = 1
EXIT_NO_ANSWER = 3

console = Console(highlight=False, markup=False, emoji=False)
progress_console = Console(stderr=True, highlight=False, markup=False, emoji=False)

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def plain(value: object) -> str:
    """
    Return a text whose control characters are written out, so that names cannot steer the terminal.

    Examples
    --------
    >>> plain("a\\x1b[31mb")
    'a\\\\x1b[31mb'
    """
    return _CONTROL.sub(lambda hit: hit.group().encode("unicode_escape").decode("ascii"), str(value))


def show_table(title: str, header: Sequence[str], rows: Iterable[Sequence[object]], *, right: int = 1) -> None:
    """
    Print a Rich table; columns from number `right` on are right-aligned. Texts from files are not markup.

    Parameters
    ----------
    title : str
    header : sequence of str
    rows : iterable of sequences
    right : int
        First right-aligned column.
    """
    table = Table(title=Text(plain(title)), title_justify="left", title_style="bold", header_style="bold")
    for position, name in enumerate(header):
        table.add_column(Text(plain(name)), justify="right" if position >= right else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(plain(cell)) for cell in row))
    console.print(table)


def show_json(value: Any) -> None:
    """Print JSON on standard output, NaN and infinities as null."""
    sys.stdout.write(json.dumps(_ready(value), ensure_ascii=False, indent=2, sort_keys=False) + "\n")


def complain(message: str) -> None:
    """Print a message on standard error."""
    progress_console.print(Text.assemble(("error: ", "bold red"), plain(message)), soft_wrap=True)


def warn(message: str) -> None:
    """Print a line on standard error."""
    progress_console.print(Text(plain(message)), soft_wrap=True)


def say(message: str) -> None:
    """Print a line on standard output."""
    console.print(Text(plain(message)), soft_wrap=True)


def _ready(value: Any) -> Any:
    """Return a value that JSON knows."""
    if isinstance(value, dict):
        return {str(key): _ready(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_ready(item) for item in value]
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    return str(value)
