"""Panels on the page: title, legends, scale bar, credits. Each is laid out at (0, 0) and then moved to its place."""

from __future__ import annotations

from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np

from logistics.report.maps.closures import cross
from logistics.report.maps.fonts import clean, make_text, text_width
from logistics.report.maps.scene import Box, Group, Shape, Text, circle, rectangle
from logistics.report.maps.style import (
    GAUGE_FILL,
    INK,
    MUTED,
    PORT_FILL,
    TERMINAL_FILL,
    ColourBy,
    Entry,
    largest_amount,
    legend_entries,
    legend_flows,
    line_width,
)

ROW, PAD, SWATCH = 20.5, 13.0, 36.0
SIZE, HEAD = 14.0, 14.5
MARKERS = {"gauge": "Gauge change", "port": "Port", "terminal": "Terminal", "junction": "Junction"}
PANEL_FILL, PANEL_EDGE = "#ffffff", "#c9c4ba"


@dataclass(frozen=True)
class Panel:
    """A group laid out at the origin, with its size."""

    group_id: str
    width: float
    height: float
    children: tuple[Shape | Text, ...]

    def at(self, x: float, y: float) -> Group:
        """Return the panel moved to a place of the page."""
        return Group(self.group_id, [moved(child, x, y) for child in self.children])


def moved(child: Shape | Text, x: float, y: float) -> Shape | Text:
    """Return a shape or text shifted."""
    if isinstance(child, Shape):
        return replace(child, parts=[np.asarray(p, float) + np.array([x, y]) for p in child.parts])
    box = Box(child.box.x0 + x, child.box.y0 + y, child.box.x1 + x, child.box.y1 + y)
    return replace(child, x=child.x + x, y=child.y + y, box=box)


def marker(role: str, x: float, y: float, size: float = 1.0) -> list[Shape]:
    """Return the marker of a role: diamond, square, circle or dot."""
    if role == "gauge":
        return [Shape([circle(x, y, 6.4 * size, 4)], closed=True, fill=GAUGE_FILL, stroke=INK, width=1.2)]
    if role == "port":
        half = 4.3 * size
        ring = rectangle(Box(x - half, y - half, x + half, y + half))
        return [Shape([ring], closed=True, fill=PORT_FILL, stroke=INK, width=1.2)]
    radius = 3.7 if role == "terminal" else 2.3
    return [Shape([circle(x, y, radius * size)], closed=True, fill=TERMINAL_FILL, stroke=INK, width=1.2)]


def card(width: float, height: float) -> Shape:
    """Return the background of a panel."""
    return Shape([rectangle(Box(0, 0, width, height), 5)], closed=True, fill=PANEL_FILL, stroke=PANEL_EDGE, width=1.0)


def _swatch(y: float, colour: str, width: float) -> Shape:
    """Return a horizontal line sample."""
    return Shape([np.array([(PAD, y), (PAD + SWATCH, y)])], stroke=colour, width=width, butt=True)


def _sample(y: float, entry: Entry) -> list[Shape | Text]:
    """Return the sample of a legend's row: a line, with the cross of a closure where the map has one."""
    line = replace(_swatch(y, entry.colour, entry.width), dash=(7.0, 4.0) if entry.dash else ())
    return [line, *(cross(PAD + SWATCH / 2, y, 0.75) if entry.cross else [])]


def colour_panel(links: gpd.GeoDataFrame, by: ColourBy) -> Panel:
    """Return the legend of the line colours."""
    title, entries = legend_entries(links, by)
    rows: list[Shape | Text] = []
    for i, entry in enumerate(entries):
        y = PAD + ROW * (i + 1) + 8
        rows += _sample(y, entry)
        rows.append(make_text(PAD + SWATCH + 10, y + 4, entry.label, SIZE, fill=INK))
    return _panel("legend-colour", title, rows, len(entries))


