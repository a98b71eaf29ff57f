"""One change of a scenario, and when it holds and is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from logistics.scenario.horizon import Horizon
from logistics.units import MIN_PER_DAY, to_min


@dataclass(frozen=True)
class Change:
    """
    One change of a scenario, as written: ``kind`` and its fields (see ``kinds``), checked.

    ``start`` and ``end`` are days (both included) or moments (the end excluded); without them the
    change holds throughout. ``known_from`` is the moment from which plans know about it; without it,
    its start.
    """

    change_id: str
    kind: str
    fields: Mapping[str, object]
    start: date | None = None
    end: date | None = None
    known_from: date | None = None

    @property
    def is_dated(self) -> bool:
        """Whether it has a start or an end."""
        return self.start is not None or self.end is not None

    def start_min(self, horizon: Horizon) -> int:
        """First minute at which it holds: its start, but nothing that happened before it is known changes."""
        start = horizon.earliest_min if self.start is None else to_min(self.start)
        return start if self.known_from is None else max(start, to_min(self.known_from))

    def end_min(self, horizon: Horizon) -> int:
        """First minute at which it no longer holds."""
        if self.end is None:
            return horizon.latest_min
        return to_min(self.end) + (0 if isinstance(self.end, datetime) else MIN_PER_DAY)

    def known_from_min(self, horizon: Horizon) -> int:
        """First minute at which plans know about it."""
        moment = self.known_from or self.start
        return horizon.earliest_min if moment is None else to_min(moment)

    def is_known(self, horizon: Horizon, at_min: int | None) -> bool:
        """Return whether a plan made at `at_min` knows it (None: every plan does)."""
        return at_min is None or self.known_from_min(horizon) <= at_min


@dataclass(frozen=True)
class Closure:
    """
    A closure to put on a scenario with ``Scenario.with_change``; exactly one target.

    Attributes
    ----------
    link, terminal, service, facility, operation : str
        Id of what is closed.
    start, end : date or None
        First and last day (UTC, both included), or moments; None: throughout.
    known_from : date or None
        When plans learn of it; None: at its start.
    direction : {'both', 'westbound', 'eastbound'}
    """

    link: str = ""
    terminal: str = ""
    service: str = ""
    facility: str = ""
    operation: str = ""
    start: date | None = None
    end: date | None = None
    known_from: date | None = None
    direction: str = "both"

    def table(self) -> dict[str, object]:
        """Return it as an entry of ``[[changes]]``."""
        targets = {name: getattr(self, name) for name in ("link", "terminal", "service", "facility", "operation")}
        dates = {name: getattr(self, name) for name in ("start", "end", "known_from")}
        entry: dict[str, object] = {"kind": "close", "direction": self.direction}
        entry.update({name: value for name, value in targets.items() if value})
        entry.update({name: value for name, value in dates.items() if value is not None})
        return entry
