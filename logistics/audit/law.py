"""What rules.csv says to every consignment, read by the audit itself, and whether paths keep to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from logistics.audit.report import Ledger
from logistics.audit.runs import Block
from logistics.audit.tables import Book, Validity, rows, text, validity, words
from logistics.audit.trace import NOTHING, Handled, Law, Ride, Slot, Spell, Step, Trace
from logistics.scenario import Horizon
from logistics.units import MIN_PER_DAY, day_of

EUROPEAN_UNION = (
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV",
    "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
)  # fmt: skip
INSPECTED = "inspected"
EVER = 10**9


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

    def meant(self, goods: str, sender: str, receiver: str, *, anywhere: bool = False) -> bool:
        """Tell whether goods between two places are meant; ``anywhere``: between any provinces of their countries."""
        return goods in self.goods and _between(self.senders, self.receivers, sender, receiver, anywhere=anywhere)

    def by_sender(self, receiver: str) -> bool:
        """Tell whether it is the sender's, who stops goods at their origin, and not the receiver's."""
        return not (self.through if self.kind == "transit" else self.receivers) & {receiver, _land(receiver)}


@dataclass
class Laws:
    """The laws of consignments: ways in which each may go; goods, ends and ready day decide."""

    book: Book
    _known: dict[tuple[str, str, str, int, int], tuple[Law, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Read the rules once."""
        goods = rows(self.book.network, "commodities")
        self._class = {str(row["commodity_id"]): str(row["cargo_class"]) for row in goods}
        members: dict[str, set[str]] = {}
        for name, cargo in self._class.items():
            members.setdefault(cargo, set()).add(name)
        every = [
            _Line(
                str(row["rule_id"]), str(row["kind"]),
                frozenset(name for word in words(row["goods"]) for name in members.get(word, {word})),
                _lands(row["from_country"]), _lands(row["to_country"]), _lands(row["through"]),
                text(row["terminal_id"]), validity(row),
            )
            for row in rows(self.book.network, "rules")
        ]  # fmt: skip
        on = {str(row["rule_id"]) for row in rows(self.book.network, "rules") if row["active"]}
        self._lines = [line for line in every if line.rule_id in on]
        self._sites = [line for line in every if line.kind == "site"]

    def of(self, goods: str, origin: str, destination: str, ready: int, due: int) -> tuple[Law, ...]:
        """Return the ways for goods between two terminals that may be under way from one day to another."""
        key = (goods, origin, destination, ready, due)
        if key not in self._known:
            self._known[key] = self._read(*key)
        return self._known[key]

    def of_table(self, consignments: pd.DataFrame) -> list[tuple[Law, ...]]:
        """Return the ways of every consignment of a table."""
        columns = [
            consignments[name].tolist() for name in ("commodity_id", "origin", "destination", "ready_min", "due_min")
        ]
        return [
            self.of(str(g), str(o), str(d), day_of(int(r)), day_of(int(u)))
            for g, o, d, r, u in zip(*columns, strict=True)
        ]

    def _read(self, goods: str, origin: str, destination: str, ready: int, due: int) -> tuple[Law, ...]:
        ends = (self.book.place[origin], self.book.place[destination])
        lines = [line for line in self._lines if line.meant(goods, *ends, anywhere=True)]
        meant = [line for line in lines if line.meant(goods, *ends)]
        quotas = tuple(f"quota:{line.rule_id}" for line in meant if line.kind == "quota" and line.valid.holds(ready))
        named = {line.terminal for line in meant if line.kind in {"site", "inspection"}}
        needed = {line.terminal for line in self._sites if line.meant(goods, *ends)}
        turns = sorted({day for line in lines for day in _turns(line.valid)})
        days = list(zip([-EVER, *turns], [*turns, EVER], strict=True))
        forbidden: list[list[str]] = []
        inspected: list[Spell] = []
        sealed: list[Spell] = []
        may_seal = False
        for first, end in days:
            now = [line for line in meant if line.valid.holds(first)]
            stopped = self._stopped(lines, meant, now, ends)
            if first <= due and end > ready:
                forbidden.append([line.rule_id for line in stopped])
            barred = {land for line in now if line.kind == "transit" for land in line.through}
            barred |= {_land(ends[1]) for line in stopped if not line.by_sender(ends[1])}
            held = {origin for line in stopped if line.by_sender(ends[1])}
            clears = {line.terminal for line in now if line.kind == "inspection"} - needed
            clears |= {line.terminal for line in now if line.kind == "site"}
            closed = self._ways(self._class[goods], named, clears, (_land(ends[1]), destination))
            span = (first * MIN_PER_DAY, end * MIN_PER_DAY, frozenset(barred), frozenset(held))
            inspected.append(Spell(*span, closed[0]))
            sealed.append(Spell(*span, closed[1]))
            may_seal |= closed[2]
        never = tuple(forbidden[0]) if all(forbidden) else ()
        ways = [inspected, sealed] if may_seal else [inspected]
        return tuple(Law(never, _told(way), quotas) for way in ways)

    def _stopped(
        self, lines: list[_Line], meant: list[_Line], now: list[_Line], ends: tuple[str, str]
    ) -> list[_Line]:  # fmt: skip
        """Return the rules that forbid goods on a day, whatever their way."""
        lands = {_land(end) for end in ends}
        found = [line for line in now if line.kind == "ban" or (line.kind == "transit" and line.through & lands)]
        protocols = [line for line in lines if line.kind == "protocol"]
        if not any(line.kind == "protocol" for line in now):
            found += [line for line in protocols if line in meant] or protocols
        return found

    def _ways(
        self, cargo: str, named: set[str], clears: set[str], end: tuple[str, str]
    ) -> tuple[frozenset[str], frozenset[str], bool]:
        """Return operations closed with an inspection on entry, under seal, and whether the destination may inspect."""
        receiver, destination = end
        operations = [op for op in self.book.operations.values() if op.takes(cargo)] if named else []
        inspecting = [op for op in operations if op.transfer_class == INSPECTED]
        borders = {op.terminal for op in inspecting if op.activity == "gauge_change"}
        sides = {(op.terminal, op.from_gauge) for op in inspecting if op.terminal in borders}
        entries = [
            op for op in operations
            if (op.terminal, op.from_gauge) in sides and op.activity not in {"load", "pass"}
            and (op.terminal in named or self.book.country[op.terminal] == receiver)
        ]  # fmt: skip
        if not entries:
            return frozenset(), frozenset(), False
        seen = [op for op in entries if op.transfer_class == INSPECTED]
        unseen = {op.operation_id for op in entries if op not in seen}
        inland = {op.operation_id for op in inspecting if op.terminal not in borders}
        on_entry = unseen | inland | {op.operation_id for op in seen if op.terminal not in clears}
        here = {name for name in inland if self.book.operations[name].terminal == destination}
        may = destination in clears and bool(here)
        ending = {op.operation_id for op in self.book.operations_at(destination, "unload")} | inland
        under_seal = {op.operation_id for op in seen} | (ending - here if may else ending)
        return frozenset(on_entry), frozenset(under_seal), may


