"""Write plain values as TOML, always in the same form."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def dump_toml(document: Mapping[str, object]) -> str:
    """
    Return a document as TOML.

    Parameters
    ----------
    document : mapping
        Scalars, lists, tables (mappings) and arrays of tables (lists of mappings); tables inside
        those are written inline.

    Examples
    --------
    >>> print(dump_toml({"name": "a", "horizon": {"weeks": 2}, "changes": [{"kind": "close"}]}), end="")
    name = "a"
    <BLANKLINE>
    [horizon]
    weeks = 2
    <BLANKLINE>
    [[changes]]
    kind = "close"
    """
    lines = [f"{_key(k)} = {_value(v)}" for k, v in document.items() if not _is_table(v) and not _is_tables(v)]
    for key, value in document.items():
        if isinstance(value, Mapping):
            lines += ["", f"[{_key(key)}]", *_entries(value)]
        elif _is_tables(value) and isinstance(value, Sequence):
            for entry in value:
                lines += ["", f"[[{_key(key)}]]", *_entries(entry)]
    return "\n".join(lines) + "\n"


def _entries(table: Mapping[str, object]) -> list[str]:
    return [f"{_key(key)} = {_value(value)}" for key, value in table.items()]


def _is_table(value: object) -> bool:
    return isinstance(value, Mapping)


def _is_tables(value: object) -> bool:
    return isinstance(value, list | tuple) and bool(value) and all(isinstance(part, Mapping) for part in value)


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _text(key)


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return "{ " + ", ".join(_entries(value)) + " }" if value else "{}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_value(part) for part in value) + "]"
    raise TypeError(f"{type(value).__name__} has no TOML form")
