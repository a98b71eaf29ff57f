"""Services written inside a scenario: rows of ``services.csv`` and ``stops.csv`` from TOML tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from logistics.errors import did_you_mean
from logistics.network.loader import load_schema
from logistics.network.model import Network
from logistics.network.rows import table_from_rows
from logistics.network.vocabulary import check_vocabulary

_PROVENANCE = {"source": "", "quality": "assumed", "note": ""}


def inline_tables(fields: Mapping[str, Any], network: Network) -> tuple[pd.DataFrame, pd.DataFrame, list[str]]:
    """
    Return the rows of ``services`` and ``stops`` that an ``add_service`` change describes, and faults.

    Parameters
    ----------
    fields : mapping
        ``service`` (a row of services.csv) and ``stops`` (rows of stops.csv without service_id).
    network : Network
        Where terminals and links must exist.
    """
    service: Mapping[str, Any] = fields["service"]
    stops: Sequence[Mapping[str, Any]] = fields["stops"]
    name = service.get("service_id", "")
    service_rows = [{**_PROVENANCE, **service}]
    stop_rows = [
        {**_PROVENANCE, "activity": "stop", "dwell_h": 0, "seq": seq, "service_id": name, **stop}
        for seq, stop in enumerate(stops)
    ]
    services, faults = table_from_rows("services", service_rows, network, own={"services": {name}})
    calls, more = table_from_rows("stops", stop_rows, network, own={"services": {name}})
    texts = [f"service.{text}" for _, text in faults] + [f"stops[{row}].{text}" for row, text in more]
    return services, calls, texts


def check_inline_service(fields: Mapping[str, Any], network: Network) -> list[str]:
    """Return what is wrong with an ``add_service`` change."""
    services, _, faults = inline_tables(fields, network)
    name = str(services["service_id"].iloc[0])
    if not name:
        faults.append(f"service: service_id is missing{did_you_mean('service_id', fields['service'])}")
    if (network["services"]["service_id"] == name).any():
        faults.append(f"service.service_id: {name!r} is in services.csv already")
    found = check_vocabulary({**network.tables, "services": services}, load_schema(network.path), only=("services",))
    return faults + [f"service.{finding.column}: {finding.what}" for finding in found]
