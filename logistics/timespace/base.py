"""Everything read from an instance before its graph is built."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from logistics.network.model import Network
from logistics.scenario.model import Instance
from logistics.timespace.board import Board, Services, read_board, read_services
from logistics.timespace.sources import Sources, read_sources
from logistics.timespace.supply import Supply, read_supply
from logistics.timetable.build import build_timetable
from logistics.timetable.model import Timetable
from logistics.timetable.operations import Operation, read_operations
from logistics.timetable.tables import row_of, texts
from logistics.timetable.windows import WindowIndex


@dataclass(frozen=True)
class Base:
    """Tables, windows and timetable of an instance, read once."""

    network: Network
    timetable: Timetable
    windows: WindowIndex
    operations: list[Operation]
    services: Services
    terminal_row: dict[str, int]
    board: Board
    sources: Sources
    supply: Supply

    def doing(self, *activities: str) -> list[Operation]:
        """Return the operations of some activities, in file order."""
        return [operation for operation in self.operations if operation.activity in activities]

    def whole_board(self) -> Board:
        """Return the events of the timetable, those that are over included."""
        return read_board(self.timetable, self.services, 0.0, int(np.iinfo(np.int32).min))


def read_base(instance: Instance) -> Base:
    """Return everything that the graph of an instance is built from."""
    network, horizon = instance.network, instance.horizon
    timetable = build_timetable(network, horizon.solved_start_min, horizon.solved_end_min, instance.not_before_min)
    windows, services = WindowIndex(network.windows), read_services(network)
    terminal_row = row_of(texts(network["terminals"], "terminal_id"))
    cutoff_h = network.parameter("cutoff_h")
    return Base(
        network=network,
        timetable=timetable,
        windows=windows,
        operations=read_operations(network),
        services=services,
        terminal_row=terminal_row,
        board=read_board(timetable, services, cutoff_h, instance.not_before_min),
        sources=read_sources(instance.consignments, terminal_row, timetable),
        supply=read_supply(network, windows),
    )
