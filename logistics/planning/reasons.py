"""Why boxes stay behind, and the cheapest change that would carry them."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from logistics.planning.keeping import nothing_to_keep
from logistics.planning.pricer import PathSet, Pricer
from logistics.planning.problem import Problem, build_problem
from logistics.planning.solution import Solution
from logistics.results.model import UNSERVED_COLUMNS
from logistics.timespace import Resources, TimeSpace, expand
from logistics.units import MIN_PER_DAY

LEAST_MISSING = 1e-6
MARGIN_USD = 1.0
MARGIN_SHARE = 1.0
FULL = 1e-6

F64 = NDArray[np.float64]


@dataclass(frozen=True)
class _Facts:
    """
    Cheapest paths of every consignment: free of prices, at prices, and without a due time or limits of the goods.

    ``chosen`` is the option that the path at prices belongs to; ``lawless`` tells whether a path exists but for rules.
    """

    free: F64
    priced: F64
    chosen: NDArray[np.int64]
    paths: PathSet
    late: F64
    lawless: NDArray[np.bool_]


def unserved_rows(problem: Problem, pricer: Pricer, solution: Solution) -> pd.DataFrame:
    """
    Return the rows of ``unserved.parquet``.

    Parameters
    ----------
    problem : Problem
    pricer : Pricer
    solution : Solution

    Returns
    -------
    DataFrame
        ``cheapest_relaxation`` is JSON that `logistics.planning.apply_relaxation` puts on a scenario: ``add`` (units
        of resources), ``premium_usd_per_box`` (on the outside option), ``due_h`` (later arrival), ``reopen`` (ids of
        windows), ``drop_rules`` (ids of rules), ``runout_weeks`` (none arrives within the solved days, which end
        before the goods are due) or ``service`` (origin and destination that no service joins). For reason ``rule``
        the resource is the first rule that forbids.

    Notes
    -----
    For capacity the best path at the prices is opened: with ``add`` units of everything full on it and a premium
    above its reduced price, carrying the boxes is worth more than any other use of the units, because no other use is
    worth more than the price.
    """
    missing = problem.boxes - solution.served
    owners = np.flatnonzero(missing > LEAST_MISSING)
    table = problem.ts.instance.consignments
    if not len(owners):
        return pd.DataFrame({name: pd.Series(dtype=object) for name in UNSERVED_COLUMNS})
    facts = _facts(problem, solution, owners)
    reopened = _reopened(problem.ts, owners[~np.isfinite(facts.free[owners])])
    rows = []
    for k in owners.tolist():
        reason, resource, relaxation = _explain(problem, pricer, solution, facts, reopened, k, float(missing[k]))
        record = table.iloc[k]
        rows.append(
            (
                record["consignment_id"],
                float(missing[k]),
                float(missing[k]) * float(record["feu_per_box"]),
                reason,
                resource,
                json.dumps(relaxation),
                float(record["outside_usd_per_box"]),
            )
        )
    return pd.DataFrame(rows, columns=list(UNSERVED_COLUMNS))


def _facts(problem: Problem, solution: Solution, owners: NDArray[np.int64]) -> _Facts:
    """Search three times, for the consignments in question only."""
    wanted = np.zeros(problem.size)
    wanted[owners] = np.inf
    nothing = np.zeros(len(problem.rows.capacity))
    opened = Pricer(problem, open_zero_rows=True)
    home = problem.options.home
    free = problem.best(opened.search(nothing, wanted[home])[0])
    of_options, paths = opened.search(solution.resource_price, wanted[home])
    priced = problem.best(of_options)
    chosen = np.zeros(problem.size, np.int64)
    equal = np.flatnonzero(of_options == priced[home])[::-1]
    chosen[home[equal]] = equal
    stuck = owners[~np.isfinite(free[owners])]
    late = np.full(problem.size, np.inf)
    if len(stuck):
        late = _delays(problem, stuck)
    barred = np.zeros(problem.size, np.bool_)
    barred[stuck] = np.isin(stuck, list(problem.permits.barring))
    lawless = barred & np.isfinite(_without_rules(problem, barred)) if barred.any() else barred
    return _Facts(free, priced, chosen, paths, late, lawless)


def _without_rules(problem: Problem, wanted: NDArray[np.bool_]) -> F64:
    """Return the least cost of the wanted consignments if no country were barred to them, infinity for the others."""
    nothing_shut = tuple(np.zeros(0, np.int64) for _ in problem.permits.shut)
    lawless = replace(problem, permits=replace(problem.permits, shut=nothing_shut))
    bound = np.where(wanted, np.inf, 0.0)[problem.options.home]
    cost, _ = Pricer(lawless, open_zero_rows=True).search(np.zeros(len(problem.rows.capacity)), bound)
    return problem.best(cost)


def _without_due(problem: Problem) -> Problem:
    """Return the problem with due times at the end of the graph, and goods that nothing happens to."""
    end = len(problem.ts.node_min)
    targets = replace(problem.targets, high=np.full(len(problem.targets.high), end, dtype=np.int64))
    options = len(problem.source)
    last = np.full(options, end, dtype=np.int64)
    return replace(problem, last=last, targets=targets, keeping=nothing_to_keep(options))


def _delays(problem: Problem, stuck: NDArray[np.int64]) -> F64:
    """Return the hours by which the earliest path misses the due time, infinity where there is none at all."""
    patient = _without_due(problem)
    # minutes instead of money: the cheapest path is the fastest
    combos = replace(
        patient.combos,
        measure=np.zeros_like(patient.combos.measure),
        powered=np.zeros_like(patient.combos.powered),
        usd_per_min=np.ones_like(patient.combos.usd_per_min),
    )
    pricer = Pricer(replace(patient, combos=combos), open_zero_rows=True)
    wanted = np.zeros(problem.size)
    wanted[stuck] = np.inf
    minutes, _ = pricer.search(np.zeros(len(problem.rows.capacity)), wanted[problem.options.home])
    ready = problem.ts.node_min[problem.ts.source_node].astype(float)
    due = problem.ts.instance.consignments["due_min"].to_numpy(float)
    hours: F64 = (ready + problem.best(minutes) - due) / 60.0
    return hours


def _reopened(graph: TimeSpace, stuck: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return for every consignment whether it could go if nothing were closed (only asked for `stuck`)."""
    instance = graph.instance
    found = np.zeros(len(instance.consignments), dtype=bool)
    windows = instance.network.windows
    if not len(stuck) or not (windows["kind"] == "close").any():
        return found
    open_network = replace(instance.network, windows=windows[windows["kind"] != "close"])
    part = instance.consignments.iloc[stuck].reset_index(drop=True)
    again = build_problem(expand(replace(instance, network=open_network, consignments=part)))
    bound = np.full(len(again.source), np.inf)
    cost, _ = Pricer(again, open_zero_rows=True).search(np.zeros(len(again.rows.capacity)), bound)
    found[stuck] = np.isfinite(again.best(cost))
    return found


