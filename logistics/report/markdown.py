"""Markdown tables whose cells cannot break out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def table(header: Sequence[str], rows: Iterable[Sequence[object]], align: str = "") -> str:
    """
    Return a Markdown table; ``align`` has one of l, r per column.

    Examples
    --------
    >>> print(table(["a", "b"], [["x", 1]], "lr"))
    | a | b |
    |:--|--:|
    | x | 1 |
    <BLANKLINE>
    """
    marks = {"l": ":--", "r": "--:"}
    kinds = align or "l" * len(header)
    lines = ["| " + " | ".join(header) + " |", "|" + "|".join(marks[kind] for kind in kinds) + "|"]
    lines += ["| " + " | ".join(escaped(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def escaped(value: object) -> str:
    """Return text that cannot break a Markdown table or smuggle in HTML."""
    text = str(value).replace("\r", " ").replace("\n", " ")
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("|", "\\|")
