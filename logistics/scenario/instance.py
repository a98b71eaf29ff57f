"""From a scenario to the instance that planners and audits work on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from logistics.network.model import Network
from logistics.scenario.change import Change
from logistics.scenario.demand import boxes_by_ready_day
from logistics.scenario.horizon import Horizon
from logistics.scenario.model import CONSIGNMENT_COLUMNS, Instance, Scenario
from logistics.scenario.outside import add_outside_options
from logistics.scenario.tables import apply_tables
from logistics.scenario.windows import make_windows
from logistics.units import MIN_PER_DAY


def build_instance(scenario: Scenario, known_at_min: int | None = None) -> Instance:
    """
    Return what a plan made at one moment sees: tables, windows and consignments.

    Parameters
    ----------
    scenario : Scenario
    known_at_min : int or None
        UTC minute at which the plan is made: changes known later are left out. None: all are known.

    Returns
    -------
    Instance
        Decisions are possible from the solved start on; a planner that plans again moves
        ``not_before_min`` itself.

    Raises
    ------
    DataError
        If a consignment has no outside option.
    """
    horizon = scenario.horizon
    changes = [change for change in scenario.changes if change.is_known(horizon, known_at_min)]
    network = apply_tables(scenario.network, changes)
    network = replace(network, windows=make_windows(changes, horizon))
    consignments = make_consignments(network, changes, horizon)
    return Instance(
        network=network,
        consignments=_relax_consignments(consignments, changes),
        horizon=horizon,
        not_before_min=horizon.solved_start_min,
        committed=_relaxed_resources(changes),
        cold_chain=follows_temperature(changes),
    )


def bare_instance(scenario: Scenario, horizon: Horizon) -> Instance:
    """
    Return the tables and windows of a scenario without consignments, over a horizon of the caller's.

    Changes without dates hold throughout both horizons; all changes are known.

    Parameters
    ----------
    scenario : Scenario
    horizon : Horizon
        Days over which trains are wanted.
    """
    own = scenario.horizon
    whole = Horizon(
        start=min(own.start, horizon.start),
        end=max(own.end, horizon.end),
        warmup_weeks=max(own.warmup_weeks, horizon.warmup_weeks),
        runout_weeks=max(own.runout_weeks, horizon.runout_weeks),
    )
    changes = list(scenario.changes)
    network = apply_tables(scenario.network, changes)
    return Instance(
        network=replace(network, windows=make_windows(changes, whole)),
        consignments=pd.DataFrame({name: pd.Series(dtype="object") for name in CONSIGNMENT_COLUMNS}),
        horizon=horizon,
        not_before_min=horizon.solved_start_min,
        committed=_relaxed_resources(changes),
        cold_chain=follows_temperature(changes),
    )


def network_in_force(scenario: Scenario) -> Network:
    """Return the tables of a scenario with all its changes applied, and all its windows."""
    network = apply_tables(scenario.network, list(scenario.changes))
    return replace(network, windows=make_windows(list(scenario.changes), scenario.horizon))


def follows_temperature(changes: Iterable[Change]) -> bool:
    """Return whether changes switch the cold chain on: the last one counts."""
    return bool([False, *(change.fields["active"] for change in changes if change.kind == "cold_chain")][-1])


def replan_times(scenario: Scenario) -> list[int]:
    """
    Return the minutes after the solved start at which something new becomes known, ascending.

    A scenario without events has none: it is planned once, at the solved start.
    """
    horizon = scenario.horizon
    times = {change.known_from_min(horizon) for change in scenario.changes}
    return sorted(time for time in times if horizon.solved_start_min < time < horizon.solved_end_min)


def make_consignments(network: Network, changes: Iterable[Change], horizon: Horizon) -> pd.DataFrame:
    """
    Return the consignments of a horizon (columns ``CONSIGNMENT_COLUMNS``), in canonical order.

    One row per demand row and ready day. Goods are ready at 00:00 UTC of their ready day and due
    ``max_days`` of the commodity later. Goods that become ready in the last three run-out weeks are
    left out, because trains end before they could arrive; all goods of the reported days are in.

    Parameters
    ----------
    network : Network
        With its tables as the plan sees them.
    changes : iterable of Change
        Those that the plan knows.
    horizon : Horizon
    """
    changes = list(changes)
    rows = boxes_by_ready_day(network, changes, horizon)
    rows = add_goods(rows, network)
    day = pd.Series(rows["ready_min"].to_numpy().astype("datetime64[m]").astype("datetime64[D]").astype("str"))
    rows["consignment_id"] = rows["demand_id"] + "/" + day.astype("str")
    rows = add_outside_options(rows, network, changes, horizon)
    rows = rows.assign(
        reported=rows["ready_min"].between(horizon.start_min, horizon.end_min - 1),
        start_kind="gate",
        start_terminal=rows["origin"],
        start_gauge=-1,
        start_run_id="",
        start_seq=-1,
    )
    order = ["ready_min", "origin", "destination", "commodity_id", "demand_id"]
    return rows.sort_values(order, kind="stable")[list(CONSIGNMENT_COLUMNS)].reset_index(drop=True)


def add_goods(rows: pd.DataFrame, network: Network) -> pd.DataFrame:
    """
    Return rows with the columns of `CONSIGNMENT_COLUMNS` that follow from goods and box.

    Parameters
    ----------
    rows : DataFrame
        ``commodity_id, ready_min``; ``unit_id`` too where the box is not the usual one of the goods.
    network : Network

    Notes
    -----
    Columns of a wagon are those on its own gauge. Its mass is counted without that of the platforms that boxes of its
    length would need. Its hire ends where its load leaves it, so it is no running cost of the whole way but part of
    what each row of a path costs (`logistics.scenario.wagons`).
    """
    goods = network["commodities"].set_index("commodity_id").loc[rows["commodity_id"]]
    units = (
        network["loading_units"].set_index("unit_id").loc[rows["unit_id"] if "unit_id" in rows else goods["unit_id"]]
    )
    payload = units["payload_t"].to_numpy()
    value = goods["value_usd_per_t"].to_numpy() * payload
    hire = units["hire_usd_per_day"].to_numpy() / 24.0
    plug = units["power_kw"].to_numpy() * network.parameter("electricity_usd_per_kwh")
    fuel = units["fuel_l_per_h"].to_numpy() * network.parameter("diesel_usd_per_l")
    wagon = units["track_gauge_mm"].notna().to_numpy()
    platform = network.parameter("platform_t_per_feu") if wagon.any() else 0.0
    last = np.floor(goods["max_days"].to_numpy() * MIN_PER_DAY + 0.5).astype(np.int64)
    return rows.assign(
        cargo_class=goods["cargo_class"].to_numpy(),
        unit_id=units.index.to_numpy(),
        power=units["power"].to_numpy(),
        due_min=rows["ready_min"].to_numpy() + last,
        feu_per_box=units["feu"].to_numpy(),
        tonnes_per_box=payload,
        gross_t_per_box=payload + units["tare_t"].to_numpy() - platform * wagon * units["feu"].to_numpy(),
        time_usd_per_box_h=value * goods["value_of_time_pct_per_day"].to_numpy() / 100.0 / 24.0,
        running_usd_per_box_h=np.where(wagon, 0.0, hire + plug + fuel),
    )


def _relax_consignments(consignments: pd.DataFrame, changes: Iterable[Change]) -> pd.DataFrame:
    for change in changes:
        if change.kind != "relax" or "consignment" not in change.fields:
            continue
        fields: Mapping[str, Any] = change.fields
        row = (consignments["consignment_id"] == fields["consignment"]).to_numpy(dtype=bool)
        later = int(fields.get("hours", 0.0) * 60 + 0.5)
        dearer = float(fields.get("usd_per_box", 0.0))
        consignments = consignments.assign(
            due_min=consignments["due_min"] + later * row,
            outside_usd_per_box=consignments["outside_usd_per_box"] + dearer * row,
            outside_price_usd_per_box=consignments["outside_price_usd_per_box"] + dearer * row,
        )
    return consignments


def _relaxed_resources(changes: Iterable[Change]) -> pd.DataFrame:
    """Return capacity added by name, as negative use."""
    added = [c.fields for c in changes if c.kind == "relax" and "resource" in c.fields]
    return pd.DataFrame(
        {
            "resource_id": pd.Series([fields["resource"] for fields in added], dtype="str"),
            "amount": pd.Series([-float(fields["amount"]) for fields in added], dtype="float64"),  # type: ignore[arg-type]
        }
    )
