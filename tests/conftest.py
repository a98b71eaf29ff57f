"""Fixtures shared by all tests: a network and a scenario that can be worked out by head."""

from __future__ import annotations

import shutil
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from logistics.network import Network, load_network
from logistics.results import Plan
from logistics.scenario import Scenario, load_scenario

HERE = Path(__file__).parent
DATA = HERE / "data"
sys.path[:0] = [
    str(HERE),
    str(HERE / "audit"),
    str(HERE / "cargo"),
]  # so that tests may import strategies, tables and the plan by hand

import hand  # noqa: E402
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


@pytest.fixture
def hand_plan(tiny_scenario: Scenario) -> Plan:
    """Three paths worked out by head: two boxes by express, one by ordinary train, two of beef; eight boxes stay."""
    return replace(hand.plan(), scenario=tiny_scenario)


@pytest.fixture(scope="session")
def tiny_plan(tiny_scenario: Scenario) -> Plan:
    """Return the optimal plan of the tiny scenario."""
    from logistics.planning import solve_scenario  # the solver is loaded for those who need it

    return solve_scenario(tiny_scenario)
