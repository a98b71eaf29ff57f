"""Tables, JSON and messages on the terminal."""

from __future__ import annotations

import json
import math
import re
import sys
from collections.abc import Iterable, Sequence
from typing import Any, Literal

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


def show_table(
    title: str, header: Sequence[str], rows: Iterable[Sequence[object]], *, right: int = 1, spare: Sequence[str] = ()
) -> None:
    """
    Print a Rich table; columns from number `right` on are right-aligned. Texts from files are not markup.

    Where the terminal is too narrow, columns of ``spare`` are left out, the first named first, and named below.

    Parameters
    ----------
    title : str
    header : sequence of str
    rows : iterable of sequences
    right : int
        First right-aligned column.
    spare : sequence of str
        Columns that may be left out.
    """
    cells = [[plain(cell) for cell in row] for row in rows]
    shown, hidden = list(range(len(header))), list[str]()
    for name in spare:
        if _width(header, cells, shown) <= console.width:
            break
        shown.remove(header.index(name))
        hidden.append(name)
    table = Table(title=Text(plain(title)), title_justify="left", title_style="bold", header_style="bold")
    for position in shown:
        justify: Literal["left", "right"] = "right" if position >= right else "left"
        table.add_column(Text(plain(header[position])), justify=justify, overflow="fold")
    for row in cells:
        table.add_row(*(Text(row[position]) for position in shown))
    console.print(table)
    if hidden:
        names = ", ".join(name.replace("\n", "") for name in hidden)
        warn(f"No room for: {names}. Widen the terminal, or use --json.")


def _width(header: Sequence[str], cells: Sequence[Sequence[str]], shown: Sequence[int]) -> int:
    """Return the characters that some columns need, rules and padding included."""
    return 1 + sum(max(_letters(header[i]), *(_letters(row[i]) for row in cells), 0) + 3 for i in shown)


def _letters(text: str) -> int:
    """Return the length of the longest line."""
    return max(map(len, text.split("\n")))


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
