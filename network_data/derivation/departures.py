"""Spread weekly departures over days and hours so that trains do not bunch; knows no railway."""

from __future__ import annotations

from dataclasses import dataclass, field

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
GOLDEN = 0.6180339887498949
SLOT_MIN = 15
MIN_PER_DAY = 1440


@dataclass(frozen=True)
class Pattern:
    """
    Days and local times of one service row.

    Attributes
    ----------
    days : tuple of int
        Weekdays, 0 = Monday.
    times : tuple of int
        Minutes after local midnight, one train each on every day.
    """

    days: tuple[int, ...]
    times: tuple[int, ...]

    @property
    def days_text(self) -> str:
        """Weekday names as ``services.csv`` writes them."""
        return ";".join(DAYS[day] for day in self.days)

    @property
    def times_text(self) -> str:
        """Local times as ``services.csv`` writes them."""
        return ";".join(f"{minute // 60:02d}:{minute % 60:02d}" for minute in self.times)


@dataclass
class Departures:
    """
    Fill the weekdays of a terminal evenly, one service after the other.

    Attributes
    ----------
    load : dict
        FEU offered so far by (terminal and direction, weekday).
    count : dict
        Services seen so far by terminal and direction.
    """

    load: dict[tuple[str, int], float] = field(default_factory=dict)
    count: dict[str, int] = field(default_factory=dict)

    def spread(self, place: str, trains: int, feu: float) -> list[Pattern]:
        """
        Return the patterns of one service with so many trains a week.

        Parameters
        ----------
        place : str
            Terminal and direction that share the tracks.
        trains : int
            Trains a week, at least one.
        feu : float
            Size of a train [FEU].

        Notes
        -----
        Full days first (the same times every day), then the remainder on the emptiest days. The hour follows a
        golden-ratio sequence per place, so that any number of services is spread over the day.
        """
        daily, remainder = divmod(trains, len(DAYS))
        patterns = []
        if daily:
            first = self._minute(place)
            step = MIN_PER_DAY // daily
            times = tuple(sorted((first + index * step) % MIN_PER_DAY for index in range(daily)))
            patterns.append(self._take(place, Pattern(tuple(range(len(DAYS))), times), feu))
        if remainder:
            days = self._emptiest(place, remainder)
            patterns.append(self._take(place, Pattern(days, (self._minute(place),)), feu))
        return patterns

    def _minute(self, place: str) -> int:
        """Return the next departure minute of a place."""
        number = self.count.get(place, 0)
        self.count[place] = number + 1
        phase = sum(ord(letter) for letter in place) * GOLDEN + number * GOLDEN
        return int(phase % 1.0 * MIN_PER_DAY) // SLOT_MIN * SLOT_MIN

    def _emptiest(self, place: str, number: int) -> tuple[int, ...]:
        """Return evenly spaced days, shifted to where the least is offered so far."""
        size = len(DAYS)
        shifts = [
            tuple(sorted((shift + index * size // number) % size for index in range(number))) for shift in range(size)
        ]
        return min(shifts, key=lambda days: (sum(self.load.get((place, day), 0.0) for day in days), days))

    def _take(self, place: str, pattern: Pattern, feu: float) -> Pattern:
        """Book a pattern and return it."""
        for day in pattern.days:
            key = (place, day)
            self.load[key] = self.load.get(key, 0.0) + feu * len(pattern.times)
        return pattern
