"""Effect of changes on the network over time: one window per change and target."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pandas as pd

from logistics.network.model import WINDOW_COLUMNS
from logistics.scenario.change import Change
from logistics.scenario.entry import words
from logistics.scenario.horizon import Horizon
from logistics.scenario.kinds import KINDS

_VALUES = {
    "close": "",
    "limit": "per_day",
    "add_hours": "hours",
    "speed": "factor",
    "price": "factor",
    "capacity": "factor",
}
_UNITS = {"link": "trains_per_day", "facility": "feu_per_day"}
_DTYPES = {"start_min": "int64", "end_min": "int64", "value": "float64", "known_from_min": "int64"}


def make_windows(changes: Iterable[Change], horizon: Horizon) -> pd.DataFrame:
    """
    Return the windows of a scenario (columns ``WINDOW_COLUMNS``), in the order of the changes.

    A change without dates has a window over everything that is solved. A link that a change opens
    on a day is closed, as plans know from the beginning, until then and after its end.

    Parameters
    ----------
    changes : iterable of Change
    horizon : Horizon
    """
    rows = [row for change in changes for row in _rows(change, horizon)]
    return pd.DataFrame(
        {
            name: pd.Series([row[name] for row in rows], dtype=_DTYPES.get(name, "str"), name=name)
            for name in WINDOW_COLUMNS
        }
    )


def _rows(change: Change, horizon: Horizon) -> Iterator[dict[str, object]]:
    kind = KINDS[change.kind]
    if change.kind == "open_link":
        yield from _closed_until_open(change, horizon)
    if not kind.window:
        return
    fields: Mapping[str, Any] = change.fields
    target = next(name for name in kind.targets if name in fields)
    if target in {"outside", "outside_mode"}:
        return
    unit = fields.get("unit", _UNITS[target]) if change.kind == "limit" else ""
    names = words(fields[target])
    for name in names:
        yield _window(
            change,
            horizon,
            window_id=change.change_id if len(names) == 1 else f"{change.change_id}:{name}",
            target_kind=target,
            target_id=name,
            value=float(fields[_VALUES[change.kind]]) if _VALUES[change.kind] else math.nan,
            unit=unit,
        )


def _window(change: Change, horizon: Horizon, **given: object) -> dict[str, object]:
    return {
        "kind": change.kind,
        "direction": change.fields.get("direction", "both"),
        "cargo_class": ";".join(words(change.fields.get("cargo_class", ()))),
        "start_min": change.start_min(horizon),
        "end_min": change.end_min(horizon),
        "known_from_min": change.known_from_min(horizon),
        **given,
    }


def _closed_until_open(change: Change, horizon: Horizon) -> Iterator[dict[str, object]]:
    spans = [
        ("before", horizon.earliest_min, change.start_min(horizon)),
        ("after", change.end_min(horizon), horizon.latest_min),
    ]
    for link in words(change.fields["link"]):
        for word, start, end in spans:
            if start < end:
                yield _window(change, horizon) | {
                    "window_id": f"{change.change_id}:{link}:{word}",
                    "kind": "close",
                    "target_kind": "link",
                    "target_id": link,
                    "value": math.nan,
                    "unit": "",
                    "start_min": start,
                    "end_min": end,
                    "known_from_min": horizon.earliest_min,
                }
