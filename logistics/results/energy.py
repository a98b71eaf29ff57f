"""What running reefers take on written rows, by path; the same figures as in the legs of a plan."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from logistics.cargo.energy import Energy, Unit, feeds
from logistics.network.model import Network

COLUMNS = ("kwh", "litres", "reefer_co2e_kg", "leaked_kg")


def reefer_use(legs: pd.DataFrame, boxes: pd.DataFrame, network: Network) -> pd.DataFrame:
    """
    Return what the unit of every row takes.

    Parameters
    ----------
    legs : DataFrame
        ``path_id, kind, activity, from, to, start_utc, end_utc``.
    boxes : DataFrame
        ``commodity_id, unit``; the index has the path ids of the legs.
    network : Network

    Returns
    -------
    DataFrame
        ``kwh, litres, reefer_co2e_kg, leaked_kg`` per box, with the index of `legs`: ``reefer_co2e_kg`` is part of
        ``co2e_kg``, and the refrigerant that leaks (kg CO2e) part of it.
    """
    found = np.zeros((len(COLUMNS), len(legs)))
    powered = network["loading_units"].set_index("unit_id")["power"] != "none"
    boxes = boxes[boxes["unit"].map(powered).to_numpy(bool)]
    pair = boxes["commodity_id"].astype(str) + "\n" + boxes["unit"].astype(str)
    of_row = legs["path_id"].map(pair).fillna("").to_numpy(object)
    if boxes.empty or not (of_row != "").any():
        return pd.DataFrame(dict(zip(COLUMNS, found, strict=True)), index=legs.index)
    energy = Energy(network)
    row = {name: number for number, name in enumerate(network["terminals"]["terminal_id"])}
    for name in sorted(set(of_row) - {""}):
        mine = np.flatnonzero(of_row == name)
        part = legs.iloc[mine]
        tail, head = (part[side].map(row).to_numpy(np.int64) for side in ("from", "to"))
        start, end = (_minutes(part[side]) for side in ("start_utc", "end_utc"))
        unit = Unit.of(network, *name.split("\n"))
        feed = feeds(part["kind"].to_numpy(object), part["activity"].to_numpy(object))
        used = energy.use(unit, tail, head, start, end, feed)
        found[:, mine] = used.kwh, used.litres, used.co2e_kg, used.leaked_kg
    return pd.DataFrame(dict(zip(COLUMNS, found, strict=True)), index=legs.index)


def _minutes(times: pd.Series) -> NDArray[np.int64]:
    """Return timestamps as UTC minutes."""
    return np.asarray(times.dt.tz_localize(None).to_numpy("datetime64[m]").astype(np.int64), np.int64)


def path_boxes(paths: pd.DataFrame, consignments: pd.DataFrame) -> pd.DataFrame:
    """Return goods and unit of paths, ``commodity_id, unit`` by path id."""
    goods = consignments.set_index("consignment_id")["commodity_id"]
    return pd.DataFrame(
        {"commodity_id": paths["consignment_id"].map(goods).to_numpy(object), "unit": paths["unit"].to_numpy(object)},
        index=pd.Index(paths["path_id"].astype(str), name="path_id"),
    )
