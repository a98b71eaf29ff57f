"""Rules about tables, one function each, and the driver that runs them all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from types import MappingProxyType

import numpy as np

from logistics.network.checks import (
    breaks,
    capacities,
    commodity_units,
    coordinates,
    delays,
    demand,
    geometry,
    islands,
    lengths,
    operations,
    plausibility,
    prices,
    published,
    reach,
    routes,
    rules,
    shelf_lives,
    validity,
    wagons,
)
from logistics.network.checks.rule import Rule, View
from logistics.network.findings import Finding
from logistics.network.model import Network

RULES = (
    Rule("validity", validity.check_validity),
    Rule("coordinates", coordinates.check_coordinates),
    Rule("geometry", geometry.check_geometry),
    Rule("lengths", lengths.check_lengths),
    Rule("modes", routes.check_modes),
    Rule("link_gauges", routes.check_link_gauges),
    Rule("routes", routes.check_routes, intact=("stops",)),
    Rule("status", routes.check_status),
    Rule("on_links", islands.check_on_links, intact=("links",)),
    Rule("gauges_reached", islands.check_gauges_reached, intact=("links",)),
    Rule("islands", islands.check_islands, intact=("links", "stops")),
    Rule("unserved", islands.check_unserved, intact=("stops",)),
    Rule("operation_gauges", operations.check_operation_gauges),
    Rule("gauge_changes", operations.check_gauge_changes),
    Rule("facilities_used", operations.check_facilities_used),
    Rule("delays", delays.check_delays, intact=("operations", "terminals")),
    Rule("breaks", breaks.check_breaks, intact=("stops", "services", "operations")),
    Rule("pairs", breaks.check_pairs, intact=("stops", "services", "operations")),
    Rule("facility_units", capacities.check_facility_units),
    Rule("single_yards", capacities.check_single_yards),
    Rule("trains", capacities.check_trains),
    Rule("background", capacities.check_background),
    Rule("background_fits", capacities.check_background_fits),
    Rule("congestion", capacities.check_congestion, intact=("congestion",)),
    Rule("speeds", prices.check_speeds, intact=("speeds",)),
    Rule("tariffs", prices.check_tariffs, intact=("tariffs",)),
    Rule("tariff_units", prices.check_tariff_units),
    Rule("emissions", prices.check_emissions, intact=("emission_factors",)),
    Rule("emission_countries", prices.check_emission_countries, intact=("emission_factors", "terminals")),
    Rule("power_emissions", prices.check_power_emissions, intact=("emission_factors", "loading_units")),
    Rule("parameters", prices.check_parameters, intact=("parameters",)),
    Rule("plausible", plausibility.check_plausible),
    Rule("tariff_plausible", plausibility.check_tariff_plausible),
    Rule("climate", plausibility.check_climate, intact=("climate",)),
    Rule("life_parameters", shelf_lives.check_life_parameters, intact=("shelf_lives",)),
    Rule("life_ranges", shelf_lives.check_life_ranges, intact=("shelf_lives",)),
    Rule("life_points", shelf_lives.check_life_points, intact=("shelf_lives",)),
    Rule("goods_limits", shelf_lives.check_goods_limits, intact=("shelf_lives", "commodities")),
    Rule("rules", rules.check_rules, intact=("commodities", "terminals")),
    Rule("holds", rules.check_holds, intact=("rules",)),
    Rule("provinces", rules.check_provinces, intact=("terminals",)),
    Rule("usual_units", commodity_units.check_usual_units, intact=("commodity_units", "commodities")),
    Rule("unit_power", commodity_units.check_unit_power, intact=("loading_units",)),
    Rule("unit_goods", commodity_units.check_unit_goods, intact=("commodity_units", "commodities", "loading_units")),
    Rule("wagons", wagons.check_wagons, intact=("loading_units",)),
    Rule("wagon_gauges", wagons.check_wagon_gauges, intact=("services",)),
    Rule("wagon_freight", wagons.check_wagon_freight),
    Rule("fleets_used", wagons.check_fleets_used, intact=("loading_units",)),
    Rule("soiled_units", commodity_units.check_soiled_units, intact=("commodities", "commodity_units")),
    Rule("demand_rows", demand.check_demand_rows),
    Rule("gates", demand.check_gates, intact=("operations",)),
    Rule("outside_options", demand.check_outside_options, intact=("outside_options",)),
    Rule("reach", reach.check_reach, intact=("stops", "services", "operations")),
    Rule("constants", published.check_constants, intact=("services",)),
    Rule("sections", published.check_sections, intact=("links",)),
    Rule("targets", published.check_targets, intact=("terminals",)),
)
"""Every rule, in the order of the report."""


_PROVENANCE = frozenset({"source", "quality", "note"})
"""Columns that no rule reads."""


def check_network(network: Network, *, damage: Iterable[Finding] = ()) -> list[Finding]:
    """
    Run every rule over a network.

    Parameters
    ----------
    network : Network
    damage : iterable of Finding
        Faults of single cells and rows found before: those rows are left out, and rules that would
        mistake their absence for a fault of others are skipped.

    Returns
    -------
    list of Finding
        Errors and warnings, in the order of `RULES`; last a warning per damaged table that kept rules from being
        run.
    """
    bad_lines: dict[str, set[int]] = {}
    damaged: set[str] = set()
    for finding in damage:
        if finding.column in _PROVENANCE:
            continue
        table = finding.file.removesuffix(".csv")
        damaged.add(table)
        if finding.line is not None:
            bad_lines.setdefault(table, set()).add(finding.line)
    view = _view(network, bad_lines)
    findings: list[Finding] = []
    skipped: dict[str, list[str]] = {}
    for rule in RULES:
        if broken := damaged.intersection(rule.intact):
            skipped.setdefault(min(broken), []).append(rule.name)
        else:
            findings += [replace(finding, rule=rule.name) for finding in rule.check(view)]
    later = "not checked until its faults are mended: "
    return findings + [
        Finding("warning", f"{table}.csv", None, "", later + ", ".join(names), "later")
        for table, names in sorted(skipped.items())
    ]


def _view(network: Network, bad_lines: dict[str, set[int]]) -> View:
    tables = {}
    for name, frame in network.tables.items():
        bad = bad_lines.get(name)
        whole = frame.reset_index(drop=True)
        if bad:
            good = np.array([network.line(name, row) not in bad for row in range(len(whole))], dtype=bool)
            whole = whole.loc[good]
        tables[name] = whole
    return View(network, MappingProxyType(tables))


__all__ = ["RULES", "Rule", "View", "check_network"]
