"""Rules about rules.csv: goods and countries exist, and a rule that is enforced says all that is needed for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

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
    "quota": ("goods",),
    "duty": ("goods",),
    "hold": ("goods",),
}
"""Columns that an active rule of a kind must have."""
READ_BY = {"through": ("transit",), "terminal_id": ("site", "inspection", "hold")}
"""Columns that narrow down what a rule is about, and the kinds that read them."""
UNITS = ("t", "t/year", "t/month")
DUTY_UNITS = ("%", "USD/t")


def check_rules(view: View) -> Iterator[Finding]:
    """Goods are commodities or cargo classes, countries those of terminals, and active rules are complete."""
    goods, lands = view["commodities"], {str(code) for code in view["terminals"]["country"]}
    known = {*map(str, goods["commodity_id"]), *map(str, goods["cargo_class"])}
    places = lands | {str(code) for code in view["provinces"]["province"]}
    allowed = {"goods": known, "from_country": places, "to_country": places, "through": lands}
    for at, row in view["rules"].iterrows():
        for column, words in allowed.items():
            for word in _words(row[column]):
                if word in words or (column != "goods" and word in GROUPS):
                    continue
                home = "provinces.csv" if "-" in word else "terminals.csv"
                where = "commodities.csv (commodities, cargo classes)" if column == "goods" else home
                yield view.error("rules", at, column, f"{word!r} is not in {where}{did_you_mean(word, sorted(words))}")
        if not row["active"]:
            continue
        yield from _columns(view, at, row)
        if row["kind"] == "quota":
            yield from _quota(view, at, row)
        elif row["kind"] == "duty":
            yield from _duty(view, at, row)


def _columns(view: View, at: Any, row: Any) -> Iterator[Finding]:
    """Yield what an active rule lacks, and what it has that its kind does not read."""
    for column in NEEDS[row["kind"]]:
        if not _words(row[column]):
            yield view.error("rules", at, column, f"blank found; an active {row['kind']} needs {column}")
    for column, kinds in READ_BY.items():
        if row["kind"] not in kinds and (found := _words(row[column])):
            text = f"{found[0]!r} found; an active {row['kind']} does not read {column}: leave it blank"
            yield view.error("rules", at, column, text)


def check_holds(view: View) -> Iterator[Finding]:
    """Check that holds have a share, hours in order and a rule of their kind, and active rules of the kind a hold."""
    kinds = dict(zip(view["rules"]["rule_id"], view["rules"]["kind"], strict=True))
    for at, row in view["holds"].iterrows():
        if not (row["share"] > 0 and row["low_h"] <= row["high_h"]):
            text = (
                f"{row['share']:g} of the boxes for {row['low_h']:g} to {row['high_h']:g} h; must be above 0, in order"
            )
            yield view.error("holds", at, "share", text)
        if kinds.get(row["rule_id"], "hold") != "hold":
            yield view.error("holds", at, "rule_id", f"{row['rule_id']!r} is a {kinds[row['rule_id']]}, not a hold")
    told = set(view["holds"]["rule_id"])
    for at, row in view["rules"].iterrows():
        if row["active"] and row["kind"] == "hold" and row["rule_id"] not in told:
            yield view.error(
                "rules", at, "rule_id", f"{row['rule_id']!r} has no row in holds.csv; an active hold needs one"
            )


def check_provinces(view: View) -> Iterator[Finding]:
    """Check that a province is one of the country of its terminal: rules about it would else miss the terminal."""
    country = dict(zip(view["terminals"]["terminal_id"], view["terminals"]["country"], strict=True))
    for at, row in view["provinces"].iterrows():
        home = country.get(row["terminal_id"])
        if home is not None and not str(row["province"]).startswith(f"{home}-"):
            text = f"{row['province']!r} found; {row['terminal_id']!r} is in {home}: its province begins with {home}-"
            yield view.error("provinces", at, "province", text)


def _quota(view: View, at: Any, row: Any) -> Iterator[Finding]:
    """Yield what an active quota lacks: an amount, a unit that is known, dates where the amount is for all of them."""
    if not row["amount"] >= 0:
        found = "blank" if pd.isna(row["amount"]) else row["amount"]
        yield view.error("rules", at, "amount", f"{found} found; an active quota needs tonnes, 0 or more")
    if row["unit"] not in UNITS:
        text = f"{row['unit']!r} found; an active quota is in one of: {', '.join(UNITS)}"
        yield view.error("rules", at, "unit", text)
    for column in ("valid_from", "valid_to"):
        if row["unit"] == "t" and pd.isna(row[column]):
            text = "blank found; a quota in t is for all its days: give both dates, or a rate (t/year, t/month)"
            yield view.error("rules", at, column, text)


def _duty(view: View, at: Any, row: Any) -> Iterator[Finding]:
    """Yield what an active duty lacks: an amount, and a unit that is known."""
    if not row["amount"] >= 0:
        found = "blank" if pd.isna(row["amount"]) else row["amount"]
        yield view.error("rules", at, "amount", f"{found} found; an active duty needs an amount, 0 or more")
    if row["unit"] not in DUTY_UNITS:
        text = f"{row['unit']!r} found; an active duty is in one of: {', '.join(DUTY_UNITS)}"
        yield view.error("rules", at, "unit", text)


def _words(cell: Any) -> list[str]:
    return [part.strip() for part in str(cell).split(";") if part.strip()]
