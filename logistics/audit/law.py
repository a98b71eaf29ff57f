"""What rules.csv says to every consignment, read by the audit itself, and whether paths keep to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from logistics.audit.report import Ledger
from logistics.audit.runs import Block
from logistics.audit.tables import Book, Validity, rows, text, validity, words
from logistics.audit.trace import Handled, Ride, Trace
from logistics.scenario import Horizon, Instance
from logistics.units import day_of

EUROPEAN_UNION = (
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV",
    "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
)  # fmt: skip
INSPECTED = "inspected"


@dataclass(frozen=True)
class Law:
    """
    What is forbidden to a consignment; equal ones share a search.

    Attributes
    ----------
    forbidden : tuple of str
        Rules because of which it may not go at all.
    barred : frozenset of str
        Countries that it may not pass.
    closed : frozenset of str
        Terminals where it may not be inspected.
    quotas : tuple of str
        Quotas that its tonnes count in.
    """

    forbidden: tuple[str, ...] = ()
    barred: frozenset[str] = frozenset()
    closed: frozenset[str] = frozenset()
    quotas: tuple[str, ...] = ()


NOTHING = Law()


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
    """The law of consignments, by id; goods, ends and ready day decide."""

    instance: Instance
    book: Book
    _known: dict[tuple[str, str, str, int], Law] = field(default_factory=dict)

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
        self._sites = [
            operation.terminal for operation in self.book.operations.values()
            if operation.transfer_class == INSPECTED and operation.activity != "load"
        ]  # fmt: skip

    def by_consignment(self) -> dict[str, Law]:
        """Return the law of every consignment."""
        table = self.instance.consignments
        columns = zip(
            table["consignment_id"].tolist(), table["commodity_id"].tolist(), table["origin"].tolist(),
            table["destination"].tolist(), table["ready_min"].tolist(), strict=True,
        )  # fmt: skip
        country = self.book.country
        return {
            str(name): self.of(str(goods), country[origin], country[destination], day_of(int(ready)))
            for name, goods, origin, destination, ready in columns
        }

    def of(self, goods: str, sender: str, receiver: str, day: int) -> Law:
        """Return the law for goods between two countries that are ready on a day."""
        key = (goods, sender, receiver, day)
        if key not in self._known:
            self._known[key] = self._read(*key)
        return self._known[key]

    def _read(self, goods: str, sender: str, receiver: str, day: int) -> Law:
        meant = [line for line in self._lines if line.meant(goods, sender, receiver)]
        now = [line for line in meant if line.valid.holds(day)]
        forbidden = [line.rule_id for line in now if line.kind == "ban"]
        barred = frozenset(land for line in now if line.kind == "transit" for land in line.through)
        forbidden += [line.rule_id for line in now if line.kind == "transit" and line.through & {sender, receiver}]
        protocols = [line for line in meant if line.kind == "protocol"]
        if protocols and not any(line in now for line in protocols):
            forbidden += [line.rule_id for line in protocols]
        closed: frozenset[str] = frozenset()
        if any(line.kind in {"site", "inspection"} for line in meant):
            clears = {line.terminal for line in now if line.kind in {"site", "inspection"}}
            closed = frozenset(
                site for site in self._sites if self.book.country[site] == receiver and site not in clears
            )
        quotas = tuple(f"quota:{line.rule_id}" for line in now if line.kind == "quota")
        return Law(tuple(forbidden), barred, closed, quotas)


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
    laws: Mapping[str, Law], traces: Mapping[str, Trace], blocks: Mapping[str, Block], book: Book, moment: int | None,
    ledger: Ledger,
) -> None:  # fmt: skip
    """
    Check that every path is allowed: goods that may go, through countries and sites that let them.

    What set out before the ``moment`` of the last stage did so by the rules that were known then.
    """
    ledger.ask("rules", "bans, protocols, transit and inspection sites of rules.csv along every path")
    for path_id, trace in traces.items():
        law = laws.get(trace.box.consignment_id, NOTHING)
        if law == NOTHING or (moment is not None and _sets_out(trace, blocks) < moment):
            continue
        where = f"path {path_id} of '{trace.box.consignment_id}'"
        if law.forbidden:
            ledger.fault("rules", f"{where}: {', '.join(law.forbidden)} forbid it")
        for step in trace.steps:
            if isinstance(step, Ride):
                bad = lands_of(book, blocks[step.service_id], step.leg) & law.barred
                if bad:
                    ledger.fault("rules", f"{where}: passes {', '.join(sorted(bad))}, which is forbidden")
            elif isinstance(step, Handled):
                operation = book.operations[step.operation_id]
                if operation.transfer_class == INSPECTED and operation.terminal in law.closed:
                    ledger.fault("rules", f"{where}: inspected at '{operation.terminal}', which may not clear it")


def _sets_out(trace: Trace, blocks: Mapping[str, Block]) -> int:
    """Return when the first train of a path departs."""
    ride = next(step for step in trace.steps if isinstance(step, Ride))
    block = blocks[ride.service_id]
    return int(block.leg_departure(ride.leg)[ride.column])
