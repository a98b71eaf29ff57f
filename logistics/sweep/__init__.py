"""Many scenarios at once: what the answer owes to its assumptions."""

from __future__ import annotations

from logistics.sweep.sensitivity import ASSUMPTIONS, Assumption, study
from logistics.sweep.study_file import read_study, stamp, table_text, write_study

__all__ = ["ASSUMPTIONS", "Assumption", "read_study", "stamp", "study", "table_text", "write_study"]
