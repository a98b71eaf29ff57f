"""What the load of a wagon is on either side of a gauge break, read from the tables by the audit itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from logistics.audit.tables import Book, Service, number, rows, text, words


class Size(NamedTuple):
    """
    The load of one unit where it runs on some gauge.

    ``pays`` is FEU of freight per km, ``reloads`` FEU of price at a gauge change, ``hire`` USD per hour.
    """

    feu: float
    gross_t: float
    pays: float
    reloads: float
    hire: float = 0.0
    gauge: int = 0
    trains: tuple[str, ...] = ()

    def of_train(self, service: Service) -> float:
        """Return the FEU of a train that it takes where trains are counted: a wagon by mass, if that is more."""
        if self.gauge == 0 or service.max_gross_t is None:
            return self.feu
        return max(self.feu, service.max_feu * self.gross_t / service.max_gross_t)

    def boards(self, service: Service) -> bool:
        """Tell whether trains of a service take it."""
        return self.gauge in (0, service.gauge) and (not self.trains or service.service_class in self.trains)


@dataclass(frozen=True)
class Wagon:
    """A unit of one track gauge, and the unit in which its load goes on (None: nowhere)."""

    gauge: int
    here: Size
    there: Size | None = field(default=None)

    def on(self, gauge: int) -> Size | None:
        """Return the size on a gauge, None where neither unit runs."""
        if gauge == self.gauge:
            return self.here
        return self.there if self.there is not None and self.there.gauge in (0, gauge) else None


def read_wagons(book: Book) -> dict[str, Wagon]:
    """Return the wagons of the tables by unit."""
    units = {str(row["unit_id"]): row for row in rows(book.network, "loading_units")}
    found = {}
    for name, row in units.items():
        if number(row["track_gauge_mm"], 0) > 0:
            other = units.get(text(row["onward_unit_id"]))
            there = None
            if other is not None:
                times = float(row["payload_t"]) / float(other["payload_t"])
                size = _size(book, other)
                there = size._replace(**{key: times * getattr(size, key) for key in Size._fields[:5]})
            found[name] = Wagon(int(row["track_gauge_mm"]), _size(book, row), there)
    return found


def _size(book: Book, row: Mapping[str, Any]) -> Size:
    """Return the size of one unit; a wagon that goes back empty pays hire for the way there and back."""
    value = book.network.parameter
    feu, back = float(row["feu"]), number(row["empty_feu"], 0.0)
    hire = float(row["hire_usd_per_day"]) * (2 if back > 0 else 1) / 24
    energy = float(row["power_kw"]) * value("electricity_usd_per_kwh") + float(row["fuel_l_per_h"]) * value(
        "diesel_usd_per_l"
    )
    return Size(
        feu, counted_mass(book, row), number(row["freight_feu"], feu) + back, number(row["transload_feu"], feu),
        hire + energy, int(number(row["track_gauge_mm"], 0)), words(row["service_class"]),
    )  # fmt: skip


def counted_mass(book: Book, row: Mapping[str, Any]) -> float:
    """Return the gross mass that limits count [t]: of a wagon without the platforms that boxes of its length need."""
    whole = float(row["payload_t"]) + float(row["tare_t"])
    if number(row["track_gauge_mm"], 0) > 0:
        whole -= float(row["feu"]) * book.network.parameter("platform_t_per_feu")
    return whole
