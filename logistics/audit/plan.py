"""The audit of a plan: everything recomputed from the tables and the scenario alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from logistics.audit.bound import Prices, capacity_value, check_bound, read_prices
from logistics.audit.capacity import KINDS, Capacities, kind_of
from logistics.audit.costs import Costs
from logistics.audit.counts import check_counts
from logistics.audit.demand import check_demand, check_sizes, check_unserved_price
from logistics.audit.events import Events
from logistics.audit.follow import CHECKS, Follower, Model
from logistics.audit.goods import check_goods
from logistics.audit.handling import Handling
from logistics.audit.objective import check_objective, read_segments, recompute_terms
from logistics.audit.paths import check_paths
from logistics.audit.pricing import PriceField
from logistics.audit.reading import boxes_of, leg_rows
from logistics.audit.report import AuditReport, Ledger
from logistics.audit.runs import derive_runs
from logistics.audit.search import Search
from logistics.audit.tables import read_book
from logistics.audit.trace import Trace
from logistics.audit.unserved import check_unserved
from logistics.audit.usage import Loads, Meter, peaks
from logistics.audit.windows import Windows
from logistics.results.model import Plan
from logistics.scenario.model import Instance
from logistics.units import iso_minute, minutes_from_hours


@dataclass(frozen=True)
class Setting:
    """
    What an audit is made with.

    ``whole`` are the capacities for the whole plan, ``left`` those that the last stage had left.
    """

    plan: Plan
    instance: Instance
    last: Instance
    model: Model
    whole: Capacities
    left: Capacities
    windows: Windows
    ledger: Ledger


def audit_plan(
    plan: Plan, instance: Instance | None = None, *, stage_instances: Sequence[Instance] = ()
) -> AuditReport:
    """
    Recompute a plan from the tables and the scenario, without the event graph or the optimiser.

    Parameters
    ----------
    plan : Plan
    instance : Instance, optional
        All consignments as first planned, with the tables and windows of the last stage; by default built
        from ``plan.scenario``.
    stage_instances : sequence of Instance
        What each stage of a re-planned plan saw; the lower bound is that of the last. By default one stage,
        `instance`.

    Returns
    -------
    AuditReport

    Examples
    --------
    >>> from logistics.audit import AuditReport, Check
    >>> print(AuditReport(True, (Check("demand", True, "carried + unserved = boxes"),), ()))
    audit passed: 1 checks
    """
    if instance is None:
        instance = _default_instance(plan)
    setting = _prepare(plan, instance, stage_instances[-1] if stage_instances else instance)
    ledger = setting.ledger
    check_demand(plan, instance, ledger)
    check_sizes(plan, instance, ledger)
    check_goods(plan, instance, setting.model.book, ledger)
    check_unserved_price(plan, instance, ledger)
    traces = _follow(setting)
    loads = Loads()
    for path_id, boxes in zip(plan.paths["path_id"], plan.paths["boxes"].astype(float), strict=True):
        if str(path_id) in traces:
            loads.add(traces[str(path_id)], boxes)
    meter = Meter(setting.model.book, setting.windows, setting.model.blocks, setting.whole)
    used = meter.read(loads)
    _check_capacity(setting, used)
    check_paths(plan, traces, ledger)
    check_counts(plan, instance, loads, ledger)
    segments = read_segments(setting.model.book)
    terms = recompute_terms(plan, instance, traces, used, setting.whole, segments)
    check_objective(plan, terms, ledger)
    prices = read_prices(plan, setting.left, _used_last(setting, used), ledger)
    _check_proof(setting, prices, capacity_value(prices, setting.left, segments), sum(terms.values()))
    for facility, peak, capacity, minute in peaks(setting.model.book, loads):
        if peak > 0:
            ledger.notes.append(f"{facility}: at most {peak:.1f} FEU at once of {capacity:g}, {iso_minute(minute)}")
    return ledger.report()


def _default_instance(plan: Plan) -> Instance:
    from logistics.scenario import build_instance  # noqa: PLC0415  the reader of scenarios loads late

    assert plan.scenario is not None, "a plan without its scenario needs the instance"
    return build_instance(plan.scenario)


def _prepare(plan: Plan, instance: Instance, last: Instance) -> Setting:
    book, windows = read_book(last.network), Windows(last.network.windows)
    blocks = derive_runs(book, windows, last.horizon)
    cutoff = minutes_from_hours(last.network.parameter("cutoff_h"))
    model = Model(book, blocks, Handling(book, windows), Costs(book, windows), cutoff)
    whole = Capacities(book, windows, blocks, _committed(instance))
    left = whole if last is instance else Capacities(book, windows, blocks, _committed(last))
    return Setting(plan, instance, last, model, whole, left, windows, Ledger())


def _committed(instance: Instance) -> dict[str, float]:
    amounts = instance.committed.groupby("resource_id")["amount"].sum().astype(float).to_dict()
    return {str(name): float(amount) for name, amount in amounts.items()}


def _used_last(setting: Setting, used: Mapping[str, float]) -> Mapping[str, float]:
    """Return what the last stage itself uses: all use less what was on its way before."""
    if setting.left is setting.whole:
        return used
    before = {name: amount - setting.whole.committed.get(name, 0.0) for name, amount in setting.left.committed.items()}
    return {name: amount - before.get(name, 0.0) for name, amount in used.items()}


def _follow(setting: Setting) -> dict[str, Trace]:
    """Follow every path that has a flow; return the traces by path id."""
    for name, detail in CHECKS.items():
        setting.ledger.ask(name, detail)
    rows = leg_rows(setting.plan.legs)
    boxes = {box.consignment_id: box for box in boxes_of(setting.instance.consignments)}
    follower = Follower(setting.model, setting.ledger)
    return {
        str(path_id): follower.follow(str(path_id), boxes[str(consignment_id)], rows.get(str(path_id), []))
        for path_id, consignment_id in zip(
            setting.plan.paths["path_id"], setting.plan.paths["consignment_id"], strict=True
        )
        if str(consignment_id) in boxes
    }


def _check_capacity(setting: Setting, used: Mapping[str, float]) -> None:
    """Check that nothing is used beyond its capacity, one check per kind of resource."""
    for kind in KINDS.values():
        setting.ledger.ask(kind, f"use of every {kind.replace('_', ' ')} resource within its capacity")
    for resource_id, amount in used.items():
        capacity = setting.whole.of(resource_id)
        if capacity is None:
            continue
        if setting.left is not setting.whole:  # what was on its way cannot be undone when a capacity falls
            capacity = max(capacity, setting.left.committed.get(resource_id, 0.0))
        excess = amount - capacity
        if excess > 1e-6 * max(1.0, capacity):
            text = f"'{resource_id}' carries {amount:.6g}, capacity {capacity:.6g}"
            setting.ledger.fault(kind_of(resource_id), text, excess)


def _check_proof(setting: Setting, prices: Prices, capacity: float, objective: float) -> None:
    """Check the lower bound, the gap it proves, and the reasons of unserved boxes."""
    plan, last, ledger = setting.plan, setting.last, setting.ledger
    boxes = boxes_of(last.consignments)
    field = PriceField(setting.model.book, setting.windows, last.horizon, prices.resource)
    search = Search(Events(setting.model, field, last.not_before_min))
    cheapest = search.cheapest(boxes) if boxes else np.zeros(0)
    claimed = plan.lower_bound
    if setting.left is not setting.whole:
        claimed, objective = (float(str(plan.stages[-1][name])) for name in ("lower_bound", "objective"))
    bound = check_bound(plan, claimed, last.consignments, prices, cheapest, capacity, ledger)
    ledger.ask("proven_gap", "gap that the recomputed objective and bound prove, against the gap written")
    proven = (objective - bound) / max(abs(objective), 1e-9)
    if not proven <= plan.gap + 2e-6:
        ledger.fault("proven_gap", f"the gap proven is {proven:.3g}, written {plan.gap:.3g}", proven - plan.gap)
    check_unserved(plan, boxes, search, setting.left, ledger)


def audit_folder(directory: Path | str) -> AuditReport:
    """
    Read a results folder and recompute everything in it from the tables.

    Parameters
    ----------
    directory : Path
        Results folder; its scenario is rebuilt from the manifest and the tables on disk.

    Returns
    -------
    AuditReport

    Raises
    ------
    ResultsError
        If the folder is missing, damaged or of a newer format.
    """
    from logistics.results import read_results  # noqa: PLC0415  the reader of folders loads late

    return audit_plan(read_results(Path(directory))[0])
