"""A front as CSV and GeoJSON files, written whole or not at all."""

from __future__ import annotations

import json
import math
import pathlib
from typing import Any

import pandas as pd

from logistics.network.model import Network
from logistics.report.itinerary import front_legs
from logistics.report.maps.output import write_whole
from logistics.results.path import Front

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_front_csv(front: Front, network: Network, path: str | pathlib.Path) -> pathlib.Path:
    """
    Write the legs of all paths, one per row; texts that a spreadsheet would run get an apostrophe in front.

    Unknown numbers are blank.
    """
    frame = front_legs(front, network)
    texts = [name for name in frame.columns if not pd.api.types.is_numeric_dtype(frame[name])]
    frame[texts] = frame[texts].map(_neutral)
    return write_whole(pathlib.Path(path), frame.to_csv(index=False, lineterminator="\n").encode("utf-8"))


def write_front_geojson(front: Front, network: Network, path: str | pathlib.Path) -> pathlib.Path:
    """Write the legs of all paths as GeoJSON features (WGS 84): lines for movements, points for stays."""
    table = front_legs(front, network)
    shapes = front.to_geodataframe(network).geometry
    features = [
        {"type": "Feature", "properties": {k: _plain(v) for k, v in row.items()}, "geometry": shape.__geo_interface__}
        for row, shape in zip(table.to_dict("records"), shapes, strict=True)
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False, allow_nan=False)
    return write_whole(pathlib.Path(path), (text + "\n").encode("utf-8"))


def _neutral(value: Any) -> Any:
    """Return a text that spreadsheets read as text."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _plain(value: Any) -> Any:
    """Return a value that JSON knows; unknown numbers are null."""
    value = value.item() if hasattr(value, "item") else value
    return None if isinstance(value, float) and not math.isfinite(value) else value
