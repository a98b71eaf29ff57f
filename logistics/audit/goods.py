"""Sizes, rates and outside options of consignments, recomputed from the tables and the changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from logistics.audit.law import meant
from logistics.audit.report import Ledger
from logistics.audit.tables import Book, Validity, number, rows, validity, words
from logistics.audit.wagons import counted_mass
from logistics.results.model import Plan
from logistics.scenario import Change, Horizon, Instance
from logistics.units import day_of

TINY = 1e-6
RELATIVE = 1e-9
_SAME = (
    "origin", "destination", "commodity_id", "cargo_class", "unit_id", "power", "ready_min", "due_min", "boxes",
    "feu_per_box", "gross_t_per_box", "time_usd_per_box_h", "running_usd_per_box_h", "outside_usd_per_box",
)  # fmt: skip


@dataclass(frozen=True)
class Option:
    """One row of outside_options.csv."""

    outside_id: str
    mode: str
    origins: tuple[str, ...]
    destinations: tuple[str, ...]
    cargo: tuple[str, ...]
    cost: float
    days: float
    valid: Validity

    def fits(self, origin: str, destination: str, cargo: str) -> bool:
        """Tell whether it serves a pair of regions and a cargo class."""
        carries = not self.cargo or cargo in self.cargo
        return origin in self.origins and destination in self.destinations and carries


def check_goods(plan: Plan, instance: Instance, book: Book, ledger: Ledger) -> None:
    """Check sizes, rates and outside option of every consignment, and the copy written with the plan."""
    ledger.ask("consignments", "sizes, power and hourly rates of boxes, and the copy in the plan")
    ledger.ask("outside", "outside option of every consignment and unserved row, from the tables")
    changes = plan.scenario.changes if plan.scenario else ()
    units = {str(row["unit_id"]): row for row in rows(book.network, "loading_units")}
    goods = {str(row["commodity_id"]): row for row in rows(book.network, "commodities")}
    options = [_option(row) for row in rows(book.network, "outside_options")]
    dearer = _dearer(changes)
    duties = [row for row in rows(book.network, "rules") if row["active"] and row["kind"] == "duty"]
    near: dict[tuple[str, str, str], list[Option]] = {}
    sizes = {name: box_of(book, row, units[str(row["unit_id"])]) for name, row in goods.items()}
    for row in instance.consignments.to_dict("records"):
        where = f"consignment '{row['consignment_id']}'"
        for name, expected in sizes[row["commodity_id"]].items():
            ledger.compare("consignments", f"{where}: {name}", row[name], expected, TINY + RELATIVE * abs(expected))
        unit = goods[row["commodity_id"]]["unit_id"]
        if (row["unit_id"], row["power"]) != (unit, units[unit]["power"]):
            ledger.fault("consignments", f"{where}: unit '{row['unit_id']}' or power '{row['power']}' is not its own")
        place = (book.region[row["origin"]], book.region[row["destination"]], row["cargo_class"])
        if place not in near:
            near[place] = [option for option in options if option.fits(*place)]
        charges = _duty(book, duties, goods[row["commodity_id"]], row)
        charges += number(goods[row["commodity_id"]]["cleaning_usd_per_box"], 0.0)
        expected = _outside(near[place], row, changes, instance.horizon, charges)
        expected += dearer.get(str(row["consignment_id"]), 0)
        found = float(row["outside_usd_per_box"])
        ledger.compare("outside", f"{where}: outside_usd_per_box", found, expected, TINY + RELATIVE * abs(expected))
    _check_copy(plan, instance, ledger)


def _option(row: Mapping[str, Any]) -> Option:
    return Option(
        str(row["outside_id"]), str(row["mode"]), words(row["origin_region"]), words(row["destination_region"]),
        words(row["cargo_class"]), float(row["cost_usd_per_feu"]), float(row["days"]), validity(dict(row)),
    )  # fmt: skip


def box_of(book: Book, goods: Mapping[str, Any], unit: Mapping[str, Any]) -> dict[str, float]:
    """Return size, mass and hourly rates of one box of a unit with goods."""
    network, payload = book.network, float(unit["payload_t"])
    electricity = float(unit["power_kw"]) * network.parameter("electricity_usd_per_kwh")
    diesel = float(unit["fuel_l_per_h"]) * network.parameter("diesel_usd_per_l")
    value = float(goods["value_usd_per_t"]) * payload
    running = float(unit["hire_usd_per_day"]) / 24 + electricity + diesel
    return {
        "feu_per_box": float(unit["feu"]),
        "gross_t_per_box": counted_mass(book, unit),
        "time_usd_per_box_h": value * float(goods["value_of_time_pct_per_day"]) / 2400,
        "running_usd_per_box_h": 0.0 if number(unit["track_gauge_mm"], 0) > 0 else running,  # wagons: on each row
    }


def _duty(book: Book, duties: Sequence[dict[str, Any]], goods: Mapping[str, Any], row: Mapping[Any, Any]) -> float:
    """Return the duties on the goods in a box [USD]."""
    total = 0.0
    for rule in duties:
        named = {str(goods["commodity_id"]), str(goods["cargo_class"])} & set(words(rule["goods"]))
        ends = (book.place[str(row["origin"])], book.place[str(row["destination"])])
        if named and meant(rule, *ends) and validity(rule).holds(day_of(int(row["ready_min"]))):
            share = float(goods["value_usd_per_t"]) / 100 if rule["unit"] == "%" else 1.0
            total += float(rule["amount"]) * share * float(row["tonnes_per_box"])
    return total


def _outside(
    options: Sequence[Option], row: Mapping[Any, Any], changes: Sequence[Change], horizon: Horizon, charges: float
) -> float:  # fmt: skip
    """Return the generalised cost of the cheapest outside option of a consignment [USD per box]."""
    ready = int(row["ready_min"])
    found = [
        max(
            option.cost * row["feu_per_box"] * _factor(option, changes, horizon, ready)
            - (charges if option.mode == "market" else 0.0),
            0.0,
        )
        + option.days * 24 * row["time_usd_per_box_h"]
        for option in options
        if option.valid.holds(day_of(ready))
    ]
    return float(min(found, default=float("inf")))


def _factor(option: Option, changes: Sequence[Change], horizon: Horizon, ready: int) -> float:
    """Return the factor that changes of price put on an outside option on a ready day."""
    factor = 1.0
    for change in changes:
        if change.kind != "price" or not change.start_min(horizon) <= ready < change.end_min(horizon):
            continue
        named, modes = _listed(change.fields.get("outside")), _listed(change.fields.get("outside_mode"))
        if option.outside_id in named or option.mode in modes or "all" in modes:
            factor *= float(str(change.fields["factor"]))
    return factor


def _listed(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(str(part) for part in value)  # type: ignore[attr-defined]


def _dearer(changes: Sequence[Change]) -> dict[str, float]:
    """Return what relaxations add to the outside option of single consignments [USD per box]."""
    found: dict[str, float] = {}
    for change in changes:
        if change.kind == "relax" and "consignment" in change.fields and "usd_per_box" in change.fields:
            name = str(change.fields["consignment"])
            found[name] = found.get(name, 0.0) + float(str(change.fields["usd_per_box"]))
    return found


def _check_copy(plan: Plan, instance: Instance, ledger: Ledger) -> None:
    """Check that the consignments written with the plan are those of the scenario."""
    written = plan.consignments.set_index("consignment_id")
    expected = instance.consignments.set_index("consignment_id")
    if list(written.index) != list(expected.index):
        ledger.fault("consignments", "the consignments written with the plan are not those of the scenario")
        return
    for name in _SAME:
        differ = written[name].to_numpy() != expected[name].to_numpy()
        for key in expected.index[differ]:
            text = f"{name} is {written.loc[key, name]!r}, the scenario gives {expected.loc[key, name]!r}"
            ledger.fault("consignments", f"written consignment '{key}': {text}")