def _turns(valid: Validity) -> list[int]:
    """Return the days on which a row begins to hold, or no longer does."""
    return [day for day in (valid.first, None if valid.last is None else valid.last + 1) if day is not None]


def _told(spells: list[Spell]) -> tuple[Spell, ...]:
    """Return the spells that say something, those alike that follow each other as one."""
    found: list[Spell] = []
    for spell in spells:
        if found and replace(found[-1], end=spell.end, first=spell.first) == spell:
            found[-1] = replace(found[-1], end=spell.end)
        else:
            found.append(spell)
    return tuple(spell for spell in found if spell.barred or spell.held or spell.closed)


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
            if row["unit"] == "t":
                assert holds.first is not None
                assert holds.last is not None
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


def comes_into(book: Book, block: Block, leg: int) -> frozenset[str]:
    """Return the countries that a leg comes into, or passes, from outside."""
    return lands_of(book, block, leg) - {book.country[block.stops[block.ends[leg][0]].terminal]}


def check_rules(
    traces: Mapping[str, Trace], blocks: Mapping[str, Block], book: Book, moment: int | None, ledger: Ledger
) -> None:  # fmt: skip
    """
    Check that every path is allowed: goods that may go, into countries that let them, inspected once at a site.

    What departed, came in or was handled before the ``moment`` of the last stage was by the rules known then.
    """
    ledger.ask("rules", "bans, protocols, transit and inspection sites of rules.csv along every path")
    for path_id, trace in traces.items():
        if trace.box.laws == (NOTHING,):
            continue
        told = min((_broken(law, trace, blocks, book, moment) for law in trace.box.laws), key=len)
        for text_ in told:
            ledger.fault("rules", f"path {path_id} of '{trace.box.consignment_id}': {text_}")


