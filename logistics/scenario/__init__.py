"""Scenarios: a horizon and changes with dates on a network, and the instance that plans are made for."""

from logistics.scenario.change import Change, Closure
from logistics.scenario.horizon import Horizon
from logistics.scenario.idle import idle_changes
from logistics.scenario.instance import bare_instance, build_instance, make_consignments, network_in_force, replan_times
from logistics.scenario.load import load_scenario, scenario_from_text
from logistics.scenario.model import CONSIGNMENT_COLUMNS, Instance, Scenario

__all__ = [
    "CONSIGNMENT_COLUMNS",
    "Change",
    "Closure",
    "Horizon",
    "Instance",
    "Scenario",
    "bare_instance",
    "build_instance",
    "idle_changes",
    "load_scenario",
    "make_consignments",
    "network_in_force",
    "replan_times",
    "scenario_from_text",
]
