"""What rules allow: goods that may not go have no options, ways that are forbidden are shut, quotas count boxes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from logistics.cargo.quotas import read_quotas
from logistics.cargo.rules import places, read_rules
from logistics.planning.options import Options
from logistics.routing.limits import Limits
from logistics.routing.permission import Permission, Ruling
from logistics.timespace.model import TimeSpace
from logistics.timetable.tables import texts
from logistics.units import from_min

I64 = NDArray[np.int64]


@dataclass(frozen=True)
class Permits:
    """
    What rules say to consignments, K of them.

    Attributes
    ----------
    shut : tuple of int64[n]
        Arcs that each permit shuts; permit 0 shuts none.
    quotas : tuple of frozenset of str
        Rules whose quotas the boxes of each permit count in; of permit 0 none.
    of, sealed : int64[K]
        Permit of each consignment inspected on entry, or not at all; permit of one that enters under seal and is
        inspected at its destination, -1 where it may not be.
    forbidding : dict of int to tuple of str
        Consignments that may not go, with the rules to drop for it.
    barring : dict of int to tuple of str
        Consignments that may not pass some country, or on some days not go, with the rules that say so.
    """

    shut: tuple[I64, ...]
    quotas: tuple[frozenset[str], ...]
    of: I64
    sealed: I64
    forbidding: dict[int, tuple[str, ...]]
    barring: dict[int, tuple[str, ...]]


def permits_of(ts: TimeSpace) -> Permits:
    """
    Return what the rules in force say to the consignments of a graph.

    Rules hold by the day of entry, or of departure where they are the sender's (`logistics.cargo.rules`): goods may
    wait outside until a ban is over, and boxes under way that may no longer enter are shut out; those whose train does
    not stop outside are refused at its first stop in the country. What has been
    inspected, or has entered under seal, goes on like that. Quotas count what becomes ready while they hold.
    """
    table, network = ts.instance.consignments, ts.instance.network
    book = _Book()
    of, sealed = np.zeros(len(table), np.int64), np.full(len(table), -1, np.int64)
    forbidding: dict[int, tuple[str, ...]] = {}
    barring: dict[int, tuple[str, ...]] = {}
    ruled = "rules" in network.tables and len(table) > 0
    limited = read_quotas(network) if ruled else ()
    if not ruled or not (limited or read_rules(network)):
        return Permits(*book.rows(), of, sealed, forbidding, barring)
    trimmed = _Trimmed(ts)
    limits = Limits(ts)
    permission, place = Permission(ts, limits), places(network)
    known: dict[tuple[object, ...], tuple[Ruling, int, int]] = {}
    gate = (table["start_kind"] == "gate").to_numpy()
    aboard = (table["start_kind"] == "onboard") & (table["ready_min"] >= ts.instance.not_before_min)
    run, seq = table["start_run_id"].tolist(), table["start_seq"].tolist()
    entered = ts.instance.under_way["entered"].reindex(table["consignment_id"]).fillna("").tolist()
    ready, due = (table[name].map(_day).tolist() for name in ("ready_min", "due_min"))
    whole = (min(_day(int(ts.node_min[0])), *ready), max(_day(int(ts.node_min[-1])), *due))
    for k, key in enumerate(_keys(ts)):
        goods, origin, destination, bit = key
        ends = (place[origin], place[destination])
        if key not in known:
            ruling = permission.over(goods, (origin, destination), whole)
            counted = frozenset(q.rule.rule_id for q in limited if q.rule.concerns(goods, *ends))
            ways = [None if arcs is None else trimmed.of(arcs, bit) for arcs in (ruling.arcs, ruling.sealed)]
            known[key] = ruling, *(-1 if arcs is None else book.number(arcs, counted) for arcs in ways)  # type: ignore[assignment]
        ruling, of[k], sealed[k] = known[key]
        if entered[k] == "inspected":
            sealed[k] = -1
        elif entered[k] == "seal" and sealed[k] >= 0:
            of[k], sealed[k] = sealed[k], -1
        forbids = ruling.forbids(ready[k], due[k]) if gate[k] else ()
        if forbids:
            forbidding[k] = permission.to_drop(forbids, goods, ends)
        elif aboard[k] and (closed := ruling.closed(ready[k])) and closed & limits.entered(run[k], seq[k]):
            forbidding[k] = permission.to_drop(ruling.rules, goods, ends)
        elif ruling.rules:
            barring[k] = permission.to_drop(ruling.rules, goods, ends)
    return Permits(*book.rows(), of, sealed, forbidding, barring)


class _Book:
    """Permits found so far; number 0 allows everything."""

    def __init__(self) -> None:
        self._number: dict[tuple[bytes, frozenset[str]], int] = {(b"", frozenset()): 0}
        self._shut: list[I64] = [np.zeros(0, np.int64)]

    def number(self, arcs: I64, counted: frozenset[str]) -> int:
        """Return the number of a permit, a new one where it is not known."""
        found = self._number.setdefault((arcs.tobytes(), counted), len(self._shut))
        if found == len(self._shut):
            self._shut.append(arcs)
        return found

    def rows(self) -> tuple[tuple[I64, ...], tuple[frozenset[str], ...]]:
        """Return arcs shut and quotas of every permit."""
        return tuple(self._shut), tuple(counted for _, counted in self._number)


class _Trimmed:
    """Lists of shut arcs without those that a cargo class could not use anyway; each list is looked at once."""

    def __init__(self, ts: TimeSpace) -> None:
        self._ts = ts
        self._known: dict[tuple[int, int], tuple[I64, I64]] = {}

    def of(self, arcs: I64, bit: int) -> I64:
        """Return the arcs of a list that a cargo class might use, once each."""
        key = (id(arcs), bit)
        if key not in self._known:
            once = np.unique(arcs)
            allowed = (self._ts.cargo_mask[once] >> np.uint32(bit)) & 1 == 1
            self._known[key] = arcs, once[allowed]  # the list is kept, so that no other gets its id
        return self._known[key][1]


def permitted(options: Options, permits: Permits) -> Options:
    """
    Return the options of consignments that may go, each with its permit.

    Where goods may be inspected at their destination instead of on entry, each option is one of both.
    """
    may = ~np.isin(options.home, list(permits.forbidding))
    on_entry = replace(options, permit=permits.of[options.home])
    if may.all() and (permits.sealed < 0).all():
        return on_entry
    row = np.arange(len(options.home))
    later = row[(permits.sealed[options.home] >= 0) & may]
    both = np.concatenate([row[may], later])
    order = np.argsort(options.home[both], kind="stable")
    permit = np.concatenate([on_entry.permit[may], permits.sealed[options.home[later]]])
    return replace(options.rows(both[order]), permit=permit[order])


def counted_t(tonnes_per_box: pd.Series, options: Options, permits: Permits) -> NDArray[np.float64]:
    """Return the tonnes that one box of each option's consignment counts in quotas, 0 where none counts it."""
    counted = np.array([bool(names) for names in permits.quotas])[options.permit]
    if not counted.any():
        return np.zeros(len(options.home))
    return np.where(counted, tonnes_per_box.to_numpy(np.float64)[options.home], 0.0)


def _keys(ts: TimeSpace) -> list[tuple[str, int, int, int]]:
    """Return commodity, terminal rows of both ends and bit of the cargo class of every consignment."""
    table, terminals = ts.instance.consignments, ts.instance.network["terminals"]
    row = {name: number for number, name in enumerate(texts(terminals, "terminal_id"))}
    bit = {name: number for number, name in enumerate(ts.cargo_classes)}
    columns: list[pd.Series] = [
        table["commodity_id"].astype(str), table["origin"].map(row), table["destination"].map(row),
        table["cargo_class"].map(bit),
    ]  # fmt: skip
    return list(zip(*(column.tolist() for column in columns), strict=True))


def _day(minute: int) -> date:
    return from_min(minute).date()
