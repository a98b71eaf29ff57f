"""Routing: every sensible way of one consignment, and why there is none."""

from __future__ import annotations

from logistics.kernel_cache import PLACES  # noqa: F401  before the kernels
from logistics.routing.find import find_paths
from logistics.routing.query import Query
from logistics.routing.router import Router
from logistics.routing.season import season

__all__ = ["Query", "Router", "find_paths", "season"]
