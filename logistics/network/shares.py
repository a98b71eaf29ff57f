"""How much of the tables is published, derived or assumed."""

from __future__ import annotations

from logistics.network.model import Network


def assumed_shares(network: Network) -> dict[str, float]:
    """
    Return the share of rows marked ``assumed`` in every table that has a ``quality`` column.

    Returns
    -------
    dict of str to float
        Fraction of rows [-] by table, in table order; tables without rows are left out.
    """
    shares = {}
    for name, frame in network.tables.items():
        if "quality" in frame and len(frame):
            shares[name] = float((frame["quality"] == "assumed").mean())
    return shares
