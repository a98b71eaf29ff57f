"""The outside temperature told in every row, against the climate table."""

from __future__ import annotations

import numpy as np
import pandas as pd

from logistics.audit.report import Ledger
from logistics.cargo import Climate
from logistics.network.model import Network

CHECK, DETAIL = "leg_ambient", "outside temperature of every row: the mean of its month where it begins"
NEAR_K = 1e-4


def check_ambient(legs: pd.DataFrame, network: Network, ledger: Ledger) -> None:
    """
    Compare ``ambient_c`` of every row with the monthly mean of the climate place of the terminal it starts from.

    Parameters
    ----------
    legs : DataFrame
    network : Network
    ledger : Ledger
    """
    ledger.ask(CHECK, DETAIL)
    climate = Climate.of(network)
    places = network["terminals"].set_index("terminal_id")["climate_place"].map(climate.place)
    row = legs["from"].map(places)
    month = pd.to_datetime(legs["start_utc"], utc=True).dt.month
    known = (row.notna() & month.notna()).to_numpy(bool)  # other places and times are faults of other checks
    expected = climate.mean_c[row[known].to_numpy(int), month[known].to_numpy(int)]
    told = legs[known]
    found = told["ambient_c"].to_numpy(float)
    for at in np.flatnonzero(~(np.abs(found - expected) <= NEAR_K)).tolist():
        where = f"path {told['path_id'].iloc[at]} row {told['seq'].iloc[at]}: ambient_c"
        ledger.compare(CHECK, where, float(found[at]), float(expected[at]), NEAR_K)
