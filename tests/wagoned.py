"""The tiny scenario with wagons: a hopper of 1,520 mm whose load goes on in a covered wagon of 1,435 mm."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from logistics.scenario import Change

ON = Change("cold_chain", "cold_chain", {"active": True})
HOPPER = {
    "unit_id": "hopper", "name": "Hopper", "feu": 1.0, "payload_t": 48.0, "tare_t": 22.0, "hire_usd_per_day": 24.0,
    "track_gauge_mm": 1520, "service_class": "grain", "onward_unit_id": "covered35", "freight_feu": 0.8,
    "empty_feu": 0.3, "transload_feu": 2.0,
}  # fmt: skip
COVERED35 = {
    "unit_id": "covered35", "feu": 1.8, "payload_t": 72.0, "tare_t": 25.0, "hire_usd_per_day": 12.0,
    "track_gauge_mm": 1435, "service_class": "ordinary", "onward_unit_id": "", "freight_feu": 0.9, "empty_feu": None,
    "transload_feu": None,
}  # fmt: skip
PLATFORM_T = 10.0
"""Per FEU. One hopper counts 48 + 22 - 10 = 60 t; its load beyond is 2/3 of a covered wagon: 1.2 FEU, 52 2/3 t."""


def wagoned(tiny_scenario, *, hopper=None, covered=None, boxes=1.0, limits=None, only_wheat=True):
    """
    Return the tiny scenario with wheat that may go in hoppers.

    Parameters
    ----------
    hopper, covered : mapping, optional
        Cells of the wagons that are not as above.
    boxes : float
        Factor of the demand.
    limits : mapping of str to mapping, optional
        Cells of services.
    only_wheat : bool
        Leave all other demand out.
    """
    network = tiny_scenario.network
    units = network["loading_units"]
    rows = [{**HOPPER, **(hopper or {})}, {**COVERED35, **(covered or {})}]
    like = units[units["unit_id"] == "liner40"].iloc[0].to_dict()
    more = pd.DataFrame([{**like, **row} for row in rows], columns=units.columns).astype(units.dtypes.to_dict())
    offered = network["commodity_units"]
    wheat = offered[offered["commodity_id"] == "wheat"].iloc[[0]].assign(unit_id="hopper")
    parameters = network["parameters"]
    platform = parameters.iloc[[0]].assign(parameter_id="platform_t_per_feu", value=PLATFORM_T)
    services = network["services"].copy()
    for name, cells in (limits or {}).items():
        for column, value in cells.items():
            services.loc[services["service_id"] == name, column] = value
    demand = network["demand"]
    network = network.with_tables(
        loading_units=pd.concat([units, more], ignore_index=True),
        commodity_units=pd.concat([offered, wheat], ignore_index=True),
        parameters=pd.concat([parameters, platform], ignore_index=True),
        services=services,
        demand=demand[demand["commodity_id"] == "wheat"].reset_index(drop=True) if only_wheat else demand,
    )
    more_boxes = Change("more", "demand", {"factor": boxes})
    return replace(tiny_scenario, network=network, changes=(ON, more_boxes))
