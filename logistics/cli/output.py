"""Tables, JSON and messages on the terminal."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

EXIT_FAULT = 1
EXIT_NO_ANSWER = 3

console = Console(highlight=False)
progress_console = Console(stderr=True, highlight=False)


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
    table = Table(title=title, title_justify="left", title_style="bold", header_style="bold")
    for position, name in enumerate(header):
        table.add_column(name, justify="right" if position >= right else "left", overflow="fold")
    for row in rows:
        table.add_row(*(escape(str(cell)) for cell in row))
    console.print(table)


def show_json(value: Any) -> None:
    """Print JSON on standard output, NaN and infinities as null."""
    sys.stdout.write(json.dumps(_plain(value), ensure_ascii=False, indent=2, sort_keys=False) + "\n")


def complain(message: str) -> None:
    """Print a message on standard error."""
    progress_console.print(f"[bold red]error:[/] {escape(message)}", soft_wrap=True)


def say(message: str) -> None:
    """Print a line on standard output."""
    console.print(escape(message), soft_wrap=True)


def _plain(value: Any) -> Any:
    """Return a value that JSON knows."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    return str(value)