def _explain(
    problem: Problem,
    pricer: Pricer,
    solution: Solution,
    facts: _Facts,
    reopened: NDArray[np.bool_],
    k: int,
    missing: float,
) -> tuple[str, str, dict[str, object]]:
    """Return reason, resource and relaxation of one consignment."""
    permits = problem.permits
    rules = permits.forbidding.get(k, permits.barring[k] if facts.lawless[k] else ())
    if rules:
        return "rule", rules[0], {"drop_rules": list(rules)}
    if not np.isfinite(facts.free[k]):
        return _no_way(problem, float(facts.late[k]), k, closed=bool(reopened[k]))
    rows, amounts = _use_of_best(pricer, facts.paths, int(facts.chosen[k]))
    price = solution.resource_price[rows]
    short = facts.priced[k] - problem.outside[k]
    premium = max(short, 0.0) * (1.0 + MARGIN_SHARE) + MARGIN_USD
    added = units_to_add(problem.ts.resources, rows, price, solution.resource_use[rows], missing * amounts)
    add = [
        [problem.ts.resources.resource_id[r], float(np.ceil(units * 1e6) / 1e6)]
        for r, units in zip(rows, added, strict=True)
        if units > 0.0
    ]
    relaxation: dict[str, object] = {"premium_usd_per_box": float(np.ceil(premium * 100) / 100)}
    if add:
        relaxation["add"] = add
    if facts.free[k] >= problem.outside[k]:
        return "outside_cheaper", "", relaxation
    dearest = int(np.argmax(price * amounts)) if len(rows) else -1
    resource = problem.ts.resources.resource_id[rows[dearest]] if dearest >= 0 and price[dearest] > 0 else ""
    return "capacity", resource, relaxation


