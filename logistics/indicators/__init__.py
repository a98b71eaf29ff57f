"""Tidy indicator tables of plans."""

from __future__ import annotations

from logistics.indicators.flows import crossings, link_flows, moves, transit_shares
from logistics.indicators.plan import evaluate, reported

__all__ = ["crossings", "evaluate", "link_flows", "moves", "reported", "transit_shares"]
