"""The network as immutable values: sourced tables, and the dated windows a scenario puts on them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from logistics.errors import DataError, did_you_mean
from logistics.network.export import network_to_geodataframes, network_to_networkx

WINDOW_COLUMNS = (
    "window_id",  # str, unique: id of the scenario change
    "kind",  # close | limit | add_hours | speed | price | capacity
    "target_kind",  # link | terminal | service | facility | operation | operator
    "target_id",
    "direction",  # westbound | eastbound | both
    "cargo_class",  # '' = all, else classes separated by ';'
    "start_min",  # int, UTC minutes, inclusive
    "end_min",  # int, UTC minutes, exclusive
    "value",  # limit: per day; add_hours: h; speed, price, capacity: factor; close: nan
    "unit",  # limit: trains_per_day | feu_per_day; else ''
    "known_from_min",  # int, UTC minutes: plans made earlier do not see it
)


def no_windows() -> pd.DataFrame:
    """Return an empty table of windows."""
    return pd.DataFrame({name: pd.Series(dtype=object) for name in WINDOW_COLUMNS})


@dataclass(frozen=True)
class Network:
    """
    Tables of one network folder, checked, in file order.

    Attributes
    ----------
    tables : mapping of str to DataFrame
        One frame per table of ``schema.csv``; columns typed (str, float64, Int64, bool,
        ``datetime64`` for dates); lists stay text separated by ``;``; blanks are ``""`` in
        text columns and NaN, NaT or NA elsewhere. Frames must not be changed in place.
    windows : DataFrame
        Dated disruptions in force (columns `WINDOW_COLUMNS`); empty without a scenario.
    path : Path
        The folder.
    lines : mapping of str to array
        Line of each row in its file, for messages; a table replaced since has none.
    """

    tables: Mapping[str, pd.DataFrame]
    path: Path
    windows: pd.DataFrame = field(default_factory=no_windows)
    lines: Mapping[str, NDArray[np.int64]] = field(default_factory=dict, compare=False, repr=False)

    def __repr__(self) -> str:
        """Return folder and size: the tables are too long to print."""
        return f"Network({str(self.path)!r}, {len(self.tables)} tables)"

    def __getitem__(self, table: str) -> pd.DataFrame:
        """Return one table by name."""
        return self.tables[table]

    def with_tables(self, **tables: pd.DataFrame) -> Network:
        """Return a network with some tables replaced."""
        lines = {name: at for name, at in self.lines.items() if name not in tables}
        return replace(self, tables=MappingProxyType({**self.tables, **tables}), lines=MappingProxyType(lines))

    def line(self, table: str, row: int) -> int | None:
        """Return the line of a row (by position) in its file, None when the row is not from a file."""
        lines = self.lines.get(table)
        return None if lines is None else int(lines[row])

    def parameter(self, name: str) -> float:
        """Return the value of one row of ``parameters.csv``."""
        table = self.tables["parameters"]
        row = table["parameter_id"] == name
        if not row.any():
            raise DataError(f"parameters.csv: {name!r} is missing{did_you_mean(name, table['parameter_id'])}")
        return float(table.loc[row, "value"].iloc[0])

    def to_networkx(self) -> Any:
        """Return terminals and links as a ``networkx.MultiGraph`` (see `network_to_networkx`)."""
        return network_to_networkx(self)

    def to_geodataframes(self) -> dict[str, Any]:
        """Return ``terminals`` and ``links`` as GeoDataFrames (see `network_to_geodataframes`)."""
        return network_to_geodataframes(self)
