"""Fitted tables, residuals and a report of a calibration as files; the same calibration gives the same bytes."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from logistics.calibration.calibrate import Calibration
from logistics.network.model import Network

TABLES = ("calibration", "speeds", "delays", "parameters")


def changed_tables(before: Network, after: Network) -> dict[str, str]:
    """
    Return the text of each fitted table: that of the folder, with the cells that the fit changed.

    Parameters
    ----------
    before : Network
        As loaded from its folder.
    after : Network
        With fitted figures.
    """
    found = {}
    for name in TABLES:
        path = before.path / f"{name}.csv"
        rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))
        old, new = before[name], after[name]
        for column in old.columns:
            if column not in rows[0] or old[column].equals(new[column]):
                continue
            at = rows[0].index(column)
            for row, (was, value) in enumerate(zip(old[column], new[column], strict=True), start=1):
                if was != value and not pd.isna(value):
                    rows[row][at] = f"{value:g}"
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator="\n").writerows(rows)
        found[name] = text.getvalue()
    return found


def write_calibration(calibration: Calibration, before: Network, folder: Path) -> list[Path]:
    """Write the fitted tables, ``residuals.csv`` and ``report.md`` into a folder, each at once; return them."""
    folder.mkdir(parents=True, exist_ok=True)
    residuals = pd.DataFrame(calibration.residuals).to_csv(index=False, lineterminator="\n")
    texts = {f"{name}.csv": text for name, text in changed_tables(before, calibration.network).items()}
    return write_texts(folder, {**texts, "residuals.csv": residuals, "report.md": report(calibration)})


def write_texts(folder: Path, texts: Mapping[str, str]) -> list[Path]:
    """Write texts as files of a folder, each at once; return their paths."""
    found = []
    for name, text in texts.items():
        path, part = folder / name, folder / f".{name}.part"
        part.write_text(text, encoding="utf-8", newline="")
        part.replace(path)
        found.append(path)
    return found


def report(calibration: Calibration) -> str:
    """Return the report of a calibration as Markdown."""
    lines = [
        "# Calibration", "",
        f"{len(calibration.residuals)} observations, {len(calibration.figures)} free figures.", "",
        "| answer | error | bias | in band |", "|---|---|---|---|",
        *(f"| {name} | {s.mape:.1%} | {s.bias:+.1%} | {s.in_band:.0%} |" for name, s in calibration.scores.items()), "",
        "| corridor left out | rows | error |", "|---|---|---|",
        *(f"| {name} | {rows} | {error:.1%} |" for name, (rows, error) in calibration.corridors.items()), "",
        f"{calibration.coverage:.0%} of the references lie between P10 and P90 around the left-out answers.", "",
        "| figure | value |", "|---|---|",
        *(f"| {name} | {value:.3f} |" for name, value in calibration.figures.items()), "",
    ]  # fmt: skip
    return "\n".join(lines)
