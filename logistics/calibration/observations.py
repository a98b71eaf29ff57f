"""Published transit times: read, checked against the network, with the reference and band they are judged by."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from logistics.errors import DataError, did_you_mean
from logistics.network.convert import convert
from logistics.network.loader import load_schema
from logistics.network.model import Network
from logistics.network.reading import read_raw
from logistics.routing.names import Names
from logistics.timetable.tables import listed

COLUMNS = (
    "id", "origin", "destination", "service_class", "month", "via", "days_min", "days_typical", "days_max", "kind",
    "year", "source",
)  # fmt: skip
SERVICE_CLASSES = ("express", "ordinary")
SCHEDULE, DOOR, OFFER = "train schedule", "door-to-door", "terminal-to-terminal"
_NEEDED = ("id", "origin", "destination")
KINDS = (SCHEDULE, DOOR, "average observed", OFFER)
MISSING_END = 0.1
"""A missing end of the band is the typical value less or more this share."""
MOST_VIAS = 5
"""Every order of them is tried."""
SLACK_D = 1.0
"""Days allowed outside the band on each side."""


@dataclass(frozen=True)
class Observation:
    """
    One published transit time.

    Attributes
    ----------
    id, origin, destination, via, kind, note, quality : str
        Terminals by id; ``via`` several separated by ``;``, blank when free.
    service_class : str
        express, ordinary or blank (answered as ordinary, and told).
    month, year : int or None
    days_min, days_typical, days_max : float
        Days, nan where blank.
    """

    id: str
    origin: str
    destination: str
    service_class: str = ""
    month: int | None = None
    via: str = ""
    days_min: float = float("nan")
    days_typical: float = float("nan")
    days_max: float = float("nan")
    kind: str = "average observed"
    year: int | None = None
    note: str = ""
    quality: str = "published"

    @property
    def vias(self) -> tuple[str, ...]:
        """Places to touch, in any order."""
        return listed(self.via)

    @property
    def reference_d(self) -> float:
        """The typical value, else the middle of the band, else the end that is given [days]."""
        if not np.isnan(self.days_typical):
            return self.days_typical
        return float(np.nanmean([self.days_min, self.days_max]))

    @property
    def is_offer(self) -> bool:
        """Whether it is what a carrier offers from terminal to terminal, said of no month."""
        return self.kind == OFFER and self.month is None

    @property
    def from_terminal(self) -> bool:
        """Whether it counts the hours at the terminals of both ends, and not from departure to arrival alone."""
        return self.kind in {OFFER, DOOR}

    @property
    def band_d(self) -> tuple[float, float]:
        """Low and high end [days]; a missing end is the reference less or more `MISSING_END`."""
        low, high = self.days_min, self.days_max
        return (
            self.reference_d * (1 - MISSING_END) if np.isnan(low) else low,
            self.reference_d * (1 + MISSING_END) if np.isnan(high) else high,
        )

    def holds(self, days: float) -> bool:
        """Return whether a value lies in the band, one day of slack on each side."""
        low, high = self.band_d
        return low - SLACK_D <= days <= high + SLACK_D


def read_observations(network: Network, file: Path | None = None) -> tuple[Observation, ...]:
    """
    Return the observations of a file, or those of the network folder.

    Parameters
    ----------
    network : Network
        Whose terminals the rows name, by id or as in ``names.csv``.
    file : Path, optional
        CSV with columns of `COLUMNS` (quality and note may follow); needed are id, origin, destination and one of the
        days. ``via`` may list several places, separated by ``;``, in any order.

    Raises
    ------
    DataError
        If anything is at fault, every fault of every row in one error.
    """
    table, lines, name = _frame(network, file)
    names, faults, found = Names(network), list[str](), list[Observation]()
    first: dict[str, int] = {}
    for row, line in zip(table.to_dict("records"), lines, strict=True):
        places, unknown = _places(row, names)
        told = row | places
        wrong = [*unknown, *_faults(told)]
        faults += [f"{name}:{line}: {fault}" for fault in wrong]
        if (known := first.setdefault(str(row["id"]), line)) != line:
            faults.append(f"{name}:{line}: id: {row['id']!r} is that of line {known}; give each row its own")
        if not wrong:
            found.append(_observation(told))
    if faults:
        raise DataError(faults)
    return tuple(found)


def _frame(network: Network, file: Path | None) -> tuple[pd.DataFrame, list[int], str]:
    """Return typed rows, their lines and the name of the file."""
    if file is None:
        table = network["observations"]
        return table, [network.line("observations", row) or row + 2 for row in range(len(table))], "observations.csv"
    schema = load_schema(network.path)["observations"]
    present = set(_header(file))
    wanted = {*_NEEDED, *present} if present <= set(schema) else {*COLUMNS, *present}
    columns = {name: column for name, column in schema.items() if name in wanted}
    columns |= {name: replace(column, required=False) for name, column in columns.items() if name not in _NEEDED}
    raw, findings = read_raw(file, columns)
    faults = [finding.message for finding in findings]
    series = {}
    for name, column in columns.items():
        values, wrong = convert(raw.columns.get(name, [""] * len(raw.lines)), column)
        series[name] = values
        faults += [f"{file.name}:{raw.lines[row]}: {name}: {text}" for row, text in wrong if name in raw.columns]
    if faults:
        raise DataError(faults)
    for name in (name for name in COLUMNS if name not in series):
        series[name] = convert([""] * len(raw.lines), replace(schema[name], required=False))[0]
    return pd.DataFrame(series), raw.lines.tolist(), file.name


def _header(file: Path) -> list[str]:
    """Return the columns of a file."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as handle:
            return next(csv.reader(handle), [])
    except (OSError, UnicodeDecodeError):
        return []


