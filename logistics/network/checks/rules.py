"""Rules about rules.csv: goods and countries exist, and a rule that is enforced says all that is needed for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from logistics.errors import did_you_mean
from logistics.network.checks.rule import View
from logistics.network.findings import Finding

GROUPS = ("EU",)
NEEDS = {
    "ban": ("goods",),
    "protocol": ("goods",),
    "transit": ("goods", "through"),
    "site": ("goods", "terminal_id"),
    "inspection": ("goods", "terminal_id"),
}
"""Columns that an active rule of a kind must have; other kinds are not enforced."""


def check_rules(view: View) -> Iterator[Finding]:
    """Goods are commodities or cargo classes, countries those of terminals, and active rules are complete."""
    goods, lands = view["commodities"], {str(code) for code in view["terminals"]["country"]}
    known = {*map(str, goods["commodity_id"]), *map(str, goods["cargo_class"])}
    allowed = {"goods": known, "from_country": lands, "to_country": lands, "through": lands}
    for at, row in view["rules"].iterrows():
        for column, words in allowed.items():
            for word in _words(row[column]):
                if word in words or (column != "goods" and word in GROUPS):
                    continue
                where = "commodities.csv (commodities, cargo classes)" if column == "goods" else "terminals.csv"
                yield view.error("rules", at, column, f"{word!r} is not in {where}{did_you_mean(word, sorted(words))}")
        if not row["active"]:
            continue
        if row["kind"] not in NEEDS:
            text = f"true found; a {row['kind']} is not enforced on single consignments: set it to false"
            yield view.error("rules", at, "active", text)
        for column in NEEDS.get(row["kind"], ()):
            if not _words(row[column]):
                yield view.error("rules", at, column, f"blank found; an active {row['kind']} needs {column}")


def _words(cell: Any) -> list[str]:
    parts = str(cell).split(";") if isinstance(cell, str) else list(cell)
    return [part.strip() for part in parts if part.strip()]
