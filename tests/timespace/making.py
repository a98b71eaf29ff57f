"""Windows and changed tables of a test's own."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from logistics.network import WINDOW_COLUMNS


def minute(text):
    """Return UTC minutes of an ISO time."""
    return int(pd.Timestamp(text, tz="UTC").timestamp() // 60)


def window(kind, target, start="2025-08-25", end="2025-10-20", **more):
    """Return one window; ``target`` is ``kind:id``, ``known`` the time from which it is known."""
    target_kind, target_id = target.split(":")
    row = {
        "window_id": f"{kind}-{target_id}",
        "kind": kind,
        "target_kind": target_kind,
        "target_id": target_id,
        "direction": "both",
        "cargo_class": "",
        "start_min": minute(start),
        "end_min": minute(end),
        "value": float("nan"),
        "unit": "",
        "known_from_min": minute(more.pop("known", start)),
    }
    return row | more


def with_windows(network, *windows):
    """Return a network with windows."""
    return replace(network, windows=pd.DataFrame(list(windows), columns=list(WINDOW_COLUMNS)))


def changed(network, table, key, **values):
    """Return a network with values of one row changed."""
    frame = network[table].copy()
    frame.loc[frame[frame.columns[0]] == key, list(values)] = list(values.values())
    return network.with_tables(**{table: frame})
