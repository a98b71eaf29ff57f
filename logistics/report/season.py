"""A season as a chart: one cell per month, route and loading unit."""

from __future__ import annotations

import io
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager
from matplotlib.patches import Patch, Rectangle

from logistics.report.charts.output import CHART_SUFFIXES
from logistics.report.maps.fonts import FILES, clean, font_path, text_width
from logistics.report.maps.output import allowed_suffix, write_whole

_FRESH = LinearSegmentedColormap.from_list("fresh", ["#e8a33d", "#f3e3a1", "#8fc7b0", "#2f8f83"])
_WHY = {
    "rule": ("#d9d2e3", "rule", "forbidden by a rule"),
    "limit": ("#e9c3bd", "limit", "temperature limit passed"),
    "spell": ("#f4e2d8", "spell", "limit passed in a warm or cold spell only"),
    "service": ("#ededed", "–", "no service"),
}
_INK, _MUTED = "#1d1d1f", "#6e6e73"
_CELL_W, _CELL_H = 0.62, 0.36
_SIZE = 10.5
_FONT: dict[Any, Any] = {"font.family": ["Source Sans 3", "DejaVu Sans"], "font.size": _SIZE, "svg.fonttype": "path"}
_HEAD_H, _LINE_H = 0.36, 0.2
WAITS_H = 24.0
"""Hours from which on a wait for weather is told."""


def route_words(route: str, names: Mapping[str, str]) -> str:
    """
    Return a route of `season` with the names of places.

    Examples
    --------
    >>> route_words("khorgos_cn/altynkol, brest/malaszewicze", {"khorgos_cn": "Khorgos"})
    'Khorgos/altynkol, brest/malaszewicze'
    """
    return ", ".join("/".join(names.get(word, word) for word in part.split("/")) for part in route.split(", "))


def plot_season(
    table: pd.DataFrame, file: str | Path, *, names: Mapping[str, str] | None = None,
    units: Mapping[str, str] | None = None,
    title: str = "",
) -> None:  # fmt: skip
    """
    Draw a season as a heat chart: colour is the shelf life left at arrival, the number the days (P50).

    Parameters
    ----------
    table : DataFrame
        Of `logistics.routing.season`.
    file : str or Path
        .png, .svg or .pdf.
    names : mapping of str to str, optional
        Names of terminals.
    units : mapping of str to str, optional
        Names of loading units.
    title : str

    Raises
    ------
    LogisticsError
        If the suffix is another. The file appears whole or not at all.
    """
    suffix = allowed_suffix(Path(file), CHART_SUFFIXES, "a chart")
    months = list(dict.fromkeys(table["month"]))
    groups = list(table.groupby(["route", "unit"], sort=False))
    routes = list(dict.fromkeys(table["route"]))
    keeps = bool(table["shelf_life_left"].notna().any())
    scale = _scale(table["shelf_life_left"] if keeps else -table["days_p50"])
    called = {unit: clean((units or {}).get(unit, unit), 75) for unit in table["unit"]}
    label_w = max(max(text_width(text, _SIZE) for text in called.values()) / 72 + 0.5, 1.2)
    heads = [len(_lines(route_words(route, names or {}))) - 1 for route in routes]
    height = len(groups) * _CELL_H + len(routes) * _HEAD_H + sum(heads) * _LINE_H + 2.0
    width = max(label_w + len(months) * _CELL_W + 0.5, 8.6)
    with mpl.rc_context({**_FONT, "svg.hashsalt": "season", "text.parse_math": False}):
        _add_fonts()
        figure = Figure(figsize=(width, height), facecolor="white")
        FigureCanvasAgg(figure)
        axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
        axes.set_xlim(0, width)
        axes.set_ylim(height, 0)
        axes.axis("off")
        axes.text(0.3, 0.42, clean(title, 90), fontsize=16, weight="semibold", color=_INK, va="center")
        what = "shelf life left at arrival" if keeps else "fewer days"
        axes.text(
            0.3, 0.75, f"Number: days (P50), second week of the month. Colour: {what}.", color=_MUTED, va="center"
        )  # fmt: skip
        y = 1.05
        y = _rows(axes, groups, months, (label_w, y), {**called, **(names or {})}, scale, keeps=keeps)
        _legend(axes, table, y + 0.28, keeps=keeps, scale=scale)
        metadata = {".svg": {"Date": None}, ".pdf": {"CreationDate": None}}.get(suffix)
        drawn = io.BytesIO()
        figure.savefig(drawn, format=suffix[1:], dpi=160, metadata=metadata)
    write_whole(Path(file), drawn.getvalue())


