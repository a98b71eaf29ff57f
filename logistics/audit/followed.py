"""What paths are followed through: tables, runs, hours and prices, read once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from logistics.audit.costs import Costs
from logistics.audit.handling import Handling
from logistics.audit.reefer import Reefers
from logistics.audit.runs import Block
from logistics.audit.tables import Book, Operation
from logistics.units import minutes_from_hours

CHECKS = {
    "continuity": "rows of each path follow one another in place, time and number, from origin to destination",
    "runs": "every ride is on an existing run, link and leg, boarded and left where boxes may be",
    "times": "times of rides and operations, recomputed from kilometres, speeds, dwell, hours and windows",
    "operations": "every operation exists there, for that gauge, direction, class, cargo and day",
    "cutoff": "boxes are in the yard before the cut-off of the train they board",
    "due": "boxes are delivered by their due time",
    "leg_distance": "kilometres of every row",
    "leg_cost": "money of every row",
    "leg_co2e": "emissions of every row: traction, and what a running reefer burns, draws and leaks",
    "tank": "diesel reefers reach the next stop where boxes are handled before their tank is empty",
}


@dataclass(frozen=True)
class Model:
    """What paths are followed through."""

    book: Book
    blocks: Mapping[str, Block]
    handling: Handling
    costs: Costs
    cutoff: int
    reefers: Reefers

    def slot_departure(self, operation: Operation, block: Block, column: int) -> tuple[Block, int, int] | None:
        """Return the run of the paired service an express box continues on: block, stop index, column."""
        paired = self.blocks.get(block.service.paired)
        if paired is None:
            return None
        terminal = block.stops[-1].terminal
        starts = [first for first, _ in paired.ends if paired.stops[first].terminal == terminal]
        if not starts:
            return None
        ready = block.arrival[-1, column] + minutes_from_hours(operation.handling_h + operation.queue_h)
        late_enough = np.flatnonzero(paired.departure[starts[0]] >= ready)
        if not len(late_enough):
            return None
        departures = paired.departure[starts[0]][late_enough]
        return paired, starts[0], int(late_enough[int(np.argmin(departures))])
