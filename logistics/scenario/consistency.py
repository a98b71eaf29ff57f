"""Changes that only make sense together: services on links that other changes open."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from logistics.errors import ScenarioError
from logistics.network.checks import check_network
from logistics.scenario.tables import apply_tables

if TYPE_CHECKING:
    from logistics.scenario.model import Scenario

_STRUCTURAL = frozenset({"add_service", "open_link"})


def check_changes(scenario: Scenario, where: str) -> Scenario:
    """
    Return the scenario if its tables with all changes applied still pass the rules.

    Only scenarios that open links or add services are looked at.

    Raises
    ------
    ScenarioError
        With every error that the tables did not have before.
    """
    if not any(change.kind in _STRUCTURAL for change in scenario.changes):
        return scenario
    network = replace(apply_tables(scenario.network, scenario.changes), lines={})
    errors = [finding for finding in check_network(network) if finding.severity == "error"]
    if errors:
        raise ScenarioError([f"{where}: {finding.file} with the changes: {finding.what}" for finding in errors])
    return scenario
