"""A scenario as canonical TOML."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logistics.scenario.dump import dump_toml
from logistics.scenario.entry import change_entry

if TYPE_CHECKING:
    from logistics.scenario.model import Scenario


def scenario_text(scenario: Scenario) -> str:
    """
    Return the whole scenario, merged with what it extends, as TOML that extends nothing.

    The network folder is not part of it: results carry hashes of the tables instead.
    """
    horizon = scenario.horizon
    document: dict[str, object] = {
        "name": scenario.name,
        "title": scenario.title,
        "description": scenario.description,
    }
    if scenario.base:
        document["compare_with"] = scenario.base
    document["horizon"] = {
        "start": horizon.start,
        "end": horizon.end,
        "warmup_weeks": horizon.warmup_weeks,
        "runout_weeks": horizon.runout_weeks,
    }
    if scenario.changes:
        document["changes"] = [change_entry(change) for change in scenario.changes]
    return dump_toml(document)
