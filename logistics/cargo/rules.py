"""
Permission: which rules of ``rules.csv`` forbid goods to go from one place to another on a day.

Bans and protocols of a receiving country, transit and inspection are judged on the day (UTC) that goods come into the
country or to the terminal: by the arrival at the first stop there. A ban or protocol that names no receiving country is
one of the sender: it is judged on the day that the train leaves the origin.

A place is a country (ISO 3166-1) or a province of one (ISO 3166-2, as in ``provinces.csv``); a rule that names a
country means all its provinces.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pandas as pd

from logistics.network.model import Network

EU = (
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV",
    "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
)  # fmt: skip
GROUPS = {"EU": frozenset(EU)}
"""Groups of countries (ISO-2) that a rule may name: the European Union since 2020."""
ENFORCED = ("ban", "protocol", "transit", "site", "inspection")
"""Kinds that constrain single consignments; quotas concern totals, duties prices."""

DAY = timedelta(days=1)
CLEARING = ("site", "inspection")
"""Kinds that name a terminal which may inspect goods on their entry into a country."""


@dataclass(frozen=True)
class Rule:
    """
    One rule in force for route finding.

    Attributes
    ----------
    rule_id : str
    kind : {'ban', 'protocol', 'transit', 'site', 'inspection'}
        ban: goods may not go; protocol: they may only go while one of their protocols is in force; transit: they may
        not pass ``through``; site, inspection: the terminal may clear them on entry.
    goods : frozenset of str
        Commodity ids.
    from_country, to_country : frozenset of str
        Countries and provinces; empty for any.
    through : frozenset of str
        Countries that may not be passed.
    terminal_id : str
        Blank for rules without a site.
    valid_from, valid_to : date or None
        First and last day that it holds.
    source : str
    note : str
    active : bool
        A site that is switched off is kept, so that an inspection row does not clear its goods in its place.
    """

    rule_id: str
    kind: str
    goods: frozenset[str]
    from_country: frozenset[str]
    to_country: frozenset[str]
    through: frozenset[str]
    terminal_id: str
    valid_from: date | None
    valid_to: date | None
    source: str
    note: str = ""
    active: bool = True

    def holds(self, day: date) -> bool:
        """Return whether the rule holds on a day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)

    def concerns(self, commodity: str, origin: str, destination: str) -> bool:
        """Return whether goods between two places are meant; inside one country no rule is."""
        return (
            self.active
            and commodity in self.goods
            and country_of(origin) != country_of(destination)
            and (not self.from_country or not self.from_country.isdisjoint((origin, country_of(origin))))
            and (not self.to_country or not self.to_country.isdisjoint((destination, country_of(destination))))
        )

    def concerns_countries(self, commodity: str, origin: str, destination: str) -> bool:
        """Return whether goods between the countries of two places are meant, from some province to another."""
        if commodity not in self.goods:
            return False
        own = replace(
            self,
            from_country=frozenset(map(country_of, self.from_country)),
            to_country=frozenset(map(country_of, self.to_country)),
        )
        return own.concerns(commodity, country_of(origin), country_of(destination))

    def of_sender(self, destination: str) -> bool:
        """Return whether it is judged when the train leaves the origin, and not on entry into the destination."""
        named = self.through if self.kind == "transit" else self.to_country
        return named.isdisjoint((destination, country_of(destination)))

    def told(self) -> dict[str, Any]:
        """Return the rule as plain values, for JSON."""
        return {
            "rule_id": self.rule_id,
            "kind": self.kind,
            "goods": sorted(self.goods),
            "from": sorted(self.from_country),
            "to": sorted(self.to_country),
            "through": sorted(self.through),
            "terminal_id": self.terminal_id,
            "valid_from": None if self.valid_from is None else self.valid_from.isoformat(),
            "valid_to": None if self.valid_to is None else self.valid_to.isoformat(),
            "source": self.source,
            "note": self.note,
        }


def read_rules(network: Network) -> tuple[Rule, ...]:
    """Return the active rules of a network that concern single consignments, and its sites, active or not."""
    table = network["rules"]
    sites = (table["kind"] == "site") & (table["terminal_id"] != "")
    return rules_of(network, table[(table["active"].astype(bool) & table["kind"].isin(ENFORCED)) | sites])


def rules_of(network: Network, table: pd.DataFrame) -> tuple[Rule, ...]:
    """Return rows of ``rules.csv`` as rules, classes of goods and groups of countries written out."""
    goods = network["commodities"]
    of_class: dict[str, set[str]] = {}
    for name, own in zip(goods["commodity_id"], goods["cargo_class"], strict=True):
        of_class.setdefault(str(own), set()).add(str(name))
    return tuple(
        Rule(
            rule_id=str(row["rule_id"]),
            kind=str(row["kind"]),
            goods=frozenset(name for word in _words(row["goods"]) for name in of_class.get(word, {word})),
            from_country=countries(_words(row["from_country"])),
            to_country=countries(_words(row["to_country"])),
            through=countries(_words(row["through"])),
            terminal_id=str(row["terminal_id"]),
            valid_from=_day(row["valid_from"]),
            valid_to=_day(row["valid_to"]),
            source=str(row["source"]),
            note=str(row["note"]),
            active=bool(row["active"]),
        )
        for row in table.to_dict("records")
    )


