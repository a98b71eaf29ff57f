"""Load a network folder: read every table, convert, check keys and rules, and refuse bad data whole."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pandas as pd

from logistics.errors import DataError, did_you_mean
from logistics.network.checks import check_network
from logistics.network.convert import CellFault, check_references, convert
from logistics.network.findings import Finding
from logistics.network.model import Network
from logistics.network.places import network_folder, packaged_data
from logistics.network.reading import RawTable, read_raw
from logistics.network.schema import Column, Schema, check_schema_extends, read_schema
from logistics.network.vocabulary import check_vocabulary

OPTIONAL_TABLES = frozenset(
    {
        "calendar", "calibration", "carec", "climate_extremes", "commodity_units", "delays", "equipment", "events",
        "fleets", "holds", "names", "observations", "provinces", "route_constants", "rules", "schema", "sections",
        "targets", "unused",
    }
)  # fmt: skip
"""Tables that may be absent: no plan needs them."""


def load_network(path: str | Path | None = None) -> Network:
    """
    Load and check a network folder.

    Parameters
    ----------
    path : str, Path or None
        Folder with the tables of ``schema.csv``; None means ``./network_data`` if it exists,
        else the packaged tables.

    Returns
    -------
    Network

    Raises
    ------
    DataError
        If anything is at fault; ``faults`` lists every fault of every table, one line each, as
        ``links.csv:14: to_terminal: 'almatyy' is not in terminals.csv; did you mean 'almaty'?``
    """
    network, findings = inspect_folder(path)
    errors = [finding.message for finding in findings if finding.severity == "error"]
    if errors:
        raise DataError(errors)
    return network


def inspect_folder(path: str | Path | None = None) -> tuple[Network, list[Finding]]:
    """
    Load a network folder and return everything found in it, warnings included.

    Returns
    -------
    Network, list of Finding
        The network must not be used for planning when a finding is an error.

    Raises
    ------
    DataError
        If the folder or its schema cannot be read at all.
    """
    folder = network_folder(path)
    schema = load_schema(folder)
    raw, findings = _read_tables(folder, schema)
    tables, typed = _convert_tables(raw, schema)
    findings += typed
    findings += _check_primary_keys(raw, schema)
    findings += _check_foreign_keys(raw, schema)
    findings += check_vocabulary(tables, schema, {name: table.lines for name, table in raw.items()})
    network = Network(
        tables=MappingProxyType(tables),
        path=folder,
        lines=MappingProxyType({name: table.lines for name, table in raw.items()}),
    )
    return network, findings + check_network(network, damage=findings)


def load_schema(folder: Path) -> Schema:
    """
    Return the schema of a folder: its own ``schema.csv``, or the packaged one.

    Raises
    ------
    DataError
        If the folder's schema lacks or redefines something that the program reads.
    """
    packaged_file = packaged_data("network_data") / "schema.csv"
    packaged = read_schema(packaged_file)
    own_file = folder / "schema.csv"
    if not own_file.is_file() or own_file.resolve() == packaged_file.resolve():
        return packaged
    own = read_schema(own_file)
    if faults := check_schema_extends(own, packaged, own_file.name):
        raise DataError(faults)
    return own


def packaged_table(table: str) -> pd.DataFrame:
    """Return one table of the packaged network alone, typed but not checked against the others."""
    folder = packaged_data("network_data")
    columns = read_schema(folder / "schema.csv")[table]
    raw, findings = read_raw(folder / f"{table}.csv", columns)
    if findings:
        raise DataError([finding.message for finding in findings])
    return pd.DataFrame({name: convert(raw.columns[name], column)[0] for name, column in columns.items()})


def _read_tables(folder: Path, schema: Schema) -> tuple[dict[str, RawTable], list[Finding]]:
    findings = _unknown_tables(folder, schema)
    raw: dict[str, RawTable] = {}
    for table, columns in schema.items():
        file = folder / f"{table}.csv"
        if file.exists():
            raw[table], found = read_raw(file, columns)
            findings += found
            continue
        raw[table] = RawTable(dict.fromkeys(columns, ()), np.empty(0, dtype=np.int64), absent=True)
        if table not in OPTIONAL_TABLES:
            findings.append(Finding("error", file.name, None, "", f"the table is missing from {folder}", "table"))
    return raw, findings


def _unknown_tables(folder: Path, schema: Schema) -> list[Finding]:
    present = {file.stem for file in folder.glob("*.csv")}
    absent = [table for table in schema if table not in present]
    findings = []
    for stem in sorted(present - set(schema)):
        hint = did_you_mean(stem, absent) or f"; allowed: {', '.join(schema)}"
        findings.append(Finding("error", f"{stem}.csv", None, "", f"unknown table {stem!r}{hint}", "table"))
    return findings


def _convert_tables(raw: Mapping[str, RawTable], schema: Schema) -> tuple[dict[str, pd.DataFrame], list[Finding]]:
    tables: dict[str, pd.DataFrame] = {}
    findings: list[Finding] = []
    for table, columns in schema.items():
        series = {}
        blank = [""] * len(raw[table].lines)
        for name, column in columns.items():
            present = name in raw[table].columns
            series[name], faults = convert(raw[table].columns.get(name, blank), column)
            findings += _at(raw[table], column, faults, "type") if present else []
        tables[table] = pd.DataFrame(series)
    return tables, findings


def _at(raw: RawTable, column: Column, faults: list[CellFault], rule: str) -> list[Finding]:
    file = f"{column.table}.csv"
    return [Finding("error", file, int(raw.lines[row]), column.name, text, rule) for row, text in faults]


def _check_primary_keys(raw: Mapping[str, RawTable], schema: Schema) -> list[Finding]:
    findings = []
    for table, columns in schema.items():
        keys = [name for name, column in columns.items() if column.primary]
        if not keys or any(name not in raw[table].columns for name in keys):
            continue
        frame = pd.DataFrame({name: np.array(raw[table].columns[name], dtype=object) for name in keys})
        again = [int(row) for row in np.flatnonzero(frame.duplicated())]
        if not again:
            continue
        lines = raw[table].lines
        first: dict[tuple[str, ...], int] = {}
        for row, values in enumerate(frame.itertuples(index=False, name=None)):
            first.setdefault(values, int(lines[row]))
        for row in again:
            values = tuple(frame.iloc[row])
            text = f"{', '.join(map(repr, values))} already stands on line {first[values]}; must be unique"
            findings.append(Finding("error", f"{table}.csv", int(lines[row]), ", ".join(keys), text, "key"))
    return findings


def _check_foreign_keys(raw: Mapping[str, RawTable], schema: Schema) -> list[Finding]:
    findings = []
    for table, columns in schema.items():
        for name, column in columns.items():
            if column.refers_to is None or name not in raw[table].columns:
                continue
            target, key = column.refers_to
            if target not in raw or key not in raw[target].columns:
                continue
            if raw[target].absent:
                findings += _named_by(raw[table], column, target)
                continue
            known = list(dict.fromkeys([*raw[target].columns[key], *raw[target].lost]))
            faults = check_references(raw[table].columns[name], column, known, table=target)
            findings += _at(raw[table], column, faults, "key")
    return findings


def _named_by(raw: RawTable, column: Column, target: str) -> list[Finding]:
    """Return that rows name those of a table that may be absent, but then must not be named; once."""
    rows = [row for row, cell in enumerate(raw.columns[column.name]) if cell]
    if not rows or target not in OPTIONAL_TABLES:  # that a needed table is missing is told before
        return []
    text = f"{target}.csv is missing, and {len(rows)} rows name rows of it, first {raw.columns[column.name][rows[0]]!r}"
    return _at(raw, column, [(rows[0], text)], "key")
