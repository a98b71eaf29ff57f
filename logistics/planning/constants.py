"""Route constants of paths that are already written as rows."""

from __future__ import annotations

import numpy as np
import pandas as pd

from logistics.network.model import Network
from logistics.results.freeze import MOVES
from logistics.timespace.wagon_rows import leg_amounts
from logistics.timetable.constants import RouteConstants
from logistics.timetable.tables import row_of, texts


def path_constants(legs: pd.DataFrame, network: Network, unit: pd.Series) -> pd.Series:
    """
    Return the route constants of every path [USD per FEU of its unit's own length], by path id.

    Parameters
    ----------
    legs : DataFrame
        Columns of ``legs.parquet``.
    network : Network
        The tables in force.
    unit : Series
        Loading unit by path id.
    """
    moves = legs[legs["kind"].isin(MOVES)]
    rows = [
        moves[column].map(row_of(texts(network[table], column))).to_numpy(np.int64)
        for table, column in (("links", "link_id"), ("services", "service_id"))
    ]
    values = RouteConstants.of_network(network).of(*rows)
    if len(values) and values.any():
        values = values * leg_amounts(legs, unit, network).feu[legs["kind"].isin(MOVES).to_numpy(bool)]
    return pd.Series(values, index=moves["path_id"].to_numpy()).groupby(level=0, sort=True).sum()
