"""What the last optimisation of a plan had to decide, read back from the whole paths."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from logistics.audit.air import Air
from logistics.audit.capacity import kind_of
from logistics.audit.costs import Amounts
from logistics.audit.fleets import needs
from logistics.audit.followed import Model
from logistics.audit.law import Laws, closed_to, refused
from logistics.audit.reading import boxes_of
from logistics.audit.stranded import Stranded
from logistics.audit.trace import Box, Handled, Ride, Row, Trace
from logistics.audit.units import Choice
from logistics.audit.unplugged import minute
from logistics.audit.usage import Loads, Meter
from logistics.audit.ways import ways_of
from logistics.results.model import Plan
from logistics.scenario import Instance
from logistics.scenario.model import STANDING_MIN
from logistics.units import to_min

LEAST_BOXES = 1e-6
LONGEST = 400 * 24 * 60  # no box is longer under way [min]
PART = "~"  # parts of consignments under way are priced as <consignment>~<part>


@dataclass(frozen=True)
class Stage:
    """
    One optimisation.

    Attributes
    ----------
    boxes : list of Box
        What was to be carried, from where it was.
    amounts, outside : float64[K]
        Boxes; outside option [USD per box].
    part : bool[K]
        Whether the boxes were under way, as a part of their consignment.
    committed : mapping of str to float
        Use that was fixed before, by resource id.
    not_before : int
        First minute that could be decided.
    spent : float
        Generalised cost [USD] of what was fixed before.
    under_way : mapping of int to Choice
        By position: loading unit of parts, and what their goods have been through.
    unplugged : mapping of int to sequence of Choice
        By position: how parts may go on besides, without power.
    floors : mapping of str to float
        Of fleets: what boxes under way may need of them, which is theirs however much was used.
    """

    boxes: list[Box]
    amounts: Amounts
    outside: Amounts
    part: Sequence[bool]
    committed: Mapping[str, float]
    not_before: int
    spent: float = 0.0
    under_way: Mapping[int, Choice] = field(default_factory=dict)
    unplugged: Mapping[int, Sequence[Choice]] = field(default_factory=dict)
    floors: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Followed:
    """
    A whole plan as it was followed.

    Attributes
    ----------
    traces, carried, rows : mapping by path id
        What happened, in which loading unit, and the rows that say so.
    stranded : sequence of Stranded
        Boxes given up on their way.
    """

    traces: Mapping[str, Trace]
    stranded: Sequence[Stranded]
    carried: Mapping[str, Choice]
    rows: Mapping[str, Sequence[Row]]


@dataclass(frozen=True)
class Cut:
    """Where a path may change: the minute, how many steps are fixed, and where the boxes are then."""

    minute: int
    count: int
    start: tuple[str, str, int, str, int] = ("gate", "", -1, "", -1)


def committed_of(instance: Instance) -> dict[str, float]:
    """Return the committed use of an instance by resource id."""
    amounts = instance.committed.groupby("resource_id")["amount"].sum().astype(float).to_dict()
    return {str(name): float(amount) for name, amount in amounts.items()}


def whole_stage(instance: Instance, laws: Laws) -> Stage:
    """Return an instance as a stage."""
    table = instance.consignments
    return Stage(
        boxes_of(table, laws), table["boxes"].to_numpy(dtype=float), table["outside_usd_per_box"].to_numpy(dtype=float),
        [False] * len(table), committed_of(instance), instance.not_before_min,
    )  # fmt: skip


def last_moment(plan: Plan) -> int | None:
    """Return when the last of several stages was planned, or None for a plan made at once."""
    if len(plan.stages) < 2:
        return None
    return to_min(np.datetime64(str(plan.stages[-1]["known_from_utc"]), "s").astype(object))


def last_stage(
    plan: Plan, instance: Instance, followed: Followed, meter: Meter, model: Model, laws: Laws
) -> Stage:  # fmt: skip
    """
    Return what the last stage had to decide.

    Boxes that had not departed were free; boxes on a train stayed on it to its next stop; boxes in a transfer
    stayed until it was done; boxes in a yard could take another train.

    Parameters
    ----------
    plan : Plan
    instance : Instance
        All consignments.
    followed : Followed
    meter : Meter
    model : Model
    laws : Laws
    """
    moment = last_moment(plan)
    if moment is None:
        return whole_stage(instance, laws)
    first = whole_stage(instance, laws)
    place = {box.consignment_id: k for k, box in enumerate(first.boxes)}
    home, fixed, spent = first.amounts.copy(), Loads(), 0.0
    air = Air(instance.network) if instance.cold_chain else None
    penalty = instance.network.parameter("penalty_usd_per_box")
    standing = {str(name) for name in _written(plan, "left_standing", ())}
    parts: list[tuple[list[Choice], float, float]] = []
    known, latest = moment - model.cutoff, instance.horizon.solved_end_min - 1
    for path_id, boxes in zip(plan.paths["path_id"].astype(str), plan.paths["boxes"].astype(float), strict=True):
        trace = followed.traces.get(path_id)
        cut = cut_of(trace, moment, model, stood=path_id in standing) if trace else None
        if trace is None or cut is None:
            continue
        k = place[trace.box.consignment_id]
        home[k] -= boxes * trace.box.share
        fixed.add(trace, boxes, cut.count)
        hours = (cut.minute - trace.box.ready) / 60
        paid = trace.spent[cut.count - 1] + (trace.box.time_rate + trace.box.running_rate) * hours
        spent += boxes * (paid + (trace.lost if cut.start[0] == "gate" else 0.0))
        if cut.start[0] != "gate":
            moved = _moved(trace, cut, model, moment, latest)
            ways = ways_of(followed.carried[path_id], moved, trace, followed.rows[path_id], air, known, latest)
            parts.append((ways, boxes, max(float(first.outside[k]) * trace.box.share, penalty)))
    for left in followed.stranded:
        box, boxes = left.trace.box, left.boxes
        cut = cut_of(left.trace, left.moment, model, stranded=True)
        if cut is None:
            continue
        k = place[box.consignment_id]
        home[k] -= boxes * box.share
        fixed.add(left.trace, boxes)
        own, hours = float(first.outside[k]) * box.share, (cut.minute - box.ready) / 60
        spent += boxes * (left.trace.spent[-1] + (box.time_rate + box.running_rate) * hours)
        if left.moment < moment:
            spent += boxes * own  # given up before: nothing was left to decide
            continue
        outside = max(own, penalty)
        spent -= boxes * (outside - own)  # the plan as a whole counts the outside option
        moved = _moved(left.trace, cut, model, moment, latest)
        parts.append((ways_of(left.choice, moved, left.trace, left.rows, air, known, latest), boxes, outside))
    committed = {name: amount for name, amount in meter.read(fixed).items() if not kind_of(name).startswith("train")}
    floors = _floors(parts, first.committed)
    for name, amount in first.committed.items():
        committed[name] = committed.get(name, 0.0) + amount
    stay = [k for k in range(len(home)) if home[k] > LEAST_BOXES]
    return Stage(
        [first.boxes[k] for k in stay] + [ways[0].box for ways, _, _ in parts],
        np.array([home[k] for k in stay] + [boxes for _, boxes, _ in parts], np.float64),
        np.array([first.outside[k] for k in stay] + [outside for _, _, outside in parts], np.float64),
        [False] * len(stay) + [True] * len(parts), committed, moment, spent,
        {len(stay) + i: ways[0] for i, (ways, _, _) in enumerate(parts)},
        {len(stay) + i: ways[1:] for i, (ways, _, _) in enumerate(parts)}, floors,
    )  # fmt: skip


def _floors(parts: Sequence[tuple[list[Choice], float, float]], relaxed: Mapping[str, float]) -> dict[str, float]:
    """Return what boxes under way may need of fleets at most, week by week, and what a relaxation adds."""
    mine = [(ways[0].box.fleet, ways[0].box.ready, boxes) for ways, boxes, _ in parts]
    until = max((ready for _, ready, _ in mine), default=0) + LONGEST
    return {name: days - relaxed.get(name, 0.0) for name, days in needs(mine, until).items()}


def _written(plan: Plan, name: str, nothing: Any) -> Any:
    """
    Return what is written of the last stage that paths do not tell.

    ``left_standing``: paths of boxes that were taken off a train that stood at the moment; their operation has the
    times of the arrival.
    """
    return plan.stages[-1].get(name, nothing)


def changes_of(plan: Plan, trace: Trace, model: Model) -> set[int]:
    """Return the minutes from which a path could change when its stages were planned, its boxes being under way."""
    found = set()
    for stage in plan.stages[1:]:
        moment = minute(stage["known_from_utc"])
        for stood in (False, True):
            cut = cut_of(trace, moment, model, stood=stood)
            if cut is not None and cut.start[0] != "gate":
                found.add(max(cut.minute, moment - model.cutoff))
    return found


def _moved(trace: Trace, cut: Cut, model: Model, moment: int, latest: int) -> Box:
    """Return boxes as they are at a cut; what was done to them decides where they are still to be inspected."""
    kind, terminal, gauge, run, seq = cut.start
    box = trace.box
    steps = trace.steps[: cut.count]
    open_ways = tuple(law for law in box.laws if not closed_to(law, steps, model.blocks)) or box.laws
    ride = next(step for step in reversed(steps) if isinstance(step, Ride))
    if kind == "onboard" and refused(box.laws, ride, model.blocks, model.book, moment):
        open_ways = ()
    due = min(max(box.due, latest), box.spent_at)
    return box._replace(
        ready=cut.minute, due=due, start_kind=kind, start_terminal=terminal, start_gauge=gauge, start_run=run,
        start_seq=seq, laws=open_ways,
    )  # fmt: skip


def cut_of(
    trace: Trace, moment: int, model: Model, *, stood: bool = False, stranded: bool = False
) -> Cut | None:  # fmt: skip
    """
    Return where a path could change at a moment: None when not departed, start ``gate`` when delivered.

    Boxes that ``stood`` aboard an arrived train could still leave it, for a while; ``stranded`` boxes are not
    delivered where their rows end.
    """
    rides = [i for i, step in enumerate(trace.steps) if isinstance(step, Ride)]
    gone = [i for i in rides if _enters(trace.steps[i], model) < moment]
    if not gone:
        return None
    at = gone[-1]
    ride = trace.steps[at]
    assert isinstance(ride, Ride)
    block = model.blocks[ride.service_id]
    arrival = int(block.leg_arrival(ride.leg)[ride.column])
    stood &= arrival >= moment - STANDING_MIN
    if at == rides[-1] and arrival <= moment and not stood and not stranded:
        return Cut(trace.delivered or arrival, len(trace.steps))
    end = block.stops[block.ends[ride.leg][1]]
    following = trace.steps[at + 1] if at + 1 < len(trace.steps) else None
    if arrival <= moment and isinstance(following, Handled) and not stood:
        gauge = model.book.operations[following.operation_id].to_gauge
        return Cut(following.done, at + 2, ("yard", end.terminal, gauge, "", -1))
    return Cut(arrival, at + 1, ("onboard", end.terminal, -1, block.run_ids[ride.column], end.seq))


def _enters(step: object, model: Model) -> int:
    assert isinstance(step, Ride)
    block = model.blocks[step.service_id]
    return int(block.enter[block.ends[step.leg][0] + 1, step.column])
