"""Routers on the tiny network."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import pytest

from logistics.routing import Router

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def tiny_router(tiny_scenario):
    """Departures of the first three weeks of September on the tiny network."""
    return Router.from_scenario(tiny_scenario, start=date(2025, 9, 1), end=date(2025, 9, 21))
