"""The days that a scenario reports, and the weeks solved around them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from logistics.units import MIN_PER_DAY, to_min

_WEEK = 7 * MIN_PER_DAY
_FAR = 200 * MIN_PER_DAY
_TAIL_WEEKS = 3


@dataclass(frozen=True)
class Horizon:
    """
    Reported days, with warm-up and run-out weeks that are solved but not reported.

    Attributes
    ----------
    start, end : date
        First and last reported day (UTC, both included).
    warmup_weeks, runout_weeks : int
        Weeks solved before and after.
    """

    start: date
    end: date
    warmup_weeks: int = 3
    runout_weeks: int = 5

    @property
    def start_min(self) -> int:
        """First reported minute."""
        return to_min(self.start)

    @property
    def end_min(self) -> int:
        """First minute after the reported days."""
        return to_min(self.end) + MIN_PER_DAY

    @property
    def solved_start_min(self) -> int:
        """First solved minute."""
        return self.start_min - self.warmup_weeks * _WEEK

    @property
    def solved_end_min(self) -> int:
        """First minute after the solved days."""
        return self.end_min + self.runout_weeks * _WEEK

    @property
    def ready_end_min(self) -> int:
        """
        First minute at which goods that become ready are no longer taken.

        Goods of the last three run-out weeks could not arrive before trains end, so they are left
        out; those of the reported days never are.
        """
        return self.end_min + max(0, self.runout_weeks - _TAIL_WEEKS) * _WEEK

    @property
    def earliest_min(self) -> int:
        """Start of a change without a start: well before anything happens."""
        return self.solved_start_min - _FAR

    @property
    def latest_min(self) -> int:
        """End of a change without an end: well after anything happens."""
        return self.solved_end_min + _FAR