def _no_way(problem: Problem, late_h: float, k: int, *, closed: bool) -> tuple[str, str, dict[str, object]]:
    """Return reason, resource and relaxation of a consignment that no path carries in time."""
    instance = problem.ts.instance
    if closed:
        windows = instance.network.windows
        return "closed", "", {"reopen": sorted(windows.loc[windows["kind"] == "close", "window_id"].unique())}
    if np.isfinite(late_h):
        late = float(np.ceil(late_h))
        return ("too_late", "", {"due_h": late}) if late > 0.0 else ("rule", "", {})
    record = instance.consignments.iloc[k]
    beyond = int(record["due_min"]) - instance.horizon.solved_end_min
    if beyond > 0:  # trains after the last solved day are not known
        return "no_path", "", {"runout_weeks": -(-beyond // (7 * MIN_PER_DAY))}
    return "no_path", "", {"service": [str(record["origin"]), str(record["destination"])]}


def units_to_add(resources: Resources, rows: NDArray[np.int64], price: F64, use: F64, more: F64) -> F64:
    """
    Return the units that let ``more`` be used of some resources while their prices stay right.

    Parameters
    ----------
    resources : Resources
    rows : int64[n]
        Rows of `resources`.
    price, use, more : float64[n]
        Price [USD per unit], use so far, and what is to be used besides.

    Returns
    -------
    float64[n]

    Notes
    -----
    A price stays right while the use ends in a segment of that cost: all segments widen in proportion, so the
    capacity grows by the share by which the use grows. A resource without a price grows only by what exceeds its
    free part.
    """
    capacity, upto, cost = resources.capacity[rows], resources.segments_upto[rows], resources.segments_cost[rows]
    slack = FULL * (1.0 + price)[:, None]
    high = np.maximum(np.where(cost <= price[:, None] + slack, upto, 0.0).max(axis=1), upto[:, 0])
    low = np.where(cost < price[:, None] - slack, upto, 0.0).max(axis=1)
    total = use + more
    least = np.maximum(capacity, total / high)
    most = np.maximum(np.divide(total, low, out=np.full(len(rows), np.inf), where=low > 0.0), least)
    level = np.divide(capacity * total, use, out=least.copy(), where=use > 0.0)
    units: F64 = np.where(price > 0.0, np.clip(level, least, most), least) - capacity
    return units


def _use_of_best(pricer: Pricer, paths: PathSet, option: int) -> tuple[NDArray[np.int64], F64]:
    """Return the resources that the best path of an option uses, and how much per box."""
    at = int(np.searchsorted(paths.owner, option))
    span = slice(int(paths.ptr[at]), int(paths.ptr[at + 1]))
    one = PathSet(paths.owner[at : at + 1], np.array([0, span.stop - span.start], dtype=np.int64), paths.arc[span])
    _, _, row, amount = pricer.totals(one)
    return row.astype(np.int64), amount
