"""Terminals, links and goods by the words that people use for them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from logistics.errors import DataError, did_you_mean
from logistics.network.basemap import country_codes, country_names
from logistics.network.model import Network
from logistics.network.short_names import goods_text, place_names
from logistics.timetable.tables import row_of, texts


class Names:
    """
    Rows of tables by id, terminals by their other names too.

    Parameters
    ----------
    network : Network
    """

    def __init__(self, network: Network) -> None:
        self.terminals = texts(network["terminals"], "terminal_id")
        self.links = texts(network["links"], "link_id")
        self.rules = texts(network["rules"], "rule_id")
        self.countries = set(texts(network["terminals"], "country"))
        self.called = place_names(network)
        self._network = network
        self._link_row = row_of(self.links)
        self._terminal_row = row_of(self.terminals)
        self._folder = network.path
        self._called: dict[str, set[str]] = defaultdict(set)
        named = [
            *zip(self.terminals, self.terminals, strict=True),
            *zip(texts(network["terminals"], "name"), self.terminals, strict=True),
            *zip(texts(network["names"], "name"), texts(network["names"], "terminal_id"), strict=True),
        ]
        for name, terminal in named:
            self._called[name.casefold()].add(terminal)

    def place(self, row: int) -> str:
        """Return the name by which a terminal is told."""
        return self.called[self.terminals[row]]

    def goods(self, commodity: str, *, first: bool = False) -> str:
        """Return goods as a sentence tells them: small within it, where the name is no abbreviation."""
        name = goods_text(commodity, self._network)
        if first:
            return name[0].upper() + name[1:]
        return name[0].lower() + name[1:] if name[1:2].islower() else name

    def terminal(self, word: str, where: str) -> int:
        """Return the row of a terminal called by its id or a name."""
        row = self.find_terminal(word, where)
        if row is None:
            known = {**dict.fromkeys(self.terminals), **dict.fromkeys(self._called)}
            raise DataError(
                f"{where}: no terminal is called {word!r}{did_you_mean(word, known) or '.'} Terminals are listed in "
                "terminals.csv, their other names in names.csv"
            )
        return row

    def find_terminal(self, word: str, where: str) -> int | None:
        """Return the row of a terminal, None when none is called so."""
        if word in self._terminal_row:
            return self._terminal_row[word]
        found = self._called.get(word.casefold(), set())
        if len(found) > 1:
            raise DataError(f"{where}: {word!r} may be {' or '.join(sorted(found))}; write the one that is meant")
        return self._terminal_row[next(iter(found))] if found else None

    def find_country(self, word: str) -> str | None:
        """Return the ISO-2 code of a country of the network, by its code or English name; None when none is meant."""
        if word.upper() in self.countries:
            return word.upper()
        code = self.country_codes().get(word.casefold(), "")
        return code if code in self.countries else None

    def country_codes(self) -> dict[str, str]:
        """Return the codes of the countries of the world by their English names in lower case."""
        return country_codes(self._folder)

    def country(self, code: str) -> str:
        """Return the English name of a country; its code where the basemap does not name it."""
        return country_names(self._folder).get(code, code)

    def find_link(self, word: str) -> int | None:
        """Return the row of a link by its id, also with its ends the other way round; None when there is none."""
        parts = word.split("-")
        turned = ["-".join([*parts[cut:], *parts[:cut]]) for cut in range(len(parts))]
        return next((self._link_row[name] for name in turned if name in self._link_row), None)


def known(word: str, allowed: Iterable[str], where: str, table: str) -> str:
    """Return a word that must be in a table."""
    words = list(allowed)
    if word not in words:
        hint = did_you_mean(word, words) or (f"; allowed: {', '.join(words)}" if len(words) <= 30 else "")
        raise DataError(f"{where}: {word!r} is not in {table}{hint}")
    return word
