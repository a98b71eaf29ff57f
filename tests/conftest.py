"""Fixtures shared by all tests: a network and a scenario that can be worked out by head."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from logistics.network import Network, load_network
from logistics.scenario import Scenario, load_scenario

HERE = Path(__file__).parent
DATA = HERE / "data"
if str(HERE) not in sys.path:  # so that tests may import strategies and tables
    sys.path.insert(0, str(HERE))

from strategies import TableFolder  # noqa: E402


@pytest.fixture(scope="session")
def tiny_network() -> Network:
    """Six terminals, one gauge break, nine services: Xian - Dostyk | Almaty - Moscow, Aktau ~ Baku."""
    return load_network(DATA / "tiny_network")


@pytest.fixture(scope="session")
def tiny_scenario(tiny_network: Network) -> Scenario:
    """Two weeks from Monday 1 September 2025 on the tiny network, without changes."""
    return load_scenario(DATA / "tiny.toml", tiny_network)


@pytest.fixture
def tiny_copy(tmp_path: Path) -> TableFolder:
    """Return a copy of the tiny network whose cells may be spoilt."""
    folder = tmp_path / "tiny_network"
    shutil.copytree(DATA / "tiny_network", folder)
    return TableFolder(folder)
