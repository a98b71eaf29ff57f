"""What rules allow: goods that may not go have no options, ways that are forbidden are shut, quotas count boxes."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from logistics.cargo.quotas import read_quotas
from logistics.cargo.rules import read_rules
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
    of : int64[K]
        Permit of each consignment.
    forbidding : dict of int to tuple of str
        Consignments that may not go, with the rules to drop for it.
    barring : dict of int to tuple of str
        Consignments that may not pass some country, with the rules that say so.
    """

    shut: tuple[I64, ...]
    quotas: tuple[frozenset[str], ...]
    of: I64
    forbidding: dict[int, tuple[str, ...]]
    barring: dict[int, tuple[str, ...]]


def permits_of(ts: TimeSpace) -> Permits:
    """
    Return what the rules in force say to the consignments of a graph.

    Rules hold by the day that goods become ready. Boxes under way set out when they were allowed to: a ban that
    begins later does not stop them; countries may not be passed by the day they are planned again.
    """
    table, network = ts.instance.consignments, ts.instance.network
    shut: list[I64] = [np.zeros(0, np.int64)]
    quotas: list[frozenset[str]] = [frozenset()]
    of = np.zeros(len(table), np.int64)
    forbidding: dict[int, tuple[str, ...]] = {}
    barring: dict[int, tuple[str, ...]] = {}
    ruled = "rules" in network.tables and len(table) > 0
    limited = read_quotas(network) if ruled else ()
    if not ruled or not (limited or read_rules(network)):
        return Permits(tuple(shut), tuple(quotas), of, forbidding, barring)
    permission = Permission(ts, Limits(ts))
    known: dict[tuple[object, ...], tuple[Ruling, int]] = {}
    permit_of: dict[tuple[bytes, frozenset[str]], int] = {(b"", frozenset()): 0}
    gate = (table["start_kind"] == "gate").to_numpy()
    for k, key in enumerate(_keys(ts)):
        if key not in known:
            goods, origin, destination, day, bit = key
            ruling = permission.on(goods, (origin, destination), from_min(day * 1440).date())
            arcs = np.unique(ruling.arcs)
            arcs = arcs[(ts.cargo_mask[arcs] >> np.uint32(bit)) & 1 == 1]
            counted = frozenset(q.rule.rule_id for q in limited if q.rule.concerns(goods, origin, destination))
            number = permit_of.setdefault((arcs.tobytes(), counted), len(shut))
            if number == len(shut):
                shut.append(arcs)
                quotas.append(counted)
            known[key] = ruling, number
        ruling, of[k] = known[key]
        if ruling.forbidding and gate[k]:
            forbidding[k] = permission.to_drop(ruling, key[0], (key[1], key[2]))
        if ruling.barring:
            barring[k] = tuple(rule.rule_id for rule in ruling.barring)
    return Permits(tuple(shut), tuple(quotas), of, forbidding, barring)


def permitted(options: Options, permits: Permits) -> Options:
    """Return the options of consignments that may go, each with its permit."""
    options = replace(options, permit=permits.of[options.home])
    if not permits.forbidding:
        return options
    return options.rows(~np.isin(options.home, list(permits.forbidding)))


def counted_t(tonnes_per_box: pd.Series, options: Options, permits: Permits) -> NDArray[np.float64]:
    """Return the tonnes that one box of each option's consignment counts in quotas, 0 where none counts it."""
    counted = np.array([bool(names) for names in permits.quotas])[options.permit]
    if not counted.any():
        return np.zeros(len(options.home))
    return np.where(counted, tonnes_per_box.to_numpy(np.float64)[options.home], 0.0)


def _keys(ts: TimeSpace) -> list[tuple[str, str, str, int, int]]:
    """Return commodity, countries, ready day and bit of the cargo class of every consignment."""
    table, terminals = ts.instance.consignments, ts.instance.network["terminals"]
    country = dict(zip(texts(terminals, "terminal_id"), texts(terminals, "country"), strict=True))
    bit = {name: number for number, name in enumerate(ts.cargo_classes)}
    columns: list[pd.Series] = [
        table["commodity_id"].astype(str), table["origin"].map(country), table["destination"].map(country),
        table["ready_min"] // 1440, table["cargo_class"].map(bit),
    ]  # fmt: skip
    return list(zip(*(column.tolist() for column in columns), strict=True))
