"""Scenario values: a horizon, changes with dates, and the instance that planners and audits work on."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import pandas as pd

from logistics.errors import ScenarioError
from logistics.network.model import Network
from logistics.scenario.change import Change, Closure
from logistics.scenario.consistency import check_changes
from logistics.scenario.entry import Faults, make_change
from logistics.scenario.horizon import Horizon
from logistics.scenario.text import scenario_text
from logistics.units import MIN_PER_DAY

STANDING_MIN = 2 * MIN_PER_DAY
"""Boxes aboard a train that arrived at most this long before a moment of planning may still leave it."""

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

UNDER_WAY_COLUMNS = ("gate_min", "entered", "power", "mean_c", "warm_c", "cold_c", "used")


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
    cold_chain : bool
        Whether loading units are chosen, and temperature and shelf life limit paths.
    under_way : DataFrame
        Index ``consignment_id``, one row per consignment that starts on its way: ``gate_min`` (when its goods were
        ready at their origin), ``entered`` (``inspected`` or ``seal``, how it came into a country; blank) and, with
        the cold chain, ``mean_c, warm_c, cold_c, used``: temperatures and share of the shelf life used so far, and
        ``power``: ``on`` in a plug-in reefer that may be unplugged, ``off`` in one that has been, else blank.
    """

    network: Network
    consignments: pd.DataFrame
    horizon: Horizon
    not_before_min: int
    committed: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame({"resource_id": pd.Series(dtype=str), "amount": pd.Series(dtype=float)})
    )
    cold_chain: bool = False
    under_way: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame(
            {name: pd.Series(dtype=object if name in {"entered", "power"} else float) for name in UNDER_WAY_COLUMNS},
            index=pd.Index([], name="consignment_id"),
        )
    )

    @property
    def followed_from_min(self) -> int:
        """Minute from which boxes under way are followed: one cut-off before decisions, when yards begin to clear."""
        return self.not_before_min - int(self.network.parameter("cutoff_h") * 60)


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
    """

    name: str
    title: str
    description: str
    network: Network
    horizon: Horizon
    changes: tuple[Change, ...] = ()
    base: str = ""

    @property
    def text(self) -> str:
        """The whole scenario, merged with what it extends, as canonical TOML."""
        return scenario_text(self)

    def with_change(
        self, change: str | Closure | Mapping[str, object], *, name: str = "", **fields: object
    ) -> Scenario:
        """
        Return a scenario with one more change; this one stays as it is.

        Parameters
        ----------
        change : str, Closure or mapping
            Kind of the change, its fields following as keywords; a closure; or an entry of
            ``[[changes]]``.
        name : str
            Name of the new scenario; '' keeps the name.
        **fields
            Fields of the change, such as ``link="dostyk-almaty", start=date(2025, 9, 12)``.

        Raises
        ------
        ScenarioError
            If the change is not possible.
        """
        entry = {"kind": change} if isinstance(change, str) else _entry(change)
        faults = Faults("with_change", [])
        made = make_change({**entry, **fields}, self._free_id(), self.network, faults)
        if made is not None and any(other.change_id == made.change_id for other in self.changes):
            faults.add(f"id: {made.change_id!r} is used by another change; give each its own")
        if made is None or faults.found:
            raise ScenarioError(faults.found)
        base = self.name if name and name != self.name else self.base
        changed = replace(self, name=name or self.name, base=base, changes=(*self.changes, made))
        return check_changes(changed, "with_change")

    def _free_id(self) -> str:
        taken = {change.change_id for change in self.changes}
        return next(word for n in itertools.count(1) if (word := f"change-{n}") not in taken)


def _entry(change: Closure | Mapping[str, object]) -> dict[str, object]:
    return change.table() if isinstance(change, Closure) else dict(change)