def violated(
    rules: Collection[Rule], commodity: str, origin: str, destination: str, passed: Collection[str], day: date
) -> list[Rule]:
    """
    Return the rules that forbid goods to go from one country to another.

    Parameters
    ----------
    rules : collection of Rule
    commodity : str
        Id of ``commodities.csv``.
    origin, destination : str
        Places; goods are taken to come from the place of their origin.
    passed : collection of str
        Countries on the way.
    day : date

    Notes
    -----
    A ban and a transit rule forbid while they hold. Where protocols exist for goods and countries, one of them must
    hold for the places; if none does, the next to begin is named, or the last to end.
    """
    ends = (commodity, origin, destination)
    own = [rule for rule in rules if rule.concerns(*ends)]
    found = [rule for rule in own if rule.kind == "ban" and rule.holds(day)]
    found += [rule for rule in own if rule.kind == "transit" and rule.holds(day) and rule.through.intersection(passed)]
    every = protocols(rules, *ends)
    if every and not any(rule.holds(day) and rule.concerns(*ends) for rule in every):
        mine = [rule for rule in every if rule.concerns(*ends)] or every
        coming = [rule for rule in mine if rule.valid_from is not None and rule.valid_from > day]
        if coming:
            found.append(min(coming, key=lambda rule: (rule.valid_from or date.min, rule.rule_id)))
        else:
            found.append(max(mine, key=lambda rule: (rule.valid_to or date.max, rule.rule_id)))
    return found


def protocols(rules: Iterable[Rule], commodity: str, origin: str, destination: str) -> list[Rule]:
    """Return the protocols of goods between the countries of two places, for whatever provinces."""
    return [
        rule for rule in rules if rule.kind == "protocol" and rule.concerns_countries(commodity, origin, destination)
    ]


def barred_countries(
    rules: Iterable[Rule], commodity: str, origin: str, destination: str, day: date
) -> dict[str, Rule]:  # fmt: skip
    """Return the countries that goods may not pass, each with the rule that forbids it."""
    return {
        country: rule
        for rule in rules
        if rule.kind == "transit" and rule.concerns(commodity, origin, destination) and rule.holds(day)
        for country in sorted(rule.through)
    }


def clearing_sites(rules: Iterable[Rule], commodity: str, origin: str, destination: str, day: date) -> frozenset[str]:
    """
    Return the terminals that may inspect goods on their entry into a country.

    Notes
    -----
    A terminal with inspections of its own (``inspection``) clears goods, unless a ``site`` names it for them: then one
    of its sites must hold.
    """
    ends = (commodity, origin, destination)
    rules = list(rules)
    now = [rule for rule in rules if rule.concerns(*ends) and rule.holds(day)]
    held = {rule.terminal_id for rule in now if rule.kind == "site"}
    needed = {r.terminal_id for r in rules if r.kind == "site" and replace(r, active=True).concerns(*ends)}
    return frozenset(held | ({rule.terminal_id for rule in now if rule.kind == "inspection"} - needed))


def spans(
    rules: Iterable[Rule], commodity: str, ends: tuple[str, str], first: date, last: date
) -> list[tuple[date, date]]:  # fmt: skip
    """Return the days from first to last in spans in which the same rules hold for goods between two places."""
    own = [rule for rule in rules if rule.concerns_countries(commodity, *ends)]
    begins = {rule.valid_from for rule in own if rule.valid_from is not None}
    begins |= {rule.valid_to + DAY for rule in own if rule.valid_to is not None and rule.valid_to < date.max}
    starts = [first, *sorted(day for day in begins if first < day <= last)]
    return list(zip(starts, [*(day - DAY for day in starts[1:]), last], strict=True))


def country_of(place: str) -> str:
    """Return the country of a place: of KZ-19 it is KZ."""
    return place.partition("-")[0]


def places(network: Network) -> list[str]:
    """Return the place of every terminal: its province in ``provinces.csv``, or its country."""
    table, more = network["terminals"], network.tables.get("provinces")
    known = {} if more is None else dict(zip(more["terminal_id"], more["province"], strict=True))
    return [str(known.get(name, land)) for name, land in zip(table["terminal_id"], table["country"], strict=True)]


def countries(words: Iterable[str]) -> frozenset[str]:
    """Return country codes, groups such as EU written out."""
    return frozenset(code for word in words for code in GROUPS.get(word, {word}))


def _words(cell: Any) -> list[str]:
    """Return the words of a list cell, however the loader keeps it."""
    parts = str(cell).split(";") if isinstance(cell, str) else list(cell)
    return [part.strip() for part in parts if part.strip()]


def _day(value: Any) -> date | None:
    return None if pd.isna(value) else pd.Timestamp(value).date()
