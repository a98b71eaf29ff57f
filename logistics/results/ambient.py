"""The outside of rows of paths: monthly means at the places they start from."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from logistics.network.model import Network

F64 = NDArray[np.float64]


def month_means(network: Network) -> tuple[F64, NDArray[np.int64]]:
    """
    Return monthly means [°C] of climate places, and the place of every terminal.

    Returns
    -------
    mean : float64[places, 13]
        Column 0 is unused, so that a month is its own column.
    place : int64[terminals]
    """
    climate = network["climate"]
    places = {name: i for i, name in enumerate(climate["place_id"].unique())}
    mean = np.full((len(places), 13), np.nan)
    mean[climate["place_id"].map(places).to_numpy(), climate["month"].to_numpy(int)] = climate["tmean_c"]
    return mean, network["terminals"]["climate_place"].map(places).to_numpy(np.int64)


def ambient_at(terminal: pd.Series, start: pd.Series, network: Network) -> F64:
    """Return the monthly mean [°C] at terminals in the months of UTC moments."""
    mean, place = month_means(network)
    row = pd.Series(np.arange(len(place)), index=network["terminals"]["terminal_id"].astype(str))
    where = place[terminal.map(row).to_numpy(np.int64)]
    return np.asarray(mean[where, start.dt.month.to_numpy(np.int64)], np.float64)
