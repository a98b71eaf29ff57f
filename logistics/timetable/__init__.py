"""Timetable: runs, calls, legs and link passages of a horizon, in UTC minutes."""

from __future__ import annotations

from logistics.timetable.build import build_timetable
from logistics.timetable.model import Timetable

__all__ = ["Timetable", "build_timetable"]