def _places(row: Mapping[str, object], names: Names) -> tuple[dict[str, str], list[str]]:
    """Return the places of a row by id, and what is wrong with those that no terminal is called."""
    found: dict[str, str] = {}
    faults: list[str] = []
    for column in ("origin", "destination", "via"):
        cell, ids = str(row[column]).strip(), []
        for word in listed(cell) if column == "via" else filter(None, (cell,)):
            try:
                ids.append(names.terminals[names.terminal(word, column)])
            except DataError as error:
                comma = "; separate places by ';'" if column == "via" and "," in word else ""
                faults += [f"{fault}{comma}" for fault in error.faults]
        found[column] = ";".join(ids)
    return found, faults


def _faults(row: Mapping[str, object]) -> Iterator[str]:
    """Yield what is wrong in a row, beyond types and places."""
    if len(listed(str(row["via"]))) > MOST_VIAS:
        yield f"via: {len(listed(str(row['via'])))} places found; at most {MOST_VIAS}"
    if row["origin"] and row["origin"] == row["destination"]:
        yield f"destination: {row['destination']!r} is the origin too; a transit time needs two places"
    word = _class(row)
    if word and word not in SERVICE_CLASSES:
        hint = did_you_mean(word, SERVICE_CLASSES)
        yield f"service_class: {word!r} found; allowed: {', '.join(SERVICE_CLASSES)} or blank{hint}"
    days = [float(row[name]) for name in ("days_min", "days_typical", "days_max")]  # type: ignore[arg-type]
    if np.isnan(days).all():
        yield "days_typical: blank, and so are days_min and days_max; at least one is needed"
    given = [value for value in days if not np.isnan(value)]
    if sorted(given) != given:
        yield f"days_min, days_typical, days_max: {', '.join(f'{v:g}' for v in given)} found; they must not fall"


def _observation(row: Mapping[str, object]) -> Observation:
    """Return a row as a value."""
    return Observation(
        id=str(row["id"]),
        origin=str(row["origin"]),
        destination=str(row["destination"]),
        service_class=_class(row),
        month=_whole(row["month"]),
        via=str(row["via"]),
        days_min=float(row["days_min"]),  # type: ignore[arg-type]
        days_typical=float(row["days_typical"]),  # type: ignore[arg-type]
        days_max=float(row["days_max"]),  # type: ignore[arg-type]
        kind=str(row["kind"]).strip().lower(),
        year=_whole(row["year"]),
        note=str(row.get("note", "")),
        quality=str(row.get("quality", "published")),
    )


def _class(row: Mapping[str, object]) -> str:
    """Return the class of a row, however its letters are written."""
    return str(row["service_class"]).lower()


def _whole(cell: object) -> int | None:
    """Return a whole number, None for a blank."""
    return None if pd.isna(cell) else int(cell)  # type: ignore[call-overload]
