"""Cargo: classes of goods in the bit order of every cargo mask, how goods keep, and the box on the way."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from logistics.cargo.box import Box, box_temperature_c
    from logistics.cargo.builtin import quality_named
    from logistics.cargo.catalogue import commodity_quality
    from logistics.cargo.climate import Climate, sunshine_k
    from logistics.cargo.condensation import ContainerRain, container_rain_h, container_rain_risk, dew_point_c
    from logistics.cargo.life import (
        arrhenius_life_d,
        exponential_life_d,
        maize_dml_time_d,
        mean_kinetic_temperature_c,
        safe_storage_d,
        square_root_life_d,
    )
    from logistics.cargo.moisture import equilibrium_moisture_db_pct, equilibrium_rh
    from logistics.cargo.power import autonomy_h, genset_litres_h, reefer_power_kw, refuellings
    from logistics.cargo.quality import Limits, Quality
    from logistics.cargo.running import Running, run_reefer, tank_level_l
    from logistics.cargo.shelf_life import shelf_life_d, shelf_life_used
    from logistics.cargo.thermal import heat_leak_w, holdover_h, time_constant_h
    from logistics.cargo.trace import Trace, travel

CARGO_CLASSES = ("dry", "grain", "frozen", "chilled", "produce", "hides", "oil")

_HOME = {
    "quality_named": "builtin",
    "commodity_quality": "catalogue",
    "ContainerRain": "condensation", "container_rain_risk": "condensation", "dew_point_c": "condensation",
    "arrhenius_life_d": "life", "exponential_life_d": "life", "maize_dml_time_d": "life",
    "mean_kinetic_temperature_c": "life", "safe_storage_d": "life", "square_root_life_d": "life",
    "equilibrium_moisture_db_pct": "moisture", "equilibrium_rh": "moisture",
    "autonomy_h": "power", "genset_litres_h": "power", "reefer_power_kw": "power", "refuellings": "power",
    "Limits": "quality", "Quality": "quality",
    "shelf_life_d": "shelf_life", "shelf_life_used": "shelf_life",
    "Box": "box", "box_temperature_c": "box", "Climate": "climate", "sunshine_k": "climate",
    "container_rain_h": "condensation",
    "Running": "running", "run_reefer": "running", "tank_level_l": "running", "Trace": "trace", "travel": "trace",
    "heat_leak_w": "thermal", "holdover_h": "thermal", "time_constant_h": "thermal",
}  # fmt: skip

__all__ = [
    "CARGO_CLASSES",
    "Box",
    "Climate",
    "ContainerRain",
    "Limits",
    "Quality",
    "Running",
    "Trace",
    "arrhenius_life_d",
    "autonomy_h",
    "box_temperature_c",
    "commodity_quality",
    "container_rain_h",
    "container_rain_risk",
    "dew_point_c",
    "equilibrium_moisture_db_pct",
    "equilibrium_rh",
    "exponential_life_d",
    "genset_litres_h",
    "heat_leak_w",
    "holdover_h",
    "maize_dml_time_d",
    "mean_kinetic_temperature_c",
    "quality_named",
    "reefer_power_kw",
    "refuellings",
    "run_reefer",
    "safe_storage_d",
    "shelf_life_d",
    "shelf_life_used",
    "square_root_life_d",
    "sunshine_k",
    "tank_level_l",
    "time_constant_h",
    "travel",
]


def __getattr__(name: str) -> Any:
    """Load a name on first use: who needs only the classes does not load the tables' readers."""
    if name not in _HOME:
        raise AttributeError(f"module 'logistics.cargo' has no attribute '{name}'")
    return getattr(importlib.import_module(f"logistics.cargo.{_HOME[name]}"), name)
