"""CSV files as text columns with line numbers; knows columns, not their types."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from logistics.errors import did_you_mean
from logistics.network.findings import Finding
from logistics.network.schema import Column

_FIELD_LIMIT = 1_000_000


@dataclass(frozen=True)
class RawTable:
    """
    Cells of one table as text.

    Attributes
    ----------
    columns : mapping of str to sequence of str
        Cells by column of the schema; columns that the file lacks are absent.
    lines : int64[rows]
        Line of each row in the file.
    lost : frozenset of str
        Cells of the rows that were left out: what they are called exists, though what they say cannot be read.
    absent : bool
        Whether there is no such file.
    """

    columns: Mapping[str, Sequence[str]]
    lines: NDArray[np.int64]
    lost: frozenset[str] = frozenset()
    absent: bool = False


def read_raw(path: Path, columns: Mapping[str, Column]) -> tuple[RawTable, list[Finding]]:
    """
    Read one CSV file as text.

    Parameters
    ----------
    path : Path
        The file.
    columns : mapping of str to Column
        The columns the schema asks for.

    Returns
    -------
    RawTable, list of Finding
        Rows with the wrong number of fields are left out and reported.
    """
    empty = RawTable({}, np.empty(0, dtype=np.int64))
    text, fault = _text(path)
    if fault:
        return empty, [_fault(path, None, fault)]
    if not text.strip():
        return empty, [_fault(path, None, f"the file is empty; expected the columns {', '.join(columns)}")]
    try:
        rows, lines = _rows(text)
    except csv.Error as error:
        return empty, [_fault(path, None, f"is not valid CSV: {error}")]
    header = rows[0]
    findings = _check_header(path, header, columns)
    body, kept, wrong = _right_width(rows[1:], lines[1:], len(header))
    findings += [
        _fault(path, int(line), f"{width} fields found; the header has {len(header)}") for line, width in wrong
    ]
    cells = list(zip(*body, strict=True)) if body else [()] * len(header)
    found = {name: cells[i] for i, name in reversed(list(enumerate(header))) if name in columns}
    bad = {line for line, _ in wrong}
    lost = frozenset(
        cell for row, line in zip(rows[1:], lines[1:].tolist(), strict=True) if line in bad for cell in row
    )
    return RawTable({name: found[name] for name in columns if name in found}, kept, lost), findings


def _fault(path: Path, line: int | None, message: str, column: str = "") -> Finding:
    return Finding("error", path.name, line, column, message, "table")


def _text(path: Path) -> tuple[str, str]:
    try:
        raw = path.read_bytes()
    except OSError as error:
        return "", f"cannot be read: {error.strerror}"
    try:
        return raw.decode("utf-8-sig"), ""
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return "", f"is not UTF-8: byte 0x{raw[error.start]:02x} on line {line}; save the file as UTF-8"


def _rows(text: str) -> tuple[list[list[str]], NDArray[np.int64]]:
    """Return the non-blank rows and the line each one starts on."""
    csv.field_size_limit(_FIELD_LIMIT)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows = list(reader)
    one_line_each = reader.line_num == len(rows)
    lines = np.arange(1, len(rows) + 1, dtype=np.int64) if one_line_each else _start_lines(text)
    if all(rows):
        return rows, lines
    full = np.array([bool(row) for row in rows])
    return [row for row in rows if row], lines[full]


def _start_lines(text: str) -> NDArray[np.int64]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    starts, last = [], 0
    for _ in reader:
        starts.append(last + 1)
        last = reader.line_num
    return np.array(starts, dtype=np.int64)


def _right_width(
    rows: list[list[str]], lines: NDArray[np.int64], width: int
) -> tuple[list[list[str]], NDArray[np.int64], list[tuple[int, int]]]:
    widths = np.fromiter(map(len, rows), dtype=np.int64, count=len(rows))
    good = widths == width
    if good.all():
        return rows, lines, []
    wrong = [(int(line), int(found)) for line, found in zip(lines[~good], widths[~good], strict=True)]
    return [row for row, keep in zip(rows, good, strict=True) if keep], lines[good], wrong


def _check_header(path: Path, header: list[str], columns: Mapping[str, Column]) -> list[Finding]:
    findings = []
    for name in dict.fromkeys(header):
        if name not in columns:
            hint = did_you_mean(name, [c for c in columns if c not in header])
            allowed = hint or f"; allowed: {', '.join(columns)}"
            findings.append(_fault(path, 1, f"unknown column {name!r}{allowed}"))
        if header.count(name) > 1:
            findings.append(_fault(path, 1, f"column {name!r} appears {header.count(name)} times"))
    findings += [_fault(path, 1, f"column {name!r} is missing") for name in columns if name not in header]
    return findings