def _scale(values: pd.Series) -> tuple[float, float]:
    """Return what the ends of the colours stand for: from half the life left, or three tenths of the days, at least."""
    low, high = float(values.min()), float(values.max())
    if high > 0.0:
        return min(low, 0.5), 1.0
    return (min(low, 1.3 * high), high) if high < 0.0 else (-1.0, 0.0)


def _rows(
    axes: Any, groups: list[Any], months: list[str], corner: tuple[float, float], names: Mapping[str, str],
    scale: tuple[float, float], *, keeps: bool,
) -> float:  # fmt: skip
    """Draw one row of cells per route and unit; return where they end."""
    left, y = corner
    before = ""
    _heads(axes, months, left, y + 0.05)
    y += 0.12
    for (route, unit), rows in groups:
        if route != before:
            lines = _lines(route_words(route, names))
            y += _HEAD_H + (len(lines) - 1) * _LINE_H
            for number, line in enumerate(reversed(lines)):
                axes.text(0.3, y - 0.15 - number * _LINE_H, line, weight="semibold", color=_INK, va="center")
            before = route
        axes.text(left - 0.12, y + _CELL_H / 2, names.get(unit, unit), ha="right", va="center", color=_INK)
        cells = {row.month: row for row in rows.itertuples()}
        for i, month in enumerate(months):
            if month in cells:
                _cell(axes, cells[month], (left + i * _CELL_W, y), scale, keeps=keeps)
        y += _CELL_H
    return y


@cache
def _add_fonts() -> None:
    """Tell Matplotlib the bundled fonts."""
    for weight in FILES:
        fontManager.addfont(str(font_path(weight)))


def _lines(text: str, most: int = 118) -> list[str]:
    """
    Return a route in lines of a length, broken after a crossing.

    Examples
    --------
    >>> _lines("a/b, c/d, e/f", 12)
    ['a/b → c/d →', 'e/f']
    """
    lines = [""]
    parts = clean(text.replace(", ", " → "), 400).split(" → ")
    for number, part in enumerate(parts):
        more = f"{part} →" if number + 1 < len(parts) else part
        if lines[-1] and len(lines[-1]) + 1 + len(more) > most:
            lines.append("")
        lines[-1] = f"{lines[-1]} {more}".strip()
    return lines


def _heads(axes: Any, months: list[str], left: float, y: float) -> None:
    for i, month in enumerate(months):
        name = pd.Timestamp(f"{month}-01").strftime("%b")
        text = f"{name} {month[2:4]}" if i == 0 or month.endswith("-01") else name
        axes.text(left + (i + 0.5) * _CELL_W, y, text, ha="center", va="center", color=_MUTED, fontsize=9.5)


def _cell(axes: Any, row: Any, corner: tuple[float, float], scale: tuple[float, float], *, keeps: bool) -> None:
    x, y = corner
    if row.feasible:
        value = row.shelf_life_left if keeps else -row.days_p50
        share = (value - scale[0]) / (scale[1] - scale[0])
        colour: Any = _FRESH(float(np.clip(share, 0.0, 1.0)))
        text = f"{row.days_p50:.0f} w" if row.held_h >= WAITS_H else f"{row.days_p50:.0f}"
        ink = "white" if share > 0.8 else _INK
    else:
        colour, text, _ = _WHY[row.why]
        ink = _MUTED
    axes.add_patch(Rectangle((x + 0.015, y + 0.015), _CELL_W - 0.03, _CELL_H - 0.03, facecolor=colour, linewidth=0))
    axes.text(
        x + _CELL_W / 2,
        y + _CELL_H / 2,
        text,
        ha="center",
        va="center",
        color=ink,
        fontsize=_SIZE if row.feasible else 9,
    )


def _legend(axes: Any, table: pd.DataFrame, y: float, *, keeps: bool, scale: tuple[float, float]) -> None:
    """Draw the key: ends of the colours, and the reasons that occur."""
    entries = []
    if table["feasible"].any():
        ends = [f"{value:.0%} left" if keeps else f"{-value:.0f} days" for value in scale]
        entries += [Patch(facecolor=_FRESH(0.0), label=ends[0]), Patch(facecolor=_FRESH(1.0), label=ends[1])]
    if (table["held_h"] >= WAITS_H).any():
        entries += [Patch(alpha=0.0, label="w: waits a day or more for weather that the goods bear")]
    entries += [Patch(facecolor=c, label=f"{t}: {w}") for why, (c, t, w) in _WHY.items() if (table["why"] == why).any()]
    legend = axes.legend(
        handles=entries, loc="upper left", bbox_to_anchor=(0.3, y), bbox_transform=axes.transData, ncols=len(entries),
        frameon=False, borderaxespad=0.0, handlelength=1.2, columnspacing=1.4, fontsize=9.5,
    )  # fmt: skip
    for text in legend.get_texts():
        text.set_color(_MUTED)
