"""What duties, a running reefer, or grain in a closed box mean on a path, in sentences under its legs."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any


def reefer_lines(path: Any, names: Mapping[str, str]) -> list[str]:
    """Return energy, fuel, hold-over and power cut of a path; nothing for boxes without power."""
    told = path.reefer
    if told is None:
        return []
    took = f"{path.energy_kwh:,.0f} kWh from plugs" if told["power"] == "plug" else f"{path.fuel_l:,.0f} l of diesel"
    traction = path.co2e_kg - path.reefer_co2e_kg
    text = (
        f"Reefer at {told['set_point_c']:g} °C: {took}; CO2e {path.reefer_co2e_kg:,.0f} kg (energy and refrigerant), "
        f"traction {traction:,.0f} kg, together {path.co2e_kg:,.0f} kg per FEU."
    )
    lines = [text]
    lines += [_fuel(told["fuel"], names)] if told["fuel"] else []
    least = told["shortest_holdover"]
    if least:
        lines.append(
            f"If the power fails: goods keep their limits for {least['hours']:.0f} h at worst "
            f"({_where(least, names)}, in a warm or cold spell)."
        )
    lines += _cut(told["power_cut"], names) if told["power_cut"] else []
    return lines


def duty_lines(front: Any) -> list[str]:
    """Return the duties and the cleaning that the goods of a front pay on every way."""
    cleaning = front.query.get("cleaning_usd", 0.0)
    after = (
        [f"Cleaning after the goods, beside the cost of every way: {cleaning:,.0f} USD per FEU."] if cleaning else []
    )
    return after + [
        f"Duty, beside the cost of every way: {told['usd_per_feu']:,.0f} USD per FEU ({told['amount']:g}"
        f"{' % of the value' if told['unit'] == '%' else ' ' + told['unit']}, rule {told['rule_id']}; "
        f"source: {told['source']})."
        for told in front.query.get("duties", ())
    ]


def rain_lines(path: Any, names: Mapping[str, str]) -> list[str]:
    """Return where water may condense over grain; nothing for other goods."""
    told = path.rain
    if told is None:
        return []
    what = f"Grain of {told['moisture_wb_pct']:g} % moisture: on clear nights of a cold spell water"
    first = told["first"]
    if first is None:
        return [f"{what} does not condense under the roof."]
    place = _where(first, names)
    text = (
        f"{what} may condense under the roof along {told['hours']:.0f} h of the way, first {place} (grain "
        f"{first['cargo_c']:.0f} °C, outside {first['outside_c']:.0f} °C); load it drier, or cover it."
    )
    return [text]


def _fuel(fuel: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """Return how the tank lasts."""
    part = fuel["longest_stretch"]
    text = f"Longest way between two stops to fill the tank: {part['litres']:,.0f} l in {part['hours']:.0f} h"
    text += f" ({_where(part, names)})"
    if fuel["tank_l"] is None:
        return f"{text}; the size of the tank is not known."
    again = {0: "no refuelling needed", 1: "one refuelling needed"}.get(
        fuel["refuellings"], f"{fuel['refuellings']} refuellings needed"
    )
    lasts = f"a tank of {fuel['tank_l']:,.0f} l would last {part['autonomy_h']:.0f} h"
    return f"{text}; {lasts}; {again} after a full start."


def _cut(cut: Mapping[str, Any], names: Mapping[str, str]) -> list[str]:
    """Return what comes of a power cut."""
    place = names.get(cut["place"], cut["place"])
    if not cut["touched"]:
        return [f"Power cut at {place}: this path does not come there."]
    added = cut["shelf_life_added"]
    life = "" if math.isnan(added) else (
        f"; {added:.2%} of the shelf life more is used" if math.isfinite(added) else "; beyond the range of its model"
    )  # fmt: skip
    back = f"cargo {cut['end_c']:.1f} °C {'on arrival' if cut['until_arrival'] else 'when power is back'}"
    lines = [f"Power cut of {cut['hours']:g} h from {place} on, {cut['start_utc']}: {back}{life}."]
    lines += [f"  Limit broken: {entry['text']}." for entry in cut["broken"]]
    return lines if cut["broken"] else [*lines, "  No limit is passed, in spells neither."]


def _where(entry: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """Return a place or a way between two."""
    tail, head = (names.get(entry[name], entry[name]) for name in ("from", "to"))
    return tail if tail == head else f"{tail} → {head}"
