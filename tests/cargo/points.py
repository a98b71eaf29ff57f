"""How each row of coldchain_validation.csv is computed: from the numbers in its inputs, by the public functions."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np

from logistics.cargo import (
    arrhenius_life_d,
    container_rain_risk,
    dew_point_c,
    equilibrium_moisture_db_pct,
    exponential_life_d,
    heat_leak_w,
    holdover_h,
    maize_dml_time_d,
    mean_kinetic_temperature_c,
    safe_storage_d,
    shelf_life_d,
    shelf_life_used,
    square_root_life_d,
)
from logistics.cargo.life import LogLinear, maize_co2_g_per_kg, respiration_heat_kj_per_kg
from logistics.cargo.moisture import wet_basis_pct
from logistics.cargo.quality import Quality
from logistics.cargo.thermal import WATT_PER_KCAL_H
from logistics.network import packaged_table

MONTH_D = 30.44
WINTER = {12, 1, 2}
COLD = {11, 12, 1, 2, 3}


def numbers(text: str) -> list[float]:
    """Return the numbers in a text, in order."""
    return [float(found) for found in re.findall(r"-?\d+(?:\.\d+)?", text)]


def celsius(fahrenheit: float) -> float:
    """Return degrees Celsius."""
    return (fahrenheit - 32.0) / 1.8


def wet_pct(grain: str, temperature: float, rh: float, model: str = "henderson") -> float:
    """Return equilibrium moisture on wet basis."""
    return wet_basis_pct(equilibrium_moisture_db_pct(grain, temperature, rh, model))


def months(commodity: str, temperature: float) -> float:
    """Return a life in months."""
    return shelf_life_d(commodity, temperature) / MONTH_D


def climate(place: str, wanted: set[int]) -> float:
    """Return the mean of some months in climate.csv."""
    table = packaged_table("climate")
    return float(table.loc[(table["place_id"] == place) & table["month"].isin(wanted), "tmean_c"].mean())


def amount(rule: str) -> float:
    """Return the amount of a row of rules.csv."""
    table = packaged_table("rules").set_index("rule_id")
    return float(table.loc[rule, "amount"])


def payload(unit: str) -> float:
    """Return the payload of a loading unit."""
    return float(packaged_table("loading_units").set_index("unit_id").loc[unit, "payload_t"])


def observed_days(row: str) -> float:
    """Return the typical days of an observation."""
    return float(packaged_table("observations").set_index("id").loc[row, "days_typical"])


def left_then(l5: float, days: float, later: float) -> float:
    """Return the total life of salmon kept some days at 5 °C and then warmer."""
    at_5 = exponential_life_d(l5, 5, 5, 0.089)
    return days + (1 - days / at_5) * exponential_life_d(l5, 5, later, 0.089)


Row = list[float]
POINTS: dict[str, Callable[[Row], list[float]]] = {
    "V01": lambda n: [dew_point_c(n[0], n[1])],
    "V02": lambda n: [dew_point_c(n[0], n[1])],
    "V03": lambda n: [dew_point_c(n[0], n[1])],
    "V04": lambda n: [mean_kinetic_temperature_c(n, 8.0)],
    "V06": lambda n: [square_root_life_d(n[0], n[1], n[2], -10)],
    "V07": lambda n: [arrhenius_life_d(n[0], n[1], n[2], 100)],
    "V09": lambda n: [square_root_life_d(1.0, 0.0, 0.0, -10) / square_root_life_d(1.0, 0.0, n[0], -10)],
    "V10": lambda n: [left_then(n[1], n[2], n[4])],
    "V12": lambda n: [shelf_life_d("beef VP", n[0])],
    "V13": lambda n: [100 * shelf_life_d("beef VP", t) / shelf_life_d("beef VP", -1.5) for t in n],
    "V14": lambda n: [shelf_life_d("beef VP", -1.5)],
    "V15": lambda n: [shelf_life_d("lamb VP", -1.5)],
    "V16": lambda n: [shelf_life_d("CO2-packed pork", n[0]) / shelf_life_d("CO2-packed pork", n[1])] * 2,
    "V17": lambda n: [shelf_life_d("air beef sides", 5.0)] * 2,
    "V20": lambda n: [months("beef_carcass", n[0])],
    "V21": lambda n: [months("beef_carcass", n[0])],
    "V22": lambda n: [shelf_life_used("frozen_beef", [n[1], n[3]], [24 * n[0], 24 * n[2]])],
    "V23": lambda n: [months("frozen_beef", n[0])],
    "V24": lambda n: [months("frozen_pork", n[0])],
    "V25": lambda n: [months(meat, t) for meat in ("frozen_beef", "frozen_mutton") for t in (-12, -18, -24)],
    "V26": lambda n: [wet_pct("maize", *n)] * 2,
    "V27": lambda n: [wet_pct("wheat_soft", *n)],
    "V28": lambda n: [wet_pct("wheat_soft", *n)] * 2,
    "V29": lambda n: [wet_pct("wheat_soft", *n)] * 2,
    "V30": lambda n: [wet_pct("wheat_soft", *n)],
    "V32": lambda n: [equilibrium_moisture_db_pct("wheat_hard", *n)],
    "V33": lambda n: [equilibrium_moisture_db_pct("wheat_hard", *n, model="chung_pfost")],
    "V35": lambda n: [(r := container_rain_risk("wheat_hard", n[0], n[1], 20.0)).rh, r.dew_point_c],
    "V36": lambda n: [safe_storage_d(*n)],
    "V37": lambda n: [safe_storage_d(*n)],
    "V39": lambda n: [safe_storage_d(*n)],
    "V42": lambda n: [100 * shelf_life_used(Quality("lot", LogLinear((20.0,), (n[0],)), 0, 40), 20, 24 * n[1])],
    **dict.fromkeys(
        ("V43", "V44", "V45", "V46", "V48", "V49"), lambda n: [maize_dml_time_d(n[0], celsius(n[1]), n[2])]
    ),
    "V50": lambda n: [maize_co2_g_per_kg(n[0])] * 2,
    "V52": lambda n: [respiration_heat_kj_per_kg(n[0]), respiration_heat_kj_per_kg(n[0]) / 2.0],
    "V53": lambda n: [n[0] * WATT_PER_KCAL_H],
    "V54": lambda n: [heat_leak_w(n[0], n[2], n[1])],
    "V55": lambda n: [heat_leak_w(n[0] * WATT_PER_KCAL_H, n[2], n[1])],
    "V56": lambda n: [holdover_h(1000 * n[0], n[1], n[2], n[5], n[3], n[4])],
    "V59": lambda n: [n[1] / n[0], n[2] / n[1], n[2] / n[0]],
    "V60": lambda n: [2 * n[0], 2 * n[0] * 0.4, 2 * n[0] * 1.6],
    "V61": lambda n: [n[0] / n[1], payload("40rf_plug")],
    "V62": lambda n: [1000 * n[0] / n[1], payload("20grain")],
    "V63": lambda n: [observed_days("T056")],
    "V64": lambda n: [amount("rail_days_frozen_summer")],
    "V65": lambda n: [amount("rail_days_chilled_hung_transition")],
    "V66": lambda n: [amount("rail_days_frozen_thermos")],
    "V67": lambda n: [climate("khorgos", WINTER)],
    "V68": lambda n: [climate("astana", COLD)],
    "V71": lambda n: [climate("almaty", WINTER)],
    "V72": lambda n: [climate("urumqi", {1}), climate("urumqi", {7})],
    "V73": lambda n: list(safe_storage_d(np.array(n[:2]), n[2])),
    "V74": lambda n: [safe_storage_d(n[0], n[1])],
    "V75": lambda n: [maize_dml_time_d(n[0], celsius(n[1]))],
    "V76": lambda n: [wet_pct("maize", *n), wet_pct("maize", *n, model="chung_pfost")],
}
