"""Speeds, tariffs, emission factors and parameters that plans look up exist, in the units expected."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from logistics.errors import did_you_mean
from logistics.network.checks.rule import View, same_direction
from logistics.network.findings import Finding

PARAMETERS = {
    "cutoff_h": "h",
    "storage_usd_per_feu_day": "USD/FEU/day",
    "queue_usd_per_feu_h": "USD/FEU/h",
    "electricity_usd_per_kwh": "USD/kWh",
    "diesel_usd_per_l": "USD/l",
    "penalty_usd_per_box": "USD/box",
    "refrigerant_charge_kg": "kg",
    "refrigerant_leak_pct_per_year": "%/year",
    "refrigerant_gwp": "kgCO2e/kg",
}
"""Parameters that plans read, with their units."""
TARIFF_UNITS = {"per_km": "USD/FEU-km", "reefer_per_km": "USD/FEU-km"}
EMISSION_UNIT = "gCO2e/gross-t-km"
POWER_UNITS = {"plug": {"grid": "gCO2e/kWh", "train_power": "gCO2e/kWh", "ship_power": "gCO2e/kWh"},
               "diesel": {"fuel": "gCO2e/l"}}  # fmt: skip
"""Scopes of the factors that units with power need, and their units."""


def _passages(view: View) -> Iterator[tuple[Any, Any, Any]]:
    """Yield each distinct (operator, class, direction) with one call, its service and its link."""
    seen = set()
    for call, service, link in _calls(view):
        key = (
            link.operator, service.service_class, service.speed_class, service.direction, service.powered_slots > 0,
        )  # fmt: skip
        if key not in seen:
            seen.add(key)
            yield call, service, link


def _calls(view: View) -> Iterator[tuple[Any, Any, Any]]:
    """Yield each call by a link, with its service and its link."""
    services, links = view.keyed("services", "service_id"), view.keyed("links", "link_id")
    for call in view.rows("stops"):
        service, link = services.get(call.service_id), links.get(call.link_id)
        if service is not None and link is not None:
            yield call, service, link


def check_speeds(view: View) -> Iterator[Finding]:
    """Every operator has a speed for every service class that runs on its links, and a speed class one operator."""
    speeds = set(zip(view["speeds"]["operator"], view["speeds"]["service_class"], strict=True))
    told = set()
    used = {(call.service_id, service.speed_class, link.operator) for call, service, link in _calls(view)}
    met = {name for name, speed_class, operator in used if (operator, speed_class) in speeds}
    for service in view.rows("services"):
        if service.speed_class and service.service_id not in met:
            text = (
                f"{service.speed_class!r} is a row of speeds.csv for no operator on the way of "
                f"{service.service_id!r}; add one, or leave it blank to run as {service.service_class}"
            )
            yield view.error("services", service.Index, "speed_class", text)
    for call, service, link in _passages(view):
        key = (link.operator, service.service_class)
        if (link.operator, service.speed_class) not in speeds and key not in speeds and key not in told:
            told.add(key)
            text = (
                f"no row for {link.operator}, {service.service_class}; {call.service_id!r} needs it on {link.link_id}"
            )
            yield view.error("speeds", None, "operator, service_class", text)


def check_tariffs(view: View) -> Iterator[Finding]:
    """Every operator has a per-km price for what runs on its links, and one for powered boxes."""
    loaded = [row for row in view.rows("tariffs") if row.loaded]
    for call, service, link in _passages(view):
        for kind in ("per_km", *(["reefer_per_km"] if service.powered_slots > 0 else [])):
            if not any(row.kind == kind and _applies(row, service, link) for row in loaded):
                text = (
                    f"no {kind} price for {link.operator}, {service.service_class}, {service.direction}; "
                    f"{call.service_id!r} needs it on {link.link_id}"
                )
                yield view.error("tariffs", None, "kind", text)


def _applies(row: Any, service: Any, link: Any) -> bool:
    return (
        row.operator in {"", link.operator}
        and row.service_class in {"", service.service_class}
        and same_direction(row.direction, service.direction)
    )


def check_tariff_units(view: View) -> Iterator[Finding]:
    """Prices that plans use are in USD per FEU-km, at least 0."""
    for row in view["tariffs"][view["tariffs"]["kind"].isin(list(TARIFF_UNITS))].itertuples():
        unit = TARIFF_UNITS[row.kind]
        if row.unit != unit:
            yield view.error("tariffs", row.Index, "unit", f"{row.unit!r} found; {row.kind} prices are in {unit}")
        if row.currency != "USD":
            yield view.error("tariffs", row.Index, "currency", f"{row.currency!r} found; {row.kind} prices are in USD")
        if row.value < 0:
            yield view.error("tariffs", row.Index, "value", f"{row.value:g} found; must be at least 0")


def check_emissions(view: View) -> Iterator[Finding]:
    """Every mode that services use has an emission factor in gCO2e per gross tonne-km."""
    used = view["emission_factors"][view["emission_factors"]["used"]]
    for mode in view["services"]["mode"].unique():
        rows = used[used["scope"] == mode]
        if rows.empty:
            yield view.error("emission_factors", None, "scope", f"no row with used = true and scope {mode}")
        for row in rows[rows["unit"] != EMISSION_UNIT].itertuples():
            text = f"{row.unit!r} found; used factors of {mode} are in {EMISSION_UNIT}"
            yield view.error("emission_factors", row.Index, "unit", text)


def check_emission_countries(view: View) -> Iterator[Finding]:
    """Countries of emission factors are those of terminals, or blank."""
    lands = {str(code) for code in view["terminals"]["country"]}
    factors = view["emission_factors"]
    for row in factors[factors["used"]].itertuples():
        if row.country and row.country not in lands:
            text = (
                f"{row.country!r} found; no terminal is there, so that nothing would use it: write a country of "
                f"terminals.csv, blank for any, or used = false{did_you_mean(row.country, sorted(lands))}"
            )
            yield view.error("emission_factors", row.Index, "country", text)


def check_power_emissions(view: View) -> Iterator[Finding]:
    """Electricity and diesel of the loading units with power have an emission factor for any country."""
    factors = view["emission_factors"]
    used = factors[factors["used"]]
    for power, scopes in POWER_UNITS.items():
        if power not in set(view["loading_units"]["power"]):
            continue
        for scope, unit in scopes.items():
            rows = used[used["scope"] == scope]
            if not (rows["country"] == "").any():
                text = f"no row with used = true, scope {scope} and a blank country; units with power {power!r} need it"
                yield view.error("emission_factors", None, "scope", text)
            for row in rows[rows["unit"] != unit].itertuples():
                text = f"{row.unit!r} found; used factors of {scope} are in {unit}"
                yield view.error("emission_factors", row.Index, "unit", text)


def check_parameters(view: View) -> Iterator[Finding]:
    """Every parameter that plans read is there, in its unit, at least 0, between its low and high."""
    parameters = view.keyed("parameters", "parameter_id")
    for name, unit in PARAMETERS.items():
        row = parameters.get(name)
        if row is None:
            yield view.error("parameters", None, "parameter_id", f"{name!r} is missing; plans need it in {unit}")
            continue
        if _bare(row.unit) != _bare(unit):
            yield view.error("parameters", row.Index, "unit", f"{row.unit!r} found; {name} is in {unit}")
        if row.value < 0:
            yield view.error("parameters", row.Index, "value", f"{row.value:g} found; {name} must be at least 0")
    for row in parameters.values():
        if row.value < row.low or row.value > row.high:
            text = f"{row.value:g} is outside low {row.low:g} to high {row.high:g}"
            yield view.warning("parameters", row.Index, "value", text)


def _bare(unit: str) -> str:
    """Return a unit without the differences that do not matter (``USD/FEU-day`` is ``USD/FEU/day``)."""
    return unit.lower().replace("-", "/").replace(" per ", "/").replace(" ", "")
