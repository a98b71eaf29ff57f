"""Open links as those pass them who have no train of the timetable: at feeder speeds (ships and roads at theirs)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from logistics.network.model import Network
from logistics.timetable.speeds import Speeds
from logistics.timetable.tables import listed, numbers, texts

FEEDER = "feeder"
_CLASS = {"rail": FEEDER, "ferry": "ferry", "sea": "sea", "road": "road"}
_BORDER_H = 8.0
"""Hours at a border on the way: the upper end of the 4-8 h of an outer border in operations.csv."""


@dataclass(frozen=True)
class Track:
    """
    One link.

    Attributes
    ----------
    link, a, b, mode : str
    gauges : tuple of str
        Of rails.
    km, ride_h, border_h : float
        Hours in motion, and at the border where the ends lie in two countries.
    """

    link: str
    a: str
    b: str
    mode: str
    gauges: tuple[str, ...]
    km: float
    ride_h: float
    border_h: float

    @property
    def hours(self) -> float:
        """All its hours."""
        return self.ride_h + self.border_h


def tracks(network: Network) -> Iterator[Track]:
    """Yield the open links of operators whose speed is known."""
    links, terminals, speed = network["links"], network["terminals"], Speeds(network).kmh
    country = dict(zip(texts(terminals, "terminal_id"), texts(terminals, "country"), strict=True))
    columns = ("link_id", "from_terminal", "to_terminal", "mode", "operator", "status", "track_gauges")
    cells = zip(*(texts(links, name) for name in columns), strict=True)
    for (link, a, b, mode, operator, status, gauges), km in zip(
        cells, numbers(links, "length_km").tolist(), strict=True
    ):
        kmh = speed.get((operator, _CLASS[mode]))
        if status == "open" and kmh is not None:
            border_h = _BORDER_H if country[a] != country[b] else 0.0
            yield Track(link, a, b, mode, listed(gauges), km, km / kmh, border_h)
