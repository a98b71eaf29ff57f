"""What rules.csv says to every consignment, read by the audit itself, and whether paths keep to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from logistics.audit.report import Ledger
from logistics.audit.runs import Block
from logistics.audit.tables import Book, Validity, rows, text, validity, words
from logistics.audit.trace import NOTHING, Handled, Law, Ride, Slot, Trace
from logistics.scenario import Horizon
from logistics.units import day_of

EUROPEAN_UNION = (
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV",
    "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
)  # fmt: skip
INSPECTED = "inspected"


@dataclass(frozen=True)
class _Line:
    """One active row of rules.csv."""

    rule_id: str
    kind: str
    goods: frozenset[str]
    senders: frozenset[str]
    receivers: frozenset[str]
    through: frozenset[str]
    terminal: str
    valid: Validity

    def meant(self, goods: str, sender: str, receiver: str) -> bool:
        return (
            sender != receiver and goods in self.goods
            and sender in (self.senders or {sender}) and receiver in (self.receivers or {receiver})
        )  # fmt: skip


@dataclass
class Laws:
    """The laws of consignments: ways in which each may go; goods, ends and ready day decide."""

    book: Book
    _known: dict[tuple[str, str, str, int], tuple[Law, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Read the rules once."""
        members: dict[str, set[str]] = {}
        for row in rows(self.book.network, "commodities"):
            members.setdefault(str(row["cargo_class"]), set()).add(str(row["commodity_id"]))
        self._lines = [
            _Line(
                str(row["rule_id"]), str(row["kind"]),
                frozenset(name for word in words(row["goods"]) for name in members.get(word, {word})),
                _lands(row["from_country"]), _lands(row["to_country"]), _lands(row["through"]),
                text(row["terminal_id"]), validity(row),
            )
            for row in rows(self.book.network, "rules") if row["active"]
        ]  # fmt: skip
        self._class = {
            str(row["commodity_id"]): str(row["cargo_class"]) for row in rows(self.book.network, "commodities")
        }

    def of(self, goods: str, origin: str, destination: str, day: int) -> tuple[Law, ...]:
        """Return the ways for goods between two terminals that are ready on a day."""
        key = (goods, origin, destination, day)
        if key not in self._known:
            self._known[key] = self._read(*key)
        return self._known[key]

    def of_table(self, consignments: pd.DataFrame) -> list[tuple[Law, ...]]:
        """Return the ways of every consignment of a table."""
        columns = [consignments[name].tolist() for name in ("commodity_id", "origin", "destination", "ready_min")]
        return [self.of(str(g), str(o), str(d), day_of(int(m))) for g, o, d, m in zip(*columns, strict=True)]

    def _read(self, goods: str, origin: str, destination: str, day: int) -> tuple[Law, ...]:
        sender, receiver = self.book.country[origin], self.book.country[destination]
        meant = [line for line in self._lines if line.meant(goods, sender, receiver)]
        now = [line for line in meant if line.valid.holds(day)]
        forbidden = [line.rule_id for line in now if line.kind == "ban"]
        barred = frozenset(land for line in now if line.kind == "transit" for land in line.through)
        forbidden += [line.rule_id for line in now if line.kind == "transit" and line.through & {sender, receiver}]
        protocols = [line for line in meant if line.kind == "protocol"]
        if protocols and not any(line in now for line in protocols):
            forbidden += [line.rule_id for line in protocols]
        quotas = tuple(f"quota:{line.rule_id}" for line in now if line.kind == "quota")
        clears = {line.terminal for line in now if line.kind in {"site", "inspection"}}
        named = {line.terminal for line in meant if line.kind in {"site", "inspection"}}
        ways = self._ways(self._class[goods], named, clears, (receiver, destination)) if named else [frozenset[str]()]
        return tuple(Law(tuple(forbidden), barred, closed, quotas) for closed in ways)

    def _ways(self, cargo: str, named: set[str], clears: set[str], end: tuple[str, str]) -> list[frozenset[str]]:
        """Return the operations closed on entry with an inspection, and under seal to one at the destination."""
        receiver, destination = end
        operations = [op for op in self.book.operations.values() if op.takes(cargo)]
        inspecting = [op for op in operations if op.transfer_class == INSPECTED]
        borders = {op.terminal for op in inspecting if op.activity == "gauge_change"}
        sides = {(op.terminal, op.from_gauge) for op in inspecting if op.terminal in borders}
        entries = [
            op for op in operations
            if (op.terminal, op.from_gauge) in sides and op.activity not in {"load", "pass"}
            and (op.terminal in named or self.book.country[op.terminal] == receiver)
        ]  # fmt: skip
        if not entries:
            return [frozenset()]
        seen = [op for op in entries if op.transfer_class == INSPECTED]
        unseen = {op.operation_id for op in entries if op not in seen}
        inland = {op.operation_id for op in inspecting if op.terminal not in borders}
        on_entry = unseen | inland | {op.operation_id for op in seen if op.terminal not in clears}
        here = {name for name in inland if self.book.operations[name].terminal == destination}
        if destination not in clears or not here:
            return [frozenset(on_entry)]
        ordinary = {op.operation_id for op in self.book.operations_at(destination, "unload")} - here
        return [frozenset(on_entry), frozenset({op.operation_id for op in seen} | (inland - here) | ordinary)]