def flow_panel(links: gpd.GeoDataFrame, by: ColourBy, roles: set[str]) -> Panel:
    """Return the legend of the line widths and of the markers."""
    largest = largest_amount(links, by)
    rows: list[Shape | Text] = []
    flows = legend_flows(largest)
    for i, feu in enumerate(flows):
        y = PAD + ROW * (i + 1) + 8
        rows.append(_swatch(y, "#6b6f76", line_width(feu, largest)))
        rows.append(make_text(PAD + SWATCH + 10, y + 4, f"{feu:,.10g} FEU", SIZE, fill=INK))
    marks = _marker_rows({role: name for role, name in MARKERS.items() if role in roles}, len(flows))
    title = "Change (width as square root)" if by == "change" else "Flow (width as square root)"
    title = title if flows else "Places"
    return _panel("legend-flow", title, rows + marks, len(flows) + len(marks) // 2)


def key_panel(entries: list[Entry], markers: dict[str, str]) -> Panel:
    """Return a legend of lines, and of markers by role with their names."""
    rows: list[Shape | Text] = []
    for i, entry in enumerate(entries):
        y = PAD + ROW * (i + 1) + 8
        rows += _sample(y, entry)
        rows.append(make_text(PAD + SWATCH + 10, y + 4, entry.label, SIZE, fill=INK))
    marks = _marker_rows(markers, len(entries))
    return _panel("legend-flow", "Lines and places", rows + marks, len(entries) + len(marks) // 2)


def _marker_rows(names: dict[str, str], start: int) -> list[Shape | Text]:
    """Return a marker and its name per role, below `start` other rows."""
    rows: list[Shape | Text] = []
    for i, role in enumerate(names, start):
        y = PAD + ROW * (i + 1) + 8
        rows += marker(role, PAD + SWATCH / 2, y)
        rows.append(make_text(PAD + SWATCH + 10, y + 4, names[role], SIZE, fill=INK))
    return rows


def _panel(group_id: str, title: str, rows: list[Shape | Text], count: int) -> Panel:
    """Return a panel with a heading."""
    head = make_text(PAD, PAD + 9, title, HEAD, weight="semibold", fill=INK)
    width = max([head.box.x1, *(r.box.x1 for r in rows if isinstance(r, Text))]) + PAD
    height = PAD + ROW * (count + 1) + PAD - 2
    return Panel(group_id, width, height, (card(width, height), head, *rows))


def title_panel(title: str, subtitle: str, period: str) -> Panel:
    """Return the headings."""
    title = clean(title, 80)
    lines = [make_text(0, 27, title, 30, weight="semibold", fill=INK, halo="#ffffff", halo_width=4)]
    second = " · ".join(clean(t, 110) for t in (subtitle, period) if t.strip())
    if second:
        lines.append(make_text(1, 53, second, 15.5, fill=MUTED, halo="#ffffff", halo_width=3))
    return Panel("title", max(t.box.x1 for t in lines), lines[-1].box.y1, tuple(lines))


def scale_panel(metres_per_unit: float) -> Panel:
    """Return a scale bar of about 200 units."""
    target = 200 * metres_per_unit / 1000
    km = max((m * 10.0**e for e in range(-1, 5) for m in (1, 2, 5) if m * 10.0**e <= target), default=0.1)
    length = km * 1000 / metres_per_unit
    labels = [(0.0, "0"), (length / 2, f"{km / 2:,g}"), (length, f"{km:,g} km")]
    left = 8.0
    children: list[Shape | Text] = []
    for i, fill in enumerate((INK, "#ffffff")):
        bar = Box(left + i * length / 2, 20, left + (i + 1) * length / 2, 25.5)
        children.append(Shape([rectangle(bar)], closed=True, fill=fill, stroke=INK, width=1.0))
    children += [
        make_text(left + x, 14, text, 12, fill=INK, anchor="middle", halo="#ffffff", halo_width=2.5)
        for x, text in labels
    ]
    width = max(c.box.x1 for c in children if isinstance(c, Text)) + 4
    return Panel("scale-bar", width, 28.0, tuple(children))


def credits_panel(width: float, text: str, page_width: float) -> Panel:
    """Return the credits, right-aligned, in one line or two."""
    size = 11.0
    lines = [text]
    if text_width(text, size) > width:
        words, middle = text.split(), len(text) / 2
        cut = min(range(1, len(words)), key=lambda i: abs(len(" ".join(words[:i])) - middle))
        lines = [" ".join(words[:cut]), " ".join(words[cut:])]
    texts = tuple(
        make_text(page_width, 12.0 + 15 * i, line, size, fill=MUTED, anchor="end") for i, line in enumerate(lines)
    )
    return Panel("credits", width, 15.0 * len(lines) + 3, texts)
