"""Hours at the terminals of both ends, which figures from terminal to terminal contain and those of trains do not."""

from __future__ import annotations

from logistics.network.model import Network
from logistics.timetable.tables import numbers, texts


class EndHours:
    """
    Hours from the gate to the departure and from the arrival to the gate.

    Parameters
    ----------
    network : Network
        ``operations.csv`` (load and unload, the shortest row of a terminal) and the parameter ``cutoff_h``.
    """

    def __init__(self, network: Network) -> None:
        self._cutoff_h = network.parameter("cutoff_h")
        table = network["operations"]
        hours = (numbers(table, "handling_h") + numbers(table, "queue_h")).tolist()
        self._hours: dict[tuple[str, str], float] = {}
        for place, activity, length in zip(texts(table, "terminal_id"), texts(table, "activity"), hours, strict=True):
            known = self._hours.get((place, activity), length)
            self._hours[place, activity] = min(known, length)

    def of(self, origin: str, destination: str) -> float:
        """Return the hours at both ends together [h]; an end without such an operation counts none."""
        load_h, unload_h = self._hours.get((origin, "load"), 0.0), self._hours.get((destination, "unload"), 0.0)
        return self._cutoff_h + load_h + unload_h
