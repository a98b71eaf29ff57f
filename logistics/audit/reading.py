"""Tables of a plan as rows the audit can follow; times become UTC minutes."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np
import pandas as pd

from logistics.audit.law import Laws
from logistics.audit.trace import Box, Row
from logistics.audit.wagons import read_wagons

_TEXT = ("path_id", "kind", "activity", "service_id", "run_id", "from", "to", "link_id", "operation_id")


def minutes(series: pd.Series) -> list[int]:
    """Return timestamps as whole UTC minutes (a missing time becomes -1)."""
    stamps = pd.to_datetime(series, utc=True)
    values = stamps.dt.tz_localize(None).to_numpy().astype("datetime64[s]").astype(np.int64)
    return [int(value) // 60 if value > 0 else -1 for value in values]


def _texts(series: pd.Series) -> list[str]:
    return [str(value) for value in series.astype(object).where(series.notna(), "")]


def leg_rows(legs: pd.DataFrame) -> dict[str, list[Row]]:
    """Return the rows of every path, in file order."""
    texts = {name: _texts(legs[name]) for name in _TEXT}
    columns = zip(
        texts["path_id"], [int(value) for value in legs["seq"]], texts["kind"], texts["activity"],
        texts["service_id"], texts["run_id"], texts["from"], texts["to"], texts["link_id"], texts["operation_id"],
        minutes(legs["start_utc"]), minutes(legs["end_utc"]), legs["distance_km"].fillna(0.0).astype(float).tolist(),
        legs["cost_usd"].astype(float).tolist(), legs["co2e_kg"].fillna(0.0).astype(float).tolist(),
        legs["cargo_c"].astype(float).tolist(), strict=True,
    )  # fmt: skip
    found: dict[str, list[Row]] = defaultdict(list)
    for values in columns:
        found[values[0]].append(Row(*values))
    return dict(found)


def boxes_of(consignments: pd.DataFrame, laws: Laws) -> list[Box]:
    """Return the boxes of every consignment, in table order."""
    records = consignments.to_dict("records")
    wagons, ways = read_wagons(laws.book), laws.of_table(consignments)
    boxes = [_box(row)._replace(laws=mine) for row, mine in zip(records, ways, strict=True)]
    return [box._replace(wagon=wagons.get(box.unit)) for box in boxes] if wagons else boxes


def _box(row: dict[Any, Any]) -> Box:
    return Box(
        str(row["consignment_id"]), str(row["origin"]), str(row["destination"]), str(row["cargo_class"]),
        float(row["feu_per_box"]), float(row["gross_t_per_box"]), str(row["power"]), int(row["ready_min"]),
        int(row["due_min"]), float(row["time_usd_per_box_h"]), float(row["running_usd_per_box_h"]),
        str(row["start_kind"]), str(row["start_terminal"]), int(row["start_gauge"]), str(row["start_run_id"]),
        int(row["start_seq"]), net_t=float(row["tonnes_per_box"]), commodity=str(row["commodity_id"]),
        unit=str(row["unit_id"]),
    )  # fmt: skip
