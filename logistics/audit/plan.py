"""The audit of a plan: everything recomputed from the tables and the scenario alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from logistics.audit.air import Air
from logistics.audit.ambient import check_ambient
from logistics.audit.capacity import Capacities
from logistics.audit.costs import Costs
from logistics.audit.counts import check_counts
from logistics.audit.demand import check_demand, check_sizes, check_unserved_price
from logistics.audit.follow import Follower
from logistics.audit.followed import CHECKS, Model
from logistics.audit.goods import check_goods
from logistics.audit.handling import Handling
from logistics.audit.law import Laws, check_rules
from logistics.audit.objective import check_objective, read_segments, recompute_terms
from logistics.audit.paths import check_paths
from logistics.audit.proof import Proof, check_capacity
from logistics.audit.reading import leg_rows
from logistics.audit.reefer import Reefers
from logistics.audit.report import AuditReport, Ledger
from logistics.audit.runs import derive_runs
from logistics.audit.stages import Followed, changes_of, committed_of, last_moment, last_stage, whole_stage
from logistics.audit.stranded import follow_stranded
from logistics.audit.tables import read_book
from logistics.audit.temperature import check_temperatures
from logistics.audit.units import Choices, choices_of
from logistics.audit.unplugged import check_unplugged, read_off
from logistics.audit.usage import Loads, Meter, peaks
from logistics.audit.windows import Windows
from logistics.results import read_results
from logistics.results.model import Plan
from logistics.scenario import Instance, build_instance
from logistics.units import iso_minute, minutes_from_hours


@dataclass(frozen=True)
class Setting:
    """What an audit is made with."""

    plan: Plan
    instance: Instance
    model: Model
    windows: Windows
    choices: Choices
    laws: Laws
    ledger: Ledger

    def capacities(self, committed: Mapping[str, float]) -> Capacities:
        """Return the capacities left by committed use."""
        return Capacities(self.model.book, self.windows, self.model.blocks, committed, self.instance.horizon)


def audit_plan(
    plan: Plan, instance: Instance | None = None, *, stage_instances: Sequence[Instance] = ()
) -> AuditReport:
    """
    Recompute a plan from the tables and the scenario, without the event graph or the optimiser.

    Parameters
    ----------
    plan : Plan
    instance : Instance, optional
        All consignments, with the tables and windows of the last stage; by default built from
        ``plan.scenario``.
    stage_instances : sequence of Instance
        What each stage of a plan made in several saw; the lower bound is that of the last. By default it is
        read back from the paths and ``plan.stages``.

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
        assert plan.scenario is not None, "a plan without its scenario needs the instance"
        instance = build_instance(plan.scenario)
    setting = _prepare(plan, instance)
    ledger, book = setting.ledger, setting.model.book
    check_demand(plan, instance, setting.choices, ledger)
    check_sizes(plan, instance, setting.choices, ledger)
    check_goods(plan, instance, book, ledger)
    check_unserved_price(plan, instance, ledger)
    followed = _follow(setting)
    traces = followed.traces
    pairs = zip(plan.paths["path_id"], plan.paths["boxes"].astype(float), strict=True)
    flows = [(traces[str(path_id)], boxes) for path_id, boxes in pairs if str(path_id) in traces]
    flows += [(part.trace, part.boxes) for part in followed.stranded]
    loads = Loads()
    for trace, boxes in flows:
        loads.add(trace, boxes)
    whole = setting.capacities(committed_of(instance))
    meter = Meter(book, setting.windows, setting.model.blocks, whole)
    used = meter.read(loads)
    stage = last_stage(plan, instance, followed, meter, setting.model, setting.laws)
    if stage_instances:
        stage = replace(whole_stage(stage_instances[-1], setting.laws), spent=stage.spent)
    check_rules(traces, setting.model.blocks, book, last_moment(plan), ledger)
    proof = Proof(plan, instance, setting.model, setting.windows, stage, setting.choices, ledger)
    check_capacity(used, whole, proof.fixed(), stage.floors, ledger)
    check_paths(plan, traces, ledger)
    check_ambient(plan.legs, instance.network, ledger)
    offered = sum(len(block.run_ids) for block in setting.model.blocks.values())
    check_counts(plan, instance, loads, offered, ledger)
    terms = recompute_terms(plan, instance, flows, used, whole, read_segments(book))
    check_objective(plan, terms, ledger)
    proof.check(used, whole, sum(terms.values()))
    for facility, peak, capacity, minute in peaks(book, loads):
        if peak > 0:
            ledger.notes.append(f"{facility}: at most {peak:.1f} FEU at once of {capacity:g}, {iso_minute(minute)}")
    return ledger.report()


def _prepare(plan: Plan, instance: Instance) -> Setting:
    book, windows = read_book(instance.network), Windows(instance.network.windows)
    blocks = derive_runs(book, windows, instance.horizon)
    cutoff = minutes_from_hours(instance.network.parameter("cutoff_h"))
    model = Model(book, blocks, Handling(book, windows), Costs(book, windows), cutoff, Reefers(book))
    laws = Laws(book)
    return Setting(plan, instance, model, windows, choices_of(instance, book, laws), laws, Ledger())


def _follow(setting: Setting) -> Followed:
    """Follow every path that has a flow, and boxes given up on their way."""
    for name, detail in CHECKS.items():
        setting.ledger.ask(name, detail)
    rows, paths, choices, carried = leg_rows(setting.plan.legs), setting.plan.paths, setting.choices, {}
    follower = Follower(setting.model, setting.ledger, *_lateness(setting))
    for path_id, name, unit in zip(paths["path_id"], paths["consignment_id"], paths["unit"], strict=True):
        if (mine := choices.get(str(name))) is not None:
            carried[str(path_id)] = mine.get(str(unit), next(iter(mine.values())))
    off = read_off(setting.plan)
    traces = {
        path_id: follower.follow(path_id, choice.box, rows.get(path_id, []), off=off.get(path_id))
        for path_id, choice in carried.items()
    }
    since = {name: changes_of(setting.plan, traces[name], setting.model) for name in off if name in traces}
    check_unplugged(off, carried, since, setting.ledger)
    if setting.instance.cold_chain:
        written = dict(zip(paths["path_id"].astype(str), paths["shelf_life_used"].astype(float), strict=True))
        check_temperatures(Air(setting.instance.network), carried, traces, rows, written, setting.ledger)
    if follower.fullest[1]:
        setting.ledger.notes.append(follower.fullest[1])
    if follower.dry:
        first = next(iter(follower.dry.values()))
        setting.ledger.notes.append(f"{len(follower.dry)} paths of diesel reefers held on their way run dry; {first}")
    return Followed(traces, follow_stranded(setting.plan, choices, follower, setting.ledger), carried, rows)


def _lateness(setting: Setting) -> tuple[int, int]:
    """Return until when departed boxes may be late, and how late: boxes under way are carried on even when late."""
    moment = last_moment(setting.plan)
    return (0, 0) if moment is None else (moment, setting.instance.horizon.solved_end_min - 1)


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
    return audit_plan(read_results(Path(directory))[0])
