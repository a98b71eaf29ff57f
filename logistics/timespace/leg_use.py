"""Capacity that rows of paths use, worked out from the tables and windows in force and not from an event graph."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from logistics.cargo import CARGO_CLASSES
from logistics.cargo.quotas import read_quotas
from logistics.results.energy import minutes_of
from logistics.results.freeze import MOVES
from logistics.scenario import Instance
from logistics.scenario.boxes import facts_of
from logistics.timespace.arcs import Arcs, make_arcs
from logistics.timespace.base import Base, read_base
from logistics.timespace.build import queue_segments
from logistics.timespace.fleets import fleet_days
from logistics.timespace.handled import DIRECTIONS, Arrivals
from logistics.timespace.model import ArcKind, Measure
from logistics.timespace.nodes import Nodes
from logistics.timespace.places import reserved_slots, throughput_rows, yard_rows
from logistics.timespace.rows import RowBlock
from logistics.timespace.slots import slot_arrivals
from logistics.timespace.tracks import Passages, limit_rows, link_rows
from logistics.timespace.trains import slot_rows
from logistics.timespace.wagon_rows import leg_amounts
from logistics.timetable.tables import rounded, row_of, texts
from logistics.units import MIN_PER_H

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]
USE_COLUMNS = ("resource_id", "kind", "amount", "capacity")


@dataclass(frozen=True)
class LegUse:
    """
    Works out the use of rows of paths under the tables and windows of an instance.

    Parameters
    ----------
    instance : Instance
        All consignments, with the tables and windows known.
    base : Base
        Read from it, all runs included.
    """

    instance: Instance
    base: Base

    @classmethod
    def of(cls, instance: Instance) -> LegUse:
        """Read the tables of an instance."""
        start = instance.horizon.solved_start_min
        empty = replace(instance, consignments=instance.consignments.iloc[:0], not_before_min=start)
        return cls(instance, read_base(empty))

    def of_legs(self, legs: pd.DataFrame, boxes: pd.DataFrame) -> pd.DataFrame:
        """
        Return what rows of paths use of everything but trains.

        Parameters
        ----------
        legs : DataFrame
            Rows of paths (columns of ``legs.parquet``), whole or from their beginning.
        boxes : DataFrame
            Index path id; ``consignment_id, boxes``, ``unit`` where it may not be that of the consignment, and
            ``off_min`` where boxes may have no power from then on.

        Returns
        -------
        DataFrame
            `USE_COLUMNS`, one row per resource used; the capacity before anything is taken off.
        """
        legs = legs[legs["path_id"].isin(set(boxes.index))].sort_values(["path_id", "seq"], kind="stable")
        rows = _Rows(self, legs.reset_index(drop=True), boxes)
        blocks = rows.blocks()
        parts = [*(_summed(block, rows) for block in blocks), rows.quotas(self.instance), rows.fleets(self.instance)]
        found = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
        return found[found["amount"] > 0].reset_index(drop=True)

    def queue_cost(self, use: pd.DataFrame) -> float:
        """Return what the queues of a use cost [USD]: segments fill from the cheapest, the last one without end."""
        handled = use[use["kind"] == "throughput"]
        table = self.instance.committed
        added = table.groupby("resource_id")["amount"].sum()
        taken = handled["resource_id"].map(added).fillna(0.0).to_numpy(np.float64)
        capacity = np.maximum(handled["capacity"].to_numpy(np.float64) - taken, 0.0)
        upto, cost = queue_segments(self.instance.network)
        ends = capacity[:, None] * upto[None, :]
        ends[:, -1] = np.inf
        begins = np.concatenate([np.zeros((len(ends), 1)), ends[:, :-1]], axis=1)
        filled = np.clip(handled["amount"].to_numpy(np.float64)[:, None], begins, ends) - begins
        return float((filled * cost).sum())


class _Rows:
    """Rows of paths as arcs: every row one arc with a node of its own."""

    def __init__(self, use: LegUse, legs: pd.DataFrame, boxes: pd.DataFrame) -> None:
        self.base, self.legs = use.base, legs
        facts = facts_of(boxes.rename_axis("path_id").reset_index(), use.instance.consignments, use.instance.network)
        own = facts.loc[legs["path_id"]]
        there = leg_amounts(legs, facts["unit_id"], use.instance.network)
        feu = own["feu_per_box"].to_numpy(np.float64) * there.feu
        amount = boxes["boxes"].loc[legs["path_id"]].to_numpy(np.float64)
        self.measure = np.zeros((len(Measure), len(legs)))
        self.measure[Measure.FEU] = amount * feu
        self.measure[Measure.GROSS_T] = amount * own["gross_t_per_box"].to_numpy(np.float64) * there.gross
        self.measure[Measure.PLUG] = amount * np.where(own["power"].to_numpy(str) == "plug", feu, 0.0)
        self.boxes = amount
        self.in_wagon = there.in_wagon
        self.own, self.net_t = own, amount * own["tonnes_per_box"].to_numpy(np.float64)
        bits = {name: 1 << bit for bit, name in enumerate(CARGO_CLASSES)}
        self.cargo = own["cargo_class"].map(bits).to_numpy(np.int64)
        self.start, self.end = minutes_of(legs["start_utc"]), minutes_of(legs["end_utc"])
        if "off_min" in boxes:
            self.measure[Measure.PLUG] *= self.end <= boxes["off_min"].loc[legs["path_id"]].to_numpy(np.float64)
        self.moves = legs["kind"].isin(MOVES).to_numpy()
        runs = row_of(self.base.timetable.run_id)
        self.run = legs["run_id"].map(runs).fillna(-1).to_numpy(np.int64)
        self.measure[Measure.TRAIN] = self._trains()

    def _trains(self) -> F64:
        """Return the FEU of trains that rows take: of wagons by mass, where that is more than by length."""
        services = self.base.services
        run = np.where(self.moves, self.run, self._arriving())
        service = self.base.timetable.run_service[run] if len(self.base.timetable.run_id) else np.zeros(len(run), int)
        heavy = self.in_wagon & (run >= 0) & ~np.isnan(services.max_gross_t[service])
        feu, share = self.measure[Measure.FEU], services.max_feu[service] / services.max_gross_t[service]
        return np.asarray(np.where(heavy, np.fmax(feu, self.measure[Measure.GROSS_T] * share), feu), np.float64)

    def blocks(self) -> list[RowBlock]:
        """Return the resource rows used, with one use per row of a path."""
        base, arcs, passages = self.base, self._arcs(), self._passages()
        board = base.whole_board()
        arrived = slot_arrivals(base.operations, Arrivals(board, base.services), board, base.services, base.timetable)
        reserved = reserved_slots(base.operations, arrived, board, base.supply)
        return [
            throughput_rows(base.operations, base.supply, arcs, reserved),
            *yard_rows(base.supply, arcs, self._nodes(self.end)),
            link_rows(passages, base.supply),
            *limit_rows(base.windows, passages, base.operations, base.services, base.timetable, base.supply, arcs),
            slot_rows(base.operations, base.timetable, base.supply, arcs, self._nodes(self.start)),
        ]

    def quotas(self, instance: Instance) -> pd.DataFrame:
        """Return the use of quotas: tonnes that went through the gate while they held."""
        horizon, found = instance.horizon, []
        gate = (self.legs["activity"] == "load").to_numpy()
        country = dict(
            zip(*(texts(self.base.network["terminals"], c) for c in ("terminal_id", "country")), strict=True)
        )
        places = (self.own[name].map(country) for name in ("origin", "destination"))
        goods = list(zip(self.own["commodity_id"], *places, strict=True))
        ready = self.own["ready_min"].to_numpy(np.int64)
        for quota in read_quotas(self.base.network):
            start, end = quota.days(horizon.solved_start_min, horizon.ready_end_min)
            meant = np.array([quota.rule.concerns(*what) for what in goods], np.bool_)
            counts = gate & meant & (ready >= start) & (ready < end)
            amount, whole = (
                float(self.net_t[counts].sum()),
                quota.tonnes(horizon.solved_start_min, horizon.ready_end_min),
            )
            found.append((f"quota:{quota.rule.rule_id}", "quota", amount, whole))
        return pd.DataFrame(found, columns=list(USE_COLUMNS))

    def fleets(self, instance: Instance) -> pd.DataFrame:
        """Return the use of fleets: boxes are out from their first row to their last, and until they have turned."""
        if not instance.cold_chain or not len(self.legs):
            return pd.DataFrame(columns=list(USE_COLUMNS))
        first = np.flatnonzero(~self.legs["path_id"].duplicated().to_numpy())
        last = np.append(first[1:], len(self.legs)) - 1
        held = pd.DataFrame(
            {
                "unit": self.own["unit_id"].to_numpy(str)[first],
                "boxes": self.boxes[first],
                "start": self.start[first],
                "end": self.end[last],
                "unloaded": (self.legs["activity"] == "unload").to_numpy()[last],
            }
        )
        return fleet_days(self.base.network, held).assign(kind="fleet")[list(USE_COLUMNS)]

    def _arcs(self) -> Arcs:
        legs, number = self.legs, np.arange(len(self.legs), dtype=np.int64)
        operation = legs["operation_id"].map(row_of([op.operation_id for op in self.base.operations]))
        operation = operation.fillna(-1).to_numpy(np.int64)
        slot = (legs["activity"] == "same_train").to_numpy()
        hours = np.array([op.handling_h for op in self.base.operations] + [0.0])
        worked = (operation >= 0) & ~slot
        yard = ((legs["kind"] == "wait") & (legs["activity"] == "yard")).to_numpy()
        arcs = make_arcs(
            ArcKind.WAIT,
            number,
            number,
            cargo_mask=self.cargo,
            operation=operation,
            run=self._arriving(),
            work_start=np.where(worked, self.end - rounded(hours[operation] * MIN_PER_H), -1),
            work_end=np.where(worked, self.end, -1),
            yard_from=np.where(yard, self.start, -1),
        )
        return replace(arcs, kind=np.where(slot, int(ArcKind.SLOT), int(ArcKind.WAIT)))

    def _arriving(self) -> I64:
        """Return the run that brought the boxes to each row, -1 at the gate."""
        last = np.where(self.moves, np.arange(len(self.legs)), -1)
        last = np.maximum.accumulate(last) if len(last) else last
        first = np.searchsorted(self.legs["path_id"].to_numpy(str), self.legs["path_id"].to_numpy(str))
        return np.where(last >= first, self.run[np.maximum(last, 0)], -1) if len(last) else last

    def _passages(self) -> Passages:
        base, at = self.base, np.flatnonzero(self.moves)
        link = self.legs["link_id"].iloc[at].map(row_of(base.supply.link_id)).to_numpy(np.int64)
        service = base.timetable.run_service[self.run[at]] if len(at) else at
        side = np.array([name == DIRECTIONS[1] for name in base.services.direction], dtype=np.int64)
        return Passages(at, link, self.start[at], side[service], 1.0 / base.services.max_feu[service])

    def _nodes(self, minute: I64) -> Nodes:
        place = self.legs["from"].map(row_of(texts(self.base.network["terminals"], "terminal_id")))
        none = np.zeros(0, dtype=np.int64)
        return Nodes(minute, place.to_numpy(np.int64), *[none] * 9)


def _summed(block: RowBlock, rows: _Rows) -> pd.DataFrame:
    """Return the use of the rows of a block."""
    masked = (rows.cargo[block.arc] & block.cargo_mask) != 0
    amount = np.where(masked, block.coef * rows.measure[int(block.measure)][block.arc], 0.0)
    total = np.bincount(block.row, amount, len(block.resource_id))
    table = {"resource_id": block.resource_id, "kind": block.kind.name.lower(), "amount": total}
    return pd.DataFrame({**table, "capacity": block.capacity})[list(USE_COLUMNS)]
