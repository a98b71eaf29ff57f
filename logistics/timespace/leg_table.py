"""Steps of paths as rows that people read: rides by link, operations, waiting."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from logistics.cargo.energy import Energy, Unit, feeds
from logistics.network.model import Network
from logistics.scenario.wagons import wagons_of
from logistics.timespace.model import ArcKind
from logistics.timespace.steps import Steps
from logistics.timespace.wagon_rows import amounts, row_gauges
from logistics.timetable.model import Timetable
from logistics.timetable.tables import gauges
from logistics.units import MIN_PER_DAY, MIN_PER_H

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]
_MODES = {"rail": "ride", "ferry": "ferry", "sea": "sea", "road": "road"}
_HANDLED = np.array([kind in (ArcKind.ENTER, ArcKind.TRANSFER, ArcKind.SLOT, ArcKind.UNLOAD) for kind in ArcKind])
_ENTERS = np.array([kind in (ArcKind.ENTER, ArcKind.TRANSFER) for kind in ArcKind])


@dataclass(frozen=True)
class Boxes:
    """
    Size, mass, power and set point of the box on each path; P entries.

    Attributes
    ----------
    feu, gross : float64[P]
    powered : bool[P]
    set_point : float64[P]
        degC, nan without power.
    units : tuple of Unit
        What runs, to be told by `unit`.
    unit : int64[P]
        Place in `units`.
    names : tuple of str
        Loading unit of each of `units`.
    """

    feu: F64
    gross: F64
    powered: NDArray[np.bool_]
    set_point: F64
    units: tuple[Unit, ...]
    unit: I64
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class LegTable:
    """
    Rows of paths, path by path in order of time; -1 and 0 where a column does not apply.

    Attributes
    ----------
    path : int64[n]
    position, part : int64[n]
        Step of the path, and order of the rows inside it.
    kind, activity : str[n]
    run, from_row, to_row, link, operation : int64[n]
        Rows of runs, terminals, links and operations.
    start, end : int64[n]
        UTC minutes.
    km, money, co2e : float64[n]
        Money [USD] (tariff, operation, storage) and kg per box, of traction and reefer together.
    kwh, litres, reefer : float64[n]
        Electricity, diesel and kg CO2e of a running reefer (see `Energy`), per box.
    """

    path: I64
    position: I64
    part: I64
    kind: NDArray[np.object_]
    activity: NDArray[np.object_]
    run: I64
    from_row: I64
    to_row: I64
    link: I64
    operation: I64
    start: I64
    end: I64
    km: F64
    money: F64
    co2e: F64
    kwh: F64
    litres: F64
    reefer: F64

    def rows(self, which: NDArray[np.bool_] | I64) -> LegTable:
        """Return some of the rows."""
        return LegTable(*(getattr(self, name)[which] for name in _COLUMNS))


_COLUMNS = tuple(column.name for column in fields(LegTable))


class LegMaker:
    """
    Makes rows of paths; reads the tables it needs once.

    Parameters
    ----------
    network : Network
    timetable : Timetable
    """

    def __init__(self, network: Network, timetable: Timetable) -> None:
        operations = network["operations"]
        hours = (operations["handling_h"] + operations["queue_h"]).to_numpy(float)
        self._work_min = (hours * 60 + 0.5).astype(np.int64)
        self._activity = operations["activity"].to_numpy(object)
        self._operation_cost = operations["cost_usd_per_feu"].to_numpy(float)
        self._storage = network.parameter("storage_usd_per_feu_day") / MIN_PER_DAY
        self._mode = network["services"]["mode"].map(_MODES).to_numpy(object)
        self._timetable = timetable
        self._energy = Energy(network)
        self._wagons = wagons_of(network)
        rail = network["services"]["mode"].to_numpy(object) == "rail"
        self._gauge = np.append(np.where(rail, np.array(gauges(network["services"], "track_gauge_mm")), 0), -1)
        ends = (np.array([*gauges(operations, column), -1]) for column in ("from_gauge", "to_gauge"))
        self._begins, self._ends = ends
        self._first_pass = np.searchsorted(timetable.pass_leg, np.arange(len(timetable.leg_run) + 1))

    def table(self, steps: Steps, boxes: Boxes) -> LegTable:
        """Return the rows of paths; ``boxes`` has one entry per path."""
        parts = [
            self._operations(steps, boxes),
            self._yards(steps, boxes),
            self._aboard(steps),
            *self._rides(steps, boxes),
        ]
        whole = LegTable(*(np.concatenate([getattr(part, name) for part in parts]) for name in _COLUMNS))
        whole = whole.rows(np.lexsort((whole.part, whole.position, whole.path)))
        return self._powered(self._in_wagons(whole, boxes), boxes)

    def _in_wagons(self, table: LegTable, boxes: Boxes) -> LegTable:
        """Return rows with the money and emissions of wagons and their onward units, hire included."""
        numbers = [number for number, name in enumerate(boxes.names) if name in self._wagons]
        if not numbers:
            return table
        run = self._timetable.run_service.astype(np.int64)
        service = np.where(table.run >= 0, run[np.maximum(table.run, 0)], -1) if len(run) else table.run
        moves = table.link >= 0
        begins, ends = self._begins[table.operation], self._ends[table.operation]
        gauge = row_gauges(table.path, np.where(moves, self._gauge[service], -1), begins, ends)
        crosses = (begins >= 0) & (ends >= 0) & (begins != ends)
        money, co2e = table.money.copy(), table.co2e.copy()
        for number in numbers:
            mine = np.flatnonzero(boxes.unit[table.path] == number)
            own = amounts(self._wagons[boxes.names[number]], gauge[mine], moves[mine], crosses[mine])
            hours = (table.end[mine] - table.start[mine]) / MIN_PER_H
            money[mine] = money[mine] * own.paid + own.hire_usd_h * hours
            co2e[mine] *= own.gross
        return replace(table, money=money, co2e=co2e)

    def _powered(self, table: LegTable, boxes: Boxes) -> LegTable:
        """Return rows with what running units take, and its emissions in the sum."""
        kwh, litres, reefer = (np.zeros(len(table.path)) for _ in range(3))
        for number, unit in enumerate(boxes.units):
            mine = np.flatnonzero(boxes.unit[table.path] == number) if unit.runs else np.zeros(0, np.int64)
            rows = table.rows(mine)
            used = self._energy.use(
                unit, rows.from_row, rows.to_row, rows.start, rows.end, feeds(rows.kind, rows.activity)
            )
            kwh[mine], litres[mine], reefer[mine] = used.kwh, used.litres, used.co2e_kg
        return replace(table, co2e=table.co2e + reefer, kwh=kwh, litres=litres, reefer=reefer)

    def _operations(self, steps: Steps, boxes: Boxes) -> LegTable:
        """Operations done to boxes, from their arrival or readiness to the end of handling."""
        steps = steps.rows(_HANDLED[steps.kind] & (steps.ref >= 0))
        slot_end = np.minimum(steps.start + self._work_min[steps.ref], steps.end)
        end = np.where(steps.kind == ArcKind.SLOT, slot_end, steps.yard_from)
        return _table(
            steps,
            kind="operate",
            activity=self._activity[steps.ref],
            from_row=steps.tail_terminal,
            to_row=steps.tail_terminal,
            operation=steps.ref,
            start=steps.start,
            end=np.where(steps.kind == ArcKind.UNLOAD, steps.end, end),
            money=boxes.feu[steps.path] * self._operation_cost[steps.ref],
        )

    def _yards(self, steps: Steps, boxes: Boxes) -> LegTable:
        """Return waiting in yards: one row from the end of handling to the departure."""
        entered = np.where(_ENTERS[steps.kind], np.arange(len(steps.kind)), 0)
        boards = steps.kind == ArcKind.LOAD
        since = steps.yard_from[np.maximum.accumulate(entered)[boards]]
        steps = steps.rows(boards)
        rows = _table(
            steps,
            kind="wait",
            activity="yard",
            from_row=steps.tail_terminal,
            to_row=steps.tail_terminal,
            start=since,
            end=steps.end,
            money=boxes.feu[steps.path] * self._storage * (steps.end - since),
        )
        return rows.rows(rows.end > rows.start)

    def _aboard(self, steps: Steps) -> LegTable:
        """Standing aboard: at stops, after a slot operation, and before the next stop when the train was held."""
        slot = steps.kind == ArcKind.SLOT
        steps = steps.rows((steps.kind == ArcKind.STAY) | slot | ((steps.kind == ArcKind.ENTER) & steps.boards))
        slot = steps.kind == ArcKind.SLOT
        done = steps.start + self._work_min[np.where(slot, steps.ref, 0)]
        rows = _table(
            steps,
            part=1,
            kind="wait",
            activity="aboard",
            from_row=steps.head_terminal,
            to_row=steps.head_terminal,
            start=np.where(slot, np.minimum(done, steps.end), steps.start),
            end=steps.end,
        )
        return rows.rows(rows.end > rows.start)

    def _rides(self, steps: Steps, boxes: Boxes) -> list[LegTable]:
        """Rides link by link, and standing between links (border processing, technical stops, held trains)."""
        t = self._timetable
        steps = steps.rows(steps.kind == ArcKind.RIDE)
        leg = steps.ref
        first = self._first_pass[leg]
        count = self._first_pass[leg + 1] - first
        at = np.repeat(np.arange(len(leg)), count)
        number = np.arange(len(at)) - np.repeat(np.cumsum(count) - count, count)
        q = first[at] + number
        spread = steps.rows(at)
        run = t.leg_run[leg[at]].astype(np.int64)
        begin = t.pass_from_call[q].astype(np.int64)
        place = t.call_terminal[begin].astype(np.int64)
        start, end = t.pass_start[q].astype(np.int64), t.pass_end[q].astype(np.int64)
        extra = np.where(boxes.powered[spread.path], t.pass_reefer_cost[q], 0.0)
        moves = _table(
            spread,
            part=2 * number + 1,
            kind=self._mode[t.run_service[run]],
            run=run,
            from_row=place,
            to_row=t.call_terminal[begin + 1],
            link=t.pass_link[q],
            start=start,
            end=end,
            km=t.pass_km[q],
            money=boxes.feu[spread.path] * (t.pass_cost[q] + extra),
            co2e=boxes.gross[spread.path] * t.pass_co2e[q],
        )
        stands = _table(
            spread,
            part=2 * number,
            kind="wait",
            activity="aboard",
            run=run,
            from_row=place,
            to_row=place,
            start=np.where(number == 0, t.leg_dep[leg[at]], np.append(0, end[:-1])),
            end=start,
        )
        return [moves, stands.rows(stands.end > stands.start)]


_WHOLE = ("part", "run", "from_row", "to_row", "link", "operation", "start", "end")
_BLANK = {"part": 0, "kind": "", "activity": "", "km": 0.0, "money": 0.0, "co2e": 0.0, "kwh": 0.0, "litres": 0.0,
          "reefer": 0.0}  # fmt: skip


def _table(steps: Steps, **given: object) -> LegTable:
    """Return rows with blanks in the columns not given."""
    size = len(steps.path)

    def column(name: str) -> NDArray[np.generic]:
        value = given.get(name, _BLANK.get(name, -1))
        dtype = object if name in {"kind", "activity"} else np.int64 if name in _WHOLE else np.float64
        return np.asarray(value, dtype=dtype) if isinstance(value, np.ndarray) else np.full(size, value, dtype=dtype)

    return LegTable(steps.path, steps.position, *(column(name) for name in _COLUMNS[2:]))  # type: ignore[arg-type]
