"""Whole boxes by demand row and ready day, after the changes of demand that a plan knows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd

from logistics.network.convert import DATE_DTYPE
from logistics.network.model import Network
from logistics.network.vocabulary import WEEKDAYS
from logistics.scenario.change import Change
from logistics.scenario.entry import words
from logistics.scenario.horizon import Horizon
from logistics.units import MIN_PER_DAY, from_min

_COLUMNS = ("demand_id", "origin", "destination", "commodity_id", "week", "boxes", "ready_days")
_WORKDAYS = "Mon;Tue;Wed;Thu;Fri"


def boxes_by_ready_day(network: Network, changes: Iterable[Change], horizon: Horizon) -> pd.DataFrame:
    """
    Share the boxes of every demand row over its ready days.

    Boxes are shared as evenly as whole boxes allow. Factors apply by ready day; what they leave of a
    box is carried to the next ready day of the same origin, destination and commodity, so that
    totals are right to half a box.

    Parameters
    ----------
    network : Network
    changes : iterable of Change
        Those that the plan knows; kinds other than ``demand`` are passed over.
    horizon : Horizon
        Ready days from its solved start to ``ready_end_min`` are taken.

    Returns
    -------
    DataFrame
        demand_id, origin, destination, commodity_id, ready_min, boxes (above 0).
    """
    changes = [change for change in changes if change.kind == "demand"]
    rows = network["demand"][list(_COLUMNS)]
    for change in changes:
        if "boxes" in change.fields:
            rows = _set_boxes(rows, change, horizon)
    split = _split(rows[rows["boxes"] > 0])
    in_time = split["ready_min"].between(horizon.solved_start_min, horizon.ready_end_min - 1)
    split = split[in_time].reset_index(drop=True)
    factor = _factors(split, changes, network, horizon)
    if (factor != 1).any():
        split = _scaled(split, factor)
    split["boxes"] = split["boxes"].astype("int64")
    return split[split["boxes"] > 0].reset_index(drop=True)


def _split(rows: pd.DataFrame) -> pd.DataFrame:
    offsets = {
        cell: np.array(sorted(WEEKDAYS.index(day) for day in cell.split(";")), dtype=np.int64)
        for cell in rows["ready_days"].unique()
    }
    counts = rows["ready_days"].map({cell: len(days) for cell, days in offsets.items()}).to_numpy(dtype=np.int64)
    of_row = np.repeat(np.arange(len(rows)), counts)
    position = np.arange(len(of_row)) - np.repeat(np.cumsum(counts) - counts, counts)
    day = np.concatenate([offsets[cell] for cell in rows["ready_days"]] or [np.empty(0, dtype=np.int64)])
    boxes, n = rows["boxes"].to_numpy(dtype=np.int64)[of_row], counts[of_row]
    week = rows["week"].to_numpy().astype("datetime64[m]").astype(np.int64)[of_row]
    split = rows[["demand_id", "origin", "destination", "commodity_id"]].iloc[of_row].reset_index(drop=True)
    split["ready_min"] = week + day * MIN_PER_DAY
    split["boxes"] = boxes * (position + 1) // n - boxes * position // n
    return split


def _factors(
    split: pd.DataFrame, changes: list[Change], network: Network, horizon: Horizon
) -> np.ndarray[Any, np.dtype[np.float64]]:
    factor = np.ones(len(split))
    for change in changes:
        if "factor" not in change.fields:
            continue
        rows = _matches(split, change.fields, network)
        rows &= split["ready_min"].between(change.start_min(horizon), change.end_min(horizon) - 1)
        factor[rows.to_numpy(dtype=bool)] *= float(change.fields["factor"])  # type: ignore[arg-type]
    return factor


def _matches(split: pd.DataFrame, fields: Mapping[str, object], network: Network) -> pd.Series:
    regions = network["terminals"].set_index("terminal_id")["region"]
    classes = network["commodities"].set_index("commodity_id")["cargo_class"]
    columns = {
        "origin": split["origin"],
        "destination": split["destination"],
        "commodity": split["commodity_id"],
        "origin_region": split["origin"].map(regions),
        "destination_region": split["destination"].map(regions),
        "cargo_class": split["commodity_id"].map(classes),
    }
    rows = pd.Series(data=True, index=split.index)
    for name, column in columns.items():
        if name in fields:
            rows &= column.isin(words(fields[name]))
    return rows


def _scaled(split: pd.DataFrame, factor: np.ndarray[Any, np.dtype[np.float64]]) -> pd.DataFrame:
    keys = ["origin", "destination", "commodity_id"]
    split = split.assign(amount=split["boxes"] * factor)
    split = split.sort_values([*keys, "ready_min", "demand_id"], kind="stable")
    total = split.groupby(keys, sort=False)["amount"].cumsum()
    upto = np.floor(total + 0.5 + 1e-9)
    before = upto.groupby([split[key] for key in keys], sort=False).shift(fill_value=0.0)
    split["boxes"] = upto - before
    return split.drop(columns="amount").sort_index()


def _set_boxes(rows: pd.DataFrame, change: Change, horizon: Horizon) -> pd.DataFrame:
    """Give every week that begins inside the change the boxes it says, in place of what is there."""
    fields: Mapping[str, Any] = change.fields
    first = max(change.start_min(horizon), horizon.solved_start_min)
    last = min(change.end_min(horizon), horizon.ready_end_min)
    monday = from_min(first).date()
    monday += timedelta(days=-monday.weekday() % 7)
    weeks = []
    while monday < from_min(last).date():
        weeks.append(monday)
        monday += timedelta(days=7)
    same = (
        (rows["origin"] == fields["origin"])
        & (rows["destination"] == fields["destination"])
        & (rows["commodity_id"] == fields["commodity"])
        & rows["week"].isin(pd.Series(weeks, dtype=DATE_DTYPE))
    )
    added = pd.DataFrame(
        {
            "demand_id": pd.Series([f"{change.change_id}:{week}" for week in weeks], dtype="str"),
            "origin": fields["origin"],
            "destination": fields["destination"],
            "commodity_id": fields["commodity"],
            "week": pd.Series(weeks, dtype=DATE_DTYPE),
            "boxes": pd.Series([int(fields["boxes"])] * len(weeks), dtype="Int64"),
            "ready_days": _WORKDAYS,
        }
    )
    return pd.concat([rows[~same], added], ignore_index=True) if weeks else rows
