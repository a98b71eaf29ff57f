"""Tariffs and emission factors: what a link costs and emits for a service."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from logistics.audit.runs import Block
from logistics.audit.tables import Book, Link, Service, number, rows, text
from logistics.audit.windows import Minutes, Windows, factor

Amounts = NDArray[np.float64]
_WEIGHTS = (4, 2, 1)  # operator, class, direction: which match is the most specific


@dataclass
class Costs:
    """Prices and emissions per link passage, looked up in the tables."""

    book: Book
    windows: Windows
    _rates: dict[tuple[str, str, str, str], float] = field(default_factory=dict)
    _co2e: dict[str, float] = field(default_factory=dict)
    _along: dict[str, list[tuple[Amounts, Amounts]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Read the tables once."""
        self.storage = self.book.network.parameter("storage_usd_per_feu_day")
        self._tariffs = [row for row in rows(self.book.network, "tariffs") if row["loaded"] and not row["cargo_class"]]
        self._constants = [row for row in rows(self.book.network, "route_constants") if row["active"]]
        self._factors = [row for row in rows(self.book.network, "emission_factors") if row["used"]]

    def rate(self, kind: str, link: Link, service: Service) -> float:
        """Return the most specific tariff of a kind [USD/FEU-km]; surcharges without a row are 0."""
        key = (kind, link.operator, service.service_class, service.direction)
        if key not in self._rates:
            best, value = -1, 0.0
            for row in self._tariffs:
                score = _score(row["operator"], row["service_class"], row["direction"], key)
                if row["kind"] == kind and score > best:
                    best, value = score, float(row["value"])
            self._rates[key] = value if best >= 0 or kind != "per_km" else float("nan")
        return self._rates[key]

    def passage(self, link: Link, service: Service, start: Minutes) -> tuple[Amounts, Amounts]:
        """Return cost and surcharge of powered boxes of a passage [USD/FEU] by start minute."""
        windows = self.windows.on(
            "price", ("link", link.link_id), ("operator", link.operator), direction=service.direction
        )
        km = link.km * factor(windows, start)
        return km * self.rate("per_km", link, service), km * self.rate("reefer_per_km", link, service)

    def along(self, block: Block) -> list[tuple[Amounts, Amounts]]:
        """Return cost and surcharge of the passage to each stop of a block [USD/FEU], by run."""
        found = self._along.get(block.service.service_id)
        if found is None:
            nothing = np.zeros(len(block.run_ids))
            found = [(nothing, nothing)] + [
                self.passage(self.book.links[stop.link_id], block.service, block.enter[i])
                for i, stop in enumerate(block.stops) if i
            ]  # fmt: skip
            self._along[block.service.service_id] = found
        return found

    def leg(self, block: Block, leg: int) -> tuple[Amounts, Amounts]:
        """Return cost and surcharge of a leg [USD/FEU], by run."""
        first, last = block.ends[leg]
        parts = self.along(block)[first + 1 : last + 1]
        nothing = np.zeros(len(block.run_ids))
        return sum((cost for cost, _ in parts), nothing), sum((extra for _, extra in parts), nothing)

    def constant(self, link_id: str, service: Service) -> float:
        """Return the route constant of a passage [USD/FEU]: generalised cost that nobody pays."""
        return sum(
            float(row["usd_per_feu"]) for row in self._constants
            if row["link_id"] == link_id and row["direction"] in ("both", service.direction)
            and text(row["family"]) in ("", service.family)
        )  # fmt: skip

    def leg_constant(self, block: Block, leg: int) -> float:
        """Return the route constants of a leg [USD/FEU]."""
        first, last = block.ends[leg]
        return sum(self.constant(stop.link_id, block.service) for stop in block.stops[first + 1 : last + 1])

    def co2e(self, link: Link) -> float:
        """Return the emissions of a passage [kg CO2e per gross tonne]."""
        if link.link_id not in self._co2e:
            shares = zip(link.ends, (link.from_share, 1 - link.from_share), strict=True)
            grams = sum(
                link.km * share * self._factor(link, self.book.country[end]) for end, share in shares if share > 0
            )
            self._co2e[link.link_id] = grams / 1000
        return self._co2e[link.link_id]

    def _factor(self, link: Link, country: str) -> float:
        """Return the emission factor of a link in a country [gCO2e per gross tonne-km]."""
        found: dict[tuple[str, str], float] = {}
        for row in self._factors:
            if row["scope"] == link.mode:
                found.setdefault((text(row["country"]), str(row["traction"])), number(row["value"], 0.0))
        tractions = ("electric", "diesel", "any") if link.electrified else ("diesel", "any")
        for traction in tractions:
            for place in (country, ""):
                if (place, traction) in found:
                    return found[place, traction]
        return float("nan")


def _score(operator: object, service_class: object, direction: object, key: tuple[str, str, str, str]) -> int:
    """Return how specific a tariff row is for a key, -1 when it does not apply."""
    score = 0
    cells = (text(operator), text(service_class), "" if direction == "both" else text(direction))
    for cell, wanted, weight in zip(cells, key[1:], _WEIGHTS, strict=True):
        if cell and cell != wanted:
            return -1
        score += weight if cell else 0
    return score
