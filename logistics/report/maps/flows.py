"""Link lines for one view: white casing below, flows by size, idle and closed links."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from logistics.report.maps.closures import barred_shapes, cross, middle
from logistics.report.maps.data import drawable
from logistics.report.maps.fonts import clean
from logistics.report.maps.scene import Group, Points, Shape
from logistics.report.maps.style import (
    CASING,
    IDLE,
    WIDTH_IDLE,
    ColourBy,
    amount,
    colour_of,
    largest_amount,
    line_width,
)
from logistics.report.maps.view import View, sample

SMOOTH = 2
TOLERANCE = 1.0  # page units
_DASH = (7.0, 4.5)
_BROAD = 5.0  # page units


@dataclass(frozen=True)
class Closure:
    """A mark of a closed link on the page, and what it says."""

    x: float
    y: float
    text: str


@dataclass(frozen=True)
class FlowLayer:
    """
    Groups to draw, and what labels need to know: where lines run and how wide they are.

    ``marks`` are drawn above the markers of terminals; ``closures`` says where and when links are closed.
    """

    groups: list[Group]
    points: Points
    lines: dict[str, list[Points]]
    widths: dict[str, float]
    marks: tuple[Shape, ...] = ()
    closures: tuple[Closure, ...] = ()


def number(feu: float) -> str:
    """Return FEU as ``data-feu`` text: exact to six decimals, no trailing zeros."""
    return f"{feu:.6f}".rstrip("0").rstrip(".")


def describe(row: pd.Series) -> str:
    """Return the tooltip of a link."""
    text = (
        f"{clean(row['name'], 80)}: {row['feu']:,.0f} FEU "
        f"(westbound {row['feu_westbound']:,.0f}, eastbound {row['feu_eastbound']:,.0f})"
    )
    if not pd.isna(row["utilisation"]):
        text += f", utilisation {row['utilisation']:.0%}"
    if not pd.isna(row["change"]):
        text += f", change {row['change']:+,.0f} FEU"
    if row["closed"]:
        text += f", {row['closed_text']}"
    return text


def _covered(lines: dict[str, list[Points]], widths: dict[str, float], idle: float) -> Points:
    """Return points along the flow lines wider than idle ones, and along the edges of broad ones."""
    found = []
    for link, parts in lines.items():
        if widths[link] <= idle:
            continue
        points = sample(parts, 4.0)
        found.append(points)
        if widths[link] > _BROAD:
            half = widths[link] / 2
            found += [points + np.array(step) * half for step in ((1, 0), (-1, 0), (0, 1), (0, -1))]
    return np.vstack([np.zeros((0, 2)), *found])


def flow_layer(links: gpd.GeoDataFrame, view: View, by: ColourBy, prefix: str, zoom: float = 1.0) -> FlowLayer:
    """
    Return the link lines of a view.

    Parameters
    ----------
    zoom : float
        Factor on all widths (insets draw wider).
    """
    links = drawable(links)
    largest = largest_amount(links, by)
    shown = links.assign(amount=amount(links, by).fillna(0.0)).sort_values("amount", ascending=False, kind="stable")
    casing: list[Shape] = []
    idle: list[Shape] = []
    flows: list[Shape] = []
    barred: list[Shape] = []
    closures: list[Closure] = []
    lines: dict[str, list[Points]] = {}
    widths: dict[str, float] = {}
    for _, row in shown.iterrows():
        parts = view.lines(row.geometry, TOLERANCE, smooth=SMOOTH)
        if not parts:
            continue
        width = line_width(row["amount"], largest) * zoom
        data = {"link": row["link_id"], "feu": number(row["feu"])}
        wet = row["mode"] in ("ferry", "sea")
        if row["closed"]:
            barred += barred_shapes(parts, width if row["amount"] > 0 else 0.0, zoom)
            spot = middle(parts)
            closures += [Closure(*spot, row["closed_text"])] if spot is not None else []
        if row["amount"] > 0:
            casing.append(Shape(parts, stroke=CASING, width=width + 2.4 * zoom))
            dash = tuple(max(d * zoom, width * 1.1) for d in _DASH) if wet else ()
            flows.append(
                Shape(parts, stroke=colour_of(row, by), width=width, dash=dash, data=data, title=describe(row))
            )
        else:
            dash = (3.0, 3.0) if wet or row["status"] != "open" else ()
            idle.append(Shape(parts, stroke=IDLE, width=WIDTH_IDLE * zoom, dash=dash, data=data, title=describe(row)))
        lines[row["link_id"]] = parts
        widths[row["link_id"]] = width
    groups = [
        Group(f"{prefix}idle-links", idle),
        Group(f"{prefix}casing", casing),
        Group(f"{prefix}flows", flows),
        Group(f"{prefix}closed-links", barred),
    ]
    marks = tuple(shape for one in closures for shape in cross(one.x, one.y, zoom))
    return FlowLayer(groups, _covered(lines, widths, WIDTH_IDLE * zoom), lines, widths, marks, tuple(closures))
