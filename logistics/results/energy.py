"""What running reefers take on written rows, by path; the same figures as in the legs of a plan."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from logistics.cargo.energy import Energy, Unit, feeds
from logistics.network.model import Network
from logistics.results.unplugged import since_of

COLUMNS = ("kwh", "litres", "reefer_co2e_kg", "leaked_kg")


def reefer_use(legs: pd.DataFrame, boxes: pd.DataFrame, network: Network) -> pd.DataFrame:
    """
    Return what the unit of every row takes.

    Parameters
    ----------
    legs : DataFrame
        ``path_id, kind, activity, from, to, start_utc, end_utc``.
    boxes : DataFrame
        ``commodity_id, unit`` and, where boxes may lose their power, ``off_min``: nothing runs on rows that end after
        it. The index has the path ids of the legs.
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
    pairs = dict(zip(boxes.index, zip(boxes["commodity_id"], boxes["unit"], strict=True), strict=True))
    known = {pair: number for number, pair in enumerate(dict.fromkeys(pairs.values()))}
    of_row = np.array([known.get(pairs.get(path_id, ()), -1) for path_id in legs["path_id"]], np.int64)
    if "off_min" in boxes:
        off = boxes["off_min"].reindex(legs["path_id"].astype(str)).fillna(np.inf).to_numpy(np.float64)
        of_row[minutes_of(legs["end_utc"]) > off] = -1
    if not (of_row >= 0).any():
        return pd.DataFrame(dict(zip(COLUMNS, found, strict=True)), index=legs.index)
    energy = Energy(network)
    row = {name: number for number, name in enumerate(network["terminals"]["terminal_id"])}
    for pair, number in known.items():
        mine = np.flatnonzero(of_row == number)
        part = legs.iloc[mine]
        tail, head = (part[side].map(row).to_numpy(np.int64) for side in ("from", "to"))
        start, end = (minutes_of(part[side]) for side in ("start_utc", "end_utc"))
        unit = Unit.of(network, *map(str, pair))
        feed = feeds(part["kind"].to_numpy(object), part["activity"].to_numpy(object))
        used = energy.use(unit, tail, head, start, end, feed)
        found[:, mine] = used.kwh, used.litres, used.co2e_kg, used.leaked_kg
    return pd.DataFrame(dict(zip(COLUMNS, found, strict=True)), index=legs.index)


def minutes_of(times: pd.Series) -> NDArray[np.int64]:
    """Return timestamps as UTC minutes."""
    return np.asarray(times.dt.tz_localize(None).to_numpy("datetime64[m]").astype(np.int64), np.int64)


def path_boxes(paths: pd.DataFrame, consignments: pd.DataFrame, off: Mapping[str, int] | None = None) -> pd.DataFrame:
    """Return goods and unit of paths, and from when they have no power: ``commodity_id, unit, off_min`` by path id."""
    goods = consignments.set_index("consignment_id")["commodity_id"]
    return pd.DataFrame(
        {
            "commodity_id": paths["consignment_id"].map(goods).to_numpy(object),
            "unit": paths["unit"].to_numpy(object),
            "off_min": since_of(paths["path_id"], off or {}),
        },
        index=pd.Index(paths["path_id"].astype(str), name="path_id"),
    )
