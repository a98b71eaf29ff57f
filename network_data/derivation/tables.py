"""Read and write CSV tables as plain rows; knows file names, nothing about railways."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

Row = dict[str, str]
DERIVATION = Path(__file__).resolve().parent
NETWORK = DERIVATION.parent
INPUTS = DERIVATION / "inputs"


@cache
def read_table(name: str, folder: Path = NETWORK) -> list[Row]:
    """
    Return the rows of one table, in file order; they are read once and must not be changed.

    Parameters
    ----------
    name : str
        Table name, without the suffix.
    folder : Path
        Folder of the table; the network folder when not given.

    Returns
    -------
    list of dict
        One dict of text values per row.
    """
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def read_input(name: str) -> list[Row]:
    """Return the rows of one derivation input."""
    return read_table(name, INPUTS)


def columns_of(name: str) -> list[str]:
    """Return the columns of a table in the order of ``schema.csv``."""
    return [row["column"] for row in read_table("schema") if row["table"] == name]


def write_table(name: str, rows: list[Row]) -> None:
    """Write one table of the network folder with the columns of ``schema.csv``."""
    columns = columns_of(name)
    with (NETWORK / f"{name}.csv").open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, fieldnames=columns, lineterminator="\n", restval="")
        writer.writeheader()
        writer.writerows(rows)


def split(text: str) -> list[str]:
    """Return the items of a list column, blanks removed."""
    return [item.strip() for item in text.split(";") if item.strip()]


def number(text: str, default: float = 0.0) -> float:
    """Return a number, or the default for a blank."""
    return float(text) if text.strip() else default
