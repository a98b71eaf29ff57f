"""Cargo: classes of goods, in the bit order of every cargo mask."""

from __future__ import annotations

from logistics.cargo.quality import Quality, commodity_quality

CARGO_CLASSES = ("dry", "grain", "frozen", "chilled", "produce", "hides", "oil")

__all__ = ["CARGO_CLASSES", "Quality", "commodity_quality"]
