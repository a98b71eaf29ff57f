"""Boxes under way that cannot be carried on: what they did until then stays in the plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from logistics.network.model import Network
from logistics.planning.stage import Following, Stage
from logistics.results.freeze import Frozen
from logistics.results.model import LEG_COLUMNS, PLAN_COLUMNS
from logistics.results.unplugged import minute_of
from logistics.scenario.boxes import facts_of
from logistics.units import iso_minute, to_min

_TIMES = ("start_utc", "end_utc")
_LEFT_OUT = ("path_id", "ambient_c", "cargo_c")


def stranded_now(
    frozen: Frozen, following: Following, again: Stage, off: Mapping[str, int] | None = None
) -> list[dict[str, object]]:  # fmt: skip
    """
    Return the boxes under way that a stage could not carry on, as entries of ``Plan.stages``.

    Parameters
    ----------
    frozen : Frozen
        What was fixed when the stage began.
    following : Following
    again : Stage
        Its optimisation.
    off : mapping of str to int, optional
        Minute from which paths of the plan before had no power.

    Returns
    -------
    list of dict
        ``consignment_id``, ``unit``, ``boxes`` (of the unit), ``from_utc`` (the moment of the stage) and ``legs``: the
        rows of the path so far; ``off_utc`` where they had no power any more.
    """
    off = off or {}
    left = again.plan.unserved
    left = left[left["consignment_id"].isin(following.pieces.index)]
    legs = frozen.legs.sort_values(["path_id", "seq"], kind="stable")
    table = following.instance.consignments
    unit = dict(zip(table["consignment_id"], table["unit_id"], strict=True))
    found: list[dict[str, object]] = []
    for piece, boxes in zip(left["consignment_id"], left["boxes"], strict=True):
        original, prefix = following.pieces.loc[piece, ["original", "prefix"]]
        rows = legs.loc[legs["path_id"] == prefix, [name for name in LEG_COLUMNS if name not in _LEFT_OUT]]
        rows = rows.assign(**{name: rows[name].dt.strftime("%Y-%m-%dT%H:%M") for name in _TIMES})
        found.append(
            {
                "consignment_id": str(original),
                "unit": str(unit[piece]),
                "boxes": float(boxes),
                **({"off_utc": iso_minute(off[str(prefix)])} if str(prefix) in off else {}),
                "from_utc": iso_minute(frozen.at_min),
                "legs": rows.astype(object).to_dict("records"),
            }
        )
    return found


def stranded_rows(
    entries: Sequence[Mapping[str, Any]], consignments: pd.DataFrame, network: Network
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """
    Return entries as rows of paths and legs, up to where the boxes stay.

    Parameters
    ----------
    entries : sequence of mapping
        From `stranded_now`.
    consignments : DataFrame
    network : Network

    Returns
    -------
    paths, legs : DataFrame
        Columns of `PLAN_COLUMNS` (costs per box left to the legs, blank) and `LEG_COLUMNS`.
    """
    facts = consignments.set_index("consignment_id")
    paths, legs = [], []
    for number, entry in enumerate(entries, start=1):
        name, row = f"stranded:{number}", facts.loc[entry["consignment_id"]]
        until = max(to_min(pd.Timestamp(leg["end_utc"]).to_pydatetime()) for leg in entry["legs"])
        hours = (until - int(row["ready_min"])) / 60.0
        boxes = float(entry["boxes"])
        paths.append(
            {
                "consignment_id": entry["consignment_id"],
                "path_id": name,
                "unit": entry.get("unit", row["unit_id"]),
                "boxes": boxes,
                "transit_h": hours,
            }
        )
        legs += [{**leg, "path_id": name} for leg in entry["legs"]]
    rows = pd.DataFrame(legs, columns=list(LEG_COLUMNS))
    for column in _TIMES:
        rows[column] = pd.to_datetime(rows[column], utc=True).astype("datetime64[s, UTC]")
    table = pd.DataFrame(paths, columns=list(PLAN_COLUMNS))
    own = facts_of(table, consignments, network)
    for name in ("feu", "gross_t"):
        table[name] = table["boxes"].to_numpy(float) * own[f"{name}_per_box"].to_numpy(float)
    return table, rows


def off_of(entries: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """Return the minute from which boxes of entries had no power, by the path id of `stranded_rows`."""
    return {f"stranded:{n}": minute_of(e["off_utc"]) for n, e in enumerate(entries, start=1) if "off_utc" in e}


def with_stranded(legs: pd.DataFrame, more: pd.DataFrame) -> pd.DataFrame:
    """Return rows of paths with those of stranded boxes after them."""
    return pd.concat([legs, more.astype(legs.dtypes)], ignore_index=True) if len(more) else legs
