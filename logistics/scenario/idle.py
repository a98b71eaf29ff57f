"""Changes of a scenario that change nothing, so that nobody takes an unchanged plan for an answer."""

from __future__ import annotations

from logistics.network.model import Network
from logistics.scenario.change import Change
from logistics.scenario.demand import boxes_by_ready_day
from logistics.scenario.instance import follows_temperature
from logistics.scenario.model import Scenario
from logistics.scenario.tables import apply_tables

_SWITCHES = ("route_constants", "cold_chain")
_COLD = {"fleet": "fleets count", "offer_units": "loading units are a choice"}


def idle_changes(scenario: Scenario) -> list[str]:
    """
    Return a sentence for every change that changes nothing, in their order.

    Parameters
    ----------
    scenario : Scenario

    Returns
    -------
    list of str
        Of changes of tables that say what the tables say already, of demand that no row matches, and of fleets and
        loading units where temperature is not followed. Switches of the whole scenario are passed over.
    """
    found, network = [], scenario.network
    cold = follows_temperature(scenario.changes)
    for number, change in enumerate(scenario.changes):
        after = apply_tables(network, [change])
        why = _why(scenario, number, (network, after), cold=cold)
        network = after
        if why:
            found.append(f"change {change.change_id!r} ({change.kind}) changes nothing: {why}")
    return found


def _why(scenario: Scenario, number: int, networks: tuple[Network, Network], *, cold: bool) -> str:
    """Return why a change changes nothing; '' if it changes something, or may."""
    change = scenario.changes[number]
    if change.kind in _SWITCHES:
        return ""
    if change.kind in _COLD and not cold:
        return f"{_COLD[change.kind]} only where the scenario has cold_chain = true"
    before, after = networks
    if change.kind == "demand":
        return _no_demand(scenario, change, scenario.changes[:number], before)
    if after is not before and all(table.equals(before[name]) for name, table in after.tables.items()):
        return "the tables say so already"
    return ""


def _no_demand(scenario: Scenario, change: Change, earlier: tuple[Change, ...], network: Network) -> str:
    """Return that no demand matches a change; '' if some does."""
    with_it, without = (
        boxes_by_ready_day(network, changes, scenario.horizon) for changes in ((*earlier, change), earlier)
    )
    return "no demand of the solved days matches it" if with_it.equals(without) else ""
