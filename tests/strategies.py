"""Folders of tables that tests may change, and hypothesis strategies that spoil them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from logistics.network import Finding, inspect_folder

Rows = list[dict[str, str]]


class TableFolder:
    """A network folder whose tables can be edited cell by cell."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def rows(self, table: str) -> Rows:
        """Return the rows of a table as text."""
        with (self.path / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def header(self, table: str) -> list[str]:
        """Return the header of a table."""
        with (self.path / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            return next(csv.reader(file))

    def write(self, table: str, rows: Rows) -> None:
        """Replace the rows of a table."""
        out = io.StringIO(newline="")
        writer = csv.DictWriter(out, self.header(table), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        (self.path / f"{table}.csv").write_text(out.getvalue(), encoding="utf-8")

    def edit(self, table: str, key: str, **cells: str) -> None:
        """Change cells of the rows whose first column is `key`, or whose first two are ``a/b``."""
        rows = self.rows(table)
        hit = [row for row in rows if key in (next(iter(row.values())), "/".join(list(row.values())[:2]))]
        assert hit, f"{key} is in no row of {table}"
        for row in hit:
            row.update(cells)
        self.write(table, rows)

    def drop(self, table: str, key: str) -> None:
        """Remove the rows whose first column is `key`, or whose first two are ``a/b``."""
        rows = self.rows(table)
        kept = [row for row in rows if key not in (next(iter(row.values())), "/".join(list(row.values())[:2]))]
        assert len(kept) < len(rows)
        self.write(table, kept)

    def add(self, table: str, **cells: str) -> None:
        """Append a row; provenance is filled in."""
        blank = dict.fromkeys(self.header(table), "")
        blank.update({k: v for k, v in {"source": "tiny", "quality": "assumed"}.items() if k in blank})
        self.write(table, [*self.rows(table), {**blank, **cells}])

    def edit_json(self, file: str, change: Callable[[Any], None]) -> None:
        """Change a GeoJSON file in place."""
        document = json.loads((self.path / file).read_text(encoding="utf-8"))
        change(document)
        (self.path / file).write_text(json.dumps(document), encoding="utf-8")

    def findings(self) -> list[Finding]:
        """Return everything found, the one known warning about Baku apart."""
        known = "terminals.csv:6: track_gauges: no open link reaches 'baku' on 1520 mm"
        return [finding for finding in inspect_folder(self.path)[1] if finding.message != known]

    def errors(self) -> list[str]:
        """Return the messages of the errors."""
        return [finding.message for finding in self.findings() if finding.severity == "error"]

    def warnings(self) -> list[str]:
        """Return the messages of the warnings."""
        return [finding.message for finding in self.findings() if finding.severity == "warning"]


nasty_cells = st.one_of(
    st.sampled_from(
        [
            "",
            " ",
            "nan",
            "inf",
            "-1",
            "0",
            "1e400",
            "1e5",
            "NaN",
            "2025-13-01",
            "2025-02-30",
            "9999-12-31",
            "true",
            ";",
            "a;;b",
            "xian;",
            "Mon;Mon",
            "25:00",
            "-999999999999999999",
            "\ufeff",
            "Ünïcode",
            "=1+1",
            "1,5",
            "0x10",
        ]
    ),
    st.text(max_size=12),
    st.floats().map(str),
    st.integers().map(str),
)
"""Cell contents that a table may hold by mistake."""

spoilt_bytes = st.one_of(st.binary(max_size=200), st.text(alphabet='a,";\n\r\t 1', max_size=200).map(str.encode))
"""File contents that are no table."""
