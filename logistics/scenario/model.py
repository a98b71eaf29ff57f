"""Scenario values: a horizon, changes with dates, and the instance that planners and audits work on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from logistics.network.model import Network
from logistics.units import MIN_PER_DAY, to_min


@dataclass(frozen=True)
class Horizon:
    """
    Reported days, with warm-up and run-out weeks that are solved but not reported.

    Attributes
    ----------
    start, end : date
        First and last reported day (UTC, both included).
    warmup_weeks, runout_weeks : int
        Weeks solved before and after.
    """

    start: date
    end: date
    warmup_weeks: int = 3
    runout_weeks: int = 5

    @property
    def start_min(self) -> int:
        """First reported minute."""
        return to_min(self.start)

    @property
    def end_min(self) -> int:
        """First minute after the reported days."""
        return to_min(self.end) + MIN_PER_DAY

    @property
    def solved_start_min(self) -> int:
        """First solved minute."""
        return self.start_min - self.warmup_weeks * 7 * MIN_PER_DAY

    @property
    def solved_end_min(self) -> int:
        """First minute after the solved days."""
        return self.end_min + self.runout_weeks * 7 * MIN_PER_DAY


CONSIGNMENT_COLUMNS = (
    "consignment_id",  # str, unique: <demand_id>/<ready day as YYYY-MM-DD>
    "demand_id",
    "origin",  # terminal_id
    "destination",  # terminal_id
    "commodity_id",
    "cargo_class",
    "unit_id",
    "power",  # none | plug | diesel
    "ready_min",  # int, UTC minutes
    "due_min",  # int, latest arrival (after unloading)
    "boxes",  # int
    "feu_per_box",  # float
    "tonnes_per_box",  # float, payload
    "gross_t_per_box",  # float, payload + tare
    "time_usd_per_box_h",  # float: value of time of the goods
    "running_usd_per_box_h",  # float: hire, electricity or diesel of the box (money)
    "outside_id",
    "outside_usd_per_box",  # float: generalised cost (price + value of time)
    "outside_price_usd_per_box",  # float: money only
    "outside_days",  # float
    "reported",  # bool: ready inside the reported days
    "start_kind",  # gate (at the origin) | yard | onboard: where the boxes are at ready_min
    "start_terminal",  # gate, yard: terminal; onboard: terminal of the next stop
    "start_gauge",  # yard: gauge side (int, 0 = ship or road side); else -1
    "start_run_id",  # onboard: run the boxes are on; else ''
    "start_seq",  # onboard: stops.csv seq of the next stop; else -1
)


@dataclass(frozen=True)
class Instance:
    """
    Everything one optimisation sees: tables with the changes known at its time, and consignments.

    Attributes
    ----------
    network : Network
        Tables after static changes, and the windows known when the plan is made.
    consignments : DataFrame
        Columns `CONSIGNMENT_COLUMNS`, one row per consignment, in canonical order.
    horizon : Horizon
    not_before_min : int
        Decisions before this minute are no longer possible (``horizon.solved_start_min`` at first).
    committed : DataFrame
        Columns ``resource_id, amount``: capacity already used by boxes that are on their way.
    """

    network: Network
    consignments: pd.DataFrame
    horizon: Horizon
    not_before_min: int
    committed: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame(
            {"resource_id": pd.Series(dtype=str), "amount": pd.Series(dtype=float)}
        )
    )


@dataclass(frozen=True)
class Change:
    """
    One change of a scenario, as written: ``kind`` and its fields (see ``changes``), checked.

    ``known_from`` is the day from which plans know about it; without it, the day it starts.
    """

    change_id: str
    kind: str
    fields: Mapping[str, object]
    start: date | None = None
    end: date | None = None
    known_from: date | None = None


@dataclass(frozen=True)
class Scenario:
    """
    Exogenous data of one run: a network, a horizon and changes; values are frozen.

    Attributes
    ----------
    name, title, description : str
    network : Network
        The network as on disk.
    horizon : Horizon
    changes : tuple of Change
        In the order written, parents first.
    base : str
        Name of the scenario it is compared with ('' when it extends none).
    text : str
        The whole scenario, canonical TOML, for the manifest.
    """

    name: str
    title: str
    description: str
    network: Network
    horizon: Horizon
    changes: tuple[Change, ...] = ()
    base: str = ""
    text: str = ""
