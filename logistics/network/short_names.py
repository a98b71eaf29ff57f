"""Short names for labels, from the names and ids of the tables."""

from __future__ import annotations

import re
import unicodedata

from logistics.network.model import Network

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


def place_names(network: Network) -> dict[str, str]:
    """Return the short name of each terminal by its id."""
    table = network["terminals"]
    return {str(i): short_name(str(i), str(n)) for i, n in zip(table["terminal_id"], table["name"], strict=True)}


def unit_names(network: Network) -> dict[str, str]:
    """Return the name of each loading unit by its id."""
    table = network["loading_units"]
    return dict(zip(table["unit_id"].astype(str), table["name"].astype(str), strict=True))


def goods_text(commodity: str, network: Network) -> str:
    """Return the name of goods; their id where the tables do not name them."""
    if "commodities" not in network.tables:
        return commodity
    table = network["commodities"]
    return str(dict(zip(table["commodity_id"], table["name"], strict=True)).get(commodity, commodity))
