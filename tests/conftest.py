"""Fixtures shared by all tests: a network and a scenario that can be worked out by head."""

from __future__ import annotations

from pathlib import Path

import pytest

from logistics.network import Network, load_network
from logistics.scenario import Scenario, load_scenario

DATA = Path(__file__).parent / "data"


@pytest.fixture(scope="session")
def tiny_network() -> Network:
    """Six terminals, one gauge break, nine services: Xian - Dostyk | Almaty - Moscow, Aktau ~ Baku."""
    return load_network(DATA / "tiny_network")


@pytest.fixture(scope="session")
def tiny_scenario(tiny_network: Network) -> Scenario:
    """Two weeks from Monday 1 September 2025 on the tiny network, without changes."""
    return load_scenario(DATA / "tiny.toml", tiny_network)
