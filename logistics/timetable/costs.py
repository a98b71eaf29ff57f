"""Price per FEU and kilometre by link and service, from the most specific tariff."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from logistics.errors import DataError
from logistics.network.model import Network
from logistics.timetable.tables import numbers, texts


@dataclass(frozen=True)
class _Rate:
    operator: str
    service_class: str
    direction: str
    value: float

    def matches(self, operator: str, service_class: str, direction: str) -> bool:
        return (
            self.operator in ("", operator)
            and self.service_class in ("", service_class)
            and self.direction in ("both", direction)
        )

    def precision(self) -> tuple[bool, bool, bool]:
        """Rank rows: one that names the operator first, then the service class, then the direction."""
        return self.operator != "", self.service_class != "", self.direction != "both"


class Tariffs:
    """Rates of loaded boxes for runs of trains and ships [USD/FEU-km]."""

    def __init__(self, network: Network) -> None:
        frame = network["tariffs"]
        frame = frame[frame["loaded"].astype(bool) & (frame["cargo_class"] == "")]
        self._rates = {kind: self._read(frame[frame["kind"] == kind]) for kind in ("per_km", "reefer_per_km")}
        self._known: dict[tuple[str, str, str, str], float | None] = {}

    @staticmethod
    def _read(frame: pd.DataFrame) -> list[_Rate]:
        columns = [texts(frame, name) for name in ("operator", "service_class", "direction")]
        values = numbers(frame, "value").tolist()
        return [_Rate(*row) for row in zip(*columns, values, strict=True)]

    def _find(self, kind: str, operator: str, service_class: str, direction: str) -> float | None:
        key = (kind, operator, service_class, direction)
        if key not in self._known:
            rates = [r for r in self._rates[kind] if r.matches(operator, service_class, direction)]
            best = max(rates, key=_Rate.precision, default=None)
            self._known[key] = None if best is None else best.value
        return self._known[key]

    def per_km(self, operator: str, service_class: str, direction: str) -> float:
        """
        Return the price of a box-kilometre [USD/FEU-km].

        Raises
        ------
        DataError
            If no row of ``tariffs.csv`` matches.
        """
        rate = self._find("per_km", operator, service_class, direction)
        if rate is None:
            raise DataError(
                f"tariffs.csv: no row of kind per_km, loaded, for operator {operator!r}, service class "
                f"{service_class!r}, {direction}; add one (blank operator or class: all)"
            )
        return rate

    def reefer_per_km(self, operator: str, service_class: str, direction: str) -> float:
        """Return the extra price of a powered box [USD/FEU-km], 0 when no row matches."""
        rate = self._find("reefer_per_km", operator, service_class, direction)
        return 0.0 if rate is None or np.isnan(rate) else rate
