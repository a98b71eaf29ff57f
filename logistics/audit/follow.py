"""Follows the rows of a path through the timetable and the operations; every contradiction is a fault."""

from __future__ import annotations

from collections.abc import Sequence

from logistics.audit.followed import Model
from logistics.audit.report import Ledger
from logistics.audit.runs import Block
from logistics.audit.tables import Operation
from logistics.audit.trace import MOVES, Box, Handled, Ride, Row, Slot, Stay, Trace
from logistics.audit.wagons import Size
from logistics.units import MIN_PER_DAY, day_of, iso_minute

CENT, GRAM, METRE = 5e-3, 1e-2, 1e-3


class Lost(Exception):  # noqa: N818
    """The rows no longer make sense."""


class Follower:
    """Follows one path at a time; its place is the gate, a yard, aboard a run, or delivered."""

    def __init__(self, model: Model, ledger: Ledger, departed: int = 0, latest: int = 0) -> None:
        self.model = model
        self.ledger = ledger
        self.departed = departed  # boxes that left before may arrive until ``latest`` [min UTC]
        self.latest = latest
        self.fullest = (0.0, "")  # most of a tank that is burnt between two stops, and where
        self.dry: dict[str, str] = {}  # paths of boxes that an event held on their way until the tank was empty

    def follow(
        self, path_id: str, box: Box, rows: Sequence[Row], *, stranded: bool = False, off: int | None = None
    ) -> Trace:
        """Return the trace of a path, or of as much of it as boxes came; faults go to the ledger."""
        self.trace = Trace(path_id, box, off=off)
        self.box = box
        self.now = box.ready
        self.place = box.origin if box.start_kind == "gate" else box.start_terminal
        self.yard: tuple[int, int] | None = None
        self.block: Block | None = None
        self.column = self.stop = -1
        self.slot: tuple[Block, int, int] | None = None
        self.at_gate = box.start_kind == "gate"
        self.burnt = 0.0  # litres since the last stop
        self.set_out = min((row.start for row in rows if row.kind in MOVES), default=box.ready)
        try:
            self._begin()
            for number, row in enumerate(rows):
                self._step(row, number, rows[0].seq)
            (self._leave if stranded else self._finish)(rows)
        except Lost:
            pass
        return self.trace

    def _lost(self, check: str, row: Row | None, text: str) -> Lost:
        where = f"path {self.trace.path_id}" + (f" row {row.seq}" if row else "")
        self.ledger.fault(check, f"{where}: {text}")
        return Lost()

    def _begin(self) -> None:
        if self.box.start_kind == "yard":
            self.yard = (self.box.start_gauge, self.box.ready)
        elif self.box.start_kind == "onboard":
            block = self.model.blocks.get(self.box.start_run.rsplit("@", 1)[0])
            if block is None or self.box.start_run not in block.column:
                raise self._lost("runs", None, f"start run '{self.box.start_run}' does not exist")
            self.block, self.column = block, block.column[self.box.start_run]
            self.stop = [stop.seq for stop in block.stops].index(self.box.start_seq)
            self.now = int(block.arrival[self.stop, self.column])

    def _step(self, row: Row, number: int, first_seq: int) -> None:
        if self.trace.delivered is not None:
            raise self._lost("continuity", row, "comes after the delivery")
        if row.seq != first_seq + number:
            raise self._lost("continuity", row, f"seq is {row.seq}, expected {first_seq + number}")
        if row.origin != self.place:
            raise self._lost("continuity", row, f"starts at '{row.origin}', the boxes are at '{self.place}'")
        if row.start != self.now:
            raise self._lost(
                "continuity", row, f"starts {iso_minute(row.start)}, the row before ends {iso_minute(self.now)}"
            )
        if row.end < row.start:
            raise self._lost("times", row, "ends before it starts")
        known = len(self.trace.steps)
        if row.kind in MOVES:
            self._ride(row)
        elif row.kind == "operate":
            self._operate(row)
        elif row.kind == "wait":
            self._wait(row)
        else:
            raise self._lost("continuity", row, f"kind '{row.kind}' is not known")
        if len(self.trace.steps) > known:  # not while a leg of several links is under way
            self.trace.settle(row.end)
        self.now, self.place = row.end, row.destination

    def _finish(self, rows: Sequence[Row]) -> None:
        if not rows:
            raise self._lost("continuity", None, "has no rows")
        if self.trace.delivered is None:
            raise self._lost("continuity", rows[-1], "is the last one but does not unload at the destination")
        gone = next(row.start for row in rows if row.kind in MOVES) < self.departed
        due = max(self.box.due, self.latest if gone else 0)
        if (late := self.trace.delivered - due) > 0:
            self.ledger.fault("due", f"path {self.trace.path_id}: delivered {late} min after due", late)

    def _leave(self, rows: Sequence[Row]) -> None:
        """End the trace of boxes given up on their way."""
        if not self.trace.steps or self.trace.delivered is not None:  # given up aboard a train or in a yard
            raise self._lost("continuity", rows[-1] if rows else None, "are no rows of boxes on their way")
        self.trace.left = self.now

    # rides ---------------------------------------------------------------------------------------------------
    def _ride(self, row: Row) -> None:
        block = self.model.blocks.get(row.service_id)
        if block is None or row.run_id not in block.column:
            raise self._lost("runs", row, f"run '{row.run_id}' of service '{row.service_id}' does not exist")
        if row.kind != ("ride" if block.service.mode == "rail" else block.service.mode):
            raise self._lost("runs", row, f"kind '{row.kind}', the service is {block.service.mode}")
        column, size = block.column[row.run_id], self._size(row, block.service.gauge)
        if not size.boards(block.service):
            raise self._lost("runs", row, f"trains of class {block.service.service_class} take no '{self.box.unit}'")
        stop = self._find_stop(row, block, column)
        if stop in (last for _, last in block.ends):
            self.trace.record(Ride(row.service_id, [last for _, last in block.ends].index(stop), column), size)
        self._compare(row, int(block.enter[stop, column]), int(block.leave[stop, column]))
        self.block, self.column, self.stop = block, column, stop
        link = self.model.book.links[row.link_id]
        cost, extra = self.model.costs.along(block)[stop]
        money = size.pays * float(cost[column]) + (size.feu * float(extra[column]) if self.box.power != "none" else 0.0)
        self.trace.transport += money
        self.trace.constants += size.feu * self.model.costs.constant(row.link_id, block.service)
        emitted = self.model.costs.co2e(link) * size.gross_t
        if stop - 1 in (first for first, _ in block.ends):
            self.burnt = 0.0
        self._amounts(row, link.km, money, emitted, size)

    def _size(self, row: Row, gauge: int) -> Size:
        """Return the size of the load on a gauge."""
        size = self.box.on(gauge)
        if size is None:
            raise self._lost("runs", row, f"'{self.box.unit}' and its onward unit do not run on gauge {gauge}")
        return size

    def _find_stop(self, row: Row, block: Block, column: int) -> int:
        """Return the stop a passage leads to, having checked that the boxes may be on it."""
        aboard = self.block is block and self.column == column and self.yard is None and self.slot is None
        begin = self.stop if aboard else None
        for i in range(1, len(block.stops)):
            wanted = (block.stops[i - 1].terminal, block.stops[i].terminal, block.stops[i].link_id)
            if wanted == (row.origin, row.destination, row.link_id) and (begin is None or begin == i - 1):
                break
        else:
            raise self._lost("runs", row, f"run '{row.run_id}' does not go on from here over '{row.link_id}'")
        leg = next(leg for leg, (first, last) in enumerate(block.ends) if first < i <= last)
        if block.cancelled[leg, column]:
            raise self._lost("runs", row, f"run '{row.run_id}' is cancelled here by a closure")
        if not aboard:
            self._board(row, block, i - 1, column)
        return i

    def _board(self, row: Row, block: Block, stop: int, column: int) -> None:
        if not block.service.carries(self.box.cargo):
            raise self._lost("runs", row, f"service '{row.service_id}' does not carry {self.box.cargo}")
        if stop not in (first for first, _ in block.ends):
            raise self._lost("runs", row, f"boxes cannot board '{row.run_id}' at '{row.origin}', it only passes")
        if self.slot is not None:
            if self.slot != (block, stop, column):
                raise self._lost("runs", row, f"run '{row.run_id}' is not the first that continues the slot")
            self.slot = None
            return
        if self.yard is None:
            raise self._lost("continuity", row, f"boxes board '{row.run_id}' without having been in a yard")
        gauge, since = self.yard
        if gauge != block.service.gauge:
            raise self._lost("runs", row, f"boxes stand on gauge {gauge}, the train is on {block.service.gauge}")
        departure = int(block.departure[stop, column])
        if (late := since - departure + self.model.cutoff) > 0:
            self.ledger.fault("cutoff", f"path {row.path_id} row {row.seq}: {late} min after the cut-off", late)
        self.trace.record(Stay(row.origin, since, departure), self._size(row, gauge))
        self.yard = None

    # operations ----------------------------------------------------------------------------------------------
    def _operate(self, row: Row) -> None:
        operation = self.model.book.operations.get(row.operation_id)
        if operation is None or operation.terminal != self.place or row.destination != self.place:
            raise self._lost("operations", row, f"operation '{row.operation_id}' does not exist at '{self.place}'")
        if operation.activity != row.activity or not operation.takes(self.box.cargo):
            raise self._lost("operations", row, f"'{row.operation_id}' is not a {row.activity} of {self.box.cargo}")
        if operation.activity == "load":
            self._load(row, operation)
        else:
            self._leave_train(row, operation)

    def _load(self, row: Row, operation: Operation) -> None:
        if not self.at_gate:
            raise self._lost("operations", row, "loads boxes that are not at the gate")
        if self.box.wagon is not None and operation.to_gauge != self.box.wagon.gauge:
            raise self._lost("operations", row, f"'{self.box.unit}' is loaded on gauge {operation.to_gauge}")
        _, work, done = self.model.handling.at(operation, self.box.ready, operation.direction)
        self._valid(row, operation, self.box.ready)
        self._done(row, operation, work, done, "")
        self.at_gate = False
        self.yard = (operation.to_gauge, done)

    def _leave_train(self, row: Row, operation: Operation) -> None:
        block, stop, column = self.block, self.stop, self.column
        if block is None or self.yard is not None or self.slot is not None:
            raise self._lost("operations", row, f"'{row.operation_id}' takes boxes from a train, they are on none")
        if not operation.serves(block.service):
            raise self._lost("operations", row, f"'{row.operation_id}' does not serve '{block.service.service_id}'")
        arrival = int(block.arrival[stop, column])
        self._valid(row, operation, arrival)
        if operation.activity == "pass":
            self._amounts(row, 0.0, 0.0, 0.0, self._size(row, block.service.gauge))
            return
        if stop not in (last for _, last in block.ends):
            raise self._lost("operations", row, f"boxes cannot leave '{block.run_ids[column]}' at '{self.place}'")
        if operation.activity == "same_train":
            self._keep_slot(row, operation, block, column)
            return
        work, done = self.model.handling.turn(operation, block, stop, column, row.end)
        self._done(row, operation, work, done, block.service.service_id)
        if operation.activity == "unload":
            if self.place != self.box.destination:
                raise self._lost("continuity", row, f"unloads at '{self.place}', not '{self.box.destination}'")
            self.trace.delivered = done
        else:
            self.yard = (operation.to_gauge, done)

    def _keep_slot(self, row: Row, operation: Operation, block: Block, column: int) -> None:
        found = self.model.slot_departure(operation, block, column) if self.stop == len(block.stops) - 1 else None
        if found is None or self.box.wagon is not None:
            raise self._lost("operations", row, f"no paired train continues '{block.run_ids[column]}'")
        self.slot = found
        size = self._size(row, block.service.gauge)
        self.trace.record(Slot(operation.operation_id, block.run_ids[column]), size)
        self._pay(row, operation, size)

    def _valid(self, row: Row, operation: Operation, when: int) -> None:
        if not operation.valid.holds(day_of(when)):
            raise self._lost("operations", row, f"'{operation.operation_id}' is not valid on that day")

    def _done(self, row: Row, operation: Operation, work: int, done: int, service_id: str) -> None:
        self._compare(row, None, done)
        size = self._size(row, next(gauge for gauge in operation.sides if gauge >= 0))
        self._size(row, next(gauge for gauge in operation.sides[::-1] if gauge >= 0))
        self.trace.record(Handled(operation.operation_id, service_id, work, done), size)
        self._pay(row, operation, size)

    def _pay(self, row: Row, operation: Operation, size: Size) -> None:
        money = (size.reloads if operation.breaks else size.feu) * operation.cost
        self.trace.operations += money
        self._amounts(row, 0.0, money, 0.0, size)

    # waiting and comparing -----------------------------------------------------------------------------------
    def _wait(self, row: Row) -> None:
        if row.destination != row.origin:
            raise self._lost("continuity", row, "waits but changes place")
        money = 0.0
        gauge = self.yard[0] if self.yard is not None else self.block.service.gauge if self.block else -1
        if self.slot is not None:
            gauge = self.slot[0].service.gauge
        size = self._size(row, gauge)
        if self.yard is not None:
            money = size.feu * self.model.costs.storage * (row.end - row.start) / MIN_PER_DAY
            self.trace.storage += money
        self._amounts(row, 0.0, money, 0.0, size)

    def _compare(self, row: Row, start: int | None, end: int) -> None:
        where = f"path {row.path_id} row {row.seq}"
        for word, found, right in (("starts", row.start, start), ("ends", row.end, end)):
            if right is not None and found != right:
                text = f"{where}: {word} {iso_minute(found)}, recomputed {iso_minute(right)}"
                self.ledger.fault("times", text, found - right)

    def _amounts(self, row: Row, km: float, money: float, co2e: float, size: Size) -> None:
        hire = size.hire * (row.end - row.start) / 60
        self.trace.hire += hire
        where = f"path {row.path_id} row {row.seq}"
        if self.box.power != "none" and (self.trace.off is None or row.end <= self.trace.off):
            litres, emitted = self.model.reefers.taken(self.box, row)
            self.burnt, co2e = self.burnt + litres, co2e + emitted
            tank = self.model.reefers.tank(self.box)
            if row.kind in MOVES and self.burnt / tank > self.fullest[0]:
                told = f"{self.burnt:.0f} l of a tank of {tank:g} l since the last stop, arriving at {row.destination}"
                self.fullest = (self.burnt / tank, f"diesel reefers: at most {told}")
            if row.kind in MOVES and self.burnt > tank * (1 + 1e-9):
                text = f"{where}: {self.burnt:.1f} l since the last stop, {tank:g} l"
                if self.set_out < self.departed:  # was on its way when an event became known: nobody chose it
                    self.dry[self.trace.path_id] = text
                else:
                    self.ledger.fault("tank", text, self.burnt)
        self.trace.co2e += co2e
        self.ledger.compare("leg_distance", f"{where}: distance_km", row.km, km, METRE)
        self.ledger.compare("leg_cost", f"{where}: cost_usd", row.cost, money + hire, CENT)
        self.ledger.compare("leg_co2e", f"{where}: co2e_kg", row.co2e, co2e, GRAM + 1e-6 * co2e)
