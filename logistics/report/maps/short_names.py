"""Short names for labels, from the names and ids of the tables."""

from __future__ import annotations

import re
import unicodedata

_PLACE_WORDS = {"port", "cn", "kz", "ru"}
_NUMBER = re.compile(r"-\d$")
_PARENTHESIS = re.compile(r"\s*\([^)]*\)")


def _letters(text: str) -> str:
    """Return the ASCII letters of a text in lower case."""
    plain = unicodedata.normalize("NFKD", text)
    return "".join(c for c in plain.lower() if c.isascii() and c.isalpha())


def short_name(terminal_id: str, name: str) -> str:
    """
    Return the part of a name that people say: the words the id repeats, or the name without additions.

    Examples
    --------
    >>> short_name("xian", "Xi'an International Port (Xinzhu)")
    "Xi'an"
    >>> short_name("hannover", "Hannover (Lehrte MegaHub)")
    'Hannover'
    >>> short_name("ganyushkino", "Ganyushkino / Dina Nurpeisova")
    'Ganyushkino'
    >>> short_name("khorgos_cn", "Khorgos (Horgos) CN")
    'Khorgos'
    """
    plain = _NUMBER.sub("", _PARENTHESIS.sub("", name).split(" / ")[0].strip()) or name
    wanted = "".join(_letters(part) for part in terminal_id.split("_") if part not in _PLACE_WORDS)
    words = plain.split()
    for count in range(1, len(words)):
        head = _letters(" ".join(words[:count]))
        if head and head == wanted:
            return " ".join(words[:count])
    return plain