def _broken(law: Law, trace: Trace, blocks: Mapping[str, Block], book: Book, moment: int | None) -> list[str]:
    """Return what of a path a law does not allow."""
    found: list[str] = []
    since = -EVER if moment is None else moment
    for number, ride in enumerate(step for step in trace.steps if isinstance(step, Ride)):
        block = blocks[ride.service_id]
        departure, arrival = (
            int(at(ride.leg)[ride.column]) for at in (block.leg_departure, block.leg_arrival)
        )  # fmt: skip
        start = block.stops[block.ends[ride.leg][0]].terminal
        leaves = number == 0 and departure >= since
        if leaves and law.forbidden:
            found.append(f"{', '.join(law.forbidden)} forbid it")
        if leaves and any(start in spell.held for spell in _on(law, departure)):
            found.append(f"leaves {start} while it may not")
        bad = comes_into(book, block, ride.leg) & {land for spell in _on(law, arrival) for land in spell.barred}
        if bad and arrival >= since:
            found.append(f"passes {', '.join(sorted(bad))}, which is forbidden")
    closed = (name for name, minute in closed_to(law, trace.steps, blocks) if minute >= since)
    found += [f"'{name}' may not be done to it: goods are inspected once, at a site for them" for name in closed]
    return found


def closed_to(law: Law, steps: Sequence[Step], blocks: Mapping[str, Block]) -> list[tuple[str, int]]:
    """Return the operations among steps that a law does not allow then, each with the arrival of the train."""
    found, arrival = [], -EVER
    for step in steps:
        if isinstance(step, Ride):
            arrival = int(blocks[step.service_id].leg_arrival(step.leg)[step.column])
        elif isinstance(step, Handled | Slot) and any(step.operation_id in spell.closed for spell in _on(law, arrival)):
            found.append((step.operation_id, arrival))
    return found


def refused(laws: Sequence[Law], ride: Ride, blocks: Mapping[str, Block], book: Book, moment: int) -> bool:
    """Tell whether boxes aboard at a moment then come into a country that no way lets them into."""
    block = blocks[ride.service_id]
    arrival, lands = int(block.leg_arrival(ride.leg)[ride.column]), comes_into(book, block, ride.leg)
    return arrival >= moment and all(
        lands & {land for spell in _on(law, arrival) for land in spell.barred} for law in laws
    )


def _on(law: Law, minute: int) -> list[Spell]:
    """Return what holds at a minute."""
    return [spell for spell in law.spells if spell.first <= minute < spell.end]


def meant(row: Mapping[str, Any], sender: str, receiver: str) -> bool:
    """Tell whether a row of rules.csv is about goods from one place to another, whatever they are."""
    return _between(_lands(row["from_country"]), _lands(row["to_country"]), sender, receiver)


def _between(
    senders: frozenset[str], receivers: frozenset[str], sender: str, receiver: str, *, anywhere: bool = False
) -> bool:  # fmt: skip
    if _land(sender) == _land(receiver):
        return False
    for names, place in ((senders, sender), (receivers, receiver)):
        own = {_land(name) for name in names} if anywhere else names
        if own and not own & {place, _land(place)}:
            return False
    return True


def _land(place: str) -> str:
    """Return the country of a province."""
    return place.split("-", maxsplit=1)[0]
