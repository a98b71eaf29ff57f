"""Write the tables of a network as a folder that loads to the same network."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from logistics.network.loader import OPTIONAL_TABLES
from logistics.network.model import Network


def dump_tables(network: Network, folder: Path) -> None:
    """
    Write every table as CSV.

    Geometry and basemap are not written; optional tables without rows are left out.

    Parameters
    ----------
    network : Network
    folder : Path
        Created if absent.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in network.tables.items():
        if len(frame) or name not in OPTIONAL_TABLES:
            text = pd.DataFrame({column: _texts(frame[column]) for column in frame.columns})
            text.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")


def _texts(column: pd.Series) -> list[str]:
    if pd.api.types.is_datetime64_any_dtype(column):
        return ["" if pd.isna(value) else value.strftime("%Y-%m-%d") for value in column]
    if pd.api.types.is_bool_dtype(column):
        return ["true" if value else "false" for value in column]
    if pd.api.types.is_float_dtype(column):
        return ["" if pd.isna(value) else repr(float(value)) for value in column]
    return ["" if pd.isna(value) else str(value) for value in column]
