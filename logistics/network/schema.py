"""What the tables are: types, bounds and keys read from ``schema.csv``; knows nothing of their contents."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from logistics.errors import DataError

_HEADER = ("table", "column", "type", "unit", "required", "key", "description")
_TYPE = re.compile(
    r"(?P<kind>str|int|float|bool|date|list|enum)"
    r"(?::(?P<choices>[^:]+))?"
    r"(?:\[(?P<low>[-+.\de]+),(?P<high>[-+.\de]+)\]|(?P<op>>=|>)(?P<bound>[-+.\de]+))?$"
)
_KEY = re.compile(r"(?P<primary>primary)?\s*(?:->\s*(?P<table>\w+)\.(?P<column>\w+)\s*(?P<many>\(list\))?)?\s*$")


@dataclass(frozen=True)
class Column:
    """
    One column of one table.

    Attributes
    ----------
    table, name, unit, description : str
    kind : str
        str, int, float, bool, date, list or enum.
    choices : tuple of str
        Allowed words of an enum.
    low, high : float
        Bounds of a number, both allowed unless `low_open`.
    required, primary : bool
    refers_to : tuple of str or None
        Table and column that must hold the value.
    many : bool
        Whether the cell is a list (``;``) of references.
    """

    table: str
    name: str
    kind: str
    choices: tuple[str, ...] = ()
    low: float = -math.inf
    high: float = math.inf
    low_open: bool = False
    required: bool = False
    primary: bool = False
    refers_to: tuple[str, str] | None = None
    many: bool = False
    unit: str = ""
    description: str = ""

    @property
    def bounds(self) -> str:
        """Allowed range in words, for messages."""
        if self.high < math.inf:
            return f"between {self.low:g} and {self.high:g}"
        return f"{'above' if self.low_open else 'at least'} {self.low:g}"


Schema = Mapping[str, Mapping[str, Column]]


def _column(row: Mapping[str, str], where: str) -> Column:
    found = _TYPE.match(row["type"])
    key = _KEY.match(row["key"])
    if found is None or (found["kind"] == "enum") != bool(found["choices"]):
        allowed = "str, int, float, bool, date, list, enum:a|b with bounds [lo,hi], >0 or >=0"
        raise DataError(f"{where}: type: {row['type']!r} is not a type; allowed: {allowed}")
    if key is None:
        raise DataError(
            f"{where}: key: {row['key']!r} is not a key; allowed: primary, -> table.column, -> table.column (list)"
        )
    if row["required"] not in {"yes", "no"}:
        raise DataError(f"{where}: required: {row['required']!r} found; allowed: yes, no")
    return Column(
        table=row["table"],
        name=row["column"],
        kind=found["kind"],
        choices=tuple(found["choices"].split("|")) if found["choices"] else (),
        low=float(found["low"] or found["bound"] or -math.inf),
        high=float(found["high"] or math.inf),
        low_open=found["op"] == ">",
        required=row["required"] == "yes",
        primary=key["primary"] is not None,
        refers_to=(key["table"], key["column"]) if key["table"] else None,
        many=key["many"] is not None,
        unit=row["unit"],
        description=row["description"],
    )


def read_schema(path: Path) -> Schema:
    """
    Read ``schema.csv``.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    mapping of str to mapping of str to Column
        Columns by table, in file order.

    Raises
    ------
    DataError
        If the file is not a schema.
    """
    try:
        rows = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines(), strict=True))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DataError(f"{path.name}: cannot be read: {error}") from error
    if not rows or tuple(rows[0]) != _HEADER:
        raise DataError(f"{path.name}:1: expected the columns {', '.join(_HEADER)}")
    schema: dict[str, dict[str, Column]] = {}
    faults: list[str] = []
    for line, cells in enumerate(rows[1:], start=2):
        where = f"{path.name}:{line}"
        if len(cells) != len(_HEADER):
            faults.append(f"{where}: {len(cells)} fields found; the header has {len(_HEADER)}")
            continue
        try:
            column = _column(dict(zip(_HEADER, cells, strict=True)), where)
        except DataError as error:
            faults.extend(error.faults)
            continue
        if column.name in schema.setdefault(column.table, {}):
            faults.append(f"{where}: column: {column.table}.{column.name} appears twice")
        schema[column.table][column.name] = column
    if faults:
        raise DataError(faults)
    return schema


def check_schema_extends(schema: Schema, packaged: Schema, file: str) -> list[str]:
    """
    Return a fault for every table or column of the packaged schema that `schema` lacks or redefines.

    A folder's own schema may add tables and columns; what the program reads must stay as it is.
    """
    faults = []
    for table, columns in packaged.items():
        for name, column in columns.items():
            own = schema.get(table, {}).get(name)
            if own is None:
                faults.append(f"{file}: {table}.{name} is missing; the program needs every packaged column")
            elif _meaning(own) != _meaning(column):
                faults.append(
                    f"{file}: {table}.{name} differs from the packaged schema in type, bounds, key or required"
                )
    return faults


def _meaning(column: Column) -> tuple[object, ...]:
    c = column
    return (c.kind, c.choices, c.low, c.high, c.low_open, c.required, c.primary, c.refers_to, c.many)
