"""Plug-in reefers that went on without power when plugs failed, as written in the stages of a plan."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from logistics.results.model import Plan
from logistics.units import iso_minute, to_min

ENTRY = "unplugged"


def unplugged_of(plan: Plan) -> dict[str, int]:
    """Return the minute from which boxes of paths have no power, by path id; most paths have none."""
    written: Any = plan.stages[-1].get(ENTRY, ()) if plan.stages else ()
    return {str(entry["path_id"]): minute_of(entry["from_utc"]) for entry in written}


def minute_of(text: str) -> int:
    """Return a moment as written in UTC minutes."""
    return to_min(pd.Timestamp(text).to_pydatetime())


def unplugged_entries(since: Mapping[str, int]) -> list[dict[str, object]]:
    """Return what is written of paths."""
    return [{"path_id": path_id, "from_utc": iso_minute(minute)} for path_id, minute in sorted(since.items())]


def since_of(path_id: pd.Series | pd.Index, since: Mapping[str, int]) -> NDArray[np.float64]:
    """Return the minute of each path, infinity for those that keep their power."""
    minutes = pd.Series(path_id).map(dict(since)).astype(float).fillna(np.inf)
    return np.asarray(minutes.to_numpy(np.float64), np.float64)
