"""Section speeds: which row of ``speeds.csv`` a train goes by."""

from __future__ import annotations

from logistics.network.model import Network
from logistics.timetable.tables import numbers, texts


class Speeds:
    """
    Rows of ``speeds.csv``.

    Parameters
    ----------
    network : Network
    """

    def __init__(self, network: Network) -> None:
        table = network["speeds"]
        keys = zip(texts(table, "operator"), texts(table, "service_class"), strict=True)
        self.kmh = dict(zip(keys, numbers(table, "speed_kmh").tolist(), strict=True))
        """Speed by operator and class [km/h]."""

    def row(self, operator: str, service_class: str, speed_class: str) -> str:
        """Return the class by whose row a train runs: its speed class where the operator has it, else its class."""
        return speed_class if (operator, speed_class) in self.kmh else service_class
