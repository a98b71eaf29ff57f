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
