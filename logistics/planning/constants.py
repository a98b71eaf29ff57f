"""Route constants of paths that are already written as rows."""

from __future__ import annotations

import numpy as np
import pandas as pd

from logistics.network.model import Network
from logistics.results.freeze import MOVES
from logistics.timetable.constants import RouteConstants
from logistics.timetable.tables import row_of, texts


def path_constants(legs: pd.DataFrame, network: Network) -> pd.Series:
    """
    Return the route constants of every path [USD per FEU], by path id.

    Parameters
    ----------
    legs : DataFrame
        Columns of ``legs.parquet``.
    network : Network
        The tables in force.
    """
    moves = legs[legs["kind"].isin(MOVES)]
    rows = [
        moves[column].map(row_of(texts(network[table], column))).to_numpy(np.int64)
        for table, column in (("links", "link_id"), ("services", "service_id"))
    ]
    values = RouteConstants.of_network(network).of(*rows)
    return pd.Series(values, index=moves["path_id"].to_numpy()).groupby(level=0, sort=True).sum()
