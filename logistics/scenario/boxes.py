"""What boxes of a loading unit carry, weigh and cost, where goods do not travel in their usual unit."""

from __future__ import annotations

import numpy as np
import pandas as pd

from logistics.network.model import Network
from logistics.scenario.instance import add_goods

PER_BOX = (
    "power", "feu_per_box", "tonnes_per_box", "gross_t_per_box", "time_usd_per_box_h", "running_usd_per_box_h",
)  # fmt: skip


def in_units(rows: pd.DataFrame, unit: pd.Series, network: Network) -> pd.DataFrame:
    """
    Return rows of consignments with the columns of one box of another loading unit.

    Parameters
    ----------
    rows : DataFrame
        Columns of consignments, one row per path.
    unit : Series
        Loading unit of each path, in the order of the rows; blank for the usual one.
    network : Network

    Returns
    -------
    DataFrame
        ``unit_id`` and `PER_BOX` of the unit, and ``share``: boxes of the consignment that one box of it carries.
    """
    usual = rows["unit_id"].to_numpy(object)
    given = np.where(unit.isna() | (unit == ""), usual, unit.to_numpy(object))
    other = np.flatnonzero(given != usual)
    found = rows.assign(share=1.0)
    if not len(other):
        return found
    place = rows.reset_index(drop=True).iloc[other]
    sized = add_goods(place[["commodity_id", "ready_min"]].assign(unit_id=given[other]), network)
    found.iloc[other, found.columns.get_loc("share")] = sized["tonnes_per_box"].to_numpy(float) / place[
        "tonnes_per_box"
    ].to_numpy(float)
    for name in ("unit_id", *PER_BOX):
        values = found[name].to_numpy(object).copy()
        values[other] = sized[name].to_numpy()
        found[name] = pd.Series(values, index=found.index).astype(rows[name].dtype)
    return found


def facts_of(paths: pd.DataFrame, consignments: pd.DataFrame, network: Network) -> pd.DataFrame:
    """
    Return the facts of one box of every path, in the order of the paths.

    Parameters
    ----------
    paths : DataFrame
        ``path_id, consignment_id``, and ``unit`` where it may not be that of the consignment.
    consignments : DataFrame
    network : Network

    Returns
    -------
    DataFrame
        Columns of consignments in the units of the paths, and ``share``; index ``path_id``.
    """
    home = consignments.set_index("consignment_id").loc[paths["consignment_id"]]
    home.index = pd.Index(paths["path_id"], name="path_id")
    unit = paths["unit"] if "unit" in paths else home["unit_id"]
    return in_units(home, unit.reset_index(drop=True), network)


def in_another_unit(paths: pd.DataFrame, consignments: pd.DataFrame) -> int:
    """Return how many reported consignments have boxes on paths that are not of their usual unit."""
    home = consignments.set_index("consignment_id").loc[paths["consignment_id"]]
    other = (paths["unit"].to_numpy(object) != home["unit_id"].to_numpy(object)) & home["reported"].to_numpy(bool)
    return int(paths.loc[other, "consignment_id"].nunique())
