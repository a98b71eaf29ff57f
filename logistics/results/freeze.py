"""What of a plan can no longer be changed at some moment, and where its boxes are then."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from logistics.network.model import Network
from logistics.results.model import Plan
from logistics.units import from_min

MOVES = ("ride", "ferry", "sea", "road")
_REHANDLED = ("transfer", "gauge_change")
NEVER, ALWAYS = np.iinfo(np.int32).min, np.iinfo(np.int32).max


@dataclass(frozen=True)
class Frozen:
    """
    A plan split at a moment.

    Attributes
    ----------
    at_min : int
        The moment, UTC minutes.
    cuts : DataFrame
        One row per path, index ``path_id``: ``cut_min`` (`NEVER`: not departed, all of it may change;
        `ALWAYS`: delivered or being delivered; else the minute from which it may change), and for cut paths
        ``start_kind, start_terminal, start_gauge, start_run_id, start_seq``.
    legs : DataFrame
        The rows of ``plan.legs`` that stay as they are.
    """

    at_min: int
    cuts: pd.DataFrame
    legs: pd.DataFrame


def freeze(plan: Plan, network: Network, at_min: int) -> Frozen:
    """
    Split a plan at a moment: what has departed stays fixed, boxes under way may be routed on anew.

    A box that has not departed may still change everything. A box on a train stays on it to the next stop. A box
    in a transfer stays until the transfer is done; a box waiting in a yard may take another train.

    Parameters
    ----------
    plan : Plan
    network : Network
        For the stops of the services and the gauge sides of the operations.
    at_min : int
        UTC minutes.

    Returns
    -------
    Frozen
    """
    moment = pd.Timestamp(from_min(at_min))
    legs = plan.legs.reset_index(drop=True)
    moving = legs["kind"].isin(MOVES)
    departed = legs["path_id"].isin(set(legs.loc[moving & (legs["start_utc"] < moment), "path_id"]))
    delivered = legs["end_utc"].where(moving).groupby(legs["path_id"]).transform("max") <= moment
    under_way = legs[departed & ~delivered]
    cut_rows = _cut_rows(under_way, network, moment)
    cuts = _cuts(plan, legs, departed, delivered, cut_rows)
    last_kept = legs["path_id"].map(cut_rows["seq"]).fillna(-1).astype("int64")
    keep = departed & (delivered | (legs["seq"] <= last_kept))
    return Frozen(at_min=at_min, cuts=cuts, legs=legs[keep])


def _cuts(
    plan: Plan, legs: pd.DataFrame, departed: pd.Series, delivered: pd.Series, cut_rows: pd.DataFrame
) -> pd.DataFrame:
    """Return the cut of every path."""
    cuts = pd.DataFrame(index=pd.Index(plan.paths["path_id"], name="path_id"))
    cuts["cut_min"] = NEVER
    done = set(legs.loc[departed & delivered, "path_id"])
    cuts.loc[cuts.index.isin(done), "cut_min"] = ALWAYS
    for column, blank in (
        ("start_kind", "gate"), ("start_terminal", ""), ("start_gauge", -1), ("start_run_id", ""), ("start_seq", -1),
    ):  # fmt: skip
        cuts[column] = cut_rows[column].reindex(cuts.index).fillna(blank)
    cut_min = cut_rows["cut_min"].reindex(cuts.index)
    cuts["cut_min"] = cut_min.fillna(cuts["cut_min"]).astype("int64")
    cuts[["start_gauge", "start_seq"]] = cuts[["start_gauge", "start_seq"]].astype("int64")
    return cuts


def _cut_rows(legs: pd.DataFrame, network: Network, moment: pd.Timestamp) -> pd.DataFrame:
    """Return, for each path under way, the last row that stays and where the boxes are after it."""
    calls = network["stops"]
    # by the link that leads there: a train may pass a place and stop there later
    stop_seq = calls[calls["activity"] == "stop"].set_index(["service_id", "terminal_id", "link_id"])["seq"]
    to_gauge = network["operations"].set_index("operation_id")["to_gauge"]
    rows = [
        _cut_of_path(path_id, part, stop_seq, to_gauge, moment)
        for path_id, part in legs.sort_values(["path_id", "seq"], kind="stable").groupby("path_id", sort=True)
    ]
    columns = [
        "path_id", "seq", "cut_min", "start_kind", "start_terminal", "start_gauge", "start_run_id", "start_seq",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns).set_index("path_id")


def _cut_of_path(
    path_id: str, rows: pd.DataFrame, stop_seq: pd.Series, to_gauge: pd.Series, moment: pd.Timestamp
) -> tuple[object, ...]:
    """Return the cut of one path that is under way (rows in order)."""
    records = rows.to_dict("records")
    moves = [i for i, row in enumerate(records) if row["kind"] in MOVES]
    at = max(i for i in moves if records[i]["start_utc"] < moment)
    # ride on to the next stop of the train
    for i in (i for i in moves if i >= at):
        row = records[i]
        if (row["service_id"], row["to"], row["link_id"]) in stop_seq.index:
            at = i
            break
    row = records[at]
    after = records[at + 1 :]
    if row["end_utc"] <= moment:
        handled = _handling_end(after)
        if handled is not None:
            position, operation_id = handled
            last = after[position]
            gauge = to_gauge.get(operation_id)
            side = 0 if pd.isna(gauge) else int(gauge)
            return (path_id, last["seq"], _minute(last["end_utc"]), "yard", last["to"], side, "", -1)
    seq = int(stop_seq[(row["service_id"], row["to"], row["link_id"])])
    return (path_id, row["seq"], _minute(row["end_utc"]), "onboard", row["to"], -1, row["run_id"], seq)


def _handling_end(after: list[dict[str, object]]) -> tuple[int, str] | None:
    """Return the position and operation of the handling that follows a ride, if the boxes leave the train."""
    for position, row in enumerate(after):
        if row["kind"] in MOVES:
            return None
        if row["kind"] == "operate" and row["activity"] in _REHANDLED:
            return position, str(row["operation_id"])
        if row["kind"] == "operate":
            return None
    return None


def _minute(moment: object) -> int:
    """Return a timestamp as UTC minutes."""
    return int(pd.Timestamp(moment).timestamp() // 60)  # type: ignore[arg-type,unused-ignore]
