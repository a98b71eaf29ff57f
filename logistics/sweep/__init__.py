"""Many scenarios at once: what the answer owes to its assumptions."""

from __future__ import annotations

from logistics.sweep.sensitivity import ASSUMPTIONS, Assumption, study, table_text

__all__ = ["ASSUMPTIONS", "Assumption", "study", "table_text"]
