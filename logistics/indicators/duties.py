"""Duties that carried goods pay: money beside the cost of their carriage."""

from __future__ import annotations

import numpy as np
import pandas as pd

from logistics.cargo.duties import duty_usd_per_t, read_duties
from logistics.network.model import Network


def duty_rows(
    paths: pd.DataFrame, consignments: pd.DataFrame, network: Network
) -> list[tuple[str, str, str, float]]:  # fmt: skip
    """Return the duties paid by goods and in all; no rows while no duty is active."""
    if "rules" not in network.tables or not read_duties(network):
        return []
    own = consignments.set_index("consignment_id").loc[paths["consignment_id"]].reset_index()
    payload = paths["unit"].map(network["loading_units"].set_index("unit_id")["payload_t"]).to_numpy(np.float64)
    usd = duty_usd_per_t(network, own) * payload * paths["boxes"].to_numpy(np.float64)
    sums = pd.Series(usd).groupby(own["commodity_id"].to_numpy()).sum()
    found = [("duties", str(name), "USD", float(value)) for name, value in sums.items() if value]
    return [*found, ("duties", "all", "USD", float(usd.sum()))]
