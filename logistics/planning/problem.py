"""
What the optimiser sees of an event graph: ways to box consignments in targets that share a search, and resource rows.

Knows the arrays of `TimeSpace`; knows no solver. An *option* is a consignment in a loading unit; amounts count boxes of
the consignment, whatever the unit. A *combo* is what a price depends on: cargo class, size, mass, power and time cost
per such box. A *target* is a destination and a combo: one search backwards answers all of it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from logistics.planning.checked import check_graph
from logistics.planning.drifting import FREE, Keeping
from logistics.planning.fleets import fleets_of
from logistics.planning.keeping import keep, keeps_as_it_is
from logistics.planning.options import Options, options_of
from logistics.planning.permits import Permits, counted_t, permits_of, permitted
from logistics.planning.unplugged import with_unplugged
from logistics.planning.views import View, views_of
from logistics.timespace.model import ResourceKind, Resources, TimeSpace

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]
I32 = NDArray[np.int32]


@dataclass(frozen=True)
class Combos:
    """
    Kinds of box, with what rules allow them; C rows.

    Attributes
    ----------
    class_bit : int64[C]
        Bit of the cargo class.
    measure : float64[C, 5]
        Use of a resource by one box of the consignment per unit of coefficient, by `Measure`: FEU, gross tonnes,
        plug FEU, tonnes of goods (0 where no quota counts them), boxes of a fleet, FEU of trains.
    powered : float64[C]
        feu_per_box where the box has a power source, else 0 (multiplies ``reefer_cost``).
    usd_per_min : float64[C]
        Value of time plus running cost.
    permit : int64[C]
        What rules allow.
    fleet : int64[C]
        Row of ``fleets.csv``, -1 for boxes of no fleet.
    view : int64[C]
        How the graph looks to it.
    """

    class_bit: I64
    measure: F64
    powered: F64
    usd_per_min: F64
    permit: I64
    fleet: I64
    view: I64


@dataclass(frozen=True)
class Targets:
    """
    Searches; G rows sorted by combo, then destination.

    Attributes
    ----------
    ptr, member : int64[G + 1], int64[O]
        Options of target g are ``member[ptr[g]:ptr[g + 1]]``.
    combo_ptr : int64[C + 1]
        Targets of combo c are ``combo_ptr[c]:combo_ptr[c + 1]``.
    low, high : int64[G]
        First start node of the target's members, and first node after their latest due time.
    """

    ptr: I64
    member: I64
    combo_ptr: I64
    low: I64
    high: I64


@dataclass(frozen=True)
class Rows:
    """
    Resource rows with their queue segments; R rows, S segments.

    Attributes
    ----------
    capacity : float64[R]
    width, cost : float64[R, S]
        Width [units] and cost [USD/unit] of each segment; widths sum to the capacity.
    free : float64[R]
        Use that costs nothing: the row matters only beyond it.
    arc_ptr, arc : int64[R + 1], int32[Z]
        Arcs that use each row.
    """

    capacity: F64
    width: F64
    cost: F64
    free: F64
    arc_ptr: I64
    arc: I32


@dataclass(frozen=True)
class Problem:
    """
    One linear multi-commodity flow problem on an event graph.

    Attributes
    ----------
    ts : TimeSpace
    views : tuple of View
        The graph as boxes see it, and as each wagon does.
    boxes, outside : float64[K]
        Boxes to carry, USD per box of the outside option.
    options, first : Options, int64[K + 1]
        Ways to box consignments, O of them; those of consignment k are ``first[k]:first[k + 1]``.
    keeping : Keeping
        What happens to the goods on the way.
    limited, dropped : int64[...]
        Consignments whose goods age or can pass a limit; those of options that cannot arrive, left out.
    permits : Permits
        What rules say to consignments; options of those that may not go are left out.
    combo_of : int64[O]
        Row of `Combos`.
    source, sink, last : int64[O]
        Start node, destination (terminal row), first node after the due time.
    combos : Combos
    targets : Targets
    rows : Rows
    """

    ts: TimeSpace
    views: tuple[View, ...]
    boxes: F64
    outside: F64
    options: Options
    first: I64
    keeping: Keeping
    limited: I64
    dropped: I64
    permits: Permits
    combo_of: I64
    source: I64
    sink: I64
    last: I64
    combos: Combos
    targets: Targets
    rows: Rows

    @property
    def size(self) -> int:
        """Number of consignments."""
        return len(self.boxes)

    @property
    def keeps(self) -> bool:
        """Whether anything happens to any goods."""
        return bool((self.keeping.kind != FREE).any())

    def best(self, values: F64) -> F64:
        """Return the least value of the options of each consignment, infinity without one."""
        found = np.full(self.size, np.inf)
        np.minimum.at(found, self.options.home, values)
        return found


def build_problem(ts: TimeSpace) -> Problem:
    """
    Return the optimiser's view of an event graph.

    Raises
    ------
    PlanningError
        If nodes are not in topological order, a capacity or a cost is negative or not a number, or queue segments
        are not convex.
    """
    check_graph(ts)
    table = ts.instance.consignments
    start, last = ts.source_node.astype(np.int64), _last(ts)
    bit = np.array([ts.cargo_classes.index(name) for name in table["cargo_class"]], np.int64)
    permits = permits_of(ts)
    options = permitted(with_unplugged(ts.instance, options_of(ts.instance)), permits)
    kept = keep(ts, options, start, last, bit) if ts.instance.cold_chain else keeps_as_it_is(options, last)
    options, home = kept.options, kept.options.home
    feu = options.feu / options.share
    rate = (options.time_usd_h + options.running_usd_h) / options.share / 60.0
    gross = options.gross_t / options.share
    plug = np.where(options.power == "plug", feu, 0.0)
    powered = np.where(options.power == "none", 0.0, feu)
    net = counted_t(table["tonnes_per_box"], options, permits)
    fleet, out = fleets_of(ts.instance, options)
    by_row = np.argsort(ts.use_row, kind="stable")
    views, number = views_of(ts, options.unit.tolist(), by_row)
    view = np.array([number.get(unit, 0) for unit in options.unit.tolist()], np.int64)
    columns = [bit[home], feu, gross, plug, powered, rate, options.permit, net, out, fleet, view]
    keys = np.column_stack(columns).reshape(-1, len(columns))
    kinds, combo_of = np.unique(keys, axis=0, return_inverse=True)
    combo_of = combo_of.reshape(-1).astype(np.int64)
    combos = Combos(
        class_bit=kinds[:, 0].astype(np.int64),
        measure=np.ascontiguousarray(kinds[:, [1, 2, 3, 7, 8, 1]]),
        powered=kinds[:, 4].copy(),
        usd_per_min=kinds[:, 5].copy(),
        permit=kinds[:, 6].astype(np.int64),
        fleet=kinds[:, 9].astype(np.int64),
        view=kinds[:, 10].astype(np.int64),
    )
    source, sink = start[home], ts.sink_terminal.astype(np.int64)[home]
    last = np.maximum(kept.last, source + 1)
    return Problem(
        ts=ts,
        views=views,
        boxes=table["boxes"].to_numpy(np.float64),
        outside=table["outside_usd_per_box"].to_numpy(np.float64),
        options=options,
        first=options.first(len(table)),
        keeping=kept.keeping,
        limited=kept.limited,
        dropped=kept.dropped,
        permits=permits,
        combo_of=combo_of,
        source=source,
        sink=sink,
        last=last,
        combos=combos,
        targets=_targets(source, sink, last, combo_of, len(kinds)),
        rows=_rows(ts, by_row),
    )


def _last(ts: TimeSpace) -> I64:
    """Return the first node after the due time of every consignment."""
    due = ts.instance.consignments["due_min"].to_numpy(np.int64)
    last: I64 = np.searchsorted(ts.node_min, due, side="right").astype(np.int64)
    return last


def _targets(source: I64, sink: I64, last: I64, combo_of: I64, combos: int) -> Targets:
    member = np.lexsort((np.arange(len(source)), sink, combo_of)).astype(np.int64)
    first = np.ones(len(member), bool)
    first[1:] = (np.diff(sink[member]) != 0) | (np.diff(combo_of[member]) != 0)
    start = np.flatnonzero(first)
    none = np.zeros(0, np.int64)
    return Targets(
        ptr=np.append(start, len(member)).astype(np.int64),
        member=member,
        combo_ptr=np.searchsorted(combo_of[member[start]], np.arange(combos + 1)).astype(np.int64),
        low=np.minimum.reduceat(source[member], start) if len(start) else none,
        high=np.maximum.reduceat(last[member], start) if len(start) else none,
    )


def _rows(ts: TimeSpace, by_row: I64) -> Rows:
    res = ts.resources
    upto = np.column_stack([np.zeros(len(res.capacity)), res.segments_upto])
    width = np.diff(upto, axis=1) * res.capacity[:, None]
    arc_of = np.repeat(np.arange(len(ts.head), dtype=np.int32), np.diff(ts.use_ptr))
    return Rows(
        capacity=res.capacity,
        width=np.maximum(width, 0.0),
        cost=res.segments_cost,
        free=np.where(res.segments_cost == 0.0, width, 0.0).sum(axis=1),
        arc_ptr=np.searchsorted(ts.use_row[by_row], np.arange(len(res.capacity) + 1)).astype(np.int64),
        arc=arc_of[by_row],
    )


def measure_table(resources: Resources, combos: Combos, permits: Permits) -> F64:
    """Return float64[C, R]: use of each resource by one box of each combo per unit of coefficient."""
    masked = (resources.cargo_mask[None, :].astype(np.int64) >> combos.class_bit[:, None]) & 1
    for r in np.flatnonzero(resources.kind == ResourceKind.QUOTA).tolist():
        rule = resources.resource_id[r].removeprefix("quota:")
        masked[:, r] = [rule in permits.quotas[permit] for permit in combos.permit.tolist()]
    of_fleets = np.flatnonzero(resources.kind == ResourceKind.FLEET)
    masked[:, of_fleets] = combos.fleet[:, None] == resources.place[of_fleets]
    values: F64 = combos.measure[:, resources.measure.astype(np.int64)] * masked
    return values
