"""Diesel and emissions of reefers that run, month by month and place by place, from the tables."""

from __future__ import annotations

import math
from collections.abc import Iterator

from logistics.audit.tables import Book, number, rows, text
from logistics.audit.trace import Box, Row
from logistics.cargo import genset_litres_h, reefer_power_kw
from logistics.units import from_min, to_min

_UA = 45.0  # W/K where a unit has none
_SHIPS, _VEHICLES = ("ferry", "sea"), ("ride", "road")


class Reefers:
    """
    Rates of units with goods by terminal and month, worked out when they are first needed.

    Parameters
    ----------
    book : Book
    """

    def __init__(self, book: Book) -> None:
        network = book.network
        self._book = book
        self._units = {str(row["unit_id"]): row for row in rows(network, "loading_units")}
        self._point = {str(row["commodity_id"]): number(row["set_point_c"], math.nan) for row in
                       rows(network, "commodities")}  # fmt: skip
        self._weather = {(str(row["place_id"]), int(row["month"])): float(row["tmean_c"]) for row in
                         rows(network, "climate")}  # fmt: skip
        self._place = {str(row["terminal_id"]): str(row["climate_place"]) for row in rows(network, "terminals")}
        self._factors = [row for row in rows(network, "emission_factors") if row["used"]]
        self._rates: dict[tuple[str, str, str, int], float] = {}
        self._known: dict[tuple[str, str], float] = {}

    def tank(self, box: Box) -> float:
        """Return the litres in the full tank of a diesel unit, infinite where none are known."""
        return number(self._units[box.unit]["tank_l"], math.inf) if box.power == "diesel" else math.inf

    def taken(self, box: Box, row: Row) -> tuple[float, float]:
        """Return litres of diesel and kg CO2e of a box on a row: half its time at the place of either end."""
        point = self._point[box.commodity]
        if box.power == "none" or math.isnan(point):
            return 0.0, 0.0
        litres = emitted = 0.0
        for terminal in (row.origin, row.destination):
            for month, hours in _by_month(row.start, row.end):
                amount = hours / 2 * self._rate(box, point, terminal, month)
                litres += amount if box.power == "diesel" else 0.0
                emitted += amount * self._per_unit(box, row, terminal)
        return litres, emitted + (row.end - row.start) / 60 * self._leak()

    def _rate(self, box: Box, point: float, terminal: str, month: int) -> float:
        """Return kWh or litres per hour."""
        key = (box.commodity, box.unit, terminal, month)
        if key not in self._rates:
            outside = self._weather[self._place[terminal], month]
            power = float(reefer_power_kw(outside, point, number(self._units[box.unit]["ua_w_k"], _UA)))
            self._rates[key] = float(genset_litres_h(power)) if box.power == "diesel" else power
        return self._rates[key]

    def _per_unit(self, box: Box, row: Row, terminal: str) -> float:
        """Return kg CO2e per kWh or litre."""
        if box.power == "diesel":
            return self._factor("fuel", "")
        aboard = row.kind in _VEHICLES or (row.kind == "wait" and row.activity == "aboard")
        scope = "ship_power" if row.kind in _SHIPS else "train_power" if aboard else "grid"
        return self._factor(scope, self._book.country[terminal])

    def _factor(self, scope: str, country: str) -> float:
        """Return the first factor in use, of the country before that of any."""
        key = (scope, country)
        if key not in self._known:
            mine = {text(row["country"]): row for row in reversed(self._factors) if row["scope"] == scope}
            found = mine.get(country, mine.get(""))
            self._known[key] = math.nan if found is None else float(found["value"]) / 1000
        return self._known[key]

    def _leak(self) -> float:
        """Return the kg CO2e of refrigerant per hour: 8,766 hours make a year."""
        value = self._book.network.parameter
        kg = value("refrigerant_charge_kg") * value("refrigerant_leak_pct_per_year") / 100
        return kg * value("refrigerant_gwp") / 8766


def _by_month(start: int, end: int) -> Iterator[tuple[int, float]]:
    """Yield month and hours of each part of a stretch of UTC minutes."""
    while start < end:
        day = from_min(start)
        following = day.replace(year=day.year + day.month // 12, month=day.month % 12 + 1, day=1, hour=0, minute=0)
        upto = min(end, to_min(following))
        yield day.month, (upto - start) / 60
        start = upto
