"""Duties that carried goods pay, and the cleaning of their boxes: money beside the cost of their carriage."""

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


def cleaning_rows(
    paths: pd.DataFrame, consignments: pd.DataFrame, network: Network
) -> list[tuple[str, str, str, float]]:  # fmt: skip
    """Return what boxes are cleaned for after their goods, by goods; no rows where none are."""
    own = consignments.set_index("consignment_id").loc[paths["consignment_id"], "commodity_id"]
    price = network["commodities"].set_index("commodity_id")["cleaning_usd_per_box"]
    usd = own.map(price).to_numpy(np.float64) * paths["boxes"].to_numpy(np.float64)
    sums = pd.Series(usd).groupby(own.to_numpy()).sum()
    return [("cleaning", str(name), "USD", float(value)) for name, value in sums.items() if value > 0.0]
