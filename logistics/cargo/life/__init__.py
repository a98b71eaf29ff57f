"""Shelf-life models, one file each; a new one is a new file with the method of `LifeModel`."""

from logistics.cargo.life.arrhenius import Arrhenius, arrhenius_life_d, mean_kinetic_temperature_c
from logistics.cargo.life.dry_matter import (
    DryMatterLoss,
    maize_co2_g_per_kg,
    maize_dml_time_d,
    respiration_heat_kj_per_kg,
)
from logistics.cargo.life.exponential import Exponential, exponential_life_d
from logistics.cargo.life.limits_only import LimitsOnly
from logistics.cargo.life.log_linear import LogLinear
from logistics.cargo.life.protocol import LifeModel
from logistics.cargo.life.safe_storage import SafeStorage, safe_storage_d
from logistics.cargo.life.square_root import SquareRoot, square_root_life_d

__all__ = [
    "Arrhenius",
    "DryMatterLoss",
    "Exponential",
    "LifeModel",
    "LimitsOnly",
    "LogLinear",
    "SafeStorage",
    "SquareRoot",
    "arrhenius_life_d",
    "exponential_life_d",
    "maize_co2_g_per_kg",
    "maize_dml_time_d",
    "mean_kinetic_temperature_c",
    "respiration_heat_kj_per_kg",
    "safe_storage_d",
    "square_root_life_d",
]
