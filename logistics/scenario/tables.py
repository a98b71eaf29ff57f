"""Effect of changes on tables: parameters, links opened, services added, columns scaled."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pandas as pd

from logistics.network.convert import DATE_DTYPE
from logistics.network.model import Network
from logistics.scenario.change import Change
from logistics.scenario.entry import words
from logistics.scenario.inline import inline_tables
from logistics.scenario.spells import rules_on_days


def apply_tables(network: Network, changes: Iterable[Change]) -> Network:
    """
    Return the network with every change of tables applied, in order.

    Parameters
    ----------
    network : Network
    changes : iterable of Change
        Changes of other kinds are passed over.
    """
    for change in changes:
        if change.kind in _EFFECTS:
            network = _EFFECTS[change.kind](network, change)
    return network


def _parameter(network: Network, change: Change) -> Network:
    fields: Mapping[str, Any] = change.fields
    table = network["parameters"].copy()
    row = table["parameter_id"] == fields["name"]
    value = fields["value"] if "value" in fields else table.loc[row, "value"] * fields["factor"]
    table.loc[row, "value"] = value
    return network.with_tables(parameters=table)


def _open_link(network: Network, change: Change) -> Network:
    table = network["links"].copy()
    table.loc[table["link_id"].isin(words(change.fields["link"])), "status"] = "open"
    return network.with_tables(links=table)


def _add_service(network: Network, change: Change) -> Network:
    services, stops, _ = inline_tables(change.fields, network)
    for column, moment in (("valid_from", change.start), ("valid_to", change.end)):
        if moment is not None:
            services[column] = pd.Series([pd.Timestamp(moment.isoformat()[:10])], dtype=DATE_DTYPE)
    return network.with_tables(
        services=pd.concat([network["services"], services], ignore_index=True),
        stops=pd.concat([network["stops"], stops], ignore_index=True),
    )


def _route_constants(network: Network, change: Change) -> Network:
    table = network["route_constants"].copy()
    if not change.fields["active"]:
        table["active"] = False
    return network.with_tables(route_constants=table)


def _rule(network: Network, change: Change) -> Network:
    table = network["rules"].copy()
    own = table["rule_id"].isin(words(change.fields["rule"]))
    if change.is_dated or change.known_from is not None:
        return network.with_tables(rules=rules_on_days(table, own, change))
    table.loc[own, "active"] = change.fields["active"]
    return network.with_tables(rules=table)


def _fleet(network: Network, change: Change) -> Network:
    fields: Mapping[str, Any] = change.fields
    table = network["fleets"].copy()
    rows = table["fleet_id"].isin(words(fields["fleet"]))
    boxes = fields["boxes"] if "boxes" in fields else table.loc[rows, "boxes"] * fields["factor"]
    table.loc[rows, "boxes"] = boxes
    return network.with_tables(fleets=table)


def _offer_units(network: Network, change: Change) -> Network:
    table = network["commodity_units"].copy()
    table.loc[table["unit_id"].isin(words(change.fields["unit"])), "optional"] = not change.fields["active"]
    return network.with_tables(commodity_units=table)


def _scale(network: Network, change: Change) -> Network:
    fields: Mapping[str, Any] = change.fields
    table = network[fields["table"]].copy()
    rows = pd.Series(data=True, index=table.index)
    for name, value in fields.get("match", {}).items():
        rows &= table[name].astype("str").isin(words(value))
    column = fields["column"]
    table[column] = table[column].where(~rows, table[column] * fields["factor"])
    return network.with_tables(**{fields["table"]: table})


_EFFECTS: dict[str, Callable[[Network, Change], Network]] = {
    "parameter": _parameter,
    "open_link": _open_link,
    "add_service": _add_service,
    "route_constants": _route_constants,
    "rule": _rule,
    "fleet": _fleet,
    "offer_units": _offer_units,
    "scale": _scale,
}
