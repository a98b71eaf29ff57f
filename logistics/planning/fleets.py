"""What boxes take of fleets: one box-day for every day that they are out."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from logistics.cargo.fleets import fleet_of_unit
from logistics.planning.options import Options
from logistics.scenario import Instance
from logistics.timespace.fleets import fleet_days


def fleets_of(instance: Instance, options: Options) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """
    Return the fleet of each option (row of ``fleets.csv``, -1: none), and its boxes for one of the consignment.

    Fleets are a part of the cold chain: without it boxes of every kind are on offer.
    """
    if not instance.cold_chain:
        return np.full(len(options.home), -1, np.int64), np.zeros(len(options.home))
    of_unit = fleet_of_unit(instance.network)
    fleet = np.array([of_unit.get(str(unit), -1) for unit in options.unit], np.int64)
    return fleet, np.where(fleet >= 0, 1.0 / options.share, 0.0)


def kept_for_them(instance: Instance, pieces: pd.DataFrame, committed: pd.DataFrame) -> pd.DataFrame:
    """
    Return use that is fixed, so that every week leaves boxes under way what they need at most.

    Parameters
    ----------
    instance : Instance
        All consignments, with the tables.
    pieces : DataFrame
        Boxes under way: ``unit_id, boxes``, and ``ready_min`` from which they are planned.
    committed : DataFrame
        ``resource_id, amount``.

    Notes
    -----
    A week is counted as a whole, so boxes that were out for different halves of it, and are all held now, can need
    more box-days than are left. They are out already: no fleet is too small to carry them on. Where they need more than
    there is, use is negative.
    """
    if not instance.cold_chain or not len(pieces):
        return committed
    end = int(pieces["ready_min"].max()) + LONGEST_MIN
    held = pieces.rename(columns={"unit_id": "unit", "ready_min": "start"}).assign(end=end, unloaded=False)
    need = fleet_days(instance.network, held).set_index("resource_id")
    most = need["capacity"] - need["amount"]
    unused = most[(most < 0.0) & ~most.index.isin(committed["resource_id"])]
    given = pd.DataFrame({"resource_id": unused.index.astype(object), "amount": unused.to_numpy(float)})
    mine = most.reindex(committed["resource_id"]).to_numpy(float)
    amount = committed["amount"].to_numpy(float)
    less = committed.assign(amount=np.where(mine < amount, mine, amount))
    return pd.concat([less, given], ignore_index=True) if len(given) else less


LONGEST_MIN = 400 * 24 * 60
"""No box is longer under way."""
