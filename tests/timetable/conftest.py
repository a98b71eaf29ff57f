"""Timetables of the tiny network with windows and tables of a test's own."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from logistics.timetable import build_timetable

sys.path.insert(0, str(Path(__file__).parents[1] / "timespace"))

from making import changed, minute, with_windows


class Board:
    """A timetable, read by run and stop."""

    def __init__(self, timetable):
        self.timetable = timetable

    def calls(self, run_id):
        """Return {seq: (arrival, departure)} of a run as ISO minutes."""
        t = self.timetable
        rows = [c for c in range(len(t.call_run)) if t.run_id[t.call_run[c]] == run_id]
        return {int(t.call_seq[c]): (iso(t.call_arr[c]), iso(t.call_dep[c])) for c in rows}

    def legs(self, run_id):
        """Return {(from seq, to seq): leg row} of a run."""
        t = self.timetable
        rows = [leg for leg in range(len(t.leg_run)) if t.run_id[t.leg_run[leg]] == run_id]
        return {(int(t.call_seq[t.leg_from_call[r]]), int(t.call_seq[t.leg_to_call[r]])): r for r in rows}

    def passages(self, run_id):
        """Return (start, end) of each link passage of a run's legs."""
        t = self.timetable
        rows = [q for q in range(len(t.pass_leg)) if t.run_id[t.leg_run[t.pass_leg[q]]] == run_id]
        return [(iso(t.pass_start[q]), iso(t.pass_end[q])) for q in rows]


def iso(minutes):
    """Return day and time of UTC minutes in September 2025, e.g. ``04T12:00``."""
    from logistics.units import iso_minute

    return iso_minute(int(minutes))[8:]


@pytest.fixture
def board(tiny_network):
    """Return a function that builds the timetable of September 2025: windows, changed rows."""

    def build(*windows, rows=(), start="2025-09-01", end="2025-10-01", not_before=None):
        network = with_windows(tiny_network, *windows)
        for table, key, values in rows:
            network = changed(network, table, key, **values)
        limit = None if not_before is None else minute(not_before)
        return Board(build_timetable(network, minute(start), minute(end), limit))

    return build
