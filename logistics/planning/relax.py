"""Puts the cheapest relaxation of a consignment that stays behind on a scenario."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from logistics.errors import ScenarioError
from logistics.scenario import Scenario


def apply_relaxation(scenario: Scenario, consignment_id: str, relaxation: str | Mapping[str, object]) -> Scenario:
    """
    Return the scenario with one relaxation applied.

    Parameters
    ----------
    scenario : Scenario
    consignment_id : str
        The consignment that stays behind.
    relaxation : str or mapping
        ``cheapest_relaxation`` of its row in ``unserved``.

    Raises
    ------
    ScenarioError
        If the relaxation asks for something that only new tables can give (a service that does not exist).
    """
    what: dict[str, Any] = json.loads(relaxation) if isinstance(relaxation, str) else dict(relaxation)
    changed = scenario
    if "service" in what:
        ends = " to ".join(what["service"])
        raise ScenarioError(f"consignment '{consignment_id}': no service leads from {ends}; add one with add_service")
    if "runout_weeks" in what:
        horizon = scenario.horizon
        changed = replace(changed, horizon=replace(horizon, runout_weeks=horizon.runout_weeks + what["runout_weeks"]))
    if "reopen" in what:
        closed = set(what["reopen"])
        changed = replace(changed, changes=tuple(c for c in changed.changes if c.change_id not in closed))
    if "drop_rules" in what:
        changed = changed.with_change("rule", rule=what["drop_rules"], active=False)
    if "due_h" in what:
        changed = changed.with_change("relax", consignment=consignment_id, hours=what["due_h"])
    if "premium_usd_per_box" in what:
        changed = changed.with_change("relax", consignment=consignment_id, usd_per_box=what["premium_usd_per_box"])
    for resource, amount in what.get("add", []):
        changed = changed.with_change("relax", resource=resource, amount=amount)
    return changed
