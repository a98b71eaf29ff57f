"""The tiny scenario with rules: rows of rules.csv written out, and operations that inspect."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

BAN = {"rule_id": "ban_beef", "kind": "ban", "goods": "beef", "from_country": "KZ", "to_country": "CN"}
TRANSIT = {
    "rule_id": "not_through_kz", "kind": "transit", "goods": "dry", "from_country": "RU", "to_country": "CN",
    "through": "KZ",
}  # fmt: skip
SITE = {"rule_id": "site_dostyk", "kind": "site", "goods": "dry", "to_country": "KZ", "terminal_id": "dostyk"}
INLAND = {**SITE, "rule_id": "site_almaty", "terminal_id": "almaty"}
QUOTA = {
    "rule_id": "quota_wheat", "kind": "quota", "goods": "grain", "from_country": "KZ", "to_country": "CN",
    "amount": 50.0, "unit": "t", "valid_from": "2025-08-25", "valid_to": "2025-09-21",
}  # fmt: skip


def ruled(tiny_scenario, *rules, inspected=()):
    """Return the tiny scenario with rules, and with operations that inspect."""
    network = tiny_scenario.network
    blank = network["rules"]
    given = {"amount": None, "valid_from": None, "valid_to": None, "active": True}
    rows = [{**dict.fromkeys(blank.columns, ""), **given, **rule} for rule in rules]
    table = pd.DataFrame(rows, columns=blank.columns)
    for name in ("valid_from", "valid_to"):
        table[name] = pd.to_datetime(table[name])
    table["active"] = table["active"].astype(bool)
    operations = network["operations"].copy()
    operations.loc[operations["operation_id"].isin(inspected), "transfer_class"] = "inspected"
    return replace(tiny_scenario, network=network.with_tables(rules=table, operations=operations))


def sealing(tiny_scenario, *rules):
    """Return the tiny scenario with rules; Dostyk inspects or lets through under seal, Almaty may inspect, or not."""
    scenario = ruled(tiny_scenario, *rules, inspected=["dostyk_change_w"])
    rows = scenario.network["operations"].set_index("operation_id", drop=False)
    more = [
        rows.loc[["almaty_unload"]].assign(operation_id="almaty_inspect", transfer_class="inspected"),
        rows.loc[["moscow_unload"]].assign(operation_id="moscow_inspect", transfer_class="inspected"),
        rows.loc[["dostyk_change_w"]].assign(
            operation_id="dostyk_seal", cost_usd_per_feu=1.0, transfer_class="ordinary"
        ),
    ]
    table = pd.concat([rows, *more]).reset_index(drop=True)
    return replace(scenario, network=scenario.network.with_tables(operations=table))


def sold(scenario):
    """Return a scenario in which all wheat pays to go by rail."""
    return scenario.with_change("price", outside_mode="all", factor=5.0)
