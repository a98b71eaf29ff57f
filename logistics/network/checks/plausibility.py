"""Values that are possible but strange: often a wrong unit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from logistics.network.checks.rule import View
from logistics.network.findings import Finding


@dataclass(frozen=True)
class Usual:
    """Usual range of one column; the hint says which unit or mistake to suspect outside it."""

    table: str
    column: str
    low: float
    high: float
    hint: str


USUAL = (
    Usual("speeds", "speed_kmh", 3, 200, "km/h"),
    Usual("links", "length_km", 0.3, 10_000, "km, not metres"),
    Usual("links", "capacity_trains_per_day", 0.5, 300, "trains per day and direction, not per year"),
    Usual("operations", "handling_h", 0, 240, "hours, not minutes"),
    Usual("operations", "queue_h", 0, 480, "hours, not minutes"),
    Usual("operations", "cost_usd_per_feu", 0, 5_000, "USD per FEU"),
    Usual("facilities", "capacity", 0.5, 50_000, "FEU per day or FEU, not TEU per year"),
    Usual("facilities", "winter_factor", 0.05, 1.5, "a share of capacity"),
    Usual("services", "max_feu", 1, 3_000, "FEU per train or ship"),
    Usual("services", "max_gross_t", 20, 60_000, "tonnes, not kilograms"),
    Usual("stops", "dwell_h", 0, 240, "hours, not minutes"),
    Usual("commodities", "value_usd_per_t", 20, 2_000_000, "USD per tonne"),
    Usual("commodities", "value_of_time_pct_per_day", 0, 10, "percent per day, not a fraction"),
    Usual("commodities", "set_point_c", -40, 30, "degrees Celsius"),
    Usual("commodities", "max_days", 3, 200, "days"),
    Usual("loading_units", "feu", 0.1, 2, "1 for 40 ft, 0.5 for 20 ft"),
    Usual("loading_units", "payload_t", 1, 75, "tonnes"),
    Usual("loading_units", "tare_t", 0, 40, "tonnes"),
    Usual("loading_units", "power_kw", 0, 20, "kW"),
    Usual("loading_units", "tank_l", 50, 3_000, "litres"),
    Usual("outside_options", "cost_usd_per_feu", 0, 60_000, "USD per FEU"),
    Usual("outside_options", "days", 0, 180, "days"),
    Usual("demand", "boxes", 0, 20_000, "boxes per week"),
)


def check_plausible(view: View) -> Iterator[Finding]:
    """Values lie in the range of everyday experience (a warning outside it)."""
    for usual in USUAL:
        column = view[usual.table][usual.column]
        strange = (column < usual.low) | (column > usual.high)
        for row in column.index[strange.fillna(value=False).to_numpy(dtype=bool)]:
            text = f"{column[row]:g} found; usual values are {usual.low:g} to {usual.high:g}. Is it {usual.hint}?"
            yield view.warning(usual.table, row, usual.column, text)


def check_tariff_plausible(view: View) -> Iterator[Finding]:
    """Per-km prices are between 0.01 and 10 USD per FEU-km (a warning outside)."""
    rows = view["tariffs"][view["tariffs"]["kind"] == "per_km"]
    for row in rows[(rows["value"] < 0.01) | (rows["value"] > 10)].itertuples():
        text = f"{row.value:g} found; usual values are 0.01 to 10. Is it USD per FEU-km?"
        yield view.warning("tariffs", row.Index, "value", text)


def check_climate(view: View) -> Iterator[Finding]:
    """Every climate place has twelve months (a warning otherwise)."""
    months = view["climate"].groupby("place_id", sort=False)["month"].nunique()
    for place in months.index[months < 12]:
        row = view["climate"].index[view["climate"]["place_id"] == place][0]
        yield view.warning("climate", row, "month", f"{place!r} has {months[place]} months; twelve are needed")