def quota_capacity(book: Book, rule_id: str, horizon: Horizon) -> float | None:
    """Return the tonnes of a quota that fall on the days of a horizon on which goods become ready."""
    days_of = {"t/year": 365.0, "t/month": 365.0 / 12.0}
    first, last = day_of(horizon.solved_start_min), day_of(horizon.ready_end_min - 1)
    for row in rows(book.network, "rules"):
        if str(row["rule_id"]) == rule_id and row["kind"] == "quota" and row["active"]:
            holds = validity(row)
            begin = first if holds.first is None else max(first, holds.first)
            finish = last if holds.last is None else min(last, holds.last)
            days = max(0, finish - begin + 1)
            if row["unit"] == "t" and holds.first is not None and holds.last is not None:
                return float(row["amount"]) * days / (holds.last - holds.first + 1)
            return float(row["amount"]) * days / days_of[str(row["unit"])]
    return None


def _lands(value: Any) -> frozenset[str]:
    return frozenset(land for word in words(value) for land in (EUROPEAN_UNION if word == "EU" else [word]))


def lands_of(book: Book, block: Block, leg: int) -> frozenset[str]:
    """Return the countries that a leg touches, with a terminal or a kilometre."""
    first, last = block.ends[leg]
    found = {book.country[stop.terminal] for stop in block.stops[first : last + 1]}
    for stop in block.stops[first + 1 : last + 1]:
        link = book.links[stop.link_id]
        found |= {book.country[link.ends[0]]} if link.from_share > 0 else set()
        found |= {book.country[link.ends[1]]} if link.from_share < 1 else set()
    return frozenset(found)


def check_rules(
    traces: Mapping[str, Trace], blocks: Mapping[str, Block], book: Book, moment: int | None, ledger: Ledger
) -> None:  # fmt: skip
    """
    Check that every path is allowed: goods that may go, through countries that let them, inspected once at a site.

    What set out before the ``moment`` of the last stage did so by the rules that were known then.
    """
    ledger.ask("rules", "bans, protocols, transit and inspection sites of rules.csv along every path")
    for path_id, trace in traces.items():
        if trace.box.laws == (NOTHING,) or (moment is not None and _sets_out(trace, blocks) < moment):
            continue
        told = min((_broken(law, trace, blocks, book) for law in trace.box.laws), key=len)
        for text_ in told:
            ledger.fault("rules", f"path {path_id} of '{trace.box.consignment_id}': {text_}")


def _broken(law: Law, trace: Trace, blocks: Mapping[str, Block], book: Book) -> list[str]:
    """Return what of a path a law does not allow."""
    found = [f"{', '.join(law.forbidden)} forbid it"] if law.forbidden else []
    for step in trace.steps:
        if isinstance(step, Ride):
            bad = lands_of(book, blocks[step.service_id], step.leg) & law.barred
            if bad:
                found.append(f"passes {', '.join(sorted(bad))}, which is forbidden")
        elif isinstance(step, Handled | Slot) and step.operation_id in law.closed:
            found.append(f"'{step.operation_id}' may not be done to it: goods are inspected once, at a site for them")
    return found


def _sets_out(trace: Trace, blocks: Mapping[str, Block]) -> int:
    """Return when the first train of a path departs."""
    ride = next(step for step in trace.steps if isinstance(step, Ride))
    block = blocks[ride.service_id]
    return int(block.leg_departure(ride.leg)[ride.column])
