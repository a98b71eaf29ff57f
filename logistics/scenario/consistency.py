"""Changes that have an effect, and make sense together: services on links that other changes open."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from logistics.errors import ScenarioError
from logistics.network.checks import check_network
from logistics.scenario.change import Change
from logistics.scenario.horizon import Horizon
from logistics.scenario.tables import apply_tables
from logistics.units import iso_minute

if TYPE_CHECKING:
    from logistics.scenario.model import Scenario

_STRUCTURAL = frozenset({"add_service", "open_link", "rule"})


def check_changes(scenario: Scenario, where: str) -> Scenario:
    """
    Return the scenario if every change can have an effect and the tables with all changes pass the rules.

    They are run only for scenarios that open links, add services or switch rules of ``rules.csv``.

    Parameters
    ----------
    scenario : Scenario
    where : str
        What messages call it.

    Raises
    ------
    ScenarioError
        With every change that lies outside the solved days, and every error that the tables did
        not have before.
    """
    faults = [f"{where}: {text}" for change in scenario.changes if (text := _outside(change, scenario.horizon))]
    if any(change.kind in _STRUCTURAL for change in scenario.changes):
        network = replace(apply_tables(scenario.network, scenario.changes), lines={})
        errors = [finding for finding in check_network(network) if finding.severity == "error"]
        faults += [f"{where}: {finding.file} with the changes: {finding.what}" for finding in errors]
    if faults:
        raise ScenarioError(faults)
    return scenario


def _outside(change: Change, horizon: Horizon) -> str:
    """Return a message about a change that holds on no solved day."""
    start, end = change.start_min(horizon), change.end_min(horizon)
    if start >= end:
        return (
            f"change {change.change_id!r} ({change.kind}) becomes known at {iso_minute(start)} (UTC) only, when it is "
            f"over ({iso_minute(end)}); set known_from before its end"
        )
    if start < horizon.solved_end_min and end > horizon.solved_start_min:
        return ""
    first, last = iso_minute(horizon.solved_start_min), iso_minute(horizon.solved_end_min)
    return (
        f"change {change.change_id!r} ({change.kind}) holds from {iso_minute(start)} to {iso_minute(end)} (UTC); "
        f"the solved days are {first} to {last}"
    )
